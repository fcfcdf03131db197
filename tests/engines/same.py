"""What two engines must agree on: everything, figures to nine digits."""

import math
from collections.abc import Iterator
from typing import Any

TOLERANCE = 1e-9


def differences(one: Any, other: Any, place: str = "") -> Iterator[str]:
    """The places in which two findings differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        if list(one) != list(other):
            yield f"{place}: {list(one)} and {list(other)}"
        for key in one.keys() & other.keys():
            yield from differences(one[key], other[key], f"{place}/{key}")
    elif isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            yield f"{place}: {len(one)} and {len(other)} of them"
        for i, (a, b) in enumerate(zip(one, other, strict=False)):
            yield from differences(a, b, f"{place}/{i}")
    elif isinstance(one, float) and isinstance(other, float):
        if not math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE):
            yield f"{place}: {one} and {other}"
    elif one != other or type(one) is not type(other):
        yield f"{place}: {one!r} and {other!r}"
