"""Sentences that pages print."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tessera.facts.names import Name, Statement


@dataclass(frozen=True, slots=True)
class Note:
    """A margin note: a short heading and a sentence or two."""

    title: str
    text: Statement


@dataclass(frozen=True, slots=True)
class SegmentWords:
    """What a segment's page says in sentences. `titles` and `notes` are keyed by the page's section."""

    standfirst: Statement
    summary: tuple[Statement, ...]  # three sentences
    titles: Mapping[str, Statement]
    notes: Mapping[str, tuple[Note, ...]]
    limits: tuple[Statement, ...]
    who_column: Name  # the column whose distribution tells most about who they are
    figures: Mapping[str, float] = field(default_factory=dict)  # sums and counts that only sentences need


@dataclass(frozen=True, slots=True)
class ModelWords:
    """What a model's page says in sentences."""

    headline: Statement
    standfirst: Statement
    plain: Statement  # the verdict in plain words, for tables
    titles: Mapping[str, Statement]
    notes: Mapping[str, tuple[Note, ...]]
    good_for: tuple[Statement, ...]
    not_good_for: tuple[Statement, ...]
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """A finding worth remembering: a figure, what it is, and why it matters."""

    figure: Statement
    title: Statement
    text: Statement


@dataclass(frozen=True, slots=True)
class Overview:
    """The front page and page one of the briefing."""

    headline: Statement
    standfirst: Statement
    lead_model: str
    map_title: Statement
    table_title: Statement
    messages: tuple[Message, ...]
    sure_title: Statement
    decision: tuple[Statement, ...]
    queue_title: Statement = ""
    tests_title: Statement = ""
    figures: Mapping[str, float] = field(default_factory=dict)
