"""What a campaign changed: the difference of two arms with its interval, for rates and for means."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import ndtri, stdtrit

FEWEST = 2
"""Customers an arm needs at the very least: one has no spread."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One arm: customers, mean outcome, and the variance between customers (divisor n - 1)."""

    customers: int
    mean: float
    variance: float


@dataclass(frozen=True, slots=True)
class Interval:
    """A difference, treated less holdout, and the ends between which it lies with the stated confidence."""

    difference: float
    low: float
    high: float


def difference_of_means(treated: Sample, holdout: Sample, confidence: float = 0.95) -> Interval:
    """Difference of two means by Welch's method, which does not ask for equal spreads.

    Parameters
    ----------
    treated, holdout : Sample
        In the outcome's own unit, two customers at least.
    confidence : float
        0.95 for an interval that holds the true difference in 95 of 100 campaigns.

    Raises
    ------
    ValueError
        If an arm has fewer than two customers.

    References
    ----------
    Welch (1947), Biometrika 34, 28-35, doi:10.1093/biomet/34.1-2.28.
    """
    _refuse_few(treated, holdout)
    errors = [arm.variance / arm.customers for arm in (treated, holdout)]
    error, difference = sum(errors), treated.mean - holdout.mean
    if error <= 0.0:
        return Interval(difference, difference, difference)
    parts = [e * e / (arm.customers - 1) for e, arm in zip(errors, (treated, holdout), strict=True)]
    reach = float(stdtrit(error * error / sum(parts), (1 + confidence) / 2)) * math.sqrt(error)
    return Interval(difference, difference - reach, difference + reach)


def difference_of_rates(treated: Sample, holdout: Sample, confidence: float = 0.95) -> Interval:
    """Difference of two response rates by Newcombe's hybrid score method, good for rates near 0 and small arms.

    Parameters
    ----------
    treated, holdout : Sample
        Whose ``mean`` is the share that responded, 0 to 1.
    confidence : float

    Raises
    ------
    ValueError
        If an arm has fewer than two customers.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890 (method 10),
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
    """
    _refuse_few(treated, holdout)
    low_t, high_t = _wilson(treated, confidence)
    low_h, high_h = _wilson(holdout, confidence)
    difference = treated.mean - holdout.mean
    return Interval(
        difference,
        difference - math.hypot(treated.mean - low_t, high_h - holdout.mean),
        difference + math.hypot(high_t - treated.mean, holdout.mean - low_h),
    )


def weighted_sum(parts: Sequence[tuple[float, Interval]]) -> Interval:
    """A weighted sum of independent differences, its ends recovered from theirs.

    With each segment's share of the campaign as weight it is the effect on everyone, and stays right
    when the segments were not split alike.

    Parameters
    ----------
    parts : sequence of (weight, Interval)
        Weights not negative; the intervals of one confidence, which is also the result's.

    References
    ----------
    Zou and Donner (2008), Statistics in Medicine 27, 1693-1702, doi:10.1002/sim.3095.
    """
    difference = math.fsum(weight * part.difference for weight, part in parts)
    below = math.hypot(*(weight * (part.difference - part.low) for weight, part in parts))
    above = math.hypot(*(weight * (part.high - part.difference) for weight, part in parts))
    return Interval(difference, difference - below, difference + above)


def confidence_each(confidence: float, comparisons: int) -> float:
    """The confidence of each of several independent intervals so that all hold together.

    Five intervals at 95 % each mislead in more than one campaign in five; at 98.98 % each, one in twenty.

    References
    ----------
    Sidak (1967), J. Am. Stat. Assoc. 62, 626-633, doi:10.1080/01621459.1967.10482935.
    """
    return float(confidence ** (1 / max(1, comparisons)))


def _wilson(arm: Sample, confidence: float) -> tuple[float, float]:
    """Wilson's interval of one rate."""
    z = float(ndtri((1 + confidence) / 2))
    n, rate = arm.customers, arm.mean
    centre = (rate + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, centre - reach), min(1.0, centre + reach)


def _refuse_few(*arms: Sample) -> None:
    """An arm of one customer has no spread to judge by."""
    if min(arm.customers for arm in arms) < FEWEST:
        raise ValueError(f"each arm needs {FEWEST} customers")
