"""What a model's page says in sentences: the verdict first, then what the cut shows."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tessera.facts import Agreement, DataReport, Model, ModelWords, Segment, Statement
from tessera.words.comparisons import crosswalk_titles
from tessera.words.model_notes import model_notes
from tessera.words.model_titles import model_titles
from tessera.words.model_uses import good_for, not_good_for
from tessera.words.phrases import Choice, always, capital, first_that_holds, noun, nouns, people
from tessera.words.readings import has_corners
from tessera.words.scene import (
    ModelScene,
    base_size,
    k_in_words,
    named,
    of_model,
    own,
    scene_of,
    size,
    value_of,
)
from tessera.words.yardsticks import (
    clear_yardsticks,
    is_blurred,
    is_clear,
    is_unsteady,
    level_is,
    of_yardstick,
    yardstick_named,
)

if TYPE_CHECKING:
    from tessera.study import Study


MUCH = 1.1
"""A segment holds much of the value when it holds this many times its share of customers."""


def word_model(
    model: Model,
    models: Mapping[str, Model],
    data: DataReport,
    agreements: Sequence[Agreement],
    study: "Study",
) -> ModelWords:
    """The sentences of a model's page.

    Parameters
    ----------
    model : Model
        With its verdict, yardsticks and changes where they are known; what is not known is not spoken of.
    models : mapping
        All models.
    data : DataReport
        Everyone, to compare with.
    agreements : sequence of Agreement
        Every pair of models.
    study : Study
        What columns and customers are called.
    """
    whole = ModelScene(study, data, models, model, value_of(study))
    return ModelWords(
        headline=first_that_holds(HEADLINE, whole),
        standfirst=first_that_holds(STANDFIRST, whole),
        plain=first_that_holds(PLAIN, whole),
        titles={**model_titles(whole), **crosswalk_titles(whole)},
        notes=model_notes(whole, agreements),
        good_for=good_for(whole),
        not_good_for=not_good_for(whole),
        figures=model_figures(model),
    )


def model_figures(model: Model) -> Mapping[str, float]:
    """Counts that only sentences need."""
    sizes = [segment.size for segment in model.segments.values()]
    return {
        "clear_yardsticks": len(clear_yardsticks(model)),
        "yardsticks": len(model.yardsticks),
        "indices": len(model.preferred),
        "agreeing": sum(1 for k in model.preferred.values() if k == model.k),
        "smallest": min(sizes),
        "largest": max(sizes),
    }


def model_figure(model: Model, name: str, style: str = "words") -> str:
    """A reference to one of them."""
    return of_model(model, "words", "figures", name, style=style)


# ---------------------------------------------------------------- headline


def _name(whole: ModelScene) -> str:
    return of_model(whole.model, "name", style="name")


def _split(whole: ModelScene) -> Statement:
    verb = "split" if len(whole.model.features) > 1 else "splits"
    features = capital(nouns(whole.study, whole.model.features))
    return f"{features} {verb} {people(whole.study)} into {k_in_words(whole.model)} groups"


HEADLINE: tuple[Choice[ModelScene], ...] = (
    (level_is("natural"), _split),
    (
        level_is("reproducible"),
        lambda whole: f"{_name(whole)}: {k_in_words(whole.model)} groups that come back, as noise could too",
    ),
    (is_blurred, lambda whole: f"{_name(whole)}: {k_in_words(whole.model)} segments with blurred borders"),
    (level_is("constructive"), lambda whole: f"{_name(whole)}: one crowd, cut in {k_in_words(whole.model)}"),
    (is_unsteady, lambda whole: f"{_name(whole)}: {k_in_words(whole.model)} segments that do not hold"),
    (level_is("none"), lambda whole: f"{_name(whole)}: no groups here"),
    (always, lambda whole: f"{_name(whole)}: {k_in_words(whole.model)} segments"),
)


# ---------------------------------------------------------------- standfirst


def _corners(whole: ModelScene) -> Statement:
    across, up = (noun(whole.study, f) for f in whole.model.features)
    return (
        f"Four corners and a centre: whoever is high or low in {across} is either high or low in {up}, "
        "and the middle stays in the middle."
    )


def _gist(whole: ModelScene) -> Statement:
    """The one figure to know of a model: who holds most for their number, or who is largest."""
    if has_corners(whole.model):
        return _corners(whole)
    value = whole.value
    most = _richest(whole)
    if value is not None and most is not None:
        scene = scene_of(whole, most.slug)
        held, share = own(scene, "totals", value, style="percent"), own(scene, "share", style="percent")
        return (
            f"{named(scene)} holds {held} of all {noun(whole.study, value)} with {share} of the {people(whole.study)}."
        )
    scene = scene_of(whole, largest(whole.model).slug)
    return f"The largest segment is {named(scene)}, {size(scene)} of {base_size()} {people(whole.study)}."


def _richest(whole: ModelScene) -> Segment | None:
    """The segment that holds most of the value for its number, if it holds much more than its share."""
    value = whole.value
    holding = [s for s in whole.model.segments.values() if value is not None and value in s.totals]
    found = max(holding, key=lambda s: s.totals[str(value)] / s.share, default=None)
    return found if found is not None and found.totals[str(value)] >= MUCH * found.share else None


def largest(model: Model) -> Segment:
    """The segment with most customers."""
    return max(model.segments.values(), key=lambda s: s.size)


def _natural(whole: ModelScene) -> Statement:
    return f"{_gist(whole)} The gaps between the {k_in_words(whole.model)} are wider than noise leaves."


def _reproducible(whole: ModelScene) -> Statement:
    again = f"The same {k_in_words(whole.model)} come back when {people(whole.study)} are re-drawn"
    return f"{again}, but so can segments in pure noise: use them, and take them as no proof. {_gist(whole)}"


def _constructive(whole: ModelScene) -> Statement:
    features = nouns(whole.study, whole.model.features)
    return (
        f"There are no natural groups here. By {features} these {base_size()} {people(whole.study)} form one crowd, "
        f"and noise can be cut in {k_in_words(whole.model)} as well. "
        "The borders are our choice: good enough to plan with, too weak to prove anything."
    )


def _blurred(whole: ModelScene) -> Statement:
    features = nouns(whole.study, whole.model.features)
    return (
        f"By {features} these {base_size()} {people(whole.study)} lie less evenly than noise, but the "
        f"{k_in_words(whole.model)} segments are found again no more surely than segments in noise. "
        "The borders are our choice: good enough to plan with, too weak to prove anything."
    )


def _unsteady(whole: ModelScene) -> Statement:
    return (
        f"There are gaps in this table, but not {k_in_words(whole.model)} groups: re-draw the {people(whole.study)} "
        "and other segments appear. Take another number of segments before anything is done with these."
    )


def _none(whole: ModelScene) -> Statement:
    features = nouns(whole.study, whole.model.features)
    return (
        f"This table has no groups for {features}: re-draw the {people(whole.study)} and other segments appear. "
        f"Take the {k_in_words(whole.model)} as a way to describe the table, not as kinds of {people(whole.study)}."
    )


STANDFIRST: tuple[Choice[ModelScene], ...] = (
    (level_is("natural"), _natural),
    (level_is("reproducible"), _reproducible),
    (is_blurred, _blurred),
    (level_is("constructive"), _constructive),
    (is_unsteady, _unsteady),
    (level_is("none"), _none),
    (always, _gist),
)


# ---------------------------------------------------------------- in plain words


def _beside_noise(whole: ModelScene) -> Statement:
    """The silhouette beside what noise reaches, as a clause; empty where it was not tested."""
    yardstick = yardstick_named(whole.model, "silhouette")
    if yardstick is None:
        return "."
    p = of_yardstick(whole.model, yardstick, "p_value", "p")
    if is_clear(yardstick):
        return f"; noise hardly ever has gaps as wide, {p}."
    return f"; noise can have gaps as wide, {p}."


def _sizes(model: Model) -> str:
    """From the smallest segment to the largest."""
    least, most = (model_figure(model, name, "count") for name in ("smallest", "largest"))
    return least if len({segment.size for segment in model.segments.values()}) == 1 else f"{least} to {most}"


PLAIN: tuple[Choice[ModelScene], ...] = (
    (
        level_is("natural"),
        lambda whole: f"{k_in_words(whole.model, 'Words')} groups with gaps between them{_beside_noise(whole)}",
    ),
    (
        level_is("reproducible"),
        lambda whole: f"{k_in_words(whole.model, 'Words')} segments that come back each time{_beside_noise(whole)}",
    ),
    (is_blurred, lambda whole: f"Gaps, and {k_in_words(whole.model)} segments no firmer than in noise"),
    (level_is("constructive"), lambda whole: f"A cut through one crowd{_beside_noise(whole)}"),
    (is_unsteady, lambda whole: f"Gaps, but not {k_in_words(whole.model)} groups: the cut falls elsewhere each time"),
    (level_is("none"), lambda whole: f"No groups: the cut falls elsewhere in every sample{_beside_noise(whole)}"),
    (
        always,
        lambda whole: f"{k_in_words(whole.model, 'Words')} segments of {_sizes(whole.model)} {people(whole.study)}.",
    ),
)
