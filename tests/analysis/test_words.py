"""The sentences of the pages: true, traced, without digits, and no two alike."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import tessera.analyse
from tessera.analyse import analyse
from tessera.facts import Change, Findings, Reach, Stability, Verdict, Ward, Yardstick
from tessera.findings import as_json
from tessera.pointers import REFERENCE, pointer
from tessera.study import Study, load_study, parse_study
from tessera.words import word_data, word_model, word_overview, word_segments
from tessera.words.overview_scene import front_of, overview_figures
from tessera.words.overview_words import TESTS
from tessera.words.phrases import first_that_holds, listed, proportion
from tessera_site.keyed import Node, at, plain
from tessera_site.wording import Lexicon

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT / ".." / "shared" / "data" / "Mall_Customers.csv"
LONG = 8  # words: a longer sentence must not stand on two pages of a model
LEVELS = {"natural": 4, "reproducible": 3, "constructive": 2, "none": 1}

FIVE_COLUMNS = """
title: A made-up table
question: Which groups?
customers: households
data: {source: table.csv}
columns:
  id: {role: id}
  region: {role: trait}
  plan: {role: trait, label: Plan 2, values: {a: users of plan 1, b: users of plan 2}}
  loyal: {role: flag, label: Loyal}
  age: {role: feature, unit: years, bands: [18, 30, 45, 60], words: {low: younger, middle: middle-aged, high: older}}
  income: {role: feature, prefix: $, decimals: 0}
  change: {role: feature, label: Change since spring}
  visits: {role: feature, label: Visits in 30 days}
  deals: {role: feature}
models:
  five: {title: Five columns, features: [age, income, change, visits, deals], k: 6, k_max: 7, scaling: standard}
  two: {title: Age and change, features: [age, change], k: 12, scaling: standard}
  pair: {title: Income alone, features: [income, visits], k: 2, k_max: 4, scaling: standard}
trust: {draws: 0, bootstraps: 0}
"""

ONLY_FEATURES = """
title: Nothing but features
question: Which groups?
customers: people
data: {source: table.csv}
columns:
  age: {role: feature, unit: years}
  spend: {role: value, prefix: $, column: income}
models:
  only: {title: Age and spend, features: [age, spend], k: 3, k_max: 4, scaling: standard}
trust: {draws: 0, bootstraps: 0}
"""


# ---------------------------------------------------------------- tables to speak about


def made_up_table(path: Path, rows: int = 500) -> None:
    """Clumps in five columns, traits that partly follow them, a value that is not there for some."""
    rng = np.random.default_rng(5)
    clump = rng.integers(0, 4, rows)
    columns = {
        "id": np.arange(rows),
        "region": np.array(["North {1}", "South|2", "East*", "West"])[rng.integers(0, 4, rows)],
        "plan": np.where(rng.random(rows) < 0.3 + 0.15 * clump, "a", "b"),
        "loyal": (rng.random(rows) < 0.2 + 0.2 * clump).astype(int),
        "age": np.clip(rng.normal(25 + 12 * clump, 5), 18, 90).round(),
        "income": rng.normal(30000 + 15000 * (clump % 2), 4000).round(),
        "change": rng.normal(-3 + 2 * clump, 1.5).round(1),
        "visits": rng.poisson(2 + 3 * (clump % 2)),
        "deals": rng.integers(0, 2, rows),
    }
    lines = [",".join(columns), *(",".join(map(str, row)) for row in zip(*columns.values(), strict=True))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def without_advice(study, models, data, *_):
    """Facts as they are before anyone says anything."""
    return SimpleNamespace(models=models, data=data, groups=(), priorities=(), overview=None)


def facts_of(study: Study, source: str, base: Path) -> Findings:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tessera.analyse, "tell", without_advice)
        return analyse(study, source, base, ROOT / "templates" / "playbook")


@pytest.fixture(scope="module")
def tables(tmp_path_factory) -> Mapping[str, tuple[Study, Findings]]:
    folder = tmp_path_factory.mktemp("words")
    made_up_table(folder / "table.csv")
    mall = load_study(ROOT / "study.yml")
    mall = mall.model_copy(update={"trust": mall.trust.model_copy(update={"draws": 0, "bootstraps": 0})})
    found = {}
    for name, text in (("five", FIVE_COLUMNS), ("only", ONLY_FEATURES)):
        study = parse_study(text, folder / "study.yml")
        found[name] = (study, facts_of(study, "table.csv", folder))
    found["sample"] = (mall, facts_of(mall, "data/mall_customers.csv", ROOT))
    if REAL.exists():
        found["mall"] = (mall, facts_of(mall, str(REAL), ROOT))
    return found


def judged(findings: Findings, level: str | None) -> Findings:
    """The same facts with a verdict of a level and all that goes with it, or without any."""
    models = {}
    for key, model in findings.models.items():
        if level is None:
            models[key] = replace(model, verdict=None, yardsticks=(), stability=None, ward=None, changes=())
            continue
        outside = [c for c in findings.data.columns if c not in model.features]
        reach = tuple(Reach(c, "chi-square", 3.0, 0.4, 0.5, 0.1, differs=i > 0) for i, c in enumerate(outside))
        p_value = 0.004 if level == "natural" else 0.3
        marks = ("silhouette", "jaccard", "prediction_strength")
        models[key] = replace(
            model,
            verdict=Verdict(level, LEVELS[level], (), "", "", reach, ""),
            yardsticks=tuple(
                Yardstick(m, 0.5, 0.75, 0.3, 0.4, p_value, "uniform box", "standardised", ()) for m in marks
            ),
            stability=Stability(100, 0.9, 0.1, 0.8, {}),
            segments={s: replace(g, jaccard=0.2 * LEVELS[level] + 0.15) for s, g in model.segments.items()},
            ward=Ward(0.9, 3, (), (), (), model.k + 1),
            changes=(Change("standardised", 0, 150, 0.0), Change("seed 7", 5, 148, 0.03)),
        )
    return replace(findings, models=models)


def worded(study: Study, findings: Findings) -> Findings:
    """Findings with their sentences."""
    models = {}
    for key, model in findings.models.items():
        words = word_segments(model, findings.models, findings.data, study)
        segments = {s: replace(g, words=words[s]) for s, g in model.segments.items()}
        own = word_model(model, findings.models, findings.data, findings.agreements, study)
        models[key] = replace(model, segments=segments, words=own)
    overview = word_overview(findings.models, findings.data, findings.priorities, findings.agreements, study)
    data = replace(findings.data, words=word_data(findings.data, study))
    return replace(findings, models=models, overview=overview, data=data)


NOT_SENTENCES = {"figures", "who_column", "lead_model"}


def statements(value, target: str) -> Iterator[tuple[str, str]]:
    """Every statement of some words, with its pointer."""
    if isinstance(value, str):
        yield target, value
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in NOT_SENTENCES:
                yield from statements(getattr(value, field.name), target + pointer(field.name))
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from statements(part, target + pointer(key))
    elif isinstance(value, tuple):
        for i, part in enumerate(value):
            yield from statements(part, target + pointer(i))


def all_statements(findings: Findings) -> Iterator[tuple[str, str]]:
    """Every statement of the findings."""
    yield from statements(findings.overview, "/overview")
    yield from statements(findings.data.words, "/data/words")
    for key, model in findings.models.items():
        yield from statements(model.words, pointer("models", key, "words"))
        for slug, segment in model.segments.items():
            yield from statements(segment.words, pointer("models", key, "segments", slug, "words"))


@pytest.fixture(scope="module", params=[None, *LEVELS])
def told(request, tables) -> Mapping[str, tuple[Study, Findings, Node]]:
    """Every table with its sentences, under one verdict."""
    found = {}
    for name, (study, findings) in tables.items():
        said = worded(study, judged(findings, request.param))
        found[name] = (study, said, Node(Lexicon(as_json(said))))
    return found


# ---------------------------------------------------------------- what holds for every table


def test_every_reference_resolves_and_can_be_worded(told):
    for _, findings, root in told.values():
        assert all(plain(at(root, target)).strip() for target, _ in all_statements(findings))


def test_no_digit_stands_outside_a_reference(told):
    for _, findings, _ in told.values():
        assert not [s for _, s in all_statements(findings) if re.search(r"\d", REFERENCE.sub("", s))]


def sentences_of(findings: Findings, root: Node, key: str, slug: str) -> Iterator[tuple[str, bool]]:
    """A segment's long sentences as a reader sees them, and whether they bear a figure of its own."""
    at_segment = pointer("models", key, "segments", slug)
    for target, statement in statements(findings.models[key].segments[slug].words, at_segment + "/words"):
        for sentence in re.split(r"(?<=[.!?]) ", plain(at(root, target))):
            if len(sentence.split()) > LONG:
                yield sentence, f"{{{at_segment}/" in statement


def test_no_two_segments_of_a_model_share_a_long_sentence(told):
    for name, (study, findings, root) in told.items():
        notes = " ".join(column.note for column in study.columns.values())
        for key, model in findings.models.items():
            owner: dict[str, str] = {}
            shared = [
                sentence
                for slug in model.order
                for sentence, own in sentences_of(findings, root, key, slug)
                if owner.setdefault(sentence, slug) != slug
                and sentence.rstrip(".") not in notes
                and not (own and name in ("five", "only"))  # made-up segments may agree in a rounded figure
            ]
            assert not shared, "\n".join(shared)


def test_sentences_are_well_formed(told):
    for _, findings, root in told.values():
        for target, _ in all_statements(findings):
            text = plain(at(root, target))
            assert not re.search(r"  | [,;:]|\.\.|,,|\bNone None\b|\band and\b|No of|\bno of\b", text), text
            assert not re.search(r"\bone others\b|\bsignifican", text, re.IGNORECASE), text
            assert ("/titles/" in target and text.endswith(".")) <= target.endswith("k_words"), text


def test_a_summary_has_three_statements_and_every_section_has_a_title(told):
    for _, findings, _ in told.values():
        for model in findings.models.values():
            for segment in model.segments.values():
                assert len(segment.words.summary) == 3
                assert {"differ", "where", "who", "near", "other", "sure"} <= set(segment.words.titles)
                assert segment.words.who_column in segment.histograms
                assert len(segment.words.limits) == 3


def test_the_front_page_has_three_messages_and_two_to_four_asks(told):
    for _, findings, _ in told.values():
        assert len(findings.overview.messages) == 3
        assert 2 <= len(findings.overview.decision) <= 4
        assert findings.overview.lead_model in findings.models


@pytest.mark.parametrize(
    ("level", "enough", "said"),
    [
        ("natural", 0, "No segment is large enough for a test of its own"),
        ("natural", 1, "Only one of five segments is large enough for a test of its own"),
        ("constructive", 3, "Three of five segments are large enough for a test of their own"),
        ("natural", 5, "Every segment is large enough for a test of its own"),
        ("none", 3, "What all together can show, and what a slice alone could"),
    ],
)
def test_the_plan_says_how_many_tests_can_speak(tables, level, enough, said):
    study, findings = tables["sample"]
    lead = findings.models["income-spend"]
    plan = {slug: SimpleNamespace(test=SimpleNamespace(enough=i < enough)) for i, slug in enumerate(lead.order)}
    segments = {slug: replace(segment, strategy=plan[slug]) for slug, segment in lead.segments.items()}
    only = replace(judged(findings, level), models={"income-spend": replace(lead, segments=segments)})
    front = front_of(judged(only, level).models, findings.data, (), (), study)
    root = Node(Lexicon({"overview": {"title": first_that_holds(TESTS, front), "figures": overview_figures(front)}}))
    assert plain(root["overview"]["title"]) == said


# ---------------------------------------------------------------- what is said of the mall


def spoken(tables, level, target, name="sample") -> str:
    study, findings = tables[name]
    said = worded(study, judged(findings, level))
    return plain(at(Node(Lexicon(as_json(said))), target))


@pytest.mark.parametrize(
    ("level", "start"),
    [
        ("natural", "Income and spending split customers into five groups"),
        ("reproducible", "Income and spending: five groups that come back, as noise could too"),
        ("constructive", "Income and spending: one crowd, cut in five"),
        ("none", "Income and spending: no groups here"),
    ],
)
def test_a_model_says_its_verdict_first(tables, level, start):
    assert spoken(tables, level, "/models/income-spend/words/headline") == start


def test_without_a_verdict_nothing_is_said_about_trust(tables):
    study, findings = tables["sample"]
    said = worded(study, judged(findings, None))
    model = said.models["income-spend"].words
    assert model.good_for == () and "verdict" not in model.notes
    assert "verdict" not in said.models["income-spend"].segments["high-income-low-spending"].words.notes


def test_the_segment_that_earns_alike_and_spends_apart_is_named(tables):
    target = "/models/income-spend/segments/high-income-low-spending/words/summary/1"
    assert spoken(tables, None, target).startswith(
        "What sets them apart from High income, high spending is not income, "
    )


@pytest.mark.skipif(not REAL.exists(), reason="the real table is not beside the project")
@pytest.mark.parametrize(
    ("section", "title"),
    [
        ("differ", "Nobody older than 59, and a third of the average in spending"),
        ("where", "They fill the lower right: income from $70k up, spending up to 39 points"),
        ("who", "Nobody is older than 59; the base goes up to 70 years"),
        ("shares~1gender", None),
        ("other", "They stay together: 31 of 35 meet in Middle-aged, low spending"),
        ("sure", "Found again in re-drawn samples: overlap 0.95"),
    ],
)
def test_titles_of_the_real_mall_are_findings(tables, section, title):
    segment = "/models/income-spend/segments/high-income-low-spending/words/titles/"
    if title is None:
        section, title = "shares:gender", "More men than women, 19 to 16; chance could do that"
    assert spoken(tables, "natural", segment + section, "mall") == title


@pytest.mark.skipif(not REAL.exists(), reason="the real table is not beside the project")
def test_the_front_page_takes_away_two_groups_alike_and_opposite(tables):
    headline = spoken(tables, "natural", "/overview/headline", "mall")
    assert headline == "Two groups alike in income are at opposite ends in spending"
    assert spoken(tables, "natural", "/overview/messages/1/figure", "mall") == "49.3%"


# ---------------------------------------------------------------- phrases


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (1.0, "about the average"),
        (1.03, "about the average"),
        (0.341, "a third of the average"),
        (0.42, "less than half the average"),
        (0.05, "less than a tenth of the average"),
        (0.93, "just over nine tenths of the average"),
        (0.955, "a little below the average"),
        (1.06, "a little above the average"),
        (1.43, "more than a third above the average"),
        (1.95, "nearly twice the average"),
        (2.0, "twice the average"),
        (7.0, "more than five times the average"),
        (0.0, "less than a tenth of the average"),
    ],
)
def test_proportions_in_words_are_true(ratio, words):
    assert proportion(ratio, "the average") == words


def test_what_is_above_names_whom():
    assert proportion(1.5, "the spending", "them in spending") == "half above them in spending"
    assert proportion(3.0, "the spending", "them in spending") == "three times the spending"


def test_lists_have_one_and():
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
