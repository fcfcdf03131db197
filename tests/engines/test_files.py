"""Tables in many files, in a DuckDB file and on the web: one sentence when they cannot be used."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from tessera import web
from tessera.errors import TableError
from tessera.source import open_source
from tessera_site.cli import main

from engines.shop import project_on, write_parquet


def refused(project):
    """The message of a build that refuses, after checking that it leaves the earlier site alone."""
    result = CliRunner().invoke(main, ["build", "--project", str(project), "--engine", "pandoc"])
    assert result.exit_code == 1, result.output
    assert (project / "_site" / "index.html").read_text() == "the earlier site"
    assert "Traceback" not in result.output
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("tessera: ")]
    return line


def test_one_broken_file_among_many_is_named(tmp_path):
    project = project_on("customers", tmp_path)
    place = write_parquet(project)
    whole = (place / "b.parquet").read_bytes()
    (place / "b.parquet").write_bytes(whole[: len(whole) // 2])
    assert "b.parquet: this cannot be read as Parquet" in refused(project)


@pytest.mark.parametrize(
    ("drift", "says"),
    [
        (lambda t: t.drop_columns(["Income"]), "b.parquet has no column 'Income', which a.parquet beside it has."),
        (
            lambda t: t.set_column(3, "Income", pa.array(["much"] * len(t))),
            "b.parquet: column 'Income' holds text, but numbers in a.parquet beside it.",
        ),
    ],
)
def test_a_file_that_has_drifted_is_named_with_its_column(tmp_path, drift, says):
    project = project_on("customers", tmp_path)
    place = write_parquet(project)
    pq.write_table(drift(pq.read_table(place / "b.parquet")), place / "b.parquet")
    assert says in refused(project)


def test_files_may_hold_numbers_of_another_width_and_columns_in_another_order(tmp_path, study, parquet):
    place = write_parquet(tmp_path)
    table = pq.read_table(place / "b.parquet")
    wide = table.set_column(3, "Income", table["Income"].cast(pa.int64())).select(table.column_names[::-1])
    pq.write_table(wide, place / "b.parquet")
    one, other = (open_source(str(folder), study, tmp_path) for folder in (place, parquet))
    sums = [source.table.income.sum().to_pyarrow().as_py() for source in (one, other)]
    assert sums[0] == sums[1] > 0


def test_a_duckdb_file_that_is_none_is_refused(tmp_path):
    (tmp_path / "shop.duckdb").write_text("no database")
    assert "cannot be opened as a DuckDB file" in refused(project_on("duckdb://shop.duckdb?table=customers", tmp_path))
    assert "no such DuckDB file" in refused(project_on("duckdb://none.duckdb?table=customers", tmp_path / "other"))


def test_the_web_without_its_extension_is_refused_with_how_to_install_it(study, tmp_path, monkeypatch):
    monkeypatch.setattr(web, "connect", lambda: _without_extensions(tmp_path))
    with pytest.raises(
        TableError, match=r"shop\.parquet: reading from the web needs DuckDB's extension httpfs.*INSTALL"
    ):
        open_source("https://127.0.0.1:1/shop.parquet", study, tmp_path)


def _without_extensions(folder):
    """An engine that looks for extensions in an empty folder."""
    from tessera.engine import connect

    connection = connect()
    connection.raw_sql(f"SET extension_directory = '{folder}'")
    return connection
