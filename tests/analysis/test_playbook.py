"""Playbooks: every fault names its file, line and key, and what was meant."""

from pathlib import Path

import pytest
from tessera.errors import StudyError
from tessera.playbook import load_playbook
from tessera.study import load_study

ROOT = Path(__file__).resolve().parents[2]

PLAY = """plays:
  only:
    when: {spend: high}
    verb: Keep
    objective: Keep them.
    insight: They reach {mean.spend}.
    first_action: Ask.
    offer: None.
    message: Hello.
    tactics:
      targeting:
        - say: All of them.
          evidence: "index {index.spend}"
      pricing:
        - say: No discount.
          settled_by: a test
    channels: Any.
    kpi: Mean.
    guardrail: None.
    owner: Us
    wrong_if: They leave.
    target: {toward: hold}
    trial: a letter
"""
MEANINGS = "meanings:\n  spend: {role: value}\n  income: {columns: [income]}\n"


@pytest.fixture
def study():
    return load_study(ROOT / "study.yml")


def _load(tmp_path, study, text):
    (tmp_path / "1.yml").write_text(MEANINGS, encoding="utf-8")
    (tmp_path / "2.yml").write_text(text, encoding="utf-8")
    return load_playbook(tmp_path, study)


def test_a_play_is_read_with_its_place(tmp_path, study):
    (play,) = _load(tmp_path, study, PLAY).plays
    assert play.key == "only"
    assert play.place == f"{tmp_path / '2.yml'}:2"
    assert [tactic.lever for tactic in play.tactics] == ["targeting", "pricing"]


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("    verb: Keep\n", "    verbs: Keep\n", "2.yml:4: unknown key 'plays.only.verbs'. Did you mean 'verb'?"),
        ("spend: high", "spend: hihg", "2.yml:3: 'hihg' is no level of 'spend'. Did you mean 'high'?"),
        ("when: {spend", "when: {spent", "2.yml:3: no meaning or column is called 'spent'. Did you mean 'spend'?"),
        ("{mean.spend}", "{meen.spend}", "2.yml:6: '{meen.spend}' is no figure. Did you mean 'mean'?"),
        ("{mean.spend}", "{mean.spemd}", "2.yml:6: '{mean.spemd}' speaks of 'spemd', which is no meaning or column."),
        ("{mean.spend}", "{mean.income}", "2.yml:6: '{mean.income}' is cited without a condition on 'income'."),
        ("{mean.spend}", "{peer.mean.spend}", "2.yml:6: '{peer.mean.spend}' is cited where there may be no peer."),
        ("{mean.spend}.", "42.", "2.yml:6: a text may not hold a digit of its own."),
        ("{mean.spend}.", "{mean.spend.", "2.yml:6: a brace is not closed."),
        ('index {index.spend}"', 'a hunch"', "2.yml:13: evidence has to cite a figure."),
        ("          settled_by: a test\n", "", "2.yml:15: advice needs either 'evidence' or 'settled_by'."),
        ("toward: hold", "toward: heaven", "2.yml:22: 'plays.only.target.toward' has to be"),
    ],
)
def test_a_fault_names_file_line_and_what_was_meant(tmp_path, study, wrong, right, said):
    assert wrong in PLAY
    with pytest.raises(StudyError) as refusal:
        _load(tmp_path, study, PLAY.replace(wrong, right))
    assert f"{tmp_path}/{said}" in str(refusal.value)


def test_a_study_replaces_adds_and_switches_off_plays(tmp_path, study):
    own = tmp_path / "own.yml"
    own.write_text(PLAY.replace("Keep them.", "Keep them well."), encoding="utf-8")
    added = study.model_copy(
        update={"path": tmp_path / "study.yml", "playbook": study.playbook.model_copy(update={"files": ("own.yml",)})}
    )
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (play,) = _load(shipped, added, PLAY).plays
    assert play.objective == ("Keep them well.",)
    off = study.model_copy(update={"playbook": study.playbook.model_copy(update={"off": ("only",)})})
    assert _load(shipped, off, PLAY).plays == ()


def test_switching_off_an_unknown_play_asks_what_was_meant(tmp_path, study):
    off = study.model_copy(update={"playbook": study.playbook.model_copy(update={"off": ("onli",)})})
    with pytest.raises(StudyError, match=r"playbook.off names 'onli'.*Did you mean 'only'"):
        _load(tmp_path, off, PLAY)


def test_an_empty_folder_is_refused(tmp_path, study):
    with pytest.raises(StudyError, match="there is no playbook here"):
        load_playbook(tmp_path, study)


def test_no_two_shipped_plays_share_a_long_sentence(study):
    playbook = load_playbook(ROOT / "templates" / "playbook", study)
    said: dict[str, str] = {}
    for play in playbook.plays:
        texts = [*play.objective, *play.insight, *play.first_action, *play.offer, *play.message, *play.channels]
        texts += [*play.kpi, *play.guardrail, *play.wrong_if, *(t.say for t in play.tactics)]
        for sentence in {s for text in texts for s in text.split(". ") if len(s.split()) > 8}:
            assert said.setdefault(sentence, play.key) == play.key


def test_every_shipped_play_has_four_sure_tactics_over_three_levers(study):
    for play in load_playbook(ROOT / "templates" / "playbook", study).plays:
        sure = [t for t in play.tactics if not t.when.levels and not t.when.peer]
        assert len(sure) >= 4, play.key
        assert len({t.lever for t in sure}) >= 3, play.key
