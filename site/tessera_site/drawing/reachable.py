"""Which tests can speak: the gain each segment's target asks for, beside the smallest one its test would show."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from tessera_site import charts
from tessera_site.drawing import guides
from tessera_site.drawing.chart import Chart, Drawing, Frame, Table, axis_title, chart_name, drawn, locale_of, model_of
from tessera_site.drawing.marks import mark_at
from tessera_site.drawing.rows import TOP, label_of, line_of, name_rows
from tessera_site.drawing.scales import Scale, place, round_up, tick_texts, ticks
from tessera_site.drawing.svg import fact, join, joined, line, measure, plain_words, rect, tick, words
from tessera_site.keyed import Node, figure, keyed_text, raw, wording_of

_DEEP, _MARK, _GAP = 10.0, 7.5, 6.0
"""Half the height of a bar, a mark's radius, and the room between bar and figure."""
_FIGURES = 64.0
"""Room for the figures on the right of a wide drawing."""


def reachable_gains(segments: Sequence[Node]) -> Chart | None:
    """For each segment, the gain that its target asks for on the range of gains that its test is too small to show.

    Parameters
    ----------
    segments : sequence of Node
        Segments of one model with a test each, first things first.

    Returns
    -------
    Chart or None
        None without tests, or where they look at different columns.
    """
    columns = {raw(segment["strategy"]["test"]["column"]) for segment in segments}
    if len(columns) != 1:
        return None
    (column,) = columns
    name = chart_name("reachable", raw(model_of(segments[0])["key"]))
    title = "The gain each target asks for, and the smallest its test can show"
    spoken = "; ".join(f"{wording_of(segment['name'])}: {_spoken(segment, column)}" for segment in segments)
    wide, narrow = drawn(name, title, f"{spoken}.", lambda frame: _draw(segments, column, frame))
    caption = Markup(
        "Mark: the gain, or the fall, that the target is about. Grey: changes too small to be found in {} of tests by "
        "the segment alone, half of it held out; dashed: with those it is pooled with. A mark outside the grey can be "
        "shown. Two-sided {}."
    ).format(*(figure(segments[0]["strategy"]["test"][part], "percent0") for part in ("power", "alpha")))
    table, twin = _table(segments, column), _figure(segments, column)
    return Chart(name, title, f"{spoken}.", wide, narrow, table, twin, caption, guides.REACHABLE)


def _spoken(segment: Node, column: str) -> str:
    """A row, read out."""
    test, style = segment["strategy"]["test"], f"amount:{column}"
    pooled = f", pooled {wording_of(test['pooled_shows'], style)}" if _is_pooled(test) else ""
    return f"asked for {wording_of(test['gain'], style)}, alone it shows {wording_of(test['alone'], style)}{pooled}"


def _is_pooled(test: Node) -> bool:
    return raw(test["pooled_shows"]) is not None


# ---------------------------------------------------------------- the drawing


def _draw(segments: Sequence[Node], column: str, frame: Frame) -> Drawing:
    """One of the two drawings: a row a segment."""
    tests = [segment["strategy"]["test"] for segment in segments]
    rows = name_rows([segment["name"] for segment in segments], frame)
    most = max(raw(test[part]) or 0.0 for test in tests for part in ("gain", "alone", "pooled_shows"))
    edge = measure(fact(tests[0]["alone"], f"amount:{column}")) + 2 * _GAP
    x = Scale(0.0, round_up(most * 1.02), rows.left, frame.width - (edge if frame.narrow else _FIGURES + edge))
    values = ticks(x.low, x.high, 4 if frame.narrow else 6)
    texts = tick_texts(values, locale_of(tests[0]))
    parts = [line(place(x, value), TOP, place(x, value), rows.bottom) for value in values]
    parts += [tick(place(x, value), 18, text) for value, text in zip(values, texts, strict=True)]
    if not frame.narrow:
        parts.append(words(frame.width, 18, "asked for", "m", anchor="end"))
    for i, (segment, test) in enumerate(zip(segments, tests, strict=True)):
        parts += (label_of(rows, i, raw(segment["number"])), _row(segment, test, x, line_of(rows, i), frame))
    title = joined("Change in the mean: ", axis_title(segments[0], column))
    parts.append(words(x.end, rows.bottom + 20, title, "m", anchor="end"))
    parts.append(_key(x.start, rows.bottom + 44, pooled=any(map(_is_pooled, tests))))
    return Drawing(rows.bottom + 54, join(parts))


def _row(segment: Node, test: Node, x: Scale, y: float, frame: Frame) -> Markup:
    """What the test is blind to, its border when pooled, and the gain asked for; with the figures of both."""
    style = f"amount:{raw(test['column'])}"
    start, blind, gain = place(x, 0), place(x, raw(test["alone"])), place(x, raw(test["gain"]))
    alone, asked = fact(test["alone"], style), fact(test["gain"], style)
    parts = [rect(start, y - _DEEP, blind - start, 2 * _DEEP, "ft")]
    if _is_pooled(test):
        parts.append(_dashed(place(x, raw(test["pooled_shows"])), y))
    beside = blind + _GAP, "start"
    if beside[0] - _MARK - _GAP < gain < beside[0] + measure(alone) + _MARK + _GAP:
        beside = blind - _GAP, "end"
    parts.append(words(beside[0], y + 5, alone, "m", anchor=beside[1]))
    parts.append(mark_at(raw(segment["number"]), gain, y, _MARK))
    across, down = (frame.width, y - 20) if frame.narrow else (frame.width, y + 5)
    parts.append(words(across, down, asked, bold=True, anchor="end", halo=True))
    return join(parts)


def _dashed(x: float, y: float) -> Markup:
    """The border of what a pooled test shows."""
    return line(x, y - _DEEP - 2, x, y + _DEEP + 2, "li", width=1.4, dash="3 2.5")


def _key(start: float, y: float, *, pooled: bool) -> Markup:
    """What bar and dashes are."""
    blind = "too small to be found alone"
    parts = [rect(start, y - 10, 26, 12, "ft"), words(start + 34, y, blind, "m")]
    if pooled:
        second = start + 34 + measure(blind) + 22
        parts += [_dashed(second, y - 4), words(second + 9, y, "pooled", "m")]
    return join(parts)


# ---------------------------------------------------------------- table and figure


def _table(segments: Sequence[Node], column: str) -> Table:
    """Customers, the gain asked for, and what the test shows alone and pooled."""
    style, rows = f"amount:{column}", []
    for segment in segments:
        test = segment["strategy"]["test"]
        pooled = figure(test["pooled_shows"], style) if _is_pooled(test) else Markup("–")
        cells = (figure(segment["size"], "count"), figure(test["gain"], style), figure(test["alone"], style), pooled)
        rows.append((keyed_text(segment["name"]), *cells))
    return Table(("Segment", "Customers", "Asked for", "Shown alone", "Shown pooled"), tuple(rows))


def _figure(segments: Sequence[Node], column: str) -> dict[str, Any]:
    """The same, to point at."""
    traces = []
    for segment in segments:
        test, name, number = segment["strategy"]["test"], wording_of(segment["name"]), raw(segment["number"])
        told = f"{name}: {_spoken(segment, column)}"
        traces.append(charts.path_through([0.0, raw(test["alone"])], [name, name], "tile", [told] * 2, width=16))
        if _is_pooled(test):
            traces.append(charts.points([raw(test["pooled_shows"])], [name], [told], "ink", symbol="line-ns-open"))
        colour, symbol = charts.colour_of(number), charts.symbol_of(number)
        traces.append(charts.points([raw(test["gain"])], [name], [told], colour, symbol=symbol, size=14))
    unit = plain_words(axis_title(segments[0], column))
    across = charts.axis(f"Change in the mean: {unit}", rangemode="tozero")
    return charts.figure(traces, across, charts.axis(autorange="reversed", type="category"))
