"""Targets and test plans: the sums are right and the words fit them."""

from dataclasses import replace
from pathlib import Path

import pytest
from strategy_facts import facts_of, mall_table
from tessera.campaign import in_test, plan_test
from tessera.conditions import peer_of
from tessera.plays import Aim
from tessera.power import power_of_means
from tessera.scope import Scope
from tessera.study import load_study
from tessera.targets import set_target

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT / ".." / "shared" / "data" / "Mall_Customers.csv"
TABLE = REAL if REAL.is_file() else ROOT / "data" / "mall_customers.csv"


@pytest.fixture(scope="module")
def scopes():
    study = load_study(ROOT / "study.yml")
    models, data, _ = facts_of(mall_table(TABLE), study, "natural")
    model = models["income-spend"]
    return {
        slug: Scope(study, data, model, segment, {}, peer_of(segment, model, data, "spending"), "spending")
        for slug, segment in model.segments.items()
    }


def test_a_quarter_of_the_way_to_everyone(scopes):
    scope = scopes["high-income-low-spending"]
    target = set_target(scope, Aim("everyone", 0.25))
    own, everyone = scope.segment.means["spending"], scope.data.columns["spending"].mean
    assert target.target == pytest.approx(own + (everyone - own) / 4)
    assert target.gain == pytest.approx(target.target - target.current)
    assert target.worth == pytest.approx(target.gain * scope.segment.size)


def test_a_peer_differs_in_nothing_but_the_value(scopes):
    assert scopes["high-income-low-spending"].peer == "high-income-high-spending"
    assert scopes["low-income-high-spending"].peer == "low-income-low-spending"
    assert scopes["middle-income-middle-spending"].peer is None
    scope = scopes["low-income-low-spending"]
    target = set_target(scope, Aim("peer", 0.1))
    assert target.reference == scope.model.segments["low-income-high-spending"].means["spending"]


def test_an_aim_the_figures_do_not_allow_gives_way(scopes):
    best = scopes["high-income-high-spending"]
    assert set_target(best, Aim("everyone", 0.25)).reference == best.segment.q3s["spending"]
    assert set_target(best, Aim("peer", 0.25)).reference == best.segment.q3s["spending"]


def test_holding_means_staying_above_the_interval(scopes):
    scope = scopes["high-income-high-spending"]
    target = set_target(scope, Aim("hold", 0.25))
    assert target.target == scope.segment.mean_lows["spending"]
    assert target.gain == pytest.approx(target.current - target.target)
    assert target.fraction == 0


def test_without_a_value_column_there_is_no_target(scopes):
    scope = replace(scopes["high-income-high-spending"], value=None)
    assert set_target(scope, Aim("hold", 0.25)) is None


def test_the_small_segment_is_pooled_with_the_one_that_spends_like_it(scopes):
    scope = scopes["high-income-low-spending"]
    target = set_target(scope, Aim("everyone", 0.25))
    plan = plan_test(scope, target, "a letter", "twelve weeks")
    assert not plan.enough
    assert plan.pool_with == "low-income-low-spending"
    other = scope.model.segments[plan.pool_with]
    assert plan.pooled == scope.segment.size + other.size
    assert plan.pooled_shows < plan.alone
    assert 0.5 < plan.pooled_power < 0.95
    assert [name for name, _ in plan.steps][:2] == ["Pool with", "Split"]
    half = scope.segment.size // 2
    shown = power_of_means(half, scope.segment.size - half, plan.alone / plan.sd, 0.05)
    assert shown == pytest.approx(0.8, abs=1e-4)
    assert plan.rate_needed == pytest.approx(681, abs=1)


def test_a_large_gain_needs_no_partner(scopes):
    scope = scopes["middle-income-middle-spending"]
    target = set_target(scope, Aim("upper quartile", 1.0))
    plan = plan_test(scope, target, "a letter", "twelve weeks")
    assert plan.enough
    assert plan.pool_with is None
    assert plan.headline == "Large enough to test alone"
    assert plan.needed <= scope.segment.size // 2


def test_borderline_customers_stay_out_unless_the_model_is_natural(scopes):
    scope = scopes["high-income-low-spending"]
    assert in_test(scope.segment, scope.model) == scope.segment.size
    drawn = replace(scope.model, verdict=replace(scope.model.verdict, level="constructive"))
    assert in_test(scope.segment, drawn) == scope.segment.size - scope.segment.borderline
    assert in_test(scope.segment, replace(scope.model, verdict=None)) == scope.segment.size - scope.segment.borderline


def test_too_few_customers_or_no_spread_make_no_test(scopes):
    scope = scopes["high-income-low-spending"]
    target = set_target(scope, Aim("everyone", 0.25))
    alone = replace(scope, segment=replace(scope.segment, size=3, borderline=0))
    flat = replace(scope, segment=replace(scope.segment, sds={"spending": 0.0}))
    assert plan_test(alone, target, "a letter", "twelve weeks") is None
    assert plan_test(flat, target, "a letter", "twelve weeks") is None
