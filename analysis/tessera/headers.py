"""Which header of a table is which column of the study."""

import re
from collections.abc import Mapping, Sequence

from tessera.errors import TableError
from tessera.facts import Name
from tessera.nearest import did_you_mean
from tessera.study_columns import Column, InputSpec
from tessera.study_schema import Study

MOST_SHOWN = 30  # headers listed in a refusal


def read_columns(study: Study) -> dict[Name, Column | InputSpec]:
    """What the study reads from the table, by short name: its inputs, and its columns that are not derived."""
    columns = {name: column for name, column in study.columns.items() if column.derive is None}
    return {**study.inputs, **columns}


def match_headers(headers: Sequence[str], study: Study, table: str) -> dict[Name, str]:
    """Find each column's header: as written, then among its other spellings, then whatever the case and punctuation.

    Parameters
    ----------
    headers : sequence of str
        The headers of the table.
    study : Study
        What to look for.
    table : str
        The table's name, for a refusal.

    Returns
    -------
    dict
        Short name to header.

    Raises
    ------
    TableError
        If a column has no header, or several that fit equally well.
    """
    found: dict[Name, str] = {}
    taken: dict[str, Name] = {}
    for name, column in read_columns(study).items():
        header = _match(headers, column, table)
        if header in taken:
            raise TableError(
                f"{table}: both '{taken[header]}' and '{name}' of the study would be the column '{header}'.",
                hint="Say under 'column' which header each of them has.",
            )
        taken[header] = name
        found[name] = header
    return found


def _match(headers: Sequence[str], column: Column | InputSpec, table: str) -> str:
    """The header of one column."""
    spellings = (column.column, *column.also)
    for spelling in spellings:
        if spelling in headers:
            return spelling
    for spelling in (*spellings, column.name):
        near = [header for header in headers if _plain(header) == _plain(spelling)]
        if len(near) > 1:
            raise TableError(
                f"{table}: the column '{column.column}' could be {' or '.join(repr(header) for header in near)}.",
                hint=f"Write the right one under columns.{column.name}.column in the study.",
            )
        if near:
            return near[0]
    raise TableError(
        f"{table} has no column '{column.column}', which the study calls '{column.name}'.",
        hint=f"{_nearest(headers, column)}It has {_listed(headers)}.",
    )


def _plain(text: str) -> str:
    """Letters and digits only, in lower case."""
    return re.sub(r"[\W_]+", "", text.casefold())


def _nearest(headers: Sequence[str], column: Column | InputSpec) -> str:
    """A question naming the header that is most like the column, if one is."""
    by_plain: Mapping[str, str] = {_plain(header): header for header in headers}
    for spelling in (column.column, *column.also, column.name):
        near = did_you_mean(_plain(spelling), by_plain)
        if near:
            header = next(header for plain, header in by_plain.items() if f"'{plain}'" in near)
            return f"Is it '{header}' now? Then add that under columns.{column.name}.also. "
    return ""


def _listed(headers: Sequence[str]) -> str:
    """The headers, as a list in words."""
    shown = ", ".join(f"'{header}'" for header in headers[:MOST_SHOWN])
    return f"{shown} and {len(headers) - MOST_SHOWN} more" if len(headers) > MOST_SHOWN else shown
