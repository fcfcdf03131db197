"""Noise resembles the table in one respect at a time."""

import numpy as np
import pytest
from sklearn.metrics import silhouette_score
from tessera.ground import Ground
from tessera.nulls import KINDS, SIZE, draw_noise, fit_tables, silhouettes_of

RNG = np.random.default_rng(12)
POINTS = np.unique(np.round(RNG.multivariate_normal([50, 1000], [[9, 40], [40, 400]], size=150)), axis=0)
WEIGHTS = RNG.integers(1, 4, size=len(POINTS))
MIDDLE = POINTS.mean(axis=0)
GROUND = Ground(POINTS)


@pytest.mark.parametrize("kind", KINDS)
def test_noise_has_the_size_of_the_table_and_is_seeded(kind) -> None:
    noise = draw_noise(kind, GROUND, WEIGHTS, 3, np.random.default_rng(1))
    assert noise.shape == (3, WEIGHTS.sum(), 2)
    assert np.array_equal(noise, draw_noise(kind, GROUND, WEIGHTS, 3, np.random.default_rng(1)))


@pytest.mark.parametrize("kind", KINDS)
def test_noise_stops_growing_at_a_stated_size(kind) -> None:
    assert draw_noise(kind, GROUND, WEIGHTS * 1_000, 2, RNG).shape == (2, SIZE, 2)


def test_the_uniform_box_keeps_the_bounds() -> None:
    noise = draw_noise("uniform box", GROUND, WEIGHTS, 20, RNG) + MIDDLE
    assert (noise >= POINTS.min(axis=0) - 1e-3).all()
    assert (noise <= POINTS.max(axis=0) + 1e-3).all()


def test_shuffled_columns_keep_every_value_and_lose_the_relation() -> None:
    noise = draw_noise("shuffled columns", GROUND, WEIGHTS, 20, RNG) + MIDDLE
    rows = np.repeat(POINTS, WEIGHTS, axis=0)
    assert np.sort(noise[0], axis=0) == pytest.approx(np.sort(rows, axis=0), abs=1e-3)
    assert abs(np.mean([np.corrcoef(table.T)[0, 1] for table in noise])) < 0.1
    assert np.corrcoef(rows.T)[0, 1] > 0.5


@pytest.mark.parametrize("kind", ["PCA box", "Gaussian"])
def test_tilted_noise_keeps_the_relation(kind) -> None:
    noise = draw_noise(kind, GROUND, WEIGHTS, 20, RNG)
    rows = np.repeat(POINTS, WEIGHTS, axis=0)
    found = np.mean([np.corrcoef(table.T)[0, 1] for table in noise])
    assert found == pytest.approx(np.corrcoef(rows.T)[0, 1], abs=0.25)


def test_batched_silhouettes_equal_scikit_learn_table_by_table() -> None:
    tables = draw_noise("Gaussian", GROUND, WEIGHTS, 5, RNG)
    fits = fit_tables(tables, 4, RNG)
    expected = [silhouette_score(table, labels) for table, labels in zip(tables, fits.labels, strict=True)]
    assert silhouettes_of(tables, fits.labels, 4) == pytest.approx(expected, abs=2e-4)
