"""Segment profiles: sizes, means, spreads, shares, and every column against everyone = 100."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tessera.counts import ColumnCounts
from tessera.estimates import Summary, histogram, mean_rank, summarise, wilson
from tessera.facts import FloatArray, Histogram, IndexRow, Name
from tessera.study import Column

FLAG_VALUES = ("yes", "no")
LEAST_INDEX = 0.5
"""An index below this counts as this when differences are ordered: nobody is the strongest difference there is."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One segment (or everyone) on every column."""

    size: int
    numbers: Mapping[Name, Summary]
    counts: Mapping[Name, Mapping[str, int]]
    histograms: Mapping[Name, Histogram]


def profile_segment(
    columns: Mapping[Name, Column],
    counted: Mapping[Name, ColumnCounts],
    model: str,
    label: int | None,
    size: int,
    edges: Mapping[Name, tuple[float, ...]],
) -> Profile:
    """Describe the customers of one segment, or everyone when ``label`` is None.

    Parameters
    ----------
    columns : mapping
        The study's columns that are profiled.
    counted : mapping
        Customers by segment and value, per column.
    model : str
        Key of the model the label belongs to.
    label : int or None
    size : int
        Customers in the segment.
    edges : mapping
        Histogram edges of the number columns, shared by all segments.
    """
    numbers: dict[Name, Summary] = {}
    shares: dict[Name, dict[str, int]] = {}
    histograms: dict[Name, Histogram] = {}
    for name, column in columns.items():
        rows = counted[name]
        chosen = slice(None) if label is None else rows.segments[:, rows.models.index(model)] == label
        values, counts = rows.values[chosen], rows.counts[chosen]
        if column.kind == "category":
            shares[name] = dict.fromkeys(map(str, rows.values), 0) | _tally(values, counts)
            continue
        if not len(counts) or rows.sums is None or rows.squares is None:
            continue
        numbers[name] = summarise(values, counts, rows.sums[chosen], rows.squares[chosen])
        if column.kind == "flag":
            yes = int(counts[values != 0].sum())
            shares[name] = dict(zip(FLAG_VALUES, (yes, int(counts.sum()) - yes), strict=True))
            continue
        histograms[name] = histogram(values, counts, edges[name])
        if column.bands:
            shares[name] = _band_counts(values, counts, column.bands)
    return Profile(size=size, numbers=numbers, counts=shares, histograms=histograms)


def _tally(values: np.ndarray, counts: np.ndarray) -> dict[str, int]:
    """Customers per value of a category."""
    tally: dict[str, int] = {}
    for value, count in zip(values, counts, strict=True):
        tally[str(value)] = tally.get(str(value), 0) + int(count)
    return tally


def _band_counts(values: FloatArray, counts: np.ndarray, bands: Sequence[float]) -> dict[str, int]:
    """Customers per band of a number; the last band is open above, and the first takes in whatever lies below."""
    lowers = np.asarray(bands, dtype=np.float64)
    place = np.clip(np.searchsorted(lowers, values, side="right") - 1, 0, None)
    return {band_name(bands, i): int(counts[place == i].sum()) for i in range(len(bands))}


def band_name(bands: Sequence[float], i: int) -> str:
    """Name of a band: ``18 to 29``, ``60 and over``."""
    lower = f"{bands[i]:g}"
    return f"{lower} and over" if i == len(bands) - 1 else f"{lower} to {bands[i + 1] - 1:g}"


def shares_of(counts: Mapping[str, int]) -> dict[str, float]:
    """Shares of all that have a value."""
    total = sum(counts.values())
    return {value: count / total if total else 0.0 for value, count in counts.items()}


def share_intervals(counts: Mapping[str, int]) -> tuple[dict[str, float], dict[str, float]]:
    """Lower and upper ends of Wilson's interval for every share."""
    total = sum(counts.values())
    ends = {value: wilson(count, total) for value, count in counts.items()}
    return {v: e[0] for v, e in ends.items()}, {v: e[1] for v, e in ends.items()}


def differences(
    segment: Profile, everyone: Profile, columns: Mapping[Name, Column], features: Collection[Name]
) -> tuple[IndexRow, ...]:
    """Every column against everyone = 100, strongest difference first.

    The interval is that of the segment's own mean (Student) or share (Wilson), divided by the base's value,
    which is taken as given: the base is what the segment is compared with, not an estimate.
    """
    rows: list[IndexRow] = []
    for name, column in columns.items():
        drew = name in features
        if name in segment.numbers and column.kind == "number":
            rows += _mean_rows(name, column, segment.numbers[name], everyone.numbers[name], drew)
        if name in segment.counts:
            rows += _share_rows(name, column, segment.counts[name], everyone.counts[name], drew)
    return tuple(sorted(rows, key=lambda r: (-_strength(r.index), r.key)))


def _strength(index: float) -> float:
    """How far an index is from 100, as a ratio."""
    return abs(math.log(max(index, LEAST_INDEX) / 100))


def _mean_rows(name: Name, column: Column, own: Summary, base: Summary, drew: bool) -> list[IndexRow]:
    """The mean's index, of a column that counts up from nothing: where values lie below zero a ratio says little."""
    if base.mean <= 0 or base.min < 0:
        return []
    index, low, high = (100 * v / base.mean for v in (own.mean, own.mean_low, own.mean_high))
    clear = not low <= 100 <= high
    return [IndexRow(name, column.label, name, "mean", own.mean, None, index, low, high, drew, clear)]


def _share_rows(
    name: Name, column: Column, own: Mapping[str, int], base: Mapping[str, int], drew: bool
) -> list[IndexRow]:
    """One row a value; one only where a column has two values."""
    n, n_base = sum(own.values()), sum(base.values())
    shown = list(base)[:1] if len(base) == 2 else list(base)
    rows = []
    for value in shown:
        count, reference = own.get(value, 0), base[value] / n_base
        if not n or not reference:
            continue
        low, high = wilson(count, n)
        index, low, high = (100 * v / reference for v in (count / n, low, high))
        clear = not low <= 100 <= high
        label = _value_label(column, value)
        rows.append(IndexRow(f"{name}={value}", label, name, "share", count / n, count, index, low, high, drew, clear))
    return rows


def _value_label(column: Column, value: str) -> str:
    """How a value is called in a chart."""
    if column.kind == "flag":
        return column.label
    if column.kind == "number":
        return f"{column.label} {value}"
    label = column.values.get(value, value)
    return label[:1].upper() + label[1:]


def feature_ranks(
    counted: Mapping[Name, ColumnCounts], model: str, label: int, features: Sequence[Name]
) -> dict[Name, float]:
    """Where the segment's customers lie among all, per feature: their mean percentile rank, 0 to 1."""
    ranks = {}
    for feature in features:
        rows = counted[feature]
        own = np.where(rows.segments[:, rows.models.index(model)] == label, rows.counts, 0)
        ranks[feature] = mean_rank(own, rows.values, rows.counts)
    return ranks


def share_of_total(segment: Profile, everyone: Profile) -> dict[Name, float]:
    """Share of each column's total that the segment holds, where a total makes sense (nothing negative)."""
    return {
        name: own.total / everyone.numbers[name].total
        for name, own in segment.numbers.items()
        if everyone.numbers[name].total > 0 and everyone.numbers[name].min >= 0
    }
