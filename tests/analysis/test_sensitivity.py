"""Who would move, and who sits near a border."""

from itertools import permutations

import numpy as np
import pytest
from tessera.clustering import fit_kmeans
from tessera.sensitivity import (
    borderline_cells,
    moved_by,
    neighbouring_k,
    outlying_cells,
    second_choice,
    without_outliers,
)

LINE = np.array([[0.0], [1.0], [2.0], [8.0], [9.0], [10.0]])
ONES = np.ones(6, dtype=int)


def test_the_middle_is_borderline_and_the_ends_are_not() -> None:
    points = np.array([[0.0], [4.4], [4.5], [10.0]])
    assert borderline_cells(points, np.array([[0.0], [10.0]])).tolist() == [False, False, True, False]


def test_second_choice_is_the_next_nearest_segment() -> None:
    centroids = np.array([[0.0], [4.0], [10.0]])
    assert second_choice(np.array([[1.0], [5.0], [9.0]]), centroids).tolist() == [1, 0, 1]


def test_a_mere_renaming_moves_nobody() -> None:
    change = moved_by("x", np.array([0, 0, 1, 2]), np.array([2, 2, 0, 1]), np.array([5, 5, 5, 5]))
    assert (change.moved, change.of) == (0, 20)


def test_moved_customers_are_counted_by_their_cells_weight() -> None:
    change = moved_by("x", np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), np.array([4, 3, 2, 1]))
    assert (change.moved, change.of, change.share) == (3, 10, 0.3)


def test_everyone_in_a_spare_segment_moves() -> None:
    change = moved_by("k+1", np.array([0, 0, 0, 1]), np.array([0, 0, 2, 1]), np.array([1, 1, 1, 1]))
    assert change.moved == 1


def test_one_segment_more_and_fewer_are_fitted_when_not_at_hand() -> None:
    fit = fit_kmeans(LINE, ONES, 2, seed=0)
    changes = neighbouring_k(LINE, ONES, {2: fit}, 2, seed=0)
    assert [change.choice for change in changes] == ["k+1"]
    assert changes[0].moved in (1, 2)


def test_a_value_far_beyond_the_quartiles_is_outlying() -> None:
    values = np.array([[1.0], [2.0], [3.0], [4.0], [40.0]])
    assert outlying_cells(values, np.ones(5, dtype=int)).tolist() == [False, False, False, False, True]


def test_leaving_outliers_out_counts_only_those_who_stay() -> None:
    points = np.concatenate([LINE, [[100.0]]])
    weights = np.ones(7, dtype=int)
    labels = fit_kmeans(points, weights, 2, seed=0).labels
    (change,) = without_outliers(points, weights, labels, points[:, 0] > 50, seed=0)
    assert (change.of, change.moved) == (6, 3)
    assert without_outliers(LINE, ONES, labels[:6], np.zeros(6, dtype=bool), seed=0) == ()


@pytest.mark.parametrize("seed", range(3))
def test_matching_is_the_best_there_is(seed) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.integers(3, size=30), rng.integers(3, size=30)
    best = min(int((a != np.array(p)[b]).sum()) for p in permutations(range(3)))
    assert moved_by("x", a, b, np.ones(30, dtype=int)).moved == best
