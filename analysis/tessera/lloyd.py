"""Many K-means runs in one array operation: the engine under every fit, bootstrap and noise table.

Numpy alone, so that a run costs microseconds and does not depend on the release of any library. A *run* is one start
on one table. Runs share a table (many starts of one fit) or have one each (noise, bootstrap samples). The precision is
that of the points: double for a fit, single is enough for noise.
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

STAY = 0.75
"""Share of a block's runs still moving below which the settled ones are taken out."""

OWN = 3
"""Dimensions of points when each run has its own table."""

TINY = np.finfo(np.float32).tiny
"""Stands for the size of a group nobody is in."""

NOBODY = np.uint8(255)
"""The label of a point that has not been placed; so a run has at most 255 centres."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Finished runs: centres (runs, k, d), labels (runs, n), inertia (runs,)."""

    centres: FloatArray
    labels: Labels
    inertia: FloatArray


def seed_centres(
    points: FloatArray, weights: FloatArray | None, k: int, runs: int, rng: np.random.Generator
) -> FloatArray:
    """K-means++ starts: each next centre is a point drawn with probability weight x squared distance.

    Parameters
    ----------
    points : ndarray, shape (n, d) or (runs, n, d)
        One table for all runs, or one for each.
    weights : ndarray, shape (n,), optional
        Customers per point, one each by default; a point of weight zero is never drawn.
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
    uniforms = rng.random((runs, k)).astype(points.dtype)
    centres = np.empty((runs, k, points.shape[-1]), dtype=points.dtype)
    mass = np.ones(points.shape[-2], dtype=points.dtype) if weights is None else weights
    step = max(1, BLOCK // points.shape[-2])
    for first in range(0, runs, step):
        part = slice(first, min(first + step, runs))
        mine = points[part] if points.ndim == OWN else points[None]
        centres[part] = _seed_block(mine, mass, uniforms[part])
    return centres


def _seed_block(points: FloatArray, weights: FloatArray, uniforms: FloatArray) -> FloatArray:
    """K-means++ for one block: points (runs or 1, n, d), weights (n,), uniforms (runs, k)."""
    runs, k = uniforms.shape
    rows = np.arange(runs) if len(points) == runs else np.zeros(runs, dtype=np.intp)
    centres = np.empty((runs, k, points.shape[2]), dtype=points.dtype)
    odds = np.broadcast_to(weights, (runs, points.shape[1]))
    nearest = np.full(odds.shape, np.inf, dtype=points.dtype)
    for j in range(k):
        ladder = np.cumsum(odds, axis=1)
        chosen = np.argmax(ladder > uniforms[:, j : j + 1] * ladder[:, -1:], axis=1)
        centres[:, j] = points[rows, chosen]
        squares = sum((points[..., axis] - centres[:, j, axis, None]) ** 2 for axis in range(points.shape[2]))
        np.minimum(nearest, squares, out=nearest)
        odds = nearest * weights
    return centres


def run_lloyd(points: FloatArray, weights: FloatArray | None, centres: FloatArray, rounds: int = MAX_ROUNDS) -> Runs:
    """Move every run's centres to the means of their points until no point changes hands.

    A centre that loses all its points stays where it is. A point between two equally near centres goes to the first.

    Parameters
    ----------
    points : ndarray, shape (n, d) or (runs, n, d)
        One table for all runs, or one for each.
    weights : ndarray, shape (n,), optional
        Customers per point; one each by default.
    centres : ndarray, shape (runs, k, d)
        Where each run starts.
    rounds : int
        Rounds after which a run is taken as it is.

    Returns
    -------
    Runs
        Labels belong to the centres returned; inertia is the weighted sum of squared distances to them.
    """
    runs, k = centres.shape[:2]
    n = points.shape[-2]
    out = Runs(np.empty_like(centres), np.empty((runs, n), dtype=np.uint8), np.empty(runs))
    step = max(1, BLOCK // (n * k))
    for first in range(0, runs, step):
        part = slice(first, min(first + step, runs))
        mine = points[part] if points.ndim == OWN else points
        done = _lloyd_block(mine, weights, centres[part], rounds)
        out.centres[part], out.labels[part], out.inertia[part] = done.centres, done.labels, done.inertia
    return out


def _lloyd_block(points: FloatArray, weights: FloatArray | None, centres: FloatArray, rounds: int) -> Runs:
    """Lloyd's rounds for one block; runs that have settled leave it in groups, as leaving costs a copy."""
    middle = points.mean(axis=-2, keepdims=True)  # near zero, the expanded square loses no digits
    space = with_ones(points - middle)
    mass = space if weights is None else weights[:, None] * space
    spread = np.einsum("...nd,...nd->...", mass[..., :-1], space[..., :-1])
    moving = centres - middle
    out = Runs(np.empty_like(moving), np.empty((len(centres), points.shape[-2]), np.uint8), np.empty(len(centres)))
    active = np.arange(len(centres))
    previous = np.full_like(out.labels, NOBODY)
    for _ in range(rounds):
        labels, score = nearest_centres(space, moving)
        unsettled = (labels != previous).any(axis=1)
        going = np.count_nonzero(unsettled)
        if going < STAY * len(active):
            out.labels[active], out.centres[active] = labels, moving
            out.inertia[active] = (score if weights is None else score * weights).sum(axis=1)
            if not going:
                break
            active, labels, moving = active[unsettled], labels[unsettled], moving[unsettled]
            if points.ndim == OWN:
                space, mass = space[unsettled], space[unsettled] if weights is None else mass[unsettled]
        moving = group_means(mass, labels, moving)
        previous = labels
    else:
        labels, score = nearest_centres(space, moving)
        out.labels[active], out.centres[active] = labels, moving
        out.inertia[active] = (score if weights is None else score * weights).sum(axis=1)
    return Runs(out.centres + middle, out.labels, np.maximum(out.inertia + spread, 0.0))


def with_ones(points: FloatArray) -> FloatArray:
    """Points with a last coordinate of one, so that a product with them carries a constant."""
    return np.concatenate([points, np.ones((*points.shape[:-1], 1), points.dtype)], axis=-1)


def nearest_centres(space: FloatArray, centres: FloatArray) -> tuple[Labels, FloatArray]:
    """Nearest centre of each point `with_ones`, shape (runs, n), and its squared distance less the point's square."""
    runs, k, d = centres.shape
    forms = np.concatenate([-2 * centres, np.einsum("rkd,rkd->rk", centres, centres)[..., None]], axis=-1)
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
    sums = np.matmul(member.astype(mass.dtype), mass)
    totals = sums[..., -1:]
    return np.where(totals > 0, sums[..., :-1] / np.maximum(totals, TINY), fallback)
