"""Whether the segments differ on anything that did not build them.

Only such columns are tested: a difference on a feature is what the segmentation made, not what it found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from tessera.facts import FloatArray, IntArray, Name, Reach


@dataclass(frozen=True, slots=True)
class Outside:
    """Customers by value and segment of a column that did not build the model.

    ``values`` has shape (n_values,) (only its order counts, and only for numbers), ``counts`` shape (n_values, k).
    """

    column: Name
    kind: Literal["number", "category"]
    values: FloatArray
    counts: IntArray


def cross_count(segments: IntArray, values: np.ndarray, counts: IntArray, k: int) -> tuple[np.ndarray, IntArray]:
    """Grouped counts, one row per segment and value, as a table of value by segment.

    Parameters
    ----------
    segments, values, counts : ndarray, shape (n_rows,)
        Label, value and customers of each row; rows may repeat.
    k : int
        Segments.

    Returns
    -------
    ndarray of values, shape (n_values,); ndarray of int, shape (n_values, k)
    """
    distinct, place = np.unique(values, return_inverse=True)
    table = np.zeros((len(distinct), k), dtype=np.int64)
    np.add.at(table, (place.ravel(), segments), counts)
    return distinct, table


def reach_beyond(columns: Sequence[Outside], alpha: float) -> tuple[Reach, ...]:
    """Test every outside column, with Holm's correction for testing several; strongest effect first.

    Numbers: Kruskal-Wallis on ranks, corrected for ties, with epsilon squared (share of the ranks' variation that the
    segment explains). Categories: chi-square without continuity correction, with Cramér's V. A column with one value,
    or with customers in one segment only, is left out.

    Parameters
    ----------
    columns : sequence of Outside
        Columns that took no part in the model.
    alpha : float
        A column differs when its corrected p-value is at most this.

    References
    ----------
    Kruskal and Wallis (1952), J. Am. Stat. Assoc. 47, 583-621. Holm (1979), Scand. J. Stat. 6, 65-70. Tomczak and
    Tomczak (2014), Trends in Sport Sciences 21, 19-25 (epsilon squared).
    """
    testable = [column for column in columns if _varies(column.counts)]
    results = [kruskal_wallis(c.values, c.counts) if c.kind == "number" else chi_square(c.counts) for c in testable]
    corrected = holm([p for _, p, _ in results])
    found = [
        Reach(
            column=column.column,
            test="Kruskal-Wallis" if column.kind == "number" else "chi-square",
            statistic=statistic,
            p_value=p,
            p_holm=p_holm,
            effect=effect,
            differs=p_holm <= alpha,
        )
        for column, (statistic, p, effect), p_holm in zip(testable, results, corrected, strict=True)
    ]
    return tuple(sorted(found, key=lambda reach: (reach.p_holm, -reach.effect, reach.column)))


def kruskal_wallis(values: FloatArray, counts: IntArray) -> tuple[float, float, float]:
    """H with tie correction, its p-value, and epsilon squared, from counts of value by segment."""
    held = counts[np.argsort(values, kind="stable")]
    held = held[:, held.sum(axis=0) > 0].astype(float)
    rows = held.sum(axis=1)
    customers, sizes = rows.sum(), held.sum(axis=0)
    ranks = np.cumsum(rows) - (rows - 1.0) / 2.0
    between = ((held * ranks[:, None]).sum(axis=0) ** 2 / sizes).sum()
    h = 12.0 / (customers * (customers + 1.0)) * between - 3.0 * (customers + 1.0)
    h /= 1.0 - (rows**3 - rows).sum() / (customers**3 - customers)
    h = max(float(h), 0.0)
    return h, float(stats.chi2.sf(h, len(sizes) - 1)), h / float(customers - 1.0)


def chi_square(counts: IntArray) -> tuple[float, float, float]:
    """Pearson's chi-square, its p-value, and Cramér's V, from counts of value by segment."""
    held = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0].astype(float)
    expected = held.sum(axis=1, keepdims=True) * held.sum(axis=0) / held.sum()
    statistic = float(((held - expected) ** 2 / expected).sum())
    free = min(held.shape) - 1
    p = float(stats.chi2.sf(statistic, (held.shape[0] - 1) * (held.shape[1] - 1)))
    return statistic, p, float(np.sqrt(statistic / (held.sum() * free)))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Holm's step-down correction, in the given order."""
    order = np.argsort(p_values, kind="stable")
    corrected = np.empty(len(p_values))
    worst = 0.0
    for step, place in enumerate(order):
        worst = max(worst, min(1.0, (len(p_values) - step) * p_values[place]))
        corrected[place] = worst
    return tuple(float(p) for p in corrected)


def _varies(counts: IntArray) -> bool:
    """Whether there are two values and two segments to compare."""
    return bool((counts.sum(axis=1) > 0).sum() > 1 and (counts.sum(axis=0) > 0).sum() > 1)
