"""A sample of the customers that every engine draws alike: by a hash of who they are, not by chance of the engine."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import ibis
import ibis.expr.types as ir
import numpy as np

from tessera.cells import count_cells
from tessera.distribution import Distribution
from tessera.engine import md5
from tessera.facts import Cells, FloatArray, Indicator, IntArray, Name

DIGITS = 8
NUMBERS = 16**DIGITS
GRAIN = 1_000_000_007
"""Steps into which a column's range is cut where values stand for who somebody is."""


def draw_cells(
    table: ibis.Table,
    features: Sequence[Name],
    indicators: Mapping[Name, Indicator],
    *,
    share: float,
    salt: str,
    key: Name | None,
    spread: Mapping[Name, Distribution],
) -> Cells:
    """Cells of a uniform sample of the customers.

    A customer is drawn when the hash of salt and id comes before the same share of all hashes: it does not depend on
    the order of rows, and an engine that knows MD5 draws the same customers as any other. Without an id the features'
    values stand for it; customers alike in all of them are then drawn together.

    Parameters
    ----------
    table : ibis.Table
        The cleaned table.
    features, indicators
        As in `tessera.cells.count_cells`.
    share : float
        Of customers to draw, 0 to 1.
    salt : str
        Names the draw.
    key : str, optional
        The column that says who a customer is.
    spread : mapping of Distribution
        Of the features that are numbers, used where there is no id.
    """
    who = table[key].cast("string") if key else _by_values(table, spread)
    edge = f"{min(NUMBERS - 1, round(share * NUMBERS)):0{DIGITS}x}"
    drawn = table.filter(md5(ibis.literal(f"{salt}:") + who).substr(0, DIGITS) < edge)
    cells = count_cells(drawn, features, indicators)
    return replace(cells, stands="sample", drawn=int(cells.counts.sum()))


def stand_for(counts: IntArray, customers: int) -> IntArray:
    """Counts of a sample raised so that together they are all customers, by largest remainder; earlier cells first."""
    exact = counts * (customers / counts.sum())
    whole: IntArray = np.floor(exact).astype(np.int64)
    left = customers - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:left]] += 1
    return whole


def raise_by_segment(counts: IntArray, labels: IntArray, sizes: IntArray | FloatArray) -> IntArray:
    """Counts of a sample raised to the size that each segment has among all customers."""
    raised = counts.copy()
    for label, size in enumerate(sizes):
        own = labels == label
        if own.any():
            raised[own] = stand_for(counts[own], int(size))
    return raised


def _by_values(table: ibis.Table, spread: Mapping[Name, Distribution]) -> ir.StringValue:
    """Values as whole steps of their range, one after the other: numbers that every engine writes alike."""
    parts = []
    for name, values in spread.items():
        low, width = float(values.values[0]), float(values.values[-1] - values.values[0]) or 1.0
        steps = ((table[name] - low) / width * GRAIN).floor().cast("int64")
        parts.append(steps.cast("string").fill_null("none"))
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + "/" + part
    return whole
