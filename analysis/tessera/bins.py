"""Bins that carry their means, for columns in which hardly two customers are alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np

from tessera.arrow import floats, integers
from tessera.distribution import Distribution, quantile
from tessera.engine import fetch
from tessera.facts import Cells, Name

PIECES = (0.0, 0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999, 1.0)
"""Shares of the customers at which a column is cut into pieces; each piece has bins of one width."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A column cut into bins: piece ``i`` starts at ``starts[i]`` and has ``bins[i]`` bins ``widths[i]`` wide."""

    starts: tuple[float, ...]
    widths: tuple[float, ...]
    bins: tuple[int, ...]


def lay_axis(spread: Distribution, most: int) -> Axis:
    """Cut a column into at most so many bins, narrower where customers crowd.

    Bins go to the pieces by the cube root of their customers times their width squared, which loses the least of the
    spread for a given number of bins.

    Parameters
    ----------
    spread : Distribution
        Of the column.
    most : int
        Bins, at least as many as there can be pieces.

    References
    ----------
    Panter and Dite (1951), Quantization distortion in pulse-count modulation with nonuniform spacing of levels,
    Proc. IRE 39, 44-48, doi:10.1109/JRPROC.1951.230419.
    """
    low, high = float(spread.values[0]), float(spread.values[-1])
    whole = spread.exact and bool(np.all(spread.values == np.floor(spread.values)))
    if whole and high - low < most:
        return Axis((low,), (1.0,), (round(high - low) + 1,))
    ends = np.unique([quantile(spread, share) for share in PIECES])
    widths = np.diff(ends)
    held, _ = np.histogram(spread.values, bins=ends, weights=spread.counts)
    claim = np.cbrt(np.maximum(held, 1) * widths**2)
    bins = np.maximum(1, np.floor((most - len(claim)) * claim / claim.sum())).astype(int)
    return Axis(tuple(ends[:-1].tolist()), tuple((widths / bins).tolist()), tuple(bins.tolist()))


def bin_of(column: ir.NumericColumn, axis: Axis) -> ir.NumericColumn:
    """Number of the bin that each value falls in."""
    first = np.concatenate([[0], np.cumsum(axis.bins)[:-1]]).tolist()
    places = [
        ((column - start) / width).floor().cast("int64") + offset
        for start, width, offset in zip(axis.starts, axis.widths, first, strict=True)
    ]
    if len(places) == 1:
        return places[0]
    return ibis.cases(
        *((column < start, place) for start, place in zip(axis.starts[1:], places, strict=False)), else_=places[-1]
    )


def count_bins(
    table: ibis.Table, features: Sequence[Name], axes: Mapping[Name, Axis], within: Name | None = None
) -> tuple[Cells, np.ndarray]:
    """Customers and means of every bin of several columns.

    Parameters
    ----------
    table : ibis.Table
        The cleaned table.
    features : sequence of str
        Columns of numbers; who lacks one is left out.
    axes : mapping of Axis
        How each is cut.
    within : str, optional
        A further column of whole numbers to count by.

    Returns
    -------
    Cells, ndarray of int
        Bins in ascending order of the tuple of means, and the further column's value in each.
    """
    known = table.filter([table[name].notnull() for name in features])
    places = {f"bin {i}": bin_of(known[name], axes[name]) for i, name in enumerate(features)}
    keys = [*places, within] if within else [*places]
    sums = {f"sum {i}": known[name].sum() for i, name in enumerate(features)}
    found = fetch(known.mutate(**places).group_by(keys).aggregate(customers=ibis._.count(), **sums), by=keys)
    counts = integers(found, "customers")
    values = np.column_stack([floats(found, total) / counts for total in sums])
    order = np.lexsort(values.T[::-1])
    inside = integers(found, within)[order] if within else np.zeros(len(order), dtype=np.int64)
    return Cells(tuple(features), values[order], counts[order], stands="bins", drawn=int(counts.sum())), inside
