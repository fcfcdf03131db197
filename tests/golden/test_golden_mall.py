"""The real mall table, against figures that were computed independently."""

import json
from pathlib import Path

import pytest
from tessera.analyse import analyse
from tessera.study import load_study

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
MODELS = {"income-spend": "income_spend_k5", "age-spend": "age_spend_k4", "age-income": "age_income_k4"}
COLUMNS = {"age": "Age", "income": "Annual Income (k$)", "spending": "Spending Score (1-100)"}

pytestmark = pytest.mark.skipif(
    not SHARED.exists(), reason="the real tables lie beside the project only where it is made"
)


@pytest.fixture(scope="module")
def golden():
    return json.loads((SHARED / "golden" / "mall_customers.json").read_text())


@pytest.fixture(scope="module")
def findings():
    study = load_study(ROOT / "study.yml")
    return analyse(study, "data/Mall_Customers.csv", SHARED, ROOT / "templates" / "playbook")


@pytest.fixture(scope="module", params=MODELS)
def pair(request, findings, golden):
    return findings.models[request.param], golden["models"][MODELS[request.param]]["scalings"]["raw"]


def test_indices_of_the_chosen_k_agree(pair):
    model, expected = pair
    assert model.inertia == pytest.approx(expected["inertia"], rel=1e-4)
    assert model.silhouette == pytest.approx(expected["silhouette"], abs=1e-3)
    assert model.calinski_harabasz == pytest.approx(expected["calinski_harabasz"], rel=1e-3)
    assert model.davies_bouldin == pytest.approx(expected["davies_bouldin"], abs=1e-3)
    assert model.ward.adjusted_rand == pytest.approx(expected["ari_ward_vs_kmeans"], abs=5e-3)


def test_every_segment_has_the_size_means_spread_and_shares_it_should(pair):
    model, expected = pair
    clusters = {c["n"] + c["Age"]["mean"] / 1000: c for c in expected["clusters"]}
    for segment in model.segments.values():
        cluster = clusters.pop(min(clusters, key=lambda key: abs(key - segment.size - segment.means["age"] / 1000)))
        assert segment.size == cluster["n"]
        assert segment.share == pytest.approx(cluster["share"], abs=0.01)
        for name, header in COLUMNS.items():
            assert segment.means[name] == pytest.approx(cluster[header]["mean"], abs=0.01)
            assert segment.sds[name] == pytest.approx(cluster[header]["sd"], abs=0.01)
            assert segment.medians[name] == cluster[header]["median"]
        assert segment.shares["gender"]["Female"] == pytest.approx(cluster["Gender_share"]["Female"], abs=0.01)
    assert not clusters


def test_indices_for_every_number_of_segments_agree(findings, golden):
    for key in MODELS:
        expected = {row["k"]: row for row in golden["k_search"][key.replace("-", "_")]["raw"]["table"]}
        for row in findings.models[key].search:
            assert row.inertia <= expected[row.k]["best_known_inertia"] * (1 + 1e-4)
            if expected[row.k]["is_best_known"]:
                assert row.silhouette == pytest.approx(expected[row.k]["silhouette"], abs=1e-3)
                assert row.calinski_harabasz == pytest.approx(expected[row.k]["calinski_harabasz"], rel=1e-3)
                assert row.davies_bouldin == pytest.approx(expected[row.k]["davies_bouldin"], abs=1e-3)


def test_age_and_income_reach_the_best_optimum_and_not_the_next(findings, golden):
    next_best = golden["models"]["age_income_k4"]["next_best_optimum_raw"]["inertia"]
    assert findings.models["age-income"].inertia < next_best - 1


def test_only_income_and_spending_is_natural(findings):
    levels = {key: model.verdict.level for key, model in findings.models.items()}
    assert levels["income-spend"] == "natural"
    assert "natural" not in (levels["age-spend"], levels["age-income"])


def test_columns_are_summarised_as_they_are(findings, golden):
    for name, header in COLUMNS.items():
        column, expected = findings.data.columns[name], golden["eda"][header]
        for field in ("mean", "sd", "min", "q1", "median", "q3", "max"):
            assert getattr(column, field) == pytest.approx(expected[field], abs=0.01)
        assert (column.missing, column.outliers) == (expected["missing"], expected["outliers_iqr"])


def test_an_index_is_the_segments_mean_over_everyones(findings):
    for model in findings.models.values():
        for segment in model.segments.values():
            for name in COLUMNS:
                everyone = findings.data.columns[name].mean
                assert segment.index[name] == pytest.approx(100 * segment.means[name] / everyone)


def test_thirteen_segments_each_have_advice_of_their_own(findings):
    segments = [s for m in findings.models.values() for s in m.segments.values()]
    assert len(segments) == 13
    for segment in segments:
        claims = [c for lever in segment.strategy.levers for c in lever.claims]
        assert len(claims) >= 4
        assert len(segment.strategy.levers) >= 3
        assert all(c.keys for c in claims if c.kind == "evidence")
        assert all(c.settled_by for c in claims if c.kind == "hypothesis")
        assert segment.strategy.target is not None
        assert segment.strategy.test is not None


def test_segments_of_two_models_share_a_strategy_and_count_nobody_twice(findings):
    assert findings.groups
    for group in findings.groups:
        members = set(group.members)
        union = sum(
            customers
            for slugs, customers in findings.cube.rows
            if members & set(zip(findings.cube.models, slugs, strict=True))
        )
        assert group.customers == union
