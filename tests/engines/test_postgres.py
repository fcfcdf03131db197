"""The same study on a Postgres: the same findings, one sentence when it fails."""

import psycopg
import pytest
from click.testing import CliRunner
from tessera.addresses import address_of
from tessera.databases import postgres as driver
from tessera.errors import TableError
from tessera.guess import guess_study
from tessera.source import open_source
from tessera_site.cli import main

from engines.conftest import PASSWORD, findings_on, postgres_server
from engines.same import differences
from engines.shop import project_on


def refused(project, *options):
    """The message of a build that refuses, after checking that it leaves the earlier site alone."""
    result = CliRunner().invoke(main, ["build", "--project", str(project), "--engine", "pandoc", *options])
    assert result.exit_code == 1, result.output
    assert sorted(p.name for p in (project / "_site").iterdir()) == ["findings.json", "index.html"]
    assert (project / "_site" / "index.html").read_text() == "the earlier site"
    assert "Traceback" not in result.output
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("tessera: ")]
    return line


def test_postgres_gives_the_findings_of_duckdb(postgres, study, expected):
    assert list(differences(expected, findings_on(postgres.address(), study))) == []


def test_a_query_and_a_table_in_a_schema_are_the_same_table(postgres, study, expected):
    wanted = expected["input"]["fingerprint"]
    for pick in ("table=sales.customers", 'query=select * from sales.customers where "Spending" > -1 and 1 % 2 = 1;'):
        assert open_source(postgres.address(pick), study, None).fingerprint == wanted


def test_a_new_study_is_written_from_a_table_in_postgres(postgres):
    written = guess_study(postgres.address())
    assert "title: Customers " in written
    assert "column: Paid" in written


def test_every_question_sees_the_table_of_one_moment(postgres, study):
    source = open_source(postgres.address("table=sales.customers"), study, None)
    with psycopg.connect(host=str(postgres.folder), user="tessera", dbname="shop") as other:
        other.execute("INSERT INTO sales.customers SELECT * FROM sales.customers")
        other.commit()
        rows = source.table.count().to_pyarrow().as_py()
        other.execute("DELETE FROM sales.customers WHERE ctid NOT IN (SELECT ctid FROM sales.customers LIMIT 303)")
    source.table.get_backend().disconnect()
    assert rows == 303


@pytest.mark.parametrize(
    ("rest", "says"),
    [
        ("table=custmers", "custmers: there is no such table in this database. Did you mean 'customers'?"),
        ("query=select nothing from nowhere", 'relation "nowhere" does not exist'),
        ("table=customers&user=nobody", 'Postgres gives no connection: role "nobody" does not exist'),
    ],
)
def test_what_is_not_there_is_refused_in_a_sentence(postgres, tmp_path, rest, says):
    address = postgres.address(rest)
    assert says in refused(project_on(address.replace("tessera@", "") if "user=" in rest else address, tmp_path))


def test_an_unreachable_host_is_refused_soon(tmp_path):
    message = refused(project_on("postgres://127.0.0.1:1/shop?table=customers", tmp_path))
    assert "customers: Postgres gives no connection" in message
    assert "Look at host and port" in message


def test_a_password_comes_from_the_environment_and_is_never_said(postgres, study, tmp_path, monkeypatch):
    guarded = postgres.address("table=customers").replace("tessera@", "guarded@")
    monkeypatch.setenv("PGPASSWORD", "wrong")
    message = refused(project_on(guarded, tmp_path))
    assert "password authentication failed" in message
    assert "PGPASSWORD" in message
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    assert open_source(guarded, study, None).name == "customers"
    monkeypatch.delenv("PGPASSWORD")
    monkeypatch.setenv("SHOP_PASSWORD", PASSWORD)
    named = guarded.replace("guarded@", "guarded:${SHOP_PASSWORD}@")
    assert driver.login(address_of(named))["password"] == PASSWORD
    assert open_source(named, study, None).name == "customers"


def test_a_missing_driver_is_refused_with_its_name(postgres, study, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(TableError, match=r"needs its driver\. pip install 'tessera-segments\[postgres\]'"):
        open_source(postgres.address(), study, None)


def test_what_cannot_be_read_is_refused_without_naming_rows(postgres, study):
    query = 'query=select *, \'x\' as "Visits" from (select "Customer ID", "Gender", "City", "Income", "Spending", "Paid", "Member", "Joined", "Born" from customers) c'
    with pytest.raises(
        TableError, match=r"^a query: column 'Visits' holds 'x', which is not a number; 302 more rows hold"
    ):
        open_source(postgres.address(query), study, None)


def test_a_postgres_that_goes_away_is_refused_in_a_sentence(tmp_path, monkeypatch):
    """The server is stopped while it is being asked: at the first question after the table was opened."""
    from tessera import analyse

    with postgres_server() as server:
        real = analyse.clean

        def stopped(*arguments):
            server.stop()
            return real(*arguments)

        monkeypatch.setattr(analyse, "clean", stopped)
        message = refused(project_on(server.address(), tmp_path))
    assert message.startswith("tessera: customers: Postgres went away while it was being asked.")
