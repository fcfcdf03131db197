"""Engines that tests start: a Postgres of their own, and the findings of DuckDB that others are held against."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from engines.shop import PLAYBOOK, STUDY, shop, write_duckdb, write_parquet

PASSWORD = "open sesame"


@dataclass(frozen=True)
class Postgres:
    """A running server: a folder with its socket, reached by nobody else."""

    programs: Path
    folder: Path
    user: str | None

    def address(self, rest: str = "table=customers") -> str:
        return f"postgres://tessera@/shop?host={self.folder}&{rest}"

    def run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.programs / program, *arguments], user=self.user, cwd=self.folder, check=True, capture_output=True
        )

    def start(self) -> None:
        options = f"-c listen_addresses='' -k {self.folder} -c fsync=off"
        self.run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", "data", "-w", "-m", "immediate", "stop")


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """A Postgres with the shop in it, which knows a password and sorts text as people do."""
    import psycopg

    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "initdb")]
    with tempfile.TemporaryDirectory(prefix="tessera-pg-") as name:  # short: a socket's path has a limit
        user = "postgres" if os.geteuid() == 0 else None  # Postgres refuses to be run by root
        server = Postgres(found[-1].parent, Path(name), user)
        if user:
            os.chown(name, pwd.getpwnam(user).pw_uid, -1)
        server.run(
            "initdb", "-D", "data", "-U", "tessera", "-A", "trust", "-E", "UTF8", "--no-sync",
            "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US",
        )  # fmt: skip
        server.start()
        try:
            with psycopg.connect(host=name, user="tessera", dbname="postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE shop")
                connection.execute(f"CREATE ROLE guarded LOGIN PASSWORD '{PASSWORD}'")
            with psycopg.connect(host=name, user="tessera", dbname="shop") as connection:
                fill(connection)
            server.run("pg_ctl", "-D", "data", "-w", "-m", "immediate", "stop")
            access = Path(name, "data", "pg_hba.conf")
            access.write_text("local all guarded scram-sha-256\nlocal all all trust\n")
            server.start()
            yield server
        finally:
            if Path(name, "data", "postmaster.pid").exists():
                server.stop()


def fill(connection: Any) -> None:
    """The shop as a table of a schema of its own, and as one that anybody finds."""
    columns = (
        '"Customer ID" int, "Gender" text, "City" varchar(20), "Income" int, "Spending" smallint, '
        '"Paid" numeric(10, 2), "Visits" text, "Member" boolean, "Joined" date, "Born" text'
    )
    connection.execute(f"CREATE TABLE customers ({columns})")
    with connection.cursor() as cursor, cursor.copy("COPY customers FROM STDIN") as copy:
        for row in shop().to_pylist():
            copy.write_row(tuple(row.values()))
    connection.execute("CREATE SCHEMA sales")
    connection.execute("CREATE TABLE sales.customers AS TABLE customers")
    connection.execute("GRANT SELECT ON customers TO guarded")


@pytest.fixture(scope="session")
def postgres():
    """A Postgres for all tests of a file, started once."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def parquet(tmp_path_factory):
    """The shop as Parquet."""
    return write_parquet(tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="session")
def duckdb_file(parquet):
    """The shop in a DuckDB file."""
    return write_duckdb(parquet.parent / "shop.duckdb", parquet)


@pytest.fixture(scope="session")
def study():
    from tessera.study import parse_study

    return parse_study(STUDY, Path("study.yml"))


@pytest.fixture(scope="session")
def expected(study, duckdb_file):
    """What DuckDB finds in its file."""
    return findings_on(f"duckdb://{duckdb_file}?table=customers", study)


def findings_on(address, study, base=Path()):
    """The findings of the shop at an address."""
    from tessera.analyse import analyse
    from tessera.findings import as_json

    return as_json(analyse(study, address, base, PLAYBOOK))
