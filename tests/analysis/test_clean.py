"""Cleaning: every row that goes is counted once, with its reason; nothing goes silently."""

import json
import random
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tessera.clean import Cleaned, clean
from tessera.errors import TableError
from tessera.facts import Fill, Removal
from tessera.source import open_source
from tessera.study import load_study, parse_study

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT / ".." / "shared"
REAL = pytest.mark.skipif(not SHARED.exists(), reason="the real tables are not here")

STUDY = """
title: Shop
columns:
  id: {role: id}
  gender: {role: trait, values: {m: men, f: women}}
  age: {role: feature}
  spend: {role: value}
  member: {role: flag}
models:
  m: {features: [age, spend], k: 2}
"""
HEADER = "id,gender,age,spend,member"
GOOD = ("1,f,20,1,1", "2,f,30,2,0", "3,m,40,3,0", "4,f,50,4,1")


def cleaned(folder: Path, *rows: str, rules: str = "", study: str = STUDY) -> Cleaned:
    (folder / "shop.csv").write_text("\n".join((HEADER, *GOOD, *rows)) + "\n")
    parsed = parse_study(study + (f"cleaning: {rules}\n" if rules else ""), folder / "study.yml")
    return clean(open_source("shop.csv", parsed, folder), parsed)


def column(result: Cleaned, name: str) -> list[object]:
    return result.table.to_pyarrow()[name].to_pylist()


def test_a_clean_table_is_kept_whole(tmp_path: Path) -> None:
    report = cleaned(tmp_path).report
    assert (report.rows_read, report.rows_kept, report.removals, report.fills) == (4, 4, (), ())


def test_figures_agree_with_a_calculation_by_hand(tmp_path: Path) -> None:
    age = cleaned(tmp_path).report.columns["age"]
    assert (age.mean, age.min, age.q1, age.median, age.q3, age.max, age.total) == (35, 20, 27.5, 35, 42.5, 50, 140)
    assert age.sd == pytest.approx(12.909944487358056)


def test_a_trait_lists_the_values_of_the_study_first(tmp_path: Path) -> None:
    gender = cleaned(tmp_path, "5,x,20,1,0", "6,x,21,1,0").report.columns["gender"]
    assert list(gender.counts.items()) == [("m", 1), ("f", 3), ("x", 2)]
    assert gender.shares == {"m": 1 / 6, "f": 1 / 2, "x": 1 / 3}


def test_a_flag_has_a_rate(tmp_path: Path) -> None:
    member = cleaned(tmp_path).report.columns["member"]
    assert (member.kind, member.mean, member.counts, member.shares) == (
        "flag",
        0.5,
        {"yes": 2, "no": 2},
        {"yes": 0.5, "no": 0.5},
    )


def test_ids_stay_out_of_the_report(tmp_path: Path) -> None:
    assert list(cleaned(tmp_path).report.columns) == ["gender", "age", "spend", "member"]


def test_a_customer_without_an_age_is_removed_and_counted(tmp_path: Path) -> None:
    report = cleaned(tmp_path, "5,f,,1,1", "6,,21,2,1", "7,,,3,0").report
    assert report.removals == (
        Removal("missing", "gender", 2, "gender missing"),
        Removal("missing", "age", 1, "age missing"),
    )
    assert report.columns["age"].missing == 2
    assert report.columns["gender"].missing == 2


def test_missing_values_can_be_kept(tmp_path: Path) -> None:
    result = cleaned(tmp_path, "5,f,,1,1", rules="{missing: keep}")
    assert column(result, "age") == [20, 30, 40, 50, None]
    assert result.report.columns["age"].mean == 35


def test_missing_values_can_be_filled(tmp_path: Path) -> None:
    result = cleaned(tmp_path, "5,,,1,", "6,f,30,2,1", rules="{missing: fill}")
    assert column(result, "age")[4] == 30
    assert column(result, "gender")[4] == "f"
    assert column(result, "member")[4] == 1
    assert result.report.fills == (Fill("gender", 1, "f"), Fill("age", 1, 30.0), Fill("member", 1, 1.0))
    assert result.report.columns["age"].missing == 1


def test_a_column_can_have_a_rule_of_its_own(tmp_path: Path) -> None:
    study = STUDY.replace("age: {role: feature}", "age: {role: feature, missing: fill}")
    result = cleaned(tmp_path, "5,f,,1,1", "6,f,20,,1", study=study)
    assert result.report.removals == (Removal("missing", "spend", 1, "spend missing"),)
    assert len(result.report.fills) == 1


def test_a_repeated_row_is_removed_once_and_counted(tmp_path: Path) -> None:
    report = cleaned(tmp_path, GOOD[1], GOOD[1]).report
    assert report.removals == (Removal("duplicate", None, 2, "repeats another row in every column"),)
    assert report.rows_kept == 4


def test_repeated_rows_can_be_kept(tmp_path: Path) -> None:
    assert cleaned(tmp_path, GOOD[1], rules="{duplicates: keep}").report.rows_kept == 5


def test_alike_customers_with_ids_of_their_own_are_no_repetition(tmp_path: Path) -> None:
    assert cleaned(tmp_path, "5,f,20,1,1").report.rows_kept == 5


def test_without_an_id_nothing_is_a_repetition(tmp_path: Path) -> None:
    study = STUDY.replace("  id: {role: id}\n", "")
    assert cleaned(tmp_path, GOOD[1], study=study).report.rows_kept == 5


def test_an_id_with_two_stories_is_refused_by_row(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"rows with the same id in column 'id' differ: rows 2 and 5, 3 and 6\."):
        cleaned(tmp_path, "2,f,31,2,0", "3,m,41,3,0")


def test_the_first_row_of_an_id_can_be_kept(tmp_path: Path) -> None:
    result = cleaned(tmp_path, "2,f,99,2,0", GOOD[2], rules="{duplicate_ids: drop}")
    assert column(result, "age") == [20, 30, 40, 50]
    assert [removal.rows for removal in result.report.removals] == [1, 1]


def test_customers_whose_id_is_missing_are_not_each_other(tmp_path: Path) -> None:
    result = cleaned(tmp_path, ",f,20,1,1", ",f,20,1,1", GOOD[1], rules="{missing: keep}")
    assert result.report.rows_kept == 6


def test_an_implausible_value_is_dropped_kept_or_filled(tmp_path: Path) -> None:
    def with_rule(rule: str) -> Cleaned:
        return cleaned(tmp_path, "5,f,200,1,1", rules=f"{{implausible: {{age: {{min: 0, max: 110, rule: {rule}}}}}}}")

    dropped = with_rule("drop").report
    assert dropped.removals == (Removal("implausible", "age", 1, "age below 0 or above 110"),)
    assert with_rule("keep").report.rows_kept == 5
    filled = with_rule("fill")
    assert filled.report.fills == (Fill("age", 1, 35.0),)
    assert column(filled, "age")[4] == 35


def test_outliers_are_counted_kept_dropped_or_pulled_in(tmp_path: Path) -> None:
    rows = [f"{i},f,{age},5,0" for i, age in enumerate((30, 31, 32, 33, 500, -400), start=5)]
    kept = cleaned(tmp_path, *rows).report
    assert (kept.rows_kept, kept.columns["age"].outliers) == (10, 2)
    dropped = cleaned(tmp_path, *rows, rules="{outliers: drop}").report
    assert dropped.removals == (Removal("outlier", "age", 2, "age beyond 1.5 interquartile ranges"),)
    filled = cleaned(tmp_path, *rows, rules="{outliers: fill}")
    assert filled.report.fills == (Fill("age", 1, 20.0), Fill("age", 1, 50.0))
    assert column(filled, "age")[-2:] == [50, 20]


def test_every_row_goes_for_one_reason_in_a_fixed_order(tmp_path: Path) -> None:
    rules = "{implausible: {age: {max: 110}, spend: {min: 0}}}"
    report = cleaned(tmp_path, "5,,200,-1,1", "6,f,200,-1,1", "6,f,200,-1,1", "7,f,20,-1,1", rules=rules).report
    assert [(removal.reason, removal.column, removal.rows) for removal in report.removals] == [
        ("missing", "gender", 1),
        ("duplicate", None, 1),
        ("implausible", "age", 1),
        ("implausible", "spend", 1),
    ]
    assert report.rows_kept + sum(removal.rows for removal in report.removals) == report.rows_read


def test_original_and_cleaned_histograms_share_round_edges(tmp_path: Path) -> None:
    report = cleaned(tmp_path, "5,f,200,1,1", rules="{implausible: {age: {max: 110}}}").report
    age = report.columns["age"]
    assert age.original.edges == age.cleaned.edges
    assert (sum(age.original.counts), sum(age.cleaned.counts)) == (5, 4)


def test_correlations_are_pearsons(tmp_path: Path) -> None:
    correlations = cleaned(tmp_path, "5,f,90,1,1").report.correlations
    expected = float(np.corrcoef([20, 30, 40, 50, 90], [1, 2, 3, 4, 1])[0, 1])
    assert correlations["age"]["spend"] == correlations["spend"]["age"] == pytest.approx(expected)
    assert correlations["age"]["age"] == 1


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    ids=st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(-40, 40), min_size=2, max_size=60), text=st.booleans()
)
def test_repeated_ids_are_found_whatever_they_are(ids: list[int], text: bool, tmp_path: Path) -> None:
    ids = [*ids, 1001, 1002]  # so that something varies in what is left
    numbers = np.arange(len(ids), dtype=float)
    keys = pa.array([str(key) for key in ids]) if text else pa.array(ids, pa.int64())
    columns = {"id": keys, "gender": ["f"] * len(ids), "age": numbers, "spend": numbers, "member": [1] * len(ids)}
    pq.write_table(pa.table(columns), tmp_path / "shop.parquet")
    study = parse_study(STUDY + "cleaning: {duplicate_ids: drop}\n", tmp_path / "study.yml")
    kept = clean(open_source("shop.parquet", study, tmp_path), study)
    assert sorted(column(kept, "id")) == sorted({str(key) for key in ids})
    assert sum(removal.rows for removal in kept.report.removals) == len(ids) - len(set(ids))


@pytest.mark.parametrize("kind", [pa.int8(), pa.uint8(), pa.int16(), pa.int32(), pa.int64(), pa.uint64()], ids=str)
def test_repeated_ids_are_found_however_narrow_their_column_is(kind: pa.DataType, tmp_path: Path) -> None:
    """A run of ids is as long as no narrow column has bits: DuckDB refuses to shift that far."""
    numbers = np.arange(100.0)
    columns = {"gender": ["f"] * 100, "age": numbers, "spend": numbers, "member": [1] * 100}
    study = parse_study(STUDY + "cleaning: {duplicate_ids: drop}\n", tmp_path / "study.yml")
    for ids, left in ([*range(100)], 100), ([*range(99), 63], 99):
        pq.write_table(pa.table({"id": pa.array(ids, kind), **columns}), tmp_path / "shop.parquet")
        assert clean(open_source("shop.parquet", study, tmp_path), study).report.rows_kept == left


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_order_of_rows_changes_nothing(seed: int, tmp_path: Path) -> None:
    rows = ["5,,200,1,1", "6,x,33.3,0.1,0", "7,f,0.2,1.7,0", "8,m,41.9,,1", "9,f,55.5,2.2,1", GOOD[0]]
    reference = cleaned(tmp_path, *rows, rules="{missing: fill, outliers: drop}").report
    shuffled = [*GOOD, *rows]
    random.Random(seed).shuffle(shuffled)
    (tmp_path / "shop.csv").write_text("\n".join((HEADER, *shuffled)))
    study = parse_study(STUDY + "cleaning: {missing: fill, outliers: drop}\n", tmp_path / "study.yml")
    assert clean(open_source("shop.csv", study, tmp_path), study).report == reference


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ages=st.lists(st.floats(-1e6, 1e6, width=32), min_size=2, max_size=40))
def test_figures_equal_those_of_pandas(ages: list[float], tmp_path: Path) -> None:
    series = pd.Series([20.0, 30.0, 40.0, 50.0, *ages])
    summary = cleaned(tmp_path, *(f"{i + 5},f,{age!r},1,1" for i, age in enumerate(ages))).report.columns["age"]
    assert summary.mean == pytest.approx(series.mean(), abs=1e-6)
    assert summary.sd == pytest.approx(series.std(), abs=1e-6)
    for found, share in ((summary.q1, 0.25), (summary.median, 0.5), (summary.q3, 0.75)):
        assert found == pytest.approx(series.quantile(share), abs=1e-6)
    q1, q3 = series.quantile(0.25), series.quantile(0.75)
    beyond = (series < q1 - 1.5 * (q3 - q1) - 1e-6) | (series > q3 + 1.5 * (q3 - q1) + 1e-6)
    assert summary.outliers >= int(beyond.sum())


@REAL
def test_the_mall_table_agrees_with_independent_figures() -> None:
    study = load_study(ROOT / "study.yml")
    report = clean(open_source(str(SHARED / "data" / "Mall_Customers.csv"), study, ROOT), study).report
    golden = json.loads((SHARED / "golden" / "mall_customers.json").read_text())
    assert (report.rows_read, report.rows_kept) == (200, 200)
    for name, column_ in study.columns.items():
        if column_.kind != "number":
            continue
        summary, figures = report.columns[name], golden["eda"][column_.column]
        assert (summary.missing, summary.outliers) == (figures["missing"], figures["outliers_iqr"])
        for figure in ("mean", "sd", "min", "q1", "median", "q3", "max"):
            assert getattr(summary, figure) == pytest.approx(figures[figure], abs=0.001)
    assert report.columns["gender"].counts == golden["eda"]["Gender"]
    headers = {column_.column: name for name, column_ in study.columns.items()}
    for pair, value in golden["correlation"].items():
        a, b = (headers[header] for header in pair.split("~"))
        assert report.correlations[a][b] == pytest.approx(value, abs=1e-4)


@REAL
def test_the_personality_table_agrees_with_independent_figures() -> None:
    golden = json.loads((SHARED / "golden" / "marketing_campaign.json").read_text())["eda"]
    numbers = "\n".join(f"  {name}: {{role: feature}}" for name in golden["numeric"])
    study = parse_study(
        "title: Personality\ncolumns:\n  id: {column: ID, role: id}\n  education: {column: Education, role: trait}\n"
        f"  marital: {{column: Marital_Status, role: trait}}\n{numbers}\n"
        "models: {m: {features: [Income, Recency]}}\n"
        "cleaning: {implausible: {Year_Birth: {min: 1940}, Income: {max: 600000}}}\n",
        Path("study.yml"),
    )
    report = clean(open_source(str(SHARED / "data" / "marketing_campaign.csv"), study, ROOT), study).report
    assert (report.rows_read, report.rows_kept) == (golden["rows"], golden["rows_clean"])
    assert [(r.reason, r.column, r.rows) for r in report.removals] == [
        ("missing", "Income", 24),
        ("implausible", "Year_Birth", 3),
        ("implausible", "Income", 1),
    ]
    for name, figures in golden["numeric"].items():
        assert (report.columns[name].missing, report.columns[name].outliers) == (
            figures["missing"],
            figures["outliers_iqr"],
        )
