"""When a play applies: where a segment stands, and what a condition asks of it.

A condition names a *meaning* (``income``, ``age``, ``spend``) or a column of the study, and one or more levels.
For a number the level is a range of percentiles among all customers; ``above`` and ``below`` ask that the
interval of the index leaves 100 on that side, which works for shares as well.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from tessera.facts import (
    DataReport,
    FloatArray,
    Histogram,
    IndexRow,
    Model,
    Name,
    Segment,
    Slug,
)
from tessera.plays import Play, When
from tessera.scope import YES, Scope

LEVELS: Mapping[str, tuple[float, float]] = {
    "lowest": (0.0, 0.2),
    "low": (0.0, 1 / 3),
    "lower": (0.0, 0.5),
    "lower-middle": (0.2, 0.4),
    "middle": (1 / 3, 2 / 3),
    "upper-middle": (0.6, 0.8),
    "upper": (0.5, 1.0),
    "high": (2 / 3, 1.0),
    "highest": (0.8, 1.0),
    "any": (0.0, 1.0),
}
"""Percentile of the segment's mean among all customers: from, to."""

WIDE_FROM = 1.0  # spread of the segment over the spread of everyone
TIGHT_UP_TO = 0.6
OTHER_LEVELS: tuple[str, ...] = (
    "above",  # the index's interval lies above 100
    "below",
    "level",  # it holds 100
    "wide",  # spread out at least as far as everyone
    "tight",  # less than three fifths of everyone's spread
    "wholly-above",  # nobody lies below everyone's mean
    "wholly-below",
    "banded",  # its values or bands have shares
    "distinct",  # one of those shares at least differs clearly from everyone's
    "indistinct",  # none does
)
LEVEL_NAMES: tuple[str, ...] = (*LEVELS, *OTHER_LEVELS)

PEER_REACH = 0.5  # peers lie within half a standard deviation of each other in everything but the value
DRIVER_WEIGHT = 4.0  # a condition on a column that drew the model counts as much as four others


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a segment stands, in the terms that conditions use; keyed by column, or column and value."""

    scope: Scope
    percentiles: Mapping[str, float]
    leans: Mapping[str, str]  # "above", "below" or "level"
    forms: Mapping[Name, tuple[str, ...]]  # "wide", "tight", "wholly-above", ...
    peer_side: str  # "spends more", "spends less" or "none"
    verdict: str  # the model's level, or "unknown"


def standing_of(scope: Scope) -> Standing:
    """Say where a segment stands among all customers."""
    segment, model, value = scope.segment, scope.model, scope.value
    side = "none"
    if scope.peer is not None and value is not None:
        side = "spends more" if model.segments[scope.peer].means[value] > segment.means[value] else "spends less"
    return Standing(
        scope=scope,
        percentiles=percentiles_of(segment, scope.data),
        leans={key: _lean(row) for row in segment.differences for key in (row.key, row.key.removesuffix(YES))},
        forms={column: tuple(_forms(column, segment, scope.data)) for column in scope.data.columns},
        peer_side=side,
        verdict=model.verdict.level if model.verdict else "unknown",
    )


def peer_of(segment: Segment, model: Model, data: DataReport, value: Name | None) -> Slug | None:
    """The segment that differs only in the value column, or None.

    Of the segments whose means lie within half a standard deviation of this one's in every other feature,
    the one whose mean value is farthest away, by half a standard deviation at least. In a trait, a quarter of the
    customers with another value counts as half a standard deviation.
    """
    if value is None or value not in model.features:
        return None

    def apart(other: Segment, column: Name) -> float:
        if column not in segment.means:
            own, theirs = segment.shares[column], other.shares[column]
            return sum(abs(own.get(value, 0.0) - theirs.get(value, 0.0)) for value in own.keys() | theirs.keys())
        spread = data.columns[column].sd or 1.0
        return abs(other.means[column] - segment.means[column]) / spread

    alike = [
        other
        for slug, other in model.segments.items()
        if slug != segment.slug
        and all(apart(other, column) <= PEER_REACH for column in model.features if column != value)
        and apart(other, value) >= PEER_REACH
    ]
    return max(alike, key=lambda other: (apart(other, value), other.slug)).slug if alike else None


def fit_of(play: Play, standing: Standing) -> float | None:
    """How specifically a play speaks to a segment; None if it does not apply.

    Each condition on a feature of the model counts four, each other condition one; narrower levels add up to
    one more, and the play's own priority is added last. The most specific play is the one to take.
    """
    if not meets(play.when, standing):
        return None
    score = float(play.priority)
    for meaning, levels in play.when.levels.items():
        key = standing.scope.keys.get(meaning, meaning)
        weight = DRIVER_WEIGHT if key in standing.scope.model.features else 1.0
        score += weight + (1 - max(_width(level) for level in levels))
    others = (play.when.drawn_by, play.when.not_drawn_by, play.when.peer, play.when.verdict)
    return score + sum(bool(condition) for condition in others)


def meets(when: When, standing: Standing) -> bool:
    """Whether a segment meets every condition."""
    drawn = {meaning for meaning, key in standing.scope.keys.items() if key in standing.scope.model.features} | set(
        standing.scope.model.features
    )
    return (
        all(_at(meaning, levels, standing) for meaning, levels in when.levels.items())
        and drawn.issuperset(when.drawn_by)
        and drawn.isdisjoint(when.not_drawn_by)
        and (not when.peer or standing.peer_side in when.peer)
        and (not when.verdict or standing.verdict in when.verdict)
    )


def _at(meaning: str, levels: tuple[str, ...], standing: Standing) -> bool:
    """Whether the segment stands at one of the levels; False when the table lacks the column."""
    key = standing.scope.keys.get(meaning, meaning)
    if not any(key in known for known in (standing.percentiles, standing.leans, standing.scope.segment.shares)):
        return False
    return any(_at_level(key, level, standing) for level in levels)


def _at_level(key: str, level: str, standing: Standing) -> bool:
    """Whether the segment stands at one level of a column."""
    if level == "any":
        return True
    if level in LEVELS:
        low, high = LEVELS[level]
        percentile = standing.percentiles.get(key, -1.0)
        return low <= percentile < high or (percentile >= low > 0 and high == 1.0)
    if level in ("above", "below", "level"):
        return standing.leans.get(key, "level") == level
    return level in standing.forms.get(key, ())


def _width(level: str) -> float:
    """Share of all percentiles that a level takes in."""
    low, high = LEVELS.get(level, (0.0, 0.5))
    return high - low


def _lean(row: IndexRow) -> str:
    """On which side of everyone the index is clear."""
    if not row.clear:
        return "level"
    return "above" if row.index > 100 else "below"


def _forms(column: Name, segment: Segment, data: DataReport) -> Iterator[str]:
    """How the segment's customers lie in a column, as a whole."""
    everyone = data.columns[column]
    shares = [row for row in segment.differences if row.column == column and row.kind == "share"]
    if shares:
        yield "banded"
        yield "distinct" if any(row.clear for row in shares) else "indistinct"
    if column not in segment.means or everyone.mean is None or not everyone.sd:
        return
    if segment.sds[column] >= WIDE_FROM * everyone.sd:
        yield "wide"
    if segment.sds[column] <= TIGHT_UP_TO * everyone.sd:
        yield "tight"
    if segment.mins[column] >= everyone.mean:
        yield "wholly-above"
    if segment.maxs[column] <= everyone.mean:
        yield "wholly-below"


def percentiles_of(segment: Segment, data: DataReport) -> dict[Name, float]:
    """The percentile of the segment's mean among all customers, 0 to 1, in every number column."""
    known = {trait.column: trait.percentile for trait in segment.traits if trait.value is None}
    for column, mean in segment.means.items():
        summary = data.columns[column]
        if column not in known and summary.kind == "number" and summary.cleaned is not None:
            known[column] = percentile_in(mean, summary.cleaned)
    return known


def percentile_in(value: float, histogram: Histogram) -> float:
    """Share of customers below a value, 0 to 1, counting evenly within a bin."""
    edges: FloatArray = np.asarray(histogram.edges, dtype=np.float64)
    below = np.concatenate([[0.0], np.cumsum(np.asarray(histogram.counts, dtype=np.float64))])
    return float(np.interp(value, edges, below / below[-1]))
