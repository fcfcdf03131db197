"""What was written about every segment, and across them."""

from collections.abc import Mapping
from dataclasses import dataclass

from tessera.facts import Group, Priority, Slug, Statement, Strategy


@dataclass(frozen=True, slots=True)
class Strategies:
    """What to do, for every segment and across them."""

    by_segment: Mapping[str, Mapping[Slug, Strategy]]  # model -> segment
    nicknames: Mapping[str, Mapping[Slug, str | None]]  # what a play would call the segment, beside its name
    groups: tuple[Group, ...]
    priorities: tuple[Priority, ...]  # first things first


@dataclass(frozen=True, slots=True)
class LintFault:
    """Something a strategy may not say."""

    segment: str
    statement: Statement
    reason: str
