"""A table of customers, of whatever size, gets its segments where it lives; row by row it is only passed on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import ibis
import pyarrow as pa

from tessera.encoding import with_indicators
from tessera.engine import stream
from tessera.engine_faults import asking
from tessera.errors import ModelError, StudyError
from tessera.facts import DataReport, Model, Name, ScoringRule
from tessera.filling import missing_rule, outside
from tessera.kit import SEGMENT, place_slugs
from tessera.source import open_source
from tessera.study import id_column
from tessera.study_schema import Study


@dataclass(frozen=True, slots=True)
class Placed:
    """Customers with their segments, not yet worked out; ids under their own header. ``name`` is that of the table."""

    table: ibis.Table
    name: str

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows, some at a time; an engine that fails meanwhile is a `TableError`."""
        with asking(self.name):
            yield from stream(self.table)


def place_customers(study: Study, model: Model, report: DataReport, source: str, base: Path) -> Placed:
    """Give every customer of a table the segment that a published model has for them.

    Missing and implausible values are filled with what they were filled with when the model was built, where the study
    fills. Who lacks a feature, or has a value that the study calls implausible, gets no segment, but keeps the row.

    Parameters
    ----------
    study : Study
    model : Model
        Of a build of this study.
    report : DataReport
        Of the same build.
    source : str
        The table to place; it needs the id and what the model's features are made from, no more.
    base : Path
        Folder that a relative source starts from.

    Raises
    ------
    TableError
        If the table cannot be used.
    StudyError
        If the study names no id, or is not the one that the model was built from.
    """
    key = id_column(study)
    if key is None:
        raise StudyError(
            "The study has no column of the role id, so segments could not be joined to customers.",
            hint="Give the column that holds the customer number 'role: id'.",
        )
    needed = _needed(study, model.scoring)
    opened = open_source(source, needed, base)
    fills = {fill.column: fill.value for fill in reversed(report.fills)}
    table = _filled(opened.table, needed, fills)
    table = with_indicators(table, model.scoring.indicators)
    placed = place_slugs(table, model.scoring)
    known = _plausible(placed, needed)
    segment = ibis.ifelse(known, placed[SEGMENT], ibis.null("string")) if known is not None else placed[SEGMENT]
    return Placed(placed.select(**{opened.headers[key]: placed[key].cast("string"), SEGMENT: segment}), opened.name)


def _needed(study: Study, rule: ScoringRule) -> Study:
    """The study with nothing but what the rule needs."""
    names = {*rule.reads, *rule.derived, id_column(study) or ""}
    lost = [name for name in names if name not in study.columns and name not in study.inputs]
    if lost or not rule.reads:
        missing = f" It lacks {', '.join(sorted(lost))}." if lost else ""
        raise StudyError(
            f"The study is not the one that this model was built from.{missing}",
            hint="Build again, so that model and study fit.",
        )
    kept = {
        "columns": {name: column for name, column in study.columns.items() if name in names},
        "inputs": {name: column for name, column in study.inputs.items() if name in names},
    }
    return study.model_copy(update=kept)


def _filled(table: ibis.Table, study: Study, fills: Mapping[Name, float | str]) -> ibis.Table:
    """The table with the build's own values put in where the study fills."""
    columns = {}
    for name, value in fills.items():
        if name not in table.columns:
            continue
        column = table[name]
        bounds = study.cleaning.implausible.get(name)
        if bounds is not None and bounds.rule == "fill":
            column = outside(column, bounds).ifelse(value, column)
        if missing_rule(study, name) == "fill":
            column = column.fill_null(value)
        columns[name] = column
    return table.mutate(**columns) if columns else table


def _plausible(table: ibis.Table, study: Study) -> ibis.expr.types.BooleanValue | None:
    """Where no value is implausible; None where the study calls nothing so."""
    known = None
    for name, bounds in study.cleaning.implausible.items():
        if bounds.rule == "drop" and name in table.columns:
            inside = ~outside(table[name], bounds)
            known = inside if known is None else known & inside
    return known


def model_of(models: Mapping[str, Model], key: str) -> Model:
    """A model by its key.

    Raises
    ------
    ModelError
        If there is none of this key.
    """
    if key not in models:
        raise ModelError(f"There is no model '{key}'.", hint=f"There are {', '.join(models)}.")
    return models[key]
