"""Two builds side by side: what moved is said, and what did not is not."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from simulated_base import PER_GROUP, write_base, write_study
from tessera.analyse import analyse
from tessera.baseline import as_facts, read_baseline
from tessera.changes import match_segments
from tessera.changewords import most_moved, worded
from tessera.drift import index_by_chance, stability_index
from tessera.errors import TesseraError
from tessera.findings import as_json, dump
from tessera.placing import place
from tessera.study import load_study

PLAYBOOK = Path(__file__).resolve().parents[2] / "templates" / "playbook"
MOVED = 0.10


def findings_of(folder, table, baseline=None, k=4):
    study = load_study(write_study(folder, k) / "study.yml")
    return analyse(study, table.name, table.parent, PLAYBOOK, baseline)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("builds")


@pytest.fixture(scope="module")
def before(folder):
    return findings_of(folder / "then", write_base(folder / "then.csv"))


@pytest.fixture(scope="module")
def after(folder, before):
    return findings_of(folder / "now", write_base(folder / "now.csv", MOVED), before)


def test_a_tenth_of_a_segment_that_moved_is_told_within_two_points(after):
    movement = after.changes.models["all"].movement
    loser = most_moved(movement)
    assert loser.name == "High income, high spending"
    assert loser.lost == pytest.approx(MOVED, abs=0.02)
    assert movement.net == pytest.approx(MOVED * PER_GROUP / (4 * PER_GROUP), abs=0.005)
    assert "lost" in after.changes.headline
    assert "/lost|percent}" in after.changes.headline


def test_the_segment_that_lost_is_first_to_reconsider(after):
    assert any("Ask who left" in ask for ask in after.changes.reconsider)
    assert any("Ask what brought them" in ask for ask in after.changes.reconsider)


def test_every_customer_is_in_the_crosswalk_once(after):
    movement = after.changes.models["all"].movement
    assert sum(sum(row.values()) for row in movement.crosswalk.values()) == after.data.rows_kept
    assert sum(rule.size_now for rule in movement.rule.values()) == after.data.rows_kept


def test_segments_meet_themselves_again(after):
    assert [(s.kind, s.slug == s.was) for s in after.changes.models["all"].segments] == [("kept", True)] * 4


def test_the_same_table_is_said_to_be_the_same_and_nothing_moves(folder, before):
    again = findings_of(folder / "again", folder / "then.csv", before).changes
    assert again.same_table
    assert again.models["all"].movement.net == 0
    assert again.models["all"].movement.redrawn == 0
    assert {column.level for column in again.columns.values()} == {"steady"}
    assert len(again.reconsider) == 1


def test_a_group_that_left_is_a_segment_that_vanished(folder, before):
    now = findings_of(folder / "three", write_base(folder / "three.csv", groups=3), before, k=3).changes
    gone = [s for s in now.models["all"].segments if s.kind == "vanished"]
    assert [s.name for s in gone] == ["Low income, low spending"]
    assert any("vanished" in ask for ask in now.reconsider)
    assert now.columns["income"].level != "steady"


def test_a_model_that_only_one_build_has_is_named(folder, before):
    document = as_json(before)
    document["models"]["old"] = {**document["models"].pop("all"), "key": "old", "name": "The old way"}
    now = findings_of(folder / "now", folder / "now.csv", as_facts(document)).changes
    assert now.models_then == ("The old way",)
    assert now.models_now == ("Income and spending",)
    assert now.headline == "No model is in both builds"


def test_the_rule_of_the_findings_places_customers_as_the_build_did(before):
    model = before.models["all"]
    own = np.array([[s.means[f] for f in model.scoring.features] for s in model.segments.values()])
    slugs = list(model.scoring.centroids)
    assert [slugs[i] for i in place(model.scoring, own)] == list(model.segments)


# ---------------------------------------------------------------- matching and drift


def test_matching_is_best_in_all_and_not_one_by_one():
    """Greedy pairing would give the first its nearest and leave the second with the farthest."""
    then, now = np.array([[0.0], [0.6]]), np.array([[0.5], [1.2]])
    assert match_segments(then, now, np.array([1.0])) == ((0, 0, 0.5), (1, 1, pytest.approx(0.6)))


def test_centres_too_far_apart_are_two_segments():
    assert match_segments(np.array([[0.0]]), np.array([[5.0]]), np.array([2.0])) == ()


def test_the_stability_index_of_a_known_case():
    """Half and half to a quarter and three quarters: 0.25 ln 2 + 0.25 ln 1.5."""
    found = stability_index([500_000, 500_000], [250_000, 750_000])
    assert found == pytest.approx(0.25 * np.log(2) + 0.25 * np.log(1.5), abs=1e-5)


def test_two_samples_of_one_population_stay_below_chance_in_about_95_of_100():
    random = np.random.default_rng(2)
    shares = np.full(10, 0.1)
    pairs = [(random.multinomial(300, shares), random.multinomial(200, shares)) for _ in range(400)]
    below = np.mean([stability_index(a, b) <= index_by_chance(a, b) for a, b in pairs])
    assert below == pytest.approx(0.95, abs=0.03)


# ---------------------------------------------------------------- a baseline that cannot be used


def test_findings_written_and_read_back_are_the_same(before, tmp_path):
    path = tmp_path / "findings.json"
    path.write_text(dump(as_json(before)))
    assert as_json(read_baseline(path)) == as_json(before)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is not JSON"),
        ("[]", "holds no findings"),
        ('{"schema_version": "0.1"}', "has schema version 0.1"),
        ('{"schema_version": "1.0"}', "is damaged at /study"),
    ],
)
def test_a_baseline_that_cannot_be_used_is_refused_in_a_sentence(text, said, tmp_path):
    path = tmp_path / "findings.json"
    path.write_text(text)
    with pytest.raises(TesseraError, match=said) as refusal:
        read_baseline(path)
    assert refusal.value.hint


def test_a_baseline_that_is_not_there_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(TesseraError, match="cannot be read"):
        read_baseline(tmp_path / "none.json")


def test_what_several_segments_ask_for_is_said_once(after):
    model = after.changes.models["all"]
    lost = {slug: replace(rule, change=-0.2, lost=0.2, share_now=rule.share_then - 0.05)
            for slug, rule in model.movement.rule.items()}  # fmt: skip
    emptier = replace(model, movement=replace(model.movement, rule=lost))
    (ask,) = [ask for ask in worded(replace(after.changes, models={"all": emptier})).reconsider if "size" in ask]
    assert ask.startswith("Several segments of")
    assert ask.endswith("Ask who left before spending on them, and size their tests again.")
    assert [f"/rule/{slug}/name" in ask and f"/rule/{slug}/lost" in ask for slug in lost] == [True] * 4
