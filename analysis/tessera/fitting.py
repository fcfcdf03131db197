"""Cells become a fitted model: scaled, searched over k, cut at the chosen k."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import ibis
import numpy as np

from tessera.bins import Axis, count_bins
from tessera.clean import Cleaned
from tessera.clustering import count_distinct
from tessera.encoding import NO_TRAITS, blocks_of
from tessera.errors import ModelError
from tessera.facts import Cells, FloatArray, Indicator, IntArray, KIndex, Name, Partition
from tessera.gathering import gather_cells
from tessera.ground import ground_of
from tessera.indices import Silhouette
from tessera.members import NearestCentre, place_by_rule
from tessera.placing import nearest_centroid
from tessera.sampling import raise_by_segment
from tessera.scaling import Scaling, apply_scaling, fit_scaling
from tessera.selection import choose_k, fit_all, preferred_k, search_k
from tessera.sensitivity import borderline_cells, second_choice
from tessera.settling import LABEL, Settled, settle_centres
from tessera.study import ModelSpec, Study


@dataclass(frozen=True, slots=True)
class ModelFit:
    """One model on its cells.

    ``points`` has shape (n_cells, d) in the space that was clustered; ``labels``, ``second`` (the next-best
    segment) and ``borderline`` have shape (n_cells,); ``centres`` has shape (k, n_columns) in the columns'
    own units (shares for the values of a trait); ``silhouettes`` holds the mean width of each segment.
    ``error`` is how far a centre may lie from the mean of its customers, in standard deviations, where cells are not
    exact.
    """

    key: str
    spec: ModelSpec
    cells: Cells
    scaling: Scaling
    points: FloatArray
    k: int
    partitions: Mapping[int, Partition]
    search: tuple[KIndex, ...]
    preferred: Mapping[str, int]
    labels: IntArray
    centres: FloatArray
    silhouettes: tuple[float, ...]
    second: IntArray
    borderline: np.ndarray
    error: float = 0.0

    @property
    def partition(self) -> Partition:
        """The partition at the chosen k."""
        return self.partitions[self.k]

    @property
    def rule(self) -> NearestCentre:
        """What places a customer."""
        return NearestCentre(self.cells.features, self.scaling, self.partition.centroids, self.cells.indicators)


def fit_model(
    cleaned: Cleaned, spec: ModelSpec, study: Study, indicators: Mapping[Name, Indicator] = NO_TRAITS
) -> ModelFit:
    """Find a model's segments in a cleaned table; ``indicators`` are what its traits become.

    Where cells are not exact, the centres found on them are settled over all customers.
    """
    gathered = gather_cells(cleaned, spec.features, study, indicators)
    try:
        fit = fit_cells(gathered.cells, spec, study)
    except ModelError as fault:
        raise ModelError(f"Model '{spec.key}': {fault.message}", hint=fault.hint) from fault
    return fit if fit.cells.stands == "all" else _on_all(cleaned.table, fit, gathered.axes)


def fit_cells(cells: Cells, spec: ModelSpec, study: Study) -> ModelFit:
    """Find a model's segments in its cells.

    Raises
    ------
    ModelError
        If a feature is constant or there are fewer distinct tuples than segments.
    """
    blocks = blocks_of(cells.features, cells.indicators)
    scaling = fit_scaling(cells.values, cells.counts, spec.scaling, spec.pca, cells.features, blocks)
    points = apply_scaling(scaling, cells.values)
    ks = _ks_to_search(spec, len(points), count_distinct(points), int(cells.counts.sum()))
    partitions = fit_all(points, cells.counts, ks, seed=study.seed)
    ground = ground_of(scaling, cells.values, points)
    search, widths = search_k(points, cells.counts, partitions, seed=study.seed, ground=ground)
    k = choose_k(search) if spec.k == "auto" else spec.k
    chosen = partitions[k]
    return ModelFit(
        key=spec.key,
        spec=spec,
        cells=cells,
        scaling=scaling,
        points=points,
        k=k,
        partitions=partitions,
        search=search,
        preferred=preferred_k(search),
        labels=chosen.labels,
        centres=_means(cells, chosen.labels, k),
        silhouettes=_mean_widths(widths[k], cells, chosen.labels, k),
        second=second_choice(points, chosen.centroids),
        borderline=borderline_cells(points, chosen.centroids),
    )


def _on_all(table: ibis.Table, fit: ModelFit, axes: Mapping[Name, Axis]) -> ModelFit:
    """The fit with its chosen centres at rest among all customers, and cells that tell their sizes.

    Bins are parted where a border crosses them; the customers of a sample stand for others of the same segment.
    """
    settled = settle_centres(table, fit.rule, _deviation(fit.points, fit.cells.counts))
    if fit.cells.stands == "bins":
        placed = place_by_rule(table, LABEL, settled.rule)
        cells, labels = count_bins(placed, fit.cells.features, axes, within=LABEL)
    else:
        labels = nearest_centroid(fit.points, settled.rule.centroids)
        cells = replace(fit.cells, counts=raise_by_segment(fit.cells.counts, labels, settled.sizes))
    return _with_cells(fit, cells, labels, settled)


def _with_cells(fit: ModelFit, cells: Cells, labels: IntArray, settled: Settled) -> ModelFit:
    """The fit on other cells: those of all customers by a settled rule."""
    points = apply_scaling(fit.scaling, cells.values)
    centroids = settled.rule.centroids
    others = {k: replace(p, labels=nearest_centroid(points, p.centroids)) for k, p in fit.partitions.items()}
    chosen = replace(fit.partition, labels=labels, centroids=centroids)
    return replace(
        fit,
        cells=cells,
        points=points,
        partitions=others | {fit.k: chosen},
        labels=labels,
        centres=settled.means,
        second=second_choice(points, centroids),
        borderline=borderline_cells(points, centroids),
        error=settled.error,
    )


def _deviation(points: FloatArray, weights: IntArray) -> FloatArray:
    """Standard deviation along each axis, shape (d,)."""
    middle = np.average(points, axis=0, weights=weights)
    return np.asarray(np.sqrt(np.average((points - middle) ** 2, axis=0, weights=weights)))


def _ks_to_search(spec: ModelSpec, n_cells: int, distinct: int, customers: int) -> tuple[int, ...]:
    """Numbers of segments to look at: the study's range as far as cells can be told apart, and its own k."""
    least = spec.k_min if spec.k == "auto" else spec.k
    if distinct < min(least, n_cells):
        raise ModelError(
            f"{' and '.join(spec.features)} reach so far that beside the farthest value only {distinct} of {n_cells} "
            f"combinations can be told apart, too few for {least} segments.",
            hint="Is a value wrong? Say what is plausible under cleaning.implausible.",
        )
    if spec.k != "auto" and spec.k > n_cells:
        raise ModelError(
            f"{spec.k} segments were asked of {n_cells} distinct combinations of {' and '.join(spec.features)}.",
            hint=f"Ask for {n_cells} segments at most, or for features with more values.",
        )
    if least >= customers:
        raise ModelError(f"{least} segments of {customers} customers leave nothing to compare.", hint="Ask for fewer.")
    asked = set() if spec.k == "auto" else {spec.k}
    return tuple(sorted(asked | {k for k in range(spec.k_min, spec.k_max + 1) if k <= max(2, distinct - 1)}))


def _means(cells: Cells, labels: IntArray, k: int) -> FloatArray:
    """Means of the features per segment, in their own units, shape (k, n_features)."""
    sums = np.zeros((k, cells.values.shape[1]))
    np.add.at(sums, labels, cells.values * cells.counts[:, None])
    return sums / np.bincount(labels, weights=cells.counts, minlength=k)[:, None]


def _mean_widths(widths: Silhouette, cells: Cells, labels: IntArray, k: int) -> tuple[float, ...]:
    """Mean silhouette of every segment."""
    return tuple(
        float(np.average(widths.widths[labels == label], weights=cells.counts[labels == label])) for label in range(k)
    )
