"""Names of types that facts share."""

from typing import Annotated, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import WithJsonSchema

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]

Statement: TypeAlias = str
Slug: TypeAlias = str
Name: TypeAlias = str
"""A column's short name in the study."""

Band: TypeAlias = Literal["low", "lower-middle", "middle", "upper-middle", "high"]
VerdictLevel: TypeAlias = Literal["natural", "reproducible", "constructive", "none"]

_WITHHELD = "null where a public edition withholds it"
Count: TypeAlias = Annotated[
    int, WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "null"}], "description": _WITHHELD})
]
"""Customers. Facts always hold it; the document of a public edition may not."""
Figure: TypeAlias = Annotated[
    float, WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "null"}], "description": _WITHHELD})
]
"""A number that tells a count. Facts always hold it; the document of a public edition may not."""
