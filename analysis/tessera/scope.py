"""Whose figures a text means, and where they stand in findings.json."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tessera.errors import StrategyError
from tessera.facts import DataReport, Model, Name, Segment, Slug, Statement
from tessera.pointers import pointer, reference

if TYPE_CHECKING:
    from tessera.study import Study

YES = "=yes"
"""Ends the key of a flag among the indices: a flag is spoken of by its column alone."""


class MissingFigureError(StrategyError):
    """A text asks for a figure that this segment does not have."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose figures a text means."""

    study: "Study"
    data: DataReport
    model: Model
    segment: Segment
    keys: Mapping[str, str]  # meaning -> column, or column and value
    peer: Slug | None
    value: Name | None


def segment_pointer(model: str, slug: Slug, *parts: str | int) -> str:
    """The pointer to a segment, or to something in it."""
    return pointer("models", model, "segments", slug, *parts)


def link(model: str, slug: Slug) -> Statement:
    """A segment's name, linked to its page."""
    return reference(segment_pointer(model, slug), "link")


def own_pointer(scope: Scope, *parts: str | int) -> str:
    """Point to something in the scope's segment."""
    return segment_pointer(scope.model.key, scope.segment.slug, *parts)


def key_of(word: str, scope: Scope) -> str:
    """The column (or column and value) behind a meaning."""
    key = scope.keys.get(word, word)
    if key.partition("=")[0] not in scope.data.columns:
        raise MissingFigureError(f"the table has no column for '{word}'.")
    return key
