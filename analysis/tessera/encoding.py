"""Traits among a model's features become columns of 0 and 1, one for each value.

Such a column stands in the table under the name ``region=North`` and is counted, joined and scored like any other.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import ibis

from tessera.errors import ModelError
from tessera.facts import DataReport, Indicator, Name
from tessera.study_schema import ModelSpec, Study

NO_TRAITS: Mapping[Name, Indicator] = MappingProxyType({})

MOST_VALUES = 30
"""Values of a trait among a model's features; beyond, hardly two customers are alike."""


def indicators_of(spec: ModelSpec, study: Study, report: DataReport) -> dict[Name, Indicator]:
    """The columns of 0 and 1 that a model's traits become, in the order of features and values.

    Parameters
    ----------
    spec : ModelSpec
    study : Study
    report : DataReport
        Of the cleaned table: which values a trait takes.

    Raises
    ------
    ModelError
        If a trait takes more values than `MOST_VALUES`.
    """
    found: dict[Name, Indicator] = {}
    for name in spec.features:
        if study.columns[name].kind != "category":
            continue
        values = tuple(report.columns[name].counts or {})
        if len(values) > MOST_VALUES:
            raise ModelError(
                f"Model '{spec.key}': '{name}' takes {len(values):,} values, and one-hot makes a column of each.",
                hint=f"Derive a trait of {MOST_VALUES} values at most, or a flag for each value that matters.",
            )
        found |= {f"{name}={value}": Indicator(column=name, value=value) for value in values}
    return found


def with_indicators(table: ibis.Table, indicators: Mapping[Name, Indicator]) -> ibis.Table:
    """The table with a column of 0 and 1 for each indicator; null where the trait is missing."""
    made = {
        name: ibis.ifelse(table[i.column].cast("string") == i.value, 1, 0)
        for name, i in indicators.items()
        if name not in table.columns
    }
    known = {name: ibis.ifelse(table[indicators[name].column].isnull(), None, column) for name, column in made.items()}
    return table.mutate(**known) if known else table


def encoded(features: Iterable[Name], indicators: Mapping[Name, Indicator]) -> tuple[Name, ...]:
    """Features with every trait replaced by its indicators."""
    columns: list[Name] = []
    for feature in features:
        own = [name for name, indicator in indicators.items() if indicator.column == feature]
        columns += own or [feature]
    return tuple(columns)


def blocks_of(columns: Sequence[Name], indicators: Mapping[Name, Indicator]) -> tuple[tuple[int, ...], ...]:
    """Places of the columns that one trait became, trait by trait."""
    traits = dict.fromkeys(indicator.column for indicator in indicators.values())
    return tuple(
        tuple(i for i, name in enumerate(columns) if name in indicators and indicators[name].column == trait)
        for trait in traits
    )
