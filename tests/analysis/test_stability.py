"""Redraws, halves and agreement of segmentations."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score
from tessera import stability
from tessera.clustering import fit_kmeans
from tessera.stability import (
    adjusted_rand,
    cross_tables,
    match_labels,
    overlaps,
    prediction_strength,
    prediction_strengths,
    redraw,
    weakest_overlaps,
)

TWO_BLOBS = np.concatenate([np.linspace(0, 1, 20), np.linspace(50, 51, 20)])[:, None]
ONES = np.ones(40, dtype=int)


def test_adjusted_rand_equals_scikit_learn_on_the_rows() -> None:
    rng = np.random.default_rng(0)
    a, b, weights = rng.integers(3, size=30), rng.integers(4, size=30), rng.integers(1, 5, size=30)
    rows = np.repeat(a, weights), np.repeat(b, weights)
    assert adjusted_rand(a, b, weights) == pytest.approx(adjusted_rand_score(*rows))


def test_the_same_segments_under_other_names_agree_fully() -> None:
    labels = np.array([0, 0, 1, 2])
    assert adjusted_rand(labels, np.array([2, 2, 0, 1]), np.array([1, 2, 3, 4])) == 1.0
    assert match_labels(labels, np.array([2, 2, 0, 1]), np.ones(4, dtype=int)).tolist() == labels.tolist()


def test_overlap_is_shared_over_either() -> None:
    table = cross_tables(np.array([[0, 0, 0, 1]]), np.array([[0, 0, 1, 1]]), k=2)
    assert table.tolist() == [[[2.0, 1.0], [0.0, 1.0]]]
    assert overlaps(table) == pytest.approx(np.array([[2 / 3, 1 / 2]]))


def test_a_segment_of_which_nobody_was_drawn_has_no_overlap() -> None:
    assert np.isnan(overlaps(cross_tables(np.array([[0, 0]]), np.array([[0, 1]]), k=2))).tolist() == [[False, True]]


def test_far_groups_always_come_back_and_carry_over() -> None:
    labels = fit_kmeans(TWO_BLOBS, ONES, 2, seed=0).labels
    found = redraw(TWO_BLOBS, ONES, labels, 2, draws=20, rng=np.random.default_rng(0))
    assert found.overlaps.shape == (20, 2)
    assert found.overlaps.min() == 1.0
    assert found.adjusted_rand.min() == 1.0
    assert prediction_strength(TWO_BLOBS, ONES, 2, 10, np.random.default_rng(0)).tolist() == [1.0] * 10


def test_a_flat_line_cut_in_five_does_not_come_back() -> None:
    line = np.linspace(0, 1, 40)[:, None]
    labels = fit_kmeans(line, ONES, 5, seed=0).labels
    found = redraw(line, ONES, labels, 5, draws=40, rng=np.random.default_rng(0))
    assert found.overlaps.mean(axis=0).min() < 0.75
    assert prediction_strength(line, ONES, 5, 40, np.random.default_rng(0)).mean() < 0.6


def test_customers_in_one_cell_count_as_many_rows() -> None:
    rows = np.repeat(np.array([[0.0], [1.0], [9.0]]), [10, 5, 15], axis=0)
    cells, counts, labels = np.array([[0.0], [1.0], [9.0]]), np.array([10, 5, 15]), np.array([0, 0, 1])
    by_row = redraw(rows, np.ones(30, dtype=int), np.repeat(labels, counts), 2, draws=9, rng=np.random.default_rng(3))
    by_cell = redraw(cells, counts, labels, 2, draws=9, rng=np.random.default_rng(3))
    assert by_cell.overlaps == pytest.approx(by_row.overlaps)
    assert by_cell.adjusted_rand == pytest.approx(by_row.adjusted_rand)


def test_large_tables_are_redrawn_at_a_bounded_size(monkeypatch) -> None:
    sizes = []
    real = stability.fit_tables

    def watched(tables, *rest, **more):
        sizes.append(tables.shape)
        return real(tables, *rest, **more)

    monkeypatch.setattr(stability, "fit_tables", watched)
    weights = np.full(40, 1_000_000)
    redraw(TWO_BLOBS, weights, np.repeat([0, 1], 20), 2, draws=3, rng=np.random.default_rng(0))
    prediction_strength(TWO_BLOBS, weights, 2, 3, np.random.default_rng(0))
    assert sizes == [(3, 1_000, 1), (3, 500, 1), (3, 500, 1)]


def test_tables_are_judged_one_by_one() -> None:
    far, flat = TWO_BLOBS, np.linspace(0, 1, 40)[:, None]
    tables = np.stack([far, flat]).astype(np.float32)
    weakest = weakest_overlaps(tables, 2, 20, np.random.default_rng(0))
    strengths = prediction_strengths(tables, 2, 20, np.random.default_rng(0))
    assert weakest[0] == strengths[0] == 1.0
    assert weakest[1] < 0.95
    assert strengths[1] < 0.95
