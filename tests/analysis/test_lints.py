"""Lints: what a strategy may not say."""

from dataclasses import replace
from pathlib import Path

import pytest
from strategy_facts import facts_of, mall_table
from tessera.advice import Strategies
from tessera.errors import StrategyError
from tessera.lints import check_strategies, false_adjectives, long_sentences
from tessera.naming import FIFTHS, THIRDS, named
from tessera.playbook import keys_of, load_playbook
from tessera.strategy import write_strategies
from tessera.study import load_study

ROOT = Path(__file__).resolve().parents[2]
KEY, SLUG, OTHER = "income-spend", "high-income-low-spending", "low-income-low-spending"


@pytest.fixture(scope="module")
def written():
    study = load_study(ROOT / "study.yml")
    models, data, cube = facts_of(mall_table(ROOT / "data" / "mall_customers.csv"), study)
    playbook = load_playbook(ROOT / "templates" / "playbook", study)
    return models, data, keys_of(playbook, study, data), write_strategies(study, models, data, cube, playbook)


def _with(strategies: Strategies, slug: str, **changes) -> Strategies:
    own = dict(strategies.by_segment[KEY])
    own[slug] = replace(own[slug], **changes)
    return replace(strategies, by_segment={**strategies.by_segment, KEY: own})


def _silent(strategies: Strategies):
    """A strategy that says nothing of its own."""
    own = strategies.by_segment[KEY][SLUG]
    texts = ("objective", "insight", "first_action", "offer", "message", "channels", "kpi", "guardrail", "wrong_if")
    return replace(own, levers=(), target=None, test=None, **dict.fromkeys(texts, ""))


def test_what_was_written_passes(written):
    models, data, keys, strategies = written
    check_strategies(strategies, models, data, keys)


def test_the_same_long_sentence_in_two_segments_is_refused_whatever_its_figures(written):
    models, data, keys, strategies = written
    twin = "Every one of these {%s} people gets the very same advice here."
    once = _with(strategies, SLUG, offer=twin % f"/models/{KEY}/segments/{SLUG}/size")
    check_strategies(once, models, data, keys)
    twice = _with(once, OTHER, offer=twin % f"/models/{KEY}/segments/{OTHER}/size")
    with pytest.raises(StrategyError, match="the same sentence stands in"):
        check_strategies(twice, models, data, keys)


def test_eight_words_may_be_repeated(written):
    models, data, keys, strategies = written
    said = "These eight words may well stand here twice."
    check_strategies(_with(_with(strategies, SLUG, offer=said), OTHER, offer=said), models, data, keys)
    assert list(long_sentences(said)) == []


@pytest.mark.parametrize(
    ("text", "word"), [("These are older people.", "older"), ("They are low earners.", "low earners")]
)
def test_an_adjective_that_the_percentile_does_not_bear_is_refused(written, text, word):
    models, data, keys, strategies = written
    slug = "high-income-high-spending"
    with pytest.raises(
        StrategyError, match=rf"High income, high spending: '{word}' is not borne: the mean .* percentile"
    ):
        check_strategies(_with(strategies, slug, objective=text), models, data, keys)


@pytest.mark.parametrize("cuts", [THIRDS, FIFTHS], ids=["thirds", "fifths"])
def test_every_name_a_segment_can_get_is_borne_by_where_it_stands(written, cuts):
    models, data, keys, strategies = written
    segment, strategy = models["age-income"].segments[models["age-income"].order[0]], _silent(strategies)
    words = {"age": load_study(ROOT / "study.yml").columns["age"].words.model_dump()}
    shorts = {"age": "age", "income": "income"}
    for percent in range(100):
        at = {"age": percent / 100, "income": percent / 100}
        naming = named(at, cuts, shorts, words)
        here = replace(segment, name=naming.name, traits=naming.traits)
        assert list(false_adjectives(here, strategy, data, keys)) == [], naming.name


def test_a_name_speaks_of_the_column_it_is_made_of_whatever_the_playbook_means_by_its_words(written):
    """Spending may be a feature where income is the value: "low spending" is no claim about income then."""
    models, data, keys, strategies = written
    segment, swapped, silent = models[KEY].segments[SLUG], {**keys, "spend": "income"}, _silent(strategies)
    assert segment.name == "High income, low spending"
    assert list(false_adjectives(segment, silent, data, swapped)) == []
    said = replace(silent, insight="They are low spenders.")
    assert "the mean income" in next(false_adjectives(segment, said, data, swapped)).reason


def test_a_name_made_false_by_the_data_is_refused(written):
    models, data, keys, strategies = written
    segment = models[KEY].segments[SLUG]
    traits = tuple(replace(t, percentile=0.5) if t.column == "income" else t for t in segment.traits)
    segments = {**models[KEY].segments, SLUG: replace(segment, traits=traits)}
    edited = {**models, KEY: replace(models[KEY], segments=segments)}
    with pytest.raises(StrategyError, match=r"High income, low spending: 'High income' is not borne: .* percentile 50"):
        check_strategies(strategies, edited, data, keys)


def test_a_figure_that_is_not_there_is_refused(written):
    models, data, keys, strategies = written
    gone = _with(strategies, SLUG, insight="They buy {/models/income-spend/segments/nobody/size} times.")
    with pytest.raises(StrategyError, match="there is no figure at '/models/income-spend/segments/nobody/size'"):
        check_strategies(gone, models, data, keys)


def test_a_segment_without_a_strategy_is_refused(written):
    models, data, keys, strategies = written
    fewer = {slug: s for slug, s in strategies.by_segment[KEY].items() if slug != SLUG}
    with pytest.raises(StrategyError, match=r"High income, low spending: this segment has no play"):
        check_strategies(replace(strategies, by_segment={**strategies.by_segment, KEY: fewer}), models, data, keys)


def test_shares_that_do_not_add_up_are_refused(written):
    models, data, keys, strategies = written
    segment = models[KEY].segments[SLUG]
    lost = {**segment.shares, "gender": {value: share * 0.98 for value, share in segment.shares["gender"].items()}}
    segments = {**models[KEY].segments, SLUG: replace(segment, shares=lost)}
    edited = {**models, KEY: replace(models[KEY], segments=segments)}
    with pytest.raises(
        StrategyError,
        match=r"High income, low spending: the shares of gender, shown together, add up to 98\.0%.* In: '\w+ \d",
    ):
        check_strategies(strategies, edited, data, keys)


def test_segments_whose_shares_miss_the_whole_are_refused(written):
    models, data, keys, strategies = written
    off = dict(models[KEY].segments)
    off[OTHER] = replace(off[OTHER], share=off[OTHER].share + 0.05)
    with pytest.raises(StrategyError, match=r"the segments' shares, shown together, add up to 105\.0%"):
        check_strategies(strategies, {**models, KEY: replace(models[KEY], segments=off)}, data, keys)


def test_shares_in_a_text_have_the_same_decimals(written):
    models, data, keys, strategies = written
    place = f"/models/{KEY}/segments/{SLUG}/shares/gender"
    mixed = f"{{{place}/Female|percent}} women and {{{place}/Male|percent0}} men."
    with pytest.raises(StrategyError, match="shares of gender stand together with different decimals"):
        check_strategies(_with(strategies, SLUG, insight=mixed), models, data, keys)
