"""Margin notes of a segment's page: how to read, and what not to read into it."""

from collections.abc import Mapping

from tessera.facts import Name, Note, Statement, VerdictLevel
from tessera.words.counting import of_them, others
from tessera.words.phrases import beyond, capital, comparative, is_plain, listed, noun, nouns
from tessera.words.readings import (
    described_features,
    is_rare,
    largest_elsewhere,
    nearest_is_the_peer,
    outstanding_feature,
    parting_feature,
    standing,
)
from tessera.words.scene import (
    Scene,
    amount,
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
    with_unit,
)

MOST_COLUMNS = 6
"""The table's columns are listed up to this many."""
MOST_NAMED = 3
"""Rows that could be chance are named up to this many."""

VERDICTS: Mapping[VerdictLevel, Statement] = {
    "natural": "The group is really there.",
    "reproducible": "Found again each time, perhaps in noise too.",
    "constructive": "Its borders are our choice, not a gap.",
    "none": "Not found again in other samples: avoid.",
}


def segment_notes(scene: Scene) -> Mapping[str, tuple[Note, ...]]:
    """Notes by section; a section without one has none."""
    notes: dict[str, tuple[Note, ...]] = {
        "verdict": _verdict(scene),
        "differ": (Note("What chance could do", _read_index(scene)), Note("Do not over-read", _over_read(scene))),
        "where": _where(scene),
        "who": (Note("What the table does not say", _unsaid(scene)),),
        "near": _near(scene),
        "other": _other(scene),
        "find": _find(scene),
        "sure": (Note("Silhouette", _sharpness(scene)),),
    }
    return {section: found for section, found in notes.items() if found}


def _verdict(scene: Scene) -> tuple[Note, ...]:
    """The model's verdict, and how this segment fares."""
    verdict = scene.model.verdict
    if verdict is None:
        return ()
    again = ""
    if scene.segment.jaccard is not None:
        again = (
            f" In re-drawn samples {named(scene)} is found with an overlap of {own(scene, 'jaccard', style='score')}."
        )
    return (Note("Verdict", f"{VERDICTS[verdict.level]}{again}"),)


def _read_index(scene: Scene) -> Statement:
    """What a bar means, and which could be chance."""
    unclear = [row for row in scene.segment.differences if not row.clear and not is_rare(scene, row)]
    start = "A hundred is everyone."
    if not unclear:
        return f"{start} No bar crosses it."
    named_rows = [row_words(scene, row) for row in unclear[:MOST_NAMED]]
    more = " and more" if len(unclear) > MOST_NAMED else ""
    rows = f"{', '.join(named_rows)}{more}" if more else listed(named_rows)
    return f"{start} A bar that crosses it could be chance. In {named(scene)}: {rows}."


def _over_read(scene: Scene) -> Statement:
    """The features drew the segment, so they cannot prove it."""
    drew = [row for row in scene.segment.differences if row.drew and row.kind == "mean"]
    if not drew:
        return f"{capital(nouns(scene.study, scene.model.features))} drew it, so their difference proves nothing."
    indices = listed([f"{in_row(scene, row, 'index', 'index')} in {noun(scene.study, row.column)}" for row in drew])
    return f"These columns drew the segment, so a difference was certain: {indices}. Only its size is news."


def _where(scene: Scene) -> tuple[Note, ...]:
    """The edge that counts, and who stands on a border."""
    count = scene.segment.borderline
    border = of_them(scene, count, "borderline")
    notes = [Note("Borderline", f"{border} {'stands' if count < 2 else 'stand'} nearly between two segments.")]
    if not described_features(scene):
        return tuple(notes)
    column = outstanding_feature(scene)
    name = noun(scene.study, column)
    high = standing(scene, column) > 0
    limit = extreme(scene, column, "mins" if high else "maxs")
    where = "" if comparative(scene.study, column, high=not high) else f" in {name}"
    nobody = f"Nobody here is {beyond(scene.study, column, high=not high)} {limit}{where}"
    text = f"{nobody}; the median is {extreme(scene, column, 'medians', 'amount')}."
    return (Note("The edge", text), *notes)


def _unsaid(scene: Scene) -> Statement:
    columns = [c for c in scene.data.columns if c in scene.study.columns]
    if len(columns) > MOST_COLUMNS:
        return f"Of {named(scene)} only the table's columns are known. Any further portrait is invention."
    return f"Of {named(scene)} the table knows {nouns(scene.study, columns)}. Any further portrait is invention."


def _near(scene: Scene) -> tuple[Note, ...]:
    """Who would go where, if this segment did not exist."""
    if not scene.segment.neighbours:
        return ()
    if nearest_is_the_peer(scene):
        return _next_nearest(scene)
    counts = [n.second_choice for n in scene.segment.neighbours]
    place = counts.index(max(counts))
    slug = scene.segment.neighbours[place].slug
    count = own(scene, "neighbours", place, "second_choice", style="count")
    text = f"For {count} of {size(scene)} the second choice is {named(scene, slug)}, {size(other(scene, slug))} strong."
    return (Note("Second choice", text),)


def _next_nearest(scene: Scene) -> tuple[Note, ...]:
    """The title speaks of the nearest one already: the one after it."""
    if len(scene.segment.neighbours) < 2:
        return ()
    slug = scene.segment.neighbours[1].slug
    column = parting_feature(scene, slug)
    means = f"{with_unit(scene, column)} against {amount(other(scene, slug), column)}"
    return (Note("Next", f"After it comes {named(scene, slug)}, apart in {noun(scene.study, column)}: {means}."),)


def _other(scene: Scene) -> tuple[Note, ...]:
    """The largest group of them in another model, and whom they meet there."""
    if not scene.segment.elsewhere:
        return ()
    key = max(scene.segment.elsewhere, key=lambda k: largest_elsewhere(scene, k)[1])
    slug, met = largest_elsewhere(scene, key)
    count = own(scene, "elsewhere", key, slug, style="count")
    besides = scene.models[key].segments[slug].size - met
    if not besides:
        return (Note("Why it matters", f"{count} of them are the whole of {link(key, slug)}: no wider test there."),)
    company = others(besides, figure(scene, f"others_in_{key}", "count"))
    text = f"In {link(key, slug)} {count} of them meet {company}: enough for a larger test."
    return (Note("Why it matters", text),)


def _find(scene: Scene) -> tuple[Note, ...]:
    """How good the readable rule is."""
    rule = scene.segment.rule
    if rule is None:
        return ()
    if rule.wrong > rule.finds:
        return (
            Note("Border in words", f"No short rule finds {named(scene)} without more others; take the exact one."),
        )
    found, wrong = own(scene, "rule", "finds", style="count"), own(scene, "rule", "wrong", style="words")
    fidelity = own(scene, "rule", "fidelity", style="percent")
    company = others(rule.wrong, wrong)
    text = f"The rule finds {found} of {size(scene)} and takes in {company}. All rules together: {fidelity} right."
    notes = [Note("How good it is", text)]
    conditions = rule_in_words(scene)
    return (Note("Border in words", f"{capital(conditions)}."), *notes) if conditions else tuple(notes)


def rule_in_words(scene: Scene) -> Statement:
    """The rule as a phrase: ``income above $69.5k and spending at most 51.5 points``."""
    assert scene.segment.rule is not None
    limits: dict[Name, dict[str, int]] = {}
    phrases: list[str] = []
    for place, condition in enumerate(scene.segment.rule.conditions):
        column, sign = str(condition["column"]), str(condition["sign"])
        if column not in scene.study.columns:
            return ""
        if scene.study.columns[column].kind == "category":
            phrases.append(f"{noun(scene.study, column)} {sign} {_value_of(scene, place)}")
        elif is_number(scene, column):
            limits.setdefault(column, {})[sign] = place
        else:
            return ""
    ranges = [f"{noun(scene.study, c)} {_between(scene, c, signs)}" for c, signs in limits.items()]
    return listed([*ranges, *phrases])


def _value_of(scene: Scene, place: int) -> str:
    """The value of a trait that a condition names."""
    assert scene.segment.rule is not None
    condition = scene.segment.rule.conditions[place]
    value = str(condition["value"])
    label = scene.study.columns[str(condition["column"])].values.get(value, value)
    return label if is_plain(label) else own(scene, "rule", "conditions", place, "value", style="name")


def _between(scene: Scene, column: Name, signs: Mapping[str, int]) -> str:
    """One column's limits."""
    if len(signs) == 2:
        low, high = _limit(scene, column, signs["above"], "amount"), _limit(scene, column, signs["at most"])
        return f"above {low} and up to {high}"
    return " ".join(f"{sign} {_limit(scene, column, place)}" for sign, place in signs.items())


def _limit(scene: Scene, column: Name, place: int, style: str = "unit") -> str:
    """A limit of the rule, without decimals where it is whole."""
    assert scene.segment.rule is not None
    whole = "0" if float(scene.segment.rule.conditions[place]["value"]).is_integer() else ""
    return own(scene, "rule", "conditions", place, "value", style=f"{style}{whole}:{column}")


def _sharpness(scene: Scene) -> Statement:
    """The segment's own silhouette beside the model's."""
    silhouette = own(scene, "silhouette", style="score")
    whole = of_model(scene.model, "silhouette", style="score")
    inside = scene.segment.silhouette > scene.model.silhouette
    than = "more" if inside else "less"
    together = f"the {k_in_words(scene.model)} together"
    return f"{named(scene)} is set apart {than} clearly than {together}: {silhouette} against {whole}."
