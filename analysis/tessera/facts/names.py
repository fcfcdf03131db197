"""Names of types that facts share."""

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]

Statement: TypeAlias = str
Slug: TypeAlias = str
Name: TypeAlias = str
"""A column's short name in the study."""

Band: TypeAlias = Literal["low", "lower-middle", "middle", "upper-middle", "high"]
VerdictLevel: TypeAlias = Literal["natural", "reproducible", "constructive", "none"]
