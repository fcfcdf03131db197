"""Table -> cleaned table, and what was found and done. As expressions: nothing of the table is loaded.

Rows go for one reason each, looked for in this order: missing, repeated, implausible, outlying.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from tessera.derive import derive_columns
from tessera.distribution import Distribution, fences
from tessera.duplicates import drop_repeated, merge_repeated, number_repeated
from tessera.engine import count_rows, rows_of, settle_if_slow
from tessera.errors import TableError
from tessera.facts import ColumnSummary, DataReport, Fill, Name, Removal
from tessera.filling import fill, missing_rule, outlier_rule, outside
from tessera.source import Source
from tessera.study import id_column, number_columns
from tessera.study_schema import Bounds, Study
from tessera.summary import correlations, summarise
from tessera.survey import Survey, reaches_beyond, survey, together


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The rows that are kept, under the study's names, and the report of how they came to be.

    ``table`` has the columns of the study in its order: ids and categories as text, numbers as doubles, flags as 0
    and 1. A value is null only where the study keeps missing values. ``survey`` counts what they hold.
    """

    table: ibis.Table
    report: DataReport
    survey: Survey


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
    survey: Survey


def clean(source: Source, study: Study) -> Cleaned:
    """Apply the study's rules for missing, repeated, implausible and outlying values, and count what they do.

    Raises
    ------
    TableError
        If two rows with one id say different things, if nothing is left, or if a model's feature does not vary.
    """
    prepared = _prepare(source, study)
    seen, fills = prepared.survey, prepared.fills
    table = prepared.table
    table, missing = _remove(table, _missing(table, study, seen))
    table, repeated = (drop_repeated if source.ordered else merge_repeated)(table, study, source.name)
    table, beyond = _remove(table, [*_implausible(table, study, seen), *_outlying(table, study, seen.numbers)])
    removals = (*missing, *repeated, *beyond)
    rows_read, rows_kept = count_rows(source.table), count_rows(table)
    if not rows_kept:
        reasons = ", ".join(f"{removal.rows:,} {removal.rule}" for removal in removals)
        raise TableError(f"{source.name}: cleaning leaves none of {rows_read:,} rows: {reasons}.")
    kept = settle_if_slow(_as_text(table.select(*study.columns), id_column(study)), "kept")
    reported = [name for name in study.columns if name != id_column(study)]
    left = survey(kept, reported, study) if removals or fills else seen
    columns = summarise(study, seen, left)
    _refuse_constant(columns, study, source.name)
    related = correlations(kept, number_columns(study), left.numbers)
    report = DataReport(rows_read, rows_kept, removals, fills, columns, related)
    return Cleaned(kept, report, left)


def _prepare(source: Source, study: Study) -> _Prepared:
    """Fill what was read, derive from that, fill what was derived."""
    read = source.table
    table = number_repeated(read, study) if source.ordered else read
    names = [name for name in read.columns if name != id_column(study)]
    before = survey(read, names, study)
    table, fills = fill(table, names, study, before.numbers)
    derived = tuple(name for name, column in study.columns.items() if column.derive is not None)
    if not derived:
        return _Prepared(table, fills, before)
    table = derive_columns(table, study)
    after = survey(table, derived, study)
    table, more = fill(table, derived, study, after.numbers)
    return _Prepared(table, (*fills, *more), together(before, after))


def _as_text(table: ibis.Table, key: Name | None) -> ibis.Table:
    """The table with its ids as text."""
    if key is None or table[key].type().is_string():
        return table
    return table.mutate(**{key: table[key].cast("string")})


def _remove(table: ibis.Table, reasons: list[_Reason]) -> tuple[ibis.Table, tuple[Removal, ...]]:
    """The rows to which no reason applies; the others counted under the first that does."""
    if not reasons:
        return table, ()
    code = ibis.cases(*((reason.applies, i) for i, reason in enumerate(reasons)), else_=len(reasons))
    counted = rows_of(table.group_by(code=code).aggregate(rows=table.count()))
    rows = {int(each["code"]): int(each["rows"]) for each in counted}
    removals = tuple(
        Removal(reason.reason, reason.column, rows[i], reason.rule) for i, reason in enumerate(reasons) if i in rows
    )
    return (table.filter(code == len(reasons)) if removals else table), removals


def _missing(table: ibis.Table, study: Study, seen: Survey) -> list[_Reason]:
    """Rows without a value that they must have; columns known to be full need no question."""
    return [
        _Reason("missing", name, f"{name} missing", table[name].isnull())
        for name in (*study.inputs, *study.columns)
        if missing_rule(study, name) == "drop" and seen.missing.get(name, 1)
    ]


def _implausible(table: ibis.Table, study: Study, seen: Survey) -> Iterator[_Reason]:
    """Rows with a value outside its plausible range; columns known to keep to theirs need no question."""
    for name, bounds in study.cleaning.implausible.items():
        if bounds.rule == "drop" and reaches_beyond(seen.numbers[name], bounds):
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
