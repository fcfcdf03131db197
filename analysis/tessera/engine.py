"""Questions to the engine that holds a table, answered in plain Python values.

Answers come as Arrow, which needs no pandas: importing that takes half a second.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.duckdb import Backend
from ibis.util import gen_name

OWN = "tessera_"
"""In the names of tables that are made while a table is read."""

SOME = 500_000
"""Rows of a large table that are looked at together."""

QUIET: Mapping[str, bool] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
"""Settings with which DuckDB downloads nothing."""


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def md5(text: str) -> str:  # type: ignore[empty-body]
    """The MD5 of a text as 32 hexadecimal digits: the one hash that every engine has and all agree on."""


def stripped(text: ir.StringValue) -> ir.StringValue:
    """A text without the space around it.

    ibis on Spark takes letters off as well: it spells two of the signs that count as space so that Spark reads
    "v" and "f", and "female" becomes "emale".
    """
    if text.get_backend().name == "pyspark":
        return text.re_replace(r"^[ \t\n\r]+|[ \t\n\r]+$", "")
    return text.strip()


def one_or_zero(truth: ir.BooleanValue) -> ir.IntegerValue:
    """A truth as 1 and 0, missing where it is missing; Postgres has no cast for that."""
    return ibis.cases((truth, 1), (~truth, 0)).cast("int64")


def connect() -> Backend:
    """An engine in memory that downloads nothing."""
    return ibis.duckdb.connect(**QUIET)


def shut_off(connection: Backend, *paths: str) -> None:
    """Let an engine reach nothing but some files from now on: no other file, no network, no further engine."""
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    connection.raw_sql(f"SET allowed_paths = [{listed}]")
    connection.raw_sql("SET enable_external_access = false")


def load(table: pa.Table, name: str) -> ibis.Table:
    """A small table put into an engine of its own.

    Neither `ibis.memtable` nor `create_table` from memory: both end in an empty DROP VIEW with ibis 12 and
    sqlglot 30.18 or later (ibis issue 12101).
    """
    connection = connect()
    connection.con.register("loaded", table)
    held = connection.create_table(name, connection.table("loaded"))
    connection.con.unregister("loaded")
    shut_off(connection)
    return held


def beside(table: ibis.Table, rows: pa.Table) -> ibis.Table:
    """A small table put where another is, to be joined to it."""
    backend, name = table.get_backend(), gen_name(f"{OWN}beside")
    if isinstance(backend, Backend):
        backend.con.register(name, rows)
        return backend.table(name)
    if backend.name != "pyspark":
        return ibis.memtable(rows)
    from pyspark.sql import SparkSession

    SparkSession.active().createDataFrame(rows).createTempView(name)
    return backend.table(name)


def settle(table: ibis.Table, purpose: str) -> ibis.Table:
    """The table worked out once by its engine, so that later questions do not work it out again."""
    backend, name = table.get_backend(), gen_name(f"{OWN}{purpose}")
    if backend.name == "pyspark":
        backend.raw_sql(f"CACHE TABLE {name} AS {backend.compile(table)}")
        return backend.table(name)
    return backend.create_table(name, table, temp=True)


def settle_if_slow(table: ibis.Table, purpose: str) -> ibis.Table:
    """The same where every question costs seconds however small it is: on Spark, which plans and compiles each anew."""
    return settle(table, purpose) if table.get_backend().name == "pyspark" else table


def release(table: ibis.Table) -> None:
    """Let go of an engine when nothing more will be asked: what it kept at hand, and the connection to Postgres."""
    backend = table.get_backend()
    if backend.name == "postgres":
        backend.disconnect()
    elif backend.name == "pyspark":
        for name in backend.list_tables(like=OWN):
            backend.drop_view(name, force=True)


def fetch(table: ibis.Table, by: Sequence[str] = ()) -> pa.Table:
    """A small table, such as counts of groups, in ascending order of some columns.

    It is sorted here: engines differ in how they order text, and in where they put what is missing.
    """
    backend = table.get_backend()
    on_spark = backend.name == "pyspark"  # asked itself: ibis goes through pandas there
    answer = backend.raw_sql(backend.compile(table)).toArrow() if on_spark else table.to_pyarrow()
    return answer.sort_by([(name, "ascending") for name in by]) if by else answer


def count_rows(table: ibis.Table) -> int:
    """Rows of a table."""
    return int(ask(table, rows=table.count())["rows"])


def ask(table: ibis.Table, **figures: ir.Scalar) -> dict[str, Any]:
    """Figures of a table, all in one pass."""
    (row,) = fetch(table.aggregate(**figures)).to_pylist()
    return dict(row)


def rows_of(table: ibis.Table) -> list[dict[str, Any]]:
    """The rows of a small table, such as counts of groups."""
    return [dict(row) for row in fetch(table).to_pylist()]


def stream(table: ibis.Table) -> Iterator[pa.RecordBatch]:
    """The rows of a large table, some at a time.

    DuckDB is asked itself where it holds the table: ibis 12 asks it by a name that DuckDB 2 no longer has.
    """
    backend = table.get_backend()
    if isinstance(backend, Backend):
        yield from pa.RecordBatchReader.from_stream(backend.con.sql(ibis.to_sql(table)))
    elif backend.name == "pyspark":  # which gives a whole answer at once, so parts are asked for, told apart by a hash
        rows, parts = backend.compile(table), 1 + count_rows(table) // SOME
        for part in range(parts):
            asked = f"SELECT * FROM ({rows}) WHERE pmod(hash(*), {parts}) = {part}"  # noqa: S608  rows is ibis' own
            yield from backend.raw_sql(asked).toArrow().to_batches()
    else:
        yield from table.to_pyarrow_batches(chunk_size=SOME)
