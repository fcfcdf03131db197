"""A table becomes cells: distinct feature tuples with counts.

However many customers there are, a model on a few rounded columns has a few thousand distinct tuples.
The engine counts them once; everything statistical then runs on cells, exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
import numpy as np
import pandas as pd
from ibis import _

from tessera.errors import ModelError
from tessera.facts import Cells, Cube, FloatArray, IntArray, Name, Slug

EXACT_DISTINCT = 5_000
"""Columns with more distinct values than this are profiled from fine bins that carry their sums."""

FINE_BINS = 2_000


@dataclass(frozen=True, slots=True)
class ColumnCounts:
    """Customers by segment in every model and by value of one column.

    ``segments`` has shape (n_rows, n_models) and holds label numbers, ``values`` shape (n_rows,) the value
    (or the mean of a fine bin), ``counts`` shape (n_rows,). ``sums`` and ``squares`` are the exact sums of
    the column and its square over each row's customers; for categories they are None.
    """

    column: Name
    models: tuple[str, ...]
    segments: IntArray
    values: np.ndarray
    counts: IntArray
    sums: FloatArray | None
    squares: FloatArray | None
    exact: bool


def count_cells(table: ibis.Table, features: Sequence[Name]) -> Cells:
    """Count the distinct tuples of some features.

    Parameters
    ----------
    table : ibis.Table
        The cleaned table; nothing of it is loaded but the counts.
    features : sequence of str
        Number columns without missing values.

    Returns
    -------
    Cells
        In ascending order of the tuple, so that the order of rows never matters.

    Raises
    ------
    ModelError
        If no customer has a value for every feature.
    """
    known = table.filter([table[name].notnull() for name in features])
    frame = known.group_by(list(features)).agg(customers=_.count()).order_by(list(features)).to_pandas()
    if frame.empty:
        raise ModelError(
            f"No customer has a value for every one of {', '.join(features)}.",
            hint="Choose other features, or fill missing values under 'cleaning'.",
        )
    return Cells(
        features=tuple(features),
        values=frame[list(features)].to_numpy(dtype=np.float64),
        counts=frame["customers"].to_numpy(dtype=np.int64),
    )


def with_segments(table: ibis.Table, cells: Mapping[str, Cells], labels: Mapping[str, IntArray]) -> ibis.Table:
    """Give every customer its segment's label number in every model, by joining on cells.

    Customers without a value for one of a model's features get no label there.
    """
    for key, model_cells in cells.items():
        names = [f"cell_{i}" for i in range(len(model_cells.features))]
        lookup = pd.DataFrame(dict(zip(names, model_cells.values.T, strict=True)))
        lookup[segment_column(key)] = labels[key]
        right = ibis.memtable(lookup)
        matches = [
            table[feature].cast("float64") == right[name]
            for feature, name in zip(model_cells.features, names, strict=True)
        ]
        table = table.left_join(right, matches).drop(*names)
    return table


def segment_column(key: str) -> str:
    """Column that holds a model's label numbers."""
    return f"segment in {key}"


def count_numbers(table: ibis.Table, column: Name, models: Sequence[str]) -> ColumnCounts:
    """Customers by segment and value of a number column; fine bins when it has very many values."""
    keys = [segment_column(m) for m in models]
    known = table.filter(table[column].notnull()).mutate(value=table[column].cast("float64"))
    exact = known.value.nunique().to_pyarrow().as_py() <= EXACT_DISTINCT
    binned = known if exact else known.mutate(bin=_fine_bin(known))
    group = [*keys, "value"] if exact else [*keys, "bin"]
    frame = (
        binned.group_by(group)
        .agg(customers=_.count(), total=binned.value.sum(), square=(binned.value * binned.value).sum())
        .order_by(group)
        .to_pandas()
    )
    counts = frame["customers"].to_numpy(dtype=np.int64)
    total = frame["total"].to_numpy(dtype=np.float64)
    return ColumnCounts(
        column=column,
        models=tuple(models),
        segments=frame[keys].fillna(-1).to_numpy(dtype=np.int64),
        values=frame["value"].to_numpy(dtype=np.float64) if exact else total / counts,
        counts=counts,
        sums=total,
        squares=frame["square"].to_numpy(dtype=np.float64),
        exact=exact,
    )


def _fine_bin(known: ibis.Table) -> ibis.Value:
    """Number of the fine bin of each value, from 0."""
    ends = known.agg(low=known.value.min(), high=known.value.max()).to_pandas().iloc[0]
    width = (float(ends["high"]) - float(ends["low"])) / FINE_BINS or 1.0
    return ((known.value - float(ends["low"])) / width).floor().cast("int64")


def count_categories(table: ibis.Table, column: Name, models: Sequence[str]) -> ColumnCounts:
    """Customers by segment and value of a category column; missing values are left out."""
    keys = [segment_column(m) for m in models]
    known = table.filter(table[column].notnull()).mutate(value=table[column].cast("string"))
    frame = known.group_by([*keys, "value"]).agg(customers=_.count()).order_by([*keys, "value"]).to_pandas()
    return ColumnCounts(
        column=column,
        models=tuple(models),
        segments=frame[keys].fillna(-1).to_numpy(dtype=np.int64),
        values=frame["value"].to_numpy(dtype=object),
        counts=frame["customers"].to_numpy(dtype=np.int64),
        sums=None,
        squares=None,
        exact=True,
    )


def count_cube(table: ibis.Table, slugs: Mapping[str, Sequence[Slug]]) -> Cube:
    """Customers by their segment in every model at once; customers without a segment somewhere are left out."""
    models = tuple(slugs)
    keys = [segment_column(m) for m in models]
    known = table.filter([table[k].notnull() for k in keys])
    frame = known.group_by(keys).agg(customers=_.count()).order_by(keys).to_pandas()
    rows = []
    for record in frame.itertuples(index=False, name=None):
        *numbers, customers = record
        rows.append((tuple(slugs[m][int(n)] for m, n in zip(models, numbers, strict=True)), int(customers)))
    return Cube(models=models, rows=tuple(sorted(rows)))
