"""Where customer tables come from. The only module that touches data on disk.

A reader turns an address into a raw table with the table's own headers; `READERS` says which reader reads what.
Everything after it is the same for all: find the study's columns among the headers, give them names and types.
"""

import glob
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa
from ibis.backends.duckdb import Backend
from python_calamine import CalamineError, CalamineWorkbook

from tessera.casting import RawColumns, cast_columns
from tessera.delimited import Delimited, as_utf8, inspect, refuse_repeated
from tessera.engine import connect, count_rows, load, settle
from tessera.errors import TableError
from tessera.facts import Name
from tessera.headers import match_headers
from tessera.nearest import did_you_mean
from tessera.study_schema import Study

BLOCK = 1 << 20
MOST_ROWS_NAMED = 5

Pick = Callable[[tuple[str, ...]], Mapping[Name, str]]


@dataclass(frozen=True, slots=True)
class Source:
    """A customer table with the study's short names and types; nothing of it is loaded.

    ``table`` has the study's inputs and those of its columns that are not derived: ids and categories as text, numbers
    as doubles, flags as 0 and 1. ``fingerprint`` is the SHA-256 of the bytes. ``headers`` says what each column is
    called in the table, ``columns_read`` names everything the table has.
    """

    table: ibis.Table
    name: str
    fingerprint: str
    columns_read: tuple[str, ...]
    headers: Mapping[Name, str]


@dataclass(frozen=True, slots=True)
class Raw:
    """What a reader gives: the picked columns under their short names, as the table holds them."""

    table: ibis.Table
    fingerprint: str
    columns_read: tuple[str, ...]
    headers: Mapping[Name, str]
    line_of_first_row: int | None  # where rows are lines of a file
    parsed: bool  # from text, so that the result should be worked out once


def open_source(source: str, study: Study, base: Path) -> Source:
    """Open a customer table.

    Parameters
    ----------
    source : str
        A CSV, Parquet or Excel file; a folder or a pattern (``*``) of Parquet files.
    study : Study
        Names the columns and their kinds.
    base : Path
        Folder that a relative path starts from.

    Raises
    ------
    TableError
        If there is no such table, it cannot be read, lacks a column of the study, or holds what the column cannot.
    """
    path = _locate(source, base)
    name = Path(source).name

    def pick(headers: tuple[str, ...]) -> Mapping[Name, str]:
        refuse_repeated(headers, name)
        return match_headers(headers, study, name)

    raw = _reader(path)(path, pick)
    if count_rows(raw.table) == 0:
        raise TableError(f"{name}: the table has a header but no rows.", hint="At least one customer is needed.")
    columns = RawColumns(raw.table, raw.headers, name, raw.line_of_first_row)
    table = cast_columns(columns, study)
    if raw.parsed:
        table = settle(table, "parsed")
    return Source(table, name, raw.fingerprint, raw.columns_read, raw.headers)


def _locate(source: str, base: Path) -> Path:
    """The path of a file, folder or pattern that is there."""
    if not source.strip():
        raise TableError("No customer table is named.", hint="Write it under data.source in the study, or use --data.")
    path = base / Path(source).expanduser()
    if not path.exists() and any(mark in path.name for mark in "*?["):
        if not sorted(path.parent.glob(path.name)):
            raise TableError(f"{source}: no file fits this pattern.")
        if _reader(path) is not _read_parquet:
            raise TableError(f"{source}: only Parquet files can be read as one table.", hint="Put the tables together.")
        return path
    if not path.exists():
        known = sorted(p.name for p in path.parent.glob("*") if p.is_file()) if path.parent.is_dir() else []
        near = did_you_mean(path.name, known) or f"Relative paths start from {base.resolve()}."
        raise TableError(f"{source}: there is no such file.", hint=near)
    return path


def _reader(path: Path) -> Callable[[Path, Pick], Raw]:
    """The reader for what a file is called."""
    if path.is_dir():
        return _read_parquet
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise TableError(
            f"{path.name}: files ending in '{path.suffix}' cannot be read.", hint=f"These can: {', '.join(READERS)}."
        )
    return reader


def _read_text(path: Path, pick: Pick) -> Raw:
    """A file with a delimiter, every column as text."""
    file = inspect(path)
    headers = pick(file.headers)
    connection = connect()
    with as_utf8(file) as readable:
        table = _load_text(connection, file, readable, headers)
    _refuse_ragged(connection, file)
    rows = count_rows(table)
    return Raw(table, file.fingerprint, file.headers, headers, 2 if file.lines == rows + 1 else None, parsed=True)


def _load_text(connection: Backend, file: Delimited, path: Path, headers: Mapping[Name, str]) -> ibis.Table:
    """The picked columns, in the order of the file."""
    types = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(file.headers)))
    picked = ", ".join(f'c{file.headers.index(header)} AS "{name}"' for name, header in headers.items())
    address = _quoted(glob.escape(str(path)))
    connection.raw_sql(
        f"CREATE TABLE customers AS SELECT {picked} FROM read_csv({address}, auto_detect = false, "  # noqa: S608, quoted
        f"header = true, delim = {_quoted(file.delimiter)}, quote = '\"', escape = '\"', columns = {{{types}}}, "
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


def _read_parquet(path: Path, pick: Pick) -> Raw:
    """Parquet: one file, all files of a folder, or all that fit a pattern."""
    files = _parquet_files(path)
    if not files:
        raise TableError(f"{path.name}: this is a folder without Parquet files.", hint="Name the file in it.")
    connection = connect()
    try:
        table = connection.read_parquet([glob.escape(str(file)) for file in files])
    except duckdb.Error as error:
        raise TableError(f"{path.name}: this cannot be read as Parquet: {str(error).splitlines()[0]}.") from None
    headers = pick(tuple(table.columns))
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as content:
            while block := content.read(BLOCK):
                digest.update(block)
    picked = table.select(**{name: table[header] for name, header in headers.items()})
    return Raw(picked, digest.hexdigest(), tuple(table.columns), headers, None, parsed=False)


def _parquet_files(path: Path) -> list[Path]:
    """One file, all of a folder, or all that fit a pattern."""
    if path.is_file():
        return [path]
    return sorted(path.rglob("*.parquet") if path.is_dir() else path.parent.glob(path.name))


def _read_excel(path: Path, pick: Pick) -> Raw:
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
    fingerprint = hashlib.sha256(path.read_bytes()).hexdigest()
    return Raw(table, fingerprint, names, headers, 2 if len(filled) == len(rows) - 1 else None, parsed=True)


def _cell(value: Any) -> str | None:
    """A cell as text: whole numbers without a point, truth values as 1 and 0, dates as year-month-day."""
    if value == "" or value is None:
        return None
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


READERS: Mapping[str, Callable[[Path, Pick], Raw]] = {
    ".csv": _read_text,
    ".tsv": _read_text,
    ".txt": _read_text,
    ".parquet": _read_parquet,
    ".pq": _read_parquet,
    ".xlsx": _read_excel,
    ".xlsm": _read_excel,
    ".xls": _read_excel,
    ".ods": _read_excel,
}
