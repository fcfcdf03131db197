"""A table becomes cells: distinct feature tuples with counts.

However many customers there are, a model on a few rounded columns has a few thousand distinct tuples.
The engine counts them once; everything statistical then runs on cells, exactly.
"""

from collections.abc import Mapping, Sequence

import ibis
import numpy as np
from ibis import _

from tessera.arrow import floats, integers
from tessera.encoding import NO_TRAITS, encoded, with_indicators
from tessera.engine import fetch
from tessera.errors import ModelError
from tessera.facts import Cells, Indicator, Name


def count_cells(table: ibis.Table, features: Sequence[Name], indicators: Mapping[Name, Indicator] = NO_TRAITS) -> Cells:
    """Count the distinct tuples of some features.

    Parameters
    ----------
    table : ibis.Table
        The cleaned table; nothing of it is loaded but the counts.
    features : sequence of str
        Number columns, and traits that have indicators; who lacks one of them is left out.
    indicators : mapping, optional
        Columns of 0 and 1 that traits become; they take the traits' place among the features.

    Returns
    -------
    Cells
        In ascending order of the tuple, so that the order of rows never matters.

    Raises
    ------
    ModelError
        If no customer has a value for every feature.
    """
    columns = encoded(features, indicators)
    table = with_indicators(table, indicators)
    known = table.filter([table[name].notnull() for name in columns])
    counted = fetch(known.group_by(list(columns)).agg(customers=_.count()), by=columns)
    if not counted.num_rows:
        raise ModelError(
            f"No customer has a value for every one of {', '.join(features)}.",
            hint="Choose other features, or fill missing values under 'cleaning'.",
        )
    return Cells(
        features=columns,
        values=np.column_stack([floats(counted, name) for name in columns]),
        counts=integers(counted, "customers"),
        indicators=indicators,
    )
