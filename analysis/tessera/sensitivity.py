"""What other choices would have moved, and who sits near a border."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tessera.clustering import count_distinct, fit_kmeans
from tessera.facts import Change, FloatArray, IntArray, Partition
from tessera.scaling import weighted_quantile
from tessera.stability import match_labels

NEARLY = 0.8
"""A customer is borderline when the nearest centroid is at least this share of the way to the second-nearest."""

FENCE = 1.5
"""Interquartile ranges beyond the quartiles at which a value is an outlier."""


def second_choice(points: FloatArray, centroids: FloatArray) -> IntArray:
    """Second-nearest segment of each cell, shape (n_cells,)."""
    return np.asarray(np.argsort(_squares(points, centroids), axis=1, kind="stable")[:, 1], dtype=np.int64)


def borderline_cells(points: FloatArray, centroids: FloatArray) -> NDArray[np.bool_]:
    """Cells whose second-nearest centroid is nearly as close as the nearest, shape (n_cells,); see ``NEARLY``."""
    nearest = np.sort(_squares(points, centroids), axis=1)
    return np.asarray(nearest[:, 0] >= NEARLY**2 * nearest[:, 1])


def outlying_cells(values: FloatArray, weights: IntArray) -> NDArray[np.bool_]:
    """Cells beyond 1.5 interquartile ranges on any feature, quartiles taken over customers, shape (n_cells,)."""
    low, high = (np.array([weighted_quantile(column, weights, q) for column in values.T]) for q in (0.25, 0.75))
    reach = FENCE * (high - low)
    return np.asarray(((values < low - reach) | (values > high + reach)).any(axis=1))


def moved_by(
    choice: str, labels: IntArray, others: IntArray, weights: IntArray, kept: NDArray[np.bool_] | None = None
) -> Change:
    """Customers whose segment under another choice is not the one matched to theirs.

    Segments are matched one to one so that as few as possible move; where the numbers differ, everyone in a spare
    segment counts as moved.

    Parameters
    ----------
    choice : str
        What was chosen otherwise.
    labels, others : ndarray of int, shape (n_cells,)
        The segmentation, and the other one.
    weights : ndarray of int, shape (n_cells,)
        Customers per cell.
    kept : ndarray of bool, shape (n_cells,), optional
        Cells the other choice looked at; all by default.
    """
    here = np.ones(len(labels), dtype=bool) if kept is None else kept
    renamed = match_labels(labels[here], others[here], weights[here])
    moved, of = int(weights[here][renamed != labels[here]].sum()), int(weights[here].sum())
    return Change(choice, moved, of, moved / of)


def neighbouring_k(
    points: FloatArray, weights: IntArray, partitions: Mapping[int, Partition], k: int, seed: int
) -> tuple[Change, ...]:
    """What one segment fewer, and one more, would move; fitted here when not yet searched."""
    found = []
    distinct = count_distinct(points)
    for other, choice in ((k - 1, "k-1"), (k + 1, "k+1")):
        if 2 <= other <= distinct:
            fit = partitions.get(other) or fit_kmeans(points, weights, other, seed=seed)
            found.append(moved_by(choice, partitions[k].labels, fit.labels, weights))
    return tuple(found)


def without_outliers(
    points: FloatArray, weights: IntArray, labels: IntArray, outlying: NDArray[np.bool_], seed: int
) -> tuple[Change, ...]:
    """What leaving the outliers out would move among the others; nothing when there are none, or too few others."""
    kept = ~outlying
    k = int(labels.max()) + 1
    if not outlying.any() or kept.sum() < k:
        return ()
    others = np.zeros_like(labels)
    others[kept] = fit_kmeans(points[kept], weights[kept], k, seed=seed).labels
    return (moved_by("without outliers", labels, others, weights, kept),)


def _squares(points: FloatArray, centroids: FloatArray) -> FloatArray:
    """Squared distances, shape (n_cells, k)."""
    gone = points[:, None, :] - centroids[None]
    return np.asarray(np.einsum("nkd,nkd->nk", gone, gone))
