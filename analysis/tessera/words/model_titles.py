"""Titles of a model page's charts: each a sentence that could be wrong."""

from collections.abc import Mapping

from tessera.facts import IndexRow, Name, Slug, Statement
from tessera.words.phrases import Choice, always, capital, first_that_holds, listed, noun, nouns, people
from tessera.words.readings import (
    TOGETHER,
    differs_outside,
    has_corners,
    largest_elsewhere,
    outside_columns,
    share_rows,
    strength,
)
from tessera.words.scene import (
    ModelScene,
    Scene,
    amount,
    base_size,
    extreme,
    in_row,
    is_number,
    k_in_words,
    link,
    named,
    of_model,
    own,
    row_words,
    scene_of,
    size,
    with_unit,
)
from tessera.words.yardsticks import INDEX_NAMES, clear_yardsticks, level_is

MOST_COLUMNS = 3
"""Columns that did not draw the segments are named up to this many."""
FEW_MOVED = 0.05
"""Another method agrees when it moves at most this share of the customers."""


def model_titles(whole: ModelScene) -> Mapping[str, Statement]:
    """Every chart's title, keyed by the section of the page."""
    titles = {
        "verdict": first_that_holds(VERDICT, whole),
        "map": first_that_holds(MAP, whole),
        "why_k": first_that_holds(WHY_K, whole),
        "k_words": preferences(whole),
        "side": side_by_side(whole),
        "heat": heat(whole),
        **{f"shares:{c}": shares(whole, c) for c in whole.data.columns if not is_number(whole, c)},
    }
    if whole.model.ward is not None:
        titles["tree"] = first_that_holds(TREE, whole)
    if whole.value is not None and whole.value not in whole.model.features:
        titles["value"] = spread_of_value(whole, whole.value)
    return titles


def scenes(whole: ModelScene) -> tuple[Scene, ...]:
    """Every segment's scene, in page order."""
    return tuple(scene_of(whole, slug) for slug in whole.model.order)


# ---------------------------------------------------------------- verdict and map


def _counted(whole: ModelScene, name: str, style: str = "words") -> str:
    return of_model(whole.model, "words", "figures", name, style=style)


def _k(whole: ModelScene) -> str:
    return k_in_words(whole.model)


VERDICT: tuple[Choice[ModelScene], ...] = (
    (lambda whole: not whole.model.yardsticks, lambda whole: f"The {_k(whole)} segments were not set against noise"),
    (
        lambda whole: len(clear_yardsticks(whole.model)) == len(whole.model.yardsticks),
        lambda whole: f"On all {_counted(whole, 'yardsticks')} yardsticks the {_k(whole)} stand clear of noise",
    ),
    (
        lambda whole: not clear_yardsticks(whole.model),
        lambda whole: f"On all {_counted(whole, 'yardsticks')} yardsticks noise comes as far as the {_k(whole)} segments",
    ),
    (
        always,
        lambda whole: (
            f"On {_counted(whole, 'clear_yardsticks')} of {_counted(whole, 'yardsticks')} yardsticks "
            f"the {_k(whole)} segments stand clear of noise"
        ),
    ),
)

MAP: tuple[Choice[ModelScene], ...] = (
    (
        lambda whole: level_is("natural")(whole) and has_corners(whole.model),
        lambda _: "Four corners and a centre, with open ground between",
    ),
    (level_is("natural"), lambda whole: f"{k_in_words(whole.model, 'Words')} groups with open ground between"),
    (level_is("reproducible"), lambda whole: f"{k_in_words(whole.model, 'Words')} segments; the ground between is thin"),
    (level_is("constructive"), lambda whole: f"{k_in_words(whole.model, 'Words')} segments without a seam between them"),
    (level_is("none"), lambda whole: f"One crowd; the {_k(whole)} borders could run anywhere"),
    (
        always,
        lambda whole: (
            f"{of_model(whole.model, 'borderline', style='Words')} of {base_size()} {people(whole.study)} "
            "stand on a border"
        ),
    ),
)


# ---------------------------------------------------------------- why this k


def _indices_for(whole: ModelScene) -> int:
    return sum(1 for k in whole.model.preferred.values() if k == whole.model.k)


WHY_K: tuple[Choice[ModelScene], ...] = (
    (lambda whole: not whole.model.preferred, lambda whole: f"Cut in {_k(whole)}"),
    (
        lambda whole: _indices_for(whole) == len(whole.model.preferred),
        lambda whole: f"All {_counted(whole, 'indices')} indices choose {_k(whole)}",
    ),
    (lambda whole: _indices_for(whole) == 0, lambda whole: f"No index would choose {_k(whole)}; the study does"),
    (
        always,
        lambda whole: f"{_counted(whole, 'agreeing', 'Words')} of {_counted(whole, 'indices')} indices choose {_k(whole)}",
    ),
)


def preferences(whole: ModelScene) -> Statement:
    """Which index prefers which number of segments, as a paragraph."""
    preferred = whole.model.preferred
    wanted: dict[int, list[str]] = {}
    for name in preferred:
        wanted.setdefault(preferred[name], []).append(name)
    clauses = []
    for names in sorted(wanted.values(), key=lambda n: (preferred[n[0]] != whole.model.k, preferred[n[0]])):
        best = of_model(whole.model, "preferred", names[0], style="words")
        clauses.append(f"{listed([INDEX_NAMES.get(n, n.replace('_', ' ')) for n in names])} at {best}")
    chosen = "The study asks for" if whole.model.k_chosen_by == "study" else "The data chose"
    if not clauses:
        return f"{chosen} {_k(whole)} segments."
    return f"Best by index: {'; '.join(clauses)}. {chosen} {_k(whole)}.{_finer(whole)}"


def _finer(whole: ModelScene) -> Statement:
    """What to think of indices that go on rising."""
    above = [k for k in whole.model.preferred.values() if k > whole.model.k]
    if not above:
        return ""
    return " More segments would be smaller ones, each with less to test on."


TREE: tuple[Choice[ModelScene], ...] = (
    (
        lambda whole: whole.model.ward is not None and whole.model.ward.moved == 0,
        lambda whole: f"Another method, Ward's, finds the same {_k(whole)}",
    ),
    (
        lambda whole: whole.model.ward is not None and whole.model.ward.moved <= FEW_MOVED * whole.data.rows_kept,
        lambda whole: f"Another method, Ward's, moves only {_moved(whole)} of {base_size()}",
    ),
    (always, lambda whole: f"Another method, Ward's, would move {_moved(whole)} of {base_size()}"),
)


def _moved(whole: ModelScene) -> str:
    return of_model(whole.model, "ward", "moved", style="count")


# ---------------------------------------------------------------- side by side


def side_by_side(whole: ModelScene) -> Statement:
    """What tells the segments apart besides the columns that drew them."""
    drew = capital(nouns(whole.study, whole.model.features))
    verb = "tell" if len(whole.model.features) > 1 else "tells"
    outside = outside_columns(whole)
    news = [c for c in outside if differs_outside(whole, c)]
    same = [c for c in outside if c not in news]
    clauses = [f"{drew} {verb} them apart by design"]
    if news:
        does = "does" if len(news) == 1 else "do"
        clauses.append(f"so {does} {_some(whole, news)}, unasked")
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
            if not row.drew:
                places.setdefault(row.key, []).append((scene, row))
    told = [found for found in places.values() if len(found) > 1 and any(row.clear for _, row in found)]
    if not told:
        return f"Beyond what drew them the {_k(whole)} segments are alike"
    found = max(told, key=lambda pairs: sum(strength(row) for _, row in pairs))
    most, least = max(found, key=lambda pair: pair[1].index), min(found, key=lambda pair: pair[1].index)
    label = capital(row_words(*most))
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
    pairs = max(found.values(), key=lambda each: max(strength(r) if r.clear else 0.0 for _, r in each))
    most, least = max(pairs, key=lambda pair: pair[1].value), min(pairs, key=lambda pair: pair[1].value)
    words = row_words(*most)
    high, low = in_row(*most, "value", "percent"), in_row(*least, "value", "percent")
    if column in whole.model.features:
        return f"{capital(noun(whole.study, column))} drew the segments: {words} from {low} to {high}"
    if not any(row.clear for _, row in pairs) or not differs_outside(whole, column):
        return f"No segment stands out by {noun(whole.study, column)}: {words} from {low} to {high}"
    return f"{capital(words)}: {high} in {named(most[0])}, {low} in {named(least[0])}"


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
