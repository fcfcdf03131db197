"""The further studies on the real tables, against figures that were computed independently."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tessera.analyse import analyse
from tessera.facts import Findings, Model, Segment
from tessera.study import load_study

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
PLAYBOOK = ROOT / "templates" / "playbook"
MALL = {"age": "Age", "income": "Annual Income (k$)", "spending": "Spending Score (1-100)"}
PERSONALITY = {
    "income": "Income",
    "age": "Age",
    "children": "Children",
    "spend": "TotalSpend",
    "purchases": "TotalPurchases",
    "campaigns": "AcceptedCampaigns",
    "deals": "NumDealsPurchases",
    "browsing": "NumWebVisitsMonth",
    "web": "NumWebPurchases",
    "catalogue": "NumCatalogPurchases",
    "store": "NumStorePurchases",
}

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the real tables are not at hand")


@cache
def golden(name: str) -> dict[str, Any]:
    return json.loads((SHARED / "golden" / f"{name}.json").read_text())


@cache
def found(study: str, table: str) -> Findings:
    return analyse(load_study(ROOT / "examples" / study / "study.yml"), f"data/{table}", SHARED, PLAYBOOK)


def only(findings: Findings) -> Model:
    (model,) = findings.models.values()
    return model


def personality() -> Model:
    return only(found("personality", "marketing_campaign.csv"))


def loyalty() -> Model:
    return only(found("loyalty", "customer_segmentation_data.csv"))


def assert_alike(segments: list[Segment], clusters: list[Mapping[str, Any]], columns: Mapping[str, str]) -> None:
    """Every segment has the size, means, spreads and medians of its own cluster."""
    left = {c["n"] + c["Age"]["mean"] / 1000: c for c in clusters}
    for segment in segments:
        key = segment.size + segment.means["age"] / 1000
        cluster = left.pop(min(left, key=lambda other: abs(other - key)))
        assert segment.size == cluster["n"]
        for name, header in columns.items():
            assert segment.means[name] == pytest.approx(cluster[header]["mean"], abs=0.01)
            assert segment.sds[name] == pytest.approx(cluster[header]["sd"], abs=0.01)
            assert segment.medians[name] == pytest.approx(cluster[header]["median"], abs=0.01)
    assert not left


@pytest.mark.parametrize(
    ("key", "name"), [("three-in-five", "age_income_spend_k5"), ("three-in-six", "age_income_spend_k6")]
)
def test_the_mall_by_three_features_agrees(key: str, name: str) -> None:
    model = found("mall-three-features", "Mall_Customers.csv").models[key]
    expected = golden("mall_customers")["models"][name]["scalings"]["raw"]
    assert model.inertia == pytest.approx(expected["inertia"], rel=1e-4)
    assert model.silhouette == pytest.approx(expected["silhouette"], abs=1e-3)
    assert model.calinski_harabasz == pytest.approx(expected["calinski_harabasz"], rel=1e-3)
    assert model.davies_bouldin == pytest.approx(expected["davies_bouldin"], abs=1e-3)
    assert model.ward is not None
    assert model.ward.adjusted_rand == pytest.approx(expected["ari_ward_vs_kmeans"], abs=5e-3)
    assert_alike(list(model.segments.values()), expected["clusters"], MALL)


def test_a_wrong_number_of_segments_is_not_called_a_table_without_groups() -> None:
    five, six = (
        found("mall-three-features", "Mall_Customers.csv").models[k] for k in ("three-in-five", "three-in-six")
    )
    assert five.verdict is not None
    assert six.verdict is not None
    assert (five.verdict.level, six.verdict.level) == ("none", "reproducible")
    assert five.words is not None
    assert "segments that do not hold" in five.words.headline
    assert "no groups" not in f"{five.verdict.headline} {five.verdict.sentence} {five.words.standfirst}"


def test_five_nicknames_stand_beside_the_names_of_the_mall() -> None:
    model = only(found("mall-hierarchical", "Mall_Customers.csv"))
    assert {slug: segment.nickname for slug, segment in model.segments.items()} == {
        "high-income-high-spending": "VIP",
        "high-income-low-spending": "Upsell",
        "middle-income-middle-spending": "Price-conscious",
        "low-income-high-spending": "Impulse",
        "low-income-low-spending": "Budget",
    }


def test_two_methods_agree_on_the_mall() -> None:
    model = only(found("mall-hierarchical", "Mall_Customers.csv"))
    expected = golden("mall_customers")["models"]["income_spend_k5"]["scalings"]["raw"]
    assert model.ward is not None
    assert model.ward.adjusted_rand == pytest.approx(expected["ari_ward_vs_kmeans"], abs=5e-3)
    assert model.ward.merges
    assert model.verdict is not None
    assert model.verdict.level == "natural"


def test_the_loyalty_table_has_no_groups_and_the_first_line_says_so() -> None:
    findings, model = found("loyalty", "customer_segmentation_data.csv"), loyalty()
    assert model.verdict is not None
    assert model.verdict.level == "none"
    assert findings.overview is not None
    assert "no groups" in findings.overview.headline
    assert model.words is not None
    assert "no groups" in model.words.headline


def test_the_loyalty_report_advises_to_test_over_everyone_before_anything_is_done() -> None:
    findings, model = found("loyalty", "customer_segmentation_data.csv"), loyalty()
    assert findings.overview is not None
    assert "test over everyone first" in findings.overview.table_title
    for segment in model.segments.values():
        assert segment.strategy is not None
        assert segment.strategy.verb.endswith("first")
        assert segment.strategy.test is not None
        assert segment.strategy.test.pooled == 1000
        assert len(segment.strategy.levers) >= 3


def test_loyalty_and_preferred_category_are_told_per_slice_and_differ_by_chance_only() -> None:
    model = loyalty()
    assert model.verdict is not None
    assert {r.column: r.differs for r in model.verdict.reach if r.column in ("loyal", "category")} == {
        "loyal": False,
        "category": False,
    }
    for segment in model.segments.values():
        assert sum(segment.shares["category"].values()) == pytest.approx(1)
        assert segment.shares["loyal"]["yes"] == pytest.approx(0.6, abs=0.1)
        assert segment.words is not None
        assert {"shares:loyal", "shares:category"} <= segment.words.titles.keys()


def test_the_personality_segments_agree() -> None:
    expected = golden("marketing_campaign")["compact"]
    model = personality()
    row = next(r for r in expected["k_table"] if r["k"] == 3)
    assert model.inertia == pytest.approx(row["inertia"], rel=1e-4)
    assert model.silhouette == pytest.approx(row["silhouette"], abs=1e-3)
    assert model.calinski_harabasz == pytest.approx(row["calinski_harabasz"], rel=1e-3)
    assert model.davies_bouldin == pytest.approx(row["davies_bouldin"], abs=1e-3)
    assert model.ward is not None
    assert model.ward.adjusted_rand == pytest.approx(expected["ari_ward_vs_kmeans_k3"], abs=5e-3)
    assert sorted(model.ward.sizes) == sorted(c["n"] for c in expected["k3_ward_clusters"])
    assert_alike(list(model.segments.values()), expected["k3_clusters"], PERSONALITY)


def test_deals_per_hundred_purchases_agree() -> None:
    clusters = {c["n"]: c["DealShare"] for c in golden("marketing_campaign")["compact"]["k3_clusters"]}
    for segment in personality().segments.values():
        assert segment.means["deal_portion"] == pytest.approx(100 * clusters[segment.size]["mean"], abs=0.1)
        assert segment.sds["deal_portion"] == pytest.approx(100 * clusters[segment.size]["sd"], abs=0.1)


def test_components_hold_what_they_should() -> None:
    model = personality()
    assert model.components is not None
    assert model.components.explained == pytest.approx(
        golden("marketing_campaign")["compact"]["explained_variance_ratio"], abs=1e-3
    )
    assert model.components.together == pytest.approx(sum(model.components.explained))
    assert set(model.components.loadings) == set(model.features)


def test_the_personality_names_say_income_engagement_and_deals() -> None:
    assert {segment.name: segment.nickname for segment in personality().segments.values()} == {
        "High income, buying often, few deals": "Engaged",
        "Middle income, buying at times, many deals": "Deal users",
        "Low income, buying seldom, some deals": "Low engagement",
    }


def test_the_table_does_not_bear_out_a_fondness_for_deals_and_the_pages_say_so() -> None:
    model = personality()
    middle = model.segments["middle-income-buying-at-times-many-deals"]
    assert middle.words is not None
    assert "does not bear it for deals per hundred purchases" in middle.words.limits[0]
    assert model.words is not None
    assert "does not bear it" in model.words.not_good_for[0]


def test_parts_of_a_feature_prove_nothing() -> None:
    model = personality()
    assert model.verdict is not None
    assert {r.column for r in model.verdict.reach} == {"complaint", "partner", "education"}
