"""A model's rule applied to cells: which segment every distinct tuple belongs to."""

import numpy as np

from tessera.facts import FloatArray, IntArray, ScoringRule
from tessera.members import NearestCentre
from tessera.scaling import Scaling, apply_scaling


def place(rule: ScoringRule, values: FloatArray) -> IntArray:
    """The nearest centre of every tuple, as a position in ``rule.centroids``; ties go to the first.

    Parameters
    ----------
    rule : ScoringRule
    values : ndarray, shape (n, n_features)
        In the columns' own units, columns in the order of ``rule.features``.
    """
    known = rule_of(rule)
    points = apply_scaling(known.scaling, np.asarray(values, dtype=float))
    return nearest_centroid(points, known.centroids)


def nearest_centroid(points: FloatArray, centroids: FloatArray) -> IntArray:
    """Label of the nearest centroid of every point; ties go to the first."""
    nearest = np.array([np.square(points - centre).sum(axis=1) for centre in centroids]).argmin(axis=0)
    labels: IntArray = nearest.astype(np.int64)
    return labels


def rule_of(rule: ScoringRule) -> NearestCentre:
    """A published rule as arrays."""
    scaling = Scaling(
        "none",
        np.asarray(rule.centre),
        np.asarray(rule.scale),
        None if rule.components is None else np.asarray(rule.components),
        None if rule.origin is None else np.asarray(rule.origin),
    )
    return NearestCentre(rule.features, scaling, np.array(list(rule.centroids.values())), rule.indicators)
