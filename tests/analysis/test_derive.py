"""Derived columns: what an expression may say, what it gives, and what is refused."""

import json
import math
import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tessera.clean import clean
from tessera.errors import StudyError
from tessera.expression import ExpressionError, parse_expression
from tessera.facts import Fill, Removal
from tessera.source import open_source
from tessera.study import parse_study

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
REAL = pytest.mark.skipif(not SHARED.exists(), reason="the real tables are not here")

STUDY = """
title: Shop
inputs:
  a: {{}}
  b: {{}}
  day: {{type: date, dates: day-month-year}}
  town: {{type: text}}
columns:
  id: {{role: id}}
  age: {{role: feature}}
  member: {{role: flag}}
  made: {{role: {role}, derive: "{derive}"}}
models:
  m: {{features: [age], k: 2}}
cleaning: {{missing: keep}}
"""
TABLE = "id,a,b,day,town,age,member\n1,1,2,1-2-2020,Bern,20,1\n2,3,0,31-12-2020,Basel,30,0\n3,,4,29-02-2020,,40,\n"


def made(folder: Path, derive: str, role: str = "value", study: str = STUDY) -> list[object]:
    (folder / "shop.csv").write_text(TABLE)
    parsed = parse_study(study.format(derive=derive, role=role), folder / "study.yml")
    table = clean(open_source("shop.csv", parsed, folder), parsed).table
    return table.order_by("id").to_pyarrow()["made"].to_pylist()


@pytest.mark.parametrize(
    ("derive", "expected"),
    [
        ("a + b", [3, 3, None]),
        ("a - b * 2", [-3, 3, None]),
        ("-(a + b) / 3", [-1, -1, None]),
        ("a / b", [0.5, None, None]),
        ("1 / 2", [0.5, 0.5, 0.5]),
        ("b / (b - b)", [None, None, None]),
        ("days(latest(day) - day)", [334, 0, 306]),
        ("days(day - earliest(day))", [0, 334, 28]),
        ("days(date('2020-02-02') - day)", [1, -333, -27]),
        ("year(day) - 2000", [20, 20, 20]),
        ("if(a > 2, 10, 20)", [20, 10, None]),
        ("if(town == 'Bern', 0, if(in(town, 'Basel', 'Genf'), 1, 2))", [0, 1, None]),
        ("if(member, 1, 0)", [1, 0, None]),
        ("(a > b) + (b > 1)", [1, 1, None]),
        ("min(a, b)", [1, 0, None]),
        ("max(a, b, 2)", [2, 3, None]),
        ("abs(a - b)", [1, 3, None]),
        ("log(a)", [0, math.log(3), None]),
        ("log(b - 2)", [None, None, math.log(2)]),
        ("age + 1", [21, 31, 41]),
    ],
)
def test_a_number_is_worked_out(derive: str, expected: list[float | None], tmp_path: Path) -> None:
    assert made(tmp_path, derive) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("derive", "expected"),
    [
        ("a >= 3", [0, 1, None]),
        ("in(town, 'Bern')", [1, 0, None]),
        ("in(a, 1, 2)", [1, 0, None]),
        ("a > 0 and b > 0", [1, 0, None]),
        ("a > 2 or b > 0", [1, 1, 1]),
        ("not member", [0, 1, None]),
        ("day < date('2020-03-01')", [1, 0, 1]),
        ("town != 'Bern'", [0, 1, None]),
    ],
)
def test_a_flag_is_worked_out(derive: str, expected: list[int | None], tmp_path: Path) -> None:
    assert made(tmp_path, derive, "flag") == expected


def test_a_trait_is_worked_out(tmp_path: Path) -> None:
    assert made(tmp_path, "if(b > 1, 'much', 'little')", "trait") == ["much", "little", "much"]


def test_derived_columns_may_use_each_other_in_any_order(tmp_path: Path) -> None:
    study = STUDY.replace("  made:", "  first: {{role: feature, derive: second * 2}}\n  made:")
    study = study.replace("models:", "  second: {{role: feature, derive: b + 1}}\nmodels:")
    assert made(tmp_path, "first + second", study=study) == [9, 3, 15]


def test_what_is_filled_is_filled_before_anything_is_derived(tmp_path: Path) -> None:
    (tmp_path / "shop.csv").write_text(TABLE)
    text = STUDY.format(derive="a + b", role="value").replace("a: {}", "a: {missing: fill}")
    study = parse_study(text, tmp_path / "study.yml")
    cleaned = clean(open_source("shop.csv", study, tmp_path), study)
    assert cleaned.table.order_by("id").to_pyarrow()["made"].to_pylist() == [3, 3, 6]
    assert cleaned.report.fills == (Fill("a", 1, 2.0),)
    assert cleaned.report.columns["made"].missing == 0


def test_rules_hold_for_inputs_and_derived_columns(tmp_path: Path) -> None:
    (tmp_path / "shop.csv").write_text(TABLE + "4,5,5,1-1-2020,Bern,50,1\n")
    rules = "cleaning: {implausible: {a: {max: 4}, made: {max: 2}}}"
    text = STUDY.format(derive="a * b", role="value").replace("cleaning: {missing: keep}", rules)
    study = parse_study(text, tmp_path / "study.yml")
    (tmp_path / "shop.csv").write_text(TABLE + "4,5,5,1-1-2020,Bern,50,1\n5,2,2,1-1-2020,Bern,60,1\n")
    report = clean(open_source("shop.csv", study, tmp_path), study).report
    assert report.removals == (
        Removal("missing", "a", 1, "a missing"),
        Removal("implausible", "a", 1, "a above 4"),
        Removal("implausible", "made", 1, "made above 2"),
    )
    assert list(report.columns) == ["age", "member", "made"]


FAULTS = {
    "an unknown name": ("a + bb", r"uses 'bb', which is no column or input"),
    "a name nearly known": ("a + menber", r"Did you mean 'member'\?"),
    "the id": ("id + 1", r"uses 'id', which is no column or input"),
    "itself": ("made + 1", r"needs itself"),
    "an unknown function": ("sum(a)", r"uses the function 'sum', which there is not"),
    "a function of Python": ("__import__('os')", r"uses the function '__import__', which there is not"),
    "an attribute": ("a.real", r"holds 'a\.real', which is not allowed"),
    "an index": ("a[0]", r"holds 'a\[0\]', which is not allowed"),
    "a power": ("9 ** 9", r"holds '9 \*\* 9', which is not allowed"),
    "a lambda": ("(lambda: 1)()", r"which is not allowed"),
    "a list": ("[a for a in b]", r"which is not allowed"),
    "a keyword argument": ("abs(x=1)", r"which is not allowed"),
    "a chain of comparisons": ("1 < a < 2", r"which is not allowed"),
    "an open bracket": ("(a + b", r"cannot be read"),
    "two statements": ("a; b", r"cannot be read"),
    "text plus number": ("town + 1", r"uses a text where '\+' needs a number"),
    "a date as number": ("day + 1", r"uses a date where '\+' needs a number"),
    "a span that is not counted": ("day - latest(day)", r"gives a span, but a value is a number"),
    "texts in order": ("town < 'B'", r"compares a text with '<'"),
    "a text for a number": ("town", r"gives a text, but a value is a number or a truth"),
    "too few arguments": ("if(a > 1, 2)", r"gives 'if' 2 arguments"),
    "a wrong date": ("days(day - date('1.2.2020'))", r"has the date '1\.2\.2020'"),
    "a list of two sorts": ("in(town, 'a', 1)", r"needs a list of texts"),
    "True": ("True", r"holds True or False"),
    "deep nesting": ("(" * 50 + "a" + " + 1)" * 50, r"is nested too deeply"),
    "length": ("a + " * 400 + "a", r"is too long"),
}


@pytest.mark.parametrize(("derive", "says"), FAULTS.values(), ids=FAULTS.keys())
def test_a_faulty_expression_is_refused_with_its_line(derive: str, says: str) -> None:
    with pytest.raises(StudyError) as caught:
        parse_study(STUDY.format(derive=derive, role="value"), Path("study.yml"))
    assert re.search(says, str(caught.value)), str(caught.value)
    assert str(caught.value).startswith("study.yml:12: 'columns.made.derive' ")


def test_expressions_that_go_in_a_circle_are_refused() -> None:
    text = STUDY.format(derive="other + 1", role="value").replace(
        "  made:", "  other: {role: value, derive: made}\n  made:"
    )
    with pytest.raises(StudyError, match=r":12: 'columns\.other\.derive' needs itself, directly or through others"):
        parse_study(text, Path("study.yml"))


@given(st.text(alphabet="ab()+-*/<>=!'. ,\n\tif0_[]{}:;@\\\"#é", max_size=40))
def test_no_text_whatever_ends_in_anything_but_a_tree_or_a_refusal(text: str) -> None:
    with suppress(ExpressionError):
        parse_expression(text, {"a": "number", "b": "text"})


PERSONALITY = """
title: Personality
inputs:
  year_birth: {column: Year_Birth}
  enrolled: {column: Dt_Customer, type: date, dates: day-month-year}
  kids: {column: Kidhome}
  teens: {column: Teenhome}
  wines: {column: MntWines}
  fruits: {column: MntFruits}
  meat: {column: MntMeatProducts}
  fish: {column: MntFishProducts}
  sweets: {column: MntSweetProducts}
  gold: {column: MntGoldProds}
  web: {column: NumWebPurchases}
  catalog: {column: NumCatalogPurchases}
  store: {column: NumStorePurchases}
  cmp1: {column: AcceptedCmp1}
  cmp2: {column: AcceptedCmp2}
  cmp3: {column: AcceptedCmp3}
  cmp4: {column: AcceptedCmp4}
  cmp5: {column: AcceptedCmp5}
  education: {column: Education, type: text}
  marital: {column: Marital_Status, type: text}
columns:
  id: {column: ID, role: id}
  Income: {role: feature}
  NumDealsPurchases: {role: feature}
  NumWebVisitsMonth: {role: feature}
  Recency: {role: feature}
  Age: {role: feature, derive: 2014 - year_birth}
  Children: {role: feature, derive: kids + teens}
  TotalSpend: {role: value, derive: wines + fruits + meat + fish + sweets + gold}
  TotalPurchases: {role: feature, derive: web + catalog + store}
  response: {column: Response, role: flag}
  AcceptedCampaigns: {role: feature, derive: cmp1 + cmp2 + cmp3 + cmp4 + cmp5 + response}
  TenureDays: {role: feature, derive: days(latest(enrolled) - enrolled)}
  DealShare: {role: feature, missing: keep, derive: NumDealsPurchases / (NumDealsPurchases + TotalPurchases)}
  Partner: {role: flag, derive: "in(marital, 'Married', 'Together')"}
  Edu: {role: feature, derive: "if(education == 'Basic', 0, if(in(education, '2n Cycle', 'Graduation'), 1, 2))"}
models:
  m: {features: [Income, TotalSpend]}
cleaning:
  implausible: {year_birth: {min: 1940}, Income: {max: 600000}}
"""


@REAL
def test_the_personality_columns_agree_with_independent_figures() -> None:
    study = parse_study(PERSONALITY, Path("study.yml"))
    report = clean(open_source(str(SHARED / "data" / "marketing_campaign.csv"), study, SHARED), study).report
    assert report.rows_kept == 2212
    golden = json.loads((SHARED / "golden" / "marketing_campaign.json").read_text())
    for part in ("compact", "wide"):
        clusters = golden[part]["k3_clusters"]
        for name, summary in report.columns.items():
            if isinstance(clusters[0].get(name), dict) and "mean" in clusters[0][name] and name != "DealShare":
                mean = sum(c["n"] * c[name]["mean"] for c in clusters) / 2212
                assert summary.mean == pytest.approx(mean, rel=1e-3, abs=1e-3), name
