"""What other choices would have moved, and who sits near a border."""

import numpy as np

from tessera.facts import FloatArray, IntArray

NEARLY = 0.8
"""A customer is borderline when the nearest centroid is at least this share of the way to the second-nearest."""


def second_choice(points: FloatArray, centroids: FloatArray) -> IntArray:
    """Second-nearest segment of each cell, shape (n_cells,); for two segments, the other one."""
    return np.asarray(np.argsort(_squares(points, centroids), axis=1, kind="stable")[:, 1], dtype=np.int64)


def borderline_cells(points: FloatArray, centroids: FloatArray) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Cells whose second-nearest centroid is nearly as close as the nearest, shape (n_cells,)."""
    nearest = np.sort(_squares(points, centroids), axis=1)
    return np.asarray(nearest[:, 0] >= NEARLY**2 * nearest[:, 1])


def _squares(points: FloatArray, centroids: FloatArray) -> FloatArray:
    """Squared distances, shape (n_cells, k)."""
    gone = points[:, None, :] - centroids[None]
    return np.asarray(np.einsum("nkd,nkd->nk", gone, gone))
