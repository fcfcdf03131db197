"""Does the table bear what a name says? A trait in one column is held against a related column.

Many purchases on deals may be a fondness for deals, or only many purchases. The study says which column would
settle it; where another segment stands as high there, the pages say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tessera.facts import Band, Model, ModelWords, Name, Note, Segment, SegmentWords, Slug, Statement
from tessera.pointers import pointer, reference
from tessera.study import Study
from tessera.words.phrases import noun

HIGH, LOW = ("upper-middle", "high"), ("low", "lower-middle")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A trait of a segment that a related column does not bear: there, a rival stands as far out."""

    slug: Slug
    trait: Name
    column: Name
    rival: Slug


def doubts_of(model: Model, held_against: Mapping[Name, Name]) -> tuple[Doubt, ...]:
    """Traits in names that the related column does not bear.

    A high trait is borne when the 95 % interval of the segment's mean in the related column lies above that of
    every other segment; a low one when it lies below.

    Parameters
    ----------
    model : Model
    held_against : mapping
        Column of a trait -> column it is held against.
    """
    found = []
    for slug in model.order:
        segment = model.segments[slug]
        for trait in segment.traits:
            column = held_against.get(trait.column)
            if column is None or trait.value is not None or trait.band not in (*HIGH, *LOW):
                continue
            rival = _furthest(model, slug, column, high=trait.band in HIGH)
            if not _beyond(segment, model.segments[rival], column, high=trait.band in HIGH):
                found.append(Doubt(slug, trait.column, column, rival))
    return tuple(found)


def _furthest(model: Model, slug: Slug, column: Name, *, high: bool) -> Slug:
    """The other segment that stands furthest out in a column."""
    others = [s for s in model.order if s != slug]
    return (max if high else min)(others, key=lambda s: model.segments[s].means[column])


def _beyond(own: Segment, rival: Segment, column: Name, *, high: bool) -> bool:
    """Whether the intervals of two means are apart, and on the side asked for."""
    if high:
        return own.mean_lows[column] > rival.mean_highs[column]
    return own.mean_highs[column] < rival.mean_lows[column]


def say_doubts(model: Model, study: Study) -> Model:
    """A model with its words, and with what the table does not bear of its names."""
    doubts = doubts_of(model, study.models[model.key].held_against)
    if not doubts or model.words is None:
        return model
    told = [(doubt.slug, _sentence(doubt, model, study)) for doubt in doubts]
    segments = dict(model.segments)
    for slug, sentence in told:
        segments[slug] = replace(segments[slug], words=_limited(segments[slug].words, sentence))
    return replace(model, segments=segments, words=_warned(model.words, tuple(sentence for _, sentence in told)))


def _sentence(doubt: Doubt, model: Model, study: Study) -> Statement:
    """What the name says, and who stands as far out when it is held against the other column."""
    own, rival = (pointer("models", model.key, "segments", slug) for slug in (doubt.slug, doubt.rival))
    figures = [reference(f"{place}/means/{doubt.column}") for place in (rival, own)]
    means = [model.segments[slug].means[doubt.column] for slug in (doubt.rival, doubt.slug)]
    further = (means[0] > means[1]) == (_band(model, doubt) in HIGH)
    return (
        f"{reference(own, 'link')} is a name by {noun(study, doubt.trait)}. The table does not bear it for "
        f"{noun(study, doubt.column)}: {reference(rival, 'link')} {'goes further' if further else 'goes as far'}, "
        f"{figures[0]} against {figures[1]}."
    )


def _band(model: Model, doubt: Doubt) -> Band:
    """The band of the trait in doubt."""
    return next(t.band for t in model.segments[doubt.slug].traits if t.column == doubt.trait)


def _limited(words: SegmentWords | None, sentence: Statement) -> SegmentWords | None:
    """A segment's words with a further limit, first of all."""
    if words is None:
        return None
    notes = {**words.notes, "differ": (Note("What the name does not say", sentence), *words.notes.get("differ", ()))}
    return replace(words, limits=(sentence, *words.limits), notes=notes)


def _warned(words: ModelWords, sentences: tuple[Statement, ...]) -> ModelWords:
    """A model's words with what its names are not good for."""
    return replace(words, not_good_for=(*sentences, *words.not_good_for))
