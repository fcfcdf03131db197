"""A fixed number of customers that stand for all."""

import numpy as np

from tessera.facts import FloatArray, IntArray


def slice_customers(
    points: FloatArray, weights: IntArray | FloatArray, size: int, rng: np.random.Generator | None = None
) -> IntArray:
    """Cells of ``size`` customers, one from each equal slice of the customers in ascending order of the tuple.

    No region is missed by chance, and the order of the cells does not matter.

    Parameters
    ----------
    points, weights : ndarray, shapes (n_cells, d), (n_cells,)
        Cells and customers per cell.
    size : int
        Customers to take; when there are exactly as many, everyone is taken.
    rng : numpy.random.Generator, optional
        Takes a random customer of each slice; the middle one without it.

    Returns
    -------
    ndarray of int, shape (size,)
        Places of cells; a cell may occur several times.
    """
    order = np.lexsort(points.T[::-1])
    reached = np.cumsum(weights[order])
    within = np.full(size, 0.5) if rng is None or reached[-1] == size else rng.random(size)
    places = np.searchsorted(reached, (np.arange(size) + within) * (reached[-1] / size), side="right")
    return np.asarray(order[np.minimum(places, len(order) - 1)], dtype=np.int64)
