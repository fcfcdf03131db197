"""Columns as read and as kept, in figures."""

import math
from collections.abc import Mapping

import ibis
import numpy as np

from tessera.distribution import (
    Distribution,
    count_outside,
    fences,
    histogram,
    is_whole,
    mean_and_sd,
    quantile,
    round_edges,
)
from tessera.engine import ask
from tessera.facts import ColumnSummary, Name
from tessera.study_columns import Column
from tessera.study_schema import Study
from tessera.survey import Survey

DECIMALS = 12
"""Decimals kept of a coefficient from an engine's sums: engines add in an order of their own."""

TINY = 1e-300
"""Stands for a sum of squares that is zero."""


def summarise(study: Study, read: Survey, kept: Survey) -> dict[Name, ColumnSummary]:
    """Summaries of every column but the id.

    Parameters
    ----------
    study : Study
        Names the columns.
    read, kept : Survey
        The columns as read, and after cleaning.

    Returns
    -------
    dict
        Missing values and outliers are those of the table as read, everything else is of the kept rows.
    """
    summaries = {}
    for name, column in study.columns.items():
        if column.kind == "number":
            summaries[name] = _number(read.numbers[name], kept.numbers[name])
        elif column.kind == "flag":
            summaries[name] = _flag(read.numbers[name], kept.numbers[name])
        elif column.role != "id":
            summaries[name] = _category(column, kept.texts[name], read.missing[name])
    return summaries


def correlations(
    table: ibis.Table, names: tuple[Name, ...], kept: Mapping[Name, Distribution]
) -> dict[Name, dict[Name, float]]:
    """Pearson's correlation of every two columns, over the rows in which none of the columns is missing.

    A column that does not vary has none: it is left out.

    Parameters
    ----------
    table : ibis.Table
    names : tuple of str
        Columns of numbers.
    kept : mapping of Distribution
        Their means are taken off before anything is multiplied, so that no digits are lost.
    """
    if len(names) < 2 or not all(len(kept[name].values) for name in names):
        return {}
    full = table.filter([table[name].notnull() for name in names])
    off = {name: full[name] - mean_and_sd(kept[name])[0] for name in names}
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i:]]
    sums = {f"{a} {b}": (off[a] * off[b]).sum() for a, b in pairs} | {name: off[name].sum() for name in names}
    found = ask(full, rows=full.count(), **sums)
    if not found["rows"]:
        return {}
    spread = {(a, b): found[f"{a} {b}"] - found[a] * found[b] / found["rows"] for a, b in pairs}
    varying = [name for name in names if round(spread[name, name] / max(found[f"{name} {name}"], TINY), DECIMALS) > 0]
    return {a: {b: _correlation(spread, a, b, names) for b in varying} for a in varying}


def _correlation(spread: Mapping[tuple[Name, Name], float], a: Name, b: Name, names: tuple[Name, ...]) -> float:
    """One coefficient, from sums of squares and products around the means."""
    if a == b:
        return 1.0
    first, second = sorted((a, b), key=names.index)
    scale = math.sqrt(spread[a, a] * spread[b, b])
    return round(min(1.0, max(-1.0, spread[first, second] / scale)), DECIMALS)


def _number(before: Distribution, after: Distribution) -> ColumnSummary:
    """A number's mean, spread, quartiles and histograms."""
    if not len(after.values):
        return ColumnSummary(kind="number", missing=before.missing, outliers=0)
    mean, sd = mean_and_sd(after)
    edges = round_edges(
        min(before.values[0], after.values[0]), max(before.values[-1], after.values[-1]), whole=is_whole(before)
    )
    return ColumnSummary(
        kind="number",
        missing=before.missing,
        outliers=count_outside(before, *fences(before)),
        mean=mean,
        sd=sd,
        min=float(after.values[0]),
        q1=quantile(after, 0.25),
        median=quantile(after, 0.5),
        q3=quantile(after, 0.75),
        max=float(after.values[-1]),
        total=float(after.values @ after.counts),
        original=histogram(before, edges),
        cleaned=histogram(after, edges),
    )


def _flag(before: Distribution, after: Distribution) -> ColumnSummary:
    """A flag's counts and shares of 1 and 0; its mean is the share of 1."""
    counts = {"yes": int(after.counts[after.values == 1].sum()), "no": int(after.counts[after.values == 0].sum())}
    present = sum(counts.values())
    if not present:
        return ColumnSummary(kind="flag", missing=before.missing, outliers=0, counts=counts)
    mean, sd = mean_and_sd(after)
    return ColumnSummary(
        kind="flag",
        missing=before.missing,
        outliers=0,
        mean=mean,
        sd=sd,
        total=float(counts["yes"]),
        shares={value: count / present for value, count in counts.items()},
        counts=counts,
    )


def _category(column: Column, found: Mapping[str, int], missing: int) -> ColumnSummary:
    """A category's counts and shares: values the study names first, then the most common."""
    order = [value for value in column.values if value in found] + [v for v in found if v not in column.values]
    counts = {value: found[value] for value in order}
    present = int(np.sum(list(counts.values()))) if counts else 0
    shares = {value: count / present for value, count in counts.items()}
    return ColumnSummary(kind="category", missing=missing, outliers=0, shares=shares, counts=counts)
