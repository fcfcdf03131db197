"""K-means on cells: the best optimum, whatever the order, the weights or the seed."""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from tessera.clustering import count_distinct, fit_kmeans, place_in_order
from tessera.errors import ModelError
from threadpoolctl import threadpool_limits

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [10.0, 0.0], [10.0, 1.0]])


@pytest.fixture(scope="module")
def blobs() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    rows = np.round(rng.normal(size=(300, 2)) * 4 + rng.choice([0, 9, 18], size=(300, 1)))
    cells, counts = np.unique(rows, axis=0, return_counts=True)
    return cells, counts


def test_two_pairs_of_corners_are_two_segments_with_their_means_as_centroids() -> None:
    fit = fit_kmeans(CORNERS, np.ones(4, dtype=int), 2, seed=0)
    assert fit.labels.tolist() == [0, 0, 1, 1]
    assert fit.centroids == pytest.approx(np.array([[0.0, 0.5], [10.0, 0.5]]))
    assert fit.inertia == pytest.approx(1.0)
    assert fit.hits == fit.starts


def test_a_heavier_cell_draws_the_centroid_towards_itself() -> None:
    fit = fit_kmeans(CORNERS, np.array([3, 1, 1, 1]), 2, seed=0)
    assert fit.centroids[0] == pytest.approx([0.0, 0.25])
    assert fit.inertia == pytest.approx(0.75 + 0.5)


@pytest.mark.parametrize("k", [2, 3, 5, 8])
def test_weighted_cells_give_what_the_rows_give(blobs: tuple[np.ndarray, np.ndarray], k: int) -> None:
    cells, counts = blobs
    rows = np.repeat(cells, counts, axis=0)
    by_cell = fit_kmeans(cells, counts, k, seed=1)
    by_row = fit_kmeans(rows, np.ones(len(rows), dtype=int), k, seed=2)
    assert by_cell.inertia == pytest.approx(by_row.inertia, rel=1e-9)
    assert np.repeat(by_cell.labels, counts).tolist() == by_row.labels.tolist()


@pytest.mark.parametrize("k", [3, 6])
def test_shuffled_cells_doubled_customers_and_another_seed_change_nothing(
    blobs: tuple[np.ndarray, np.ndarray], k: int
) -> None:
    cells, counts = blobs
    first = fit_kmeans(cells, counts, k, seed=1)
    shuffled = np.random.default_rng(0).permutation(len(cells))
    again = fit_kmeans(cells[shuffled], counts[shuffled] * 2, k, seed=99)
    assert again.labels.tolist() == first.labels[shuffled].tolist()
    assert again.centroids == pytest.approx(first.centroids)
    assert again.inertia == pytest.approx(2 * first.inertia)


def test_one_and_two_threads_give_the_same_segments(blobs: tuple[np.ndarray, np.ndarray]) -> None:
    cells, counts = blobs
    fits = []
    for threads in (1, 2):
        with threadpool_limits(limits=threads):
            fits.append(fit_kmeans(cells, counts, 5, seed=0))
    assert np.array_equal(fits[0].centroids, fits[1].centroids)
    assert np.array_equal(fits[0].labels, fits[1].labels)


def test_no_cell_is_nearer_to_another_segment_than_to_its_own(blobs: tuple[np.ndarray, np.ndarray]) -> None:
    cells, counts = blobs
    fit = fit_kmeans(cells, counts, 6, seed=0)
    apart = ((cells[:, None] - fit.centroids) ** 2).sum(axis=2)
    assert fit.labels.tolist() == apart.argmin(axis=1).tolist()


def test_scikit_learn_with_many_starts_finds_nothing_better(blobs: tuple[np.ndarray, np.ndarray]) -> None:
    cells, counts = blobs
    for k in (4, 7):
        rival = KMeans(n_clusters=k, n_init=60, tol=0, random_state=3).fit(cells, sample_weight=counts)
        assert fit_kmeans(cells, counts, k, seed=0).inertia <= rival.inertia_ * (1 + 1e-9)


def test_mirror_images_with_the_same_inertia_give_the_same_choice_for_any_seed() -> None:
    square = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    labels = {tuple(fit_kmeans(square, np.ones(4, dtype=int), 2, seed=seed).labels) for seed in range(10)}
    assert len(labels) == 1


def test_many_cells_are_started_on_a_sketch_and_settled_on_all() -> None:
    rng = np.random.default_rng(8)
    cells = np.concatenate([rng.normal(place, 0.5, size=(900, 2)) for place in ((0, 0), (5, 0), (0, 5))])
    fit = fit_kmeans(cells, np.ones(len(cells), dtype=int), 3, seed=0)
    assert np.bincount(fit.labels).tolist() == [900, 900, 900]
    assert fit.centroids[0] == pytest.approx(cells[fit.labels == 0].mean(axis=0))


def test_fewer_distinct_cells_than_segments_is_refused_with_their_number() -> None:
    with pytest.raises(ModelError, match="only 4 different combinations"):
        fit_kmeans(CORNERS, np.ones(4, dtype=int), 5, seed=0)
    with pytest.raises(ModelError, match="only 1 different"):
        fit_kmeans(np.zeros((3, 2)), np.ones(3, dtype=int), 2, seed=0)


def test_beside_a_value_that_is_far_too_far_others_cannot_be_told_apart() -> None:
    ages = np.array([[20.0, 1.0], [40.0, 2.0], [60.0, 3.0], [1e15, 2.0]])
    assert count_distinct(ages[:3]) == 3
    assert count_distinct(ages) == 2
    assert fit_kmeans(ages, np.ones(4, dtype=int), 2, seed=0).labels.tolist() == [0, 0, 0, 1]
    with pytest.raises(ModelError, match="only 2 different combinations"):
        fit_kmeans(ages, np.ones(4, dtype=int), 3, seed=0)


def test_as_many_segments_as_cells_leaves_no_spread() -> None:
    fit = fit_kmeans(CORNERS, np.ones(4, dtype=int), 4, seed=0)
    assert fit.labels.tolist() == [0, 1, 2, 3]
    assert fit.inertia == pytest.approx(0.0)


def test_segments_are_ordered_by_their_first_feature_then_the_next() -> None:
    assert place_in_order(np.array([[2.0, 1.0], [1.0, 5.0], [1.0, 3.0]])).tolist() == [2, 1, 0]
    assert place_in_order(np.array([[1.0 + 1e-15, 1.0], [1.0, 5.0]])).tolist() == [0, 1]
