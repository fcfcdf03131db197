"""A campaign by segment: what worked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tessera.facts.names import Name, Slug, Statement
from tessera.facts.table import InputFacts


@dataclass(frozen=True, slots=True)
class Arm:
    """Customers of one arm; mean and spread are left out where there are too few to show."""

    customers: int
    mean: float | None
    sd: float | None


BearingState: TypeAlias = Literal["supported", "contradicted", "open", "not tested"]


@dataclass(frozen=True, slots=True)
class Bearing:
    """What a result says of one hypothesis of a segment."""

    hypothesis: str  # its JSON Pointer
    lever: str
    text: Statement
    state: BearingState
    sentence: Statement


@dataclass(frozen=True, slots=True)
class Uplift:
    """Treated less holdout, with the interval that holds for all segments of a model at once."""

    treated: Arm
    holdout: Arm
    difference: float | None
    low: float | None
    high: float | None
    size: float | None  # the difference without its sign
    state: Literal["gain", "loss", "open", "untested"]
    sentence: Statement
    settles: Statement  # what it says of the segment's offer
    following: Statement  # what to do next
    hypotheses: tuple[Bearing, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelUplift:
    """A campaign by the segments of one model."""

    model: str
    confidence: float  # of each interval alone
    tested: int
    gains: int
    losses: int
    segments: Mapping[Slug, Uplift]
    headline: Statement


@dataclass(frozen=True, slots=True)
class CampaignResult:
    """One campaign."""

    name: str
    customers: int
    everyone: Uplift
    models: Mapping[str, ModelUplift]


@dataclass(frozen=True, slots=True)
class Results:
    """A table of campaign results, joined to the segments."""

    input: InputFacts
    outcome: str  # the header
    column: Name | None  # the study's column it is, where it is one
    kind: Literal["binary", "amount"]
    rows: int
    matched: int
    unmatched: int
    least: int  # customers an arm needs before it is shown
    campaigns: tuple[CampaignResult, ...]
    headline: Statement
    standfirst: Statement
