"""Shares of a whole: of a trait in every segment, of a segment against everyone, of a segment in other models."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tessera_site import charts
from tessera_site.drawing.chart import (
    Chart,
    Drawing,
    Frame,
    Table,
    chart_name,
    column_of,
    customers_of,
    drawn,
    everyone_of,
    model_of,
    name_cell,
    segments_of,
    sizes,
    value_label,
)
from tessera_site.drawing.letters import wrap
from tessera_site.drawing.marks import mark_at
from tessera_site.drawing.scales import Scale, place
from tessera_site.drawing.svg import (
    LEADING,
    SIZE,
    Run,
    Words,
    fact,
    join,
    line,
    measure,
    paragraph,
    plain_words,
    rect,
    words,
)
from tessera_site.keyed import Node, at, figure, keyed_text, raw, text, wording_of
from tessera_site.palette import colour_step

_FADE = 0.62
"""How much paler each further part of a bar is."""
_PALEST = 0.14
_BAR = 18.0
_CAP = 4.0
_SWATCH = 11.0


def faded(part: int) -> float:
    """Opacity of a bar's part, by its place."""
    return max(_PALEST, _FADE**part)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar: its share of the whole and what is said of it."""

    share: float
    said: Words


def value_words(node: Node, column: str, value: str) -> Run:
    """How a value is called, keyed where the study names it."""
    spec = column_of(node, column)
    return fact(spec["values"][value]) if value in spec["values"] else Run(value)


def stacked(pieces: Sequence[Piece], x: Scale, y: float, look: str, height: float = _BAR) -> Markup:
    """A bar in parts, each paler than the one before, with a hair of paper between them."""
    parts, before = [], 0.0
    for i, piece in enumerate(pieces):
        left, right = place(x, before), place(x, before + piece.share)
        gap = 1.5 if i + 1 < len(pieces) and right < x.end - 0.5 else 0.0
        if right - left > gap:
            parts.append(rect(left, y, right - left - gap, height, look, faded(i)))
        before += piece.share
    return join(parts)


def named(pieces: Sequence[Piece], left: float, right: float, y: float, look: str) -> tuple[Markup, float]:
    """The parts in words under their bar, each behind a patch of its colour, on as many lines as it takes."""
    x, down, parts = left, y, []
    for i, piece in enumerate(pieces):
        width = _SWATCH + 6 + measure(piece.said)
        if x > left and x + width > right:
            x, down = left, down + LEADING + 3
        parts.append(rect(x, down - 10, _SWATCH, _SWATCH, look, faded(i)))
        parts.append(words(x + _SWATCH + 6, down, piece.said))
        x += width + 18
    return join(parts), down - y + LEADING


def bracket(x: Scale, low: float, high: float, y: float) -> Markup:
    """An interval: a line between two caps."""
    left, right = place(x, low), place(x, high)
    lines = ((left, y, right, y), (left, y - _CAP, left, y + _CAP), (right, y - _CAP, right, y + _CAP))
    return join(line(*each, "li", 1.6) for each in lines)


def _labelled(node: Node, shares: Node, column: str) -> list[Piece]:
    """A set of shares as parts of a bar: ``45.7% women``."""
    return [Piece(raw(shares[v]), (fact(shares[v]), " ", value_words(node, column, v))) for v in raw(shares)]


# ---------------------------------------------------------------- a segment against everyone


def share_compare(segment: Node, column: str) -> Chart | None:
    """A trait's shares in this segment and among everyone, with the interval of the first value's share.

    Returns
    -------
    Chart or None
        None when the segment has no shares of the column.
    """
    if column not in segment["shares"]:
        return None
    name = chart_name("shares", raw(model_of(segment)["key"]), raw(segment["slug"]), column)
    title = f"{wording_of(column_of(segment, column)['label'])}: this segment against everyone"
    everyone = at(segment, "/data/columns")[column]["shares"]
    rows = [
        (
            "This segment",
            _labelled(segment, segment["shares"][column], column),
            f"s{colour_step(raw(segment['number']))}",
        )
    ]
    if raw(everyone):
        rows.append(("Everyone", _labelled(segment, everyone, column), "fm"))
    spoken = "; ".join(
        f"{label}: {', '.join(plain_words(piece.said) for piece in pieces)}" for label, pieces, _ in rows
    )
    wide, narrow = drawn(name, title, f"{spoken}.", lambda frame: _draw_compared(segment, column, rows, frame))
    caption = Markup("Bracket: ninety-five per cent interval of the first share. n = {} against {}.").format(
        figure(segment["size"], "count"), figure(everyone_of(segment), "count")
    )
    return Chart(
        name, title, f"{spoken}.", wide, narrow, _compared_table(segment, column), _share_figure(rows), caption
    )


def _draw_compared(segment: Node, column: str, rows: Sequence[tuple[str, list[Piece], str]], frame: Frame) -> Drawing:
    """Two bars under each other, the interval between them."""
    left = 0.0 if frame.narrow else 150.0
    x = Scale(0, 1, left, frame.width)
    y, parts = (14.0 if frame.narrow else 2.0), []
    for i, (label, pieces, look) in enumerate(rows):
        parts.append(words(0, y if frame.narrow else y + 14, label))
        y += 7 if frame.narrow else 0
        parts.append(stacked(pieces, x, y, look))
        y += _BAR
        if i == 0:
            first = next(iter(raw(segment["shares"][column])))
            low, high = (raw(segment[end][column][first]) for end in ("share_lows", "share_highs"))
            parts.append(bracket(x, low, high, y + 8))
            y += 14
        names, depth = named(pieces, left, frame.width, y + 17, look)
        parts.append(names)
        y += 10 + depth + (20 if frame.narrow else 14)
    return Drawing(y - 12, join(parts))


def _compared_table(segment: Node, column: str) -> Table:
    """Shares, interval and counts of every value."""
    everyone = raw(at(segment, "/data/columns")[column]["shares"])
    rows = []
    for value in raw(segment["shares"][column]):
        share, low, high = (segment[field][column][value] for field in ("shares", "share_lows", "share_highs"))
        whole = figure(at(segment, "/data/columns")[column]["shares"][value]) if everyone else Markup("")
        interval = Markup("{} to {}").format(figure(low), figure(high))
        rows.append(
            (
                _value_cell(segment, column, value),
                figure(segment["counts"][column][value], "count"),
                figure(share),
                interval,
                whole,
            )
        )
    return Table(("Value", "Customers", "This segment", "Interval", "Everyone"), tuple(rows))


def _value_cell(node: Node, column: str, value: str) -> Markup:
    spec = column_of(node, column)
    return keyed_text(spec["values"][value]) if value in spec["values"] else text(value)


def _share_figure(rows: Sequence[tuple[str, list[Piece], str]]) -> dict[str, Any]:
    """Stacked bars to point at."""
    traces = []
    for label, pieces, look in rows:
        colour = f"seg-{look[1:]}" if look[1:].isdigit() else "ink-3"
        for i, piece in enumerate(pieces):
            hover = f"{label}: {plain_words(piece.said)}"
            bar = charts.bars(
                [100 * piece.share], [charts.words_of(label)], colour, [hover], orientation="h", opacity=faded(i)
            )
            traces.append(bar)
    return charts.figure(
        traces,
        charts.axis("", 0, 100, ticksuffix="%"),
        charts.axis(autorange="reversed", type="category"),
        barmode="stack",
    )


# ---------------------------------------------------------------- segments side by side


def share_bars(model: Node, column: str) -> Chart | None:
    """A trait's shares in every segment, with the interval of the first value and everyone's share as a line.

    Returns
    -------
    Chart or None
        None when a segment has no shares of the column.
    """
    segments = segments_of(model)
    if not all(column in segment["shares"] for segment in segments):
        return None
    name = chart_name("shares", raw(model["key"]), column)
    title = f"{wording_of(column_of(model, column)['label'])} in every segment"
    rows = [(segment, _labelled(segment, segment["shares"][column], column)) for segment in segments]
    spoken = "; ".join(
        f"{wording_of(s['name'])}: {', '.join(plain_words(p.said) for p in pieces)}" for s, pieces in rows
    )
    wide, narrow = drawn(name, title, f"{spoken}.", lambda frame: _draw_rows(model, column, rows, frame))
    caption = Markup(
        "Share of each segment. Bars across: ninety-five per cent interval of the first share. Red line: everyone. n = {}."
    ).format(sizes(segments))
    shown = [(wording_of(s["name"]), pieces, "fm") for s, pieces in rows]
    return Chart(name, title, f"{spoken}.", wide, narrow, _rows_table(model, column), _share_figure(shown), caption)


def _draw_rows(model: Node, column: str, rows: Sequence[tuple[Node, list[Piece]]], frame: Frame) -> Drawing:
    """A bar a segment."""
    names = 30 + max(measure(fact(segment["name"])) for segment, _ in rows)
    left = 0.0 if frame.narrow else min(names + 14, frame.width * 0.42)
    x = Scale(0, 1, left, frame.width)
    everyone = at(model, "/data/columns")[column]["shares"]
    first = next(iter(raw(rows[0][0]["shares"][column])))
    parts: list[Markup] = []
    key, depth = _value_key(model, column, list(raw(rows[0][0]["shares"][column])), left, frame.width)
    y = depth
    parts.append(key)
    if raw(everyone):
        y += 20
        parts.append(_everyone_label(x, everyone[first], y - 6, frame))
    top = y
    for segment, pieces in rows:
        markup, height = _bar_row(segment, column, pieces, x, y, frame)
        parts.append(markup)
        y += height
    if raw(everyone):
        at_x = place(x, raw(everyone[first]))
        parts.append(line(at_x, top, at_x, y - 6, "la", 1.4))
    return Drawing(y, join(parts))


def _value_key(model: Node, column: str, values: Sequence[str], left: float, right: float) -> tuple[Markup, float]:
    """What the parts of the bars are."""
    pieces = [Piece(0, value_words(model, column, value)) for value in values]
    return named(pieces, left, right, 14, "fm")


def _everyone_label(x: Scale, share: Node, y: float, frame: Frame) -> Markup:
    """Everyone's share over its line."""
    shown: Words = ("everyone, ", fact(share, "percent0"))
    half = measure(shown, bold=True) / 2
    return words(
        min(max(place(x, raw(share)), x.start + half), frame.width - half), y, shown, "a", anchor="middle", bold=True
    )


def _bar_row(
    segment: Node, column: str, pieces: Sequence[Piece], x: Scale, top: float, frame: Frame
) -> tuple[Markup, float]:
    """A segment's name and bar, the shares in the parts that hold them, the interval of the first."""
    name, number = fact(segment["name"]), raw(segment["number"])
    y = top + (24 if frame.narrow else 6)
    parts = []
    if frame.narrow:
        parts += [mark_at(number, 7, top + 12, 6), words(22, top + 17, name, halo=True)]
    else:
        room = x.start - 40
        lines = len(wrap(name.words, room, SIZE))
        parts.append(mark_at(number, 7, y + 11, 6))
        parts.append(paragraph(24, y + 16 - (lines - 1) * LEADING / 2, name, room)[0])
    parts.append(stacked(pieces, x, y, "fm", 22))
    low, high = (
        raw(segment[end][column][next(iter(raw(segment[end][column])))]) for end in ("share_lows", "share_highs")
    )
    parts.append(bracket(x, low, high, y + 27))
    parts += _numbers(segment, column, pieces, x, y + 16)
    return join(parts), 66.0 if frame.narrow else 46.0


def _numbers(segment: Node, column: str, pieces: Sequence[Piece], x: Scale, y: float) -> list[Markup]:
    """Shares as whole per cents, in the parts wide enough."""
    parts, before = [], 0.0
    for value, piece in zip(raw(segment["shares"][column]), pieces, strict=True):
        shown = fact(segment["shares"][column][value], "percent0")
        width = place(x, before + piece.share) - place(x, before)
        if measure(shown, bold=True) + 10 <= width:
            parts.append(words(place(x, before) + 6, y, shown, bold=True, halo=True))
        before += piece.share
    return parts


def _rows_table(model: Node, column: str) -> Table:
    """Shares of every value in every segment."""
    values = list(raw(segments_of(model)[0]["shares"][column]))
    rows = tuple((name_cell(s), *(figure(s["shares"][column][value]) for value in values)) for s in segments_of(model))
    return Table(("Segment", *(value_label(model, column, value) for value in values)), rows)


# ---------------------------------------------------------------- the same people in other models


def elsewhere(segment: Node, model: Node) -> Chart | None:
    """A segment's customers by their segment in every other model.

    Returns
    -------
    Chart or None
        None when there is no other model.
    """
    others = list(raw(segment["elsewhere"]))
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
    )
    shown = [(wording_of(m["name"]), pieces, look) for m, pieces in rows]
    return Chart(
        name, title, f"{spoken}.", wide, narrow, _elsewhere_table(segment, others), _share_figure(shown), caption
    )


def _parts_elsewhere(segment: Node, key: str) -> list[Piece]:
    """Where the customers are in another model, most first."""
    counts = segment["elsewhere"][key]
    names = at(segment, "/models")[key]["segments"]
    size = raw(segment["size"])
    return [
        Piece(raw(counts[slug]) / size, (fact(counts[slug], "count"), " ", fact(names[slug]["name"])))
        for slug in raw(counts)
        if raw(counts[slug])
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
