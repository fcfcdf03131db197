"""The published queries of models of every kind, run by Postgres, and `tessera score` on its table: nobody is misplaced."""

import csv

import duckdb
import psycopg
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from tessera import engine
from tessera.analyse import analyse_table, with_segments
from tessera.clean import clean
from tessera.encoding import indicators_of
from tessera.engine import rows_of
from tessera.findings import as_json, dump
from tessera.fitting import fit_model
from tessera.kit import kit_of
from tessera.members import segment_column
from tessera.source import open_source
from tessera.study import parse_study
from tessera_site.cli import main

from engines.shop import CUSTOMERS, PLAYBOOK

MODELS = {
    "two": "{features: [income, spending], k: 4}",
    "three": "{features: [income, spending, paid], k: 4, scaling: standard}",
    "derived": "{features: [days, spending, double], k: 3, scaling: robust}",
    "projected": "{features: [income, spending, paid, days], k: 3, scaling: standard, pca: 2}",
    "traits": "{features: [income, gender, city], encode: one-hot, k: 4, scaling: standard}",
}
STUDY = """\
title: A shop to be scored
data: {source: "SOURCE", simulated: true}
inputs:
  joined: {column: Joined, type: date}
columns:
  id: {column: Customer ID, role: id}
  gender: {column: Gender, role: trait}
  city: {column: City, role: trait}
  income: {column: Income, role: feature}
  spending: {column: Spending, role: value}
  paid: {column: Paid, role: feature}
  days: {role: feature, derive: days(latest(joined) - joined)}
  double: {role: feature, derive: 2 * paid}
cleaning: {missing: keep, duplicates: drop}
trust: {draws: 0, bootstraps: 0}
models:
""" + "".join(f"  {key}: {model}\n" for key, model in MODELS.items())

SHORT = """\
CREATE VIEW short.customers AS SELECT DISTINCT "Customer ID" AS id, "Gender" AS gender, "City" AS city,
    "Income" AS income, "Spending" AS spending, "Paid" AS paid, (SELECT max("Joined") FROM sales.customers) - "Joined"
    AS days, 2 * "Paid" AS double FROM sales.customers"""


@pytest.fixture(scope="module")
def project(postgres, tmp_path_factory):
    """A study whose table is in Postgres, with its findings; and each customer's label in each model."""
    folder = tmp_path_factory.mktemp("scored")
    (folder / "study.yml").write_text(STUDY.replace("SOURCE", postgres.address()))
    study = parse_study((folder / "study.yml").read_text(), folder / "study.yml")
    cleaned = clean(open_source(study.data.source, study, folder), study)
    fits = {
        key: fit_model(cleaned, spec, study, indicators_of(spec, study, cleaned.report))
        for key, spec in study.models.items()
    }
    rows = rows_of(with_segments(cleaned.table, fits))
    labels = {key: {str(row["id"]): row[segment_column(key)] for row in rows} for key in fits}
    findings = as_json(analyse_table(study, open_source(study.data.source, study, folder), PLAYBOOK))
    (folder / "_site").mkdir()
    (folder / "_site" / "findings.json").write_text(dump(findings))
    return folder, findings, labels


@pytest.fixture(scope="module")
def shop(postgres):
    """A connection to the table under the names that the published queries take for granted."""
    with psycopg.connect(host=str(postgres.folder), user="tessera", dbname="shop", autocommit=True) as connection:
        connection.execute("CREATE SCHEMA named")
        connection.execute('CREATE VIEW named.customers AS SELECT "Customer ID" AS id, * FROM sales.customers')
        connection.execute("CREATE SCHEMA short")
        connection.execute(SHORT)
        yield connection


def placed_by(shop, schema, query):
    """Each customer's segment, as a query of the kit gives it."""
    shop.execute(f"SET search_path TO {schema}")
    return {str(key): segment for key, segment in shop.execute(query).fetchall()}


def differing(labels, segments):
    """Customers whose segment is not the one that their label stands for: labels and segments are one to one."""
    stands_for = {label: segments.get(key) for key, label in labels.items()}
    assert len(set(stands_for.values())) == len(stands_for)
    return [key for key, label in labels.items() if segments.get(key) != stands_for[label]]


@pytest.mark.parametrize("model", MODELS)
def test_the_kit_places_everyone_where_the_model_does(project, shop, model):
    _, findings, labels = project
    segments = placed_by(shop, "named", kit_of(model, findings["models"][model]["scoring"])["postgres"])
    assert len(segments) == len(labels[model]) == CUSTOMERS
    assert differing(labels[model], segments) == []
    assert list(segments.values()).count(None) == list(labels[model].values()).count(None)


@pytest.mark.parametrize("model", MODELS)
def test_the_query_in_the_findings_does_so_too(project, shop, model):
    _, findings, labels = project
    segments = placed_by(shop, "short", findings["models"][model]["scoring"]["sql"])
    known = {key: label for key, label in labels[model].items() if label is not None}
    assert segments.keys() == known.keys()
    assert differing(known, segments) == []


@pytest.mark.parametrize("model", ["three", "traits"])
def test_customers_are_scored_where_postgres_holds_them(project, postgres, shop, model, tmp_path):
    folder, findings, _ = project
    wanted = placed_by(shop, "named", kit_of(model, findings["models"][model]["scoring"])["postgres"])
    for out in ("s.parquet", "s.csv", f"duckdb://{tmp_path / 's.duckdb'}?table=segments"):
        written = out if "://" in out else str(tmp_path / out)
        asked = ["score", "--project", str(folder), "--model", model, "--data", postgres.address(), "--out", written]
        result = CliRunner().invoke(main, asked)
        assert result.exit_code == 0, result.output
    assert dict(zip(*pq.read_table(tmp_path / "s.parquet").to_pydict().values(), strict=True)) == wanted
    with (tmp_path / "s.csv").open(newline="") as file:
        assert {key: segment or None for key, segment in list(csv.reader(file))[1:]} == wanted
    with duckdb.connect(str(tmp_path / "s.duckdb")) as connection:
        assert dict(connection.sql("from segments").fetchall()) == wanted


def test_rows_come_some_at_a_time(project, postgres, monkeypatch):
    monkeypatch.setattr(engine, "SOME", 100)
    folder, _, _ = project
    study = parse_study((folder / "study.yml").read_text(), folder / "study.yml")
    source = open_source(postgres.address(), study, folder)
    assert [len(batch) for batch in engine.stream(source.table)] == [100, 100, 100, 3]
