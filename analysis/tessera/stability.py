"""Would another sample of customers give the same segments? Redraws, halves, and agreement of segmentations."""

from dataclasses import dataclass

import numpy as np

from tessera.facts import FloatArray, IntArray
from tessera.lloyd import Labels, Runs, nearest_centres, with_ones
from tessera.nulls import SIZE, fit_tables, single

STARTS = 10
"""K-means++ starts on a redraw or a half of this table: enough that what differs is the sample, not the search."""

NOISE_STARTS = 4
"""The same on noise tables: with four, their overlaps come out within .015 of those with ten."""

BLOCK_VALUES = 4_000_000
"""Coordinates of redrawn tables held at once."""


@dataclass(frozen=True, slots=True)
class Redraws:
    """What redrawing the customers did: overlaps of the segments, shape (draws, k), and adjusted Rand, (draws,)."""

    overlaps: FloatArray
    adjusted_rand: FloatArray


def redraw(
    points: FloatArray, weights: IntArray, labels: IntArray, k: int, *, draws: int, rng: np.random.Generator
) -> Redraws:
    """Refit on bootstrap samples of the customers and see which segments come back.

    The overlap of a segment is its largest Jaccard coefficient with any segment of the refit, over the customers of
    the sample, each as often as drawn (Hennig 2007). The adjusted Rand index compares the refit with the segmentation
    over all customers, those not drawn included. Above ``SIZE`` customers a sample has ``SIZE``, so that noise
    tables, which have as many, stay comparable.

    Parameters
    ----------
    points, weights, labels : ndarray, shapes (n_cells, d), (n_cells,), (n_cells,)
        Cells in a fixed order, customers per cell, and segments.
    k : int
        Segments.
    draws : int
        Bootstrap samples.
    rng : numpy.random.Generator
        Consumed.

    Returns
    -------
    Redraws
        Overlaps are NaN for a segment of which nobody was drawn.

    References
    ----------
    Hennig (2007), Cluster-wise assessment of cluster stability, Comput. Stat. Data Anal. 52, 258-271,
    doi:10.1016/j.csda.2006.11.025.
    """
    reached = np.cumsum(weights)
    size = min(int(reached[-1]), SIZE)
    drawn = np.searchsorted(reached, rng.integers(reached[-1], size=(draws, size)), side="right")
    table = single(points - points.mean(axis=0))
    found = fit_tables(table[drawn], k, rng, starts=STARTS)
    space = with_ones(table)
    rands = [_rand_with_all(space, centres, labels, weights) for centres in found.centres]
    return Redraws(overlaps(cross_tables(labels[drawn], found.labels, k)), np.array(rands))


def _rand_with_all(space: FloatArray, centres: FloatArray, labels: IntArray, weights: IntArray) -> float:
    """Adjusted Rand index of a segmentation with everyone put to the nearest of some centres."""
    return adjusted_rand(labels, nearest_centres(space, centres[None])[0][0].astype(np.int64), weights)


def weakest_overlaps(tables: FloatArray, k: int, redraws: int, rng: np.random.Generator) -> FloatArray:
    """Of each table, the mean overlap of the segment that comes back least, shape (tables,)."""
    found = np.empty(len(tables))
    size = tables.shape[1]
    fits = fit_tables(tables, k, rng, starts=NOISE_STARTS)
    step = max(1, BLOCK_VALUES // (redraws * tables[0].size))
    for first in range(0, len(tables), step):
        part = np.arange(first, min(first + step, len(tables)))
        drawn = rng.integers(size, size=(len(part), redraws, size))
        here = part[:, None, None]
        again = fit_tables(tables[here, drawn].reshape(-1, size, tables.shape[2]), k, rng, starts=NOISE_STARTS)
        before = fits.labels[here, drawn].reshape(-1, size)
        shares = overlaps(cross_tables(before, again.labels, k)).reshape(len(part), redraws, k)
        found[part] = np.nanmean(shares, axis=1).min(axis=1)
    return found


def prediction_strength(
    points: FloatArray, weights: IntArray, k: int, splits: int, rng: np.random.Generator
) -> FloatArray:
    """How well segments learnt on one half of the customers hold in the other half.

    Of each segment found in one half, the share of pairs of customers that the other half's centroids also put
    together; the worst segment counts; mean over both directions and over all splits. 1 is perfect; .8 is the
    published line. Above ``SIZE`` customers each split takes ``SIZE`` at random.

    Parameters
    ----------
    points, weights : ndarray, shapes (n_cells, d), (n_cells,)
        Cells in a fixed order, and customers per cell.
    k : int
        Segments.
    splits : int
        Random halvings.
    rng : numpy.random.Generator
        Consumed.

    References
    ----------
    Tibshirani and Walther (2005), Cluster validation by prediction strength, J. Comput. Graph. Stat. 14, 511-528,
    doi:10.1198/106186005X59243.
    """
    reached = np.cumsum(weights)
    customers = int(reached[-1])
    size = min(customers, SIZE)
    chosen = np.stack([rng.choice(customers, size, replace=False) for _ in range(splits)])
    shuffled = single(points - points.mean(axis=0))[np.searchsorted(reached, chosen, side="right")]
    first, second = _halves(shuffled)
    return _strengths(
        first, fit_tables(first, k, rng, starts=STARTS), second, fit_tables(second, k, rng, starts=STARTS)
    )


def prediction_strengths(tables: FloatArray, k: int, splits: int, rng: np.random.Generator) -> FloatArray:
    """Prediction strength of each table, shape (tables,)."""
    order = np.argsort(rng.random((len(tables), splits, tables.shape[1])), axis=2)
    shuffled = tables[np.arange(len(tables))[:, None, None], order]
    first, second = _halves(shuffled.reshape(-1, *tables.shape[1:]))
    fits = [fit_tables(half, k, rng, starts=NOISE_STARTS) for half in (first, second)]
    return np.asarray(_strengths(first, fits[0], second, fits[1]).reshape(len(tables), splits).mean(axis=1))


def _halves(shuffled: FloatArray) -> tuple[FloatArray, FloatArray]:
    """First and second half of each table; an odd customer is left out."""
    half = shuffled.shape[1] // 2
    return shuffled[:, :half], shuffled[:, half : 2 * half]


def _strengths(first: FloatArray, first_fit: Runs, second: FloatArray, second_fit: Runs) -> FloatArray:
    """Prediction strength between two halves of each table, mean of both directions, shape (tables,)."""
    k = first_fit.centres.shape[1]
    worst = []
    for test, fit, learnt in ((first, first_fit, second_fit), (second, second_fit, first_fit)):
        predicted = nearest_centres(with_ones(test), learnt.centres)[0]
        table = cross_tables(fit.labels, predicted, k)
        sizes = table.sum(axis=2)
        pairs = _pairs(sizes)
        share = np.where(pairs > 0.0, _pairs(table).sum(axis=2) / np.where(pairs > 0.0, pairs, 1.0), 1.0)
        worst.append(share.min(axis=1))
    return np.asarray((worst[0] + worst[1]) / 2.0)


def cross_tables(a: Labels | IntArray, b: Labels | IntArray, k: int, weights: IntArray | None = None) -> FloatArray:
    """Customers by segment in two segmentations, shape (runs, k, k), from labels of shape (runs, n)."""
    runs = len(a)
    bins = np.arange(runs, dtype=np.intp)[:, None] * (k * k) + a.astype(np.intp) * k + b
    mass = None if weights is None else np.broadcast_to(weights, a.shape).ravel()
    counts = np.bincount(bins.ravel(), weights=mass, minlength=runs * k * k)
    return counts.astype(float).reshape(runs, k, k)


def overlaps(tables: FloatArray) -> FloatArray:
    """Largest Jaccard coefficient of each row's segment with any column's, shape (runs, k); NaN when empty."""
    either = tables.sum(axis=2, keepdims=True) + tables.sum(axis=1, keepdims=True) - tables
    shares = np.where(either > 0.0, tables / np.where(either > 0.0, either, 1.0), 0.0).max(axis=2)
    return np.where(tables.sum(axis=2) > 0.0, shares, np.nan)


def adjusted_rands(tables: FloatArray) -> FloatArray:
    """Adjusted Rand index of each cross table, shape (runs,): 1 the same segments, 0 chance.

    References
    ----------
    Hubert and Arabie (1985), Comparing partitions, J. Classification 2, 193-218, doi:10.1007/BF01908075.
    """
    together = _pairs(tables).sum(axis=(1, 2))
    first, second = _pairs(tables.sum(axis=2)).sum(axis=1), _pairs(tables.sum(axis=1)).sum(axis=1)
    chance = first * second / _pairs(tables.sum(axis=(1, 2)))
    most = (first + second) / 2.0
    return np.where(most > chance, (together - chance) / np.where(most > chance, most - chance, 1.0), 1.0)


def adjusted_rand(a: IntArray, b: IntArray, weights: IntArray) -> float:
    """Adjusted Rand index of two segmentations of the same cells, over customers; 1 the same, 0 chance."""
    k = int(max(a.max(), b.max())) + 1
    return float(adjusted_rands(cross_tables(a[None], b[None], k, weights))[0])


def match_labels(a: IntArray, b: IntArray, weights: IntArray) -> IntArray:
    """Segments of ``b`` renamed to those of ``a`` they share most customers with, one to one; spare ones follow.

    References
    ----------
    Kuhn (1955), The Hungarian method for the assignment problem, Naval Res. Logist. 2, 83-97.
    """
    from scipy.optimize import linear_sum_assignment

    k = int(max(a.max(), b.max())) + 1
    shared = cross_tables(a[None], b[None], k, weights)[0]
    ours, theirs = linear_sum_assignment(-shared)
    name = np.empty(k, dtype=np.int64)
    name[theirs] = ours
    return name[b]


def _pairs(counts: FloatArray) -> FloatArray:
    """Pairs among so many."""
    return counts * (counts - 1.0) / 2.0
