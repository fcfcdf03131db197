"""The scoring kit: a model's rule as a query on the customer table itself, in the dialect of the place where it lives.

The query starts from the table's own headers: it derives, scales, projects and takes the nearest centre.
"""

import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import ibis
import ibis.expr.types as ir

from tessera.derive import known_ends, with_derived
from tessera.expression import Node, Sort, parse_expression
from tessera.facts import Name, Reading, ScoringRule
from tessera.members import place_by_rule
from tessera.placing import rule_of

TABLE = "customers"
ID = "id"
SEGMENT = "segment"

DIALECTS: Mapping[str, str] = MappingProxyType(
    {
        "duckdb": "DuckDB",
        "postgres": "PostgreSQL",
        "databricks": "Databricks and Spark",
        "bigquery": "BigQuery",
        "snowflake": "Snowflake",
        "trino": "Trino and Athena",
        "mysql": "MySQL",
        "mssql": "SQL Server",
    }
)
"""Dialects by the name ibis has for them, and what people call them."""

HEAD = """\
-- Model {model}: the id and the segment of every row of the table customers.
-- Put the names of your table and of its id for customers and id: those are not published.
-- Numbers and flags (0 and 1) may be of any numeric type; dates have to be dates.
-- A customer without a value for one of the features has no segment.
"""

SORTS: Mapping[str, Sort] = MappingProxyType({"number": "number", "flag": "truth", "text": "text", "date": "date"})
TYPES: Mapping[str, str] = MappingProxyType({"number": "int64", "flag": "int64", "text": "string", "date": "date"})
"""What each column is taken to be; numbers as whole ones, so that every dialect writes their cast to a double out."""


def kit_of(model: str, scoring: Mapping[str, object]) -> Mapping[str, str]:
    """The query of a model in every dialect that has the means, from its rule in findings.json."""
    return _written(model, json.dumps({name: value for name, value in scoring.items() if name != "sql"}))


@cache
def _written(model: str, rule: str) -> dict[str, str]:
    """The queries with what they expect; worked out once, for they are written into the site and proved again."""
    from pydantic import TypeAdapter

    query = kit_query(TypeAdapter(ScoringRule).validate_python({**json.loads(rule), "sql": ""}))
    return {dialect: HEAD.format(model=model) + sql for dialect in DIALECTS if (sql := in_dialect(query, dialect))}


def kit_query(rule: ScoringRule) -> ibis.Table:
    """Id and segment of every customer of a table ``customers`` that has the rule's headers.

    Parameters
    ----------
    rule : ScoringRule

    Notes
    -----
    Numbers and flags (0 and 1) may be of any numeric type, dates have to be dates. A customer without a value for one
    of the features has no segment.
    """
    types = {reading.column: TYPES[reading.holds] for reading in rule.reads.values()}
    table = ibis.table({ID: "string", **types}, name=TABLE)
    named = table.select(**{f"its {ID}": table[ID]}, **{name: _read(table, r) for name, r in rule.reads.items()})
    placed = place_slugs(named, rule)
    return placed.select(**{ID: placed[f"its {ID}"], SEGMENT: placed[SEGMENT]})


def in_dialect(query: ibis.Table, dialect: str) -> str | None:
    """A query in a dialect of `DIALECTS`; None where that lacks the means."""
    try:
        return str(ibis.to_sql(query, dialect=dialect, pretty=True)) + "\n"
    except (ibis.common.exceptions.IbisError, NotImplementedError):
        return None


def place_slugs(table: ibis.Table, rule: ScoringRule) -> ibis.Table:
    """A table under short names, with derived columns, and the segment's slug of every customer."""
    table = with_derived(table, derived_of(rule), _numbers(rule), known_ends(rule.dates))
    return place_by_rule(table, SEGMENT, rule_of(rule), tuple(rule.centroids))


def derived_of(rule: ScoringRule) -> dict[Name, Node]:
    """The expressions of a rule, parsed."""
    sorts = {name: SORTS[reading.holds] for name, reading in rule.reads.items()}
    nodes: dict[Name, Node] = {}
    for name, text in rule.derived.items():
        nodes[name] = parse_expression(text, sorts)
        sorts[name] = nodes[name].sort
    return nodes


def _read(table: ibis.Table, reading: Reading) -> ir.Value:
    """A column as the rule needs it."""
    column = table[reading.column]
    return column.cast("float64") if reading.holds == "number" else column


def _numbers(rule: ScoringRule) -> list[Name]:
    """Derived columns that are numbers."""
    return [name for name, node in derived_of(rule).items() if node.sort in ("number", "truth")]
