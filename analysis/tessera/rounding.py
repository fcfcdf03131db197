"""Shares that are shown together, rounded so that they add up."""

import math
from collections.abc import Collection
from functools import lru_cache

WHOLE = 1.0


def make_up_the_whole(shares: Collection[float]) -> bool:
    """Whether shares together are everything there is."""
    return math.isclose(sum(shares), WHOLE, abs_tol=1e-9)


@lru_cache(maxsize=4096)
def largest_remainder(parts: tuple[float, ...], scale: int) -> tuple[float, ...]:
    """Parts rounded to 1 / scale so that they keep their sum, the largest remainders rounded up.

    Parameters
    ----------
    parts : tuple of float
        For example percentages.
    scale : int
        1 for whole numbers, 10 for one decimal.

    Returns
    -------
    tuple of float
        In the same order; ties go to the earlier part.
    """
    scaled = [round(part * scale, 6) for part in parts]
    floors = [math.floor(s) for s in scaled]
    spare = round(sum(scaled)) - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda i: (floors[i] - scaled[i], i))
    for i in by_remainder[:spare]:
        floors[i] += 1
    return tuple(f / scale for f in floors)
