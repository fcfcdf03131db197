"""One reader per kind of file: an address -> the picked columns as the table holds them.

`READERS` says which reader reads what; a new kind of table is a new reader there.
"""

import glob
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import ibis
import pyarrow as pa
from ibis.backends.duckdb import Backend
from python_calamine import CalamineError, CalamineWorkbook

from tessera.addresses import Address
from tessera.databases import open_database
from tessera.delimited import Delimited, as_utf8, inspect
from tessera.engine import connect, count_rows, load, shut_off
from tessera.errors import TableError
from tessera.facts import Name
from tessera.fingerprint import files_at, fingerprint_of_files
from tessera.parquet_files import refuse_unlike

MOST_ROWS_NAMED = 5

Pick: TypeAlias = Callable[[tuple[str, ...]], Mapping[Name, str]]
"""From a table's headers, those that are wanted, by the short names they get."""


@dataclass(frozen=True, slots=True)
class Raw:
    """What a reader gives: the picked columns under their short names, as the table holds them."""

    table: ibis.Table
    fingerprint: str | None  # None where there are no bytes to take it from
    columns_read: tuple[str, ...]
    headers: Mapping[Name, str]
    line_of_first_row: int | None  # where rows are lines of a file
    parsed: bool  # from text, so that the result should be worked out once
    ordered: bool = True  # rows have an order, so that they can be named by their number


def read_text(path: Path, pick: Pick) -> Raw:
    """A file with a delimiter, every column as text."""
    file = inspect(path)
    headers = pick(file.headers)
    connection = connect()
    with as_utf8(file) as readable:
        table = _load_text(connection, file, readable, headers)
    shut_off(connection)
    _refuse_ragged(connection, file)
    rows = count_rows(table)
    return Raw(table, file.fingerprint, file.headers, headers, 2 if file.lines == rows + 1 else None, parsed=True)


def _load_text(connection: Backend, file: Delimited, path: Path, headers: Mapping[Name, str]) -> ibis.Table:
    """The picked columns, in the order of the file."""
    types = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(file.headers)))
    picked = ", ".join(f'c{file.headers.index(header)} AS "{name}"' for name, header in headers.items())
    address = quoted(glob.escape(str(path)))
    connection.raw_sql(
        f"CREATE TABLE customers AS SELECT {picked} FROM read_csv({address}, auto_detect = false, "  # noqa: S608, quoted
        f"header = true, delim = {quoted(file.delimiter)}, quote = '\"', escape = '\"', columns = {{{types}}}, "
        "ignore_errors = true, store_rejects = true)"
    )
    return connection.table("customers")


def _refuse_ragged(connection: Backend, file: Delimited) -> None:
    """Refuse a file with rows that are longer or shorter than its header, or end inside a quotation."""
    rejected = connection.raw_sql(
        "SELECT line, min(error_type) FROM reject_errors GROUP BY line ORDER BY line"
    ).fetchall()
    if not rejected:
        return
    named = ", ".join(str(line) for line, _ in rejected[:MOST_ROWS_NAMED])
    more = f" and {len(rejected) - MOST_ROWS_NAMED} more" if len(rejected) > MOST_ROWS_NAMED else ""
    kind = str(rejected[0][1]).lower()
    raise TableError(
        f"{file.path.name}: {'line' if len(rejected) == 1 else 'lines'} {named}{more} cannot be read as a row of "
        f"{len(file.headers)} columns ({kind}).",
        hint="Look for a missing or surplus delimiter, or a quotation mark that is not closed.",
    )


def read_parquet(path: Path, pick: Pick) -> Raw:
    """Parquet: one file, all files of a folder, or all that fit a pattern."""
    files = files_at(path)
    if not files:
        raise TableError(f"{path.name}: this is a folder without Parquet files.", hint="Name the file in it.")
    refuse_unlike(files)
    connection, places = connect(), [glob.escape(str(file)) for file in files]
    raw = picked_parquet(connection, places, pick, fingerprint=fingerprint_of_files(files))
    shut_off(connection, *places, *map(str, files))
    return raw


def picked_parquet(connection: Backend, places: list[str], pick: Pick, *, fingerprint: str | None) -> Raw:
    """The picked columns of Parquet files that are alike.

    Not by ibis' `read_parquet`: of files on the web, that fetches DuckDB's extension anew.
    """
    listed, many = ", ".join(map(quoted, places)), str(len(places) > 1).lower()
    connection.raw_sql(f"CREATE VIEW customers AS FROM read_parquet([{listed}], union_by_name = {many})")
    table = connection.table("customers")
    headers = pick(tuple(table.columns))
    picked = table.select(**{name: table[header] for name, header in headers.items()})
    return Raw(picked, fingerprint, tuple(table.columns), headers, None, parsed=False)


def read_database(address: Address, base: Path, pick: Pick) -> Raw:
    """A table or a query of a database, which has no bytes and no order of rows."""
    table = open_database(address, base)
    headers = pick(tuple(table.columns))
    picked = table.select(**{name: table[header] for name, header in headers.items()})
    return Raw(picked, None, tuple(table.columns), headers, None, parsed=False, ordered=False)


def read_excel(path: Path, pick: Pick) -> Raw:
    """The first sheet of a workbook that holds anything, every cell as text."""
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheets = (workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names)
        rows = next((sheet for sheet in sheets if sheet), [])
    except (CalamineError, OSError) as error:
        raise TableError(f"{path.name}: this cannot be read as an Excel workbook: {error}.") from None
    if not rows:
        raise TableError(f"{path.name}: the workbook is empty.", hint="A header and at least one row are needed.")
    names = tuple(str(cell).strip() or f"column {i + 1}" for i, cell in enumerate(rows[0]))
    headers = pick(names)
    filled = [row for row in rows[1:] if any(cell != "" for cell in row)]
    columns = {name: [_cell(row[names.index(header)]) for row in filled] for name, header in headers.items()}
    schema = pa.schema([(name, pa.string()) for name in columns])
    table = load(pa.table(columns, schema=schema), "customers")
    return Raw(
        table, fingerprint_of_files([path]), names, headers, 2 if len(filled) == len(rows) - 1 else None, parsed=True
    )


def _cell(value: Any) -> str | None:
    """A cell as text: whole numbers without a point, truth values as 1 and 0, dates as year-month-day."""
    if value == "" or value is None:
        return None
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


Reader: TypeAlias = Callable[[Path, Pick], Raw]

READERS: Mapping[str, Reader] = {
    ".csv": read_text,
    ".tsv": read_text,
    ".txt": read_text,
    ".parquet": read_parquet,
    ".pq": read_parquet,
    ".xlsx": read_excel,
    ".xlsm": read_excel,
    ".xls": read_excel,
    ".ods": read_excel,
}
