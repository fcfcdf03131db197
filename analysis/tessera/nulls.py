"""Noise: tables with this table's bounds, spread or columns, and no groups.

An index means nothing by itself: cut a flat cloud in four and its silhouette still passes the textbook line. So each
index is set beside what it reaches on noise that resembles the table in one respect at a time. Noise is drawn in the
space that was clustered. It is not rounded to whole numbers: columns with few values keep them in "shuffled columns",
which then is the least favourable kind.
"""

from collections.abc import Callable

import numpy as np

from tessera.facts import FloatArray, IntArray
from tessera.ground import Ground
from tessera.lloyd import TINY, Labels, Runs, run_lloyd, seed_centres
from tessera.slices import slice_customers

SIZE = 1_000
"""Points of a noise table, and of a redraw of this table, unless it has fewer customers."""

STARTS = 2
"""K-means++ starts on a noise table for its silhouette; the best counts."""

ROUNDS = 30
"""Lloyd's rounds on a noise table; what still moves then are single points."""

TARGETS = 400
"""Points of a noise table whose silhouette width is taken, against all its points; which widens the noise a little."""

BLOCK_CELLS = 2_000_000
"""Distances within noise tables held at once."""


def draw_noise(kind: str, ground: Ground, weights: IntArray, draws: int, rng: np.random.Generator) -> FloatArray:
    """Noise tables of one kind, shape (draws, size, d).

    Parameters
    ----------
    kind : str
        A key of ``KINDS``.
    ground : Ground
        The table that noise should resemble.
    weights : ndarray of int, shape (n_cells,)
        Customers per cell.
    draws : int
        Number of tables.
    rng : numpy.random.Generator
        Consumed.

    Returns
    -------
    ndarray, shape (draws, min(customers, SIZE), d)
        Around zero, in single precision.
    """
    size = min(int(weights.sum()), SIZE)
    points = ground.points - ground.points.mean(axis=0)
    if not ground.blocks:
        return single(KINDS[kind](points, weights, (draws, size), rng))
    drawn = np.empty((draws, size, points.shape[1]))
    numbers = ground.numbers
    if numbers:
        drawn[:, :, numbers] = KINDS[kind](points[:, numbers], weights, (draws, size), rng)
    for block in ground.blocks:
        drawn[:, :, list(block)] = _shuffled_rows(points[:, list(block)], weights, (draws, size), rng)
    return single(drawn if ground.components is None else drawn @ ground.components.T)


def single(values: FloatArray) -> FloatArray:
    """Values near zero in single precision: twice as fast, and exact enough for noise."""
    return np.asarray(values, dtype=np.float32)


def fit_tables(tables: FloatArray, k: int, rng: np.random.Generator, *, starts: int = STARTS) -> Runs:
    """K-means on each table at once: the best of a few starts.

    Parameters
    ----------
    tables : ndarray, shape (tables, size, d)
        Points, one customer each.
    k : int
        Segments.
    rng : numpy.random.Generator
        For the starts.
    starts : int
        K-means++ starts on each table.

    Returns
    -------
    Runs
        One run a table.
    """
    seeds = (seed_centres(tables, None, k, len(tables), rng) for _ in range(starts))
    best = run_lloyd(tables, None, next(seeds), ROUNDS)
    for seed in seeds:
        runs = run_lloyd(tables, None, seed, ROUNDS)
        better = runs.inertia < best.inertia
        best.centres[better], best.labels[better] = runs.centres[better], runs.labels[better]
        best.inertia[better] = runs.inertia[better]
    return best


def silhouettes_of(tables: FloatArray, labels: Labels, k: int) -> FloatArray:
    """Mean silhouette of each table, shape (tables,), over its first ``TARGETS`` points; good to four decimals."""
    found = np.empty(len(tables))
    step = max(1, BLOCK_CELLS // (tables.shape[1] * min(TARGETS, tables.shape[1])))
    for first in range(0, len(tables), step):
        part = slice(first, first + step)
        found[part] = _silhouette_block(tables[part], labels[part], k)
    return found


def _silhouette_block(tables: FloatArray, labels: Labels, k: int) -> FloatArray:
    """Mean silhouettes of a few tables from the distances of their first points to all."""
    centred = single(tables - tables.mean(axis=1, keepdims=True))
    squares = np.einsum("tnd,tnd->tn", centred, centred)
    apart = np.matmul(centred[:, :TARGETS] * np.float32(-2.0), centred.transpose(0, 2, 1))
    apart += squares[:, :TARGETS, None]
    apart += squares[:, None, :]
    np.maximum(apart, np.float32(0.0), out=apart)
    np.sqrt(apart, out=apart)
    member = labels[:, :, None] == np.arange(k, dtype=np.uint8)
    sums = np.matmul(apart, single(member))
    sizes = member.sum(axis=1).astype(np.float32)
    place = labels[:, :TARGETS].astype(np.intp)
    own = np.take_along_axis(sizes, place, axis=1)
    inside = np.take_along_axis(sums, place[..., None], axis=2)[..., 0] / np.maximum(own - 1.0, 1.0)
    means = np.where(sizes[:, None, :] > 0.0, sums / np.maximum(sizes, 1.0)[:, None, :], np.inf)
    np.put_along_axis(means, place[..., None], np.inf, axis=2)
    outside = means.min(axis=2)
    larger = np.maximum(np.maximum(inside, outside), TINY)
    return np.asarray(np.where(own > 1.0, (outside - inside) / larger, 0.0).mean(axis=1))


def _uniform_box(points: FloatArray, weights: IntArray, shape: tuple[int, int], rng: np.random.Generator) -> FloatArray:
    """Flat noise between each column's smallest and largest value."""
    del weights
    return rng.uniform(points.min(axis=0), points.max(axis=0), size=(*shape, points.shape[1]))


def _tilted_box(points: FloatArray, weights: IntArray, shape: tuple[int, int], rng: np.random.Generator) -> FloatArray:
    """Flat noise in the box along the table's principal axes (Tibshirani, Walther and Hastie 2001, choice b)."""
    middle, covariance = _moments(points, weights)
    axes = np.linalg.eigh(covariance)[1]
    turned = (points - middle) @ axes
    box = rng.uniform(turned.min(axis=0), turned.max(axis=0), size=(*shape, points.shape[1]))
    return np.asarray(box @ axes.T + middle)


def _shuffled_columns(
    points: FloatArray, weights: IntArray, shape: tuple[int, int], rng: np.random.Generator
) -> FloatArray:
    """The table's own columns, each shuffled by itself: every value is kept, every relation is lost."""
    rows = points[slice_customers(points, weights, shape[1], rng)]
    tables = np.repeat(rows[None], shape[0], axis=0)
    return rng.permuted(tables, axis=1)


def _shuffled_rows(
    points: FloatArray, weights: IntArray, shape: tuple[int, int], rng: np.random.Generator
) -> FloatArray:
    """The table's own columns, shuffled together: what they have in common stays."""
    rows = points[slice_customers(points, weights, shape[1], rng)]
    order = rng.permuted(np.broadcast_to(np.arange(shape[1]), shape), axis=1)
    return np.asarray(rows[order])


def _one_gaussian(
    points: FloatArray, weights: IntArray, shape: tuple[int, int], rng: np.random.Generator
) -> FloatArray:
    """One bell-shaped cloud with the table's means and covariances."""
    middle, covariance = _moments(points, weights)
    variances, axes = np.linalg.eigh(covariance)
    drawn = rng.standard_normal((*shape, points.shape[1])) * np.sqrt(np.maximum(variances, 0.0))
    return np.asarray(drawn @ axes.T + middle)


def _moments(points: FloatArray, weights: IntArray) -> tuple[FloatArray, FloatArray]:
    """Mean and population covariance over customers."""
    middle = np.average(points, axis=0, weights=weights)
    gone = points - middle
    return middle, np.asarray((gone * weights[:, None]).T @ gone / weights.sum())


KINDS: dict[str, Callable[[FloatArray, IntArray, tuple[int, int], np.random.Generator], FloatArray]] = {
    "uniform box": _uniform_box,
    "PCA box": _tilted_box,
    "shuffled columns": _shuffled_columns,
    "Gaussian": _one_gaussian,
}
"""Kinds of noise by their name in the facts."""
