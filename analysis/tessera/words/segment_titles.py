"""Titles of a segment page's charts: each a sentence that could be wrong."""

import re
from collections.abc import Mapping

from tessera.facts import IndexRow, Name, Statement
from tessera.words.counting import lie, of_them
from tessera.words.phrases import Choice, always, beyond, capital, first_that_holds, listed, noun, nouns, proportion
from tessera.words.readings import (
    MIDDLE_SD,
    TOGETHER,
    clear_rows,
    described_features,
    empty_end,
    is_ratio,
    largest_elsewhere,
    nearest_is_the_peer,
    parting_feature,
    peer_of,
    standing,
)
from tessera.words.scene import (
    Scene,
    amount,
    everyone,
    extreme,
    in_row,
    is_number,
    link,
    named,
    other,
    own,
    people_with,
    row_words,
    size,
    with_unit,
)
from tessera.words.who_titles import shares_title, who_title

FIRM = 0.75
"""Jaccard from which a segment counts as found again (Hennig 2007)."""
SOFT = 0.60
"""Jaccard from which at least its core comes back."""
MOST_CLAUSES = 2
ABOVE_OR_BELOW = re.compile(r"\b(above|below)\b")
HORIZONTAL = {-1: "left", 0: "", 1: "right"}
VERTICAL = {-1: "lower", 0: "", 1: "upper"}


def segment_titles(scene: Scene) -> Mapping[str, Statement]:
    """Every chart's title, keyed by the section of the page."""
    traits = [c for c in scene.segment.shares if not is_number(scene, c)]
    return {
        "differ": first_that_holds(DIFFER, scene),
        "where": first_that_holds(WHERE, scene),
        "who": who_title(scene),
        **{f"shares:{c}": shares_title(scene, c) for c in traits},
        "near": first_that_holds(NEAR, scene),
        "other": first_that_holds(OTHER, scene),
        "sure": first_that_holds(SURE, scene),
    }


# ---------------------------------------------------------------- how they differ


def _strongest(scene: Scene) -> Statement:
    """The strongest clear differences, one a column."""
    rows = clear_rows(scene)[:MOST_CLAUSES]
    return capital(", and ".join(difference(scene, row) for row in rows))


def difference(scene: Scene, row: IndexRow) -> str:
    """One clear difference as a clause."""
    end = empty_end(scene, row.column)
    if row.kind == "share" and row.count == 0 and end:
        limit = extreme(scene, row.column, "maxs" if end == "top" else "mins", "amount")
        return f"nobody {beyond(scene.study, row.column, high=end == 'top')} {limit}"
    if row.kind == "share" and row.count == 0:
        return f"nobody {people_with(scene, row)}"
    if row.kind == "share":
        here = f"({in_row(scene, row, 'value', 'percent0')})"
        return f"{proportion(row.index / 100, 'the usual share of')} {row_words(scene, row)} {here}"
    if is_ratio(scene, row.column):
        name, times = noun(scene.study, row.column), proportion(row.index / 100, "the average")
        return f"{name} {times}" if ABOVE_OR_BELOW.search(times) else f"{times} in {name}"
    return f"{amount(scene, row.column)} in {noun(scene.study, row.column)} against {everyone(scene, row.column)}"


def _no_difference(scene: Scene) -> Statement:
    rows = scene.segment.differences[:1]
    if not rows:
        return "Nothing was measured on which they could differ"
    return f"Nothing stands clear of chance; {row_words(scene, rows[0])} comes closest"


DIFFER: tuple[Choice[Scene], ...] = (
    (lambda scene: bool(clear_rows(scene)), _strongest),
    (always, _no_difference),
)


# ---------------------------------------------------------------- where they sit


def corner(scene: Scene) -> str:
    """The part of the map, seen from everyone's mean: ``the lower right``."""
    assert scene.model.map is not None
    across, up = (side(standing(scene, c)) for c in (scene.model.map.x, scene.model.map.y))
    if not across and not up:
        return "the middle"
    if not across:
        return f"the {VERTICAL[up]} middle"
    return f"the {VERTICAL[up]} {HORIZONTAL[across]}" if up else f"the {HORIZONTAL[across]}-hand side"


def side(z: float) -> int:
    """Which side of everyone's mean, or near it."""
    return 0 if abs(z) < MIDDLE_SD else (1 if z > 0 else -1)


def extent(scene: Scene, column: Name) -> str:
    """How far the segment reaches in a feature, from the side that matters."""
    place, name = side(standing(scene, column)), noun(scene.study, column)
    low, high = extreme(scene, column, "mins"), extreme(scene, column, "maxs")
    if place > 0:
        return f"{name} from {low} up"
    if place < 0:
        return f"{name} up to {high}"
    return f"{name} from {extreme(scene, column, 'mins', 'amount')} to {high}"


def _on_the_map(scene: Scene) -> Statement:
    assert scene.model.map is not None
    reach = ", ".join(extent(scene, c) for c in (scene.model.map.x, scene.model.map.y))
    return f"They fill {corner(scene)}: {reach}"


def _in_space(scene: Scene) -> Statement:
    """Without a map: the features in which they lie furthest out."""
    features = sorted(described_features(scene), key=lambda f: -abs(standing(scene, f)))[:MOST_CLAUSES]
    return f"They lie furthest out by {listed([extent(scene, f) for f in features])}"


WHERE: tuple[Choice[Scene], ...] = (
    (lambda scene: scene.model.map is not None, _on_the_map),
    (lambda scene: bool(described_features(scene)), _in_space),
    (always, lambda scene: f"{size(scene, 'Words')} of them, set apart by {nouns(scene.study, scene.model.features)}"),
)


# ---------------------------------------------------------------- neighbours


def _second_choice(scene: Scene) -> Statement:
    """The nearest segment is the one they were compared with already: say who would go there."""
    peer = peer_of(scene)
    assert peer is not None
    would = f"{own(scene, 'neighbours', 0, 'second_choice', style='count')} of {size(scene)}"
    start = f"Nearest is {named(scene, peer.slug)}, alike in {noun(scene.study, peer.same)}"
    return f"{start}: the second choice of {would}"


def _nearest(scene: Scene) -> Statement:
    nearest = scene.segment.neighbours[0].slug
    column = parting_feature(scene, nearest)
    return (
        f"What parts them from {named(scene, nearest)} is mostly {noun(scene.study, column)}: "
        f"{with_unit(scene, column)} against {amount(other(scene, nearest), column)}"
    )


NEAR: tuple[Choice[Scene], ...] = (
    (lambda scene: not scene.segment.neighbours, lambda _: "There is no other segment to compare with"),
    (lambda scene: not described_features(scene), lambda s: f"{named(s, s.segment.neighbours[0].slug)} is nearest"),
    (nearest_is_the_peer, _second_choice),
    (always, _nearest),
)


# ---------------------------------------------------------------- other models, certainty


def _met(scene: Scene, key: str) -> tuple[str, float]:
    """Where most of them meet in another model, and the share that does."""
    slug, count = largest_elsewhere(scene, key)
    place = own(scene, "elsewhere", key, slug, style="count")
    return f"{place} of {size(scene)} meet in {link(key, slug)}", count / scene.segment.size


def _gathered(scene: Scene) -> Statement:
    """The model in which most of them stay together."""
    return f"They stay together: {max((_met(scene, key) for key in scene.segment.elsewhere), key=lambda m: m[1])[0]}"


def _divided(scene: Scene) -> Statement:
    key = max(scene.segment.elsewhere, key=lambda k: _met(scene, k)[1])
    return f"No other model keeps them together; at most {_met(scene, key)[0]}"


OTHER: tuple[Choice[Scene], ...] = (
    (lambda scene: not scene.segment.elsewhere, lambda _: "There is no other model to follow them"),
    (lambda scene: max(_met(scene, key)[1] for key in scene.segment.elsewhere) >= TOGETHER, _gathered),
    (always, _divided),
)


def _again(scene: Scene) -> str:
    return own(scene, "jaccard", style="score")


def _borderline(scene: Scene) -> Statement:
    count = scene.segment.borderline
    return f"{of_them(scene, count, 'borderline')} {lie(count)} on a border"


SURE: tuple[Choice[Scene], ...] = (
    (lambda scene: scene.segment.jaccard is None, _borderline),
    (
        lambda scene: (scene.segment.jaccard or 0.0) >= FIRM,
        lambda scene: f"Found again in re-drawn samples: overlap {_again(scene)}",
    ),
    (
        lambda scene: (scene.segment.jaccard or 0.0) >= SOFT,
        lambda scene: f"Its core comes back, its edges do not: {_again(scene)}",
    ),
    (always, lambda scene: f"Not found again in re-drawn samples: overlap {_again(scene)}"),
)
