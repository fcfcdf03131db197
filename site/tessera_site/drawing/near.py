"""A segment beside its nearest neighbour, and beside one that shares a trait with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tessera_site import charts
from tessera_site.drawing import guides
from tessera_site.drawing.chart import (
    Chart,
    Drawing,
    Frame,
    Table,
    chart_name,
    column_of,
    drawn,
    is_public,
    name_cell,
    sizes,
)
from tessera_site.drawing.marks import mark_at
from tessera_site.drawing.scales import Scale, place
from tessera_site.drawing.svg import LEADING, Words, fact, join, joined, line, measure, paragraph, words
from tessera_site.keyed import Node, at, figure, raw, wording_of
from tessera_site.palette import colour_step

COLUMNS = 4
"""Columns compared, the features first."""
_ROW = {False: 72.0, True: 92.0}
_BESIDE = 6.0


@dataclass(frozen=True, slots=True)
class _One:
    """A segment in the comparison, and why it is in it."""

    segment: Node
    why: Words


def neighbours(segment: Node, model: Node) -> Chart | None:
    """Means of this segment, its nearest neighbour and one that shares a trait, on the range of the whole table.

    Returns
    -------
    Chart or None
        None for a segment without neighbours.
    """
    others = _others(segment, model)
    columns = _columns(segment, model)
    if not others or not columns:
        return None
    shown = [_One(segment, "This segment"), *others]
    name = chart_name("near", raw(model["key"]), raw(segment["slug"]))
    title = "This segment beside its nearest neighbour"
    spoken = "; ".join(
        f"{wording_of(column_of(segment, c)['label'])}: "
        + ", ".join(wording_of(o.segment["means"][c], f"unit:{c}") for o in shown)
        for c in columns
    )
    wide, narrow = drawn(name, title, f"Means. {spoken}.", lambda frame: _draw(shown, columns, frame))
    caption = Markup("Means per segment{}; n = {}. The bar joins this segment to its nearest neighbour.").format(
        "" if is_public(model) else " on the range of the whole table", sizes(one.segment for one in shown)
    )
    return Chart(
        name,
        title,
        f"Means. {spoken}.",
        wide,
        narrow,
        _table(shown, columns),
        _figure(shown, columns),
        caption,
        guides.NEIGHBOURS,
    )


def _others(segment: Node, model: Node) -> list[_One]:
    """The nearest neighbour, and the nearest of those that share a trait with this segment."""
    nearby = [model["segments"][raw(each["slug"])] for each in segment["neighbours"]]
    if not nearby:
        return []
    found = [_One(nearby[0], "nearest")]
    for other in nearby[1:]:
        shared = _shared_trait(segment, other)
        if shared is not None:
            return [*found, _One(other, ("same ", fact(column_of(segment, shared)["short"])))]
    return found


def _shared_trait(segment: Node, other: Node) -> str | None:
    """A column on which both lie in the same band."""
    bands = {trait["column"]: trait["band"] for trait in raw(other["traits"])}
    return next((t["column"] for t in raw(segment["traits"]) if bands.get(t["column"]) == t["band"]), None)


def _columns(segment: Node, model: Node) -> list[str]:
    """Number columns to compare on."""
    features = [name for name in raw(model["features"]) if name in segment["means"]]
    rest = [name for name in raw(segment["means"]) if name not in features]
    return [name for name in (*features, *rest) if raw(column_of(segment, name)["kind"]) == "number"][:COLUMNS]


# ---------------------------------------------------------------- the drawing


def _draw(shown: Sequence[_One], columns: Sequence[str], frame: Frame) -> Drawing:
    """A line a column, then who is who."""
    row = _ROW[frame.narrow]
    parts = [_row(shown, column, i * row, frame) for i, column in enumerate(columns)]
    key, bottom = _key(shown, row * len(columns) + 22, frame)
    return Drawing(bottom + 8, join([*parts, key]))


def _key(shown: Sequence[_One], top: float, frame: Frame) -> tuple[Markup, float]:
    """Who is who, side by side where there is room, else each on lines of its own; and the last baseline."""
    parts: list[Markup] = []
    x, y = 0.0, top
    for i, one in enumerate(shown):
        own = i == 0
        said: Words = one.why if own else joined(fact(one.segment["name"]), ": ", one.why)
        width = measure(said, bold=own)
        if x and (frame.narrow or x + 20 + width > frame.width):
            x, y = 0.0, y + LEADING + 5
        parts.append(mark_at(raw(one.segment["number"]), x + 7, y - 5, 6))
        if x + 20 + width > frame.width:
            name, lines = paragraph(x + 20, y, fact(one.segment["name"]), frame.width - 20)
            y += LEADING * lines
            parts += [name, words(x + 20, y, one.why, "m")]
        else:
            parts.append(words(x + 20, y, said, bold=own))
        x += width + 40
    return join(parts), y


def _row(shown: Sequence[_One], column: str, top: float, frame: Frame) -> Markup:
    """A column: its range, the marks, the figures around them."""
    spec, summary = column_of(shown[0].segment, column), at(shown[0].segment, "/data/columns")[column]
    y = top + (62 if frame.narrow else 38)
    left = 10.0 if frame.narrow else 176.0
    x = Scale(*_ends(raw(summary)), left, frame.width - 24)
    unit = next((fact(spec[part]) for part in ("axis", "unit") if raw(spec[part])), None)
    parts = [line(left, y, frame.width - 10, y)]
    if frame.narrow:
        parts.append(words(0, top + 18, fact(spec["label"]), bold=True))
        parts += [words(frame.width, top + 18, unit, "m", anchor="end")] if unit else []
    else:
        parts.append(words(0, y, fact(spec["label"]), bold=True))
        parts += [words(0, y + LEADING, unit, "m")] if unit else []
    places = [place(x, raw(one.segment["means"][column])) for one in shown]
    look = f"l{colour_step(raw(shown[0].segment['number']))}"
    parts.append(line(places[0], y, places[1], y, look, width=3))
    marks = [mark_at(raw(one.segment["number"]), at_x, y, 7) for one, at_x in zip(shown, places, strict=True)]
    texts = [fact(one.segment["means"][column], f"amount:{column}") for one in shown]
    spots = _lanes(places, [measure(text, bold=i == 0) for i, text in enumerate(texts)], frame.width)
    for i, (text, (at_x, lane)) in enumerate(zip(texts, spots, strict=True)):
        parts.append(
            words(at_x, y - 13 if lane == 0 else y + 24, text, "t" if i == 0 else "m", anchor="middle", bold=i == 0)
        )
    return join([*parts, *reversed(marks)])


def _ends(summary: Mapping[str, Any]) -> tuple[float, float]:
    """The lowest and the highest customer; in a public edition, which names neither, the quarters and beyond."""
    if summary["min"] is not None:
        return summary["min"], summary["max"]
    reach = summary["q3"] - summary["q1"]
    return summary["q1"] - reach, summary["q3"] + reach


def _lanes(places: Sequence[float], widths: Sequence[float], end: float) -> list[tuple[float, int]]:
    """Above (0) or below (1) the line, and where: each in the first lane with room, else moved aside below."""
    taken: dict[int, list[tuple[float, float]]] = {0: [], 1: []}
    spots = []
    for place_x, width in zip(places, widths, strict=True):
        half = width / 2
        middle = min(max(place_x, half), end - half)
        lane = next((n for n in (0, 1) if _free(taken[n], middle, half)), 1)
        if not _free(taken[lane], middle, half):
            low, high = min(taken[1])[0], max(taken[1])[1]
            aside = (high + half + _BESIDE, low - half - _BESIDE)
            middle = min((a for a in aside if half <= a <= end - half), key=lambda a: abs(a - place_x), default=middle)
        taken[lane].append((middle - half, middle + half))
        spots.append((middle, lane))
    return spots


def _free(taken: Sequence[tuple[float, float]], middle: float, half: float) -> bool:
    return all(middle + half + _BESIDE <= low or high + _BESIDE <= middle - half for low, high in taken)


# ---------------------------------------------------------------- table and figure


def _table(shown: Sequence[_One], columns: Sequence[str]) -> Table:
    """Means of the compared segments."""
    rows = tuple(
        (
            name_cell(one.segment),
            figure(one.segment["size"], "count"),
            *(figure(one.segment["means"][c], f"unit:{c}") for c in columns),
        )
        for one in shown
    )
    labels = (wording_of(column_of(shown[0].segment, c)["label"]) for c in columns)
    return Table(("Segment", "Customers", *(f"{label}, mean" for label in labels)), rows)


def _figure(shown: Sequence[_One], columns: Sequence[str]) -> dict[str, Any]:
    """Where each mean lies between the lowest and the highest customer, to point at."""
    labels = [charts.words_of(wording_of(column_of(shown[0].segment, c)["label"])) for c in columns]
    traces = []
    for one in shown:
        number = raw(one.segment["number"])
        at_x, hover = [], []
        for column in columns:
            summary = raw(at(one.segment, "/data/columns")[column])
            low, high = _ends(summary)
            at_x.append(100 * (raw(one.segment["means"][column]) - low) / ((high - low) or 1.0))
            mean = wording_of(one.segment["means"][column], f"unit:{column}")
            label = wording_of(column_of(one.segment, column)["label"])
            hover.append(f"{wording_of(one.segment['name'])}: {label} {mean}")
        traces.append(
            charts.points(at_x, labels, hover, charts.colour_of(number), symbol=charts.symbol_of(number), size=14)
        )
    ends = charts.axis("From the lowest to the highest customer", -3, 103, showticklabels=False)
    return charts.figure(traces, ends, charts.axis(autorange="reversed", type="category"))
