"""Every index for every number of segments, with the chosen one marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from tessera_site import charts
from tessera_site.drawing import guides
from tessera_site.drawing.chart import Chart, Drawing, Frame, Table, chart_name, drawn, everyone_of
from tessera_site.drawing.scales import Scale, place
from tessera_site.drawing.svg import Words, fact, join, joined, line, measure, path, polyline, tick, words
from tessera_site.keyed import Node, figure, raw, wording_of


@dataclass(frozen=True, slots=True)
class _Measure:
    """An index of the search: its field, its name and how its figures are worded."""

    field: str
    name: str
    style: str


INERTIA = _Measure("inertia", "Spread within segments", "short")
SILHOUETTE = _Measure("silhouette", "Silhouette", "decimal3")
MEASURES = (
    INERTIA,
    SILHOUETTE,
    _Measure("calinski_harabasz", "Calinski–Harabasz", "count"),
    _Measure("davies_bouldin", "Davies–Bouldin", "decimal3"),
)
_GAP, _HEAD, _PLOT, _FOOT = 28.0, 52.0, 84.0, 30.0
_STEPS = 12
"""Points between two numbers of segments that a label looks out for."""


def k_multiples(model: Node) -> Chart:
    """Four small charts: inertia, silhouette, Calinski-Harabasz and Davies-Bouldin for every number of segments.

    The filled mark is the chosen number, the open one the best of an index where that is another.
    """
    return _choice(model, "search", MEASURES, "Every index for every number of segments", columns=(4, 2))


def elbow_and_silhouette(model: Node) -> Chart:
    """The two indices most often asked for: where inertia bends, where the silhouette peaks."""
    title = "Where the spread bends and where the silhouette peaks"
    return _choice(model, "elbow", (INERTIA, SILHOUETTE), title, columns=(2, 1))


def _choice(model: Node, name: str, measures: Sequence[_Measure], title: str, columns: tuple[int, int]) -> Chart:
    """A chart of some measures, in so many columns on wide and narrow drawings."""
    whole = chart_name(name, raw(model["key"]))
    spoken = "; ".join(f"{m.name} {wording_of(model[m.field], m.style)}" for m in measures)
    description = f"At {wording_of(model['k'])} segments: {spoken}."

    def draw(frame: Frame) -> Drawing:
        return _draw(model, measures, frame, columns[frame.narrow])

    wide, narrow = drawn(whole, title, description, draw)
    return Chart(
        whole,
        title,
        description,
        wide,
        narrow,
        _table(model, measures),
        _figure(model, measures),
        _caption(model),
        guides.CHOICE,
    )


def _draw(model: Node, measures: Sequence[_Measure], frame: Frame, columns: int) -> Drawing:
    """The small charts in rows."""
    width = (frame.width - _GAP * (columns - 1)) / columns
    height = _HEAD + _PLOT + _FOOT + 14
    parts = [
        _panel(model, each, (width + _GAP) * (i % columns), height * (i // columns), width)
        for i, each in enumerate(measures)
    ]
    return Drawing(height * -(-len(measures) // columns), join(parts))


def _best(model: Node, each: _Measure) -> Node | None:
    """The number of segments an index likes best, where it has a best."""
    preferred = model["preferred"]
    return preferred[each.field] if each.field in raw(preferred) else None


def _headline(model: Node, each: _Measure) -> tuple[Words, Words]:
    """Name of the index, and what it would choose."""
    best = _best(model, each)
    if best is None:
        return each.name, "look for the bend"
    rows = [i for i, row in enumerate(raw(model["search"])) if row["k"] == raw(best) != raw(model["k"])]
    there: Words = (", ", fact(model["search"][rows[0]][each.field], each.style)) if rows else ""
    return each.name, joined("best at ", fact(best, "words"), there)


def _panel(model: Node, each: _Measure, left: float, top: float, width: float) -> Markup:
    """One index: its curve, the chosen number, the best."""
    search = raw(model["search"])
    values = [row[each.field] for row in search]
    x = Scale(search[0]["k"], search[-1]["k"], left + 5, left + width - 5)
    y = Scale(min(values), max(values), top + _HEAD + _PLOT - 4, top + _HEAD + 8)
    bottom = top + _HEAD + _PLOT + 6
    name, verdict = _headline(model, each)
    parts = [
        words(left, top + 14, name, bold=True),
        words(left, top + 31, verdict, "m"),
        line(left, bottom, left + width, bottom),
        path(polyline((place(x, row["k"]), place(y, row[each.field])) for row in search), "", "lm", 1.6),
    ]
    parts += [path(_dot(place(x, row["k"]), place(y, row[each.field]), 1.9), "fm") for row in search]
    parts += _chosen(model, each, x, y, bottom)
    first, last = (str(search[end]["k"]) for end in (0, -1))
    parts.append(tick(left, bottom + 18, f"k = {first}", "start"))
    parts.append(tick(left + width, bottom + 18, last, "end"))
    return join(parts)


def _chosen(model: Node, each: _Measure, x: Scale, y: Scale, bottom: float) -> list[Markup]:
    """The line at the chosen number, its mark and figure; the best of the index where that is another."""
    search = raw(model["search"])
    by_k = {row["k"]: i for i, row in enumerate(search)}
    k = raw(model["k"])
    if k not in by_k:
        return []
    at_x = place(x, k)
    parts = [line(at_x, y.end - 8, at_x, bottom, "la", width=1.2)]
    ends = measure(f"k = {search[0]['k']}") + x.start, x.end - measure(str(search[-1]["k"]))
    if ends[0] < at_x - 4 and at_x + 4 < ends[1]:
        parts.append(words(at_x, bottom + 18, fact(model["k"]), "a", anchor="middle", bold=True))
    best = _best(model, each)
    if best is not None and raw(best) != k and raw(best) in by_k:
        there = search[by_k[raw(best)]]
        parts.append(path(_dot(place(x, there["k"]), place(y, there[each.field]), 4.2), "fp", "li", 1.6))
    at_y, shown = place(y, search[by_k[k]][each.field]), fact(model["search"][by_k[k]][each.field], each.style)
    curve = [(place(x, row["k"]), place(y, row[each.field])) for row in search]
    label_x, label_y = _beside((at_x, at_y), measure(shown, bold=True), curve, (x.start - 5, x.end + 5, bottom))
    parts.append(path(_dot(at_x, at_y, 4.6), "fi", "ring", 1.4))
    return [*parts, words(label_x, label_y, shown, bold=True, halo=True)]


def _beside(
    mark: tuple[float, float], width: float, curve: Sequence[tuple[float, float]], within: tuple[float, float, float]
) -> tuple[float, float]:
    """Left end and baseline of a label beside a mark, on the side where it covers the least of a curve."""
    steps = [i / _STEPS for i in range(_STEPS)]
    line_of_curve = [(a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])) for a, b in pairwise(curve) for t in steps]

    def covered(spot: tuple[float, float]) -> float:
        left, base = spot
        outside = left < within[0] or left + width > within[1] or base > within[2] - 3
        over = sum(left - 3 < px < left + width + 3 and base - 13 < py < base + 4 for px, py in line_of_curve)
        return over + (len(line_of_curve) if outside else 0)

    places = [(left, base) for base in (mark[1] - 6, mark[1] + 17) for left in (mark[0] + 8, mark[0] - 8 - width)]
    return min(places, key=covered)


def _dot(x: float, y: float, r: float) -> str:
    """Path data of a round dot."""
    return f"M{x - r:.1f} {y:.1f}a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0z"


def _caption(model: Node) -> Markup:
    """What the curves are and which way is better."""
    search = model["search"]
    first, last = search[0]["k"], search[len(raw(search)) - 1]["k"]
    return Markup(
        "Each index for {} to {} segments, best of {} starts; n = {}. Filled: the number chosen. Open: the best of "
        "an index where that is another. Higher is better for silhouette and Calinski–Harabasz, lower for "
        "Davies–Bouldin; the spread always falls, so its bend is what counts."
    ).format(
        figure(first, "words"),
        figure(last, "words"),
        figure(model["starts"], "count"),
        figure(everyone_of(model), "count"),
    )


def _table(model: Node, measures: Sequence[_Measure]) -> Table:
    """Every index of every number of segments."""
    rows = tuple(
        (figure(row["k"], "count"), *(figure(row[each.field], each.style) for each in measures))
        for row in model["search"]
    )
    return Table(("Segments", *(each.name for each in measures)), rows)


def _figure(model: Node, measures: Sequence[_Measure]) -> dict[str, Any]:
    """The curves side by side, to point at."""
    search = raw(model["search"])
    k = [row["k"] for row in search]
    traces: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    for i, each in enumerate(measures):
        tag = str(i + 1) if i else ""
        values = [row[each.field] for row in search]
        hover = [
            f"{wording_of(row['k'])} segments: {wording_of(row[each.field], each.style)}" for row in model["search"]
        ]
        colours = ["ink" if row["k"] == raw(model["k"]) else "ink-3" for row in search]
        place_of: dict[str, Any] = {"xaxis": f"x{tag}", "yaxis": f"y{tag}"}
        traces.append(charts.path_through(k, values, "ink-3", **place_of))
        traces.append(charts.points(k, values, hover, colours, size=10, **place_of))
        columns, row = min(2, len(measures)), i // 2
        rows = -(-len(measures) // 2)
        across = [(i % columns) / columns + 0.04, (i % columns + 1) / columns - 0.04]
        down = [0.62 * (1 - row), 0.62 * (1 - row) + 0.38] if rows > 1 else [0.0, 1.0]
        axes[f"xaxis{tag}"] = charts.axis(each.name, domain=across, anchor=f"y{tag}", dtick=1)
        axes[f"yaxis{tag}"] = charts.axis(domain=down, anchor=f"x{tag}")
    x, y = axes.pop("xaxis"), axes.pop("yaxis")
    return charts.figure(traces, x, y, **axes)
