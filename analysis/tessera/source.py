"""Where customer tables come from: the only way from data on disk into the analysis.

The readers differ by the kind of file. What follows is the same for all: find the study's columns among the headers,
give them the study's names, and make them what the study says they are.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import ibis

from tessera.addresses import Address, address_of, expanded
from tessera.casting import RawColumns, cast_columns
from tessera.delimited import refuse_repeated
from tessera.engine import count_rows, settle, settle_if_slow
from tessera.engine_faults import asking
from tessera.errors import TableError
from tessera.facts import Name
from tessera.fingerprint import fingerprint_of
from tessera.headers import match_headers
from tessera.nearest import did_you_mean
from tessera.readers import READERS, Pick, Raw, Reader, read_database, read_parquet
from tessera.study_schema import Study
from tessera.web import read_web


@dataclass(frozen=True, slots=True)
class Source:
    """A customer table with the study's short names and types; nothing of it is loaded.

    ``table`` has the study's inputs and those of its columns that are not derived: categories as text, numbers as
    doubles, flags as 0 and 1, ids as text or, where the table has them so, as whole numbers. ``fingerprint`` is the
    SHA-256 of the bytes, or, where there are none, of sums over the table. ``headers`` says what each column is called
    in the table, ``columns_read`` names everything the table has. ``ordered`` says whether rows can be named by number.
    """

    table: ibis.Table
    name: str
    fingerprint: str
    columns_read: tuple[str, ...]
    headers: Mapping[Name, str]
    ordered: bool = True


def open_source(source: str, study: Study, base: Path) -> Source:
    """Open a customer table.

    Parameters
    ----------
    source : str
        A CSV, Parquet or Excel file; a folder or a pattern (``*``) of Parquet files; or an address (docs/sources.md).
    study : Study
        Names the columns and their kinds.
    base : Path
        Folder that a relative path starts from.

    Raises
    ------
    TableError
        If there is no such table, it cannot be read, lacks a column of the study, or holds what the column cannot.
    """
    name = table_name(source)

    def pick(headers: tuple[str, ...]) -> Mapping[Name, str]:
        return match_headers(headers, study, name)

    with asking(name):
        raw = open_raw(source, base, pick)
        table = cast_columns(RawColumns(raw.table, raw.headers, name, raw.line_of_first_row, raw.ordered), study)
        table = settle(table, "parsed") if raw.parsed else settle_if_slow(table, "read")
        fingerprint = raw.fingerprint or fingerprint_of(table)
    return Source(table, name, fingerprint, raw.columns_read, raw.headers, ordered=raw.ordered)


def open_raw(source: str, base: Path, pick: Pick) -> Raw:
    """Open a table as it is, with the columns that `pick` picks from its headers.

    Raises
    ------
    TableError
        If there is no such table, it cannot be read, names two columns alike, or has no rows.
    """
    address = address_of(source)
    name = table_name(source)

    def checked(headers: tuple[str, ...]) -> Mapping[Name, str]:
        refuse_repeated(headers, name)
        return pick(headers)

    raw = _read(address, base, checked)
    if count_rows(raw.table) == 0:
        raise TableError(f"{name}: the table has a header but no rows.", hint="At least one customer is needed.")
    return raw


def table_name(source: str) -> str:
    """What a table is called in sentences: the last part of its address."""
    return address_of(source).name


def _read(address: Address, base: Path, pick: Pick) -> Raw:
    """The picked columns of what an address names."""
    if address.kind == "file":
        path = _locate(expanded(address.place), base)
        return _reader(path)(path, pick)
    return read_web(address, pick) if address.kind == "web" else read_database(address, base, pick)


def _locate(source: str, base: Path) -> Path:
    """The path of a file, folder or pattern that is there."""
    if not source.strip():
        raise TableError("No customer table is named.", hint="Write it under data.source in the study, or use --data.")
    path = Path(os.path.normpath(base / Path(source).expanduser()))  # the base of a new study may not be there yet
    if not path.exists() and any(mark in path.name for mark in "*?["):
        if not sorted(path.parent.glob(path.name)):
            raise TableError(f"{source}: no file fits this pattern.")
        if _reader(path) is not read_parquet:
            raise TableError(f"{source}: only Parquet files can be read as one table.", hint="Put the tables together.")
        return path
    if not path.exists():
        known = sorted(p.name for p in path.parent.glob("*") if p.is_file()) if path.parent.is_dir() else []
        near = did_you_mean(path.name, known) or f"Relative paths start from {base.resolve()}."
        raise TableError(f"{source}: there is no such file.", hint=near)
    if not (path.is_file() or path.is_dir()):
        raise TableError(f"{source}: this is a pipe or a device, not a file.", hint="Save the table as a file first.")
    return path


def _reader(path: Path) -> Reader:
    """The reader for what a file is called."""
    if path.is_dir():
        return read_parquet
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise TableError(
            f"{path.name}: files ending in '{path.suffix}' cannot be read.", hint=f"These can: {', '.join(READERS)}."
        )
    return reader
