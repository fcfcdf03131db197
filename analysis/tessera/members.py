"""Customers get their segments, in the engine: by joining on cells, or by the rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from tessera.encoding import with_indicators
from tessera.engine import beside
from tessera.facts import Cells, FloatArray, Indicator, IntArray, Name
from tessera.scaling import Scaling


@dataclass(frozen=True, slots=True)
class NearestCentre:
    """A model's rule: ``centroids`` has shape (k, d), in the scaled space; of equally near ones the first counts."""

    features: tuple[Name, ...]
    scaling: Scaling
    centroids: FloatArray
    indicators: Mapping[Name, Indicator] = field(default_factory=dict)


def segment_column(key: str) -> str:
    """Column that holds a model's label numbers."""
    return f"segment in {key}"


def join_cells(table: ibis.Table, key: str, cells: Cells, labels: IntArray) -> ibis.Table:
    """Give every customer its segment's label number in a model, by joining on exact cells.

    Customers without a value for one of the features get no label.
    """
    table = with_indicators(table, cells.indicators)
    names = [f"cell_{i}" for i in range(len(cells.features))]
    columns = dict(zip(names, cells.values.T, strict=True))
    right = beside(table, pa.table(columns | {segment_column(key): labels}))
    matches = [
        table[feature].cast("float64") == right[name] for feature, name in zip(cells.features, names, strict=True)
    ]
    return table.left_join(right, matches).drop(*names)


def place_by_rule(
    table: ibis.Table, column: str, rule: NearestCentre, answers: Sequence[int | str] | None = None
) -> ibis.Table:
    """The table with a column of labels: that of the nearest centre, and none where a feature is missing.

    Labels are the centres' places, from 0, unless others are given as ``answers``.

    Squared distances and a comparison of each with those that follow, so that no engine needs more than CASE.
    """
    table = with_indicators(table, rule.indicators)
    axes = {f"axis {i}": term for i, term in enumerate(_axes(table, rule))}
    placed = table.mutate(**axes)
    distances = {
        f"distance {label}": _sum([(placed[a] - c) * (placed[a] - c) for a, c in zip(axes, centre, strict=True)])
        for label, centre in enumerate(rule.centroids.tolist())
    }
    measured = placed.mutate(**distances)
    label = nearest([measured[name] for name in distances], answers or range(len(distances)))
    return measured.mutate(**{column: label}).drop(*axes, *distances)


def nearest(distances: Sequence[ir.NumericColumn], answers: Sequence[int | str]) -> ir.Value:
    """The answer that belongs to the smallest distance, of equals the first; missing where distances are."""
    first, *_ = distances
    unknown = (first.isnull(), ibis.null("string" if isinstance(answers[0], str) else "int64"))
    last = len(distances) - 1
    choices = [
        (_all([distances[i] <= other for other in distances[i + 1 :]]), ibis.literal(answers[i])) for i in range(last)
    ]
    return ibis.cases(unknown, *choices, else_=ibis.literal(answers[last]))


def _axes(table: ibis.Table, rule: NearestCentre) -> list[ir.NumericColumn]:
    """Each axis of the clustered space as an expression in the columns."""
    scaling = rule.scaling
    scaled = [
        (table[f] - centre) / scale if (centre, scale) != (0.0, 1.0) else table[f]
        for f, centre, scale in zip(rule.features, scaling.centre.tolist(), scaling.scale.tolist(), strict=True)
    ]
    if scaling.components is None or scaling.origin is None:
        return scaled
    gone = [term - origin for term, origin in zip(scaled, scaling.origin.tolist(), strict=True)]
    return [
        _sum([term * weight for term, weight in zip(gone, component, strict=True)])
        for component in scaling.components.tolist()
    ]


def _sum(terms: Sequence[ir.NumericColumn]) -> ir.NumericColumn:
    """Terms added up from the left."""
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def _all(conditions: Sequence[ir.BooleanColumn]) -> ir.BooleanColumn:
    """All conditions at once."""
    whole = conditions[0]
    for condition in conditions[1:]:
        whole = whole & condition
    return whole
