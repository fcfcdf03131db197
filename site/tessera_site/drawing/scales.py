"""From values to places: linear scales, round ticks, and the ticks' text."""

import math
from dataclasses import dataclass

from tessera_site.wording import LARGE, NUMBER_STYLES

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_TICK_STYLES = ("count", "decimal1", "score", "decimal3")
"""The wording of a tick by the decimals its step needs."""
_SHORT_FROM = 1e5


@dataclass(frozen=True, slots=True)
class Scale:
    """A stretch of values laid on a stretch of the drawing; ``end`` may be smaller than ``start``."""

    low: float
    high: float
    start: float
    end: float


def place(scale: Scale, value: float) -> float:
    """Where a value lies."""
    span = (scale.high - scale.low) or 1.0
    return scale.start + (value - scale.low) / span * (scale.end - scale.start)


def place_within(scale: Scale, value: float) -> float:
    """Where a value lies, held inside the drawing."""
    return place(scale, min(max(value, scale.low), scale.high))


def round_step(span: float, about: int) -> float:
    """A round step that divides a span into about so many parts."""
    rough = (span or 1.0) / max(1, about)
    power = 10.0 ** math.floor(math.log10(rough))
    return min((s * power for s in _STEPS), key=lambda s: abs(math.log(s / rough)))


def ticks(low: float, high: float, about: int = 5) -> tuple[float, ...]:
    """Round values between two ends, the ends included where they are round."""
    step = round_step(high - low, about)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(round(i * step, 10) for i in range(first, last + 1))


def round_up(value: float, about: int = 5) -> float:
    """The next round value, for the upper end of an axis that begins at nothing."""
    step = round_step(value, about)
    return round(math.ceil(value / step - 1e-9) * step, 10)


def tick_texts(values: tuple[float, ...], locale: str, sign: str = "") -> tuple[str, ...]:
    """Ticks as text, all with the decimals that their step needs; nought is a bare 0.

    Parameters
    ----------
    values : tuple of float
    locale : str
    sign : str
        What follows each tick, for example ``%``.
    """
    size, short = _short_of(values)
    decimals = max((_decimals(v / size) for v in values), default=0)
    style = NUMBER_STYLES[_TICK_STYLES[decimals]]
    return tuple((style(locale, v / size) + short if v else NUMBER_STYLES["count"](locale, v)) + sign for v in values)


def _short_of(values: tuple[float, ...]) -> tuple[float, str]:
    """What large ticks are divided by, and the sign that says so: the same for all of them."""
    if max((abs(v) for v in values), default=0.0) < _SHORT_FROM:
        return 1.0, ""
    least = min(abs(v) for v in values if v)
    return next(((size, sign) for at_least, size, sign in LARGE if least >= at_least), (1.0, ""))


def _decimals(value: float) -> int:
    """Decimals that a value needs, at most three."""
    return next((d for d in range(3) if math.isclose(value, round(value, d), abs_tol=1e-9)), 3)
