"""What the figures say before it is said: who is like whom, what stands out, what could be chance."""

import math
from dataclasses import dataclass

from tessera.facts import IndexRow, Model, Name, Segment, Slug
from tessera.words.scene import ModelScene, Scene, is_number, other

SAME_SD = 0.25
"""Two means closer than this share of everyone's standard deviation are called much the same."""
APART_SD = 1.0
"""Two means further apart than this are called far apart."""
MIDDLE_SD = 0.5
"""A mean closer than this to everyone's is near the middle."""
TOGETHER = 2 / 3
"""Customers stay together in another model when one of its segments holds at least this share of them."""
SCATTERED = 1 / 2
"""They scatter when none holds this much."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A segment of the same model that is alike in one column and far apart in another."""

    slug: Slug
    same: Name
    apart: Name


def spread_of(scene: Scene | ModelScene, column: Name) -> float:
    """Everyone's standard deviation; one where it is not known or nothing."""
    return scene.data.columns[column].sd or 1.0


def standing(scene: Scene, column: Name) -> float:
    """The mean's distance from everyone's, in everyone's standard deviations."""
    base = scene.data.columns[column].mean or 0.0
    return (scene.segment.means[column] - base) / spread_of(scene, column)


def distance(scene: Scene, slug: Slug, column: Name) -> float:
    """The distance of another segment's mean, in everyone's standard deviations; positive when this one has more."""
    theirs = scene.model.segments[slug].means[column]
    return (scene.segment.means[column] - theirs) / spread_of(scene, column)


def described_features(scene: Scene | ModelScene) -> tuple[Name, ...]:
    """Features that have a mean in their own unit."""
    columns = scene.study.columns
    return tuple(f for f in scene.model.features if f in columns and columns[f].kind == "number")


def outside_columns(scene: Scene | ModelScene) -> tuple[Name, ...]:
    """Columns that took no part in drawing the segments."""
    inside = set(scene.model.features)
    return tuple(c for c in scene.data.columns if c not in inside)


def peer_of(scene: Scene) -> Peer | None:
    """The segment that shares one feature and differs most in another, if there is one."""
    features = described_features(scene)
    found: list[tuple[float, Peer]] = []
    for slug in scene.model.order:
        if slug == scene.segment.slug:
            continue
        gaps = {f: abs(distance(scene, slug, f)) for f in features}
        same, apart = min(gaps, key=lambda f: gaps[f], default=""), max(gaps, key=lambda f: gaps[f], default="")
        if gaps and gaps[same] < SAME_SD and gaps[apart] > APART_SD:
            found.append((gaps[apart], Peer(slug, same, apart)))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def in_the_middle(scene: Scene) -> bool:
    """Whether every feature's mean is near everyone's."""
    return all(abs(standing(scene, f)) < MIDDLE_SD for f in described_features(scene))


def outstanding_feature(scene: Scene) -> Name:
    """The feature whose mean lies furthest from everyone's."""
    return max(described_features(scene), key=lambda f: abs(standing(scene, f)))


def ratio_to_everyone(scene: Scene, column: Name) -> float | None:
    """The mean as a multiple of everyone's, where the column has a true zero."""
    summary = scene.data.columns[column]
    return scene.segment.means[column] / summary.mean if is_ratio(scene, column) and summary.mean else None


def ratio_to(scene: Scene, slug: Slug, column: Name) -> float | None:
    """The mean as a multiple of another segment's, where the column has a true zero."""
    theirs = scene.model.segments[slug].means[column]
    return scene.segment.means[column] / theirs if is_ratio(scene, column) and theirs > 0 else None


def is_ratio(scene: Scene | ModelScene, column: Name) -> bool:
    """Whether multiples of a column make sense: numbers, none of them negative."""
    return is_number(scene, column) and (scene.data.columns[column].min or 0.0) >= 0


def clear_rows(scene: Scene) -> tuple[IndexRow, ...]:
    """Rows whose interval leaves out everyone's hundred: strongest first, one a column."""
    rows: dict[Name, IndexRow] = {}
    for row in scene.segment.differences:
        if row.clear:
            rows.setdefault(row.column, row)
    return tuple(rows.values())


def share_rows(segment: Segment, column: Name) -> tuple[IndexRow, ...]:
    """A column's values, strongest difference first."""
    return tuple(row for row in segment.differences if row.column == column and row.kind == "share")


def empty_end(scene: Scene, column: Name) -> str | None:
    """``top`` or ``bottom`` when a banded column's outermost band is clearly empty here."""
    if not is_number(scene, column) or column not in scene.segment.counts:
        return None
    empty = {r.key.partition("=")[2] for r in share_rows(scene.segment, column) if r.count == 0 and r.clear}
    bands = list(scene.segment.counts[column])
    if bands[-1] in empty:
        return "top"
    return "bottom" if bands[0] in empty else None


def telling_column(scene: Scene) -> Name | None:
    """The column that did not draw the segment and tells most about it; the first one when none tells anything."""
    outside = outside_columns(scene)
    clear = [row.column for row in scene.segment.differences if row.clear and not row.drew]
    return clear[0] if clear else next(iter(outside), None)


def base_within(scene: Scene, column: Name) -> bool:
    """Whether every share of a column could be everyone's, by its interval."""
    base = scene.data.columns[column].shares or {}
    lows, highs = scene.segment.share_lows[column], scene.segment.share_highs[column]
    return all(lows[v] <= share <= highs[v] for v, share in base.items() if v in lows)


def widest_column(scene: Scene) -> Name | None:
    """The number in which the segment is least of one mind, beside everyone."""
    columns = [c for c in scene.segment.sds if is_number(scene, c) and c in scene.segment.q1s]
    return max(columns, key=lambda c: scene.segment.sds[c] / spread_of(scene, c), default=None)


def largest_elsewhere(scene: Scene, model: str) -> tuple[Slug, int]:
    """The segment of another model that holds most of these customers, and how many."""
    places = scene.segment.elsewhere[model]
    slug = max(places, key=lambda s: places[s])
    return slug, places[slug]


def parting_feature(scene: Scene, slug: Slug) -> Name:
    """The feature that holds most of the distance to another segment."""
    return max(described_features(scene), key=lambda f: abs(distance(scene, slug, f)))


def has_corners(model: Model) -> bool:
    """Whether the segments are four corners and a centre of a plane."""
    if len(model.features) != 2 or len(model.segments) != 5:
        return False
    places = {tuple(t.band for t in s.traits) for s in model.segments.values()}
    corners = {("high", "high"), ("high", "low"), ("low", "high"), ("low", "low")}
    return places == corners | {("middle", "middle")}


def strength(row: IndexRow) -> float:
    """How far an index is from everyone's, as a ratio."""
    return abs(math.log(max(row.index, 0.5) / 100))


def differs_outside(whole: ModelScene, column: Name) -> bool:
    """Whether a column that did not draw the segments differs between them."""
    verdict = whole.model.verdict
    for reach in verdict.reach if verdict else ():
        if reach.column == column:
            return reach.differs
    rows = [r for s in whole.model.segments.values() for r in s.differences if r.column == column and r.clear]
    return bool(rows)


def mirrored(scene: Scene) -> Scene | None:
    """The peer's own scene."""
    peer = peer_of(scene)
    return other(scene, peer.slug) if peer else None
