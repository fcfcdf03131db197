"""Columns as a table holds them -> columns as the study needs them: text, doubles, 0 and 1, dates.

Whatever cannot be read as what the study says is refused with its rows; nothing turns into a missing value silently.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import ibis
import ibis.expr.types as ir

from tessera.engine import ask, one_or_zero, rows_of, stripped
from tessera.errors import TableError
from tessera.facts import Name
from tessera.headers import read_columns
from tessera.study_columns import Column, InputSpec
from tessera.study_schema import Study

MOST_ROWS_NAMED = 5
MOST_SHOWN = 40  # characters of a found value
LARGEST = 1e15
"""Whole numbers beyond are not told apart by a double, and their squares' sums lose the rest."""
NO_VALUE = ("", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null")
NO_NUMBER = (*NO_VALUE, "None", "none", "-", "?")
YES = ("1", "yes", "y", "true", "t", "1.0", "ja", "oui", "si", "sí", "sim")
LARGEST_WHOLE = 2.0**53  # beyond, a double holds no single unit any more
NO = ("0", "no", "n", "false", "f", "0.0", "nein", "nee", "non", "não")

_SPACES = "[ '\u00a0\u202f\u2019]"  # as they are, for engines spell them differently in a pattern
_SPACED = rf"^[+-]?\d{{1,3}}({_SPACES}\d{{3}})+([.,]\d+)?$"
_UNSEEN = (
    r"[\x01-\x08\x0b-\x1f\x7f-\x9f"
    "\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]"
)
"""Control characters, and those that are not seen but change how others are: no category's name needs them."""
PLAIN = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
POINT = r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$"
COMMA = r"^[+-]?(\d{1,3}(\.\d{3})+(,\d+)?|\d*,\d+|\d+)$"


@dataclass(frozen=True, slots=True)
class RawColumns:
    """A raw table under the study's short names, with what is needed to say where something stands."""

    table: ibis.Table
    headers: Mapping[Name, str]
    name: str
    line_of_first_row: int | None
    ordered: bool = True


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a column: the value, and whether it can be read."""

    value: ir.Value
    wrong: ir.BooleanColumn | None  # None where nothing can go wrong
    what: str = ""
    vast: ir.BooleanColumn | None = None  # numbers too large to be reckoned with


def cast_columns(raw: RawColumns, study: Study) -> ibis.Table:
    """The table with every column as the study needs it.

    Raises
    ------
    TableError
        Naming rows, column and value of what cannot be read so.
    """
    columns = read_columns(study)
    marks = _decimal_marks(raw, columns, study.data.decimal)
    readings = {name: _reading(raw.table[name], column, marks.get(name, ".")) for name, column in columns.items()}
    wrong = {f"wrong {name}": r.wrong.sum() for name, r in readings.items() if r.wrong is not None}
    vast = {f"vast {name}": r.vast.sum() for name, r in readings.items() if r.vast is not None}
    counts = ask(raw.table, **wrong, **vast) if wrong or vast else {}
    for figure, count in counts.items():
        if count:
            kind, _, name = figure.partition(" ")
            reading = readings[name]
            too_large = _Reading(reading.value, reading.vast, "a number beyond 1,000,000,000,000,000")
            raise _refusal(raw, name, reading if kind == "wrong" else too_large, int(count))
    return raw.table.select(**{name: reading.value for name, reading in readings.items()})


def among(text: ir.StringValue, words: Sequence[str]) -> ir.BooleanValue:
    """Whether a text is one of some words, compared one by one.

    `isin` with more than a few words becomes a join in DuckDB, which is then worked out by every question to the
    table, also by those that do not ask for the column.
    """
    return reduce(or_, (text == word for word in words))


def _reading(values: ir.Value, column: Column | InputSpec, decimal: str) -> _Reading:
    """How to read one column, by what it is for."""
    kind = _kind(column)
    if kind == "number":
        return _number(values, decimal)
    if kind == "flag":
        return _flag(values)
    if isinstance(column, InputSpec) and kind == "date":
        return _date(values, column.dates)
    return _text(values, is_id=isinstance(column, Column) and column.role == "id")


def _kind(column: Column | InputSpec) -> str:
    """What a column or input holds."""
    return column.type if isinstance(column, InputSpec) else column.kind


def _text(values: ir.Value, *, is_id: bool) -> _Reading:
    """Ids and categories: text without the space around it. Whole numbers have no point, and as ids stay numbers."""
    if is_id and values.type().is_integer():
        return _Reading(values, None)
    if values.type().is_floating():
        whole = (values.abs() < LARGEST_WHOLE).ifelse(values == values.floor(), False)
        values = ibis.ifelse(whole, values.try_cast("int64").cast("string"), values.cast("string"))
    text = values.cast("string")
    if not is_id:
        text = text.re_replace(_UNSEEN, "").re_replace(r"\s+", " ")
    text = stripped(text)
    none = among(text, ("",) if is_id else NO_VALUE)
    return _Reading(none.ifelse(ibis.null("string"), text), None)


def _flag(values: ir.Value) -> _Reading:
    """Yes and no as 1 and 0."""
    if values.type().is_boolean():
        return _Reading(one_or_zero(values), None)
    text = stripped(values.cast("string")).lower()
    none = values.isnull() | among(text, [word.lower() for word in NO_VALUE])
    value = ibis.cases((among(text, YES), 1), (among(text, NO), 0), else_=ibis.null("int64")).cast("int64")
    return _Reading(value, value.isnull() & ~none, "neither yes nor no (1 and 0, true and false do too)")


def _date(values: ir.Value, order: str) -> _Reading:
    """Dates in a stated order, whatever stands between their parts."""
    if values.type().is_temporal():
        return _Reading(values.cast("date"), None)
    text = stripped(values.cast("string"))
    places = dict(zip(order.split("-"), range(1, 4), strict=True))
    four_first = order == "year-month-day"
    pattern = (
        rf"^(\d{{{4 if four_first else '1,2'}}})[-/.](\d{{1,2}})[-/.](\d{{{'1,2' if four_first else 4}}})([ T].*)?$"
    )
    fits = text.re_search(pattern)
    year, month, day = (
        fits.ifelse(text.re_extract(pattern, places[part]), "0").cast("int64") for part in ("year", "month", "day")
    )
    there_is = fits & (year > 0) & month.between(1, 12) & (day > 0) & (day <= _days_in(year, month))
    none = text.isnull() | among(text, NO_VALUE)
    value = (there_is & ~none).ifelse(ibis.date(year, month, day), ibis.null("date"))
    return _Reading(value, value.isnull() & ~none, f"not a date as {order}")


def _days_in(year: ir.IntegerValue, month: ir.IntegerValue) -> ir.IntegerValue:
    """Days of a month, leap years seen to."""
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    return ibis.cases((month == 2, leap.ifelse(29, 28)), (month.isin((4, 6, 9, 11)), 30), else_=31)


def _number(values: ir.Value, decimal: str) -> _Reading:
    """Numbers as doubles."""
    kind = values.type()
    what = "not a number"
    if kind.is_integer():
        return _Reading(values.cast("float64"), None)
    if kind.is_numeric():
        number = values.cast("float64")
        none = number.isnan()
        value = none.ifelse(ibis.null("float64"), number)
        return _Reading(value, number.isinf(), "not a finite number", ~none & (number.abs() > LARGEST))
    if kind.is_boolean():
        return _Reading(one_or_zero(values).cast("float64"), None)
    if not kind.is_string():
        return _Reading(ibis.null("float64"), values.notnull(), what)
    text, none = _numerals(values)
    fits = text.re_search(COMMA) if decimal == "," else text.re_search(PLAIN) | text.re_search(POINT)
    plain = text.replace(".", "").replace(",", ".") if decimal == "," else text.replace(",", "")
    number = (fits & ~none).ifelse(plain, ibis.null("string")).try_cast("float64")
    return _Reading(number, ~none & (number.isnull() | number.isinf()), what, number.abs() > LARGEST)


def _numerals(values: ir.StringColumn) -> tuple[ir.StringColumn, ir.BooleanColumn]:
    """Text that should be numbers, without spaces that mark thousands; and where there is none."""
    text = stripped(values)
    text = text.re_search(_SPACED).ifelse(text.re_replace(_SPACES, ""), text)
    return text, text.isnull() | among(text, NO_NUMBER)


def _decimal_marks(raw: RawColumns, columns: Mapping[Name, Column | InputSpec], stated: str) -> dict[Name, str]:
    """The decimal mark of every number held as text: as stated, or as all its values allow.

    Raises
    ------
    TableError
        If a column's values can all be read in two ways.
    """
    numbers = [name for name, c in columns.items() if _kind(c) == "number" and raw.table[name].type().is_string()]
    if stated != "auto" or not numbers:
        return dict.fromkeys(numbers, stated)
    figures = {}
    for name in numbers:
        text, none = _numerals(raw.table[name])
        plain = text.re_search(PLAIN)
        figures[f"all {name}"] = (~none).sum()
        figures[f"plain {name}"] = (~none & plain).sum()
        figures[f"point {name}"] = (~none & (plain | text.re_search(POINT))).sum()
        figures[f"comma {name}"] = (~none & text.re_search(COMMA)).sum()
    counts = ask(raw.table, **figures)
    marks = {}
    for name in numbers:
        total, plain, point, comma = (counts[f"{kind} {name}"] for kind in ("all", "plain", "point", "comma"))
        if plain != total and point == comma == total:
            raise TableError(
                f"{raw.name}: the numbers of column '{raw.headers[name]}' can be read in two ways: "
                "1,234 may be a thousand or one.",
                hint="Say under data.decimal of the study whether the decimal mark is '.' or ','.",
            )
        marks[name] = "." if plain == total or point >= comma else ","
    return marks


def _refusal(raw: RawColumns, name: Name, reading: _Reading, count: int) -> TableError:
    """The rows that cannot be read, with the first of them shown; where rows have no order, how many there are."""
    number = ibis.row_number() + 1 if raw.ordered else ibis.literal(0)
    numbered = raw.table.select(row=number, found=raw.table[name].cast("string"), wrong=reading.wrong)
    wrong = numbered.filter(numbered.wrong)
    rows = rows_of(wrong.order_by("row").limit(MOST_ROWS_NAMED) if raw.ordered else wrong.limit(1))
    first, others = rows[0], [str(row["row"]) for row in rows[1:]]
    line = f" (line {first['row'] - 1 + raw.line_of_first_row})" if raw.line_of_first_row else ""
    where = f"{raw.name}, row {first['row']}{line}" if raw.ordered else raw.name
    more = f" and {count - len(rows)} more" if count > len(rows) else ""
    so_do = f"; the same in {'rows' if len(others) > 1 else 'row'} {', '.join(others)}{more}" if others else ""
    if not raw.ordered and count > 1:
        so_do = f"; {count - 1:,} more {'rows hold' if count > 2 else 'row holds'} the like"
    return TableError(
        f"{where}: column '{raw.headers[name]}' holds '{first['found'][:MOST_SHOWN]}', which is {reading.what}{so_do}.",
        hint="Correct or empty these cells; an empty cell is treated as cleaning.missing of the study says.",
    )
