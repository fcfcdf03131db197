"""Estimates of a group from grouped counts: mean, spread, quartiles, shares, each with its interval."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from tessera.facts import FloatArray, Histogram, IntArray

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Summary:
    """A number's distribution over some customers; in the column's own unit."""

    n: int
    total: float
    mean: float
    sd: float
    min: float
    q1: float
    median: float
    q3: float
    max: float
    mean_low: float
    mean_high: float


def summarise(values: FloatArray, counts: IntArray, sums: FloatArray, squares: FloatArray) -> Summary:
    """Mean, spread, quartiles and the mean's interval.

    Parameters
    ----------
    values, counts : ndarray, shape (n_groups,)
        Distinct values (or means of fine bins) and customers at each.
    sums, squares : ndarray, shape (n_groups,)
        Exact sums of the values and of their squares.

    Returns
    -------
    Summary
        ``sd`` is the sample standard deviation (n - 1); quartiles interpolate linearly between order
        statistics; the interval is Student's t at 95 %, and just the mean for a single customer.
    """
    n = int(counts.sum())
    total = float(sums.sum())
    mean = total / n
    between = float((squares - 2 * mean * sums + counts * mean * mean).sum())
    sd = float(np.sqrt(max(between, 0.0) / (n - 1))) if n > 1 else 0.0
    half = float(stats.t.ppf((1 + CONFIDENCE) / 2, n - 1)) * sd / np.sqrt(n) if n > 1 else 0.0
    low, q1, median, q3, high = quantiles(values, counts, np.array([0, 0.25, 0.5, 0.75, 1.0]))
    return Summary(n, total, mean, sd, low, q1, median, q3, high, mean - half, mean + half)


def quantiles(values: FloatArray, counts: IntArray, probabilities: FloatArray) -> tuple[float, ...]:
    """Quantiles of the expanded values, linear between order statistics (Hyndman & Fan 1996, type 7)."""
    order = np.argsort(values, kind="stable")
    ends = np.cumsum(counts[order])
    position = probabilities * (ends[-1] - 1)
    lower = np.floor(position)
    at = values[order][np.searchsorted(ends, lower, side="right")]
    after = values[order][np.searchsorted(ends, np.minimum(lower + 1, ends[-1] - 1), side="right")]
    return tuple(float(v) for v in at + (position - lower) * (after - at))


def mean_rank(own: IntArray, values: FloatArray, counts: IntArray) -> float:
    """Mean percentile rank of some customers among all, 0 to 1; one half is where everyone is.

    Ranks of equal values are shared, so that a column most of which is zero cannot call zero high, which the
    percentile of the mean would.

    Parameters
    ----------
    own : ndarray, shape (n_groups,)
        The customers in question at each value.
    values, counts : ndarray, shape (n_groups,)
        Values, not necessarily distinct, and all customers at each.

    References
    ----------
    Bross (1958), How to use ridit analysis, Biometrics 14, 18-38, doi:10.2307/2527727.
    """
    distinct, place = np.unique(values, return_inverse=True)
    everyone = np.bincount(place, weights=counts, minlength=len(distinct))
    ranks = (np.cumsum(everyone) - everyone / 2) / everyone.sum()
    return float(np.average(ranks[place], weights=own))


def wilson(count: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share.

    References
    ----------
    Wilson (1927), J. Amer. Statist. Assoc. 22, 209-212, doi:10.1080/01621459.1927.10502953.
    """
    if n == 0:
        return 0.0, 1.0
    z = float(stats.norm.ppf((1 + CONFIDENCE) / 2))
    share = count / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * float(np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)))
    low = 0.0 if count == 0 else max(0.0, centre - half)
    high = 1.0 if count == n else min(1.0, centre + half)
    return low, high


def histogram(values: FloatArray, counts: IntArray, edges: tuple[float, ...]) -> Histogram:
    """Customers between edges; the last bin includes its right edge."""
    drawn, _ = np.histogram(values, bins=np.asarray(edges), weights=counts)
    return Histogram(edges=edges, counts=tuple(int(c) for c in drawn))
