"""A segment's customers in the other models."""

from collections.abc import Sequence

from markupsafe import Markup

from tessera_site.drawing import guides
from tessera_site.drawing.chart import Chart, Drawing, Frame, Table, chart_name, customers_of, drawn, withheld_note
from tessera_site.drawing.scales import Scale
from tessera_site.drawing.stacks import Piece, Stack, named, stack_figure, stacked
from tessera_site.drawing.svg import fact, join, measure, plain_words, words
from tessera_site.keyed import Node, at, figure, keyed_text, raw, wording_of
from tessera_site.palette import colour_step


def elsewhere(segment: Node, model: Node) -> Chart | None:
    """A segment's customers by their segment in every other model.

    Returns
    -------
    Chart or None
        None when there is no other model.
    """
    others = [key for key, counts in raw(segment["elsewhere"]).items() if counts]
    if not others:
        return None
    name = chart_name("elsewhere", raw(model["key"]), raw(segment["slug"]))
    rows = [(at(segment, "/models")[key], _parts_elsewhere(segment, key)) for key in others]
    spoken = "; ".join(
        f"{wording_of(m['name'])}: {', '.join(plain_words(p.said) for p in pieces)}" for m, pieces in rows
    )
    title = "The same customers in the other models"
    look = f"s{colour_step(raw(segment['number']))}"
    wide, narrow = drawn(name, title, f"{spoken}.", lambda frame: _draw_elsewhere(rows, look, frame))
    caption = Markup("The {} {} of this segment by their segment in the other models.").format(
        figure(segment["size"], "count"), keyed_text(customers_of(segment))
    ) + withheld_note(segment)
    shown = [Stack(wording_of(m["name"]), pieces, look) for m, pieces in rows]
    return Chart(
        name,
        title,
        f"{spoken}.",
        wide,
        narrow,
        _elsewhere_table(segment, others),
        stack_figure(shown),
        caption,
        guides.ELSEWHERE,
    )


def _parts_elsewhere(segment: Node, key: str) -> list[Piece]:
    """Where the customers are in another model, most first."""
    counts = segment["elsewhere"][key]
    names = at(segment, "/models")[key]["segments"]
    size = raw(segment["size"])
    held = [slug for slug in raw(counts) if raw(counts[slug])]
    return [
        Piece(raw(counts[slug]) / size, (fact(counts[slug], "count"), " ", fact(names[slug]["name"])), tone)
        for tone, slug in enumerate(held)
    ]


def _draw_elsewhere(rows: Sequence[tuple[Node, list[Piece]]], look: str, frame: Frame) -> Drawing:
    """A bar a model, its parts in words below."""
    left = (
        0.0 if frame.narrow else min(16 + max(measure(fact(m["name"]), bold=True) for m, _ in rows), frame.width * 0.36)
    )
    x = Scale(0, 1, left, frame.width)
    y, parts = 0.0, []
    for model, pieces in rows:
        parts.append(words(0, y + 15, fact(model["name"]), bold=True))
        y += 24 if frame.narrow else 0
        parts.append(stacked(pieces, x, y, look, 24))
        names, depth = named(pieces, left, frame.width, y + 42, look)
        parts.append(names)
        y += 38 + depth + 14
    return Drawing(y - 14, join(parts))


def _elsewhere_table(segment: Node, others: Sequence[str]) -> Table:
    """Customers by model and segment."""
    models = at(segment, "/models")
    rows = tuple(
        (
            keyed_text(models[key]["name"]),
            keyed_text(models[key]["segments"][slug]["name"]),
            figure(segment["elsewhere"][key][slug], "count"),
        )
        for key in others
        for slug in raw(segment["elsewhere"][key])
    )
    return Table(("Model", "Segment there", "Customers"), rows)
