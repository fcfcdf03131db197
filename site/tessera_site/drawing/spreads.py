"""How a number is spread: a segment against everyone, segments side by side, a column before and after cleaning."""

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
    axis_title,
    chart_name,
    column_of,
    drawn,
    everyone_of,
    locale_of,
    model_of,
)
from tessera_site.drawing.scales import Scale, place, round_up, tick_texts, ticks
from tessera_site.drawing.svg import fact, join, joined, line, measure, path, plain_words, polyline, rect, tick, words
from tessera_site.keyed import Node, at, figure, raw, wording_of
from tessera_site.palette import colour_step

_TOP, _HEIGHT, _FOOT = 24.0, 150.0, 48.0
_HEADROOM = 1.16


@dataclass(frozen=True, slots=True)
class _Bands:
    """Shares per band between edges, of a subject and of everyone."""

    edges: tuple[float, ...]
    subject: tuple[float, ...]
    everyone: tuple[float, ...]


def shares_of(counts: Sequence[int]) -> tuple[float, ...]:
    """Counts as shares of their sum; noughts when there is nobody."""
    total = sum(counts)
    return tuple(count / total if total else 0.0 for count in counts)


def distribution(segment: Node, column: str) -> Chart | None:
    """A column's bands: bars for the segment, an outline for everyone, both as shares of their own customers.

    Returns
    -------
    Chart or None
        None for a column without bands.
    """
    if column not in segment["histograms"]:
        return None
    histogram, everyone = segment["histograms"][column], at(segment, "/data/columns")[column]["cleaned"]
    bands = _Bands(tuple(raw(histogram["edges"])), shares_of(raw(histogram["counts"])), _matching(everyone, histogram))
    name = chart_name("spread", raw(model_of(segment)["key"]), raw(segment["slug"]), column)
    label = wording_of(column_of(segment, column)["label"])
    title = f"{label}: this segment against everyone"
    mean = wording_of(segment["means"][column], f"unit:{column}")
    all_of_them = wording_of(at(segment, "/data/columns")[column]["mean"], f"unit:{column}")
    description = f"{label} in this segment, mean {mean}, against everyone, mean {all_of_them}."
    look = f"s{colour_step(raw(segment['number']))}"
    wide, narrow = drawn(name, title, description, lambda frame: _draw(segment, column, bands, look, frame))
    caption = Markup("Bars: share of the segment per band, n = {}. Outline: everyone, n = {}.").format(
        figure(segment["size"], "count"), figure(everyone_of(segment), "count")
    )
    chart = _figure(
        histogram, everyone, bands, charts.colour_of(raw(segment["number"])), plain_words(axis_title(segment, column))
    )
    return Chart(name, title, description, wide, narrow, _table(histogram, everyone, column), chart, caption)


def _matching(everyone: Node, histogram: Node) -> tuple[float, ...]:
    """Everyone's shares when they are counted in the same bands, else nothing."""
    if raw(everyone) and list(raw(everyone["edges"])) == list(raw(histogram["edges"])):
        return shares_of(raw(everyone["counts"]))
    return ()


# ---------------------------------------------------------------- the drawing


def _draw(node: Node, column: str, bands: _Bands, look: str, frame: Frame) -> Drawing:
    """Bars, outline, axes and the two names."""
    highest = max((*bands.subject, *bands.everyone, 0.01)) * 100 * _HEADROOM
    values = ticks(0, highest, 3)
    texts = tick_texts(values, locale_of(node), "%")
    left = max(measure(text) for text in texts) + 8
    bottom = _TOP + _HEIGHT
    x = Scale(bands.edges[0], bands.edges[-1], left, frame.width - 6)
    y = Scale(0, highest, bottom, _TOP)
    parts = [line(left, place(y, value), x.end, place(y, value)) for value in values]
    parts += [tick(left - 7, place(y, v) + 4.5, text, "end") for v, text in zip(values, texts, strict=True)]
    parts.append(bars(x, y, bands.edges, bands.subject, look))
    parts.append(line(left, bottom, x.end, bottom, "lm"))
    if bands.everyone:
        parts.append(path(polyline(outline(x, y, bands.edges, bands.everyone)), "", "li", 1.4))
    parts.append(value_axis(node, x, bottom, 5 if frame.narrow else 9))
    parts.append(
        words(
            x.end,
            bottom + 42,
            joined(axis_title(node, column), _bands_of(node, bands.edges)),
            "m tick",
            anchor="end",
        )
    )
    parts.append(_names(x, y, bands))
    return Drawing(bottom + _FOOT, join(parts))


def _bands_of(node: Node, edges: Sequence[float]) -> str:
    """Width of the bands: scale text, not a finding."""
    (text,) = tick_texts((edges[1] - edges[0],), locale_of(node))
    return f", bands of {text}"


def bars(x: Scale, y: Scale, edges: Sequence[float], shares: Sequence[float], look: str, gap: float = 1.5) -> Markup:
    """Bars as one path, from the ground up."""
    d = []
    for low, high, share in zip(edges, edges[1:], shares, strict=False):
        if share > 0:
            top, width = place(y, share * 100), place(x, high) - place(x, low) - gap
            d.append(f"M{place(x, low) + gap / 2:.1f} {y.start:.1f}V{top:.1f}h{max(width, 0.8):.1f}V{y.start:.1f}z")
    return path("".join(d), look) if d else Markup("")


def outline(x: Scale, y: Scale, edges: Sequence[float], shares: Sequence[float]) -> list[tuple[float, float]]:
    """Steps over the bands, from ground to ground."""
    points = [(place(x, edges[0]), y.start)]
    for low, high, share in zip(edges, edges[1:], shares, strict=False):
        points += [(place(x, low), place(y, share * 100)), (place(x, high), place(y, share * 100))]
    return [*points, (place(x, edges[-1]), y.start)]


def value_axis(node: Node, x: Scale, bottom: float, about: int) -> Markup:
    """Ticks of the values under a chart."""
    values = ticks(x.low, x.high, about)
    parts = []
    for value, text in zip(values, tick_texts(values, locale_of(node)), strict=True):
        half = measure(text) / 2
        parts.append(line(place(x, value), bottom, place(x, value), bottom + 4, "lm"))
        parts.append(tick(min(max(place(x, value), half), x.end + 6 - half), bottom + 20, text))
    return join(parts)


def _names(x: Scale, y: Scale, bands: _Bands) -> Markup:
    """``this segment`` and ``everyone``, each over bands where its own line is the upper one."""
    if not bands.everyone:
        return Markup("")
    tops = [min(place(y, a * 100), place(y, b * 100)) for a, b in zip(bands.subject, bands.everyone, strict=True)]
    first = _name_spot(x, y, bands, tops, bands.subject, "this segment", bold=True)
    second = _name_spot(x, y, bands, tops, bands.everyone, "everyone", bold=False, beside=first)
    return join(
        words(spot[0], spot[1], text, anchor="middle", bold=bold, halo=True)
        for spot, text, bold in ((first, "this segment", True), (second, "everyone", False))
        if spot is not None
    )


def _name_spot(
    x: Scale,
    y: Scale,
    bands: _Bands,
    tops: Sequence[float],
    own: Sequence[float],
    text: str,
    *,
    bold: bool,
    beside: tuple[float, float] | None = None,
) -> tuple[float, float] | None:
    """Where a name stands closest over its own line without touching anything."""
    half = measure(text, bold=bold) / 2
    best: tuple[float, float, float] | None = None
    for i, share in enumerate(own):
        middle = (place(x, bands.edges[i]) + place(x, bands.edges[i + 1])) / 2
        middle = min(max(middle, x.start + half), x.end - half)
        top = place(y, share * 100)
        if top > tops[i] + 0.5 or not share:
            continue
        under = [t for t, low, high in zip(tops, bands.edges, bands.edges[1:], strict=False)
                 if place(x, low) < middle + half + 3 and place(x, high) > middle - half - 3]  # fmt: skip
        base = min(under) - 7
        if beside and abs(beside[0] - middle) < 90 and abs(beside[1] - base) < 18:
            continue
        cost = top - base
        if base > 10 and (best is None or cost < best[0]):
            best = (cost, middle, base)
    return (best[1], best[2]) if best else None


# ---------------------------------------------------------------- a column of the table


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
    cleaned, original = raw(summary["cleaned"]), raw(summary["original"])
    differs = bool(original) and original != cleaned
    label = wording_of(column_of(data, name)["label"])
    title = f"{label}: how the column is spread"
    quartiles = " to ".join(wording_of(summary[part], f"unit:{name}") for part in ("q1", "q3"))
    description = f"{label}: mean {wording_of(summary['mean'], f'unit:{name}')}, middle half {quartiles}."
    whole = chart_name("column", name)
    wide, narrow = drawn(whole, title, description, lambda frame: _draw_column(data, name, differs, frame))
    caption = Markup("Bars: rows per band as kept, n = {}.").format(figure(data["rows_kept"], "count"))
    if differs:
        caption += Markup(" Outline: as read, n = {}.").format(figure(data["rows_read"], "count"))
    caption += Markup(
        " Box: the middle half, line: median, red pointer: mean. Whiskers: lowest and highest within one and a half boxes."
    )
    if raw(summary["outliers"]):
        caption += Markup(" Circle: the farthest of {} beyond.").format(figure(summary["outliers"], "count"))
    bands = _Bands(tuple(cleaned["edges"]), shares_of(cleaned["counts"]), ())
    chart = _figure(summary["cleaned"], None, bands, "tile-2", plain_words(axis_title(data, name)))
    return Chart(whole, title, description, wide, narrow, _table(summary["cleaned"], None, name), chart, caption)


def _draw_column(data: Node, name: str, differs: bool, frame: Frame) -> Drawing:
    """Rows per band, and the box under them."""
    summary = data["columns"][name]
    cleaned, original = raw(summary["cleaned"]), raw(summary["original"])
    edges = original["edges"] if differs else cleaned["edges"]
    low, high = min(edges[0], cleaned["edges"][0]), max(edges[-1], cleaned["edges"][-1])
    most = max([*cleaned["counts"], *(original["counts"] if differs else []), 1])
    top_value = round_up(most, 3)
    values = ticks(0, top_value, 3)
    texts = tick_texts(values, locale_of(data))
    left = max(measure(text) for text in texts) + 8
    bottom = _TOP + _HEIGHT * 0.8
    x, y = Scale(low, high, left, frame.width - 6), Scale(0, top_value * 100, bottom, _TOP)
    parts = [words(0, 12, "Rows", "m")]
    parts += [line(left, place(y, v * 100), x.end, place(y, v * 100)) for v in values]
    parts += [tick(left - 7, place(y, v * 100) + 4.5, text, "end") for v, text in zip(values, texts, strict=True)]
    parts.append(bars(x, y, cleaned["edges"], cleaned["counts"], "f2"))
    if differs:
        parts.append(path(polyline(outline(x, y, original["edges"], original["counts"])), "", "li", 1.4))
    parts.append(line(left, bottom, x.end, bottom, "lm"))
    parts.append(_box(summary, x, bottom + 18))
    parts.append(value_axis(data, x, bottom + 34, 5 if frame.narrow else 9))
    parts.append(
        words(
            x.end,
            bottom + 76,
            joined(axis_title(data, name), _bands_of(data, cleaned["edges"])),
            "m tick",
            anchor="end",
        )
    )
    return Drawing(bottom + 82, join(parts))


_FENCE = 1.5


def _box(summary: Node, x: Scale, y: float) -> Markup:
    """Box and whiskers, the mean as a pointer, the farthest outliers as circles."""
    facts = raw(summary)
    q1, q3, median = (place(x, facts[part]) for part in ("q1", "q3", "median"))
    reach = _FENCE * (facts["q3"] - facts["q1"])
    ends = [max(facts["min"], facts["q1"] - reach), min(facts["max"], facts["q3"] + reach)]
    mean = place(x, facts["mean"])
    parts = [line(place(x, ends[0]), y, place(x, ends[1]), y, "lm", 1.4), rect(q1, y - 7, q3 - q1, 14, "ft")]
    parts.append(line(median, y - 7, median, y + 7, "li", 2))
    parts.append(path(polyline(((mean, y - 9), (mean + 5, y - 17), (mean - 5, y - 17))) + "Z", "a", "ring", 1))
    for value, beyond in ((facts["min"], facts["min"] < ends[0]), (facts["max"], facts["max"] > ends[1])):
        if beyond:
            parts.append(
                path(f"M{place(x, value) - 3.5:.1f} {y:.1f}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z", "", "li", 1.3)
            )
    return join(parts)


# ---------------------------------------------------------------- table and figure


def _table(histogram: Node, everyone: Node | None, column: str) -> Table:
    """Customers per band."""
    edges = histogram["edges"]
    matching = everyone is not None and bool(_matching(everyone, histogram))
    rows = []
    for i in range(len(raw(histogram["counts"]))):
        band = Markup("{} to {}").format(*(figure(edges[i + j], f"unit0:{column}") for j in (0, 1)))
        cells = [figure(histogram["counts"][i], "count")]
        if matching and everyone is not None:
            cells.append(figure(everyone["counts"][i], "count"))
        rows.append((band, *cells))
    head = ("Band", "This segment", "Everyone") if matching else ("Band", "Rows")
    return Table(head, tuple(rows))


def _figure(histogram: Node, everyone: Node | None, bands: _Bands, colour: str, title: str) -> dict[str, Any]:
    """The same, to point at."""
    middles = [(low + high) / 2 for low, high in zip(bands.edges, bands.edges[1:], strict=False)]
    edges = raw(histogram["edges"])
    locale = locale_of(histogram)
    band_words = [" to ".join(tick_texts((low, high), locale)) for low, high in zip(edges, edges[1:], strict=False)]
    hover = [
        f"{band}: {wording_of(count, 'count')}" for band, count in zip(band_words, histogram["counts"], strict=True)
    ]
    if everyone is not None and bands.everyone:
        hover = [
            f"{text} here, {wording_of(count, 'count')} among everyone"
            for text, count in zip(hover, everyone["counts"], strict=True)
        ]
    shown = bands.subject if everyone is not None else raw(histogram["counts"])
    traces = [charts.bars(middles, [100 * s for s in shown] if everyone is not None else shown, colour, hover)]
    if bands.everyone:
        steps = outline(Scale(0, 1, 0, 1), Scale(0, 100, 0, 100), bands.edges, bands.everyone)
        traces.append(charts.path_through([x for x, _ in steps], [y for _, y in steps], "ink"))
    vertical = charts.axis("", ticksuffix="%") if everyone is not None else charts.axis("Rows")
    return charts.figure(traces, charts.axis(title), vertical, bargap=0.04)
