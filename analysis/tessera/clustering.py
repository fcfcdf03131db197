"""Cells to segments: K-means at the best optimum that many starts can find."""

import numpy as np

from tessera.errors import ModelError
from tessera.facts import FloatArray, IntArray, Partition
from tessera.lloyd import Runs, run_lloyd, seed_centres
from tessera.slices import slice_customers
from tessera.threads import one_thread

STARTS = 100
"""K-means++ starts of one fit."""

SWAPS = 200
"""Random swaps tried per round on an optimum: one centre taken away, another put at a point far from the rest."""

SWAPPED_CELLS = 100_000
"""Swaps times cells of a round: large tables get fewer swaps."""

TASTE = 3
"""Lloyd's rounds after which only the most promising swaps go on."""

PROMISING = 10
"""Swaps of a round that run to the end."""

QUIET_ROUNDS = 2
"""Rounds of swaps without a gain after which a finalist is left alone."""

EASY = 0.1
"""Share of starts that reach the best start's optimum above which swaps have nothing left to find."""

WHOLE = 3_000
"""Cells up to which every start runs on all of them."""

SKETCH = 2_000
"""Customers that stand for all in the starts on larger tables; the best of those go on with all cells."""

FINALISTS = 8
"""Different optima among the starts that go on to the end."""

SHAKEN = 4
"""The best of these, which are worked on with swaps and exchanges first."""

NEAR = 1e-3
"""Finalists further above the best one than this share of its inertia are not settled with it."""

RESOLVED = 1e-8
"""Share of a table's width below which squared distances are lost in rounding."""

SAME = 1e-9
"""Two inertias (or coordinates) nearer than this share are the same optimum: rounding, not a difference."""


def fit_kmeans(points: FloatArray, weights: IntArray, k: int, *, seed: int, starts: int = STARTS) -> Partition:
    """Segments with the least spread around their means that many starts can find.

    The starts run in one array operation. Unless a tenth of them agree, the best few different ones are shaken:
    centres swapped at random, single cells exchanged. What is left is settled by scikit-learn, without tolerance, on
    one thread. The result does not depend on the order of the cells, nor, unless two optima are hard to tell apart,
    on the seed. Segments come in ascending order of their centroids.

    Parameters
    ----------
    points : ndarray, shape (n_cells, d)
        Distinct feature tuples, scaled.
    weights : ndarray of int, shape (n_cells,)
        Customers per cell.
    k : int
        Number of segments.
    seed : int
        For the starts.
    starts : int
        Number of starts.

    Returns
    -------
    Partition
        ``hits`` tells how many of the starts found the best optimum: few hits mean a hard problem. Above ``WHOLE``
        cells it counts starts that found it on the sketch.

    Raises
    ------
    ModelError
        If there are fewer distinct cells than segments.

    References
    ----------
    Lloyd (1982), IEEE Trans. Inf. Theory 28, 129-137. Fränti (2018), Efficiency of random swap clustering,
    J. Big Data 5:13, doi:10.1186/s40537-018-0122-y.
    """
    order = np.lexsort(points.T[::-1])
    table, mass = np.ascontiguousarray(points[order], dtype=float), weights[order].astype(float)
    refuse_too_few(table, k)
    rng = np.random.default_rng([seed, k])
    with one_thread():
        finalists, hits = _search(table, mass, k, starts, rng)
        settled = [_settle(table, mass, centres) for centres in finalists]
    best = _first_of_the_best(np.stack(settled), np.array([_inertia(table, mass, each) for each in settled]))
    centroids, labels = _number(table, mass, best)
    unsorted = np.empty(len(labels), dtype=np.int64)
    unsorted[order] = labels
    return Partition(unsorted, centroids, _inertia(table, mass, centroids), starts, hits)


def refuse_too_few(points: FloatArray, k: int) -> None:
    """Raise ModelError unless there are at least ``k`` distinct cells, and ``k`` is at least one."""
    if k < 1:
        raise ModelError(f"{k} segments were asked for.", hint="Ask for two or more.")
    distinct = count_distinct(points)
    if distinct < k:
        raise ModelError(
            f"{k} segments were asked for, but these features take only {distinct} different combinations of values.",
            hint="Ask for fewer segments, or add a feature.",
        )


def count_distinct(points: FloatArray) -> int:
    """How many cells can be told apart: beside a value a hundred million times as far away, others are all one."""
    grain = max(float(np.ptp(points, axis=0).max()), np.finfo(float).tiny) * RESOLVED
    return len(np.unique(np.round(points / grain), axis=0))


def place_in_order(centroids: FloatArray) -> IntArray:
    """Places of segments by ascending centroid, first feature first; equal but for rounding counts as equal."""
    grain = max(float(np.ptp(centroids)), np.finfo(float).tiny) * SAME
    order: IntArray = np.lexsort(np.round(centroids / grain).T[::-1])
    return order


def _search(
    table: FloatArray, mass: FloatArray, k: int, starts: int, rng: np.random.Generator
) -> tuple[FloatArray, int]:
    """Centres worth settling, shape (finalists, k, d), and how many starts reached the best of them."""
    whole = len(table) <= WHOLE
    if not whole:
        table, mass = table[slice_customers(table, mass, SKETCH, rng)], np.ones(SKETCH)
    runs = run_lloyd(table, mass, seed_centres(table, mass, k, starts, rng))
    finalists = _different(runs, FINALISTS)
    if _count_at(runs, float(runs.inertia.min())) < EASY * starts:
        shaken = [_shake(table, mass, each, rng) for each in finalists[:SHAKEN]]
        finalists = np.concatenate([np.stack(shaken), finalists[SHAKEN:]])
    reached = np.array([_inertia(table, mass, each) for each in finalists])
    if whole:  # they have settled already; the others cannot become best
        finalists = finalists[reached <= reached.min() * (1 + NEAR)]
    return finalists, _count_at(runs, float(reached.min()))


def _count_at(runs: Runs, inertia: float) -> int:
    """Runs that reached this inertia."""
    return int((runs.inertia <= inertia * (1 + SAME) + np.finfo(float).tiny).sum())


def _different(runs: Runs, keep: int) -> FloatArray:
    """Centres of the best runs, one of each optimum, shape (at most keep, k, d)."""
    first = _first_of_the_best(runs.centres, runs.inertia)
    order = np.argsort(runs.inertia, kind="stable")
    sorted_inertia = runs.inertia[order]
    new = np.diff(sorted_inertia, prepend=sorted_inertia[0]) > SAME * sorted_inertia
    return np.concatenate([first[None], runs.centres[order[new][: keep - 1]]])


def _first_of_the_best(centres: FloatArray, inertia: FloatArray) -> FloatArray:
    """Of the runs with the least inertia (a mirror image has the same), the one whose sorted centroids come first."""
    tied = centres[inertia <= inertia.min() * (1 + SAME) + np.finfo(float).tiny]
    tied = np.stack([each[place_in_order(each)] for each in tied])
    return np.asarray(tied[place_in_order(tied.reshape(len(tied), -1))[0]])


def _shake(table: FloatArray, mass: FloatArray, centres: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Swap one centre at a time, and exchange single cells, until nothing is gained."""
    k = len(centres)
    swaps = max(2 * k, min(SWAPS, SWAPPED_CELLS // len(table)))
    centres = _exchange(table, mass, centres)
    inertia = _inertia(table, mass, centres)
    quiet = 0
    while quiet < QUIET_ROUNDS and inertia > 0.0:
        ladder = np.cumsum(mass * _squares(table, centres).min(axis=1))
        new = np.searchsorted(ladder, rng.random(swaps) * ladder[-1], side="right")
        trial = np.repeat(centres[None], swaps, axis=0)
        trial[np.arange(swaps), np.arange(swaps) % k] = table[np.minimum(new, len(table) - 1)]
        tasted = run_lloyd(table, mass, trial, rounds=TASTE)
        promising = np.argsort(tasted.inertia, kind="stable")[:PROMISING]
        runs = run_lloyd(table, mass, tasted.centres[promising])
        shaken = _exchange(table, mass, runs.centres[np.argmin(runs.inertia)])
        reached = _inertia(table, mass, shaken)
        if reached < inertia * (1 - SAME):
            centres, inertia, quiet = shaken, reached, 0
        else:
            quiet += 1
    return centres


def _exchange(table: FloatArray, mass: FloatArray, centres: FloatArray) -> FloatArray:
    """Hand over the one cell whose move to another segment gains most, settle, and again until none gains.

    Lloyd's rounds stop where a cell is nearest to its own mean; moving the mean with the cell can still gain
    (Hartigan and Wong 1979, Applied Statistics 28, 100-108).
    """
    for _ in range(len(table)):
        squares = _squares(table, centres)
        labels = squares.argmin(axis=1)
        sizes = np.bincount(labels, weights=mass, minlength=len(centres))
        rows = np.arange(len(table))
        left = sizes[labels] - mass
        leaving = mass * sizes[labels] / np.where(left > 0.0, left, np.inf) * squares[rows, labels]
        joining = squares * (mass[:, None] * sizes / (sizes + mass[:, None]))
        joining[rows, labels] = np.inf
        gains = leaving - joining.min(axis=1)
        cell = int(gains.argmax())
        if gains[cell] <= SAME * (mass * squares[rows, labels]).sum():
            break
        centres = centres.copy()
        source, goal = labels[cell], joining[cell].argmin()
        centres[goal] += (table[cell] - centres[goal]) * mass[cell] / (sizes[goal] + mass[cell])
        centres[source] -= (table[cell] - centres[source]) * mass[cell] / left[cell]
        centres = run_lloyd(table, mass, centres[None]).centres[0]
    return centres


def _settle(table: FloatArray, mass: FloatArray, centres: FloatArray) -> FloatArray:
    """Run scikit-learn from these centres to full convergence."""
    from sklearn.cluster import KMeans

    model = KMeans(n_clusters=len(centres), init=centres, n_init=1, tol=0.0, max_iter=1_000)
    settled: FloatArray = model.fit(table, sample_weight=mass).cluster_centers_
    return settled


def _number(table: FloatArray, mass: FloatArray, centres: FloatArray) -> tuple[FloatArray, IntArray]:
    """Sorted centroids as exact means of their cells, and the cells' labels."""
    centres = centres[place_in_order(centres)]
    labels = _squares(table, centres).argmin(axis=1).astype(np.int64)
    member = (labels == np.arange(len(centres))[:, None]) * mass
    return member @ table / member.sum(axis=1, keepdims=True), labels


def _inertia(table: FloatArray, mass: FloatArray, centres: FloatArray) -> float:
    """Weighted sum of squared distances to the nearest centre."""
    return float((mass * _squares(table, centres).min(axis=1)).sum())


def _squares(table: FloatArray, centres: FloatArray) -> FloatArray:
    """Squared distances, shape (n_cells, k), free of cancellation."""
    gone = table[:, None, :] - centres[None]
    return np.asarray(np.einsum("nkd,nkd->nk", gone, gone))
