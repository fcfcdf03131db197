"""The whole path, readable aloud: a study and its table become findings."""

import platform
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import ibis

from tessera.agreement import compare_models
from tessera.assembly import model_facts, question
from tessera.changes import Today, compare_builds
from tessera.clean import clean
from tessera.codes import with_named_codes
from tessera.counts import ColumnCounts, count_columns, cube_of
from tessera.derive import date_ends
from tessera.derived import derived_nodes
from tessera.describe import describe_segments, profiled_columns
from tessera.encoding import indicators_of
from tessera.engine_faults import asking
from tessera.facts import (
    ColumnFacts,
    DataReport,
    Findings,
    InputFacts,
    Name,
    StudyFacts,
)
from tessera.findings import SCHEMA_VERSION
from tessera.fitting import ModelFit, fit_model
from tessera.members import join_cells, place_by_rule, segment_column
from tessera.profiles import Profile, profile_segment
from tessera.scoring import with_readings
from tessera.source import Source, open_source
from tessera.study import Study
from tessera.telling import tell

LIBRARIES = ("tessera-segments", "numpy", "scipy", "scikit-learn", "ibis-framework", "duckdb")


def analyse(study: Study, source: str, base: Path, playbook: Path, baseline: Findings | None = None) -> Findings:
    """Read the table, find the segments, say what they are and what to do about them.

    Parameters
    ----------
    study : Study
    source : str
        The customer table: the study's own, or another.
    base : Path
        Folder that a relative source starts from.
    playbook : Path
        Folder of the shipped plays.
    baseline : Findings, optional
        An earlier build to compare with.

    Raises
    ------
    TesseraError
        If the table, a model or the playbook cannot be used.
    """
    return analyse_table(study, open_source(source, study, base), playbook, baseline)


def analyse_table(study: Study, opened: Source, playbook: Path, baseline: Findings | None = None) -> Findings:
    """The same for a table that is open; afterwards its engine is let go of. See `analyse`."""
    with asking(opened.name, opened.table):
        return _found(study, opened, playbook, baseline)


def _found(study: Study, opened: Source, playbook: Path, baseline: Findings | None) -> Findings:
    """Everything there is to find."""
    cleaned = clean(opened, study)
    study = with_named_codes(study, cleaned.report)
    traits = {key: indicators_of(spec, study, cleaned.report) for key, spec in study.models.items()}
    fits = {key: fit_model(cleaned, spec, study, traits[key]) for key, spec in study.models.items()}
    table = with_segments(cleaned.table, fits)
    counts = count_columns(table, tuple(profiled_columns(study)), tuple(fits), cleaned.survey)
    counted = counts.columns
    described = {key: describe_segments(fit, study, counted, bin_edges(cleaned.report)) for key, fit in fits.items()}
    cube = cube_of(counts, {key: [n.slug for n in d.namings] for key, d in described.items()})
    everyone = profile_everyone(study, counted, fits, cleaned.report)
    questioned = {key: question(fit, described[key], counted, study) for key, fit in fits.items()}
    models = {
        key: model_facts(fit, described[key], questioned[key], everyone, study, cube) for key, fit in fits.items()
    }
    dates = date_ends(opened.table, derived_nodes(study).values())
    models = {
        key: replace(m, scoring=with_readings(m.scoring, study, opened.headers, dates)) for key, m in models.items()
    }
    agreements = compare_models(cube, {key: m.order for key, m in models.items()})
    named = InputFacts(opened.name, opened.fingerprint, len(opened.columns_read))
    fitted = {key: (fit.cells, fit.labels) for key, fit in fits.items()}
    today = Today(models, cleaned.report, named, fitted, counted)
    told = tell(study, models, cleaned.report, cube, agreements, playbook)
    return Findings(
        schema_version=SCHEMA_VERSION,
        study=study_facts(study),
        made_with=versions(),
        input=named,
        data=told.data,
        models=told.models,
        cube=cube,
        agreements=agreements,
        groups=told.groups,
        priorities=told.priorities,
        overview=told.overview,
        changes=compare_builds(baseline, today) if baseline else None,
    )


def with_segments(table: ibis.Table, fits: Mapping[str, ModelFit]) -> ibis.Table:
    """The table with every customer's label number in every model; none where a feature is missing."""
    for key, fit in fits.items():
        if fit.cells.stands == "all":
            table = join_cells(table, key, fit.cells, fit.labels)
        else:
            table = place_by_rule(table, segment_column(key), fit.rule)
    return table


def bin_edges(report: DataReport) -> dict[Name, tuple[float, ...]]:
    """Edges of the cleaned columns' histograms."""
    return {name: c.cleaned.edges for name, c in report.columns.items() if c.cleaned is not None}


def profile_everyone(
    study: Study, counted: Mapping[Name, ColumnCounts], fits: Mapping[str, ModelFit], report: DataReport
) -> Profile:
    """The whole base on every column."""
    model = next(iter(fits))
    return profile_segment(profiled_columns(study), counted, model, None, report.rows_kept, bin_edges(report))


def study_facts(study: Study) -> StudyFacts:
    """What pages repeat of the study; nothing that names a machine."""
    return StudyFacts(
        title=study.title,
        question=study.question,
        customers=study.customers,
        organisation=study.organisation,
        simulated=study.data.simulated,
        note=study.data.note,
        locale=study.locale,
        seed=study.seed,
        draws=study.trust.draws,
        bootstraps=study.trust.bootstraps,
        public_minimum=study.public_minimum,
        value=value_column(study),
        columns={
            name: ColumnFacts(
                label=c.label,
                short=c.short,
                role=c.role,
                kind=c.kind,
                unit=c.unit,
                axis=c.axis or c.unit,
                prefix=c.prefix,
                suffix=c.suffix,
                decimals=c.decimals,
                note=c.note,
                values=dict(c.values),
                scale=c.scale,
            )
            for name, c in study.columns.items()
            if c.role != "id"
        },
    )


def value_column(study: Study) -> Name | None:
    """The column that says what a customer is worth: the first with that role."""
    return next((name for name, column in study.columns.items() if column.role == "value"), None)


def versions() -> dict[str, str]:
    """What the figures were made with."""
    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}
