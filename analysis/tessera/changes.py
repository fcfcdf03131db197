"""Two builds side by side: which segments meet again, who moved, which columns drifted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from tessera.changewords import worded
from tessera.counts import ColumnCounts
from tessera.drift import column_drift
from tessera.facts import (
    Cells,
    Changes,
    DataReport,
    Findings,
    FloatArray,
    InputFacts,
    IntArray,
    Model,
    ModelChanges,
    Movement,
    Name,
    RuleChange,
    Segment,
    SegmentChange,
    Slug,
)
from tessera.placing import place

FARTHEST = 1.0
"""Standard deviations between two centres beyond which they are two segments, not one that moved."""


@dataclass(frozen=True, slots=True)
class Today:
    """What this build found, as far as it is compared: ``fitted`` holds each model's cells with their labels."""

    models: Mapping[str, Model]
    report: DataReport
    table: InputFacts
    fitted: Mapping[str, tuple[Cells, IntArray]]
    counted: Mapping[Name, ColumnCounts]


def compare_builds(baseline: Findings, today: Today) -> Changes:
    """What changed from the baseline to today.

    Members cannot be followed one by one, since findings hold no ids. Two comparisons stand in for that: today's
    customers placed by the baseline's own rule, against the sizes the baseline had; and the same customers by the
    old rule and by the new one.

    Parameters
    ----------
    baseline : Findings
    today : Today
    """
    then, now = baseline.data, today.report
    both = [name for name in now.columns if name in then.columns]
    changes = Changes(
        baseline=baseline.input,
        rows_then=then.rows_kept,
        rows_now=now.rows_kept,
        same_table=baseline.input.fingerprint == today.table.fingerprint,
        columns={
            name: column_drift(name, then.columns[name], now.columns[name], today.counted.get(name)) for name in both
        },
        columns_then=tuple(name for name in then.columns if name not in now.columns),
        columns_now=tuple(name for name in now.columns if name not in then.columns),
        models={
            key: _model_changes(baseline, baseline.models[key], model, today.fitted[key])
            for key, model in today.models.items()
            if key in baseline.models
        },
        models_then=tuple(m.name for key, m in baseline.models.items() if key not in today.models),
        models_now=tuple(m.name for key, m in today.models.items() if key not in baseline.models),
        headline="",
        standfirst="",
        drift="",
        reconsider=(),
    )
    return worded(changes)


def match_segments(then: FloatArray, now: FloatArray, sds: FloatArray) -> tuple[tuple[int, int, float], ...]:
    """Pair segments of two builds so that their centres are nearest in all, in standard deviations.

    Parameters
    ----------
    then, now : ndarray, shape (k_then, d) and (k_now, d)
        Centres in the columns' own units.
    sds : ndarray, shape (d,)
        Standard deviations of the columns in the baseline.

    Returns
    -------
    tuple of (then, now, distance)
        Pairs no farther apart than `FARTHEST`, in the order of ``now``. Whoever is in no pair vanished or is new.

    References
    ----------
    Kuhn (1955), Naval Research Logistics Quarterly 2, 83-97, doi:10.1002/nav.3800020109.
    """
    widths = np.where(sds > 0, sds, 1.0)
    apart = np.linalg.norm((then[:, None, :] - now[None, :, :]) / widths, axis=2)
    rows, columns = linear_sum_assignment(apart)
    pairs = sorted(zip(columns.tolist(), rows.tolist(), strict=True))
    return tuple((i, j, float(apart[i, j])) for j, i in pairs if apart[i, j] <= FARTHEST)


def _model_changes(baseline: Findings, then: Model, now: Model, fitted: tuple[Cells, IntArray]) -> ModelChanges:
    """One model in both builds; its sentences come later."""
    shared = [name for name in now.features if name in then.features]
    segments = _segment_changes(baseline, then, now, shared)
    same = {s.slug: s.was for s in segments if s.kind == "kept" and s.slug}
    comparable = set(then.features) == set(now.features)
    return ModelChanges(
        key=now.key,
        k_then=then.k,
        k_now=now.k,
        segments=segments,
        movement=_movement(then, now, fitted, same) if comparable else None,
        headline="",
        notes=(),
    )


def _segment_changes(baseline: Findings, then: Model, now: Model, shared: Sequence[Name]) -> tuple[SegmentChange, ...]:
    """Today's segments in their order, each with what it was; then those that vanished."""
    old, new = ([m.segments[slug] for slug in m.order] for m in (then, now))
    numbers = [name for name in shared if name in old[0].means]
    pairs = match_segments(*_places(old, new, shared, baseline)) if shared else ()
    met: dict[int, tuple[Segment | None, float | None]] = {j: (old[i], distance) for i, j, distance in pairs}
    taken = {old_place for old_place, _, _ in pairs}
    listed = [
        _change(met[j][0] if j in met else None, s, met[j][1] if j in met else None, numbers) for j, s in enumerate(new)
    ]
    return (*listed, *(_change(s, None, None, numbers) for i, s in enumerate(old) if i not in taken))


def _places(
    old: Sequence[Segment], new: Sequence[Segment], shared: Sequence[Name], baseline: Findings
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Where segments lay and lie, and the spread of each coordinate: means of numbers, shares of traits' values."""
    spreads: list[float] = []
    coordinates: list[list[float]] = [[] for _ in (*old, *new)]
    for name in shared:
        column = baseline.data.columns[name]
        values = (None,) if name in old[0].means else tuple(column.shares or {})
        for value in values:
            share = 0.0 if value is None else (column.shares or {})[value]
            spreads.append((column.sd or 0.0) if value is None else float(np.sqrt(share * (1 - share))))
            for own, segment in zip(coordinates, (*old, *new), strict=True):
                own.append(segment.means[name] if value is None else segment.shares[name].get(value, 0.0))
    found = np.array(coordinates, dtype=float)
    return found[: len(old)], found[len(old) :], np.array(spreads)


def _change(then: Segment | None, now: Segment | None, distance: float | None, shared: Sequence[Name]) -> SegmentChange:
    """A segment beside what it was."""
    shown = now or then
    assert shown is not None
    return SegmentChange(
        name=shown.name,
        slug=now.slug if now else None,
        was=then.slug if then else None,
        was_name=then.name if then else None,
        number=shown.number,
        kind="kept" if now and then else "new" if now else "vanished",
        distance=distance,
        size_then=then.size if then else None,
        size_now=now.size if now else None,
        share_then=then.share if then else None,
        share_now=now.share if now else None,
        means_then={name: then.means[name] for name in shared} if then else {},
        means_now={name: now.means[name] for name in shared} if now else {},
    )


def _movement(then: Model, now: Model, fitted: tuple[Cells, IntArray], same: Mapping[Slug, Slug | None]) -> Movement:
    """Today's customers by the old rule and by the new one."""
    cells, labels = fitted
    values = np.column_stack([_column(cells, name) for name in then.scoring.features])
    old_slugs, new_slugs = tuple(then.scoring.centroids), tuple(now.scoring.centroids)
    met = np.zeros((len(old_slugs), len(new_slugs)), dtype=np.int64)
    np.add.at(met, (place(then.scoring, values), labels), cells.counts)
    crosswalk = {a: {b: int(met[old_slugs.index(a), new_slugs.index(b)]) for b in now.order} for a in then.order}
    everyone = int(met.sum())
    rule = {
        slug: _rule_change(then.segments[slug], sum(crosswalk[slug].values()), then, everyone) for slug in then.order
    }
    stayed = sum(crosswalk[was][slug] for slug, was in same.items() if was)
    return Movement(
        rule=rule,
        net=sum(max(0.0, r.share_then - r.share_now) for r in rule.values()),
        crosswalk=crosswalk,
        redrawn=everyone - stayed,
        redrawn_share=(everyone - stayed) / everyone,
    )


def _column(cells: Cells, name: Name) -> FloatArray:
    """A column of the cells; of a trait's value that nobody has any more, only zeros."""
    if name in cells.features:
        return cells.values[:, cells.features.index(name)]
    return np.zeros(len(cells.counts))


def _rule_change(then: Segment, size_now: int, model: Model, everyone: int) -> RuleChange:
    """A segment of the baseline, then and by its own rule now."""
    share_then = then.size / sum(segment.size for segment in model.segments.values())
    share_now = size_now / everyone
    change = share_now / share_then - 1
    return RuleChange(
        slug=then.slug,
        name=then.name,
        share_then=share_then,
        size_then=then.size,
        size_now=size_now,
        share_now=share_now,
        change=change,
        lost=max(0.0, -change),
        gained=max(0.0, change),
    )
