"""Two builds side by side: what moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tessera.facts.names import Name, Slug, Statement
from tessera.facts.table import InputFacts


@dataclass(frozen=True, slots=True)
class ColumnDrift:
    """A column then and now. ``distance`` is the change of the mean in the baseline's standard deviations."""

    column: Name
    then: float | None
    now: float | None
    distance: float | None
    psi: float | None  # population stability index over about ten bands; 0 is no change
    chance: float | None  # what it stays below in 95 of 100 tables of this size that did not change
    level: Literal["steady", "moved", "shifted"]


@dataclass(frozen=True, slots=True)
class SegmentChange:
    """A segment then and now; sizes are of the segments as each build drew them."""

    name: str
    slug: Slug | None  # today's segment; None when it vanished
    was: Slug | None  # the baseline's; None when it is new
    was_name: str | None
    number: int  # today's mark; the baseline's for a vanished segment
    kind: Literal["kept", "new", "vanished"]
    distance: float | None  # between the two centres, in the baseline's standard deviations
    size_then: int | None
    size_now: int | None
    share_then: float | None
    share_now: float | None
    means_then: Mapping[Name, float]
    means_now: Mapping[Name, float]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A segment of the baseline, and who belongs to it today by the baseline's own rule."""

    slug: Slug
    name: str
    share_then: float
    size_then: int
    size_now: int
    share_now: float
    change: float  # share_now against share_then: -0.1 is one customer in ten gone
    lost: float  # the same as a loss, 0 where it gained
    gained: float


@dataclass(frozen=True, slots=True)
class Movement:
    """Customers of today under the baseline's rule, and under today's."""

    rule: Mapping[Slug, RuleChange]
    net: float  # share of all customers that left one old segment for another, at least
    crosswalk: Mapping[Slug, Mapping[Slug, int]]  # old segment -> today's segment -> customers
    redrawn: int  # customers whose old segment is not the one matched to their new one
    redrawn_share: float


@dataclass(frozen=True, slots=True)
class ModelChanges:
    """One model in both builds."""

    key: str
    k_then: int
    k_now: int
    segments: tuple[SegmentChange, ...]
    movement: Movement | None  # None when the model's columns are not the same
    headline: Statement
    notes: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Two builds side by side."""

    baseline: InputFacts
    rows_then: int
    rows_now: int
    same_table: bool
    columns: Mapping[Name, ColumnDrift]
    columns_then: tuple[str, ...]  # columns only the baseline has
    columns_now: tuple[str, ...]
    models: Mapping[str, ModelChanges]
    models_then: tuple[str, ...]  # titles of models only the baseline has
    models_now: tuple[str, ...]
    headline: Statement
    standfirst: Statement
    drift: Statement
    reconsider: tuple[Statement, ...]
