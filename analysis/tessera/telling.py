"""Facts become advice and sentences: strategies first, then words that may lean on them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tessera.advice import Strategies
from tessera.borne import say_doubts
from tessera.facts import Agreement, Cube, DataReport, Group, Model, Overview, Priority
from tessera.playbook import load_playbook
from tessera.strategy import write_strategies
from tessera.study import Study
from tessera.words import word_data, word_model, word_overview, word_segments


@dataclass(frozen=True, slots=True)
class Told:
    """The models and the data report with their words, and what runs across models."""

    models: Mapping[str, Model]
    data: DataReport
    groups: tuple[Group, ...]
    priorities: tuple[Priority, ...]
    overview: Overview


def tell(
    study: Study,
    models: Mapping[str, Model],
    data: DataReport,
    cube: Cube,
    agreements: tuple[Agreement, ...],
    playbook: Path,
) -> Told:
    """Say what to do about every segment, then what every page says.

    Raises
    ------
    StudyError
        If a playbook cannot be used as written.
    StrategyError
        If a segment gets no play, or a statement is not borne by the data.
    """
    strategies = write_strategies(study, models, data, cube, load_playbook(playbook, study))
    advised = {key: _with_strategies(model, strategies) for key, model in models.items()}
    worded = {key: _with_words(model, advised, data, agreements, study) for key, model in advised.items()}
    worded = {key: say_doubts(model, study) for key, model in worded.items()}
    return Told(
        models=worded,
        data=replace(data, words=word_data(data, study)),
        groups=strategies.groups,
        priorities=strategies.priorities,
        overview=word_overview(worded, data, strategies.priorities, agreements, study),
    )


def _with_strategies(model: Model, strategies: Strategies) -> Model:
    """A model whose segments know what to do, and what the play calls them."""
    own, called = strategies.by_segment[model.key], strategies.nicknames[model.key]
    segments = {
        slug: replace(segment, strategy=own[slug], nickname=called[slug]) for slug, segment in model.segments.items()
    }
    return replace(model, segments=segments)


def _with_words(
    model: Model,
    models: Mapping[str, Model],
    data: DataReport,
    agreements: tuple[Agreement, ...],
    study: Study,
) -> Model:
    """A model and its segments with their sentences."""
    words = word_segments(model, models, data, study)
    segments = {slug: replace(s, words=words[slug]) for slug, s in model.segments.items()}
    return replace(model, segments=segments, words=word_model(model, models, data, agreements, study))
