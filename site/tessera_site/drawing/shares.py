"""Shares of a trait: a segment against everyone, and segments side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tessera_site.drawing import guides
from tessera_site.drawing.chart import (
    Chart,
    Drawing,
    Frame,
    Table,
    chart_name,
    column_of,
    drawn,
    everyone_of,
    model_of,
    name_cell,
    segments_of,
    sizes,
    value_label,
    values_of,
)
from tessera_site.drawing.letters import wrap
from tessera_site.drawing.marks import mark_at
from tessera_site.drawing.scales import Scale, place
from tessera_site.drawing.stacks import BAR, Piece, Stack, bracket, named, stack_figure, stacked, value_words
from tessera_site.drawing.svg import LEADING, SIZE, Words, fact, join, line, measure, paragraph, plain_words, words
from tessera_site.keyed import Node, at, figure, keyed_text, raw, text, wording_of
from tessera_site.palette import colour_step

_ROW, _ABOVE = {False: 46.0, True: 68.0}, {False: 6.0, True: 25.0}
"""Height of a segment's row on wide and narrow drawings, and how far above its bar it begins."""


@dataclass(frozen=True, slots=True)
class _Trait:
    """A column of shares with its values in their order."""

    column: str
    values: Sequence[str]


def _labelled(node: Node, shares: Node, column: str, values: Sequence[str]) -> list[Piece]:
    """A set of shares as parts of a bar: ``45.7% women``."""
    return [
        Piece(raw(shares[value]), (fact(shares[value]), " ", value_words(node, column, value)), tone)
        for tone, value in enumerate(values)
        if value in shares
    ]


def _interval(segment: Node, column: str, value: str, x: Scale, y: float) -> Markup:
    """The interval of a value's share in a segment."""
    low, high = (raw(segment[end][column]).get(value) for end in ("share_lows", "share_highs"))
    return bracket(x, low, high, y) if low is not None and high is not None else Markup("")


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
    values = values_of(model_of(segment), column)
    look = f"s{colour_step(raw(segment['number']))}"
    rows = [Stack("This segment", _labelled(segment, segment["shares"][column], column, values), look)]
    if raw(everyone):
        rows.append(Stack("Everyone", _labelled(segment, everyone, column, values), "f2"))
    spoken = "; ".join(f"{row.label}: {', '.join(plain_words(piece.said) for piece in row.pieces)}" for row in rows)

    def draw(frame: Frame) -> Drawing:
        return _draw_compared(rows, frame, lambda x, y: _interval(segment, column, values[0], x, y))

    wide, narrow = drawn(name, title, f"{spoken}.", draw)
    caption = Markup("Bracket: ninety-five per cent interval of the first share. n = {} against {}.").format(
        figure(segment["size"], "count"), figure(everyone_of(segment), "count")
    )
    table = _compared_table(segment, column, values)
    return Chart(name, title, f"{spoken}.", wide, narrow, table, stack_figure(rows), caption, guides.SHARES)


def _draw_compared(rows: Sequence[Stack], frame: Frame, interval: Callable[[Scale, float], Markup]) -> Drawing:
    """Two bars under each other, the interval under the first."""
    left = 0.0 if frame.narrow else 150.0
    x = Scale(0, 1, left, frame.width)
    y, parts = (14.0 if frame.narrow else 2.0), []
    for i, row in enumerate(rows):
        parts.append(words(0, y if frame.narrow else y + 14, row.label))
        y += 7 if frame.narrow else 0
        parts.append(stacked(row.pieces, x, y, row.look))
        y += BAR
        if i == 0:
            parts.append(interval(x, y + 8))
            y += 14
        names, depth = named(row.pieces, left, frame.width, y + 17, row.look)
        parts.append(names)
        y += 10 + depth + (20 if frame.narrow else 14)
    return Drawing(y - 12, join(parts))


def _compared_table(segment: Node, column: str, values: Sequence[str]) -> Table:
    """Shares, interval and counts of every value."""
    everyone = at(segment, "/data/columns")[column]["shares"]
    rows = []
    for value in values:
        if value not in segment["shares"][column]:
            continue
        share, low, high = (segment[field][column][value] for field in ("shares", "share_lows", "share_highs"))
        rows.append(
            (
                _value_cell(segment, column, value),
                figure(segment["counts"][column][value], "count"),
                figure(share),
                Markup("{} to {}").format(figure(low), figure(high)),
                figure(everyone[value]) if raw(everyone) and value in everyone else Markup(""),
            )
        )
    return Table(("Value", "Customers", "This segment", "Interval", "Everyone"), tuple(rows))


def _value_cell(node: Node, column: str, value: str) -> Markup:
    """How a value is called, in a table."""
    spec = column_of(node, column)
    return keyed_text(spec["values"][value]) if value in spec["values"] else text(value)


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
    values = values_of(model, column)
    rows = [(segment, _labelled(segment, segment["shares"][column], column, values)) for segment in segments]
    said = [(wording_of(s["name"]), ", ".join(plain_words(piece.said) for piece in pieces)) for s, pieces in rows]
    spoken = "; ".join(f"{label}: {shares}" for label, shares in said)
    wide, narrow = drawn(name, title, f"{spoken}.", lambda frame: _draw_rows(model, column, values, rows, frame))
    everyone = (
        Markup(" Line in the accent colour: everyone.")
        if raw(at(model, "/data/columns")[column]["shares"])
        else Markup("")
    )
    caption = Markup(
        "Share of each segment. Bracket: ninety-five per cent interval of the first share.{} n = {}."
    ).format(everyone, sizes(segments))
    stacks = [Stack(wording_of(s["name"]), pieces, "f2") for s, pieces in rows]
    return Chart(
        name,
        title,
        f"{spoken}.",
        wide,
        narrow,
        _rows_table(model, column, values),
        stack_figure(stacks),
        caption,
        guides.SHARES,
    )


def _draw_rows(
    model: Node, column: str, values: Sequence[str], rows: Sequence[tuple[Node, list[Piece]]], frame: Frame
) -> Drawing:
    """What the tones are, then a bar a segment, with everyone's line through all."""
    names = 44 + max(measure(fact(segment["name"])) for segment, _ in rows)
    x = Scale(0, 1, 0.0 if frame.narrow else min(names, frame.width * 0.42), frame.width)
    tones = [Piece(0, value_words(model, column, value), tone) for tone, value in enumerate(values)]
    key, depth = named(tones, x.start, frame.width, 14, "f2")
    parts, y = [key], depth + 4
    everyone = at(model, "/data/columns")[column]["shares"]
    shared = everyone[values[0]] if raw(everyone) and values[0] in everyone else None
    if shared is not None:
        y += 20
        parts.append(_everyone_label(x, shared, y - 6, frame))
    deep = max(len(wrap(wording_of(s["name"]), frame.width - 22, SIZE)) for s, _ in rows) if frame.narrow else 1
    top, height, above = y, _ROW[frame.narrow] + LEADING * (deep - 1), _ABOVE[frame.narrow] + LEADING * (deep - 1)
    for i, (segment, pieces) in enumerate(rows):
        parts.append(
            _row(
                segment,
                _Trait(column, values),
                pieces,
                x,
                tops=(top + i * height, top + i * height + above),
                frame=frame,
            )
        )
        if shared is not None:
            at_x, bar = place(x, raw(shared)), top + i * height + above
            parts.append(line(at_x, bar - 4, at_x, bar + 26, "la", width=1.6))
    return Drawing(top + height * len(rows), join(parts))


def _everyone_label(x: Scale, share: Node, y: float, frame: Frame) -> Markup:
    """Everyone's share over its line."""
    shown: Words = ("everyone, ", fact(share, "percent0"))
    half = measure(shown, bold=True) / 2
    middle = min(max(place(x, raw(share)), x.start + half), frame.width - half)
    return words(middle, y, shown, "a", anchor="middle", bold=True)


def _row(
    segment: Node, trait: _Trait, pieces: Sequence[Piece], x: Scale, *, tops: tuple[float, float], frame: Frame
) -> Markup:
    """A segment's name and bar, the shares in the parts that hold them, the interval of the first."""
    name, number = fact(segment["name"]), raw(segment["number"])
    top, y = tops
    if frame.narrow:
        parts = [mark_at(number, 7, top + 13, 6), paragraph(22, top + 18, name, frame.width - 22)[0]]
    else:
        room = x.start - 40
        lines = len(wrap(name.words, room, SIZE))
        label, _ = paragraph(24, y + 16 - (lines - 1) * LEADING / 2, name, room)
        parts = [mark_at(number, 7, y + 11, 6), label]
    parts += [stacked(pieces, x, y, "f2", 22), _interval(segment, trait.column, trait.values[0], x, y + 28)]
    everyone = at(segment, "/data/columns")[trait.column]["shares"]
    crossed = place(x, raw(everyone).get(trait.values[0], 0.0)) if raw(everyone) else None
    return join([*parts, *_numbers(segment["shares"][trait.column], trait.values, x, y + 16, crossed)])


def _numbers(shares: Node, values: Sequence[str], x: Scale, y: float, crossed: float | None) -> list[Markup]:
    """Shares as whole per cents in the parts wide enough, clear of everyone's line; the last at the end of the bar."""
    parts, before = [], 0.0
    held = [value for value in values if value in shares]
    for value in held:
        shown, share = fact(shares[value], "percent0"), raw(shares[value])
        left, right = place(x, before), place(x, before + share)
        width, last = measure(shown, bold=True), value == held[-1]
        if crossed is not None and not last and left < crossed < left + 10 + width:
            left = crossed
        if width + 12 <= right - left:
            place_x, anchor = (right - 6, "end") if last else (left + 6, "start")
            parts.append(words(place_x, y, shown, bold=True, anchor=anchor))
        before += share
    return parts


def _rows_table(model: Node, column: str, values: Sequence[str]) -> Table:
    """Shares of every value in every segment."""
    rows = []
    for segment in segments_of(model):
        shares = segment["shares"][column]
        cells = (figure(shares[value]) if value in shares else Markup("") for value in values)
        rows.append((name_cell(segment), *cells))
    return Table(("Segment", *(value_label(model, column, value) for value in values)), tuple(rows))
