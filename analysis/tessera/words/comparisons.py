"""What tells a model's segments apart, and what becomes of them in other models."""

from collections.abc import Mapping

from tessera.facts import IndexRow, Name, Slug, Statement
from tessera.words.phrases import capital, listed, noun, nouns
from tessera.words.readings import (
    TOGETHER,
    differs_outside,
    is_rare,
    largest_elsewhere,
    outside_columns,
    share_rows,
    strength,
)
from tessera.words.scene import (
    ModelScene,
    Scene,
    amount,
    extreme,
    heading,
    in_row,
    k_in_words,
    link,
    named,
    own,
    row_words,
    scene_of,
    size,
    with_unit,
)

MOST_COLUMNS = 3
"""Columns that did not draw the segments are named up to this many."""


def scenes(whole: ModelScene) -> tuple[Scene, ...]:
    """Every segment's scene, in page order."""
    return tuple(scene_of(whole, slug) for slug in whole.model.order)


# ---------------------------------------------------------------- side by side


def side_by_side(whole: ModelScene) -> Statement:
    """What tells the segments apart besides the columns that drew them."""
    drew = capital(nouns(whole.study, whole.model.features))
    verb = "tell" if len(whole.model.features) > 1 else "tells"
    outside = outside_columns(whole)
    news = [c for c in outside if differs_outside(whole, c)]
    same = [c for c in outside if c not in news]
    clauses: list[str] = [f"{drew} {verb} them apart by design"]
    if news:
        does = "does" if len(news) == 1 else "do"
        clauses.append(f"so {does} {_some(whole, news)}, which had no part in it")
    if same:
        clauses.append(f"{_some(whole, same)} {'does' if len(same) == 1 else 'do'} not")
    return "; ".join(clauses)


def _some(whole: ModelScene, columns: list[Name]) -> str:
    """A few columns by name, the rest as others."""
    names = [noun(whole.study, c) for c in columns[:MOST_COLUMNS]]
    return listed([*names, "others"] if len(columns) > MOST_COLUMNS else names)


def heat(whole: ModelScene) -> Statement:
    """The column that drew nothing and yet differs most between segments, from its most to its least."""
    places: dict[str, list[tuple[Scene, IndexRow]]] = {}
    for scene in scenes(whole):
        for row in scene.segment.differences:
            if not row.drew and differs_outside(whole, row.column):
                places.setdefault(row.key, []).append((scene, row))
    told = [found for found in places.values() if any(row.clear for _, row in found) and not is_rare(*found[0])]
    if not told:
        return f"Beyond what drew them the {k_in_words(whole.model)} differ by no more than chance"
    found = max(told, key=lambda pairs: sum(strength(row) for _, row in pairs))
    most, least = max(found, key=lambda pair: pair[1].index), min(found, key=lambda pair: pair[1].index)
    label = heading(*most)
    high = f"index {in_row(*most, 'index', 'index')} in {named(most[0])}"
    if least[1].count == 0:
        return f"{label}: {high}, nobody in {named(least[0])}"
    return f"{label}: {high}, {in_row(*least, 'index', 'index')} in {named(least[0])}"


def shares(whole: ModelScene, column: Name) -> Statement:
    """Whether a trait sets the segments apart, and by how much."""
    found: dict[str, list[tuple[Scene, IndexRow]]] = {}
    for scene in scenes(whole):
        for row in share_rows(scene.segment, column):
            found.setdefault(row.key, []).append((scene, row))
    if not found:
        return f"Nothing is known of {noun(whole.study, column)}"
    told = [pairs for pairs in found.values() if not is_rare(*pairs[0])] or list(found.values())
    pairs = max(told, key=lambda each: max(strength(r) if r.clear else 0.0 for _, r in each))
    most, least = max(pairs, key=lambda pair: pair[1].value), min(pairs, key=lambda pair: pair[1].value)
    words = row_words(*most)
    high, low = in_row(*most, "value", "percent"), in_row(*least, "value", "percent")
    if column in whole.model.features:
        return f"{capital(noun(whole.study, column))} drew the segments: {words} from {low} to {high}"
    if not any(row.clear for _, row in pairs) or not differs_outside(whole, column):
        return f"No segment stands out by {noun(whole.study, column)}: {words} from {low} to {high}"
    return f"{heading(*most)}: {high} in {named(most[0])}, {low} in {named(least[0])}"


def spread_of_value(whole: ModelScene, value: Name) -> Statement:
    """How the value column lies in segments that it did not draw."""
    found = scenes(whole)
    wide = max(found, key=lambda s: s.segment.q3s[value] - s.segment.q1s[value])
    top = max(found, key=lambda s: s.segment.means[value])
    low = min(found, key=lambda s: s.segment.means[value])
    name = noun(whole.study, value)
    means = f"{amount(low, value)} to {with_unit(top, value)}"
    quarters = f"a quarter below {extreme(wide, value, 'q1s', 'amount')}, a quarter above {extreme(wide, value, 'q3s')}"
    if not differs_outside(whole, value):
        return f"Mean {name} hardly differs, {means}; it is widest in {named(wide)}: {quarters}"
    return f"Mean {name} runs from {amount(low, value)} in {named(low)} to {with_unit(top, value)} in {named(top)}"


# ---------------------------------------------------------------- other models


def crosswalk_titles(whole: ModelScene) -> Mapping[str, Statement]:
    """What becomes of the segments in every other model."""
    others = [key for key in whole.models if key != whole.model.key]
    return {f"crosswalk:{key}": crosswalk(whole, key) for key in others}


def crosswalk(whole: ModelScene, key: str) -> Statement:
    """Who stays together in another model, and who splits."""
    found = sorted(((scene, largest_elsewhere(scene, key)) for scene in scenes(whole)), key=_kept)
    worst, best = found[0], found[-1]
    if _kept(worst) == 1:
        return "Every segment stays whole"
    if _kept(worst) >= TOGETHER:
        return f"Every segment stays mostly together; {_met(worst, key)} the least so"
    if _kept(best) < TOGETHER:
        return f"No segment stays together; {_met(best, key)} comes nearest"
    return f"{_met(best, key)} stays together; {named(worst[0])} splits most"


def _kept(found: tuple[Scene, tuple[Slug, int]]) -> float:
    """The share that the largest part holds."""
    scene, (_, count) = found
    return count / scene.segment.size


def _met(found: tuple[Scene, tuple[Slug, int]], key: str) -> str:
    """A segment, how many of it meet, and where."""
    scene, (slug, _) = found
    count = own(scene, "elsewhere", key, slug, style="count")
    return f"{named(scene)} ({count} of {size(scene)} in {link(key, slug)})"
