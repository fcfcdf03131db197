"""Whether a column is what it was: the shift of its mean, and the stability of its whole distribution."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from scipy.stats import chi2

from tessera.counts import ColumnCounts
from tessera.facts import ColumnDrift, ColumnSummary, FloatArray, Histogram, Name

BANDS = 10
"""Bands of about equal size that the index is taken over, as is usual for it."""

MOVED, SHIFTED = 0.1, 0.25
"""The usual lines of the population stability index: watch from the first, act from the second (Siddiqi 2006)."""

CONFIDENCE = 0.95
_HALF = 0.5  # customers added to every band, so that an empty one has a logarithm


def column_drift(name: Name, then: ColumnSummary, now: ColumnSummary, counted: ColumnCounts | None) -> ColumnDrift:
    """How far a column moved.

    Parameters
    ----------
    name : str
    then, now : ColumnSummary
    counted : ColumnCounts or None
        Today's values with their counts; without them a number's distribution is not compared.

    Returns
    -------
    ColumnDrift
        ``level`` is by the index, and only where that is more than two tables of these sizes differ by chance.
    """
    counts = _matching_counts(then, now, counted)
    index = stability_index(*counts) if counts else None
    bound = index_by_chance(*counts) if counts else None
    comparable = then.mean is not None and now.mean is not None and then.sd
    return ColumnDrift(
        column=name,
        then=then.mean,
        now=now.mean,
        distance=(now.mean - then.mean) / then.sd if comparable else None,  # type: ignore[operator]
        psi=index,
        chance=bound,
        level=_level(index, bound),
    )


def stability_index(then: Sequence[float], now: Sequence[float]) -> float:
    """Population stability index of two sets of counts over the same bands; 0 is no change, 0.25 a shift.

    References
    ----------
    Siddiqi (2006), Credit Risk Scorecards, chapter 9; the same sum as Jeffreys' divergence (Jeffreys 1946,
    Proc. R. Soc. A 186, 453-461, doi:10.1098/rspa.1946.0056).
    """
    first, second = (np.asarray(part, dtype=float) + _HALF for part in (then, now))
    a, b = first / first.sum(), second / second.sum()
    return float(((b - a) * np.log(b / a)).sum())


def index_by_chance(then: Sequence[float], now: Sequence[float]) -> float:
    """What the index stays below in 95 of 100 pairs of samples of these sizes from one population.

    References
    ----------
    Yurdakul and Naranjo (2020), Journal of Risk Model Validation 14(4), 89-100, doi:10.21314/JRMV.2020.227.
    """
    return float(chi2.ppf(CONFIDENCE, max(1, len(then) - 1)) * (1 / sum(then) + 1 / sum(now)))


def _level(index: float | None, bound: float | None) -> Literal["steady", "moved", "shifted"]:
    """How much there is to it."""
    if index is None or bound is None or index <= bound or index < MOVED:
        return "steady"
    return "shifted" if index >= SHIFTED else "moved"


def _matching_counts(
    then: ColumnSummary, now: ColumnSummary, counted: ColumnCounts | None
) -> tuple[list[float], list[float]] | None:
    """Customers then and now over the same bands or values."""
    if then.counts and now.counts:
        values = sorted({*then.counts, *now.counts})
        return [float(then.counts.get(v, 0)) for v in values], [float(now.counts.get(v, 0)) for v in values]
    if then.cleaned is None or counted is None or counted.sums is None:
        return None
    edges, before = _about_equal(then.cleaned)
    after, _ = np.histogram(np.asarray(counted.values, dtype=float), edges, weights=counted.counts)
    return before, [float(count) for count in after]


def _about_equal(histogram: Histogram) -> tuple[FloatArray, list[float]]:
    """Fine bins put together to about ten bands of like size; the outer ones are open."""
    share = sum(histogram.counts) / BANDS
    edges, counts, held = [-np.inf], [], 0
    for right, count in zip(histogram.edges[1:], histogram.counts, strict=True):
        held += count
        if held >= share:
            edges.append(right)
            counts.append(float(held))
            held = 0
    if counts and held:
        counts[-1] += held
    if not counts:
        edges, counts = [-np.inf, np.inf], [float(held)]
    edges[-1] = np.inf
    return np.array(edges), counts
