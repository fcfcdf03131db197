"""Indices of a model beside what noise gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tessera_site import charts
from tessera_site.drawing import guides
from tessera_site.drawing.chart import Chart, Drawing, Frame, Table, chart_name, drawn, everyone_of, locale_of
from tessera_site.drawing.marks import mark_at
from tessera_site.drawing.scales import Scale, place, place_within, tick_texts, ticks
from tessera_site.drawing.svg import SIZE, fact, join, line, measure, path, polyline, rect, svg, tick, words
from tessera_site.keyed import Node, figure, raw, wording_of

NAMES = {
    "silhouette": ("Silhouette", "gap between segments"),
    "jaccard": ("Found again", "weakest of the segments"),
    "prediction_strength": ("Prediction strength", "do two halves agree"),
}
"""What a yardstick is called, and what it asks."""
_OF_SEGMENT = {"silhouette": "silhouette", "jaccard": "jaccard"}
_HEAD, _WIDE_ROW, _NARROW_ROW = 30.0, 46.0, 58.0
_STRIP = (180.0, 32.0)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row: a yardstick, the value shown on it, and whether that is the segment's own."""

    yardstick: Node
    value: Node
    own: bool


def yardsticks(model: Node, segment: Node | None = None) -> Chart | None:
    """Every yardstick of a model: a mark for this table, a band for noise, a line to reach.

    With a segment, its own silhouette and its own Jaccard take the model's place, in its colour and shape.

    Returns
    -------
    Chart or None
        None when the model was not held against noise.
    """
    lines = [_line(each, segment) for each in model["yardsticks"]]
    if not lines:
        return None
    name = chart_name("yardsticks", raw(model["key"]), *([raw(segment["slug"])] if segment is not None else []))
    title = "How far the figures stand clear of noise"
    spoken = "; ".join(_spoken(each) for each in lines)
    description = f"Indices of this table against the middle nine tenths of noise. {spoken}."
    wide, narrow = drawn(name, title, description, lambda frame: _draw(lines, segment, frame))
    return Chart(
        name,
        title,
        description,
        wide,
        narrow,
        _table(lines),
        _figure(lines, segment),
        _caption(model, segment),
        guides.YARDSTICKS,
    )


def _line(yardstick: Node, segment: Node | None) -> _Line:
    field = _OF_SEGMENT.get(raw(yardstick["name"]))
    if segment is not None and field and raw(segment[field]) is not None:
        return _Line(yardstick, segment[field], own=True)
    return _Line(yardstick, yardstick["value"], own=False)


def _spoken(each: _Line) -> str:
    low, high = (wording_of(each.yardstick[end], "score") for end in ("noise_low", "noise_high"))
    return f"{_names(each)[0]} {wording_of(each.value, 'score')}, noise {low} to {high}"


def _names(each: _Line) -> tuple[str, str]:
    name = raw(each.yardstick["name"])
    first, second = NAMES.get(name, (name, ""))
    return first, "this segment" if each.own else second


# ---------------------------------------------------------------- the drawing


def _draw(lines: Sequence[_Line], segment: Node | None, frame: Frame) -> Drawing:
    """One of the two drawings."""
    values = [raw(node) for each in lines for node in (each.value, each.yardstick["noise_low"])]
    low = min(0.0, *values)
    left, right = (8.0, frame.width - 8.0) if frame.narrow else (236.0, frame.width - 60.0)
    x = Scale(low, 1.0, left, right)
    row = _NARROW_ROW if frame.narrow else _WIDE_ROW
    bottom = _HEAD + row * len(lines)
    parts = _grid(lines[0].yardstick, x, bottom)
    for i, each in enumerate(lines):
        parts.append(_row(each, segment, x, _HEAD + i * row, frame))
    parts.append(_key(x, bottom + 20))
    return Drawing(bottom + 30, join(parts))


def _grid(node: Node, x: Scale, bottom: float) -> list[Markup]:
    values = ticks(x.low, x.high, 4)
    parts = [line(place(x, value), _HEAD, place(x, value), bottom) for value in values]
    texts = tick_texts(values, locale_of(node))
    parts += [
        tick(min(max(place(x, value), measure(text) / 2), place(x, 1.0) + 8 - measure(text) / 2), 18, text)
        for value, text in zip(values, texts, strict=True)
    ]
    return parts


def _row(each: _Line, segment: Node | None, x: Scale, top: float, frame: Frame) -> Markup:
    """Name, band, line to reach, mark and figure."""
    first, second = _names(each)
    shown = fact(each.value, "score")
    if frame.narrow:
        y = top + 40
        heads = [words(0, top + 18, first, bold=True, halo=True)]
        heads.append(words(frame.width, top + 18, shown, bold=True, anchor="end", halo=True))
    else:
        y = top + 20
        heads = [words(0, y, first, bold=True), words(0, y + 17, second, "m")]
        heads.append(words(frame.width, y + 6, shown, bold=True, anchor="end", size=16))
    band = _band(each.yardstick, x, y, 14)
    value = place_within(x, raw(each.value))
    mark = mark_at(raw(segment["number"]), value, y, 7) if each.own and segment is not None else _square(value, y, 5.5)
    return join([*heads, band, mark])


def _band(yardstick: Node, x: Scale, y: float, height: float) -> Markup:
    """What noise gives, and the line to reach."""
    low, high = (place_within(x, raw(yardstick[end])) for end in ("noise_low", "noise_high"))
    parts = [rect(low, y - height / 2, max(high - low, 1.5), height, "ft")]
    if raw(yardstick["threshold"]) is not None:
        at_x = place_within(x, raw(yardstick["threshold"]))
        parts.append(line(at_x, y - height / 2 - 4, at_x, y + height / 2 + 4, "la", width=1.6))
    return join(parts)


def _square(x: float, y: float, half: float) -> Markup:
    """The mark of a whole table."""
    corners = ((x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half))
    return path(polyline(corners) + "Z", "fi", "ring", 1.4)


def _key(x: Scale, y: float) -> Markup:
    """What band and line are."""
    start = x.start
    second = start + 34 + measure("what noise gives") + 20
    return join(
        (
            rect(start, y - 10, 26, 12, "ft"),
            words(start + 34, y, "what noise gives", "m"),
            line(second, y - 13, second, y + 4, "la", width=1.6),
            words(second + 9, y, "line to reach", "m"),
        )
    )


def noise_strip(model: Node, low: float, high: float) -> Markup | None:
    """A model's silhouette beside what noise gives, small enough for a table; models share the ends.

    Parameters
    ----------
    model : Node
    low, high : float
        Ends of the axis.

    Returns
    -------
    Markup or None
        None when the model was not held against noise.
    """
    found = [each for each in model["yardsticks"] if raw(each["name"]) == "silhouette"]
    if not found:
        return None
    (yardstick,) = found
    width, height = _STRIP
    x, y = Scale(low, high, 0.0, width), height - 8
    value, shown = place_within(x, raw(yardstick["value"])), fact(yardstick["value"], "score")
    half = measure(shown, bold=True) / 2
    label = min(max(value, half), width - half)
    body = join(
        (
            line(0, y, width, y),
            _band(yardstick, x, y, 12),
            _square(value, y, 5),
            words(label, y - 9, shown, anchor="middle", bold=True, size=SIZE),
        )
    )
    return svg(
        width,
        height,
        body,
        ids=chart_name("strip", raw(model["key"])),
        title="Silhouette beside what noise gives",
        description="The model's silhouette on the band that noise gives.",
    )


# ---------------------------------------------------------------- words, table, figure


def _caption(model: Node, segment: Node | None) -> Markup:
    """What marks, bands and lines are."""
    mark = "Square: the whole model." if segment is None else "Shape: this segment; square: the whole model."
    draws = max(
        (null for each in model["yardsticks"] for null in each["nulls"]), key=lambda n: raw(n["draws"]), default=None
    )
    tables = (
        Markup(" of {} noise tables a kind").format(figure(draws["draws"], "count"))
        if draws is not None
        else Markup(" of noise tables")
    )
    n = Markup("n = {}").format(figure(everyone_of(model), "count"))
    if segment is not None:
        n = Markup("n = {} of {}").format(figure(segment["size"], "count"), figure(everyone_of(model), "count"))
    return Markup(
        "{} Band: the middle nine tenths{}, the least favourable kind. "
        "Line in the accent colour: the published threshold. {}."
    ).format(mark, tables, n)


def _table(lines: Sequence[_Line]) -> Table:
    """Value, noise and threshold of every yardstick."""
    rows = []
    for each in lines:
        threshold = each.yardstick["threshold"]
        cells = [
            figure(node, "score") for node in (each.value, each.yardstick["noise_low"], each.yardstick["noise_high"])
        ]
        reach = figure(threshold, "score") if raw(threshold) is not None else Markup("none")
        rows.append((Markup(_names(each)[0]), *cells, reach))
    return Table(("Index", "This table", "Noise from", "Noise to", "To reach"), tuple(rows))


def _figure(lines: Sequence[_Line], segment: Node | None) -> dict[str, Any]:
    """The same, to point at."""
    traces = []
    for each in lines:
        name = _names(each)[0]
        ends = [raw(each.yardstick[end]) for end in ("noise_low", "noise_high")]
        traces.append(charts.path_through(ends, [name, name], "tile", [_spoken(each)] * 2, width=16))
        threshold = raw(each.yardstick["threshold"])
        if threshold is not None:
            told = [f"to reach: {wording_of(each.yardstick['threshold'], 'score')}"]
            traces.append(
                charts.points([threshold], [name], told, "accent", symbol="line-ns", size=18) | {"marker": _tick_mark()}
            )
        own = each.own and segment is not None
        colour = charts.colour_of(raw(segment["number"])) if own and segment is not None else "ink"
        symbol = charts.symbol_of(raw(segment["number"])) if own and segment is not None else "square"
        traces.append(charts.points([raw(each.value)], [name], [_spoken(each)], colour, symbol=symbol, size=13))
    return charts.figure(traces, charts.axis("", 0.0, 1.02), charts.axis(autorange="reversed", type="category"))


def _tick_mark() -> dict[str, Any]:
    """A short upright line."""
    return {"symbol": "line-ns", "size": 20, "color": "accent", "line": {"color": "accent", "width": 2}}
