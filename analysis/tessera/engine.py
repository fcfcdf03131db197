"""Questions to the engine that holds a table, answered in plain Python values.

Answers come as Arrow, which needs no pandas: importing that takes half a second.
"""

from typing import Any

import ibis
import ibis.expr.types as ir


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
