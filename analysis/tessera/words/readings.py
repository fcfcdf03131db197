"""What the figures say before it is said: who is like whom, what stands out, what could be chance."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tessera.derived import columns_with_a_part
from tessera.facts import IndexRow, Model, Name, Segment, Slug
from tessera.words.scene import ModelScene, Scene, base_shares, is_number

SAME_SD = 0.25
"""Two means closer than this share of everyone's standard deviation are called much the same."""
APART_SD = 1.0
"""Two means further apart than this are called far apart."""
MIDDLE_SD = 0.5
"""A mean closer than this to everyone's is near the middle."""
TOGETHER = 2 / 3
"""Customers stay together in another model when one of its segments holds at least this share of them."""
LEAST_SPREAD = 0.01
"""A spread below this share of everyone's counts as this when spreads are compared."""
RARE = 0.05
"""A value that fewer of all customers have is not spoken of."""
LEAST_DIFFERENCE = 5.0
"""Points of index that a difference needs to be worth a title."""
HUNDRED = 100.0
"""Everyone's index."""


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
    """Features that have a mean in their own unit; all numbers where the model has none of its own."""
    columns = scene.study.columns
    own = tuple(f for f in scene.model.features if f in columns and columns[f].kind == "number")
    return own or tuple(c for c in scene.data.columns if columns[c].kind == "number")


def outside_columns(scene: Scene | ModelScene) -> tuple[Name, ...]:
    """Columns that took no part in drawing the segments."""
    inside = columns_with_a_part(scene.study, scene.model.features)
    return tuple(c for c in scene.data.columns if c not in inside)


def peer_of(scene: Scene) -> Peer | None:
    """The segment that shares one feature and differs most in another, if there is one; first of all in value."""
    features = described_features(scene)
    found: list[tuple[float, Peer]] = []
    for slug in scene.model.order:
        if slug == scene.segment.slug:
            continue
        gaps = {f: abs(distance(scene, slug, f)) for f in features}
        same, apart = min(gaps, key=lambda f: gaps[f], default=""), max(gaps, key=lambda f: gaps[f], default="")
        if gaps and gaps[same] < SAME_SD and gaps[apart] > APART_SD:
            found.append((gaps[apart], Peer(slug, same, apart)))
    found.sort(key=lambda pair: (pair[1].apart != scene.value, -pair[0]))
    return found[0][1] if found else None


def required_peer(scene: Scene) -> Peer:
    """The same, where there is known to be one."""
    peer = peer_of(scene)
    assert peer is not None
    return peer


def nearest_is_the_peer(scene: Scene) -> bool:
    """Whether the nearest segment is the one that shares a feature."""
    peer = peer_of(scene)
    return peer is not None and peer.slug == scene.segment.neighbours[0].slug


def in_the_middle(scene: Scene) -> bool:
    """Whether every feature's mean is near everyone's."""
    return all(abs(standing(scene, f)) < MIDDLE_SD for f in described_features(scene))


def outstanding_feature(scene: Scene) -> Name:
    """The feature whose mean lies furthest from everyone's."""
    return max(described_features(scene), key=lambda f: abs(standing(scene, f)))


def ratio_to(scene: Scene, slug: Slug, column: Name) -> float | None:
    """The mean as a multiple of another segment's, where the column has a true zero."""
    theirs = scene.model.segments[slug].means[column]
    return scene.segment.means[column] / theirs if is_ratio(scene, column) and theirs > 0 else None


def is_ratio(scene: Scene | ModelScene, column: Name) -> bool:
    """Whether multiples of a column make sense: numbers, none of them negative."""
    return is_number(scene, column) and (scene.data.columns[column].min or 0.0) >= 0


def clear_rows(scene: Scene) -> tuple[IndexRow, ...]:
    """Rows that are off everyone's hundred, and whose interval leaves it out: strongest first, one a column."""
    rows: dict[Name, IndexRow] = {}
    for row in scene.segment.differences:
        if row.clear and abs(row.index - HUNDRED) > LEAST_DIFFERENCE and not is_rare(scene, row):
            rows.setdefault(row.column, row)
    return tuple(rows.values())


def is_rare(scene: Scene, row: IndexRow) -> bool:
    """Whether hardly anyone in the base has a value, so that its index jumps."""
    if row.kind == "mean":
        return False
    value = row.key.partition("=")[2]
    base = base_shares(scene, row.column).get(value)
    if base is None:  # a band of a number: the base's share follows from the index
        return row.index > 0 and row.value * HUNDRED / row.index < RARE
    return base < RARE


def share_rows(segment: Segment, column: Name) -> tuple[IndexRow, ...]:
    """A column's values, strongest difference first."""
    return tuple(row for row in segment.differences if row.column == column and row.kind == "share")


def empty_end(scene: Scene, column: Name) -> str | None:
    """``top`` or ``bottom`` when a banded column's outer bands are empty here, clearly so."""
    if not is_number(scene, column) or column not in scene.segment.counts:
        return None
    clear = {r.key.partition("=")[2] for r in share_rows(scene.segment, column) if r.count == 0 and r.clear}
    counts = scene.segment.counts[column]
    taken = [band for band in counts if counts[band]]
    bands = list(counts)
    if clear & set(bands[bands.index(taken[-1]) + 1 :]):
        return "top"
    return "bottom" if clear & set(bands[: bands.index(taken[0])]) else None


def telling_column(scene: Scene) -> Name | None:
    """The number that did not draw the segment and tells most about it.

    The one with the strongest clear difference; without any, the one whose spread differs most from everyone's.
    """
    outside = [c for c in outside_columns(scene) if is_number(scene, c) and c in scene.segment.histograms]
    clear = [row.column for row in scene.segment.differences if row.clear and row.column in outside]
    if clear:
        return clear[0]
    return max(outside, key=lambda c: abs(math.log(max(relative_spread(scene, c), LEAST_SPREAD))), default=None)


def base_within(scene: Scene, column: Name) -> bool:
    """Whether every share of a column could be everyone's, by its interval."""
    base = base_shares(scene, column)
    lows, highs = scene.segment.share_lows[column], scene.segment.share_highs[column]
    return all(lows[v] <= share <= highs[v] for v, share in base.items() if v in lows)


def widest_column(scene: Scene) -> Name | None:
    """The number in which the segment is least of one mind, beside everyone."""
    columns = [c for c in scene.segment.sds if is_number(scene, c) and c in scene.segment.q1s]
    return max(columns, key=lambda c: relative_spread(scene, c), default=None)


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


def relative_spread(scene: Scene, column: Name) -> float:
    """The segment's standard deviation, as a multiple of everyone's."""
    return scene.segment.sds[column] / spread_of(scene, column)


def is_split(scene: Scene, column: Name) -> bool:
    """Whether a banded number has clearly few in a band and more than usual on both sides of it."""
    rows = {row.key.partition("=")[2]: row for row in share_rows(scene.segment, column)}
    bands = [band for band in scene.segment.counts.get(column, {}) if band in rows]
    return any(split_at(rows, bands, i) for i in range(1, len(bands) - 1)) if is_number(scene, column) else False


def split_at(rows: Mapping[str, IndexRow], bands: Sequence[str], place: int) -> bool:
    """Whether a band is clearly thin between two that are not."""
    thin = rows[bands[place]]
    before, after = (max(rows[b].index for b in part) for part in (bands[:place], bands[place + 1 :]))
    return thin.clear and thin.index < HUNDRED < min(before, after)
