"""Columns that a study derives from others, as expressions of the engine."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias

import ibis
import ibis.expr.types as ir

from tessera.casting import LARGEST
from tessera.derived import derived_nodes
from tessera.engine import ask, one_or_zero
from tessera.expression import Node
from tessera.facts import Name
from tessera.study_schema import Study

Ends: TypeAlias = Callable[[ibis.Table, Node], Mapping[Node, date | None]]

ENDS = ("latest", "earliest")


def derive_columns(table: ibis.Table, study: Study) -> ibis.Table:
    """The table with the study's derived columns added, each after those it uses.

    A derived value is missing where a value it is made from is missing, where something is divided by zero, and where a
    number gets too large to be reckoned with.
    Numbers are doubles, flags are 0 and 1. Nothing is loaded but the ends of the dates that `latest` and `earliest` ask
    for.
    """
    numbers = [name for name, column in study.columns.items() if column.kind == "number"]
    return with_derived(table, derived_nodes(study), numbers, ends_in)


def with_derived(table: ibis.Table, nodes: Mapping[Name, Node], numbers: Collection[Name], ends_of: Ends) -> ibis.Table:
    """The table with some derived columns added.

    Parameters
    ----------
    table : ibis.Table
    nodes : mapping of Node
        Each after those it uses.
    numbers : collection of str
        Those of them that are numbers.
    ends_of : callable
        Gives the first and last dates that a node asks for.
    """
    for name, node in nodes.items():
        value = _compile(node, table, ends_of(table, node))
        if node.sort == "truth":
            value = one_or_zero(value)
        if name in numbers:
            value = value.cast("float64")
            value = (value.abs() <= LARGEST).ifelse(value, ibis.null("float64"))
        table = table.mutate(**{name: value})
    return table


def date_ends(table: ibis.Table, nodes: Iterable[Node]) -> dict[str, str]:
    """The first and last dates that some nodes ask for, as they are spelled: ``latest(enrolled)`` -> 2014-06-29."""
    found = {part: day for node in nodes for part, day in ends_in(table, node).items()}
    return {spelled(part): day.isoformat() for part, day in found.items() if day is not None}


def known_ends(dates: Mapping[str, str]) -> Ends:
    """Ends of dates as `date_ends` found them, whatever the table at hand holds."""

    def ends_of(_: ibis.Table, node: Node) -> dict[Node, date | None]:
        asked = [part for part in _parts(node) if part.does in ENDS]
        return {part: date.fromisoformat(dates[spelled(part)]) for part in asked}

    return ends_of


def spelled(end: Node) -> str:
    """``latest(enrolled)``."""
    return f"{end.does}({end.inside[0].value})"


def ends_in(table: ibis.Table, node: Node) -> dict[Node, date | None]:
    """The first and last dates that a node and those inside it ask for."""
    wanted = [part for part in _parts(node) if part.does in ENDS]
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
