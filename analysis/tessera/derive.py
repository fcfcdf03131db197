"""Columns that a study derives from others, as expressions of the engine."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias

import ibis
import ibis.expr.types as ir

from tessera.casting import LARGEST
from tessera.derived import derived_nodes
from tessera.engine import ask, one_or_zero
from tessera.expression import Node
from tessera.study_schema import Study

Compiler: TypeAlias = Callable[[Node], ir.Value]


def derive_columns(table: ibis.Table, study: Study) -> ibis.Table:
    """The table with the study's derived columns added, each after those it uses.

    A derived value is missing where a value it is made from is missing, where something is divided by zero, and where a
    number gets too large to be reckoned with.
    Numbers are doubles, flags are 0 and 1. Nothing is loaded but the ends of the dates that `latest` and `earliest` ask
    for.
    """
    for name, node in derived_nodes(study).items():
        ends = _ends(table, node)
        value = _compile(node, table, ends)
        if node.sort == "truth":
            value = one_or_zero(value)
        if study.columns[name].kind == "number":
            value = value.cast("float64")
            value = (value.abs() <= LARGEST).ifelse(value, ibis.null("float64"))
        table = table.mutate(**{name: value})
    return table


def _ends(table: ibis.Table, node: Node) -> dict[Node, date | None]:
    """The first and last dates that a node and those inside it ask for."""
    wanted = [part for part in _parts(node) if part.does in ("latest", "earliest")]
    if not wanted:
        return {}
    figures: dict[str, Any] = {}
    for i, part in enumerate(wanted):
        value = _compile(part.inside[0], table, {})
        figures[str(i)] = value.max() if part.does == "latest" else value.min()
    found = ask(table, **figures)
    return {part: found[str(i)] for i, part in enumerate(wanted)}


def _parts(node: Node) -> list[Node]:
    """The node and everything inside it."""
    return [node, *(part for inner in node.inside for part in _parts(inner))]


def _compile(node: Node, table: ibis.Table, ends: Mapping[Node, date | None]) -> ir.Value:
    """A node as an expression of the engine."""
    if node.does == "name":
        column = table[str(node.value)]
        return column == 1 if node.sort == "truth" else column
    if node.does == "constant":
        return ibis.literal(node.value)
    if node in ends:
        return ibis.literal(ends[node], type="date")
    return OPERATIONS[node.does](*(_compile(inner, table, ends) for inner in node.inside))


def _choice(condition: ir.BooleanValue, yes: ir.Value, no: ir.Value) -> ir.Value:
    """One of two; missing where the condition is."""
    return ibis.cases((condition, yes), (~condition, no))


def _extreme(of: Callable[..., ir.Value], *values: ir.NumericValue) -> ir.Value:
    """The least or greatest of several; missing where one of them is."""
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total.isnull().ifelse(ibis.null("float64"), of(*values))


def _all(*values: ir.BooleanValue) -> ir.BooleanValue:
    first, *others = values
    for value in others:
        first = first & value
    return first


def _any(*values: ir.BooleanValue) -> ir.BooleanValue:
    first, *others = values
    for value in others:
        first = first | value
    return first


OPERATIONS: Mapping[str, Callable[..., ir.Value]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b.nullif(0),
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "and": _all,
    "or": _any,
    "not": lambda a: ~a,
    "negative": lambda a: -a,
    "as number": lambda a: one_or_zero(a).cast("float64"),
    "if": _choice,
    "in": lambda a, *values: a.isin(values),
    "min": lambda *values: _extreme(ibis.least, *values),
    "max": lambda *values: _extreme(ibis.greatest, *values),
    "abs": lambda a: a.abs(),
    "log": lambda a: (a > 0).ifelse(a, ibis.null("float64")).ln(),
    "year": lambda a: a.year().cast("float64"),
    "between": lambda a, b: a.delta(b, unit="day"),
    "days": lambda a: a.cast("float64"),
}
