"""A segment against everyone = 100, trait by trait, with intervals."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tessera_site import charts
from tessera_site.drawing import guides
from tessera_site.drawing.chart import Chart, Drawing, Frame, Table, chart_name, drawn, everyone_of, model_of
from tessera_site.drawing.marks import mark_at, open_mark_at
from tessera_site.drawing.scales import Scale, place, place_within, tick_texts, ticks
from tessera_site.drawing.svg import Words, fact, join, line, measure, path, plain_words, polyline, tick, words
from tessera_site.keyed import Node, figure, keyed_text, raw, wording_of
from tessera_site.palette import colour_step

ROWS = 10
"""Traits that a chart holds; the table of the segment has the others."""
EVERYONE = 100.0
LEAST_REACH, MOST_REACH = 150.0, 300.0
"""Where the axis ends at least and at most; what lies beyond ends in an arrow."""
_EVERYONE_LABEL = "100 = everyone"
_WIDE_ROW, _NARROW_ROW, _HEAD = 36.0, 45.0, 30.0
_CAP = 4.5


@dataclass(frozen=True, slots=True)
class _Dots:
    """What the drawing is made from."""

    segment: Node
    rows: tuple[Node, ...]
    frame: Frame
    x: Scale
    row_height: float


def dot_index(segment: Node, rows: int = ROWS) -> Chart | None:
    """Index of every trait against everyone = 100, strongest first, with its 95 % interval.

    A filled mark stands for a column that drew the segment, an open one for a column that did not.

    Parameters
    ----------
    segment : Node
    rows : int
        Traits at most.

    Returns
    -------
    Chart or None
        None when the segment has no differences to show.
    """
    shown = tuple(row for row in segment["differences"] if raw(row["index"]) is not None)[:rows]
    if not shown:
        return None
    name = chart_name("differ", raw(model_of(segment)["key"]), raw(segment["slug"]))
    title = "What sets them apart from everyone, strongest first"
    spoken = "; ".join(f"{wording_of(row['label'])} {plain_words(_index_words(row))}" for row in shown)
    description = f"Index against everyone, with ninety-five per cent intervals: {spoken}."
    wide, narrow = drawn(name, title, description, lambda frame: _draw(segment, shown, frame))
    return Chart(
        name,
        title,
        description,
        wide,
        narrow,
        _table(segment, shown),
        _figure(segment, shown),
        _caption(segment),
        guides.INDEX,
    )


def _value_words(segment: Node, row: Node) -> Words:
    """What lies behind an index: ``17.1 points``, ``16 of 35``."""
    if raw(row["kind"]) == "mean":
        column = raw(row["column"])
        return fact(segment["means"][column], f"unit:{column}")
    return (fact(row["count"], "count"), " of ", fact(segment["size"], "count"))


def _index_words(row: Node) -> Words:
    """Index and interval: ``163 (105 to 227)``."""
    return (fact(row["index"], "index"), " (", fact(row["low"], "index"), " to ", fact(row["high"], "index"), ")")


def _draw(segment: Node, shown: tuple[Node, ...], frame: Frame) -> Drawing:
    """One of the two drawings."""
    reach = min(max(LEAST_REACH, *(raw(row["high"]) for row in shown)), MOST_REACH)
    left, right = 9.0, frame.width - 9.0
    if not frame.narrow:
        left = (
            28.0
            + max(measure(fact(row["label"])) for row in shown)
            + max(measure(_value_words(segment, row)) for row in shown)
        )
        right = frame.width - 22 - max(measure(_index_words(row)) for row in shown)
        left = min(left + 14, frame.width * 0.5)
    height = _NARROW_ROW if frame.narrow else _WIDE_ROW
    dots = _Dots(segment, shown, frame, Scale(0.0, reach, left, right), height)
    bottom = _HEAD + height * len(shown)
    body = join([_axis(dots, bottom), *(_row(dots, row, _HEAD + i * height) for i, row in enumerate(shown))])
    return Drawing(bottom + 26, body)


def _axis(dots: _Dots, bottom: float) -> Markup:
    """Vertical lines with their ticks; everyone's stands out."""
    x, middle = dots.x, place(dots.x, EVERYONE)
    values = ticks(0, dots.x.high, 5)
    clear = measure(_EVERYONE_LABEL, bold=True) / 2 + 10
    parts = []
    for value, text in zip(values, tick_texts(values, "en_US"), strict=True):
        at = place(x, value)
        if value != EVERYONE:
            parts.append(line(at, _HEAD, at, bottom))
        if abs(at - middle) > clear + measure(text) / 2:
            half = measure(text) / 2
            parts.append(tick(min(max(at, half), dots.frame.width - half), 18, text))
    parts.append(line(middle, _HEAD, middle, bottom, "la", width=1.2))
    parts.append(words(middle, 18, _EVERYONE_LABEL, "a tick", anchor="middle", bold=True))
    parts.append(words(middle - 8, bottom + 19, "below everyone", "m", anchor="end"))
    parts.append(words(middle + 8, bottom + 19, "above everyone", "m"))
    return join(parts)


def _row(dots: _Dots, row: Node, top: float) -> Markup:
    """Label, value, mark with its interval, figures."""
    label, value, index = fact(row["label"]), _value_words(dots.segment, row), _index_words(row)
    if dots.frame.narrow:
        texts = [
            words(0, top + 14, label, halo=True),
            words(dots.frame.width, top + 14, index, "m", anchor="end", halo=True),
        ]
        return join([*texts, _mark(dots, row, top + 30)])
    y = top + dots.row_height / 2
    return join(
        (
            words(0, y + 5, label),
            words(dots.x.start - 16, y + 5, value, "m", anchor="end"),
            words(dots.frame.width, y + 5, index, anchor="end"),
            _mark(dots, row, y),
        )
    )


def _mark(dots: _Dots, row: Node, y: float) -> Markup:
    """The mark and its interval; whatever lies beyond the axis ends in an arrow."""
    number = raw(dots.segment["number"])
    look = f"l{colour_step(number)}"
    low, high = (place_within(dots.x, raw(row[end])) for end in ("low", "high"))
    parts = [line(low, y, high, y, look, width=2.2)]
    for end, at in (("low", low), ("high", high)):
        beyond = place(dots.x, raw(row[end])) != at
        parts.append(
            _arrow(at, y, 1 if end == "high" else -1, number)
            if beyond
            else line(at, y - _CAP, at, y + _CAP, look, width=2.2)
        )
    x = place_within(dots.x, raw(row["index"]))
    parts.append(mark_at(number, x, y, 6.5) if raw(row["drew"]) else open_mark_at(number, x, y))
    return join(parts)


def _arrow(x: float, y: float, direction: int, number: int) -> Markup:
    """The end of an interval that goes on."""
    d = polyline(((x + 8 * direction, y), (x, y - 5), (x, y + 5))) + "Z"
    return path(d, f"s{colour_step(number)}")


def _caption(segment: Node) -> Markup:
    """How to read index and marks."""
    return Markup(
        "Index: this segment divided by everyone, times a hundred; strongest first. "
        "Bars: ninety-five per cent interval. n = {} of {}. "
        "Filled: the column drew the segment. Open: it did not, so a difference there is news."
    ).format(figure(segment["size"], "count"), figure(everyone_of(segment), "count"))


def _table(segment: Node, shown: tuple[Node, ...]) -> Table:
    """Every trait with its value, index and interval."""
    rows = []
    for row in shown:
        if raw(row["kind"]) == "mean":
            column = raw(row["column"])
            value = figure(segment["means"][column], f"unit:{column}")
        else:
            value = Markup("{} of {}").format(figure(row["count"], "count"), figure(segment["size"], "count"))
        numbers = tuple(figure(row[part], "index") for part in ("index", "low", "high"))
        rows.append((keyed_text(row["label"]), value, *numbers))
    return Table(("Trait", "This segment", "Index", "From", "To"), tuple(rows))


def _figure(segment: Node, shown: tuple[Node, ...]) -> dict[str, Any]:
    """The same, to point at."""
    number = raw(segment["number"])
    colour, symbol = charts.colour_of(number), charts.symbol_of(number)
    labels = [charts.words_of(wording_of(row["label"])) for row in shown]
    traces = [
        charts.path_through([raw(row["low"]), raw(row["high"])], [label, label], colour, width=2)
        for row, label in zip(shown, labels, strict=True)
    ]
    hover = [
        f"{wording_of(row['label'])}: {plain_words(_value_words(segment, row))}, index {plain_words(_index_words(row))}"
        for row in shown
    ]
    symbols = [symbol if raw(row["drew"]) else f"{symbol}-open" for row in shown]
    marks = charts.points([raw(row["index"]) for row in shown], labels, hover, colour, symbol=symbols, size=13)
    marks["marker"]["line"] = {"color": colour, "width": 2}
    traces.append(marks)
    return charts.figure(
        traces,
        charts.axis("Index against everyone"),
        charts.axis(autorange="reversed", type="category"),
        shapes=[charts.straight((EVERYONE, -0.5, EVERYONE, len(shown) - 0.5), colour="accent")],
    )
