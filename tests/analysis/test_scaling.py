"""Scalings learnt from cells are those of the rows, and can be taken back."""

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler
from tessera.errors import ModelError
from tessera.scaling import apply_scaling, fit_scaling, invert_scaling, weighted_quantile

RNG = np.random.default_rng(4)
CELLS = np.unique(RNG.integers(0, 9, size=(40, 3)), axis=0).astype(float)
COUNTS = RNG.integers(1, 5, size=len(CELLS))
ROWS = np.repeat(CELLS, COUNTS, axis=0)


@pytest.mark.parametrize(
    ("kind", "scaler"), [("standard", StandardScaler()), ("robust", RobustScaler()), ("minmax", MinMaxScaler())]
)
def test_each_scaling_equals_scikit_learn_on_the_rows(kind, scaler) -> None:
    scaling = fit_scaling(CELLS, COUNTS, kind)
    assert np.repeat(apply_scaling(scaling, CELLS), COUNTS, axis=0) == pytest.approx(scaler.fit_transform(ROWS))


def test_components_equal_scikit_learn_on_the_rows_up_to_sign() -> None:
    scaling = fit_scaling(CELLS, COUNTS, "standard", pca=2)
    rival = PCA(2, svd_solver="full").fit(StandardScaler().fit_transform(ROWS))
    assert np.abs(scaling.components) == pytest.approx(np.abs(rival.components_))
    assert scaling.explained == pytest.approx(rival.explained_variance_ratio_)
    assert all(row[np.argmax(np.abs(row))] > 0 for row in scaling.components)


@pytest.mark.parametrize("kind", ["none", "standard", "robust", "minmax"])
def test_a_scaling_can_be_taken_back(kind) -> None:
    scaling = fit_scaling(CELLS, COUNTS, kind, pca=3)
    assert invert_scaling(scaling, apply_scaling(scaling, CELLS)) == pytest.approx(CELLS)


def test_quantiles_of_cells_are_those_of_the_rows() -> None:
    values, counts = np.array([5.0, 1.0, 3.0]), np.array([1, 4, 2])
    rows = np.repeat(values, counts)
    for share in (0.0, 0.25, 0.5, 0.6, 0.75, 1.0):
        assert weighted_quantile(values, counts, share) == pytest.approx(np.quantile(rows, share))


def test_a_column_with_one_value_is_refused_by_name() -> None:
    with pytest.raises(ModelError, match=r"'income' holds one value only \(7\)"):
        fit_scaling(np.array([[1.0, 7.0], [2.0, 7.0]]), np.array([1, 1]), "none", names=("age", "income"))


def test_a_column_without_a_middle_cannot_be_scaled_by_it() -> None:
    with pytest.raises(ModelError, match="interquartile range, which is zero"):
        fit_scaling(np.array([[0.0], [1.0]]), np.array([9, 1]), "robust")


def test_more_components_than_columns_are_refused() -> None:
    with pytest.raises(ModelError, match="4 principal components were asked of 3 columns"):
        fit_scaling(CELLS, COUNTS, "standard", pca=4)
