"""Noise is never called natural, and groups that are there always are."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tessera.clustering import fit_kmeans
from tessera.ground import Ground
from tessera.indices import silhouette
from tessera.nulls import KINDS, draw_noise
from tessera.scaling import apply_scaling, fit_scaling
from tessera.threads import one_thread
from tessera.trust import Assessment, Case, Effort, assess
from tessera.yardsticks import AS_STUDIED, View, silhouette_beside

MALL = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "Mall_Customers.csv"
AGE, INCOME, SPENDING = 2, 3, 4


def case_of(rows, k, kind="none", chosen_by="study", ks=()) -> Case:
    cells, counts = np.unique(np.asarray(rows, dtype=float), axis=0, return_counts=True)
    scaling = fit_scaling(cells, counts, kind)
    points = apply_scaling(scaling, cells)
    partitions = {each: fit_kmeans(points, counts, each, seed=1) for each in {k, *ks}}
    slugs = tuple(f"segment-{label}" for label in range(k))
    return Case("model", slugs, cells, counts, scaling, partitions, k, chosen_by, {"gap": 1})


def question(rows, k, **more) -> Assessment:
    return assess(case_of(rows, k, **more), Effort(seed=1))


def far_gaussians(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    centres = np.array([[0, 0], [10, 0], [0, 10], [10, 10], [5, 5]])
    return np.repeat(centres, 40, axis=0) + rng.normal(size=(200, 2))


@pytest.fixture(scope="module")
def flat() -> Assessment:
    return question(np.random.default_rng(3).random((120, 2)), 4)


@pytest.mark.parametrize("k", [3, 4, 5, 6])
def test_uniform_noise_is_never_natural(k) -> None:
    """Twenty tables of 200 points; the few whose silhouette beats every noise are questioned to the end."""
    for seed in range(20):
        rng = np.random.default_rng([seed, 77])
        points, ones = rng.random((200, 2)), np.ones(200, dtype=int)
        fit = fit_kmeans(points, ones, k, seed=1)
        view = View(AS_STUDIED, Ground(points), points, ones, fit.labels, k, silhouette(points, ones, fit.labels).mean)
        with one_thread():
            noise = {kind: draw_noise(kind, Ground(points), ones, 100, rng) for kind in KINDS}
            beside = silhouette_beside(noise, view, (k,), rng)
        if all(null.p_value <= 0.01 for null in beside.nulls):
            assert question(points, k).verdict.level != "natural"


@pytest.mark.parametrize("seed", range(4))
def test_five_far_gaussians_are_always_natural(seed) -> None:
    found = question(far_gaussians(seed), 5)
    assert found.verdict.level == "natural"
    assert found.verdict.tiles == 4


def test_groups_that_the_data_count_themselves_are_natural_too() -> None:
    rows = far_gaussians(9)
    assert question(rows, 5, chosen_by="data", ks=(2, 3, 4, 5, 6)).verdict.level == "natural"


def test_noise_that_may_choose_its_k_comes_further() -> None:
    rows = np.random.default_rng(5).random((100, 2))
    fixed, free = question(rows, 3, ks=(2, 4, 5, 6)), question(rows, 3, ks=(2, 4, 5, 6), chosen_by="data")
    assert free.yardsticks[0].noise_low > fixed.yardsticks[0].noise_low


@pytest.mark.skipif(not MALL.exists(), reason="the real table is not at hand")
@pytest.mark.parametrize(
    ("columns", "k", "natural"), [((INCOME, SPENDING), 5, True), ((AGE, SPENDING), 4, False), ((AGE, INCOME), 4, False)]
)
def test_of_the_real_mall_models_only_income_and_spending_is_natural(columns, k, natural) -> None:
    rows = np.genfromtxt(MALL, delimiter=",", skip_header=1, usecols=columns)
    assert (question(rows, k).verdict.level == "natural") is natural


@pytest.mark.skipif(not MALL.exists(), reason="the real table is not at hand")
def test_a_table_drawn_from_flat_columns_has_no_groups() -> None:
    rows = np.genfromtxt(
        MALL.with_name("customer_segmentation_data.csv"), delimiter=",", skip_header=1, usecols=(1, 3, 4)
    )
    assert question(rows, 3, kind="standard").verdict.level == "none"


def test_shuffled_cells_change_nothing(flat) -> None:
    case = case_of(np.random.default_rng(3).random((120, 2)), 4)
    order = np.random.default_rng(0).permutation(len(case.weights))
    partitions = {k: replace(fit, labels=fit.labels[order]) for k, fit in case.partitions.items()}
    shuffled = replace(case, values=case.values[order], weights=case.weights[order], partitions=partitions)
    assert assess(shuffled, Effort(seed=1)) == flat


def test_both_scales_are_looked_at_and_the_less_favourable_counts(flat) -> None:
    assert {flat.yardsticks[0].scale, flat.other_scale[0].scale} == {"as in the study", "standardised"}
    assert [y.name for y in flat.yardsticks] == ["silhouette", "jaccard", "prediction_strength"]


def test_a_standardised_model_has_one_scale_and_compares_with_the_columns_as_read() -> None:
    found = question(np.random.default_rng(3).random((60, 2)) * [1, 9], 3, kind="standard")
    assert found.other_scale == ()
    assert found.changes[0].choice == "unstandardised"


def test_every_other_choice_is_reported_with_who_it_moves(flat) -> None:
    assert [change.choice for change in flat.changes] == ["standardised", "k-1", "k+1", "another start", "Ward"]
    assert flat.changes[3].moved == 0
    assert all(0 <= change.moved < change.of == 120 for change in flat.changes)


def test_the_stability_of_every_segment_is_told_by_its_name(flat) -> None:
    assert sorted(flat.stability.jaccard) == [f"segment-{label}" for label in range(4)]
    assert flat.stability.weakest_jaccard == min(flat.stability.jaccard.values())
    assert flat.stability.draws == 100


def test_without_draws_there_is_no_verdict() -> None:
    found = assess(case_of(far_gaussians(1), 5), Effort(seed=1, draws=0))
    assert found.verdict is None
    assert found.yardsticks == ()
    assert found.ward.moved == 0
