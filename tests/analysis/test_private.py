"""Ids and rows that a text could hold are found by its words, whatever the table's kind and size."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tessera import private
from tessera.private import private_marks
from tessera.source import open_source
from tessera.study import parse_study

STUDY = """
title: Shop
columns:
  id: {column: Customer, role: id}
  gender: {column: Gender, role: trait}
  age: {column: Age, role: feature}
  income: {column: Income, role: feature}
models:
  m: {features: [age, income], k: 2}
cleaning: {missing: keep}
"""
TABLE = """Income,Customer,Gender,Age
15.5,C-1042,Female,19
16,C-1043,Male,23
,C-1044,Prefer not,23
17,jane doe,Male,40
"""


def marks(folder: Path, words: str, study: str = STUDY) -> private.Private:
    (folder / "shop.csv").write_text(TABLE)
    parsed = parse_study(study, folder / "study.yml")
    return private_marks(open_source("shop.csv", parsed, folder), parsed, set(words.split()))


def test_an_id_is_kept_when_its_first_and_last_words_are_said(tmp_path):
    assert marks(tmp_path, "C 1042 jane doe 1044 doe").ids == ("C-1042", "C-1044", "jane doe")
    assert marks(tmp_path, "C jane 1042").ids == ("C-1042",)


def test_a_row_is_kept_in_the_tables_order_when_all_its_cells_are_said(tmp_path):
    found = marks(tmp_path, "15 5 16 Female Male 19 23")
    assert found.rows == (("15.5", "Female", "19"), ("16", "Male", "23"))
    assert found.columns == ("Income", "Gender", "Age")


def test_a_missing_cell_takes_nothing_away(tmp_path):
    assert marks(tmp_path, "Prefer 23").rows == (("", "Prefer not", "23"),)


def test_a_row_of_nothing_but_a_models_features_may_be_shown(tmp_path):
    features = STUDY.replace("  gender: {column: Gender, role: trait}\n", "")
    assert marks(tmp_path, "15 16 19 23", features).rows == ()


@pytest.mark.parametrize(("kept", "whole"), [(2, False), (5, True)])
def test_more_than_can_be_kept_is_told(tmp_path, monkeypatch, kept, whole):
    monkeypatch.setattr(private, "MOST_KEPT", kept)
    found = marks(tmp_path, "C 1042 1043 1044 jane doe")
    assert len(found.ids) == min(kept, 4)
    assert found.whole is whole


def test_the_engine_hands_out_whoever_a_word_by_word_search_would_find(tmp_path):
    incomes = [15.5, None, -16.0, 0.25, 2e-9, 3e14, 1234567.0, 8.0]
    table = {"Customer": [7, 42, 1043, 99_999, 10**16, 5, 6, -42], "Gender": ["Male"] * 8, "Age": [19] * 8}
    pq.write_table(pa.table(table | {"Income": incomes}), tmp_path / "shop.parquet")
    parsed = parse_study(STUDY, tmp_path / "study.yml")
    words = {"42", "1043", "10000000000000000", "Male", "19", "15", "5", "16", "0", "2e", "3e", "1234567"}
    found = private_marks(open_source("shop.parquet", parsed, tmp_path), parsed, words)
    assert found.ids == ("42", "1043", "10000000000000000", "5", "-42")
    assert {row[-1] for row in found.rows} == {"15.5", "", "-16", "0.25", "2e-9", "3e+14", "1234567"}
    assert found.numbered == {1: 3, 2: 1, 4: 1, 5: 1, 17: 1}
