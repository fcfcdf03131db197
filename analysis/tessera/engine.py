"""Questions to the engine that holds a table, answered in plain Python values.

Answers come as Arrow, which needs no pandas: importing that takes half a second.
"""

from collections.abc import Iterator
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.duckdb import Backend
from ibis.util import gen_name


def connect() -> Backend:
    """An engine in memory that downloads nothing."""
    return ibis.duckdb.connect(autoinstall_known_extensions=False, autoload_known_extensions=False)


def load(table: pa.Table, name: str) -> ibis.Table:
    """A small table put into an engine of its own.

    Neither `ibis.memtable` nor `create_table` from memory: both end in an empty DROP VIEW with ibis 12 and
    sqlglot 30.18 or later (ibis issue 12101).
    """
    connection = connect()
    connection.con.register("loaded", table)
    held = connection.create_table(name, connection.table("loaded"))
    connection.con.unregister("loaded")
    return held


def settle(table: ibis.Table, purpose: str) -> ibis.Table:
    """The table worked out once by its engine, so that later questions do not work it out again."""
    return table.get_backend().create_table(gen_name(purpose), table, temp=True)


def count_rows(table: ibis.Table) -> int:
    """Rows of a table."""
    return int(table.count().to_pyarrow().as_py())


def ask(table: ibis.Table, **figures: ir.Scalar) -> dict[str, Any]:
    """Figures of a table, all in one pass."""
    (row,) = table.aggregate(**figures).to_pyarrow().to_pylist()
    return dict(row)


def rows_of(table: ibis.Table) -> list[dict[str, Any]]:
    """The rows of a small table, such as counts of groups."""
    return [dict(row) for row in table.to_pyarrow().to_pylist()]


def stream(table: ibis.Table) -> Iterator[pa.RecordBatch]:
    """The rows of a large table, some at a time.

    DuckDB is asked itself where it holds the table: ibis 12 asks it by a name that DuckDB 2 no longer has.
    """
    backend = table.get_backend()
    if isinstance(backend, Backend):
        yield from pa.RecordBatchReader.from_stream(backend.con.sql(ibis.to_sql(table)))
    else:
        yield from table.to_pyarrow_batches()
