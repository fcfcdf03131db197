"""What a playbook holds once it is read: plays, single pieces of advice, and group plays."""

from collections.abc import Mapping
from dataclasses import dataclass

from tessera.playbook_schema import LeverName, Toward


@dataclass(frozen=True, slots=True)
class When:
    """Conditions; all have to be met."""

    levels: Mapping[str, tuple[str, ...]]  # meaning or column -> levels, any of which will do
    drawn_by: tuple[str, ...] = ()
    not_drawn_by: tuple[str, ...] = ()
    peer: tuple[str, ...] = ()
    verdict: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tactic:
    """One piece of advice: with the figures behind it, or with what would settle it."""

    lever: LeverName
    say: str
    evidence: str
    settled_by: str
    when: When


@dataclass(frozen=True, slots=True)
class Aim:
    """Where the KPI should go."""

    toward: Toward
    fraction: float


@dataclass(frozen=True, slots=True)
class Play:
    """A strategy for a kind of segment.

    Texts hold shorthand in braces instead of figures; of several wordings, the first whose figures are there is used.
    """

    key: str
    place: str  # file and line
    own: bool  # the study's: it is refused where a figure is missing, while a shipped one is passed over
    when: When
    priority: int
    repeatable: bool  # may be used for several segments of a model
    nickname: str | None
    verb: str
    objective: tuple[str, ...]
    insight: tuple[str, ...]
    first_action: tuple[str, ...]
    offer: tuple[str, ...]
    message: tuple[str, ...]
    tactics: tuple[Tactic, ...]
    channels: tuple[str, ...]
    kpi: tuple[str, ...]
    guardrail: tuple[str, ...]
    owner: str
    wrong_if: tuple[str, ...]
    aim: Aim
    trial: tuple[str, ...]  # what the treated half gets in the test
    weeks: str  # how long the test runs


@dataclass(frozen=True, slots=True)
class Extra:
    """A piece of advice for a trait, given to the one segment of a model that shows it most."""

    key: str
    own: bool
    by: str  # the meaning whose index decides who shows it most
    tactic: Tactic


@dataclass(frozen=True, slots=True)
class GroupPlay:
    """A strategy that segments of several models share."""

    key: str
    own: bool
    title: str
    when: When
    insight: str
    tactics: tuple[Tactic, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """Which column speaks of something: the first of these names, or the column with this role."""

    columns: tuple[str, ...] = ()
    role: str | None = None
    values: tuple[str, ...] = ()  # for a category: the value meant, in any of these spellings


@dataclass(frozen=True, slots=True)
class Playbook:
    """Everything the playbook files say, in order."""

    meanings: Mapping[str, Meaning]
    plays: tuple[Play, ...]
    extras: tuple[Extra, ...]
    groups: tuple[GroupPlay, ...]
