"""How a number is spread: a segment against everyone, segments side by side, a column before and after cleaning."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
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
    everyone_of,
    locale_of,
    model_of,
    withheld_note,
)
from tessera_site.drawing.scales import Scale, place, tick_texts, ticks
from tessera_site.drawing.svg import join, joined, line, measure, path, plain_words, polyline, tick, words
from tessera_site.keyed import Node, at, figure, raw, wording_of
from tessera_site.palette import colour_step

_TOP, _HEIGHT, _FOOT = 24.0, 150.0, 48.0
_HEADROOM = 1.16
_APART, _LINE, _CAP = 90.0, 18.0, 10.0
"""How far apart two names are, across or down, and the least baseline of one."""


@dataclass(frozen=True, slots=True)
class Bands:
    """Shares per band between edges, of a subject and of everyone."""

    edges: tuple[float, ...]
    subject: tuple[float, ...]
    everyone: tuple[float, ...]


def shares_of(counts: Sequence[int | None], total: int | None = None) -> tuple[float, ...]:
    """Counts as shares of their sum, or of a total; noughts when there is nobody, and where a count is withheld."""
    whole = sum(count or 0 for count in counts) if total is None else total
    return tuple((count or 0) / whole if whole else 0.0 for count in counts)


def size_of(segment: Node, counts: Sequence[int | None]) -> int | None:
    """What a segment's counts are shares of: all its customers where some counts are withheld, else their own sum."""
    return int(raw(segment["size"])) if None in counts else None


def distribution(segment: Node, column: str) -> Chart | None:
    """A column's bands: bars for the segment, an outline for everyone, both as shares of their own customers.

    Returns
    -------
    Chart or None
        None for a column without bands.
    """
    if column not in segment["histograms"] or not any(raw(segment["histograms"][column]["counts"])):
        return None
    histogram, everyone = segment["histograms"][column], at(segment, "/data/columns")[column]["cleaned"]
    counts = raw(histogram["counts"])
    shares = shares_of(counts, size_of(segment, counts))
    bands = Bands(tuple(raw(histogram["edges"])), shares, _matching(everyone, histogram))
    name = chart_name("spread", raw(model_of(segment)["key"]), raw(segment["slug"]), column)
    label = wording_of(column_of(segment, column)["label"])
    title = f"{label}: this segment against everyone"
    description = f"{label}: share of this segment in every band, on the outline of everyone."
    look = f"s{colour_step(raw(segment['number']))}"
    wide, narrow = drawn(name, title, description, lambda frame: _draw(segment, column, bands, look, frame))
    caption = Markup("Bars: share of the segment per band, n = {}. Outline: everyone, n = {}.").format(
        figure(segment["size"], "count"), figure(everyone_of(segment), "count")
    )
    caption += beyond_note(segment)
    chart = band_figure(
        histogram, everyone, bands, charts.colour_of(raw(segment["number"])), plain_words(axis_title(segment, column))
    )
    return Chart(
        name, title, description, wide, narrow, band_table(histogram, everyone, column), chart, caption, guides.SPREADS
    )


def _matching(everyone: Node, histogram: Node) -> tuple[float, ...]:
    """Everyone's shares when they are counted in the same bands, else nothing."""
    if raw(everyone) and list(raw(everyone["edges"])) == list(raw(histogram["edges"])):
        counts = raw(everyone["counts"])
        return shares_of(counts, raw(everyone_of(everyone)) if None in counts else None)
    return ()


def beyond_note(node: Node) -> Markup:
    """What a caption says of bands in a public edition."""
    note = withheld_note(node)
    return Markup(" The outer bands hold everybody beyond them as well.") + note if note else note


# ---------------------------------------------------------------- the drawing


def _draw(node: Node, column: str, bands: Bands, look: str, frame: Frame) -> Drawing:
    """Bars, outline, axes and the two names."""
    highest = max((*bands.subject, *bands.everyone, 0.01)) * _HEADROOM
    values = ticks(0, 100 * highest, 3)
    texts = tick_texts(values, locale_of(node), "%")
    left = max(measure(text) for text in texts) + 8
    bottom = _TOP + _HEIGHT
    x = Scale(bands.edges[0], bands.edges[-1], left, frame.width - 6)
    y = Scale(0, highest, bottom, _TOP)
    parts = [line(left, place(y, value / 100), x.end, place(y, value / 100)) for value in values]
    parts += [tick(left - 7, place(y, v / 100) + 4.5, text, "end") for v, text in zip(values, texts, strict=True)]
    parts.append(bars(x, y, bands.edges, bands.subject, look))
    parts.append(line(left, bottom, x.end, bottom, "lm"))
    if bands.everyone:
        parts.append(path(polyline(outline(x, y, bands.edges, bands.everyone)), "", "li", 1.4))
    parts.append(value_axis(node, x, bottom, 5 if frame.narrow else 9))
    parts.append(
        words(
            x.end,
            bottom + 42,
            joined(axis_title(node, column), bands_of(node, bands.edges)),
            "m tick",
            anchor="end",
        )
    )
    parts.append(_names(x, y, bands))
    return Drawing(bottom + _FOOT, join(parts))


def bands_of(node: Node, edges: Sequence[float]) -> str:
    """Width of the bands: scale text, not a finding."""
    (text,) = tick_texts((edges[1] - edges[0],), locale_of(node))
    return f", bands of {text}"


def bars(x: Scale, y: Scale, edges: Sequence[float], shares: Sequence[float], look: str) -> Markup:
    """Bars as one path, from the ground up, with a little paper between them."""
    d = []
    for low, high, share in zip(edges, edges[1:], shares, strict=False):
        if share > 0:
            whole = place(x, high) - place(x, low)
            gap = min(1.5, whole / 12)
            top, width = place(y, share), whole - gap
            d.append(f"M{place(x, low) + gap / 2:.1f} {y.start:.1f}V{top:.1f}h{max(width, 0.8):.1f}V{y.start:.1f}z")
    return path("".join(d), look) if d else Markup("")


def outline(x: Scale, y: Scale, edges: Sequence[float], shares: Sequence[float]) -> list[tuple[float, float]]:
    """Steps over the bands, from ground to ground."""
    points = [(place(x, edges[0]), y.start)]
    for low, high, share in zip(edges, edges[1:], shares, strict=False):
        points += [(place(x, low), place(y, share)), (place(x, high), place(y, share))]
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


def _names(x: Scale, y: Scale, bands: Bands) -> Markup:
    """Two names, for the segment and for everyone, each over bands where its own line is the upper one."""
    if not bands.everyone:
        return Markup("")
    parts: list[Markup] = []
    taken: list[tuple[float, float]] = []
    for name, own, bold in (("this segment", bands.subject, True), ("everyone", bands.everyone, False)):
        spots = _name_spots(x, y, bands, own, measure(name, bold=bold) / 2)
        free = [
            spot for spot in spots if all(abs(spot[1] - a) >= _APART or abs(spot[2] - b) >= _LINE for a, b in taken)
        ]
        if free:
            _, middle, base = min(free)
            taken.append((middle, base))
            parts.append(words(middle, base, name, anchor="middle", bold=bold, halo=True))
    return join(parts)


def _name_spots(
    x: Scale, y: Scale, bands: Bands, own: Sequence[float], half: float
) -> list[tuple[float, float, float]]:
    """Places for a name over its own line that touch nothing: how far above, middle and baseline."""
    tops = [min(place(y, a), place(y, b)) for a, b in zip(bands.subject, bands.everyone, strict=True)]
    ends = [(place(x, low), place(x, high)) for low, high in pairwise(bands.edges)]
    spots = []
    for share, upper, (left, right) in zip(own, tops, ends, strict=True):
        top = place(y, share)
        if not share or top > upper + 0.5:
            continue
        middle = min(max((left + right) / 2, x.start + half), x.end - half)
        under = [t for t, (a, b) in zip(tops, ends, strict=True) if a < middle + half + 3 and b > middle - half - 3]
        base = min(under) - 7
        if base > _CAP:
            spots.append((top - base, middle, base))
    return spots


# ---------------------------------------------------------------- table and figure


def band_table(histogram: Node, everyone: Node | None, column: str) -> Table:
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


def band_figure(histogram: Node, everyone: Node | None, bands: Bands, colour: str, title: str) -> dict[str, Any]:
    """The same, to point at."""
    middles = [(low + high) / 2 for low, high in pairwise(bands.edges)]
    edges = raw(histogram["edges"])
    locale = locale_of(histogram)
    band_words = [" to ".join(tick_texts(ends, locale)) for ends in pairwise(edges)]
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
        steps = outline(Scale(0, 1, 0, 1), Scale(0, 1, 0, 100), bands.edges, bands.everyone)
        traces.append(charts.path_through([x for x, _ in steps], [y for _, y in steps], "ink"))
    vertical = charts.axis("", ticksuffix="%") if everyone is not None else charts.axis("Rows")
    return charts.figure(traces, charts.axis(title), vertical, bargap=0.04)
