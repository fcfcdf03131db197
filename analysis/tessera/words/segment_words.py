"""What a segment's page says in sentences, made from its facts."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tessera.facts import DataReport, Model, SegmentWords, Slug, Statement
from tessera.words.phrases import (
    Choice,
    always,
    capital,
    describes_people,
    first_that_holds,
    is_plain,
    listed,
    noun,
    people,
    proportion,
)
from tessera.words.readings import (
    Peer,
    described_features,
    in_the_middle,
    largest_elsewhere,
    outstanding_feature,
    parting_feature,
    peer_of,
    ratio_to,
    standing,
    telling_column,
    widest_column,
)
from tessera.words.scene import (
    ModelScene,
    Scene,
    adds_up,
    amount,
    everyone,
    extreme,
    figure,
    named,
    other,
    own,
    scene_of,
    size,
    value_of,
    with_unit,
)
from tessera.words.segment_limits import segment_limits
from tessera.words.segment_notes import segment_notes
from tessera.words.segment_titles import segment_titles

if TYPE_CHECKING:
    from tessera.study import Study

MOST_TOTALS = 2


def word_segments(
    model: Model, models: Mapping[str, Model], data: DataReport, study: "Study"
) -> Mapping[Slug, SegmentWords]:
    """The sentences of every segment of a model.

    Parameters
    ----------
    model : Model
        With strategies, trust and verdict where they are known; what is not known is not spoken of.
    models : mapping
        All models, for the same customers elsewhere.
    data : DataReport
        Everyone, to compare with.
    study : Study
        What columns and customers are called.

    Returns
    -------
    mapping
        Words by segment, in page order. Figures are references into findings.json; those that only sentences
        need are in ``figures``.
    """
    whole = ModelScene(study, data, models, model, value_of(study))
    return {slug: _words(scene_of(whole, slug)) for slug in model.order}


def _words(scene: Scene) -> SegmentWords:
    return SegmentWords(
        standfirst=first_that_holds(STANDFIRST, scene),
        summary=(_who_and_how_many(scene), first_that_holds(APART, scene), first_that_holds(SO_WHAT, scene)),
        titles=segment_titles(scene),
        notes=segment_notes(scene),
        limits=segment_limits(scene),
        who_column=telling_column(scene) or next(iter(scene.segment.means), scene.model.features[0]),
        figures=segment_figures(scene),
    )


def segment_figures(scene: Scene) -> Mapping[str, float]:
    """Figures that only sentences need: one customer's share, and who else is met in other models."""
    segment = scene.segment
    met: dict[str, float] = {}
    for key in segment.elsewhere:
        slug, count = largest_elsewhere(scene, key)
        met[f"others_in_{key}"] = scene.models[key].segments[slug].size - count
    above = {f"above_{t.column}": 1 - t.percentile for t in segment.traits}
    return {"one": 1 / segment.size, "without_border": segment.size - segment.borderline, **above, **met}


# ---------------------------------------------------------------- standfirst


def _peer(scene: Scene) -> Peer:
    peer = peer_of(scene)
    assert peer is not None
    return peer


def _like_the_peer(scene: Scene) -> Statement:
    """Alike in one thing, apart in another."""
    peer = _peer(scene)
    same, apart = noun(scene.study, peer.same), noun(scene.study, peer.apart)
    ratio = ratio_to(scene, peer.slug, peer.apart)
    if ratio is None:
        theirs = amount(other(scene, peer.slug), peer.apart)
        return f"Much the same {same} as {named(scene, peer.slug)}, but {amount(scene, peer.apart)} in {apart} where they have {theirs}."
    return f"Much the same {same} as {named(scene, peer.slug)}, and {proportion(ratio, f'the {apart}')}."


def _close_to_everyone(scene: Scene) -> Statement:
    """Near the middle in every feature."""
    beside = [
        f"{with_unit(scene, f)} in {noun(scene.study, f)} where everyone has {everyone(scene, f)}"
        for f in described_features(scene)
    ]
    return f"Near the average throughout: {listed(beside)}."


def _far_out(scene: Scene) -> Statement:
    """The feature that lies furthest from everyone's."""
    column = outstanding_feature(scene)
    name = noun(scene.study, column)
    place = next((i for i, t in enumerate(scene.segment.traits) if t.column == column), None)
    if place is None:
        return f"On average {with_unit(scene, column)} in {name}, against {everyone(scene, column)} for everyone."
    if standing(scene, column) > 0:
        below = own(scene, "traits", place, "percentile", style="percent0")
        return f"Their average {name} is above that of {below} of all {people(scene.study)}."
    above = figure(scene, f"above_{column}", "percent0")
    return f"Their average {name} is below that of {above} of all {people(scene.study)}."


STANDFIRST: tuple[Choice[Scene], ...] = (
    (lambda scene: not described_features(scene), lambda scene: f"{capital(portrait(scene))}."),
    (lambda scene: peer_of(scene) is not None, _like_the_peer),
    (in_the_middle, _close_to_everyone),
    (always, _far_out),
)


# ---------------------------------------------------------------- the summary's three sentences


def portrait(scene: Scene) -> str:
    """The traits as a description: ``younger customers with high spending``."""
    traits = [t for t in scene.segment.traits if is_plain(t.word)]
    adjectives = [t.word for t in traits if describes_people(scene.study, t.column)]
    things = [t.word for t in traits if not describes_people(scene.study, t.column)]
    who = " ".join([", ".join(adjectives), people(scene.study)]).strip()
    return f"{who} with {listed(things)}" if things else who


def held(scene: Scene) -> str:
    """What they hold of everyone's totals: ``25.5% of all income and 6.0% of all spending``."""
    columns = [c for c in scene.segment.totals if adds_up(scene.study, c)]
    columns.sort(key=lambda c: (c == scene.value, c not in scene.model.features))
    chosen = [*columns[: MOST_TOTALS - 1], *columns[MOST_TOTALS - 1 :][-1:]]
    return listed([f"{own(scene, 'totals', c, style='percent')} of all {noun(scene.study, c)}" for c in chosen])


def _who_and_how_many(scene: Scene) -> Statement:
    share = own(scene, "share", style="percent")
    if scene.segment.size == 1:
        return f"One of all {people(scene.study)} stands here alone: read nothing into the figures."
    start = f"{size(scene, 'Words')} {people(scene.study)}, {share} of the base,"
    totals = held(scene)
    return f"{start} hold {totals}." if totals else f"{start} are {portrait(scene)}."


def _apart_from_the_peer(scene: Scene) -> Statement:
    peer = _peer(scene)
    theirs = other(scene, peer.slug)
    return (
        f"What sets them apart from {named(scene, peer.slug)} is not {noun(scene.study, peer.same)}, "
        f"{with_unit(scene, peer.same)} against {amount(theirs, peer.same)}, but {noun(scene.study, peer.apart)}: "
        f"{with_unit(scene, peer.apart)} against {amount(theirs, peer.apart)}."
    )


def _apart_from_the_nearest(scene: Scene) -> Statement:
    nearest = scene.segment.neighbours[0].slug
    theirs = other(scene, nearest)
    column = parting_feature(scene, nearest)
    return (
        f"Even from the nearest segment, {named(scene, nearest)}, they stand off in {noun(scene.study, column)}: "
        f"{with_unit(scene, column)} against {amount(theirs, column)}."
    )


APART: tuple[Choice[Scene], ...] = (
    (lambda scene: not scene.segment.neighbours or not described_features(scene), lambda scene: f"They are {portrait(scene)}."),
    (lambda scene: peer_of(scene) is not None, _apart_from_the_peer),
    (always, _apart_from_the_nearest),
)


def _objective(scene: Scene) -> Statement:
    assert scene.segment.strategy is not None
    return scene.segment.strategy.objective


def _spread(scene: Scene) -> Statement:
    """How unlike each other they are where they are least alike."""
    column = widest_column(scene)
    assert column is not None
    low, high = extreme(scene, column, "q1s", "amount"), extreme(scene, column, "q3s")
    return (
        f"They are least alike in {noun(scene.study, column)}: half of them lie between {low} and {high}, "
        f"all between {extreme(scene, column, 'mins', 'amount')} and {extreme(scene, column, 'maxs')}."
    )


SO_WHAT: tuple[Choice[Scene], ...] = (
    (lambda scene: scene.segment.strategy is not None, _objective),
    (lambda scene: widest_column(scene) is not None, _spread),
    (always, lambda scene: f"They are {portrait(scene)}."),
)
