"""Silhouette, Calinski-Harabasz and Davies-Bouldin on weighted cells are those of the rows."""

import numpy as np
import pytest
from sklearn import metrics
from tessera.errors import ModelError
from tessera.indices import calinski_harabasz, davies_bouldin, silhouette, silhouettes_for

CELLS = np.array([[0.0], [1.0], [10.0]])
ONES = np.array([1, 1, 1])
PAIR_AND_ONE = np.array([0, 0, 1])


def test_silhouette_of_three_points_by_hand() -> None:
    found = silhouette(CELLS, ONES, PAIR_AND_ONE)
    assert found.widths == pytest.approx([0.9, 8 / 9, 0.0])
    assert found.mean == pytest.approx((0.9 + 8 / 9) / 3)


def test_customers_in_one_cell_are_each_others_nearest() -> None:
    found = silhouette(CELLS, np.array([1, 1, 2]), PAIR_AND_ONE)
    assert found.widths[2] == pytest.approx(1.0)
    assert found.mean == pytest.approx((0.9 + 8 / 9 + 2.0) / 4)


def test_indices_equal_scikit_learn_on_the_expanded_rows() -> None:
    rng = np.random.default_rng(3)
    cells = np.unique(rng.integers(0, 12, size=(90, 3)), axis=0).astype(float)
    counts = rng.integers(1, 6, size=len(cells))
    rows = np.repeat(cells, counts, axis=0)
    labelings = [rng.permutation(np.arange(len(cells)) % k) for k in (2, 3, 7)]
    for labels, found in zip(labelings, silhouettes_for(cells, counts, labelings), strict=True):
        per_row = np.repeat(labels, counts)
        assert np.repeat(found.widths, counts) == pytest.approx(metrics.silhouette_samples(rows, per_row))
        assert found.mean == pytest.approx(metrics.silhouette_score(rows, per_row))
        assert calinski_harabasz(cells, counts, labels) == pytest.approx(metrics.calinski_harabasz_score(rows, per_row))
        assert davies_bouldin(cells, counts, labels) == pytest.approx(metrics.davies_bouldin_score(rows, per_row))


def test_the_pass_in_blocks_gives_what_one_block_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = np.random.default_rng(0).normal(size=(50, 2))
    labels, counts = np.arange(50) % 3, np.ones(50, dtype=int)
    whole = silhouette(cells, counts, labels)
    monkeypatch.setattr("tessera.indices.BLOCK_BYTES", 8 * 50 * 7)
    assert silhouette(cells, counts, labels).widths == pytest.approx(whole.widths)


def test_one_segment_has_no_silhouette() -> None:
    with pytest.raises(ModelError, match="at least two"):
        silhouette(CELLS, ONES, np.zeros(3, dtype=int))


def test_segments_without_spread_have_an_infinite_calinski_harabasz() -> None:
    assert calinski_harabasz(CELLS, np.array([2, 2, 2]), np.arange(3)) == float("inf")
