"""Every type that crosses a stage. Frozen, without behaviour; `findings.json` is these types written down.

Conventions
-----------
A *statement* is a sentence in which every figure is a reference, never a digit:
``"They earn {/models/m/segments/s/means/income} on average."`` A reference is a JSON Pointer into
``findings.json``, optionally with a style after a bar: ``{/models/m/segments/s/share|percent}``.
Only the pages turn references into text, so a sentence cannot disagree with the data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]

Statement: TypeAlias = str
Slug: TypeAlias = str
Name: TypeAlias = str
"""A column's short name in the study."""

Band: TypeAlias = Literal["low", "lower-middle", "middle", "upper-middle", "high"]
VerdictLevel: TypeAlias = Literal["natural", "reproducible", "constructive", "none"]


# ---------------------------------------------------------------- the table


@dataclass(frozen=True, slots=True)
class Removal:
    """Rows taken out, with the reason."""

    reason: str  # "missing", "duplicate", "implausible", "outlier"
    column: Name | None
    rows: int
    rule: str  # in words: "income below 0"


@dataclass(frozen=True, slots=True)
class Fill:
    """Missing values that were replaced."""

    column: Name
    rows: int
    value: float | str


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts between edges; the last bin includes its right edge."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ColumnSummary:
    """A column as read and as kept. Numeric fields are None for categories, `shares` is None for numbers."""

    kind: Literal["number", "category", "flag"]
    missing: int
    outliers: int
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

    rows_read: int
    rows_kept: int
    removals: tuple[Removal, ...]
    fills: tuple[Fill, ...]
    columns: Mapping[Name, ColumnSummary]
    correlations: Mapping[Name, Mapping[Name, float]]
    words: Mapping[str, Statement] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cells:
    """Distinct feature tuples with counts, in ascending order of the tuple.

    ``values`` has shape (n_cells, n_features) in the columns' own units, ``counts`` shape (n_cells,).
    ``approximation`` says in words how cells were made when they are not exact.
    """

    features: tuple[Name, ...]
    values: FloatArray
    counts: IntArray
    approximation: str | None = None


# ---------------------------------------------------------------- clustering


@dataclass(frozen=True, slots=True)
class Partition:
    """Labels of cells, shape (n_cells,), with centroids in the space that was clustered, shape (k, d)."""

    labels: IntArray
    centroids: FloatArray
    inertia: float
    starts: int
    hits: int  # starts that reached the best optimum


@dataclass(frozen=True, slots=True)
class KIndex:
    """Every index of one number of segments."""

    k: int
    inertia: float
    silhouette: float
    calinski_harabasz: float
    davies_bouldin: float
    gap: float | None = None
    gap_error: float | None = None
    gap_gain: float | None = None  # gap less that of one segment: is cutting at all worth it?
    spread: float | None = None  # inertia as a share of one segment's


@dataclass(frozen=True, slots=True)
class Ward:
    """Hierarchical clustering of the same cells, cut at the same k."""

    adjusted_rand: float
    moved: int  # customers whose Ward group is not the one matched to their segment
    sizes: tuple[int, ...]
    merges: tuple[tuple[int, int, float, int], ...]  # the top of the tree: left, right, height, customers
    leaves: tuple[int, ...]  # customers under each leaf of the top of the tree
    preferred_k: int  # where the heights jump most


@dataclass(frozen=True, slots=True)
class NullResult:
    """One index against one kind of noise."""

    kind: str  # "uniform box", "PCA box", "shuffled columns", "Gaussian"
    draws: int
    mean: float
    p05: float
    p95: float
    p_value: float


@dataclass(frozen=True, slots=True)
class Yardstick:
    """One index of a model beside what noise gives: the least favourable kind of noise and scale."""

    name: Literal["silhouette", "jaccard", "prediction_strength"]
    value: float
    threshold: float | None  # the published line to reach
    noise_low: float
    noise_high: float
    p_value: float
    least_favourable: str
    scale: str  # "as in the study" or "standardised"
    nulls: tuple[NullResult, ...]


@dataclass(frozen=True, slots=True)
class Stability:
    """Refitting on bootstrap samples."""

    draws: int
    mean_adjusted_rand: float
    sd_adjusted_rand: float
    weakest_jaccard: float
    jaccard: Mapping[Slug, float]
    weakest_error: float = 0.0  # standard error of the weakest, from the number of draws


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether a model says anything about a column that did not build it."""

    column: Name
    test: Literal["Kruskal-Wallis", "chi-square"]
    statistic: float
    p_value: float
    p_holm: float
    effect: float  # epsilon squared, or Cramer's V
    differs: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far a model can be trusted."""

    level: VerdictLevel
    tiles: int  # 4 natural ... 1 none
    reasons: tuple[Statement, ...]
    headline: Statement
    sentence: Statement
    reach: tuple[Reach, ...]
    reach_sentence: Statement


@dataclass(frozen=True, slots=True)
class Change:
    """What another choice would have moved."""

    choice: str  # "standardised", "k-1", "k+1", "without outliers", "another start", "Ward"
    moved: int
    of: int
    share: float


# ---------------------------------------------------------------- segments


@dataclass(frozen=True, slots=True)
class Trait:
    """A feature's place in the base: the mean percentile rank of the segment's customers, 0 to 1."""

    column: Name
    band: Band
    percentile: float
    word: str  # "high", "younger"


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A segment against everyone = 100, with its 95 % interval.

    ``key`` is a column (``income``) or a column and value (``gender=Female``, ``age=[18,30)``).
    """

    key: str
    label: str
    column: Name
    kind: Literal["mean", "share"]
    value: float  # mean in the column's unit, or share 0..1
    count: int | None  # customers, for shares
    index: float
    low: float
    high: float
    drew: bool  # the column built the model, or is made from what built it
    clear: bool  # the interval does not hold 100


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another segment of the same model, nearest first."""

    slug: Slug
    distance: float  # between centroids, in the space that was clustered
    second_choice: int  # customers for whom it is the second-best segment


@dataclass(frozen=True, slots=True)
class Rule:
    """A readable rule for a segment, and how far it can be relied on."""

    conditions: tuple[Mapping[str, float | str], ...]  # {column, sign: "above"|"at most", value}
    finds: int  # members it finds
    wrong: int  # others it takes in
    fidelity: float  # share of customers that the model's rules together place as the model does
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
    borderline: int  # second-best segment nearly as close
    neighbours: tuple[Neighbour, ...]
    elsewhere: Mapping[str, Mapping[Slug, int]]  # model -> segment -> customers
    rule: Rule | None
    words: "SegmentWords | None" = None
    strategy: "Strategy | None" = None


@dataclass(frozen=True, slots=True)
class ScoringRule:
    """How any customer is placed: scale the features, project where asked, take the nearest centre.

    ``centroids`` are in the clustered space, keyed by slug in label order; ties go to the first.
    """

    features: tuple[Name, ...]
    centre: tuple[float, ...]
    scale: tuple[float, ...]
    origin: tuple[float, ...] | None
    components: tuple[tuple[float, ...], ...] | None
    centroids: Mapping[Slug, tuple[float, ...]]
    sql: str


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
    """An axis of a map in three dimensions: a column, or a principal component with its share of the variance."""

    label: str
    column: Name | None
    explained: float | None
    step: float  # width of a block
    low: float
    high: float


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
    approximation: str | None
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
    borderline: int
    map: PlaneMap | None
    scoring: ScoringRule
    segments: Mapping[Slug, Segment]
    order: tuple[Slug, ...]  # segments as the pages list them
    words: "ModelWords | None" = None
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
    crosswalk: Mapping[Slug, Mapping[Slug, int]]


# ---------------------------------------------------------------- what to do


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


# ---------------------------------------------------------------- words


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
    figures: Mapping[str, float] = field(default_factory=dict)


# ---------------------------------------------------------------- after the build: what moved, what worked


@dataclass(frozen=True, slots=True)
class InputFacts:
    """The table, without its place on any machine."""

    name: str
    fingerprint: str
    columns_read: int


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


@dataclass(frozen=True, slots=True)
class Arm:
    """Customers of one arm; mean and spread are left out where there are too few to show."""

    customers: int
    mean: float | None
    sd: float | None


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
    settles: Statement
    following: Statement  # what to do next


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


# ---------------------------------------------------------------- the border


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """How a column is called and worded."""

    label: str
    short: str
    role: str
    kind: Literal["number", "category", "flag"]
    unit: str
    axis: str
    prefix: str
    suffix: str
    decimals: int
    note: str
    values: Mapping[str, str]
    scale: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class StudyFacts:
    """What the study says that pages repeat."""

    title: str
    question: str
    customers: str
    organisation: str
    simulated: bool
    note: str
    locale: str
    seed: int
    draws: int
    bootstraps: int
    public_minimum: int
    value: Name | None
    columns: Mapping[Name, ColumnFacts]


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything any page may say."""

    schema_version: str
    study: StudyFacts
    made_with: Mapping[str, str]
    input: InputFacts
    data: DataReport
    models: Mapping[str, Model]
    cube: Cube
    agreements: tuple[Agreement, ...]
    groups: tuple[Group, ...]
    priorities: tuple[Priority, ...]
    overview: Overview | None
    changes: Changes | None = None
    results: Results | None = None
