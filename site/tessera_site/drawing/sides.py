"""Segments side by side on one number: lowest to highest, middle half, mean."""

from typing import Any

from markupsafe import Markup

from tessera_site import charts
from tessera_site.drawing import guides
from tessera_site.drawing.chart import (
    Chart,
    Drawing,
    Frame,
    Table,
    axis_title,
    chart_name,
    column_of,
    drawn,
    is_public,
    locale_of,
    name_cell,
    segments_of,
    sizes,
)
from tessera_site.drawing.letters import wrap
from tessera_site.drawing.marks import mark_at
from tessera_site.drawing.scales import Scale, place, tick_texts, ticks
from tessera_site.drawing.svg import (
    LEADING,
    SIZE,
    Run,
    fact,
    join,
    line,
    measure,
    paragraph,
    plain_words,
    rect,
    tick,
    words,
)
from tessera_site.keyed import Node, at, figure, raw, wording_of
from tessera_site.palette import colour_step

_CALLED = {
    "mins": "Lowest",
    "q1s": "Lower quarter",
    "means": "Mean",
    "q3s": "Upper quarter",
    "maxs": "Highest",
}
_SMALL = {False: (176.0, 58.0), True: (108.0, 56.0)}
"""Size of a small multiple on wide and narrow screens."""
_ROW = {False: 40.0, True: 54.0}


def spread_bars(model: Node, column: str) -> Chart | None:
    """Segments on one number: line from the lowest to the highest, bar for the middle half, tick and figure the mean.

    Returns
    -------
    Chart or None
        None for a column that is no number of the segments.
    """
    segments = segments_of(model)
    if not all(column in segment["means"] for segment in segments):
        return None
    name = chart_name("bars", raw(model["key"]), column)
    label = wording_of(column_of(model, column)["label"])
    spoken = "; ".join(f"{wording_of(s['name'])} {wording_of(s['means'][column], f'unit:{column}')}" for s in segments)
    wide, narrow = drawn(
        name, f"{label} by segment", f"Means: {spoken}.", lambda frame: _draw_bars(model, column, frame)
    )
    caption = Markup(
        "{}Bar: the middle half; tick and figure: the mean. Line in the accent colour: everyone’s mean. n = {}."
    ).format("" if is_public(model) else "Line: lowest to highest. ", sizes(segments))
    return Chart(
        name,
        f"{label} by segment",
        f"Means: {spoken}.",
        wide,
        narrow,
        _bar_table(model, column),
        _bar_figure(model, column),
        caption,
        guides.SIDES,
    )


def _draw_bars(model: Node, column: str, frame: Frame) -> Drawing:
    """One of the two drawings."""
    segments = segments_of(model)
    lowest, _, _, _, highest = _fields(model)
    low = min(raw(segment[lowest][column]) for segment in segments)
    high = max(raw(segment[highest][column]) for segment in segments)
    scale = raw(column_of(model, column)["scale"])
    if scale:
        low, high = min(low, scale[0]), max(high, scale[1])
    names = max(measure(fact(segment["name"]), bold=False) for segment in segments)
    left = 8.0 if frame.narrow else min(names + 46, frame.width * 0.42)
    values = ticks(min(low, 0) if low < 0.25 * high else low, high, 4)
    ends = (min(low, values[0]), max(high, values[-1]))
    x = Scale(*ends, left, frame.width - 10)
    room = frame.width - 22 - max(measure(_mean_of(segment, column), bold=True) for segment in segments) - 12
    deep = max(len(wrap(wording_of(segment["name"]), room, SIZE)) for segment in segments) if frame.narrow else 1
    row, top = _ROW[frame.narrow] + LEADING * (deep - 1), 30.0
    bottom = top + row * len(segments)
    parts = [line(place(x, value), top, place(x, value), bottom) for value in values]
    for value, shown in zip(values, tick_texts(values, locale_of(model)), strict=True):
        parts.append(tick(min(max(place(x, value), measure(shown) / 2), frame.width - measure(shown) / 2), 18, shown))
    everyone = place(x, raw(at(model, "/data/columns")[column]["mean"]))
    parts.append(line(everyone, top, everyone, bottom, "la", width=1.2))
    for i, segment in enumerate(segments):
        parts.append(_bar_row(segment, column, x, (top + i * row, top + (i + 1) * row), frame))
    parts.append(words(x.end, bottom + 20, axis_title(model, column), "m", anchor="end"))
    return Drawing(bottom + 26, join(parts))


def _mean_of(segment: Node, column: str) -> Run:
    """A segment's mean, as its row says it."""
    return fact(segment["means"][column], f"amount:{column}")


def _bar_row(segment: Node, column: str, x: Scale, rows: tuple[float, float], frame: Frame) -> Markup:
    """A segment's name, line, bar, tick and figure in a row from top to bottom."""
    top, bottom = rows
    number, look = raw(segment["number"]), colour_step(raw(segment["number"]))
    y = bottom - (14 if frame.narrow else 16)
    low, q1, mean, q3, high = (place(x, raw(segment[field][column])) for field in _fields(segment))
    shown, name = _mean_of(segment, column), fact(segment["name"])
    half = measure(shown, bold=True) / 2
    if frame.narrow:
        label, _ = paragraph(22, top + 19, name, frame.width - 34 - 2 * half, halo=True)
        said = words(frame.width, top + 19, shown, bold=True, anchor="end", halo=True)
    else:
        room = x.start - 40
        label, _ = paragraph(24, y + 5 - (len(wrap(name.words, room, SIZE)) - 1) * LEADING / 2, name, room)
        said = words(min(max(mean, half), frame.width - half), y - 11, shown, bold=True, anchor="middle", halo=True)
    return join(
        (
            mark_at(number, 7, top + 14 if frame.narrow else y, 6),
            label,
            line(low, y, high, y, f"l{look}", width=1.4),
            rect(q1, y - 6, max(q3 - q1, 1), 12, f"s{look}"),
            line(mean, y - 9, mean, y + 9, "ring", width=4.5),
            line(mean, y - 9, mean, y + 9, "li", width=2),
            said,
        )
    )


def _bar_table(model: Node, column: str) -> Table:
    """Five figures a segment."""
    fields = dict.fromkeys(_fields(model))
    rows = tuple(
        (name_cell(segment), *(figure(segment[field][column], f"unit:{column}") for field in fields))
        for segment in segments_of(model)
    )
    return Table(("Segment", *(_CALLED[field] for field in fields)), rows)


def _fields(node: Node) -> tuple[str, ...]:
    """What a row is drawn from; a public edition names no lowest and highest customer."""
    return ("q1s", "q1s", "means", "q3s", "q3s") if is_public(node) else ("mins", "q1s", "means", "q3s", "maxs")


def _bar_figure(model: Node, column: str) -> dict[str, Any]:
    """The same, to point at."""
    traces: list[dict[str, Any]] = []
    for segment in segments_of(model):
        name, colour = charts.words_of(wording_of(segment["name"])), charts.colour_of(raw(segment["number"]))
        texts = {f: wording_of(segment[f][column], f"unit:{column}") for f in _fields(model)}
        lowest, _, _, _, highest = _fields(model)
        half, whole = (f"{texts[low]} to {texts[high]}" for low, high in (("q1s", "q3s"), (lowest, highest)))
        told = f"{wording_of(segment['name'])}: mean {texts['means']}, middle half {half}"
        told += "" if lowest == "q1s" else f", all from {whole}"
        for ends, width in (((lowest, highest), 1.5), (("q1s", "q3s"), 14)):
            traces.append(
                charts.path_through(
                    [raw(segment[e][column]) for e in ends], [name, name], colour, [told] * 2, width=width
                )
            )
        traces.append(
            charts.points(
                [raw(segment["means"][column])],
                [name],
                [told],
                colour,
                symbol=charts.symbol_of(raw(segment["number"])),
                size=13,
            )
        )
    mean = raw(at(model, "/data/columns")[column]["mean"])
    count = len(segments_of(model))
    return charts.figure(
        traces,
        charts.axis(plain_words(axis_title(model, column))),
        charts.axis(autorange="reversed", type="category"),
        shapes=[charts.straight((mean, -0.5, mean, count - 0.5), colour="accent")],
    )
