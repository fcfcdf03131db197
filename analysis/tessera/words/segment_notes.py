"""Margin notes of a segment's page: how to read, and what not to read into it."""

from collections.abc import Mapping

from tessera.facts import Note, Statement, VerdictLevel
from tessera.words.phrases import capital, listed, noun, nouns
from tessera.words.readings import described_features, largest_elsewhere, outstanding_feature, standing
from tessera.words.scene import (
    Scene,
    extreme,
    figure,
    in_row,
    is_number,
    k_in_words,
    link,
    named,
    of_model,
    other,
    own,
    row_words,
    size,
)

MOST_NAMED = 3
"""Rows that could be chance are named up to this many."""

VERDICTS: Mapping[VerdictLevel, Statement] = {
    "natural": "The group is there, not drawn.",
    "reproducible": "It comes back each time; noise could too.",
    "constructive": "We drew its borders; nothing in the table does.",
    "none": "Do not build on it: it does not come back.",
}


def segment_notes(scene: Scene) -> Mapping[str, tuple[Note, ...]]:
    """Notes by section; a section without one has none."""
    notes: dict[str, tuple[Note, ...]] = {
        "verdict": _verdict(scene),
        "differ": (Note("How to read", _read_index(scene)), Note("Do not over-read", _over_read(scene))),
        "where": _where(scene),
        "who": (Note("What the table does not say", _unsaid(scene)),),
        "near": _near(scene),
        "other": _other(scene),
        "find": _find(scene),
        "sure": (Note("How sharply", _sharpness(scene)),),
    }
    return {section: found for section, found in notes.items() if found}


def _verdict(scene: Scene) -> tuple[Note, ...]:
    """The model's verdict, and how this segment fares."""
    verdict = scene.model.verdict
    if verdict is None:
        return ()
    again = ""
    if scene.segment.jaccard is not None:
        again = f" {named(scene)} overlaps itself by {own(scene, 'jaccard', style='score')} when samples are re-drawn."
    return (Note("Verdict", f"{VERDICTS[verdict.level]}{again}"),)


def _read_index(scene: Scene) -> Statement:
    """What a bar means, and which could be chance."""
    unclear = [row for row in scene.segment.differences if not row.clear]
    start = "A hundred is everyone."
    if not unclear:
        return f"{start} No bar crosses it."
    named_rows = [row_words(scene, row) for row in unclear[:MOST_NAMED]]
    more = " and more" if len(unclear) > MOST_NAMED else ""
    rows = f"{', '.join(named_rows)}{more}" if more else listed(named_rows)
    return f"{start} A bar that crosses it could be chance: here {rows}."


def _over_read(scene: Scene) -> Statement:
    """The features drew the segment, so they cannot prove it."""
    drew = [row for row in scene.segment.differences if row.drew and row.kind == "mean"]
    if not drew:
        return f"{capital(nouns(scene.study, scene.model.features))} drew it, so their difference proves nothing."
    indices = listed([f"{in_row(scene, row, 'index', 'index')} in {noun(scene.study, row.column)}" for row in drew])
    return f"Drawn that way, so no proof: {indices}. How far they reach is the point."


def _where(scene: Scene) -> tuple[Note, ...]:
    """The edge that counts, and who stands on a border."""
    border = own(scene, "borderline", style="Words")
    notes = [Note("Borderline", f"{border} of {size(scene, 'words')} lie nearly as close to another segment.")]
    if not described_features(scene):
        return tuple(notes)
    column = outstanding_feature(scene)
    name = noun(scene.study, column)
    low, high = extreme(scene, column, "mins"), extreme(scene, column, "maxs")
    if standing(scene, column) > 0:
        text = f"Nobody here is below {low} in {name}; the middle one stands at {_median(scene, column)}."
    else:
        text = f"Nobody here is above {high} in {name}; the middle one stands at {_median(scene, column)}."
    return (Note("The edge", text), *notes)


def _median(scene: Scene, column: str) -> str:
    return extreme(scene, column, "medians", "amount")


def _unsaid(scene: Scene) -> Statement:
    columns = [c for c in scene.data.columns if c in scene.study.columns]
    if len(columns) > 6:
        return f"Of {named(scene)} only the columns of the table are known. Any further portrait is invention."
    return f"Of {named(scene)} it knows {nouns(scene.study, columns)}. Any further portrait is invention."


def _near(scene: Scene) -> tuple[Note, ...]:
    """Who would go where, if this segment did not exist."""
    if not scene.segment.neighbours:
        return ()
    counts = {i: n.second_choice for i, n in enumerate(scene.segment.neighbours)}
    place = max(counts, key=lambda i: counts[i])
    slug = scene.segment.neighbours[place].slug
    count = own(scene, "neighbours", place, "second_choice", style="count")
    theirs = other(scene, slug)
    text = f"For {count} of {size(scene)} the second choice is {named(scene, slug)}, {size(theirs)} strong."
    return (Note("Second choice", text),)


def _other(scene: Scene) -> tuple[Note, ...]:
    """The largest group of them in another model, and whom they meet there."""
    if not scene.segment.elsewhere:
        return ()
    key = max(scene.segment.elsewhere, key=lambda k: largest_elsewhere(scene, k)[1])
    slug, _ = largest_elsewhere(scene, key)
    count, others = own(scene, "elsewhere", key, slug, style="count"), figure(scene, f"others_in_{key}", "words")
    text = f"{count} of them meet again in {link(key, slug)}, with {others} from elsewhere."
    return (Note("Why it matters", f"{text} Shared ground makes larger tests."),)


def _find(scene: Scene) -> tuple[Note, ...]:
    """How good the readable rule is."""
    if scene.segment.rule is None:
        return ()
    found, wrong = own(scene, "rule", "finds", style="count"), own(scene, "rule", "wrong", style="words")
    fidelity = own(scene, "rule", "fidelity", style="percent")
    text = f"The rule finds {found} of {size(scene)} and takes in {wrong} others. All rules together: {fidelity} right."
    notes = [Note("How good it is", text)]
    conditions = rule_in_words(scene)
    return (Note("Border in words", f"{capital(conditions)}."), *notes) if conditions else tuple(notes)


def rule_in_words(scene: Scene) -> Statement:
    """The rule as a phrase: ``income above $69.5k and spending at most 51.5``."""
    assert scene.segment.rule is not None
    parts = []
    for i, condition in enumerate(scene.segment.rule.conditions):
        column = str(condition["column"])
        if column not in scene.study.columns or not is_number(scene, column):
            return ""
        value = own(scene, "rule", "conditions", i, "value", style=f"unit:{column}")
        sign = "above" if condition["sign"] == "above" else "at most"
        parts.append(f"{noun(scene.study, column)} {sign} {value}")
    return listed(parts)


def _sharpness(scene: Scene) -> Statement:
    """The segment's own silhouette beside the model's."""
    silhouette = own(scene, "silhouette", style="score")
    whole = of_model(scene.model, "silhouette", style="score")
    inside = scene.segment.silhouette > scene.model.silhouette
    than = "sharper" if inside else "softer"
    return f"Silhouette {silhouette}, {than} than the {k_in_words(scene.model)} together at {whole}."
