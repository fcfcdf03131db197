"""What a segment's page says in sentences, made from its facts."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tessera.facts import DataReport, Model, SegmentWords, Slug, Statement
from tessera.words.phrases import (
    Choice,
    always,
    capital,
    first_that_holds,
    noun,
    people,
    proportion,
)
from tessera.words.readings import (
    described_features,
    in_the_middle,
    largest_elsewhere,
    outstanding_feature,
    peer_of,
    ratio_to,
    required_peer,
    standing,
)
from tessera.words.scene import (
    ModelScene,
    Scene,
    amount,
    everyone,
    figure,
    named,
    other,
    own,
    scene_of,
    value_of,
    with_unit,
)
from tessera.words.segment_limits import segment_limits
from tessera.words.segment_notes import segment_notes
from tessera.words.segment_summary import furthest, portrait, summary_of
from tessera.words.segment_titles import segment_titles
from tessera.words.who_titles import who_column

if TYPE_CHECKING:
    from tessera.study import Study


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
        summary=summary_of(scene),
        titles=segment_titles(scene),
        notes=segment_notes(scene),
        limits=segment_limits(scene),
        who_column=who_column(scene),
        figures=segment_figures(scene),
    )


def segment_figures(scene: Scene) -> Mapping[str, float]:
    """Figures that only sentences need: one customer's share, and who else is met in other models."""
    segment = scene.segment
    met: dict[str, float] = {}
    for key in segment.elsewhere:
        slug, count = largest_elsewhere(scene, key)
        met[f"others_in_{key}"] = scene.models[key].segments[slug].size - count
    above = {f"above_{t.column}": 1 - t.percentile for t in segment.traits if t.value is None}
    return {"one": 1 / segment.size, "without_border": segment.size - segment.borderline, **above, **met}


# ---------------------------------------------------------------- standfirst


def _like_the_peer(scene: Scene) -> Statement:
    """Alike in one thing, apart in another."""
    peer = required_peer(scene)
    same, apart = noun(scene.study, peer.same), noun(scene.study, peer.apart)
    start = f"Much the same {same} as {named(scene, peer.slug)}"
    ratio = ratio_to(scene, peer.slug, peer.apart)
    if not ratio:
        theirs = amount(other(scene, peer.slug), peer.apart)
        return f"{start}, but {with_unit(scene, peer.apart)} in {apart} where they have {theirs}."
    return f"{start}, and {proportion(ratio, f'the {apart}', f'them in {apart}')}."


def _close_to_everyone(scene: Scene) -> Statement:
    """Near the middle in every feature."""
    beside = [
        f"{with_unit(scene, f)} in {noun(scene.study, f)} where everyone has {everyone(scene, f)}"
        for f in furthest(scene)
    ]
    return f"Near the average throughout: {', and '.join(beside)}."


def _far_out(scene: Scene) -> Statement:
    """The feature that lies furthest from everyone's."""
    column = outstanding_feature(scene)
    name = noun(scene.study, column)
    place = next((i for i, t in enumerate(scene.segment.traits) if t.column == column), None)
    if place is None:
        return f"On average {with_unit(scene, column)} in {name}, against {everyone(scene, column)} for everyone."
    if standing(scene, column) > 0:
        below = own(scene, "traits", place, "percentile", style="percent0")
        return f"By {name} they stand above {below} of all {people(scene.study)} on average."
    above = figure(scene, f"above_{column}", "percent0")
    return f"By {name} they stand below {above} of all {people(scene.study)} on average."


STANDFIRST: tuple[Choice[Scene], ...] = (
    (lambda scene: not described_features(scene), lambda scene: f"{capital(portrait(scene))}."),
    (lambda scene: peer_of(scene) is not None, _like_the_peer),
    (in_the_middle, _close_to_everyone),
    (always, _far_out),
)
