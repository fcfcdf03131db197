"""How many customers a test needs, and what those at hand can show.

Exact for means (noncentral t), arcsine transformed for rates: the formulas of statsmodels' ``TTestIndPower`` and
``NormalIndPower``, written here because importing statsmodels costs several times a whole build's arithmetic.
The tests compare them with statsmodels.

References
----------
Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd ed., chapters 2 and 6.
"""

import math
from collections.abc import Callable

from scipy.optimize import brentq
from scipy.special import nctdtr, ndtr, ndtri, stdtrit

SMALLEST_ARM = 2
MOST_CUSTOMERS = 1e9
ROUNDING = 1e-6  # customers: a whole number found from the other side stays whole
FAR = 6.0  # standard errors: the other tail holds less than 1e-9 from here on, and scipy loses it


def power_of_means(first: float, second: float, effect: float, alpha: float) -> float:
    """Chance that a two-sided t-test of two arms sees a difference of means.

    Parameters
    ----------
    first, second : float
        Customers per arm, 2 at least.
    effect : float
        Difference in standard deviations within the arms.
    alpha : float
        Two-sided error of the first kind.
    """
    freedom = first + second - 2
    shift = effect * math.sqrt(first * second / (first + second))
    edge = float(stdtrit(freedom, 1 - alpha / 2))
    wrong_side = nctdtr(freedom, shift, -edge) if shift < FAR else 0.0
    return float(1 - nctdtr(freedom, shift, edge) + wrong_side)


def arm_for_means(effect: float, alpha: float, power: float) -> int:
    """Customers per arm to see a difference of means, given in standard deviations; rounded up."""

    def short(arm: float) -> float:
        return power_of_means(arm, arm, effect, alpha) - power

    if short(SMALLEST_ARM) >= 0:
        return SMALLEST_ARM
    guess = 2 * ((_normal(1 - alpha / 2) + _normal(power)) / effect) ** 2
    if guess > MOST_CUSTOMERS:
        return math.ceil(guess)
    return math.ceil(_root(short, SMALLEST_ARM, 2 * guess + 10) - ROUNDING)


def smallest_effect(first: int, second: int, alpha: float, power: float) -> float:
    """The smallest difference of means, in standard deviations, that two arms show with this power."""

    def short(effect: float) -> float:
        return power_of_means(first, second, effect, alpha) - power

    high = (_normal(1 - alpha / 2) + _normal(power)) * math.sqrt(1 / first + 1 / second)
    while short(high) < 0:
        high *= 1.5
    return _root(short, 0.0, high)


def arm_for_rates(rate_from: float, rate_to: float, alpha: float, power: float) -> int:
    """Customers per arm to see one rate against another; rounded up."""
    distance = 2 * abs(_angle(rate_to) - _angle(rate_from))
    edge = _normal(1 - alpha / 2)

    def short(arm: float) -> float:
        shift = distance * math.sqrt(arm / 2)
        return float(ndtr(shift - edge) + ndtr(-shift - edge)) - power

    guess = 2 * ((edge + _normal(power)) / distance) ** 2  # exact but for the other tail, which helps a little
    return math.ceil(_root(short, 0.0, guess + 1))


def rate_shown(rate_from: float, first: int, second: int, alpha: float, power: float) -> float | None:
    """The lowest rate above ``rate_from`` that two arms show with this power; None if even 100 % would not do."""
    distance = (_normal(1 - alpha / 2) + _normal(power)) * math.sqrt((first + second) / (first * second))
    angle = _angle(rate_from) + distance / 2
    return math.sin(angle) ** 2 if angle < math.pi / 2 else None


def _angle(rate: float) -> float:
    return math.asin(math.sqrt(rate))


def _normal(probability: float) -> float:
    return float(ndtri(probability))


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    return float(brentq(function, low, high, xtol=1e-9))
