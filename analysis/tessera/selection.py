"""How many segments? Every index for every number, which number each prefers, and a choice when the study leaves it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tessera.clustering import fit_kmeans
from tessera.facts import FloatArray, IntArray, KIndex, Partition
from tessera.ground import Ground
from tessera.indices import Silhouette, calinski_harabasz, davies_bouldin, silhouettes_for
from tessera.nulls import draw_noise, fit_tables
from tessera.threads import one_thread

GAP_DRAWS = 50
"""Noise tables of the gap statistic."""

GAP_STARTS = 4
"""K-means++ starts on each of them; too few would make noise look harder to cut than it is."""

KNEE_SENSITIVITY = 1.0
"""Kneedle's S."""

GAP_STREAM = 17
"""Keeps the gap's random numbers apart from those of other stages that start from the same seed."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Gap statistic for k = 1, 2, ...: gaps and their simulation errors, shape (most,)."""

    gaps: FloatArray
    errors: FloatArray


def fit_all(points: FloatArray, weights: IntArray, ks: Iterable[int], *, seed: int) -> dict[int, Partition]:
    """The best segmentation for each number of segments; see `tessera.clustering.fit_kmeans`."""
    return {k: fit_kmeans(points, weights, k, seed=seed) for k in sorted(ks)}


def search_k(
    points: FloatArray,
    weights: IntArray,
    partitions: Mapping[int, Partition],
    *,
    seed: int,
    draws: int = GAP_DRAWS,
    ground: Ground | None = None,
) -> tuple[tuple[KIndex, ...], dict[int, Silhouette]]:
    """Every index of every segmentation, and the silhouette widths behind them.

    Parameters
    ----------
    points, weights : ndarray, shapes (n_cells, d), (n_cells,)
        Distinct feature tuples, scaled, and customers per cell.
    partitions : mapping of int to Partition
        Segmentations by number of segments, two or more.
    seed : int
        For the gap statistic's noise.
    draws : int
        Noise tables of the gap statistic; 0 leaves it out.
    ground : Ground, optional
        What they are drawn on; the points by default.

    Returns
    -------
    tuple of KIndex, dict of int to Silhouette
        In ascending order of k.
    """
    ks = sorted(partitions)
    widths = dict(zip(ks, silhouettes_for(points, weights, [partitions[k].labels for k in ks]), strict=True))
    whole = float((weights * ((points - np.average(points, axis=0, weights=weights)) ** 2).sum(axis=1)).sum())
    gap = gap_statistic(points, weights, partitions, seed=seed, draws=draws, ground=ground) if draws else None
    rows = tuple(
        KIndex(
            k=k,
            inertia=partitions[k].inertia,
            silhouette=widths[k].mean,
            calinski_harabasz=calinski_harabasz(points, weights, partitions[k].labels),
            davies_bouldin=davies_bouldin(points, weights, partitions[k].labels),
            gap=None if gap is None else float(gap.gaps[k - 1]),
            gap_error=None if gap is None else float(gap.errors[k - 1]),
            gap_gain=None if gap is None else float(gap.gaps[k - 1] - gap.gaps[0]),
            spread=partitions[k].inertia / whole,
        )
        for k in ks
    )
    return rows, widths


def gap_statistic(
    points: FloatArray,
    weights: IntArray,
    partitions: Mapping[int, Partition],
    *,
    seed: int,
    draws: int = GAP_DRAWS,
    ground: Ground | None = None,
) -> Gap:
    """How much tighter the segments are than those of flat noise in the same box, on a log scale.

    The gap is the mean of log(inertia) over noise tables less log(inertia) of the table, per customer; its error is
    the standard deviation over tables times sqrt(1 + 1 / draws). Values of k that are missing between 1 and the
    largest are NaN.

    References
    ----------
    Tibshirani, Walther and Hastie (2001), Estimating the number of clusters in a data set via the gap statistic,
    J. R. Stat. Soc. B 63, 411-423, doi:10.1111/1467-9868.00293.
    """
    most = max(partitions)
    gaps, errors = np.full(most, np.nan), np.full(most, np.nan)
    rng = np.random.default_rng([seed, GAP_STREAM])
    customers = float(weights.sum())
    order = np.lexsort(points.T[::-1])
    base = ground or Ground(points)
    base = replace(base, points=base.points[order])
    with one_thread():
        tables = draw_noise("uniform box", base, weights[order], draws, rng)
        spread = np.average((points - np.average(points, axis=0, weights=weights)) ** 2, axis=0, weights=weights).sum()
        inertia = {1: spread * customers} | {k: partition.inertia for k, partition in partitions.items()}
        for k in sorted(inertia):
            noise = np.log(_noise_inertia(tables, k, rng) / tables.shape[1])
            with np.errstate(divide="ignore"):
                gaps[k - 1] = noise.mean() - np.log(inertia[k] / customers)
            errors[k - 1] = noise.std() * np.sqrt(1.0 + 1.0 / draws)
    return Gap(gaps, errors)


def preferred_k(search: Sequence[KIndex]) -> dict[str, int]:
    """Which number of segments each index likes best.

    Silhouette and Calinski-Harabasz: the highest. Davies-Bouldin: the lowest. Gap: the smallest k, from 1, whose gap
    is at least the next one's less its error. Elbow: the knee of the inertia from k = 1 on (leaving out k = 1 may move
    it by one), by Kneedle with S = 1; left out when there is no knee.

    References
    ----------
    Satopää et al. (2011), Finding a "kneedle" in a haystack, ICDCS Workshops, 166-171, doi:10.1109/ICDCSW.2011.20.
    """
    best: dict[str, Callable[[KIndex], float]] = {
        "silhouette": lambda row: row.silhouette,
        "calinski_harabasz": lambda row: row.calinski_harabasz,
        "davies_bouldin": lambda row: -row.davies_bouldin,
    }
    found = {name: max(search, key=merit).k for name, merit in best.items()}
    gap = _gap_choice(search)
    knee = _knee(search)
    return found | ({} if gap is None else {"gap": gap}) | ({} if knee is None else {"elbow": knee})


def choose_k(search: Sequence[KIndex]) -> int:
    """The number of segments when the study leaves it to the data: the best mean silhouette, of equals the smallest.

    One rule, so that it can be repeated on noise: what the data chose is set against what noise would have chosen.
    """
    return max(search, key=lambda row: (row.silhouette, -row.k)).k


def _noise_inertia(tables: FloatArray, k: int, rng: np.random.Generator) -> FloatArray:
    """Inertia of noise tables cut in k, shape (tables,)."""
    if k == 1:
        gone = tables - tables.mean(axis=1, keepdims=True)
        return np.asarray(np.einsum("tnd,tnd->t", gone, gone), dtype=float)
    return fit_tables(tables, k, rng, starts=GAP_STARTS).inertia


def _gap_choice(search: Sequence[KIndex]) -> int | None:
    """The one-standard-error rule over consecutive k from 1."""
    rows = [row for row in search if row.gap_gain is not None]
    if not rows or rows[0].k != 2:
        return None
    gains = [(1, 0.0)] + [(row.k, row.gap_gain or 0.0) for row in rows]
    for (k, gain), row in zip(gains, rows, strict=False):
        if gain >= (row.gap_gain or 0.0) - (row.gap_error or 0.0):
            return k
    return None


def _knee(search: Sequence[KIndex]) -> int | None:
    """Kneedle's knee of the falling inertia."""
    from kneed import KneeLocator

    rows = [row for row in search if row.spread is not None]
    ks = [1, *(row.k for row in rows)]
    spreads = [1.0, *(row.spread or 0.0 for row in rows)]
    knee = KneeLocator(ks, spreads, S=KNEE_SENSITIVITY, curve="convex", direction="decreasing").knee
    return None if knee is None else int(knee)
