"""How a model is questioned, step by step: in which scales, with which starts, and which scale decides.

The indices themselves are tested where they are made; here they are stood in for, so that every choice can be seen.
"""

from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pytest
from tessera import trust
from tessera.clustering import fit_kmeans
from tessera.facts import NullResult, Ward, Yardstick
from tessera.ground import Ground
from tessera.indices import silhouette
from tessera.scaling import apply_scaling, fit_scaling
from tessera.stability import Redraws
from tessera.study_settings import TrustSpec
from tessera.trust import Assessment, Case, Effort, assess
from tessera.yardsticks import AS_STUDIED, STANDARDISED, Measured

ROWS = np.array([[1.0, 10], [1, 11], [2, 10], [8, 90], [8, 91], [9, 90], [5, 40], [5, 44]])
WEIGHTS = np.array([3, 1, 1, 2, 1, 1, 1, 2])
CUSTOMERS = 12
STRONG = {"silhouette": 0.9, "jaccard": 0.95, "prediction_strength": 0.9}


def case_of(kind="none", *, k=3, ks=(), chosen_by="study", values=ROWS, blocks=(), pca=None, preferred=None) -> Case:
    scaling = fit_scaling(values, WEIGHTS, kind, pca, blocks=blocks)
    points = apply_scaling(scaling, values)
    partitions = {each: fit_kmeans(points, WEIGHTS, each, seed=0) for each in {k, *ks}}
    slugs = tuple(f"s{label}" for label in range(k))
    return Case("m", slugs, values, WEIGHTS, scaling, partitions, k, chosen_by, preferred or {})


def yardstick(name, view, p=0.001, **more) -> Yardstick:
    null = NullResult("uniform box", 100, 0.3, 0.2, 0.4, p)
    value = STRONG[name]
    return replace(Yardstick(name, value, None, 0.2, 0.4, p, "uniform box", view.scale, (null,)), **more)


@pytest.fixture
def measured(monkeypatch):
    """Stands in for the measuring: hands out what each scale is to show, and keeps what was asked."""
    asked, shows = [], {}

    def measure(view, ks, draws, bootstraps, rng):
        asked.append({"view": view, "ks": list(ks), "draws": draws, "bootstraps": bootstraps, "rng": rng})
        yards = tuple(yardstick(name, view, **shows.get((view.scale, name), {})) for name in STRONG)
        overlaps = np.array([[0.8, 1.0, np.nan], [0.6, 0.9, 0.7]]) + (0.0 if view.scale == AS_STUDIED else -0.5)
        return Measured(view, Redraws(overlaps, np.array([0.9, 0.7])), 0.01, yards)

    monkeypatch.setattr(trust, "measure", measure)
    return asked, shows


@pytest.fixture
def fits(monkeypatch):
    """Keeps what every further fit was asked."""
    asked = []

    def fit(points, weights, k, *, seed):
        asked.append({"points": points, "k": k, "seed": seed})
        return fit_kmeans(points, weights, k, seed=seed)

    monkeypatch.setattr(trust, "fit_kmeans", fit)
    return asked


def test_as_much_effort_as_a_study_asks_when_it_says_nothing() -> None:
    spec, effort = TrustSpec(), Effort(seed=0)
    assert (effort.draws, effort.bootstraps, effort.alpha) == (spec.draws, spec.bootstraps, spec.alpha)


@pytest.mark.parametrize("fact", [Effort(0), case_of(), Assessment(None, (), (), None, None, ())])
def test_facts_do_not_change(fact) -> None:
    for field in fields(fact):
        with pytest.raises(FrozenInstanceError):
            setattr(fact, field.name, 1)
    assert not hasattr(fact, "__dict__")


@pytest.mark.parametrize("effort", [Effort(0, draws=0), Effort(0, bootstraps=0), Effort(0, draws=0, bootstraps=0)])
def test_without_effort_there_is_no_verdict_but_all_else(measured, effort) -> None:
    found = assess(case_of(), effort)
    assert (found.stability, found.yardsticks, found.other_scale, found.verdict) == (None, (), (), None)
    assert found.changes
    assert measured[0] == []


def test_the_least_effort_gives_a_verdict(measured) -> None:
    assert assess(case_of(), Effort(0, draws=1, bootstraps=1)).verdict is not None
    assert [(each["draws"], each["bootstraps"]) for each in measured[0]] == [(1, 1), (1, 1)]


def test_cells_are_taken_in_ascending_order_the_first_feature_first(measured) -> None:
    order = np.random.default_rng(0).permutation(len(ROWS))
    case = case_of(values=ROWS)
    shuffled = replace(
        case,
        values=case.values[order],
        weights=case.weights[order],
        partitions={k: replace(fit, labels=fit.labels[order]) for k, fit in case.partitions.items()},
    )
    assess(shuffled, Effort(0))
    view = measured[0][0]["view"]
    in_order = sorted(range(len(ROWS)), key=lambda i: tuple(ROWS[i]))
    assert view.points.tolist() == ROWS[in_order].tolist()
    assert view.weights.tolist() == WEIGHTS[in_order].tolist()
    assert view.labels.tolist() == case.partitions[3].labels[in_order].tolist()


def test_a_model_as_read_is_also_looked_at_standardised(measured, fits) -> None:
    assess(case_of("none"), Effort(seed=4))
    as_read, standardised = (each["view"] for each in measured[0])
    assert (as_read.scale, standardised.scale) == (AS_STUDIED, STANDARDISED)
    assert np.average(standardised.points, axis=0, weights=standardised.weights) == pytest.approx([0, 0])
    assert np.average(standardised.points**2, axis=0, weights=standardised.weights) == pytest.approx([1, 1])
    assert fits[0]["points"] is standardised.points
    assert (fits[0]["k"], fits[0]["seed"]) == (3, 4)


@pytest.mark.parametrize(("kind", "views"), [("none", 2), ("robust", 2), ("minmax", 2), ("standard", 1)])
def test_a_standardised_model_has_one_scale(measured, kind, views) -> None:
    found = assess(case_of(kind), Effort(0))
    assert len(measured[0]) == views
    assert (found.other_scale == ()) is (views == 1)
    assert found.changes[0].choice == ("unstandardised" if kind == "standard" else "standardised")


def test_a_standardised_model_is_compared_with_columns_as_they_were_read(fits) -> None:
    assess(case_of("standard"), Effort(0, draws=0))
    assert fits[0]["points"].tolist() == sorted(ROWS.tolist())


def test_the_other_scale_keeps_components_and_the_weight_of_traits(measured) -> None:
    assess(case_of("robust", pca=1), Effort(0))
    assert measured[0][1]["view"].points.shape == (8, 1)
    measured[0].clear()
    traits = np.column_stack([ROWS[:, 0], ROWS[:, 1] > 41, ROWS[:, 1] <= 41]).astype(float)
    assess(case_of("minmax", values=traits, blocks=((1, 2),)), Effort(0))
    points, weights = (getattr(measured[0][1]["view"], part) for part in ("points", "weights"))
    variances = np.average((points - np.average(points, axis=0, weights=weights)) ** 2, axis=0, weights=weights)
    assert variances[0] == pytest.approx(1)
    assert variances[1:].sum() == pytest.approx(1)  # a trait weighs as much as a number


def test_the_silhouette_beside_noise_is_that_of_the_segments_in_each_scale(measured) -> None:
    assess(case_of(), Effort(0))
    for each in measured[0]:
        view = each["view"]
        assert isinstance(view.ground, Ground)  # what its noise is drawn on
        assert view.silhouette == silhouette(view.points, view.weights, view.labels).mean
        assert view.k == 3


@pytest.mark.parametrize(("chosen_by", "ks"), [("study", [3]), ("data", [2, 3, 4])])
def test_noise_may_choose_its_k_only_where_the_data_chose_theirs(measured, chosen_by, ks) -> None:
    assess(case_of(chosen_by=chosen_by, ks=(4, 2)), Effort(0))
    assert [each["ks"] for each in measured[0]] == [ks, ks]


def test_chance_starts_from_the_seed_and_goes_on_from_scale_to_scale(measured) -> None:
    for seed in (1, 1, 2):
        assess(case_of(), Effort(seed))
    first, second, again, _, other, _ = (each["rng"] for each in measured[0])
    assert first is second
    drawn = [rng.random() for rng in (first, again, other)]
    assert drawn[0] == drawn[1] != drawn[2]


def scale_that_counts(measured, **shows) -> str:
    measured[1].update({(STANDARDISED if "standardised" in key else AS_STUDIED, key.split("__")[1]): value for key, value in shows.items()})  # fmt: skip
    found = assess(case_of(), Effort(0))
    assert {y.scale for y in found.yardsticks} | {y.scale for y in found.other_scale} == {AS_STUDIED, STANDARDISED}
    return found.yardsticks[0].scale


def test_of_equal_scales_the_studys_own_counts(measured) -> None:
    assert scale_that_counts(measured) == AS_STUDIED


def test_the_scale_with_the_lower_level_counts(measured) -> None:
    assert scale_that_counts(measured, standardised__jaccard={"value": 0.5}) == STANDARDISED


def test_the_lower_level_counts_in_the_studys_own_scale_too(measured) -> None:
    weak = {"standardised__silhouette": {"p": 0.5}, "studied__jaccard": {"value": 0.5}}
    assert scale_that_counts(measured, **weak) == AS_STUDIED


def test_at_the_same_level_the_silhouette_that_noise_reaches_more_often_counts(measured) -> None:
    assert scale_that_counts(measured, standardised__silhouette={"p": 0.005}) == STANDARDISED


def test_another_indexs_p_value_decides_nothing(measured) -> None:
    later = {"standardised__jaccard": {"p": 0.9}, "standardised__prediction_strength": {"p": 0.9}}
    assert scale_that_counts(measured, **later) == AS_STUDIED


def test_the_verdict_is_that_of_the_scale_that_counts_at_the_asked_error(measured) -> None:
    measured[1][STANDARDISED, "silhouette"] = {"p": 0.03}
    case = case_of(preferred={"gap": 1})
    strict, lenient = assess(case, Effort(0, alpha=0.01)), assess(case, Effort(0, alpha=0.05))
    assert (strict.verdict.level, lenient.verdict.level) == ("reproducible", "natural")
    assert strict.verdict.reach == ()
    told = [assess(case_of(preferred=found), Effort(0)).verdict.reasons for found in ({"gap": 1}, {"gap": 3}, {})]
    assert len(told[0]) == len(told[1]) + 1 == len(told[2]) + 1  # the gap's dissent


def test_redraws_are_shown_in_the_studys_scale_whichever_counts(measured) -> None:
    measured[1][STANDARDISED, "jaccard"] = {"value": 0.5}
    found = assess(case_of(), Effort(0)).stability
    assert found.jaccard == pytest.approx({"s0": 0.7, "s1": 0.95, "s2": 0.7})  # a segment not drawn has no overlap
    assert found.weakest_jaccard == pytest.approx(0.7)
    assert found.draws == 2
    assert found.mean_adjusted_rand == pytest.approx(0.8)
    assert found.sd_adjusted_rand == pytest.approx(0.1)
    assert found.weakest_error == 0.01


def test_every_change_counts_the_customers_it_moves(monkeypatch, fits) -> None:
    ward = Ward(0.5, 3, (6, 6), (), (), 2)
    monkeypatch.setattr(trust, "compare_with_ward", lambda *_: ward)
    found = assess(case_of(), Effort(seed=5, draws=0))
    assert found.ward is ward
    assert found.changes[-1].choice == "Ward"
    assert (found.changes[-1].moved, found.changes[-1].of, found.changes[-1].share) == (3, CUSTOMERS, 0.25)
    assert [fit["seed"] for fit in fits] == [5, 6]  # the other scale, and another start
    assert fits[1]["k"] == 3


def test_ward_cuts_the_chosen_segmentation_in_the_models_space(monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(trust, "compare_with_ward", lambda *given: asked.append(given) or Ward(1.0, 0, (), (), (), 2))
    case = case_of("standard", ks=(2,))
    assess(case, Effort(0, draws=0))
    ((points, weights, partition),) = asked
    assert np.average(points**2, axis=0, weights=weights) == pytest.approx([1, 1])
    assert len(partition.centroids) == 3


def test_a_rare_value_of_a_trait_is_no_outlier() -> None:
    rare = np.array([[1.0, 0, 1], [2, 0, 1], [3, 0, 1], [4, 0, 1], [5, 0, 1], [6, 0, 1], [7, 0, 1], [8, 1, 0]])
    found = assess(case_of("minmax", values=rare, blocks=((1, 2),)), Effort(0, draws=0))
    assert "without outliers" not in [change.choice for change in found.changes]
    far = rare.copy()
    far[7, 0] = 100
    found = assess(case_of("minmax", values=far, blocks=((1, 2),)), Effort(0, draws=0))
    assert "without outliers" in [change.choice for change in found.changes]
