"""What to do about a segment."""

from dataclasses import dataclass
from typing import Literal

from tessera.facts.names import Name, Slug, Statement


@dataclass(frozen=True, slots=True)
class Claim:
    """One piece of advice: borne by the table (evidence) or a reasoned guess (hypothesis)."""

    text: Statement
    kind: Literal["evidence", "hypothesis"]
    source: Statement  # the figures behind it; empty for a hypothesis
    keys: tuple[str, ...]  # JSON Pointers an evidence rests on
    settled_by: str  # what would settle a hypothesis


@dataclass(frozen=True, slots=True)
class Lever:
    """One way to act, with its claims."""

    lever: Literal["targeting", "assortment", "engagement", "pricing", "personalisation"]
    title: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """Where the KPI should go, with the arithmetic."""

    column: Name
    current: float
    target: float
    gain: float
    reference: float
    fraction: float
    sentence: Statement
    arithmetic: Statement
    worth: float  # gain times customers


@dataclass(frozen=True, slots=True)
class TestPlan:
    """Whether the target can be shown, and how."""

    column: Name
    gain: float
    sd: float
    alone: float  # smallest gain this segment can show, half held out
    needed: int  # customers per arm to show the gain
    enough: bool
    pool_with: Slug | None
    pooled: int
    pooled_shows: float | None
    pooled_power: float | None
    alpha: float
    power: float
    rate_from: float
    rate_to: float
    rate_needed: int  # customers per arm to show rate_from -> rate_to
    rate_shows: float | None  # the rate that this segment could show against rate_from
    headline: Statement
    sentence: Statement
    steps: tuple[tuple[str, Statement], ...]


@dataclass(frozen=True, slots=True)
class Strategy:
    """What to do about one segment."""

    play: str
    verb: str  # "Keep", "Win"
    objective: Statement
    insight: Statement
    first_action: Statement
    offer: Statement
    message: Statement
    levers: tuple[Lever, ...]
    channels: Statement
    kpi: Statement
    guardrail: Statement
    owner: str
    wrong_if: Statement
    target: Target | None
    test: TestPlan | None


@dataclass(frozen=True, slots=True)
class Priority:
    """A segment's place in the queue, with the arithmetic."""

    model: str
    slug: Slug
    size: int
    gap: float  # distance of the segment's mean value from everyone's
    at_stake: float  # size times gap
    confidence: float  # from the verdict, 0..1
    score: float  # at stake times confidence
    sentence: Statement


@dataclass(frozen=True, slots=True)
class Group:
    """Segments of several models that share a strategy, said once."""

    key: str
    title: str
    members: tuple[tuple[str, Slug], ...]
    customers: int  # people in at least one of the segments
    insight: Statement
    claims: tuple[Claim, ...]
