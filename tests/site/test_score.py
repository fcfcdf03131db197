"""Customers scored by a published model: the same segments as in the build, whole or not at all, outside the site."""

import csv
import json

import duckdb
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from simulated_base import write_base, write_study
from tessera.analyse import analyse
from tessera.findings import as_json, dump
from tessera.kit import DIALECTS, kit_of
from tessera.study import load_study
from tessera_site.cli import main
from tessera_site.shipped import shipped

MORE = """\
inputs:
  born: {column: born}
  joined: {column: joined, type: date}
  web: {column: web orders}
  shop: {column: shop orders}
columns:
  id: {column: number, role: id}
  region: {role: trait}
  member: {role: flag}
  age: {role: feature, derive: 2024 - born}
  days: {role: feature, derive: days(latest(joined) - joined)}
  orders: {role: value, derive: web + shop}
  share: {role: feature, derive: "if(member, web / (web + shop), 0)", missing: keep}
"""
TURNED = f"""\
title: Members
data: {{source: members.csv, simulated: true}}
{MORE}
models:
  plain: {{features: [age, orders], k: 3}}
  turned: {{features: [age, days, orders, share], k: 3, scaling: standard, pca: 2}}
  robust: {{features: [age, region], encode: one-hot, k: 3, scaling: standard}}
trust: {{draws: 0, bootstraps: 0}}
"""


def members() -> list[tuple[object, ...]]:
    rows = [("number", "region", "member", "born", "joined", "web orders", "shop orders")]
    for i in range(400):
        joined = f"202{i % 4}-{1 + i % 12:02d}-{1 + i % 28:02d}"
        rows.append((f"m{i:03d}", "NSE"[i % 3], i % 2, 1950 + (7 * i) % 55, joined, (3 * i) % 11, (5 * i) % 17))
    return rows


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A base whose model stands in _site/findings.json."""
    folder = write_study(tmp_path_factory.mktemp("scored"))
    write_base(folder / "base.csv")
    return analysed(folder)


@pytest.fixture(scope="module")
def turned(tmp_path_factory):
    """A base with derived, scaled, projected and one-hot models."""
    folder = tmp_path_factory.mktemp("turned")
    (folder / "study.yml").write_text(TURNED)
    with (folder / "members.csv").open("w", newline="") as file:
        csv.writer(file).writerows(members())
    return analysed(folder)


def analysed(folder):
    study = load_study(folder / "study.yml")
    findings = as_json(analyse(study, study.data.source, folder, shipped("templates/playbook", folder)))
    (folder / "_site").mkdir()
    (folder / "_site" / "findings.json").write_text(dump(findings))
    (folder / "_site" / "index.html").write_text("a site")
    return folder


def findings_of(folder):
    return json.loads((folder / "_site" / "findings.json").read_text())


def score(folder, out, *, data=None, model="all"):
    data = str(data or folder / load_study(folder / "study.yml").data.source)
    options = ["score", "--project", str(folder), "--model", model, "--data", data, "--out", str(out)]
    return CliRunner().invoke(main, options)


def sizes_in(rows):
    counted: dict[str, int] = {}
    for segment in (segment for _, segment in rows if segment is not None):
        counted[segment] = counted.get(segment, 0) + 1
    return counted


def sizes_of(folder, model):
    return {slug: s["size"] for slug, s in findings_of(folder)["models"][model]["segments"].items()}


# ---------------------------------------------------------------- the kit


@pytest.mark.parametrize("model", ["plain", "turned", "robust"])
def test_the_query_places_everyone_where_the_model_does(turned, tmp_path, model) -> None:
    found = findings_of(turned)["models"][model]
    connection = duckdb.connect()
    connection.sql(f"create table customers as select number as id, * from read_csv('{turned / 'members.csv'}')")
    placed = connection.sql(kit_of(model, found["scoring"])["duckdb"]).fetchall()
    assert sizes_in(placed) == sizes_of(turned, model)
    assert score(turned, tmp_path / "scored.parquet", model=model).exit_code == 0
    scored = pq.read_table(tmp_path / "scored.parquet").to_pydict()
    assert dict(zip(scored["number"], scored["segment"], strict=True)) == dict(placed)


@pytest.mark.parametrize("model", ["plain", "turned", "robust"])
def test_the_query_is_there_in_every_dialect_and_can_be_read_by_it(turned, model) -> None:
    import sqlglot

    kit = kit_of(model, findings_of(turned)["models"][model]["scoring"])
    assert set(kit) == set(DIALECTS)
    for dialect, sql in kit.items():
        read = {"mssql": "tsql"}.get(dialect, dialect)
        assert isinstance(sqlglot.parse_one(sql, read=read), sqlglot.exp.Select)
        assert "web orders" in sql or model == "robust"


def test_dates_are_counted_from_the_day_the_model_was_built_on(turned, tmp_path) -> None:
    lines = ["number,region,member,born,joined,web orders,shop orders", "n1,N,1,1980,2021-05-05,3,4"]
    later = [*lines, "n2,N,1,1980,2030-01-01,3,4"]
    for name, rows in (("one", lines), ("two", later)):
        (tmp_path / f"{name}.csv").write_text("\n".join(rows) + "\n")
        score(turned, tmp_path / f"{name}.parquet", data=tmp_path / f"{name}.csv", model="turned")
    first, second = (pq.read_table(tmp_path / f"{n}.parquet").to_pydict()["segment"] for n in ("one", "two"))
    assert first[0] == second[0]


# ---------------------------------------------------------------- where it goes


def test_everyone_gets_the_segment_of_the_build_in_every_form(project, tmp_path) -> None:
    said = score(project, tmp_path / "s.parquet")
    assert said.exit_code == 0, said.output
    assert "800 rows" in said.output
    assert "0 without a segment" in said.output
    parquet = pq.read_table(tmp_path / "s.parquet")
    assert parquet.column_names == ["id", "segment"]
    rows = list(zip(*parquet.to_pydict().values(), strict=True))
    assert sizes_in(rows) == sizes_of(project, "all")
    assert score(project, tmp_path / "s.csv").exit_code == 0
    with (tmp_path / "s.csv").open(newline="") as file:
        assert [tuple(row) for row in csv.reader(file)][1:] == rows
    assert score(project, f"duckdb://{tmp_path / 's.duckdb'}?table=segments").exit_code == 0
    with duckdb.connect(str(tmp_path / "s.duckdb")) as connection:
        assert connection.sql("from segments").fetchall() == rows


def test_a_formula_among_the_ids_is_disarmed_in_csv_only(project, tmp_path) -> None:
    (tmp_path / "evil.csv").write_text('id,income,spending\n"=cmd()",90,80\nok,25,20\n')
    score(project, tmp_path / "s.csv", data=tmp_path / "evil.csv")
    score(project, tmp_path / "s.parquet", data=tmp_path / "evil.csv")
    assert '"\'=cmd()"' in (tmp_path / "s.csv").read_text()
    assert pq.read_table(tmp_path / "s.parquet")["id"].to_pylist() == ["=cmd()", "ok"]


def test_who_lacks_a_feature_keeps_the_row_and_gets_no_segment(project, tmp_path) -> None:
    (tmp_path / "new.csv").write_text("id,income,spending\na,,80\nb,25,20\n")
    said = score(project, tmp_path / "s.parquet", data=tmp_path / "new.csv")
    assert "1 without a segment" in said.output
    assert pq.read_table(tmp_path / "s.parquet")["segment"].null_count == 1


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("s.xlsx", "segments are written as .parquet, .csv, or a table of a DuckDB file"),
        ("nowhere/s.csv", "there is no folder nowhere"),
        ("duckdb://text.txt?table=t", "cannot be opened as a DuckDB file"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused(project, tmp_path, monkeypatch, out, says) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.txt").write_text("no database")
    said = score(project, out)
    assert said.exit_code == 1
    assert says in said.output


def test_lists_of_customers_are_not_written_into_a_site(project) -> None:
    said = score(project, project / "_site" / "s.csv")
    assert said.exit_code == 1
    assert "lists of customers are not published" in said.output
    assert not list((project / "_site").glob("*s.csv*"))


def test_bad_input_leaves_what_stood_there(project, tmp_path) -> None:
    (tmp_path / "s.csv").write_text("what stood there")
    (tmp_path / "bad.csv").write_text("id,income,spending\na,much,80\n")
    said = score(project, tmp_path / "s.csv", data=tmp_path / "bad.csv")
    assert said.exit_code == 1
    assert "holds 'much', which is not a number" in said.output
    assert (tmp_path / "s.csv").read_text() == "what stood there"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_unknown_model_and_a_study_never_built_are_refused(project, tmp_path) -> None:
    assert "There is no model 'none'. There are all." in " ".join(
        score(project, tmp_path / "s.csv", model="none").output.split()
    )
    write_study(tmp_path / "fresh")
    write_base(tmp_path / "fresh" / "base.csv")
    assert "no model to score with" in score(tmp_path / "fresh", tmp_path / "s.csv").output
