"""What no strategy may say: a thing twice, an adjective the figures do not bear, a figure that is not there.

Nor may percentages that stand together miss a hundred.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from tessera.adding_up import mixed_roundings, shares_that_do_not_add_up
from tessera.advice import LintFault, Strategies
from tessera.conditions import percentiles_of
from tessera.errors import StrategyError
from tessera.facts import DataReport, Model, Name, Segment, Slug, Statement, Strategy
from tessera.pointers import REFERENCE, decoded, parts_of, pointer, references, resolve

LONGEST_REPEAT = 8  # words; a longer sentence may stand in one segment of a model only
LOW_UP_TO = 0.4  # percentile up to which "low" words are borne
HIGH_FROM = 0.6
MOST_SHOWN = 5

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Adjective:
    """Words that claim a place among all customers."""

    meaning: str
    words: re.Pattern[str]
    low: float  # percentiles that bear them
    high: float


def _adjective(meaning: str, words: str, low: float, high: float) -> Adjective:
    return Adjective(meaning, re.compile(rf"(?<![\w-])({words})\b", re.IGNORECASE), low, high)


ADJECTIVES: tuple[Adjective, ...] = (
    _adjective("age", "young|younger|youngest", 0.0, LOW_UP_TO),
    _adjective("age", "older|oldest|elderly", HIGH_FROM, 1.0),
    _adjective("age", "(?<!to )middle-aged(?! to )", 0.25, 0.75),
    _adjective("age", "younger to middle-aged", 0.0, 0.5),  # names of segments that thirds do not tell apart
    _adjective("age", "middle-aged to older", 0.5, 1.0),
    _adjective("income", "low(er)?[ -](income|earners?)|modest (income|purse)s?|earn little", 0.0, LOW_UP_TO),
    _adjective("income", "high(er)?[ -](income|earners?)|well[ -]paid|affluent|earn well", HIGH_FROM, 1.0),
    _adjective("income", "middle[ -](income|earners?)", 0.25, 0.75),
    _adjective("spend", "low(er)?[ -](spending|spenders?|score)|spend (very )?little", 0.0, LOW_UP_TO),
    _adjective("spend", "high(er)?[ -](spending|spenders?|score)|spend (freely|heavily)", HIGH_FROM, 1.0),
    _adjective("spend", "middle[ -](spending|spenders?)", 0.25, 0.75),
)
"""Only words that say where a segment itself stands; sentences about another segment are left alone."""


def check_strategies(
    strategies: Strategies, models: Mapping[str, Model], data: DataReport, keys: Mapping[str, str]
) -> None:
    """Refuse strategies with a fault.

    Parameters
    ----------
    strategies : Strategies
        What was written about every segment, and across them.
    models, data
        The figures the strategies rest on.
    keys : mapping
        Meaning -> column of this table.

    Raises
    ------
    StrategyError
        Naming the segment, the statement and what is wrong with it.
    """
    find = finder(strategies, models, data)
    faults: list[LintFault] = []
    for key, model in models.items():
        written = strategies.by_segment.get(key, {})
        faults += missing_strategies(model, written)
        faults += repeated_sentences(model, written)
        faults += shares_that_do_not_add_up(model, data.rows_kept)
        for slug, strategy in written.items():
            faults += false_adjectives(model.segments[slug], strategy, data, keys)
            faults += dangling_references(model.segments[slug].name, _all_texts(strategy), find)
            faults += mixed_roundings(model.segments[slug].name, _all_texts(strategy))
    for group in strategies.groups:
        texts = [group.insight, *(text for claim in group.claims for text in (claim.text, claim.source))]
        faults += dangling_references(group.title, texts, find)
    for priority in strategies.priorities:
        faults += dangling_references(models[priority.model].segments[priority.slug].name, [priority.sentence], find)
    if faults:
        said = [f"{fault.segment}: {fault.reason} In: '{fault.statement}'" for fault in faults[:MOST_SHOWN]]
        left = f"And {len(faults) - MOST_SHOWN} more." if len(faults) > MOST_SHOWN else ""
        raise StrategyError("\n".join(said), hint=left)


def missing_strategies(model: Model, strategies: Mapping[Slug, Strategy]) -> Iterator[LintFault]:
    """Segments that nobody wrote for."""
    for slug in model.order:
        if slug not in strategies:
            yield LintFault(model.segments[slug].name, "", "this segment has no play.")


def repeated_sentences(model: Model, strategies: Mapping[Slug, Strategy]) -> Iterator[LintFault]:
    """Sentences of more than eight words that stand in two segments of a model, whatever their figures."""
    first: dict[str, Slug] = {}
    for slug, strategy in strategies.items():
        for sentence in dict.fromkeys(s for text in advice_of(strategy) for s in long_sentences(text)):
            owner = first.setdefault(sentence, slug)
            if owner != slug:
                name = model.segments[owner].name
                yield LintFault(model.segments[slug].name, sentence, f"the same sentence stands in '{name}'.")


def long_sentences(text: Statement) -> Iterator[str]:
    """Sentences of more than eight words, with an ellipsis for every figure, in lower case."""
    for sentence in _SENTENCE_END.split(REFERENCE.sub("…", text)):
        words = sentence.casefold().strip(" .!?").split()
        if len(words) > LONGEST_REPEAT:
            yield " ".join(words)


def false_adjectives(
    segment: Segment, strategy: Strategy, data: DataReport, keys: Mapping[str, str]
) -> Iterator[LintFault]:
    """Words that claim a place among all customers which the percentile does not bear."""
    percentiles = percentiles_of(segment, data)
    here = [segment.name, *(s for text in advice_of(strategy) for s in _SENTENCE_END.split(text))]
    for adjective in ADJECTIVES:
        for sentence in here:
            match = adjective.words.search(REFERENCE.sub("…", sentence))
            if not match or _speaks_of_another(segment, sentence):
                continue
            column = _column_called(match[0], segment) or keys.get(adjective.meaning, "")
            percentile = percentiles.get(column)
            if percentile is not None and not adjective.low <= percentile <= adjective.high:
                yield LintFault(
                    segment.name,
                    sentence,
                    f"'{match[0]}' is not borne: the mean {column}, {segment.means[column]:.1f}, lies at "
                    f"percentile {100 * percentile:.0f}.",
                )


def _column_called(words: str, segment: Segment) -> Name | None:
    """The column that a segment's name calls by these words, whatever the playbook means by them."""
    return next((trait.column for trait in segment.traits if words.casefold() in trait.word.casefold()), None)


def dangling_references(name: str, texts: Sequence[Statement], find: Callable[[str], object]) -> Iterator[LintFault]:
    """References that name nothing."""
    for text in texts:
        for target, _ in references(text):
            try:
                found = find(target)
            except KeyError:
                found = None
            if found is None:
                yield LintFault(name, text, f"there is no figure at '{target}'.")


def advice_of(strategy: Strategy) -> tuple[Statement, ...]:
    """Everything a strategy advises, without its evidence and its sums."""
    claims = [claim for lever in strategy.levers for claim in lever.claims]
    texts = [
        strategy.objective,
        strategy.insight,
        strategy.first_action,
        strategy.offer,
        strategy.message,
        strategy.channels,
        strategy.kpi,
        strategy.guardrail,
        strategy.wrong_if,
        *(claim.text for claim in claims),
        *(claim.settled_by for claim in claims),
    ]
    if strategy.target is not None:
        texts.append(strategy.target.sentence)
    if strategy.test is not None:
        texts += [strategy.test.headline, strategy.test.sentence, *(text for _, text in strategy.test.steps)]
    return tuple(texts)


def _all_texts(strategy: Strategy) -> list[Statement]:
    """Advice, evidence and sums."""
    sources = [claim.source for lever in strategy.levers for claim in lever.claims]
    sums = [strategy.target.arithmetic] if strategy.target is not None else []
    return [*advice_of(strategy), *sources, *sums]


def _speaks_of_another(segment: Segment, sentence: Statement) -> bool:
    """Whether a sentence cites another segment, or says what this one is not."""
    others = [
        parts[3]
        for target in (decoded(match[1]) for match in REFERENCE.finditer(sentence))
        if len(parts := parts_of(target)) > 3 and parts[0] == "models" and parts[3] != segment.slug
    ]
    return bool(others) or bool(re.search(r"\b(not|no|than|nobody|neither|without)\b", sentence, re.IGNORECASE))


def finder(strategies: Strategies, models: Mapping[str, Model], data: DataReport) -> Callable[[str], object]:
    """Look up pointers in facts as they will stand in findings.json.

    Returns
    -------
    callable
        From a pointer to what it names; raises KeyError where nothing is.
    """
    advised = {key: _advised(model, strategies.by_segment.get(key, {})) for key, model in models.items()}
    document = {"models": advised, "data": data, "groups": strategies.groups, "priorities": strategies.priorities}

    def find(target: str) -> object:
        if target.startswith("/study/"):
            return target  # a name that stands in the study: it is looked up when it is worded
        found: Any = document
        for part in parts_of(target):
            found = resolve(_fields(found) if is_dataclass(found) else found, pointer(part))
        return found

    return find


def _advised(model: Model, strategies: Mapping[Slug, Strategy]) -> Mapping[str, Any]:
    """A model as findings.json holds it, strategies inside its segments."""
    segments = {slug: {**_fields(s), "strategy": strategies.get(slug)} for slug, s in model.segments.items()}
    return {**_fields(model), "segments": segments}


def _fields(fact: Any) -> dict[str, Any]:
    return {field.name: getattr(fact, field.name) for field in fields(fact)}
