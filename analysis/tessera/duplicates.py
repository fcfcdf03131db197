"""Rows that repeat another, and ids that stand for two customers.

Without an id, two rows that look alike may be two customers, so nothing is a repetition.
"""

import ibis
import ibis.expr.types as ir

from tessera.engine import ask, count_rows, md5, rows_of, settle
from tessera.errors import TableError
from tessera.facts import Name, Removal
from tessera.study import id_column
from tessera.study_schema import Study

ROW = "row number"
"""Name of a column that is added while repeated rows are sorted out; no short name of a study has a space."""

ALIKE = "repeats another row in every column"
SAME_ID = "repeats the id of another row"
RUN = 32  # whole numbers that are looked at together, each a bit
INT64_BYTES = 8
MOST_HASHES = 20_000_000  # kept in memory at a time
MOST_ROWS_NAMED = 6


def number_repeated(table: ibis.Table, study: Study) -> ibis.Table:
    """The table with its rows numbered from 1, if an id stands in it twice; else as it is."""
    key = id_column(study)
    if key is None or not _may_repeat(table, key):
        return table
    return table.mutate(**{ROW: ibis.row_number() + 1})


def drop_repeated(table: ibis.Table, study: Study, name: str) -> tuple[ibis.Table, tuple[Removal, ...]]:
    """Keep the first of rows that are alike in every column of the study, and count the others.

    Parameters
    ----------
    table : ibis.Table
        As `number_repeated` gives it.
    study : Study
        Says which column is the id, and what to do.
    name : str
        The table's name, for a refusal.

    Raises
    ------
    TableError
        If rows with one id differ, and the study does not say to keep the first of them.
    """
    key = id_column(study)
    if key is None or ROW not in table.columns:
        return table, ()
    everything = [column for column in table.columns if column != ROW]
    alike = _first(table, everything, key)
    if study.cleaning.duplicate_ids == "refuse":
        _refuse_differing(alike, key, study, name)
    removals: list[Removal] = []
    if study.cleaning.duplicates == "drop" and (rows := count_rows(table) - count_rows(alike)):
        table = alike
        removals.append(Removal("duplicate", None, rows, ALIKE))
    if study.cleaning.duplicate_ids == "drop" and (rows := _repeats(table, key)):
        table = _first(table, [key], key)
        removals.append(Removal("duplicate", key, rows, SAME_ID))
    return settle(table.order_by(ROW).drop(ROW), "distinct"), tuple(removals)


def merge_repeated(table: ibis.Table, study: Study, name: str) -> tuple[ibis.Table, tuple[Removal, ...]]:
    """The same for a table whose rows have no order: of rows with one id that differ, the first by their values stays.

    The engine that holds the table looks for ids that stand twice, as it has the room for it.
    """
    key = id_column(study)
    if key is None or not _repeats(table, key):
        return table, ()
    distinct = table.filter(table[key].notnull()).distinct().union(table.filter(table[key].isnull()))
    if study.cleaning.duplicate_ids == "refuse":
        _refuse_ids(distinct, key, study, name)
    removals: list[Removal] = []
    if study.cleaning.duplicates == "drop" and (rows := count_rows(table) - count_rows(distinct)):
        table = distinct
        removals.append(Removal("duplicate", None, rows, ALIKE))
    if study.cleaning.duplicate_ids == "drop" and (rows := _repeats(table, key)):
        table = _first_by_value(table, key)
        removals.append(Removal("duplicate", key, rows, SAME_ID))
    return (settle(table, "distinct") if removals else table), tuple(removals)


def _first_by_value(table: ibis.Table, key: Name) -> ibis.Table:
    """One row of each id, and all rows without one. Text goes by its hash: engines sort it in ways of their own."""
    others = [md5(table[c]) if table[c].type().is_string() else table[c] for c in table.columns if c != key]
    number = ibis.row_number().over(ibis.window(group_by=key, order_by=[ibis.asc(v, nulls_first=True) for v in others]))
    numbered = table.mutate(**{ROW: number})
    return numbered.filter((numbered[ROW] == 0) | numbered[key].isnull()).drop(ROW)


def _refuse_ids(distinct: ibis.Table, key: Name, study: Study, name: str) -> None:
    """Refuse ids that stand for rows which differ, by their number."""
    ids = _repeats(distinct, key)
    if ids:
        header = study.columns[key].column
        raise TableError(
            f"{name}: {ids:,} rows repeat the id of another row in column '{header}' and differ from it.",
            hint="Correct the ids, or say 'duplicate_ids: drop' under cleaning to keep one row of each.",
        )


def _first(table: ibis.Table, columns: list[Name], key: Name) -> ibis.Table:
    """The first row of each combination of values; rows without an id all stay."""
    first = table[ROW].min().over(ibis.window(group_by=columns))
    return table.filter((table[ROW] == first) | table[key].isnull())


def _refuse_differing(distinct: ibis.Table, key: Name, study: Study, name: str) -> None:
    """Refuse ids that stand for rows which differ, by the numbers of the rows; ids themselves are not told."""
    again = distinct.group_by(key).aggregate(first=distinct[ROW].min(), last=distinct[ROW].max(), rows=distinct.count())
    found = again.filter(again[key].notnull() & (again["rows"] > 1)).order_by("first")
    ids = count_rows(found)
    if not ids:
        return
    shown = rows_of(found.limit(MOST_ROWS_NAMED))
    pairs = ", ".join(f"{row['first']} and {row['last']}" for row in shown)
    more = f", and {ids - len(shown)} more ids" if ids > len(shown) else ""
    header = study.columns[key].column
    raise TableError(
        f"{name}: rows with the same id in column '{header}' differ: rows {pairs}{more}.",
        hint="Correct the ids, or say 'duplicate_ids: drop' under cleaning to keep the first row of each.",
    )


def _may_repeat(table: ibis.Table, key: Name) -> bool:
    """Whether an id may stand in a table twice: never no when one does. Little memory will do.

    Whole numbers: those that share a run of `RUN` each set a bit of their own, so that the sum of the bits is more than
    all bits together only if one came twice. Text: by its hash, some hashes at a time; two texts may share one.
    """
    named = table.filter(table[key].notnull())
    column = named[key]
    if column.type().is_integer():
        column = (
            column if column.type().nbytes == INT64_BYTES else column.cast("int64")
        )  # bits shift as far as it is wide
        bit = ibis.literal(1, type="int64") << _remainder(column, RUN)
        runs = named.group_by(run=(column / RUN).floor()).aggregate(total=bit.sum(), bits=bit.bit_or())
        return bool(ask(runs, again=(runs["total"] > runs["bits"]).any())["again"])
    hashed = column.hash()
    parts = 1 + count_rows(named) // MOST_HASHES
    for part in range(parts):
        some = named.filter(_remainder(hashed, parts) == part)
        found = ask(some, rows=some.count(), hashes=some[key].hash().nunique())
        if found["rows"] > found["hashes"]:
            return True
    return False


def _remainder(column: ir.IntegerColumn, by: int) -> ir.IntegerColumn:
    """The remainder of a division, from 0 up for negative numbers too."""
    return (column % by + by) % by


def _repeats(table: ibis.Table, key: Name) -> int:
    """Rows whose id stood before."""
    return int(ask(table, again=table[key].count() - table[key].nunique())["again"])
