"""A column of the table: how it is spread as read and as kept, with its box."""

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from tessera_site.drawing import guides
from tessera_site.drawing.chart import (
    Chart,
    Drawing,
    Frame,
    axis_title,
    chart_name,
    column_of,
    drawn,
    is_public,
    locale_of,
)
from tessera_site.drawing.scales import Scale, place, round_up, tick_texts, ticks
from tessera_site.drawing.spreads import (
    Bands,
    band_figure,
    band_table,
    bands_of,
    bars,
    beyond_note,
    outline,
    shares_of,
    value_axis,
)
from tessera_site.drawing.svg import join, joined, line, measure, path, plain_words, polyline, rect, tick, words
from tessera_site.keyed import Node, figure, raw, wording_of

_TOP, _HEIGHT = 24.0, 120.0
_FENCE = 1.5
"""Boxes from the box to which whiskers reach at most (Tukey, 1977)."""


def column_distribution(data: Node, name: str) -> Chart | None:
    """A column as kept in bars, as read in an outline where that differs, with its box: quartiles, mean, outliers.

    Parameters
    ----------
    data : Node
        ``/data`` of the findings.
    name : str

    Returns
    -------
    Chart or None
        None for a column that is not a number.
    """
    summary = data["columns"][name]
    if not raw(summary["cleaned"]):
        return None
    cleaned, differs = raw(summary["cleaned"]), _differs(summary)
    label = wording_of(column_of(data, name)["label"])
    title = f"{label}: how the column is spread"
    description = f"{label}: rows in every band, with the middle half, the median and the mean below."
    whole = chart_name("column", name)
    wide, narrow = drawn(whole, title, description, lambda frame: _draw_column(data, name, frame))
    caption = Markup("Bars: rows per band as kept, n = {}.").format(figure(data["rows_kept"], "count"))
    if differs:
        caption += Markup(" Outline: as read, n = {}.").format(figure(data["rows_read"], "count"))
    caption += Markup(" Box: the middle half, line: median, pointer: mean.")
    if is_public(data):
        caption += beyond_note(data)
    else:
        caption += Markup(" Whiskers: lowest and highest within one and a half boxes.")
    if raw(summary["outliers"]) and raw(summary["max"]) is not None:
        caption += Markup(" Circle: the farthest of {} beyond.").format(figure(summary["outliers"], "count"))
    bands = Bands(tuple(cleaned["edges"]), shares_of(cleaned["counts"]), ())
    chart = band_figure(summary["cleaned"], None, bands, "tile-2", plain_words(axis_title(data, name)))
    return Chart(
        whole,
        title,
        description,
        wide,
        narrow,
        band_table(summary["cleaned"], None, name),
        chart,
        caption,
        guides.COLUMNS,
    )


def _differs(summary: Node) -> bool:
    """Whether cleaning changed the column."""
    return bool(raw(summary["original"])) and raw(summary["original"]) != raw(summary["cleaned"])


def _draw_column(data: Node, name: str, frame: Frame) -> Drawing:
    """Rows per band, and the box under them."""
    summary = data["columns"][name]
    cleaned, original = raw(summary["cleaned"]), raw(summary["original"])
    differs = _differs(summary)
    edges = original["edges"] if differs else cleaned["edges"]
    low, high = min(edges[0], cleaned["edges"][0]), max(edges[-1], cleaned["edges"][-1])
    counts = [count or 0 for count in cleaned["counts"]]
    most = max([*counts, *(original["counts"] if differs else []), 1])
    top_value = round_up(most, 3)
    values = ticks(0, top_value, 3)
    texts = tick_texts(values, locale_of(data))
    left = max(measure(text) for text in texts) + 8
    bottom = _TOP + _HEIGHT
    x, y = Scale(low, high, left, frame.width - 6), Scale(0, top_value, bottom, _TOP)
    parts = [words(0, 14, "Rows", "m")]
    parts += [line(left, place(y, v), x.end, place(y, v)) for v in values]
    parts += [tick(left - 7, place(y, v) + 4.5, text, "end") for v, text in zip(values, texts, strict=True)]
    parts.append(bars(x, y, cleaned["edges"], counts, "f2"))
    if differs:
        parts.append(path(polyline(outline(x, y, original["edges"], original["counts"])), "", "li", 1.4))
    parts.append(line(left, bottom, x.end, bottom, "lm"))
    parts.append(_box(summary, x, bottom + 18))
    parts.append(value_axis(data, x, bottom + 34, 5 if frame.narrow else 9))
    parts.append(
        words(
            x.end,
            bottom + 76,
            joined(axis_title(data, name), bands_of(data, cleaned["edges"])),
            "m tick",
            anchor="end",
        )
    )
    return Drawing(bottom + 82, join(parts))


def _box(summary: Node, x: Scale, y: float) -> Markup:
    """Box and whiskers, the mean as a pointer, the farthest outliers as circles."""
    facts = raw(summary)
    q1, q3, median = (place(x, facts[part]) for part in ("q1", "q3", "median"))
    mean = place(x, facts["mean"])
    parts = [*_whiskers(facts, x, y), rect(q1, y - 7, q3 - q1, 14, "ft")]
    parts.append(line(median, y - 7, median, y + 7, "li", width=2))
    parts.append(path(polyline(((mean, y - 9), (mean + 5, y - 17), (mean - 5, y - 17))) + "Z", "a", "ring", 1))
    return join(parts)


def _whiskers(facts: Mapping[str, Any], x: Scale, y: float) -> Iterator[Markup]:
    """The line to the lowest and highest within reach of the box, and circles beyond; nothing in a public edition."""
    if facts["min"] is None:
        return
    reach = _FENCE * (facts["q3"] - facts["q1"])
    ends = [max(facts["min"], facts["q1"] - reach), min(facts["max"], facts["q3"] + reach)]
    yield line(place(x, ends[0]), y, place(x, ends[1]), y, "lm", width=1.4)
    for value, beyond in ((facts["min"], facts["min"] < ends[0]), (facts["max"], facts["max"] > ends[1])):
        if beyond:
            yield path(f"M{place(x, value) - 3.5:.1f} {y:.1f}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z", "", "li", 1.3)
