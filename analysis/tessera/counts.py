"""Customers by segment and value: what profiles, names and tests are made from, counted by the engine.

Columns with few values are counted together, as many as make few combinations, and parted again here: what a question
costs is placing the customers in their segments, not the number of columns.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from tessera.arrow import floats, integers
from tessera.distribution import Distribution
from tessera.engine import fetch
from tessera.facts import Cube, FloatArray, IntArray, Name, Slug
from tessera.members import segment_column
from tessera.survey import Survey

EXACT_DISTINCT = 5_000
"""Columns with more distinct values than this are profiled from fine bins that carry their sums."""

FINE_BINS = 2_000

MOST_COMBINATIONS = 5_000
"""Combinations of values up to which columns are counted together."""


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


@dataclass(frozen=True, slots=True)
class Counted:
    """Every column's counts, and the customers by their segments in all models at once.

    ``segments`` has shape (n_rows, n_models), -1 where a customer has no segment; ``customers`` shape (n_rows,).
    """

    columns: Mapping[Name, ColumnCounts]
    models: tuple[str, ...]
    segments: IntArray
    customers: IntArray


def count_columns(table: ibis.Table, names: Sequence[Name], models: Sequence[str], kept: Survey) -> Counted:
    """Count customers by segment and value, for some columns.

    Parameters
    ----------
    table : ibis.Table
        The cleaned table, with the customers' segments.
    names : sequence of str
        Columns to count; missing values are left out, column by column.
    models : sequence of str
        Keys of the models.
    kept : Survey
        Of the cleaned table: says how many values a column has.
    """
    fine = [name for name in names if name in kept.numbers and not _is_exact(kept.numbers[name])]
    columns = {name: _fine_counts(table, name, models, kept.numbers[name]) for name in fine}
    sizes = {name: _distinct(name, kept) for name in names if name not in fine}
    for pack in _packs(sizes):
        keys = [*map(segment_column, models), *pack]
        grouped = fetch(table.group_by(keys).aggregate(customers=table.count()), by=keys)
        columns |= {name: _parted(grouped, name, models, is_number=name in kept.numbers) for name in pack}
    segments, customers = _together(_labels(grouped, models), integers(grouped, "customers"))
    return Counted({name: columns[name] for name in names}, tuple(models), segments, customers)


def cube_of(counted: Counted, slugs: Mapping[str, Sequence[Slug]]) -> Cube:
    """Customers by their segment in every model at once; customers without a segment somewhere are left out."""
    rows = [
        (tuple(slugs[m][n] for m, n in zip(counted.models, row, strict=True)), int(count))
        for row, count in zip(counted.segments.tolist(), counted.customers, strict=True)
        if min(row) >= 0
    ]
    return Cube(models=counted.models, rows=tuple(sorted(rows)))


def _is_exact(spread: Distribution) -> bool:
    """Whether every value of a column is counted by itself."""
    return spread.exact and len(spread.values) <= EXACT_DISTINCT


def _distinct(name: Name, kept: Survey) -> int:
    """Values of a column, and one for none."""
    return 1 + len(kept.numbers[name].values if name in kept.numbers else kept.texts[name])


def _packs(sizes: Mapping[Name, int]) -> Iterator[tuple[Name, ...]]:
    """Columns that are counted together, those with the fewest values first; one pack at least."""
    pack: list[Name] = []
    combinations = 1
    for name in sorted(sizes, key=lambda name: (sizes[name], name)):
        if pack and combinations * sizes[name] > MOST_COMBINATIONS:
            yield tuple(pack)
            pack, combinations = [], 1
        pack.append(name)
        combinations *= sizes[name]
    yield tuple(pack)


def _parted(grouped: pa.Table, name: Name, models: Sequence[str], *, is_number: bool) -> ColumnCounts:
    """One column out of a pack."""
    known = grouped.filter(grouped[name].is_valid())
    segments, customers = _labels(known, models), integers(known, "customers")
    values = floats(known, name) if is_number else np.array(known[name].to_pylist(), dtype=object)
    distinct, place = np.unique(values, return_inverse=True)
    key, count = _together(np.column_stack([segments, place]), customers)
    own = distinct[key[:, -1]]
    return ColumnCounts(
        column=name,
        models=tuple(models),
        segments=key[:, :-1],
        values=own,
        counts=count,
        sums=own * count if is_number else None,
        squares=own * own * count if is_number else None,
        exact=True,
    )


def _fine_counts(table: ibis.Table, name: Name, models: Sequence[str], spread: Distribution) -> ColumnCounts:
    """Fine bins of a column with very many values."""
    keys = [segment_column(m) for m in models]
    known = table.filter(table[name].notnull())
    value = known[name]
    binned = known.group_by([*keys, _fine_bin(value, spread).name("bin")])
    sums = {"total": value.sum(), "square": (value * value).sum()}
    grouped = fetch(binned.aggregate(customers=known.count(), **sums), by=[*keys, "bin"])
    counts, total = integers(grouped, "customers"), floats(grouped, "total")
    return ColumnCounts(
        column=name,
        models=tuple(models),
        segments=_labels(grouped, models),
        values=total / counts,
        counts=counts,
        sums=total,
        squares=floats(grouped, "square"),
        exact=False,
    )


def _fine_bin(value: ir.NumericValue, spread: Distribution) -> ir.NumericValue:
    """Number of the fine bin of each value."""
    low, high = float(spread.values[0]), float(spread.values[-1])
    return ((value - low) / ((high - low) / FINE_BINS or 1.0)).floor().cast("int64")


def _together(keys: IntArray, counts: IntArray) -> tuple[IntArray, IntArray]:
    """Rows with one key added up; keys ascending."""
    distinct, place = np.unique(keys, axis=0, return_inverse=True)
    added = np.zeros(len(distinct), dtype=np.int64)
    np.add.at(added, place.ravel(), counts)
    return distinct, added


def _labels(table: pa.Table, models: Sequence[str]) -> IntArray:
    """Label numbers of several models, shape (n_rows, n_models); -1 where a customer has none."""
    return np.column_stack([table[segment_column(m)].cast(pa.int64()).fill_null(-1).to_numpy() for m in models])
