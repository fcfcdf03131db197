"""Values put in where the study says so: for missing ones, for implausible ones, for outliers."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

import ibis
import ibis.expr.types as ir
import numpy as np

from tessera.distribution import Distribution, count_outside, count_texts, fences, quantile
from tessera.facts import Fill, Name
from tessera.study_columns import Treatment
from tessera.study_schema import Bounds, Study

Spread = Mapping[Name, Distribution]


def missing_rule(study: Study, name: Name) -> Treatment:
    """What happens to rows where a column or input is missing."""
    return _spec_rule(study, name) or study.cleaning.missing


def outlier_rule(study: Study, name: Name) -> Treatment:
    """What happens to a column's outliers. Inputs have none: they are not reported."""
    column = study.columns.get(name)
    if column is None or column.kind != "number":
        return "keep"
    return column.outliers or study.cleaning.outliers


def outside(column: ir.NumericColumn, bounds: Bounds) -> ir.BooleanColumn:
    """Where a column is outside its plausible range. A missing value is not."""
    low = -math.inf if bounds.min is None else bounds.min
    high = math.inf if bounds.max is None else bounds.max
    return column.notnull() & ((column < low) | (column > high))


def fill(table: ibis.Table, names: Iterable[Name], study: Study, spread: Spread) -> tuple[ibis.Table, tuple[Fill, ...]]:
    """Fill columns of a table where the study says so.

    Missing and implausible numbers become the median of the plausible ones, categories and flags the most common value,
    outliers the nearest value that is none. Dates are never filled, and ids must not be among the names.

    Returns
    -------
    table : ibis.Table
        With the values put in.
    fills : tuple of Fill
        What was put in, and how often.
    """
    fills: list[Fill] = []
    filled: dict[Name, ir.Value] = {}
    for name in names:
        if name in spread:
            value, found = _number(table[name], name, study, spread[name])
        else:
            value, found = _text(table, name, study)
        if found:
            filled[name] = value
            fills.extend(found)
    return (table.mutate(**filled) if filled else table), tuple(fills)


def _spec_rule(study: Study, name: Name) -> Treatment | None:
    spec = study.columns.get(name) or study.inputs.get(name)
    return spec.missing if spec else None


def _text(table: ibis.Table, name: Name, study: Study) -> tuple[ir.Value, list[Fill]]:
    """A category with its most common value where it was missing."""
    column = table[name]
    if missing_rule(study, name) != "fill" or not column.type().is_string():
        return column, []
    counts, missing = count_texts(table, name)
    if not missing or not counts:
        return column, []
    common = next(iter(counts))
    return column.fill_null(common), [Fill(name, missing, common)]


def _number(
    column: ir.NumericColumn, name: Name, study: Study, spread: Distribution
) -> tuple[ir.NumericColumn, list[Fill]]:
    """A column of numbers, filled."""
    fills: list[Fill] = []
    bounds = study.cleaning.implausible.get(name)
    if bounds is not None and bounds.rule == "fill":
        spread, wrong = _plausible(spread, bounds)
        if wrong and len(spread.values):
            column = outside(column, bounds).ifelse(_middle(name, study, spread), column)
            fills.append(Fill(name, wrong, _middle(name, study, spread)))
    if missing_rule(study, name) == "fill" and spread.missing and len(spread.values):
        column = column.fill_null(_middle(name, study, spread))
        fills.append(Fill(name, spread.missing, _middle(name, study, spread)))
    if outlier_rule(study, name) == "fill" and len(spread.values):
        low, high = fences(spread)
        inner = spread.values[(spread.values >= low) & (spread.values <= high)]
        ends = (float(inner[0]), float(inner[-1]))
        sides = ((count_outside(spread, low, np.inf), ends[0]), (count_outside(spread, -np.inf, high), ends[1]))
        fills.extend(Fill(name, rows, end) for rows, end in sides if rows)
        column = column.clip(lower=ends[0], upper=ends[1])
    return column, fills


def _plausible(spread: Distribution, bounds: Bounds) -> tuple[Distribution, int]:
    """The plausible part of a distribution, and the number of rows outside it."""
    low = -np.inf if bounds.min is None else bounds.min
    high = np.inf if bounds.max is None else bounds.max
    inside = (spread.values >= low) & (spread.values <= high)
    part = replace(spread, values=spread.values[inside], counts=spread.counts[inside])
    return part, int(spread.counts[~inside].sum())


def _middle(name: Name, study: Study, spread: Distribution) -> float:
    """The median; for a flag the more common of 0 and 1."""
    column = study.columns.get(name)
    if column is not None and column.kind == "flag":
        return float(spread.values[int(np.argmax(spread.counts))])
    return quantile(spread, 0.5)
