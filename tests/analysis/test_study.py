"""The study file: what it may say, and what is said when it cannot be used."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from tessera.errors import StudyError
from tessera.study import id_column, load_study, number_columns, parse_study, study_json_schema

ROOT = Path(__file__).resolve().parents[2]
HERE = Path("study.yml")

SMALL = """title: Shop
columns:
  id: {column: CustomerID, role: id}
  gender: {column: Gender, role: trait}
  annual_income: {role: feature}
  age: {column: Age, role: feature, label: Age in years}
models:
  who: {features: [age, annual_income], k: 3}
"""


def test_the_worked_study_loads() -> None:
    study = load_study(ROOT / "study.yml")
    assert list(study.models) == ["income-spend", "age-spend", "age-income"]
    assert study.models["income-spend"].k == 5
    assert study.columns["age"].words.low == "younger"
    assert study.columns["gender"].values == {"Female": "women", "Male": "men"}
    assert id_column(study) == "id"
    assert number_columns(study) == ("age", "income", "spending")


def test_what_is_left_out_has_a_sensible_default() -> None:
    study = parse_study(SMALL, HERE)
    income = study.columns["annual_income"]
    assert (income.column, income.label, income.short) == ("annual_income", "Annual income", "annual income")
    assert study.models["who"].title == "Age in years and annual income"
    assert study.models["who"].scaling == "none"
    assert study.cleaning.missing == "drop"
    assert study.trust.draws == 100


def test_kinds_follow_from_roles() -> None:
    study = parse_study(SMALL, HERE)
    assert {name: column.kind for name, column in study.columns.items()} == {
        "id": "category",
        "gender": "category",
        "annual_income": "number",
        "age": "number",
    }


def test_the_study_cannot_be_changed() -> None:
    study = parse_study(SMALL, HERE)
    with pytest.raises(ValueError, match="frozen"):
        study.title = "Other"


def test_text_may_look_like_a_number_or_a_yes() -> None:
    study = parse_study(SMALL.replace("title: Shop", "title: 2024\nquestion: yes"), HERE)
    assert (study.title, study.question) == ("2024", "yes")


FAULTS = {
    "an unknown key": ("role: trait}", "role: trait, unti: cm}", r":4: unknown key 'columns\.gender\.unti'.*'unit'\?"),
    "an unknown key at the top": ("title:", "titel: x\ntitle:", r":1: unknown key 'titel'\. Did you mean 'title'\?"),
    "a missing title": ("title: Shop\n", "", r"'title' is missing"),
    "no models": ("models:\n  who: {features: [age, annual_income], k: 3}", "models: {}", r":7: 'models' has nothing"),
    "a wrong role": ("role: trait", "role: trat", r":4: 'columns\.gender\.role' has to be .*'trait'\?"),
    "an unknown feature": ("[age,", "[agee,", r":8: model 'who' uses 'agee', which is no column.*mean 'age'\?"),
    "an id as feature": ("[age,", "[id,", r":8: model 'who' uses 'id', which says who a customer is"),
    "a category as feature": ("[age,", "[gender,", r":8: model 'who' uses 'gender', which is a category.*one-hot"),
    "a feature twice": ("[age,", "[annual_income,", r":8: model 'who' names 'annual_income' twice"),
    "a word for k": ("k: 3", "k: many", r":8: 'models\.who\.k' has to be auto or a whole number from 2 to 30"),
    "a k of one": ("k: 3", "k: 1", r"has to be auto or a whole number from 2 to 30, not '1'"),
    "braces in a wrong value": ("k: 3", "k: '{x}'", r"not '\{x\}'"),
    "a truth value for k": ("k: 3", "k: true", r"has to be auto or a whole number"),
    "a rule for no column": (
        "models:",
        "cleaning:\n  implausible:\n    agee: {min: 0}\nmodels:",
        r":9: 'cleaning\.implausible\.agee' names no column of the study\. Did you mean 'age'\?",
    ),
    "a range without ends": ("models:", "cleaning: {implausible: {age: {}}}\nmodels:", r"has neither min nor max"),
    "an unknown rule": ("models:", "cleaning: {missing: drp}\nmodels:", r"Did you mean 'drop'\?"),
    "two ids": ("role: trait", "role: id", r"'gender' and 'id' both have the role id"),
    "one header twice": ("column: Gender", "column: Age", r"'age' and 'gender' name the same header 'Age'"),
    "bands that fall": ("label: Age in years", "bands: [30, 20]", r":6: 'columns\.age\.bands' has to ascend"),
    "one band": ("label: Age in years", "bands: 30", r"'columns\.age\.bands' has to be a list, like \[a, b\]"),
    "a short name with a space": ("  gender:", "  gen der:", r":4: the short name 'gen der' has to be letters"),
    "a model key with a capital": ("  who:", "  Who:", r":8: the model's key 'Who' has to be lower-case"),
    "a name that is filled in": (
        "{column: Gender,",
        "{name: x, column: Gender,",
        r"unknown key 'columns\.gender\.name'",
    ),
    "a key twice": ("  gender:", "  id:", r":4: the key 'columns\.id' is there twice; the first is on line 3\."),
    "an anchor": ("title: Shop", "title: &a Shop", r":1: anchors and aliases"),
    "an object": ("title: Shop", "title: !!python/object:os.system x", r":1: the tag .* is not allowed"),
    "an open bracket": ("[age,", "[age,[", r"this is not valid YAML"),
    "a tab": ("  gender", "\tgender", r":4: this is not valid YAML"),
    "too many components": ("k: 3", "k: 3, pca: 3", r"asks for 3 components of 2 features"),
    "a colour by name": ("models:", "theme: {accent: red}\nmodels:", r":7: 'theme\.accent' cannot be 'red'"),
    "a k_min above k_max": ("k: 3", "k_min: 9, k_max: 4", r"has a k_min above its k_max"),
    "a test of nothing": ("models:", "test: {rate_from: 0.2, rate_to: 0.2}\nmodels:", r"there is nothing to show"),
}


@pytest.mark.parametrize(("old", "new", "says"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_names_file_line_and_key(old: str, new: str, says: str) -> None:
    text = SMALL.replace(old, new, 1)
    assert text != SMALL
    with pytest.raises(StudyError) as caught:
        parse_study(text, HERE)
    assert re.search(says, str(caught.value)), str(caught.value)
    assert caught.value.message.startswith("study.yml:")


def test_several_faults_are_told_together_in_the_order_of_lines() -> None:
    text = SMALL.replace("role: trait", "role: trat").replace("k: 3", "k: x").replace("title:", "titel:")
    with pytest.raises(StudyError) as caught:
        parse_study(text, HERE)
    lines = [int(line.split(":")[1]) for line in caught.value.message.splitlines()]
    assert lines == sorted(lines)
    assert len(lines) == 4  # the title is missing as well


@pytest.mark.parametrize(("content", "says"), [(b"", "is empty"), (b"\xff\xfe\x00", "not UTF-8"), (b"- a", "keys and")])
def test_a_file_that_is_no_study_is_refused(content: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / "study.yml").write_bytes(content)
    with pytest.raises(StudyError, match=says):
        load_study(tmp_path / "study.yml")


def test_a_missing_study_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text(SMALL)
    with pytest.raises(StudyError, match=r"no such file\. Did you mean 'study\.yaml'\?"):
        load_study(tmp_path / "study.yml")


@given(st.text(max_size=200))
def test_no_text_whatever_ends_in_anything_but_a_study_or_a_refusal(text: str) -> None:
    with pytest.raises(StudyError):
        parse_study(text, HERE)


WRITE_IT = (
    'python -c "import json, tessera.study as s; print(json.dumps(s.study_json_schema(), indent=2))" '
    "> docs/study.schema.json"
)


def test_the_json_schema_for_editors_is_current() -> None:
    written = json.loads((ROOT / "docs" / "study.schema.json").read_text(encoding="utf-8"))
    assert written == study_json_schema(), f"write it anew: {WRITE_IT}"


def test_the_json_schema_accepts_the_worked_study_and_refuses_an_unknown_key() -> None:
    values = YAML(typ="safe").load((ROOT / "study.yml").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(study_json_schema())
    assert not list(validator.iter_errors(values))
    values["columns"]["age"]["name"] = "x"
    assert list(validator.iter_errors(values))


def test_every_key_of_the_json_schema_is_described() -> None:
    schema = study_json_schema()
    for part in (schema, *schema["$defs"].values()):
        for key, value in part["properties"].items():
            assert value.get("description") or "$ref" in value, key
