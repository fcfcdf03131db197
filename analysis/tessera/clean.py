"""Table -> cleaned table, and what was found and done. As expressions: nothing of the table is loaded.

Rows go for one reason each, looked for in this order: missing, repeated, implausible, outlying.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from tessera.derive import derive_columns
from tessera.distribution import Distribution, count_values, fences
from tessera.duplicates import drop_repeated, number_repeated
from tessera.engine import ask, count_rows
from tessera.errors import TableError
from tessera.facts import ColumnSummary, DataReport, Fill, Name, Removal
from tessera.filling import fill, missing_rule, outlier_rule, outside
from tessera.source import Source
from tessera.study import id_column, number_columns
from tessera.study_schema import Bounds, Study
from tessera.summary import correlations, summarise


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The rows that are kept, under the study's names, and the report of how they came to be.

    ``table`` has the columns of the study in its order: ids and categories as text, numbers as doubles, flags as 0
    and 1. A value is null only where the study keeps missing values.
    """

    table: ibis.Table
    report: DataReport


@dataclass(frozen=True, slots=True)
class _Reason:
    """Why rows go."""

    reason: str
    column: Name
    rule: str
    applies: ir.BooleanColumn


@dataclass(frozen=True, slots=True)
class _Prepared:
    """The table with its fills and derived columns, and what its columns held before."""

    table: ibis.Table
    fills: tuple[Fill, ...]
    spread: Mapping[Name, Distribution]
    missing: Mapping[Name, int]  # of columns of text


def clean(source: Source, study: Study) -> Cleaned:
    """Apply the study's rules for missing, repeated, implausible and outlying values, and count what they do.

    Raises
    ------
    TableError
        If two rows with one id say different things, if nothing is left, or if a model's feature does not vary.
    """
    prepared = _prepare(source.table, study)
    spread, fills = prepared.spread, prepared.fills
    table = prepared.table
    table, missing = _remove(table, _missing(table, study))
    table, repeated = drop_repeated(table, study, source.name)
    table, beyond = _remove(table, [*_implausible(table, study), *_outlying(table, study, spread)])
    removals = (*missing, *repeated, *beyond)
    rows_read, rows_kept = count_rows(source.table), count_rows(table)
    if not rows_kept:
        reasons = ", ".join(f"{removal.rows:,} {removal.rule}" for removal in removals)
        raise TableError(f"{source.name}: cleaning leaves none of {rows_read:,} rows: {reasons}.")
    kept = _as_text(table.select(*study.columns), id_column(study))
    columns = summarise(kept, study, spread, prepared.missing, unchanged=not removals and not fills)
    _refuse_constant(columns, study, source.name)
    report = DataReport(rows_read, rows_kept, removals, fills, columns, correlations(kept, number_columns(study)))
    return Cleaned(kept, report)


def _prepare(read: ibis.Table, study: Study) -> _Prepared:
    """Fill what was read, derive from that, fill what was derived."""
    table = number_repeated(read, study)
    names = [name for name in read.columns if name != id_column(study)]
    before = _look(read, names)
    table, fills = fill(table, names, study, before[0])
    derived = tuple(name for name, column in study.columns.items() if column.derive is not None)
    if not derived:
        return _Prepared(table, fills, *before)
    table = derive_columns(table, study)
    after = _look(table, derived)
    table, more = fill(table, derived, study, after[0])
    return _Prepared(table, (*fills, *more), {**before[0], **after[0]}, {**before[1], **after[1]})


def _as_text(table: ibis.Table, key: Name | None) -> ibis.Table:
    """The table with its ids as text."""
    if key is None or table[key].type().is_string():
        return table
    return table.mutate(**{key: table[key].cast("string")})


def _look(table: ibis.Table, names: Sequence[Name]) -> tuple[dict[Name, Distribution], dict[Name, int]]:
    """Distributions of columns of numbers; missing values of the others."""
    numbers = [name for name in names if table[name].type().is_numeric()]
    others = {name: table[name].isnull().sum() for name in names if name not in numbers}
    return count_values(table, numbers), {name: int(n) for name, n in ask(table, **others).items()} if others else {}


def _remove(table: ibis.Table, reasons: list[_Reason]) -> tuple[ibis.Table, tuple[Removal, ...]]:
    """The rows to which no reason applies; the others counted under the first that does."""
    if not reasons:
        return table, ()
    code = ibis.cases(*((reason.applies, i) for i, reason in enumerate(reasons)), else_=len(reasons))
    counted = {str(i): ibis.ifelse(code == i, 1, 0).sum() for i in range(len(reasons))}
    rows = ask(table, **counted)
    removals = tuple(
        Removal(reason.reason, reason.column, int(rows[str(i)]), reason.rule)
        for i, reason in enumerate(reasons)
        if rows[str(i)]
    )
    return (table.filter(code == len(reasons)) if removals else table), removals


def _missing(table: ibis.Table, study: Study) -> list[_Reason]:
    """Rows without a value that they must have."""
    return [
        _Reason("missing", name, f"{name} missing", table[name].isnull())
        for name in (*study.inputs, *study.columns)
        if missing_rule(study, name) == "drop"
    ]


def _implausible(table: ibis.Table, study: Study) -> Iterator[_Reason]:
    """Rows with a value outside its plausible range."""
    for name, bounds in study.cleaning.implausible.items():
        if bounds.rule == "drop":
            yield _Reason("implausible", name, _beyond(name, bounds), outside(table[name], bounds))


def _outlying(table: ibis.Table, study: Study, spread: Mapping[Name, Distribution]) -> Iterator[_Reason]:
    """Rows with a value beyond the fences of its column as read."""
    for name in study.columns:
        if outlier_rule(study, name) == "drop" and len(spread[name].values):
            low, high = fences(spread[name])
            rule = f"{name} beyond 1.5 interquartile ranges"
            yield _Reason("outlier", name, rule, outside(table[name], Bounds(min=low, max=high)))


def _beyond(name: Name, bounds: Bounds) -> str:
    """A range's two sides in words: ``age below 0 or above 110``."""
    below = f"below {bounds.min:g}" if bounds.min is not None else ""
    above = f"above {bounds.max:g}" if bounds.max is not None else ""
    return f"{name} {' or '.join(side for side in (below, above) if side)}"


def _refuse_constant(columns: Mapping[Name, ColumnSummary], study: Study, name: str) -> None:
    """Refuse a model with a feature that is the same for every customer."""
    for key, model in study.models.items():
        for feature in model.features:
            summary = columns[feature]
            if summary.sd == 0 or (summary.counts is not None and len(summary.counts) < 2):
                header = study.columns[feature].column
                raise TableError(
                    f"{name}: column '{header}' has the same value in every row, so model '{key}' cannot use it.",
                    hint=f"Take '{feature}' out of models.{key}.features in the study.",
                )
