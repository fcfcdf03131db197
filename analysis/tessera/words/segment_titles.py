"""Titles of a segment page's charts: each a sentence that could be wrong."""

from collections.abc import Mapping

from tessera.facts import IndexRow, Name, Statement
from tessera.pointers import reference
from tessera.words.phrases import (
    Choice,
    always,
    capital,
    comparative,
    first_that_holds,
    listed,
    noun,
    nouns,
    proportion,
)
from tessera.words.readings import (
    MIDDLE_SD,
    SCATTERED,
    TOGETHER,
    base_within,
    clear_rows,
    described_features,
    empty_end,
    is_ratio,
    largest_elsewhere,
    parting_feature,
    share_rows,
    standing,
    strength,
    telling_column,
)
from tessera.words.scene import (
    Scene,
    amount,
    base_share,
    everyone,
    extreme,
    in_row,
    is_number,
    link,
    named,
    own,
    people_with,
    row_words,
    size,
    with_unit,
)

FIRM = 0.75
"""Jaccard from which a segment counts as found again (Hennig 2007)."""
SOFT = 0.60
"""Jaccard from which at least its core comes back."""
MOST_CLAUSES = 2
HORIZONTAL = {-1: "left", 0: "", 1: "right"}
VERTICAL = {-1: "lower", 0: "", 1: "upper"}


def segment_titles(scene: Scene) -> Mapping[str, Statement]:
    """Every chart's title, keyed by the section of the page."""
    return {
        "differ": first_that_holds(DIFFER, scene),
        "where": first_that_holds(WHERE, scene),
        "who": first_that_holds(WHO, scene),
        **{f"shares:{c}": shares_title(scene, c) for c in scene.segment.shares},
        "near": first_that_holds(NEAR, scene),
        "other": first_that_holds(OTHER, scene),
        "sure": first_that_holds(SURE, scene),
    }


# ---------------------------------------------------------------- how they differ


def _strongest(scene: Scene) -> Statement:
    """The strongest clear differences, one a column."""
    rows = clear_rows(scene)[:MOST_CLAUSES]
    return capital(listed([difference(scene, row) for row in rows]))


def difference(scene: Scene, row: IndexRow) -> str:
    """One clear difference as a clause."""
    end = empty_end(scene, row.column)
    if row.kind == "share" and row.count == 0 and end:
        beyond = comparative(scene.study, row.column, high=end == "top")
        return f"nobody {beyond} {extreme(scene, row.column, 'maxs' if end == 'top' else 'mins', 'amount')}"
    if row.kind == "share" and row.count == 0:
        return f"nobody {people_with(scene, row)}"
    if row.kind == "share":
        usual = f"({in_row(scene, row, 'value', 'percent0')})"
        return f"{proportion(row.index / 100, 'the usual share of')} {row_words(scene, row)} {usual}"
    if is_ratio(scene, row.column):
        return f"{proportion(row.index / 100, 'the average')} in {noun(scene.study, row.column)}"
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
    words = " ".join(word for word in (VERTICAL[up], HORIZONTAL[across]) if word)
    if not words:
        return "the middle"
    return f"the {words}" if across else f"the {words} middle"


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
    reach = listed([extent(scene, c) for c in (scene.model.map.x, scene.model.map.y)])
    return f"They fill {corner(scene)}: {reach}"


def _in_space(scene: Scene) -> Statement:
    """Without a map: the features in which they lie furthest out."""
    features = sorted(described_features(scene), key=lambda f: -abs(standing(scene, f)))[:MOST_CLAUSES]
    return f"They lie furthest out in {listed([extent(scene, f) for f in features])}"


WHERE: tuple[Choice[Scene], ...] = (
    (lambda scene: scene.model.map is not None, _on_the_map),
    (lambda scene: bool(described_features(scene)), _in_space),
    (always, lambda scene: f"{size(scene, 'Words')} of them, set apart by {nouns(scene.study, scene.model.features)}"),
)


# ---------------------------------------------------------------- who they are


def _who(scene: Scene) -> Name:
    column = telling_column(scene)
    assert column is not None
    return column


def _range(scene: Scene) -> Statement:
    """A banded number with an empty end: the whole range."""
    column = _who(scene)
    low, high = extreme(scene, column, "mins", "amount"), extreme(scene, column, "maxs")
    beyond = comparative(scene.study, column, high=empty_end(scene, column) == "top")
    end = high if empty_end(scene, column) == "top" else extreme(scene, column, "mins")
    return f"Nobody is {beyond} {end}: {noun(scene.study, column)} runs from {low} to {high}"


def _mean_apart(scene: Scene) -> Statement:
    column = _who(scene)
    beyond = "more" if standing(scene, column) > 0 else "less"
    return (
        f"{capital(noun(scene.study, column))} sets them apart unasked: {with_unit(scene, column)} on average, "
        f"{beyond} than everyone's {everyone(scene, column)}"
    )


def _value_apart(scene: Scene) -> Statement:
    row = next(r for r in scene.segment.differences if r.column == _who(scene) and r.clear)
    count, index = in_row(scene, row, "count", "Words"), in_row(scene, row, "index", "index")
    return f"{count} of {size(scene, 'words')} are {category(scene, row)}, an index of {index}"


def category(scene: Scene, row: IndexRow) -> str:
    """A share row after `are`: ``women``; ``in age 30 to 44``; ``with preferred category Groceries``."""
    if is_number(scene, row.column):
        return f"in the band {row_words(scene, row)}"
    return people_with(scene, row)


def _alike(scene: Scene) -> Statement:
    column = _who(scene)
    if not is_number(scene, column):
        return shares_title(scene, column)
    return (
        f"{capital(noun(scene.study, column))} tells nothing: {with_unit(scene, column)} on average "
        f"beside everyone's {everyone(scene, column)}"
    )


def _clear(scene: Scene, kind: str) -> bool:
    """Whether the telling column has a clear row of a kind, and it is the column's strongest."""
    column = telling_column(scene)
    rows = [r for r in scene.segment.differences if r.column == column and r.clear]
    return bool(rows) and max(rows, key=strength).kind == kind


WHO: tuple[Choice[Scene], ...] = (
    (lambda scene: telling_column(scene) is None, lambda _: "The table knows nothing beyond what drew them"),
    (lambda scene: empty_end(scene, _who(scene)) is not None, _range),
    (lambda scene: _clear(scene, "mean"), _mean_apart),
    (lambda scene: _clear(scene, "share"), _value_apart),
    (always, _alike),
)


# ---------------------------------------------------------------- shares of a column


def shares_title(scene: Scene, column: Name) -> Statement:
    """A column's shares beside everyone's, with what chance could do."""
    rows = share_rows(scene.segment, column)
    if not rows:
        return f"Nobody here has a known {noun(scene.study, column)}"
    row = next((r for r in rows if r.clear), rows[0])
    here = in_row(scene, row, "value", "percent")
    everywhere = base_share(column, row.key.partition("=")[2]) if not is_number(scene, column) else None
    beside = f"{here} here, {everywhere} in the base" if everywhere else f"{here} here, index {_index(scene, row)}"
    words = capital(row_words(scene, row))
    if column in scene.model.features:
        return f"{words}: {beside}; by design, since {noun(scene.study, column)} drew this segment"
    if row.clear:
        return f"{words}: {beside}, more than chance leaves apart"
    if len(rows) == 1 and base_within(scene, column):
        return f"{words}: {beside}; chance could do that"
    return f"No {noun(scene.study, column)} stands out; nearest to it {row_words(scene, row)}, {here}"


def _index(scene: Scene, row: IndexRow) -> str:
    return in_row(scene, row, "index", "index")


# ---------------------------------------------------------------- neighbours, other models, certainty


def _nearest(scene: Scene) -> Statement:
    nearest = scene.segment.neighbours[0].slug
    column = parting_feature(scene, nearest)
    theirs = reference(
        f"/models/{scene.model.key}/segments/{nearest}/means/{column}", f"amount:{column}"
    )
    return (
        f"What parts them from {named(scene, nearest)} is mostly {noun(scene.study, column)}: "
        f"{with_unit(scene, column)} against {theirs}"
    )


NEAR: tuple[Choice[Scene], ...] = (
    (lambda scene: not scene.segment.neighbours, lambda _: "There is no other segment to compare with"),
    (lambda scene: bool(described_features(scene)), _nearest),
    (always, lambda scene: f"{named(scene, scene.segment.neighbours[0].slug)} is nearest"),
)


def _met(scene: Scene, key: str) -> tuple[str, float]:
    """Where most of them meet in another model, and the share that does."""
    slug, count = largest_elsewhere(scene, key)
    place = own(scene, "elsewhere", key, slug, style="count")
    return f"{place} of {size(scene)} meet in {link(key, slug)}", count / scene.segment.size


def _gathered(scene: Scene) -> Statement:
    """The model in which most of them stay together, and the one in which they scatter."""
    met = sorted((_met(scene, key) for key in scene.segment.elsewhere), key=lambda m: -m[1])
    if len(met) > 1 and met[-1][1] < SCATTERED:
        return f"{capital(met[0][0])}; elsewhere they scatter"
    return f"They stay together: {met[0][0]}"


def _divided(scene: Scene) -> Statement:
    key = max(scene.segment.elsewhere, key=lambda k: _met(scene, k)[1])
    return f"No other model keeps them together; at most {_met(scene, key)[0]}"


OTHER: tuple[Choice[Scene], ...] = (
    (lambda scene: not scene.segment.elsewhere, lambda _: "There is no other model to follow them into"),
    (lambda scene: max(_met(scene, key)[1] for key in scene.segment.elsewhere) >= TOGETHER, _gathered),
    (always, _divided),
)


def _again(scene: Scene) -> str:
    return own(scene, "jaccard", style="score")


SURE: tuple[Choice[Scene], ...] = (
    (
        lambda scene: scene.segment.jaccard is None,
        lambda scene: f"{own(scene, 'borderline', style='Words')} of {size(scene, 'words')} lie on a border",
    ),
    (
        lambda scene: (scene.segment.jaccard or 0.0) >= FIRM,
        lambda scene: f"Re-drawn samples find it again, with an overlap of {_again(scene)}",
    ),
    (
        lambda scene: (scene.segment.jaccard or 0.0) >= SOFT,
        lambda scene: f"Its core comes back in re-drawn samples, its edges do not: overlap {_again(scene)}",
    ),
    (always, lambda scene: f"Re-drawn samples do not find it again: overlap {_again(scene)}"),
)

