"""What worked: uplift by segment with its intervals."""

from collections.abc import Sequence

from markupsafe import Markup

from tessera_site.drawing import guides
from tessera_site.drawing.chart import (
    Chart,
    Drawing,
    Frame,
    Table,
    axis_title,
    chart_name,
    drawn,
    locale_of,
    segments_of,
)
from tessera_site.drawing.marks import mark_at, open_mark_at
from tessera_site.drawing.rows import TOP, label_of, line_of, name_rows
from tessera_site.drawing.scales import Scale, place, tick_texts, ticks
from tessera_site.drawing.svg import Words, fact, join, joined, line, rect, tick, words
from tessera_site.keyed import Node, at, figure, keyed_text, raw, wording_of
from tessera_site.palette import colour_step

_EVERYONE = {False: 44.0, True: 58.0}
"""Height of the row for everyone, above the segments'."""


def uplift_dots(result: Node, everyone: Node, position: int) -> Chart:
    """Treated less holdout for every segment of a model, and for everyone, with intervals.

    Parameters
    ----------
    result : Node
        A campaign by one model: ``/results/campaigns/I/models/KEY``.
    everyone : Node
        The campaign's effect on everyone.
    position : int
        Of the campaign, for the chart's name.
    """
    model = at(result, "/models")[raw(result["model"])]
    name = chart_name("uplift", str(position), raw(result["model"]))
    title = "What the campaign changed, segment by segment"
    told = [(s, result["segments"][raw(s["slug"])]) for s in segments_of(model)]
    spoken = "; ".join(f"{wording_of(s['name'])} {_spoken(u)}" for s, u in told)
    description = f"Treated less holdout: everyone {_spoken(everyone)}; {spoken}."
    wide, narrow = drawn(name, title, description, lambda frame: _draw_uplift(told, everyone, frame))
    caption = Markup(
        "Mark: treated less holdout; line: its interval. Filled: the interval leaves out zero. n = {} treated, {} "
        "held out."
    ).format(figure(everyone["treated"]["customers"], "count"), figure(everyone["holdout"]["customers"], "count"))
    return Chart(name, title, description, wide, narrow, _uplift_table(told, everyone), None, caption, guides.UPLIFTS)


def change_style(node: Node) -> str:
    """How a difference is worded: in the column's unit, in percentage points, or as a number."""
    results = at(node, "/results")
    if raw(results["kind"]) == "binary":
        return "points"
    return f"amount:{raw(results['column'])}" if raw(results["column"]) else "number"


def _spoken(uplift: Node) -> str:
    """An effect and its interval, read out."""
    if raw(uplift["difference"]) is None:
        return "too few to say"
    style = change_style(uplift)
    low, high = wording_of(uplift["low"], style), wording_of(uplift["high"], style)
    return f"{wording_of(uplift['difference'], style)} ({low} to {high})"


def _draw_uplift(told: Sequence[tuple[Node, Node]], everyone: Node, frame: Frame) -> Drawing:
    """One of the two drawings; everyone comes first."""
    unit = 100.0 if change_style(everyone) == "points" else 1.0
    ends = [
        unit * raw(u[e]) for u in (everyone, *(u for _, u in told)) for e in ("low", "high") if raw(u[e]) is not None
    ]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    edge = 0.06 * ((high - low) or 1.0)
    rows = name_rows([s["name"] for s, _ in told], frame)
    base = _EVERYONE[frame.narrow]
    x = Scale(low - edge, high + edge, rows.left, frame.width - (10 if frame.narrow else 76))
    values = ticks(low - edge, high + edge, 4 if frame.narrow else 6)
    bottom = rows.bottom + base
    parts = [line(place(x, v), TOP, place(x, v), bottom) for v in values]
    parts += [
        tick(place(x, v), 18, shown) for v, shown in zip(values, tick_texts(values, locale_of(everyone)), strict=True)
    ]
    parts.append(line(place(x, 0), TOP, place(x, 0), bottom, "la", width=1.2))
    parts.append(words(0, TOP + 19, "Everyone", bold=True, halo=True))
    parts.append(_effect(everyone, None, x, TOP + (39 if frame.narrow else 14), frame, unit))
    for i, (segment, uplift) in enumerate(told):
        number = raw(segment["number"])
        parts.append(Markup('<g transform="translate(0 {})">{}</g>').format(f"{base:g}", label_of(rows, i, number)))
        parts.append(_effect(uplift, number, x, line_of(rows, i) + base, frame, unit))
    parts.append(words(frame.width - 2, bottom + 20, _axis_words(everyone), "m", anchor="end"))
    return Drawing(bottom + 28, join(parts))


def _axis_words(node: Node) -> Words:
    """What the axis measures."""
    results = at(node, "/results")
    if raw(results["kind"]) == "binary":
        return "Treated less holdout, percentage points"
    if raw(results["column"]):
        return joined("Treated less holdout: ", axis_title(node, raw(results["column"])))
    return ("Treated less holdout: ", fact(results["outcome"]))


def _effect(uplift: Node, number: int | None, x: Scale, y: float, frame: Frame, unit: float) -> Markup:
    """A mark with its interval and figure; words where there is none."""
    if raw(uplift["difference"]) is None:
        return words(x.start, y + 5, "too few to say", "m", halo=True)
    low, middle, high = (place(x, unit * raw(uplift[part])) for part in ("low", "difference", "high"))
    look = f"l{colour_step(number)}" if number else "li"
    parts = [line(low, y, high, y, look, width=2.4 if raw(uplift["state"]) != "open" else 1.4)]
    if number is None:
        parts.append(rect(middle - 5, y - 5, 10, 10, "fi"))
    elif raw(uplift["state"]) == "open":
        parts.append(open_mark_at(number, middle, y, 6))
    else:
        parts.append(mark_at(number, middle, y, 7.5))
    shown = fact(uplift["difference"], change_style(uplift))
    if frame.narrow:
        parts.append(words(frame.width, y - 20, shown, bold=True, anchor="end", halo=True))
    else:
        parts.append(words(frame.width, y + 5, shown, bold=True, anchor="end"))
    return join(parts)


def _uplift_table(told: Sequence[tuple[Node, Node]], everyone: Node) -> Table:
    """Arms, means and intervals."""
    style = change_style(everyone)
    level = "percent" if style == "points" else style

    def row(name: Markup, uplift: Node) -> tuple[Markup, ...]:
        arms = (uplift["treated"], uplift["holdout"])
        cells = [figure(arm["customers"], "count") for arm in arms]
        cells += [Markup("–") if raw(arm["mean"]) is None else figure(arm["mean"], level) for arm in arms]
        cells += [
            Markup("–") if raw(uplift[part]) is None else figure(uplift[part], style)
            for part in ("difference", "low", "high")
        ]
        return (name, *cells)

    head = ("Segment", "Treated", "Held out", "Mean treated", "Mean held out", "Uplift", "From", "To")
    return Table(head, (row(Markup("Everyone"), everyone), *(row(keyed_text(s["name"]), u) for s, u in told)))
