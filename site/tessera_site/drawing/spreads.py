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
from tessera_site.drawing.scales import Scale, place, tick_texts, ticks
from tessera_site.drawing.svg import join, joined, line, measure, path, plain_words, polyline, tick, words
from tessera_site.keyed import Node, at, figure, raw, wording_of
from tessera_site.palette import colour_step

_TOP, _HEIGHT, _FOOT = 24.0, 150.0, 48.0
_HEADROOM = 1.16


@dataclass(frozen=True, slots=True)
class Bands:
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
    bands = Bands(tuple(raw(histogram["edges"])), shares_of(raw(histogram["counts"])), _matching(everyone, histogram))
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
    chart = band_figure(
        histogram, everyone, bands, charts.colour_of(raw(segment["number"])), plain_words(axis_title(segment, column))
    )
    return Chart(name, title, description, wide, narrow, band_table(histogram, everyone, column), chart, caption)


def _matching(everyone: Node, histogram: Node) -> tuple[float, ...]:
    """Everyone's shares when they are counted in the same bands, else nothing."""
    if raw(everyone) and list(raw(everyone["edges"])) == list(raw(histogram["edges"])):
        return shares_of(raw(everyone["counts"]))
    return ()


# ---------------------------------------------------------------- the drawing


def _draw(node: Node, column: str, bands: Bands, look: str, frame: Frame) -> Drawing:
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


def _names(x: Scale, y: Scale, bands: Bands) -> Markup:
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
    bands: Bands,
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
