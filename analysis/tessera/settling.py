"""Centres found on bins or on a sample are settled over all customers, and how far off they stay is measured."""

from dataclasses import dataclass, replace

import ibis
import numpy as np

from tessera.arrow import floats, integers
from tessera.encoding import with_indicators
from tessera.engine import fetch
from tessera.facts import FloatArray, IntArray
from tessera.members import NearestCentre, place_by_rule
from tessera.scaling import apply_scaling

ROUNDS = 5
"""Passes over the table at most: Lloyd's rounds over everybody."""

NEAR_ENOUGH = 5e-3
"""Standard deviations by which no centre may be off for the rounds to end early."""

LABEL = "segment by the rule"


@dataclass(frozen=True, slots=True)
class Settled:
    """A rule whose centres have come to rest among all customers.

    ``sizes`` has shape (k,) and ``means`` (k, n_features), in the columns' own units: those of all customers by the
    rule. ``error`` is the furthest that a centre lies from the mean of its customers, in standard deviations.
    """

    rule: NearestCentre
    sizes: IntArray
    means: FloatArray
    error: float


def settle_centres(table: ibis.Table, rule: NearestCentre, deviation: FloatArray) -> Settled:
    """Move centres to the means of their customers, all counted, until they hardly move.

    Parameters
    ----------
    table : ibis.Table
        The cleaned table; a pass asks for sizes and sums.
    rule : NearestCentre
        Where to start.
    deviation : ndarray, shape (d,)
        Standard deviation along each axis of the rule's space.

    References
    ----------
    Lloyd (1982), IEEE Trans. Inf. Theory 28, 129-137.
    """
    for remaining in reversed(range(ROUNDS)):
        sizes, means = _pass(table, rule)
        there = apply_scaling(rule.scaling, means)
        error = float((np.abs(there - rule.centroids) / deviation).max())
        if error <= NEAR_ENOUGH or not remaining:
            return Settled(rule, sizes, means, error)
        rule = replace(rule, centroids=there)
    raise AssertionError("there is a last round")


def _pass(table: ibis.Table, rule: NearestCentre) -> tuple[IntArray, FloatArray]:
    """Customers and means by the rule."""
    placed = place_by_rule(with_indicators(table, rule.indicators), LABEL, rule)
    known = placed.filter(placed[LABEL].notnull())
    sums = {f"sum {i}": known[name].cast("float64").sum() for i, name in enumerate(rule.features)}
    found = fetch(known.group_by(LABEL).aggregate(customers=known.count(), **sums))
    sizes = np.zeros(len(rule.centroids), dtype=np.int64)
    means = np.full((len(rule.centroids), len(rule.features)), np.nan)
    labels, counts = integers(found, LABEL), integers(found, "customers")
    sizes[labels] = counts
    means[labels] = np.column_stack([floats(found, name) for name in sums]) / counts[:, None]
    return sizes, means
