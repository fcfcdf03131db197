"""What a test can show: the smallest gain by the number of customers in it."""

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Any

from markupsafe import Markup

from tessera_site import charts
from tessera_site.drawing import guides
from tessera_site.drawing.chart import Chart, Drawing, Frame, Table, chart_name, column_of, drawn, locale_of, model_of
from tessera_site.drawing.marks import mark_at
from tessera_site.drawing.scales import Scale, place, round_up, tick_texts, ticks
from tessera_site.drawing.svg import Run, Words, fact, join, line, measure, path, plain_words, polyline, tick, words
from tessera_site.keyed import Node, figure, keyed_text, raw, wording_of

FEWEST = 8
"""Customers at the left end of the curve, at least: four an arm."""
_TOP, _HEIGHT, _STEPS = 34.0, 220.0, 60
_CLEAR, _STEP_ASIDE = 9.0, 16.0
"""Free space around a label, and how far apart the places are that are tried for one."""


def smallest_gain(customers: float, alpha: float, power: float) -> float:
    """The smallest difference of two halves that a t-test shows, in standard deviations.

    For drawing: quantiles of t by the first terms of Cornish and Fisher's expansion, within one per cent of the
    noncentral t from ten customers on.

    Parameters
    ----------
    customers : float
        In both arms together, half each.
    alpha, power : float
    """
    freedom = customers - 2
    both = sum(_t_quantile(p, freedom) for p in (1 - alpha / 2, power))
    return both * math.sqrt(4 / customers)


def _t_quantile(p: float, freedom: float) -> float:
    z = NormalDist().inv_cdf(p)
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)


def power_curve(segment: Node) -> Chart | None:
    """Smallest gain that a test can show, by customers in it; this segment, the pooled group and the target are marked.

    Returns
    -------
    Chart or None
        None for a segment without a test plan.
    """
    test = segment["strategy"]["test"] if raw(segment["strategy"]) else None
    if test is None or not raw(test):
        return None
    name = chart_name("power", raw(model_of(segment)["key"]), raw(segment["slug"]))
    title = "The smallest gain a test can show, by customers in it"
    column = raw(test["column"])
    description = (
        f"{plain_words(_alone(segment, test, column))}; target {wording_of(test['gain'], f'amount:{column}')}."
    )
    wide, narrow = drawn(name, title, description, lambda frame: _draw(segment, test, column, frame))
    return Chart(
        name,
        title,
        description,
        wide,
        narrow,
        _table(segment, test),
        _figure(segment, test, column),
        _caption(segment, test),
        guides.POWER,
    )


def _is_pooled(test: Node) -> bool:
    return raw(test["pooled_shows"]) is not None


def _alone(segment: Node, test: Node, column: str) -> Words:
    return (fact(segment["size"], "count"), " alone: ", fact(test["alone"], f"amount:{column}"))


def _pooled(test: Node, column: str) -> Words:
    return (fact(test["pooled"], "count"), " pooled: ", fact(test["pooled_shows"], f"amount:{column}"))


def _anchor(segment: Node, test: Node) -> tuple[float, float]:
    """The point the curve goes through: the pooled group's, else the segment's own."""
    if _is_pooled(test):
        return raw(test["pooled"]), raw(test["pooled_shows"])
    return raw(segment["size"]), raw(test["alone"])


def _curve(segment: Node, test: Node) -> list[tuple[float, float]]:
    """Customers and the gain they show."""
    customers, shown = _anchor(segment, test)
    alpha, power = raw(test["alpha"]), raw(test["power"])
    spread = shown / smallest_gain(customers, alpha, power)
    least = min(raw(segment["size"]), customers)
    low = max(FEWEST, 0.5 * least)
    wanted = 2 * raw(test["needed"]) if raw(test["gain"]) > 0 else 0
    high = max(1.6 * max(raw(segment["size"]), customers), min(1.2 * wanted, 4 * customers))
    points = [low * (high / low) ** (i / _STEPS) for i in range(_STEPS + 1)]
    return [(n, spread * smallest_gain(n, alpha, power)) for n in points]


# ---------------------------------------------------------------- the drawing


def _draw(segment: Node, test: Node, column: str, frame: Frame) -> Drawing:
    """Curve, target, the segment and the pooled group."""
    curve = _curve(segment, test)
    gain, locale = raw(test["gain"]), locale_of(segment)
    top_value = round_up(max(curve[0][1], raw(test["alone"]), gain) * 1.02, 4)
    values = ticks(0, top_value, 4)
    texts = tick_texts(values, locale)
    left = max(measure(text) for text in texts) + 9
    target: Words = ("target ", fact(test["gain"], f"amount:{column}"))
    right = frame.width - 8 if frame.narrow else frame.width - measure(target, bold=True) - 14
    bottom = _TOP + _HEIGHT
    x, y = Scale(curve[0][0], curve[-1][0], left, right), Scale(0, top_value, bottom, _TOP)
    parts = [words(0, 14, _y_title(segment, column, frame), "m")]
    parts += [line(left, place(y, v), right, place(y, v)) for v in values]
    parts += [tick(left - 7, place(y, v) + 4.5, text, "end") for v, text in zip(values, texts, strict=True)]
    x_values = [v for v in ticks(x.low, x.high, 5 if frame.narrow else 7) if v >= x.low]
    for value, text in zip(x_values, tick_texts(tuple(x_values), locale), strict=True):
        parts.append(
            tick(min(max(place(x, value), measure(text) / 2), right + 8 - measure(text) / 2), bottom + 19, text)
        )
    parts.append(words(right, bottom + 40, "Customers in the test, half of them held out", "m", anchor="end"))
    drawn_curve = [(place(x, n), place(y, g)) for n, g in curve]
    parts.append(path(polyline(drawn_curve), "", "li", 1.7))
    goal = place(y, gain)
    parts.append(line(left, goal, right, goal, "la", width=1.3))
    if not frame.narrow:
        parts.append(words(right + 10, goal + 5, target, "a", bold=True))
    parts.append(_labelled(segment, test, (x, y), drawn_curve, target if frame.narrow else None))
    return Drawing(bottom + 46, join(parts))


def _y_title(segment: Node, column: str, frame: Frame) -> Words:
    """What the height is, with its unit."""
    spec = column_of(segment, column)
    unit = next((fact(spec[part]) for part in ("axis", "unit") if raw(spec[part])), Run(""))
    return ("Smallest gain seen, " if frame.narrow else "Smallest gain a test can show, ", unit)


def _labelled(
    segment: Node,
    test: Node,
    scales: tuple[Scale, Scale],
    curve: Sequence[tuple[float, float]],
    target: Words | None,
) -> Markup:
    """Marks and their labels, each where it touches neither curve nor target nor the other."""
    x, y = scales
    column = raw(test["column"])
    marks: list[tuple[float, float, Words]] = [
        (place(x, raw(segment["size"])), place(y, raw(test["alone"])), _alone(segment, test, column))
    ]
    parts = [mark_at(raw(segment["number"]), marks[0][0], marks[0][1], 7)]
    if _is_pooled(test):
        at_x, at_y = place(x, raw(test["pooled"])), place(y, raw(test["pooled_shows"]))
        marks.append((at_x, at_y, _pooled(test, column)))
        parts.insert(
            0, path(f"M{at_x - 5.5:.1f} {at_y:.1f}a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0z", "fi", "ring", 1.6)
        )
    goal = place(y, raw(test["gain"]))
    avoid = [
        *curve,
        *((x.start + i * (x.end - x.start) / 40, goal) for i in range(41)),
        *((mx, my) for mx, my, _ in marks),
    ]
    for at_x, at_y, label in marks:
        spot = _spot(at_x, at_y, measure(label, bold=True), avoid, (x, y))
        parts.append(words(*spot, label, bold=True, halo=True))
        width = measure(label, bold=True)
        avoid += [(spot[0] + width * i / 8, spot[1] - down) for i in range(9) for down in (0, 5, 10)]
    if target is not None:
        parts.append(
            words(*_on_line(goal, measure(target, bold=True), avoid, scales), target, "a", bold=True, halo=True)
        )
    return join(parts)


def _on_line(
    goal: float, width: float, avoid: Sequence[tuple[float, float]], scales: tuple[Scale, Scale]
) -> tuple[float, float]:
    """The place along the target's line whose box holds the fewest points to avoid; rather right, rather above."""
    x, _ = scales
    steps = int((x.end - x.start - width) // _STEP_ASIDE)

    def hits(left: float, base: float) -> int:
        return sum(
            left - _CLEAR < px < left + width + _CLEAR and base - 14 < py < base + 5 and py != goal for px, py in avoid
        )

    places = [(x.end - width - _STEP_ASIDE * i, base) for i in range(steps + 1) for base in (goal - 7, goal + 17)]
    return min(places, key=lambda spot: hits(*spot), default=(x.end - width, goal - 7))


def _spot(
    x: float, y: float, width: float, avoid: Sequence[tuple[float, float]], scales: tuple[Scale, Scale]
) -> tuple[float, float]:
    """The place around a mark whose box holds the fewest points to avoid; left end and baseline."""
    across, down = scales
    best: tuple[float, float, float] | None = None
    for order, (dx, dy) in enumerate(
        (a, b) for reach in (1, 2) for b in (-12 * reach, 5, 22 * reach) for a in (12, -12 - width, -width / 2)
    ):
        left, base = x + dx, y + dy
        if left < across.start or left + width > across.end or base - 11 < down.end - 12 or base > down.start - 2:
            continue
        hits = sum(left - _CLEAR < px < left + width + _CLEAR and base - 11 - 4 < py < base + 5 for px, py in avoid)
        hits -= 1 if (left - _CLEAR < x < left + width + _CLEAR and base - 15 < y < base + 5) else 0
        cost = 100.0 * max(hits, 0) + order
        if best is None or cost < best[0]:
            best = (cost, left, base)
    return (best[1], best[2]) if best else (min(x + 12, across.end - width), y - 12)


# ---------------------------------------------------------------- words, table, figure


def _caption(segment: Node, test: Node) -> Markup:
    """What curve, line and marks are."""
    chance = Markup("Smallest rise in the mean that a test finds in {} of tests, two-sided {}.").format(
        figure(test["power"], "percent0"), figure(test["alpha"], "percent0")
    )
    if _is_pooled(test) and raw(test["pool_with"]):
        other = model_of(segment)["segments"][raw(test["pool_with"])]
        return chance + Markup(
            " Curve: the spread of both segments together; dot: with {}. "
            "Shape: this segment with its own spread, n = {}."
        ).format(keyed_text(other["name"]), figure(segment["size"], "count"))
    return chance + Markup(" Curve: the spread of this segment, n = {}. Line in the accent colour: the target.").format(
        figure(segment["size"], "count")
    )


def _table(segment: Node, test: Node) -> Table:
    """Customers, what they show, what is wanted."""
    column = raw(test["column"])
    rows = [(Markup("This segment alone"), figure(segment["size"], "count"), figure(test["alone"], f"unit:{column}"))]
    if _is_pooled(test):
        rows.append((Markup("Pooled"), figure(test["pooled"], "count"), figure(test["pooled_shows"], f"unit:{column}")))
    rows.append(
        (Markup("Target, customers per arm"), figure(test["needed"], "count"), figure(test["gain"], f"unit:{column}"))
    )
    return Table(("Test", "Customers", "Gain"), tuple(rows))


def _figure(segment: Node, test: Node, column: str) -> dict[str, Any]:
    """The same, to point at."""
    curve = _curve(segment, test)
    number = raw(segment["number"])
    traces = [
        charts.path_through([n for n, _ in curve], [g for _, g in curve], "ink"),
        charts.points(
            [raw(segment["size"])], [raw(test["alone"])], [plain_words(_alone(segment, test, column))],
            charts.colour_of(number), symbol=charts.symbol_of(number), size=14,
        ),
    ]  # fmt: skip
    if _is_pooled(test):
        traces.append(
            charts.points(
                [raw(test["pooled"])], [raw(test["pooled_shows"])], [plain_words(_pooled(test, column))], "ink"
            )
        )
    gain = raw(test["gain"])
    unit = plain_words(_y_title(segment, column, Frame(0, narrow=False)))
    return charts.figure(
        traces,
        charts.axis("Customers in the test, half of them held out"),
        charts.axis(unit, rangemode="tozero"),
        shapes=[charts.straight((curve[0][0], gain, curve[-1][0], gain), colour="accent")],
    )
