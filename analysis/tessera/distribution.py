"""How the values of one column are spread: from counts of distinct values, never from rows."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np

from tessera.arrow import floats, integers
from tessera.engine import ask, fetch, rows_of
from tessera.facts import FloatArray, Histogram, IntArray, Name

MOST_VALUES = 100_000
"""Distinct values up to which every one is counted; beyond, values are counted in as many narrow bins."""

FENCE = 1.5
"""Interquartile ranges beyond the quartiles from which a value is an outlier (Tukey, 1977)."""

STEPS = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Distribution:
    """Distinct values of a column, ascending, with their counts; `missing` counts the rows without one.

    ``exact`` is False when values were counted in narrow bins, each standing for its mean.
    """

    values: FloatArray
    counts: IntArray
    missing: int
    exact: bool = True


def count_values(table: ibis.Table, names: Sequence[Name]) -> dict[Name, Distribution]:
    """The distributions of columns of numbers.

    Every distinct value is counted where a column holds whole numbers in a moderate range, or the table is small.
    Otherwise counts are of `MOST_VALUES` bins of equal width, each with its mean: quantiles are off by no more than
    the width of a bin.
    """
    if not names:
        return {}
    figures = {}
    for name in names:
        column = table[name]
        figures[f"present {name}"] = column.count()
        figures[f"low {name}"] = column.min()
        figures[f"high {name}"] = column.max()
        figures[f"whole {name}"] = ibis.ifelse(column == column.floor(), 1, 0).sum()
    found = ask(table, rows=table.count(), **figures)
    return {name: _distribution(table, name, found) for name in names}


def _distribution(table: ibis.Table, name: Name, found: Mapping[str, Any]) -> Distribution:
    """One distribution, counted as the column's range allows."""
    column = table[name]
    present, low, high, whole = (found[f"{figure} {name}"] for figure in ("present", "low", "high", "whole"))
    missing = int(found["rows"] - present)
    if not present:
        return Distribution(np.empty(0), np.empty(0, dtype=np.int64), missing)
    if present <= MOST_VALUES or (whole == present and high - low <= MOST_VALUES):
        return Distribution(*_counted(table, column), missing)
    place = ((column - low) / ((high - low) / MOST_VALUES)).floor().clip(upper=MOST_VALUES - 1)
    return Distribution(*_binned(table, place, column), missing, exact=False)


def _counted(table: ibis.Table, column: ir.NumericColumn) -> tuple[FloatArray, IntArray]:
    """Distinct values, ascending, and their counts."""
    filled = table.filter(column.notnull())
    counted = fetch(filled.group_by(value=column.cast("float64")).aggregate(count=filled.count()), by=["value"])
    return floats(counted, "value"), integers(counted, "count")


def _binned(table: ibis.Table, place: ir.NumericColumn, column: ir.NumericColumn) -> tuple[FloatArray, IntArray]:
    """Means and counts of bins, ascending."""
    filled = table.filter(column.notnull())
    binned = fetch(filled.group_by(place=place).aggregate(total=column.sum(), count=filled.count()), by=["place"])
    counts = integers(binned, "count")
    return floats(binned, "total") / counts, counts


def count_texts(table: ibis.Table, name: Name) -> tuple[dict[str, int], int]:
    """Counts of a category's values, the most common first and equals by name, and the number of missing ones."""
    column = table[name]
    counted = rows_of(table.group_by(value=column).aggregate(count=table.count()))
    missing = sum(int(row["count"]) for row in counted if row["value"] is None)
    present = {str(row["value"]): int(row["count"]) for row in counted if row["value"] is not None}
    return dict(sorted(present.items(), key=lambda item: (-item[1], item[0]))), missing


def quantile(spread: Distribution, share: float) -> float:
    """The value below which a share of the rows lies, by linear interpolation (type 7 of Hyndman and Fan, 1996)."""
    position = share * (int(spread.counts.sum()) - 1)
    ends = np.cumsum(spread.counts)
    below = spread.values[np.searchsorted(ends, math.floor(position), side="right")]
    above = spread.values[np.searchsorted(ends, math.ceil(position), side="right")]
    return float(below + (above - below) * (position - math.floor(position)))


def mean_and_sd(spread: Distribution) -> tuple[float, float]:
    """Mean, and standard deviation of a sample (divided by n - 1); 0 for a single row."""
    n = int(spread.counts.sum())
    mean = float(spread.values @ spread.counts) / n
    squares = float(((spread.values - mean) ** 2) @ spread.counts)
    return mean, math.sqrt(squares / (n - 1)) if n > 1 else 0.0


def fences(spread: Distribution) -> tuple[float, float]:
    """The values beyond which a value is an outlier: 1.5 interquartile ranges from the quartiles."""
    q1, q3 = quantile(spread, 0.25), quantile(spread, 0.75)
    return q1 - FENCE * (q3 - q1), q3 + FENCE * (q3 - q1)


def count_outside(spread: Distribution, low: float, high: float) -> int:
    """Rows below `low` or above `high`."""
    return int(spread.counts[(spread.values < low) | (spread.values > high)].sum())


def round_edges(low: float, high: float, bins: int = 20, *, whole: bool = False) -> tuple[float, ...]:
    """Edges at round numbers around a range: steps of 1, 2 or 5 times a power of ten, about as many as asked for.

    Parameters
    ----------
    low, high : float
        Smallest and largest value.
    bins : int
        Most bins wanted.
    whole : bool
        The values are whole numbers: no step is below 1, and the largest value does not share a bin it is no part of.

    Returns
    -------
    tuple of float
        Ascending, at least two; the first is at most `low`, the last at least `high`.
    """
    step = _round_step((high - low) / bins) if high > low else 1.0
    step = max(step, 1.0) if whole else step
    first = math.floor(low / step)
    last = math.ceil(high / step)
    if last == first or (whole and last * step == high):
        last += 1
    digits = max(0, -math.floor(math.log10(step))) + 1
    return tuple(round(i * step, digits) for i in range(first, last + 1))


def histogram(spread: Distribution, edges: Sequence[float]) -> Histogram:
    """Counts between edges; the last bin includes its right edge."""
    counts, _ = np.histogram(spread.values, bins=np.asarray(edges), weights=spread.counts)
    return Histogram(edges=tuple(edges), counts=tuple(round(count) for count in counts))


def is_whole(spread: Distribution) -> bool:
    """Whether all values are whole numbers."""
    return spread.exact and bool(np.all(spread.values == np.floor(spread.values)))


def _round_step(width: float) -> float:
    """The next round number that is no smaller than a width."""
    power = 10.0 ** math.floor(math.log10(width))
    return next(step * power for step in STEPS if step * power >= width * (1 - 1e-9))
