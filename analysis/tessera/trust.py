"""How far a model can be trusted: redraws, noise, the verdict, and what other choices would have moved."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from tessera.clustering import fit_kmeans
from tessera.facts import (
    Change,
    FloatArray,
    IntArray,
    Partition,
    Reach,
    Slug,
    Stability,
    Verdict,
    Ward,
    Yardstick,
)
from tessera.ground import Ground, ground_of
from tessera.indices import silhouette
from tessera.scaling import Kind, Scaling, apply_scaling, fit_scaling
from tessera.sensitivity import moved_by, neighbouring_k, outlying_cells, without_outliers
from tessera.threads import one_thread
from tessera.verdict import TILES, Evidence, level_of, say_verdict, weigh
from tessera.ward import compare_with_ward
from tessera.yardsticks import AS_STUDIED, STANDARDISED, Measured, View, measure

TRUST_STREAM = 29
"""Keeps the random numbers of this stage apart from those of others that start from the same seed."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to look: the study's seed, noise tables per kind, redraws, and the errors that are allowed.

    Fewer than 100 draws cannot show p = .01, so that no model is natural; 0 draws or bootstraps leave the verdict out.
    """

    seed: int
    draws: int = 100
    bootstraps: int = 100
    alpha: float = 0.01


@dataclass(frozen=True, slots=True)
class Case:
    """A model as fitted, ready to be questioned.

    ``values`` (n_cells, n_features) are cells in the columns' own units, ``weights`` (n_cells,) customers per cell.
    ``slugs`` name the segments in order of their labels. ``preferred`` holds the k each index likes best.
    """

    key: str
    slugs: tuple[Slug, ...]
    values: FloatArray
    weights: IntArray
    scaling: Scaling
    partitions: Mapping[int, Partition]
    k: int
    chosen_by: Literal["study", "data"]
    preferred: Mapping[str, int]
    reach: tuple[Reach, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that speaks for and against a model.

    ``yardsticks`` are in the less favourable scale, ``other_scale`` in the other one (empty when there is none).
    """

    stability: Stability | None
    yardsticks: tuple[Yardstick, ...]
    other_scale: tuple[Yardstick, ...]
    verdict: Verdict | None
    ward: Ward
    changes: tuple[Change, ...]


def assess(case: Case, effort: Effort) -> Assessment:
    """Question a model: is it there, would it come back, and what hangs on a choice.

    Nothing depends on the order of the cells. One thread throughout.

    Parameters
    ----------
    case : Case
        The model with its cells.
    effort : Effort
        Seed and numbers of draws.

    Returns
    -------
    Assessment
        Without stability, yardsticks and verdict when the effort is none.
    """
    with one_thread():
        sorted_case = _in_order(case)
        points = apply_scaling(sorted_case.scaling, sorted_case.values)
        other = _other_scale(sorted_case, effort.seed)
        ward = compare_with_ward(points, sorted_case.weights, sorted_case.partitions[case.k])
        changes = _changes(sorted_case, points, other[2], ward, effort.seed)
        without = Assessment(None, (), (), None, ward, changes)
        if not effort.draws or not effort.bootstraps:
            return without
        return _with_verdict(sorted_case, points, other, effort, without)


def _in_order(case: Case) -> Case:
    """The case with its cells in ascending order of the tuple."""
    order = np.lexsort(case.values.T[::-1])
    partitions = {k: replace(fit, labels=fit.labels[order]) for k, fit in case.partitions.items()}
    return replace(case, values=case.values[order], weights=case.weights[order], partitions=partitions)


def _other_scale(case: Case, seed: int) -> tuple[Ground, FloatArray, Partition]:
    """The same columns in the other scale, and their segments: standardised, or as read where that is the study's."""
    kind: Kind = "none" if case.scaling.kind == "standard" else "standard"
    components = None if case.scaling.components is None else len(case.scaling.components)
    scaling = fit_scaling(case.values, case.weights, kind, components, blocks=case.scaling.blocks)
    points = apply_scaling(scaling, case.values)
    return ground_of(scaling, case.values, points), points, fit_kmeans(points, case.weights, case.k, seed=seed)


def _changes(case: Case, points: FloatArray, other: Partition, ward: Ward, seed: int) -> tuple[Change, ...]:
    """What every other choice would have moved."""
    labels, weights = case.partitions[case.k].labels, case.weights
    customers = int(weights.sum())
    again = fit_kmeans(points, weights, case.k, seed=seed + 1)
    scaled = "unstandardised" if case.scaling.kind == "standard" else "standardised"
    return (
        moved_by(scaled, labels, other.labels, weights),
        *neighbouring_k(points, weights, case.partitions, case.k, seed),
        *without_outliers(points, weights, labels, outlying_cells(_numbers(case), weights), seed),
        moved_by("another start", labels, again.labels, weights),
        Change("Ward", ward.moved, customers, ward.moved / customers),
    )


def _numbers(case: Case) -> FloatArray:
    """Cells without the columns that traits became: a rare value is no outlier."""
    return np.asarray(np.delete(case.values, [place for block in case.scaling.blocks for place in block], axis=1))


def _with_verdict(
    case: Case,
    points: FloatArray,
    other: tuple[Ground, FloatArray, Partition],
    effort: Effort,
    without: Assessment,
) -> Assessment:
    """The assessment with redraws, noise and verdict; the less favourable of two scales counts."""
    rng = np.random.default_rng([effort.seed, TRUST_STREAM])
    ground = ground_of(case.scaling, case.values, points)
    views = [_view(AS_STUDIED, ground, points, case.weights, case.partitions[case.k])]
    if case.scaling.kind != "standard":
        views.append(_view(STANDARDISED, other[0], other[1], case.weights, other[2]))
    ks = sorted(case.partitions) if case.chosen_by == "data" else (case.k,)
    found = [measure(view, ks, effort.draws, effort.bootstraps, rng) for view in views]
    found.sort(key=lambda measured: _favour(measured, effort.alpha))
    worst, spare = found[0], found[1:]
    stability = next(measured for measured in found if measured.view.scale == AS_STUDIED)
    return replace(
        without,
        stability=_stability(stability, case.slugs),
        yardsticks=worst.yardsticks,
        other_scale=spare[0].yardsticks if spare else (),
        verdict=say_verdict(
            case.key,
            _evidence(worst, effort.alpha),
            worst.yardsticks,
            k=case.k,
            gap_k=case.preferred.get("gap"),
            reach=case.reach,
        ),
    )


def _view(scale: str, ground: Ground, points: FloatArray, weights: IntArray, partition: Partition) -> View:
    """A segmentation in one scale, with its silhouette."""
    width = silhouette(points, weights, partition.labels).mean
    return View(scale, ground, points, weights, partition.labels, len(partition.centroids), width)


def _evidence(measured: Measured, alpha: float) -> Evidence:
    """What the yardsticks of one scale show."""
    return weigh(measured.yardsticks, measured.weakest_error, alpha)


def _favour(measured: Measured, alpha: float) -> tuple[int, float]:
    """How favourable a scale is: by its level, then by its silhouette against noise; of equals the study's counts."""
    return TILES[level_of(_evidence(measured, alpha))], -measured.yardsticks[0].p_value


def _stability(measured: Measured, slugs: tuple[Slug, ...]) -> Stability:
    """Redraws as the pages show them, in the study's own scale."""
    rands = measured.redraws.adjusted_rand
    means = np.nanmean(measured.redraws.overlaps, axis=0)
    return Stability(
        draws=len(rands),
        mean_adjusted_rand=float(rands.mean()),
        sd_adjusted_rand=float(rands.std()),
        weakest_jaccard=float(means.min()),
        jaccard={slug: float(mean) for slug, mean in zip(slugs, means, strict=True)},
        weakest_error=measured.weakest_error,
    )
