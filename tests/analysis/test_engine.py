"""The engine that holds a table reaches nothing else, whatever an expression might one day ask of it."""

import duckdb
import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tessera.engine import load
from tessera.source import open_source
from tessera.study import parse_study

STUDY = """
title: Shop
columns: {age: {role: feature}, income: {role: feature}}
models: {m: {features: [age, income], k: 2}}
"""


def table_of(kind, folder):
    """A table as a reader leaves it."""
    data = pa.table({"age": [20.0, 30.0], "income": [1.0, 2.0]})
    if kind == "memory":
        return load(data, "t")
    if kind == "csv":
        (folder / "t.csv").write_text("age,income\n20,1\n30,2\n")
    else:
        pq.write_table(data, folder / "t.parquet")
    return open_source(f"t.{kind}", parse_study(STUDY, folder / "study.yml"), folder).table


@pytest.mark.parametrize("kind", ["csv", "parquet", "memory"])
@pytest.mark.parametrize(
    "question",
    [
        "SELECT * FROM read_text('{secret}')",
        "SELECT * FROM read_csv('{secret}')",
        "SELECT * FROM 'https://example.org/x.csv'",
        "COPY (SELECT 1) TO '{folder}/out.csv'",
        "ATTACH '{folder}/other.db'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
    ],
)
def test_no_question_reaches_a_file_or_the_network(kind, question, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    backend = table_of(kind, tmp_path).get_backend()
    with pytest.raises(duckdb.Error):
        backend.raw_sql(question.format(secret=tmp_path / "secret.txt", folder=tmp_path)).fetchall()


@pytest.mark.parametrize("kind", ["csv", "parquet", "memory"])
def test_its_own_table_can_still_be_asked(kind, tmp_path):
    table = table_of(kind, tmp_path)
    assert table.aggregate(total=table.income.sum()).to_pyarrow().to_pylist() == [{"total": 3.0}]
    assert isinstance(table, ibis.Table)
