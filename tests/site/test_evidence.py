"""What a build looks for in its site: this table's ids and rows, and no word that is everybody's."""

import re

import pytest
from tessera.study import load_study
from tessera_site.evidence import private_needles
from tessera_site.proof.leaks import leaks
from tessera_site.proof.texts import published_texts, words_of

STUDY = """
title: Shop
columns:
  id: {column: name, role: id}
  gender: {role: trait}
  age: {role: feature}
  income: {role: feature}
models:
  m: {features: [age, income], k: 2}
"""


@pytest.fixture
def private(tmp_path):
    (tmp_path / "study.yml").write_text(STUDY)
    (tmp_path / "t.csv").write_text("name,gender,age,income\nsegment,Female,19,15000\nzuleika,Male,23,16000\n")
    return private_needles(load_study(tmp_path / "study.yml"), "t.csv", tmp_path)


def test_an_id_that_is_an_ordinary_word_is_not_looked_for(private):
    assert private({"segment", "zuleika"}).ids == ("zuleika",)


def test_a_published_row_is_found(private):
    texts = published_texts({"a.html": b"<td>Female</td><td>19.0</td><td>15000</td>"}, {})
    (fault,) = leaks(texts, private(words_of(texts)))
    assert re.search("whole row, 'Female, 19, 15000'", str(fault))


def test_an_id_that_is_the_year_of_a_publication_is_not_looked_for(tmp_path):
    (tmp_path / "study.yml").write_text(STUDY)
    (tmp_path / "t.csv").write_text("name,gender,age,income\n1987,Female,19,15000\n2010,Male,2,3\n8642,Male,23,16000\n")
    private = private_needles(load_study(tmp_path / "study.yml"), "t.csv", tmp_path)
    assert private({"1987", "2010", "8642"}).ids == ("8642",)
