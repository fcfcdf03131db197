"""Ward's tree on weighted cells is that of the rows, whatever their order."""

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.metrics import adjusted_rand_score
from tessera.clustering import fit_kmeans
from tessera.ward import compare_with_ward, cut_tree, grow_tree, preferred_k

RNG = np.random.default_rng(6)
CELLS = RNG.normal(size=(60, 2)) + RNG.choice([0, 6], size=(60, 1))
COUNTS = RNG.integers(1, 5, size=60)


def test_three_points_merge_at_their_distance_and_then_at_wards() -> None:
    tree = grow_tree(np.array([[0.0], [1.0], [10.0]]), np.ones(3, dtype=int))
    assert tree.heights == pytest.approx([1.0, np.sqrt(2 * 2 / 3) * 9.5])
    assert tree.customers.tolist() == [2, 3]


def test_heights_and_cuts_equal_scipy_on_the_expanded_rows() -> None:
    rows = np.repeat(CELLS, COUNTS, axis=0)
    rival = linkage(rows, "ward")
    tree = grow_tree(CELLS, COUNTS)
    assert tree.heights == pytest.approx(rival[-59:, 2])
    for k in (2, 3, 7):
        assert adjusted_rand_score(np.repeat(cut_tree(tree, k), COUNTS), fcluster(rival, k, "maxclust")) == 1.0


def test_shuffled_cells_give_the_same_cut_even_with_ties() -> None:
    grid = np.array([[x, y] for x in range(6) for y in range(5)], dtype=float)
    counts = np.ones(30, dtype=int)
    shuffled = RNG.permutation(30)
    for k in (2, 4, 9):
        assert (
            cut_tree(grow_tree(grid[shuffled], counts), k).tolist()
            == cut_tree(grow_tree(grid, counts), k)[shuffled].tolist()
        )


def test_two_far_groups_are_preferred_where_the_height_jumps() -> None:
    assert preferred_k(grow_tree(CELLS, COUNTS)) == 2


def test_the_drawn_top_holds_every_customer_once_and_its_merges_add_up() -> None:
    ward = compare_with_ward(CELLS, COUNTS, fit_kmeans(CELLS, COUNTS, 2, seed=0))
    held = list(ward.leaves)
    for left, right, _, customers in ward.merges:
        assert customers == held[left] + held[right]
        held.append(customers)
    assert sum(ward.leaves) == COUNTS.sum() == held[-1]
    assert len(ward.leaves) == 12
    assert ward.adjusted_rand == pytest.approx(1.0)
    assert ward.moved == 0


def test_drawn_branches_do_not_cross() -> None:
    ward = compare_with_ward(CELLS, COUNTS, fit_kmeans(CELLS, COUNTS, 2, seed=0))
    spans = [(i, i) for i in range(len(ward.leaves))]
    for left, right, _, _ in ward.merges:
        assert spans[left][1] + 1 == spans[right][0]
        spans.append((spans[left][0], spans[right][1]))


def test_a_large_table_is_drawn_from_a_sample_and_counted_in_full() -> None:
    cells = np.concatenate([RNG.normal(0, 1, (3000, 2)), RNG.normal(12, 1, (3000, 2))])
    counts = np.ones(6000, dtype=int)
    ward = compare_with_ward(cells, counts, fit_kmeans(cells, counts, 2, seed=0))
    assert ward.sizes == (3000, 3000)
    assert ward.moved == 0
