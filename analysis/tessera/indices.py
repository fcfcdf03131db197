"""Internal indices of a segmentation, exactly as over customers, computed on cells."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial.distance import cdist

from tessera.errors import ModelError
from tessera.facts import FloatArray, IntArray
from tessera.slices import slice_customers
from tessera.threads import one_thread

EXACT = 15_000
"""Cells up to which every distance counts."""

SAMPLE = 5_000
"""Customers that mean distances are taken to above that."""

BLOCK_BYTES = 32 * 2**20
"""Distances held at once while the silhouette passes over the cells."""


@dataclass(frozen=True, slots=True)
class Silhouette:
    """Silhouette width of every cell's customers, shape (n_cells,), and the mean over customers."""

    widths: FloatArray
    mean: float


def customers_measured(n_cells: int) -> int | None:
    """Customers that mean distances are taken to; None where that is everybody."""
    return SAMPLE if n_cells > EXACT else None


def silhouettes_for(points: FloatArray, weights: IntArray, labelings: Sequence[IntArray]) -> tuple[Silhouette, ...]:
    """Silhouettes of several segmentations of the same cells, in one pass over the distances.

    1 is best, -1 worst; near 0 the segments overlap. A customer alone in a segment has width 0. Customers in the same
    cell are at distance zero of each other and count as neighbours, as they would row by row. Above ``EXACT`` cells the
    mean distances are taken to ``SAMPLE`` customers, one from each equal slice of the table.

    Parameters
    ----------
    points : ndarray, shape (n_cells, d)
        Distinct feature tuples, scaled.
    weights : ndarray of int, shape (n_cells,)
        Customers per cell.
    labelings : sequence of ndarray of int, each of shape (n_cells,)
        Segments of the cells, numbered from 0 without holes.

    Returns
    -------
    tuple of Silhouette
        One for each labeling, in the same order.

    Raises
    ------
    ModelError
        If a labeling has fewer than two segments.

    References
    ----------
    Rousseeuw (1987), J. Comput. Appl. Math. 20, 53-65, doi:10.1016/0377-0427(87)90125-7.
    """
    mass = weights.astype(float)
    places, held = np.arange(len(points)), mass
    if customers_measured(len(points)):
        places, counts = np.unique(slice_customers(points, weights, SAMPLE), return_counts=True)
        held = counts * (mass.sum() / SAMPLE)
    others = points[places]
    members = [_members(labels, mass)[places] / mass[places, None] * held[:, None] for labels in labelings]
    stacked = np.concatenate(members, axis=1)
    ends = np.cumsum([each.shape[1] for each in members])[:-1]
    widths = [np.empty(len(points)) for _ in labelings]
    step = max(1, BLOCK_BYTES // (8 * len(points)))
    with one_thread():
        for first in range(0, len(points), step):
            part = slice(first, first + step)
            sums = cdist(points[part], others) @ stacked
            for width, labels, member, sum_to in zip(
                widths, labelings, members, np.split(sums, ends, axis=1), strict=True
            ):
                width[part] = _widths(sum_to, member.sum(axis=0), labels[part])
    return tuple(Silhouette(width, float(np.average(width, weights=mass))) for width in widths)


def silhouette(points: FloatArray, weights: IntArray, labels: IntArray) -> Silhouette:
    """Silhouette of one segmentation; see `silhouettes_for`."""
    return silhouettes_for(points, weights, [labels])[0]


def calinski_harabasz(points: FloatArray, weights: IntArray, labels: IntArray) -> float:
    """Spread between segments over spread within, each by its degrees of freedom; the higher the better.

    Parameters
    ----------
    points, weights, labels : ndarray, shapes (n_cells, d), (n_cells,), (n_cells,)
        Cells, customers per cell, and segments numbered from 0 without holes.

    Returns
    -------
    float
        Infinite when every segment is one point.

    Raises
    ------
    ModelError
        If there are fewer than two segments, or no more customers than segments.

    References
    ----------
    Calinski and Harabasz (1974), Communications in Statistics 3, 1-27.
    """
    sizes, centroids = _centroids(points, weights, labels)
    customers, k = sizes.sum(), len(sizes)
    if customers <= k:
        raise ModelError(f"{k} segments of {int(customers)} customers leave nothing to compare.", hint="Ask for fewer.")
    everyone = np.average(points, axis=0, weights=weights)
    between = float((sizes * ((centroids - everyone) ** 2).sum(axis=1)).sum())
    within = float((weights * ((points - centroids[labels]) ** 2).sum(axis=1)).sum())
    if within <= 0.0:
        return float("inf")
    return between / within * float((customers - k) / (k - 1))


def davies_bouldin(points: FloatArray, weights: IntArray, labels: IntArray) -> float:
    """Mean over segments of the worst ratio of two segments' widths to their distance; the lower the better.

    Parameters
    ----------
    points, weights, labels : ndarray, shapes (n_cells, d), (n_cells,), (n_cells,)
        Cells, customers per cell, and segments numbered from 0 without holes.

    Raises
    ------
    ModelError
        If there are fewer than two segments.

    References
    ----------
    Davies and Bouldin (1979), IEEE Trans. Pattern Anal. 1, 224-227, doi:10.1109/TPAMI.1979.4766909.
    """
    sizes, centroids = _centroids(points, weights, labels)
    away = np.sqrt(((points - centroids[labels]) ** 2).sum(axis=1))
    widths = np.bincount(labels, weights=away * weights) / sizes
    apart = cdist(centroids, centroids)
    np.fill_diagonal(apart, np.inf)
    return float(((widths[:, None] + widths) / apart).max(axis=1).mean())


def _members(labels: IntArray, mass: FloatArray) -> FloatArray:
    """Customers of each cell by segment, shape (n_cells, k)."""
    k = int(labels.max()) + 1
    if k < 2:
        raise ModelError("The silhouette needs at least two segments.", hint="Ask for two or more.")
    return np.asarray((labels[:, None] == np.arange(k)) * mass[:, None])


def _widths(sums: FloatArray, sizes: FloatArray, labels: IntArray) -> FloatArray:
    """Silhouette widths from each cell's summed distances to the customers of every segment, shape (n, k)."""
    rows = np.arange(len(labels))
    own = sizes[labels]
    inside = sums[rows, labels] / np.maximum(own - 1.0, 1.0)
    means = np.where(sizes > 0.0, sums / np.maximum(sizes, 1e-300), np.inf)
    means[rows, labels] = np.inf
    outside = means.min(axis=1)
    larger = np.maximum(inside, outside)
    return np.where((own > 1.0) & (larger > 0.0), (outside - inside) / np.where(larger > 0.0, larger, 1.0), 0.0)


def _centroids(points: FloatArray, weights: IntArray, labels: IntArray) -> tuple[FloatArray, FloatArray]:
    """Customers and mean of each segment."""
    member = _members(labels, weights.astype(float))
    sizes = member.sum(axis=0)
    return sizes, member.T @ points / sizes[:, None]
