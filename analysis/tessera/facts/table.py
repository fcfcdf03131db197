"""The customer table: what was read, what was kept, and its cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tessera.facts.names import Count, FloatArray, IntArray, Name, Statement


@dataclass(frozen=True, slots=True)
class InputFacts:
    """The table, without its place on any machine."""

    name: str
    fingerprint: str
    columns_read: int


@dataclass(frozen=True, slots=True)
class Removal:
    """Rows taken out, with the reason."""

    reason: str  # "missing", "duplicate", "implausible", "outlier"
    column: Name | None
    rows: Count
    rule: str  # in words: "income below 0"


@dataclass(frozen=True, slots=True)
class Fill:
    """Missing values that were replaced."""

    column: Name
    rows: Count
    value: float | str


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts between edges; the last bin includes its right edge."""

    edges: tuple[float, ...]
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class ColumnSummary:
    """A column as read and as kept. Numeric fields are None for categories, `shares` is None for numbers."""

    kind: Literal["number", "category", "flag"]
    missing: Count
    outliers: Count
    mean: float | None = None
    sd: float | None = None
    min: float | None = None
    q1: float | None = None
    median: float | None = None
    q3: float | None = None
    max: float | None = None
    shares: Mapping[str, float] | None = None
    counts: Mapping[str, int] | None = None
    total: float | None = None
    original: Histogram | None = None
    cleaned: Histogram | None = None


@dataclass(frozen=True, slots=True)
class DataReport:
    """What was read, what was kept and why."""

    rows_read: Count
    rows_kept: int
    removals: tuple[Removal, ...]
    fills: tuple[Fill, ...]
    columns: Mapping[Name, ColumnSummary]
    correlations: Mapping[Name, Mapping[Name, float]]
    words: Mapping[str, Statement] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A column of 0 and 1: whether a trait takes a value."""

    column: Name
    value: str


@dataclass(frozen=True, slots=True)
class Cells:
    """Distinct feature tuples with counts, in ascending order of the tuple.

    ``values`` has shape (n_cells, n_features) in the columns' own units, ``counts`` shape (n_cells,).
    ``stands`` says what a cell is: one combination of values, a bin with its mean, or customers drawn for a sample,
    whose counts are raised to all; ``drawn`` counts the customers that were looked at. ``indicators`` are those
    features that a trait became.
    """

    features: tuple[Name, ...]
    values: FloatArray
    counts: IntArray
    stands: Literal["all", "bins", "sample"] = "all"
    drawn: int = 0
    indicators: Mapping[Name, Indicator] = field(default_factory=dict)
