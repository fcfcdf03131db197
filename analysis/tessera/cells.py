"""A table becomes cells: distinct feature tuples with counts.

However many customers there are, a model on a few rounded columns has a few thousand distinct tuples.
The engine counts them once; everything statistical then runs on cells, exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
import numpy as np
import pyarrow as pa
from ibis import _

from tessera.encoding import NO_TRAITS, encoded, with_indicators
from tessera.engine import ask
from tessera.errors import ModelError
from tessera.facts import Cells, Cube, FloatArray, Indicator, IntArray, Name, Slug

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
    counted = known.group_by(list(columns)).agg(customers=_.count()).order_by(list(columns)).to_pyarrow()
    if not counted.num_rows:
        raise ModelError(
            f"No customer has a value for every one of {', '.join(features)}.",
            hint="Choose other features, or fill missing values under 'cleaning'.",
        )
    return Cells(
        features=columns,
        values=np.column_stack([_floats(counted, name) for name in columns]),
        counts=_integers(counted, "customers"),
        indicators=indicators,
    )


def with_segments(table: ibis.Table, cells: Mapping[str, Cells], labels: Mapping[str, IntArray]) -> ibis.Table:
    """Give every customer its segment's label number in every model, by joining on cells.

    Customers without a value for one of a model's features get no label there.
    """
    for key, model_cells in cells.items():
        table = with_indicators(table, model_cells.indicators)
        names = [f"cell_{i}" for i in range(len(model_cells.features))]
        columns = dict(zip(names, model_cells.values.T, strict=True))
        right = ibis.memtable(pa.table(columns | {segment_column(key): labels[key]}))
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
    exact = ask(known, distinct=known.value.nunique())["distinct"] <= EXACT_DISTINCT
    binned = known if exact else known.mutate(bin=_fine_bin(known))
    group = [*keys, "value"] if exact else [*keys, "bin"]
    grouped = (
        binned.group_by(group)
        .agg(customers=_.count(), total=binned.value.sum(), square=(binned.value * binned.value).sum())
        .order_by(group)
        .to_pyarrow()
    )
    counts, total = _integers(grouped, "customers"), _floats(grouped, "total")
    return ColumnCounts(
        column=column,
        models=tuple(models),
        segments=_labels(grouped, keys),
        values=_floats(grouped, "value") if exact else total / counts,
        counts=counts,
        sums=total,
        squares=_floats(grouped, "square"),
        exact=exact,
    )


def _fine_bin(known: ibis.Table) -> ibis.Value:
    """Number of the fine bin of each value, from 0."""
    ends = ask(known, low=known.value.min(), high=known.value.max())
    width = (ends["high"] - ends["low"]) / FINE_BINS or 1.0
    return ((known.value - ends["low"]) / width).floor().cast("int64")


def count_categories(table: ibis.Table, column: Name, models: Sequence[str]) -> ColumnCounts:
    """Customers by segment and value of a category column; missing values are left out."""
    keys = [segment_column(m) for m in models]
    known = table.filter(table[column].notnull()).mutate(value=table[column].cast("string"))
    grouped = known.group_by([*keys, "value"]).agg(customers=_.count()).order_by([*keys, "value"]).to_pyarrow()
    return ColumnCounts(
        column=column,
        models=tuple(models),
        segments=_labels(grouped, keys),
        values=np.array(grouped["value"].to_pylist(), dtype=object),
        counts=_integers(grouped, "customers"),
        sums=None,
        squares=None,
        exact=True,
    )


def count_cube(table: ibis.Table, slugs: Mapping[str, Sequence[Slug]]) -> Cube:
    """Customers by their segment in every model at once; customers without a segment somewhere are left out."""
    models = tuple(slugs)
    keys = [segment_column(m) for m in models]
    known = table.filter([table[k].notnull() for k in keys])
    grouped = known.group_by(keys).agg(customers=_.count()).order_by(keys).to_pyarrow()
    labels, counts = _labels(grouped, keys), _integers(grouped, "customers")
    rows = [
        (tuple(slugs[m][n] for m, n in zip(models, row, strict=True)), int(count))
        for row, count in zip(labels.tolist(), counts, strict=True)
    ]
    return Cube(models=models, rows=tuple(sorted(rows)))


def _floats(table: pa.Table, name: str) -> FloatArray:
    """A column as floating-point numbers."""
    values: FloatArray = table[name].cast(pa.float64()).to_numpy()
    return values


def _integers(table: pa.Table, name: str) -> IntArray:
    """A column as whole numbers."""
    values: IntArray = table[name].cast(pa.int64()).to_numpy()
    return values


def _labels(table: pa.Table, keys: Sequence[str]) -> IntArray:
    """Label numbers of several models, shape (n_rows, n_models); -1 where a customer has none."""
    return np.column_stack([table[k].cast(pa.int64()).fill_null(-1).to_numpy() for k in keys])
