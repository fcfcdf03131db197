"""Strategies: one of its own for every segment, on figures that are there."""

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from strategy_facts import facts_of, mall_table
from tessera.advice import Strategies
from tessera.errors import StrategyError
from tessera.facts import Cube
from tessera.groups import customers_in
from tessera.lints import advice_of, finder, long_sentences
from tessera.playbook import keys_of, load_playbook
from tessera.pointers import REFERENCE, references
from tessera.strategy import write_strategies
from tessera.study import load_study, parse_study

ROOT = Path(__file__).resolve().parents[2]
PLAYBOOK = ROOT / "templates" / "playbook"
REAL = ROOT / ".." / "shared" / "data"
TABLES = [ROOT / "data" / "mall_customers.csv", *([REAL / "Mall_Customers.csv"] if REAL.is_dir() else [])]


@pytest.fixture(scope="module", params=TABLES, ids=lambda path: path.stem)
def mall(request):
    study = load_study(ROOT / "study.yml")
    facts = facts_of(mall_table(request.param), study)
    return study, *facts, write_strategies(study, *facts, load_playbook(PLAYBOOK, study))


def test_all_thirteen_segments_have_a_whole_strategy(mall):
    _, models, _, _, strategies = mall
    written = [strategies.by_segment[key][slug] for key, model in models.items() for slug in model.order]
    assert len(written) == 13
    for strategy in written:
        claims = [claim for lever in strategy.levers for claim in lever.claims]
        assert len(claims) >= 4
        assert len(strategy.levers) >= 3
        assert {claim.kind for claim in claims} == {"evidence", "hypothesis"}
        assert all([strategy.insight, strategy.objective, strategy.first_action, strategy.offer, strategy.message])
        assert all([strategy.kpi, strategy.guardrail, strategy.owner, strategy.wrong_if, strategy.channels])
        assert strategy.target is not None
        assert strategy.test is not None
        assert [step for step, _ in strategy.test.steps][-8:-1] == [
            "Split", "One half gets", "Run", "Look", "Stop early", "Read out", "Response rates",
        ]  # fmt: skip


def test_no_play_and_no_verb_is_used_twice_in_a_model(mall):
    strategies = mall[-1]
    for written in strategies.by_segment.values():
        assert len({s.play for s in written.values()}) == len(written)
        assert len({s.verb for s in written.values()}) == len(written)


def test_no_long_sentence_stands_in_two_segments_of_a_model(mall):
    for written in mall[-1].by_segment.values():
        said = [{s for text in advice_of(strategy) for s in long_sentences(text)} for strategy in written.values()]
        assert all(a.isdisjoint(b) for a, b in combinations(said, 2))


def test_no_statement_holds_a_digit_of_its_own(mall):
    for text in _texts(mall[-1]):
        assert not re.search(r"\d", REFERENCE.sub("", text)), text


def test_every_figure_is_there_and_is_a_number_or_a_name(mall):
    _, models, data, _, strategies = mall
    find = finder(strategies, models, data)
    for text in _texts(strategies):
        for pointer, _ in references(text):
            assert find(pointer) is not None, pointer


def test_evidence_lists_what_it_rests_on_and_a_guess_says_what_would_settle_it(mall):
    claims = [c for s in _strategies(mall[-1]) for lever in s.levers for c in lever.claims]
    for claim in claims:
        if claim.kind == "evidence":
            assert {p for p, _ in references(claim.source)} <= set(claim.keys)
            assert claim.keys
            assert not claim.settled_by
        else:
            assert claim.settled_by
            assert not claim.source
            assert not claim.keys


def test_the_segments_get_the_plays_meant_for_them(mall):
    _, _, _, _, strategies = mall
    plays = {slug: s.play for slug, s in strategies.by_segment["income-spend"].items()}
    assert plays["high-income-high-spending"] == "keep-the-best"
    assert plays["high-income-low-spending"] == "find-out-why"
    assert plays["middle-income-middle-spending"] == "learn-before-acting"
    assert plays["low-income-high-spending"] == "protect-small-purses"
    assert plays["low-income-low-spending"] == "serve-simply"
    nicknames = strategies.nicknames["income-spend"]
    assert set(nicknames.values()) == {"VIP", "Upsell", "Price-conscious", "Impulse", "Budget"}


def test_the_age_and_income_model_leans_on_how_spending_spreads(mall):
    for strategy in mall[-1].by_segment["age-income"].values():
        cited = [pointer for pointer, _ in references(strategy.insight)]
        assert any("spending" in pointer for pointer in cited)


def test_priorities_come_first_things_first_and_show_their_sum(mall):
    _, models, data, _, strategies = mall
    scores = [p.score for p in strategies.priorities]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 13
    for p in strategies.priorities:
        gap = models[p.model].segments[p.slug].means["spending"] - data.columns["spending"].mean
        assert p.at_stake == pytest.approx(p.size * abs(gap))
        assert p.score == pytest.approx(p.at_stake * 0.5)  # no verdict: half


def test_a_verdict_weighs_priorities(mall):
    study, _, data, cube, _ = mall
    natural, _, _ = facts_of(mall_table(TABLES[0]), study, "natural")
    written = write_strategies(study, natural, data, cube, load_playbook(PLAYBOOK, study))
    assert all(p.score == pytest.approx(p.at_stake) for p in written.priorities)


def test_groups_share_customers_who_are_counted_once(mall):
    _, models, _, cube, strategies = mall
    groups = {group.key: group for group in strategies.groups}
    assert {"those-who-spend-most", "those-who-hardly-spend", "older-and-steady"} <= set(groups)
    for group in groups.values():
        sizes = [models[model].segments[slug].size for model, slug in group.members]
        assert max(sizes) <= group.customers < sum(sizes)
        assert group.customers == customers_in(group.members, cube)
        assert len({model for model, _ in group.members}) > 1


def test_customers_in_two_segments_are_counted_once():
    cube = Cube(("a", "b"), ((("x", "p"), 3), (("x", "q"), 2), (("y", "p"), 4), (("y", "q"), 1)))
    assert customers_in((("a", "x"), ("b", "p")), cube) == 9


def test_a_segment_without_a_play_is_refused_by_name(mall):
    study, models, data, cube, _ = mall
    playbook = load_playbook(PLAYBOOK, study)
    playbook = replace(playbook, plays=tuple(p for p in playbook.plays if p.key == "keep-the-best"))
    with pytest.raises(StrategyError, match=r"No play applies to '[A-Z]"):
        write_strategies(study, models, data, cube, playbook)


@pytest.fixture
def overdrawn(mall):
    """The first table with one customer who spent less than nothing, as after goods were returned."""
    table = mall_table(TABLES[0])
    table.loc[0, "spending"] = -5
    return mall[0], *facts_of(table, mall[0])


def test_advice_whose_figures_a_table_lacks_is_left_out_and_the_rest_stands(overdrawn, mall):
    study, models, data, cube = overdrawn
    written = write_strategies(study, models, data, cube, load_playbook(PLAYBOOK, study))
    texts = list(_texts(written))
    assert not any("/totals/spending" in text or "/index/spending" in text for text in texts)
    assert all(strategy.levers for strategy in _strategies(written))
    assert sum(len(lever.claims) for s in _strategies(written) for lever in s.levers) > 30


def test_a_play_of_the_studys_own_is_refused_where_its_figures_are_missing(overdrawn):
    study, models, data, cube = overdrawn
    shipped = load_playbook(PLAYBOOK, study)
    own = tuple(
        replace(play, own=True, priority=play.priority + 1000 * ("{total." in play.insight[0]))
        for play in shipped.plays
    )
    with pytest.raises(StrategyError, match=r"\.yml:\d+: the play '.*' does not fit '.*': 'spending' has no total"):
        write_strategies(study, models, data, cube, replace(shipped, plays=own))


@pytest.mark.parametrize("own", [False, True])
def test_a_group_that_cannot_be_said_is_left_out_and_refused_when_it_is_the_studys_own(mall, own):
    study, models, data, cube, strategies = mall
    shipped = load_playbook(PLAYBOOK, study)
    groups = tuple(replace(group, own=own, insight="{each.peer.size}") for group in shipped.groups)
    book = replace(shipped, groups=groups)
    if own:
        with pytest.raises(StrategyError, match=r"The group '.*' cannot be said: .* has no peer segment"):
            write_strategies(study, models, data, cube, book)
    else:
        assert len(write_strategies(study, models, data, cube, book).groups) < len(strategies.groups)


def test_the_same_facts_give_the_same_strategies(mall):
    study, models, data, cube, strategies = mall
    assert write_strategies(study, models, data, cube, load_playbook(PLAYBOOK, study)) == strategies


THREE = """
title: Three features
columns:
  id: {role: id}
  gender: {role: trait, values: {Female: women, Male: men}}
  age: {role: feature, unit: years, words: {low: younger, middle: middle-aged, high: older}}
  income: {role: feature, prefix: $}
  spending: {role: value, label: Spending score}
models:
  three: {features: [age, income, spending], k: 6}
  few: {features: [age, income, spending], k: 5}
"""


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_three_features_give_plays_of_their_own(table):
    study = parse_study(THREE, Path("study.yml"))
    facts = facts_of(mall_table(table), study)
    strategies = write_strategies(study, *facts, load_playbook(PLAYBOOK, study))
    assert len({s.play for s in strategies.by_segment["three"].values()}) == 6


SHAPES = {
    "no value column": "columns: {a: {role: feature}, b: {role: feature}}\nmodels: {m: {features: [a, b], k: K}}",
    "value alone": "columns: {a: {role: feature}, b: {role: value}}\nmodels: {m: {features: [a, b], k: K}}",
    "unknown trait": (
        "columns: {a: {role: feature}, b: {role: value}, gender: {role: trait}, loyal: {role: flag}}\n"
        "models: {m: {features: [a], k: K}, n: {features: [b], k: 2}}"
    ),
    "age and income": (
        "columns: {age: {role: feature}, income: {role: feature, column: x}, b: {role: value}}\n"
        "models: {m: {features: [age, income, b], k: K}, n: {features: [age, income], k: 4}}"
    ),
    "engagement": (
        "columns: {income: {role: feature}, b: {role: value}, campaigns: {role: feature}, deals: {role: feature},"
        " web: {role: feature}, catalogue: {role: feature, column: c}, children: {role: feature},"
        " browsing: {role: feature}}\n"
        "models: {m: {features: [income, b, campaigns, deals], k: K}}"
    ),
    "membership": (
        "columns: {tenure: {role: feature}, frequency: {role: feature}, b: {role: value}, category: {role: trait}}\n"
        "models: {m: {features: [tenure, frequency], k: K}}"
    ),
}


@pytest.fixture(scope="module")
def shipped():
    """The shipped plays; they do not depend on the study unless it names plays of its own."""
    return load_playbook(PLAYBOOK, load_study(ROOT / "study.yml"))


@settings(
    max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(
    shape=st.sampled_from(sorted(SHAPES)),
    k=st.integers(2, 14),
    seed=st.integers(0, 10_000),
    skew=st.booleans(),
    shift=st.sampled_from([0, 0, 60]),
    level=st.sampled_from([None, "natural", "reproducible", "constructive", "none"]),
)
def test_any_table_gets_strategies_without_a_fault(shipped, shape, k, seed, skew, shift, level):
    """Also one whose columns reach below zero, so that there is no index and no part of a total to cite."""
    study = parse_study(f"title: T\n{SHAPES[shape]}".replace("K", str(k)), Path("study.yml"))
    rng = np.random.default_rng(seed)
    n = int(rng.integers(60, 300))
    table = pd.DataFrame(index=range(n))
    for name, column in study.columns.items():
        if column.kind == "category":
            table[name] = rng.choice(["Female", "Male", "Other"], n)
        elif column.kind == "flag":
            table[name] = rng.integers(0, 2, n)
        else:
            table[name] = (rng.lognormal(3, 1, n) if skew else rng.normal(50, 15, n)) - shift
    models, data, cube = facts_of(table, study, level)
    strategies = write_strategies(study, models, data, cube, shipped)
    for model in models.values():
        assert set(strategies.by_segment[model.key]) == set(model.order)


def test_meanings_find_columns_by_role_and_by_spelling():
    study = parse_study(f"title: T\n{SHAPES['unknown trait']}".replace("K", "2"), Path("study.yml"))
    table = pd.DataFrame(
        {"a": [1.0, 2, 3, 9], "b": [1.0, 2, 7, 8], "gender": ["F", "M", "F", "M"], "loyal": [0, 1, 1, 0]}
    )
    _, data, _ = facts_of(table, study)
    keys = keys_of(load_playbook(PLAYBOOK, study), study, data)
    assert keys == {"spend": "b", "women": "gender=F", "men": "gender=M", "loyal": "loyal"}


def _strategies(strategies: Strategies):
    return [strategy for written in strategies.by_segment.values() for strategy in written.values()]


def _texts(strategies: Strategies):
    for strategy in _strategies(strategies):
        yield from advice_of(strategy)
        yield strategy.target.arithmetic
        yield from (claim.source for lever in strategy.levers for claim in lever.claims)
    for group in strategies.groups:
        yield group.insight
        yield from (text for claim in group.claims for text in (claim.text, claim.source, claim.settled_by))
    yield from (priority.sentence for priority in strategies.priorities)
