"""Segments, the models they belong to, and their maps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tessera.facts.clustering import Change, Exactness, KIndex, Stability, Verdict, Ward, Yardstick
from tessera.facts.names import Band, Count, Figure, Name, Slug
from tessera.facts.strategy import Strategy
from tessera.facts.table import Histogram, Indicator
from tessera.facts.words import ModelWords, SegmentWords


@dataclass(frozen=True, slots=True)
class Trait:
    """A feature's place in the base: the mean percentile rank of the segment's customers, 0 to 1.

    For a category it is that of having ``value``, its most common value here, which ``share`` of the customers have.
    """

    column: Name
    band: Band
    percentile: float
    word: str  # "high", "younger", "mostly women"
    value: str | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A segment against everyone = 100, with its 95 % interval.

    ``key`` is a column (``income``) or a column and value (``gender=Female``, ``age=[18,30)``).
    """

    key: str
    label: str
    column: Name
    kind: Literal["mean", "share"]
    value: Figure  # mean in the column's unit, or share 0..1
    count: int | None  # customers, for shares
    index: Figure
    low: Figure
    high: Figure
    drew: bool  # the column built the model, or is made from what built it
    clear: bool  # the interval does not hold 100


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another segment of the same model, nearest first."""

    slug: Slug
    distance: float  # between centroids, in the space that was clustered
    second_choice: Count  # customers for whom it is the second-best segment


@dataclass(frozen=True, slots=True)
class Rule:
    """A readable rule for a segment, and how far it can be relied on."""

    conditions: tuple[Mapping[str, float | str], ...]  # {column, sign: "above"|"at most"|"is"|"is not", value}
    finds: Count  # members it finds
    wrong: Count  # others it takes in
    fidelity: Figure  # share of customers that the model's rules together place as the model does
    sql: str  # selects the segment's customers exactly


@dataclass(frozen=True, slots=True)
class Segment:
    """Everything a page may say of one segment."""

    slug: Slug
    name: str
    short: str
    nickname: str | None
    number: int  # position in the model: colour and shape follow it
    size: int
    share: float
    traits: tuple[Trait, ...]
    centroid: Mapping[Name, float]
    means: Mapping[Name, float]
    sds: Mapping[Name, float]
    medians: Mapping[Name, float]
    q1s: Mapping[Name, float]
    q3s: Mapping[Name, float]
    mins: Mapping[Name, float]
    maxs: Mapping[Name, float]
    mean_lows: Mapping[Name, float]  # 95 % interval of the mean
    mean_highs: Mapping[Name, float]
    totals: Mapping[Name, float]  # share of the column's total held by the segment
    shares: Mapping[Name, Mapping[str, float]]
    counts: Mapping[Name, Mapping[str, int]]
    share_lows: Mapping[Name, Mapping[str, float]]  # Wilson 95 %
    share_highs: Mapping[Name, Mapping[str, float]]
    index: Mapping[str, float]
    differences: tuple[IndexRow, ...]  # strongest first
    histograms: Mapping[Name, Histogram]
    silhouette: float
    jaccard: float | None
    borderline: Count  # second-best segment nearly as close
    neighbours: tuple[Neighbour, ...]
    elsewhere: Mapping[str, Mapping[Slug, int]]  # model -> segment -> customers
    rule: Rule | None
    words: SegmentWords | None = None
    strategy: Strategy | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A column of the customer table that a rule needs: its header there, and what it holds; never the id."""

    column: str
    holds: Literal["number", "flag", "text", "date"]


@dataclass(frozen=True, slots=True)
class ScoringRule:
    """How any customer is placed: scale the features, project where asked, take the nearest centre.

    A feature among ``indicators`` is 1 where its column has its value, and 0 where it has another. ``centroids`` are in
    the clustered space, keyed by slug in label order; ties go to the first. ``reads`` are the columns of the table that
    are needed, by short name; ``derived`` the expressions made from them, in an order in which each
    comes after those it uses; ``dates`` the ends of date columns in the table the model was built on.
    """

    features: tuple[Name, ...]
    centre: tuple[float, ...]
    scale: tuple[float, ...]
    origin: tuple[float, ...] | None
    components: tuple[tuple[float, ...], ...] | None
    centroids: Mapping[Slug, tuple[float, ...]]
    sql: str
    indicators: Mapping[Name, Indicator] = field(default_factory=dict)
    reads: Mapping[Name, Reading] = field(default_factory=dict)
    derived: Mapping[Name, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tile:
    """A cell of the plane with its customers per segment."""

    x: float  # left edge
    y: float  # lower edge
    counts: Mapping[Slug, int]


@dataclass(frozen=True, slots=True)
class PlaneMap:
    """The model's plane as a mosaic, with straight borders between segments.

    ``points`` are the customers on the plane, each place with how many stand there; empty where there are too many
    for single points to tell anything. They are for an internal edition only.
    """

    x: Name
    y: Name
    x_step: float
    y_step: float
    x_min: float
    x_max: float
    y_min: float
    y_max: float
    tiles: tuple[Tile, ...]
    largest: int
    borders: tuple[tuple[float, float, float, float], ...]
    centroids: Mapping[Slug, tuple[float, float]]
    points: Mapping[Slug, tuple[tuple[float, float, int], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SpaceAxis:
    """An axis of a map in three dimensions: a column, or a principal component with its share of the variance.

    A trait's ``values`` stand at 0, 1, 2 and so on, each a step wide.
    """

    label: str
    column: Name | None
    explained: float | None
    step: float  # width of a block
    low: float
    high: float
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A box of the space with its customers per segment."""

    at: tuple[float, ...]  # lower corner, one value an axis
    counts: Mapping[Slug, int]


@dataclass(frozen=True, slots=True)
class SpaceMap:
    """A model of more than two columns: blocks in two or three dimensions, tiles in the plane of the first two."""

    axes: tuple[SpaceAxis, ...]
    x_step: float
    y_step: float
    tiles: tuple[Tile, ...]
    largest: int
    blocks: tuple[Block, ...]
    largest_block: int
    centroids: Mapping[Slug, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Components:
    """The principal components a model was built on, the first first."""

    explained: tuple[float, ...]  # share of the scaled columns' variance
    together: float
    loadings: Mapping[Name, tuple[float, ...]]  # column -> weight in every component, -1 to 1


@dataclass(frozen=True, slots=True)
class Model:
    """One way of cutting the base, with everything that speaks for and against it."""

    key: str
    name: str
    features: tuple[Name, ...]
    scaling: str
    k: int
    k_chosen_by: Literal["study", "data"]
    n_cells: int
    exactness: Exactness
    starts: int
    hits: int
    inertia: float
    silhouette: float
    calinski_harabasz: float
    davies_bouldin: float
    search: tuple[KIndex, ...]
    preferred: Mapping[str, int]  # index -> the k it likes best
    ward: Ward | None
    stability: Stability | None
    yardsticks: tuple[Yardstick, ...]
    verdict: Verdict | None
    changes: tuple[Change, ...]
    borderline: Count
    map: PlaneMap | None
    scoring: ScoringRule
    segments: Mapping[Slug, Segment]
    order: tuple[Slug, ...]  # segments as the pages list them
    words: ModelWords | None = None
    components: Components | None = None
    space: SpaceMap | None = None  # where `map` is None and there are two axes at least


@dataclass(frozen=True, slots=True)
class Cube:
    """Customers by their segment in every model at once; rows in ascending order of the slugs."""

    models: tuple[str, ...]
    rows: tuple[tuple[tuple[Slug, ...], int], ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two models side by side."""

    a: str
    b: str
    adjusted_rand: float
    crosswalk: Mapping[Slug, Mapping[Slug, Count]]
