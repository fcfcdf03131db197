"""Every index by k, which k each prefers, and the choice when the study leaves it to the data."""

from dataclasses import replace

import numpy as np
import pytest
from tessera.facts import KIndex
from tessera.selection import choose_k, fit_all, gap_statistic, preferred_k, search_k

ROWS = (
    KIndex(2, 100.0, 0.40, 50.0, 0.9, gap=0.5, gap_error=0.1, gap_gain=-0.2, spread=0.5),
    KIndex(3, 20.0, 0.60, 80.0, 0.5, gap=0.9, gap_error=0.1, gap_gain=0.2, spread=0.1),
    KIndex(4, 18.0, 0.60, 85.0, 0.6, gap=0.8, gap_error=0.1, gap_gain=0.1, spread=0.09),
    KIndex(5, 17.0, 0.30, 82.0, 0.7, gap=0.7, gap_error=0.1, gap_gain=0.0, spread=0.08),
)


@pytest.fixture(scope="module")
def blobs() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    centres = np.array([[0, 0], [9, 0], [0, 9]])
    rows = np.round(centres[rng.integers(3, size=150)] + rng.normal(size=(150, 2)), 1)
    return np.unique(rows, axis=0, return_counts=True)


def test_each_index_prefers_its_own_best() -> None:
    assert preferred_k(ROWS) == {
        "silhouette": 3, "calinski_harabasz": 4, "davies_bouldin": 3, "gap": 1, "elbow": 3,
    }  # fmt: skip


def test_the_gap_stops_at_the_first_k_that_the_next_does_not_beat_by_its_error() -> None:
    better = tuple(replace(row, gap_gain=(row.gap_gain or 0.0) + 0.35) for row in ROWS)
    assert preferred_k(better)["gap"] == 3


def test_without_a_gap_none_is_spoken_of() -> None:
    bare = tuple(replace(row, gap=None, gap_error=None, gap_gain=None) for row in ROWS)
    assert "gap" not in preferred_k(bare)


def test_the_data_choose_the_best_silhouette_and_of_equals_the_smallest() -> None:
    assert choose_k(ROWS) == 3


def test_three_far_groups_are_three_by_every_rule(blobs) -> None:
    cells, counts = blobs
    search, widths = search_k(cells, counts, fit_all(cells, counts, range(2, 8), seed=0), seed=0)
    assert set(preferred_k(search).values()) == {3}
    assert choose_k(search) == 3
    assert [row.k for row in search] == [2, 3, 4, 5, 6, 7]
    assert widths[3].mean == pytest.approx(search[1].silhouette)


def test_the_gap_of_shuffled_cells_and_scaled_units_is_the_same(blobs) -> None:
    cells, counts = blobs
    partitions = fit_all(cells, counts, (2, 3), seed=0)
    gap = gap_statistic(cells, counts, partitions, seed=5, draws=20)
    shuffled = np.random.default_rng(1).permutation(len(cells))
    moved = {k: replace(fit, labels=fit.labels[shuffled]) for k, fit in partitions.items()}
    again = gap_statistic(cells[shuffled], counts[shuffled], moved, seed=5, draws=20)
    assert again.gaps == pytest.approx(gap.gaps)
    grown = {k: replace(fit, inertia=fit.inertia * 100) for k, fit in partitions.items()}
    assert gap_statistic(cells * 10, counts, grown, seed=5, draws=20).gaps == pytest.approx(gap.gaps, abs=1e-4)


def test_the_search_can_leave_the_gap_out(blobs) -> None:
    cells, counts = blobs
    search, _ = search_k(cells, counts, fit_all(cells, counts, (2, 3), seed=0), seed=0, draws=0)
    assert search[0].gap is None
