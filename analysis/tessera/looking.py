"""What a table's columns look like, to somebody who has never seen it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

import ibis
import ibis.expr.types as ir

from tessera.casting import COMMA, NO, NO_VALUE, PLAIN, YES
from tessera.distribution import count_texts
from tessera.engine import ask, one_or_zero, stripped
from tessera.engine_faults import asking
from tessera.facts import Name
from tessera.header_words import plain_letters
from tessera.source import open_raw, table_name

Looks: TypeAlias = Literal["id", "date", "flag", "number", "category", "constant", "text"]

MOST_CATEGORIES = 30  # different values of a category; beyond, it is text that describes nobody but one customer
MOST_VALUES_SHOWN = 12
ID_NAME = re.compile(r"(^|[\W_])(id|key|no|nr|number|code)$|[a-z](ID|Id|Key|No|Nr)$|^(ID|Id|id)", re.ASCII)
NOT_TEXT = frozenset(("true", "false", "null", "yes", "no", "on", "off"))  # words that YAML may take for values
DATE = r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?$"
YEAR_FIRST = r"^\d{4}[-/.]"
MIDDLE_ABOVE_12 = r"^\d{1,2}[-/.](1[3-9]|2\d|3[01])[-/.]"


@dataclass(frozen=True, slots=True)
class Seen:
    """A column as it looks. `low`, `high` and `sd` are those of a number."""

    name: Name
    header: str
    looks: Looks
    rows: int
    missing: int
    distinct: int
    low: float | None
    high: float | None
    sd: float | None
    whole: bool
    values: tuple[str, ...]
    date_order: str


def look_at(source: str, base: Path) -> tuple[Seen, ...]:
    """Look at every column of a table.

    Raises
    ------
    TableError
        If the table cannot be read.
    """
    with asking(table_name(source)):
        raw = open_raw(source, base, short_names)
        figures: dict[str, ir.Scalar] = {}
        for name in raw.headers:
            figures.update({f"{key} {name}": figure for key, figure in _figures(raw.table[name]).items()})
        found = ask(raw.table, rows=raw.table.count(), **figures)
        seen = []
        for position, (name, header) in enumerate(raw.headers.items()):
            facts = {key.removesuffix(f" {name}"): found[key] for key in figures if key.endswith(f" {name}")}
            looks = _looks(header, position, found["rows"], facts)
            values: tuple[str, ...] = ()
            if looks == "category":
                values = tuple(count_texts(raw.table, name)[0])[:MOST_VALUES_SHOWN]
            seen.append(_seen(name, header, looks, rows=found["rows"], facts=facts, values=values))
        return tuple(seen)


def short_names(headers: tuple[str, ...]) -> Mapping[Name, str]:
    """A short name for every header: lower-case letters, digits and underscores, no two alike."""
    names: dict[Name, str] = {}
    for header in headers:
        spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", re.sub(r"\(.*?\)", "", plain_letters(header)))
        plain = re.sub(r"[^A-Za-z0-9]+", "_", spaced).strip("_").lower() or "column"
        plain = plain if plain[0].isalpha() and plain not in NOT_TEXT else f"column_{plain}"
        name, again = plain, 2
        while name in names:
            name, again = f"{plain}_{again}", again + 1
        names[name] = header
    return names


def _figures(column: ir.Value) -> dict[str, ir.Scalar]:
    """What is asked about one column, all columns in one pass."""
    text = stripped(column.cast("string"))
    there = text.notnull() & text.notin(NO_VALUE)
    text = there.ifelse(text, None)
    plain, number = _as_number(column, text)
    return {
        "there": text.count(),
        "distinct": text.nunique(),
        "numbers": (plain & number.notnull()).sum(),
        "commas": text.re_search(COMMA).sum(),
        "low": number.min(),
        "high": number.max(),
        "sd": number.std(how="sample"),
        "whole": (number == number.floor()).sum(),
        "flags": text.lower().isin((*YES, *NO)).sum(),
        "dates": text.re_search(DATE).sum(),
        "year_first": text.re_search(YEAR_FIRST).sum(),
        "month_first": text.re_search(MIDDLE_ABOVE_12).sum(),
    }


def _as_number(column: ir.Value, text: ir.StringValue) -> tuple[ir.BooleanValue, ir.FloatingValue]:
    """Where a column is a number, and which; of dates, how long they are written."""
    kind = column.type()
    if kind.is_temporal():
        return text.notnull(), text.length().cast("float64")
    if kind.is_boolean():
        return text.notnull(), one_or_zero(column).cast("float64")
    if kind.is_numeric():
        return text.notnull(), column.cast("float64")
    plain = text.re_search(PLAIN)
    return plain, plain.ifelse(text, ibis.null("string")).try_cast("float64")


def _looks(header: str, position: int, rows: int, facts: Mapping[str, Any]) -> Looks:
    """What a column is, from its name and what it holds."""
    there, distinct = facts["there"], facts["distinct"]
    is_number = facts["numbers"] == there or facts["commas"] == there
    named_id = bool(ID_NAME.search(header))
    unique = distinct == there == rows and (facts["whole"] == there or not is_number)
    if distinct <= 1:
        return "constant"
    if (named_id and distinct == there) or (unique and position == 0):
        return "id"
    if facts["dates"] == there:
        return "date"
    if distinct == 2 and facts["flags"] == there:
        return "flag"
    if is_number:
        return "number"
    return "category" if distinct <= MOST_CATEGORIES else "text"


def _seen(
    name: Name, header: str, looks: Looks, *, rows: int, facts: Mapping[str, Any], values: tuple[str, ...]
) -> Seen:
    """A column's facts under one roof."""
    is_number = looks == "number" and facts["numbers"] == facts["there"]
    order = "year-month-day" if facts["year_first"] else "month-day-year" if facts["month_first"] else "day-month-year"
    return Seen(
        name=name,
        header=header,
        looks=looks,
        rows=rows,
        missing=rows - facts["there"],
        distinct=facts["distinct"],
        low=facts["low"] if is_number else None,
        high=facts["high"] if is_number else None,
        sd=facts["sd"] if is_number else None,
        whole=facts["whole"] == facts["there"],
        values=values,
        date_order=order,
    )
