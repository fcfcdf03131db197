"""How a model was found, and how far it can be trusted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tessera.facts.names import Count, Figure, FloatArray, IntArray, Name, Slug, Statement, VerdictLevel


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
    moved: Count  # customers whose Ward group is not the one matched to their segment
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
    moved: Count
    of: Count
    share: Figure


@dataclass(frozen=True, slots=True)
class Exactness:
    """How near a model's figures come to those over every row, and what they were worked out on.

    ``bins`` is the most bins a column was cut into. ``error`` is the furthest that a centre lies from the mean of its
    customers, all counted, as a share of the standard deviation; zero up to rounding where cells are exact. The
    silhouette's mean distances are taken to ``silhouette_from`` customers and Ward's tree holds ``ward_from``; None
    where all are in it.
    """

    cells: Literal["all", "bins", "sample"]
    drawn: int
    bins: int | None
    error: float
    silhouette_from: int | None
    ward_from: int | None
