"""Many K-means runs in one array operation: the engine under every fit, bootstrap and noise table.

Numpy alone, so that a run costs microseconds and does not depend on the release of any library. A *run* is one start
on one table. Runs may share a table (many starts of one fit), or each have their own (noise tables), or share the
points and differ in weights (bootstrap samples).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tessera.facts import FloatArray

Labels = NDArray[np.uint8]

MAX_ROUNDS = 300
"""Lloyd's rounds before a run is taken as it is; runs of a few thousand points need 10 to 60."""

BLOCK = 120_000
"""Distances held at once: a block of runs stays inside the processor's cache."""

NOBODY = np.uint8(255)
"""The label of a point that has not been placed; so a run has at most 255 centres."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Finished runs: centres (runs, k, d), labels (runs, n), inertia (runs,)."""

    centres: FloatArray
    labels: Labels
    inertia: FloatArray


def seed_centres(points: FloatArray, weights: FloatArray, k: int, runs: int, rng: np.random.Generator) -> FloatArray:
    """K-means++ starts: each next centre is a point drawn with probability weight x squared distance.

    Parameters
    ----------
    points : ndarray, shape (n, d) or (runs, n, d)
        One table for all runs, or one for each.
    weights : ndarray, shape (n,) or (runs, n)
        Customers per point; a point of weight zero is never drawn.
    k, runs : int
        Centres per run, and runs.
    rng : numpy.random.Generator
        Consumed by ``k * runs`` uniform numbers, whatever the table.

    Returns
    -------
    ndarray, shape (runs, k, d)

    References
    ----------
    Arthur and Vassilvitskii (2007), k-means++: the advantages of careful seeding, SODA, 1027-1035.
    """
    uniforms = rng.random((runs, k))
    own = points.ndim == 3
    centres = np.empty((runs, k, points.shape[-1]))
    step = max(1, BLOCK // points.shape[-2])
    for first in range(0, runs, step):
        part = slice(first, min(first + step, runs))
        mine = points[part] if own else points[None]
        mass = weights[part] if weights.ndim == 2 else weights[None]
        centres[part] = _seed_block(mine, mass, uniforms[part])
    return centres


def _seed_block(points: FloatArray, weights: FloatArray, uniforms: FloatArray) -> FloatArray:
    """K-means++ for one block: points (runs or 1, n, d), weights (runs or 1, n), uniforms (runs, k)."""
    runs, k = uniforms.shape
    own = points.shape[0] > 1
    rows = np.arange(runs) if own else np.zeros(runs, dtype=np.intp)
    centres = np.empty((runs, k, points.shape[2]))
    nearest = np.full((runs, points.shape[1]), np.inf)
    for j in range(k):
        odds = np.broadcast_to(weights, nearest.shape) if j == 0 else weights * nearest
        ladder = np.cumsum(odds, axis=1)
        spent = ladder[:, -1:] <= 0.0  # fewer distinct points than centres: any point will do
        if spent.any():
            ladder = np.where(spent, np.cumsum(np.broadcast_to(weights, nearest.shape), axis=1), ladder)
        chosen = (ladder <= uniforms[:, j : j + 1] * ladder[:, -1:]).sum(axis=1)
        centres[:, j] = points[rows, np.minimum(chosen, points.shape[1] - 1)]
        gone = points - centres[:, j][:, None, :]
        np.minimum(nearest, np.einsum("rnd,rnd->rn", gone, gone), out=nearest)
    return centres


def run_lloyd(points: FloatArray, weights: FloatArray, centres: FloatArray, rounds: int = MAX_ROUNDS) -> Runs:
    """Move every run's centres to the means of their points until no point changes hands.

    A centre that loses all its points stays where it is. A point between two equally near centres goes to the first.

    Parameters
    ----------
    points : ndarray, shape (n, d) or (runs, n, d)
        One table for all runs, or one for each.
    weights : ndarray, shape (n,) or (runs, n)
        Customers per point.
    centres : ndarray, shape (runs, k, d)
        Where each run starts.
    rounds : int
        Rounds after which a run is taken as it is.

    Returns
    -------
    Runs
        Labels belong to the centres returned; inertia is the weighted sum of squared distances to them.
    """
    runs = centres.shape[0]
    n = points.shape[-2]
    out = Runs(np.empty_like(centres), np.empty((runs, n), dtype=np.uint8), np.empty(runs))
    step = max(1, BLOCK // (n * centres.shape[1]))
    for first in range(0, runs, step):
        part = slice(first, min(first + step, runs))
        mine = points[part] if points.ndim == 3 else points
        mass = weights[part] if weights.ndim == 2 else weights
        done = _lloyd_block(mine, mass, centres[part], rounds)
        out.centres[part], out.labels[part], out.inertia[part] = done.centres, done.labels, done.inertia
    return out


def _lloyd_block(points: FloatArray, weights: FloatArray, centres: FloatArray, rounds: int) -> Runs:
    """Lloyd's rounds for one block; runs that have settled leave it."""
    middle = points.mean(axis=-2, keepdims=True)  # near zero, the expanded square loses no digits
    centred = points - middle
    moving = centres - middle
    space, mass = with_ones(centred), weights[..., None] * with_ones(centred)
    squares = (weights * np.einsum("...nd,...nd->...n", centred, centred)).sum(axis=-1)
    out = Runs(np.empty_like(moving), np.full((len(centres), points.shape[-2]), NOBODY), np.empty(len(centres)))
    active = np.arange(len(centres))
    previous = out.labels.copy()
    for _ in range(rounds):
        labels, score = nearest_centres(space, moving)
        out.labels[active], out.centres[active] = labels, moving
        out.inertia[active] = (mass[..., -1] * score).sum(axis=-1)
        unsettled = (labels != previous).any(axis=1)
        if not unsettled.any():
            break
        active, previous = active[unsettled], labels[unsettled]
        space = space[unsettled] if space.ndim == 3 else space
        mass = mass[unsettled] if mass.ndim == 3 else mass
        moving = group_means(mass, previous, moving[unsettled])
    return Runs(out.centres + middle, out.labels, np.maximum(out.inertia + squares, 0.0))


def with_ones(points: FloatArray) -> FloatArray:
    """Points with a last coordinate of one, so that a product with them carries a constant."""
    return np.concatenate([points, np.ones((*points.shape[:-1], 1))], axis=-1)


def nearest_centres(space: FloatArray, centres: FloatArray) -> tuple[Labels, FloatArray]:
    """Nearest centre of each point `with_ones`, shape (runs, n), and its squared distance less the point's square."""
    runs, k, d = centres.shape
    forms = np.concatenate([centres * -2.0, np.einsum("rkd,rkd->rk", centres, centres)[..., None]], axis=-1)
    if space.ndim == 2:
        scores = (forms.reshape(runs * k, d + 1) @ space.T).reshape(runs, k, -1)
    else:
        scores = np.matmul(forms, space.transpose(0, 2, 1))
    best = scores[:, 0].copy()
    labels = np.zeros(best.shape, dtype=np.uint8)
    nearer = np.empty(best.shape, dtype=bool)
    for j in range(1, k):  # arithmetic on bytes is four times faster than writing through a mask
        np.less(scores[:, j], best, out=nearer)
        np.maximum(labels, nearer.view(np.uint8) * np.uint8(j), out=labels)
        np.minimum(best, scores[:, j], out=best)
    return labels, best


def group_means(mass: FloatArray, labels: Labels, fallback: FloatArray) -> FloatArray:
    """Mean of each group of each run, shape (runs, k, d), from weighted points `with_ones`; empty: the fallback."""
    member = labels[:, None, :] == np.arange(fallback.shape[1], dtype=np.uint8)[:, None]
    sums = np.matmul(member.astype(float), mass)
    totals = sums[..., -1:]
    return np.where(totals > 0.0, sums[..., :-1] / np.where(totals > 0.0, totals, 1.0), fallback)
