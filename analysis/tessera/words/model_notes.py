"""Margin notes of a model's page."""

from collections.abc import Mapping, Sequence

from tessera.facts import Agreement, Change, Note, Statement, Yardstick
from tessera.pointers import pointer, reference
from tessera.words.comparisons import scenes
from tessera.words.exactness import say_cells, say_tree
from tessera.words.phrases import capital, listed, noun, people, spoken
from tessera.words.scene import (
    ModelScene,
    base_size,
    everyone,
    figure,
    k_in_words,
    named,
    of_model,
    own,
    row_words,
    size,
)
from tessera.words.yardsticks import is_clear, level_is, of_yardstick

CHOICES: Mapping[str, str] = {
    "standardised": "with every column on one scale",
    "unstandardised": "with the columns as they were measured",
    "k-1": "with one segment fewer",
    "k+1": "with one segment more",
    "without outliers": "without the outliers",
    "another start": "from another start",
    "Ward": "with another method, Ward's",
}


def model_notes(whole: ModelScene, agreements: Sequence[Agreement]) -> Mapping[str, tuple[Note, ...]]:
    """Notes by section; a section without one has none."""
    changes, small = _changes(whole), (_small(whole),)
    notes: dict[str, tuple[Note, ...]] = {
        "verdict": tuple(_yardstick(whole, y) for y in whole.model.yardsticks),
        "map": (Note("Axes and lines", _read_map(whole)), Note("Borderline", _borderline(whole))),
        "why_k": (*say_cells(whole), *changes),
        "changes": changes,
        "tree": (*_tree(whole), *say_tree(whole)),
        "heat": small,
        "small": small,
        "value": _value(whole),
        **{f"crosswalk:{key}": note for key, note in _agreements(whole, agreements).items()},
    }
    return {section: found for section, found in notes.items() if found}


# ---------------------------------------------------------------- verdict


def _yardstick(whole: ModelScene, yardstick: Yardstick) -> Note:
    """One index against noise, in plain words."""
    clear = is_clear(yardstick)
    value = of_yardstick(whole.model, yardstick, "value")
    low, high = of_yardstick(whole.model, yardstick, "noise_low"), of_yardstick(whole.model, yardstick, "noise_high")
    noise = f"Noise gives {low} to {high}, {of_yardstick(whole.model, yardstick, 'p_value', 'p')}."
    says: Mapping[str, tuple[str, str, str]] = {
        "silhouette": ("They are apart", "Not apart", f"The gaps between segments reach a silhouette of {value}."),
        "jaccard": (
            "They come back",
            "Not firm",
            f"In re-drawn samples the weakest segment is found with an overlap of {value}.",
        ),
        "prediction_strength": (
            "They carry over",
            "Not carried over",
            f"Segments of one half sort the other half with a strength of {value}.",
        ),
    }
    yes, no, sentence = says[yardstick.name]
    return Note(yes if clear else no, f"{sentence} {noise}")


# ---------------------------------------------------------------- map, choice of k


def _read_space(whole: ModelScene) -> Statement:
    """What a map shows of a model that is no plane of two numbers."""
    if whole.model.components is not None:
        return (
            "Segments were drawn in components, each a blend of all columns. The map shows the first two; segments "
            "that overlap here can be apart in another."
        )
    traits = [axis.column for axis in (whole.model.space.axes[:2] if whole.model.space else ()) if axis.values]
    if traits:
        said = listed([noun(whole.study, column) for column in traits if column is not None])
        return f"Every value of {said} has a line of its own. The order of the lines means nothing."
    return (
        "More than two columns drew these segments. The map shows the two that part them most; segments that overlap "
        "here can be apart in another column."
    )


def _read_map(whole: ModelScene) -> Statement:
    """What the axes and lines of the map say."""
    if whole.model.map is None:
        return _read_space(whole)
    x, y = whole.model.map.x, whole.model.map.y
    across, up = noun(whole.study, x), noun(whole.study, y)
    means = f"everyone's means, {everyone(whole, x)} and {everyone(whole, y)}"
    start = f"Right is more {across}, up is more {up}; the pointers on the axes are {means}."
    if whole.model.verdict is None:
        return start
    lines = "solid: the groups part there" if level_is("natural")(whole) else "dashed: they are our choice"
    return f"{start} Lines are {lines}."


def _borderline(whole: ModelScene) -> Statement:
    count = of_model(whole.model, "borderline", style="count")
    return f"{count} of {base_size()} {people(whole.study)} lie nearly as close to a second segment as to their own."


def _changes(whole: ModelScene) -> tuple[Note, ...]:
    """What other choices would have moved."""
    changes = whole.model.changes
    if not changes:
        return ()
    alike = len({change.of for change in changes}) == 1
    clauses = [
        _change(whole, i, change, "" if alike else f" of {_of(whole, i, 'of')}") for i, change in enumerate(changes)
    ]
    start = f"Of {_of(whole, 0, 'of')} {people(whole.study)} would move" if alike else "Would move"
    return (Note("If we had chosen otherwise", f"{start}: {', '.join(clauses)}."),)


def _change(whole: ModelScene, place: int, change: Change, out_of: str) -> str:
    """One other choice, with how many it moves."""
    choice = CHOICES.get(change.choice)
    if choice is None:
        choice = spoken(change.choice, "models", whole.model.key, "changes", str(place), "choice")
    return f"{_of(whole, place, 'moved') if change.moved else 'none'}{out_of if change.moved else ''} {choice}"


def _of(whole: ModelScene, place: int, field: str) -> str:
    return of_model(whole.model, "changes", place, field, style="count")


def _tree(whole: ModelScene) -> tuple[Note, ...]:
    """Where the tree itself would be cut."""
    ward = whole.model.ward
    if ward is None:
        return ()
    agrees = of_model(whole.model, "ward", "adjusted_rand", style="score")
    best = of_model(whole.model, "ward", "preferred_k", style="words")
    own_cut = "so would the tree" if ward.preferred_k == whole.model.k else f"the tree alone would be cut at {best}"
    text = f"We cut at {k_in_words(whole.model)}; {own_cut}. Agreement with our segments: adjusted Rand {agrees}."
    return (Note("Where to cut", text),)


# ---------------------------------------------------------------- small numbers, value, other models


def _small(whole: ModelScene) -> Note:
    """What a nought means, or how much one customer weighs in the smallest segment."""
    empty = [
        (scene, row)
        for scene in scenes(whole)
        for row in scene.segment.differences
        if row.count == 0 and row.key.partition("=")[2] in scene.segment.share_highs.get(row.column, {})
    ]
    if not empty:
        scene = min(scenes(whole), key=lambda s: s.segment.size)
        one = figure(scene, "one", "percent")
        return Note("Small numbers", f"In {named(scene)}, the smallest, each of {size(scene)} is {one} of a share.")
    scene, row = min(empty, key=lambda pair: pair[0].segment.size)
    missed = own(scene, "share_highs", row.column, row.key.partition("=")[2], style="percent0")
    kept = f"{row_words(scene, row)} could still be up to {missed}"
    return Note("Small numbers", f"A nought means none here, not never: with {size(scene)} in {named(scene)}, {kept}.")


def _value(whole: ModelScene) -> tuple[Note, ...]:
    """What the spread of the value column is worth when it drew nothing."""
    if whole.value is None or whole.value in whole.model.features:
        return ()
    name = noun(whole.study, whole.value)
    return (Note("So what", f"{capital(name)} drew none of these segments: whatever shows here is news."),)


def _agreements(whole: ModelScene, agreements: Sequence[Agreement]) -> Mapping[str, tuple[Note, ...]]:
    """How far other models agree with this one."""
    notes = {}
    for place, agreement in enumerate(agreements):
        if whole.model.key in (agreement.a, agreement.b):
            key = agreement.b if agreement.a == whole.model.key else agreement.a
            rand = reference(pointer("agreements", place, "adjusted_rand"), "score")
            text = f"Adjusted Rand {rand}: nought is chance, one the same split."
            notes[key] = (Note("Agreement", text),)
    return notes
