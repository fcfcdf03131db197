"""Models of more than two columns as a map in three dimensions, with the plane of its first two axes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tessera.facts import Block, FloatArray, IntArray, Name, Slug, SpaceAxis, SpaceMap, Tile
from tessera.fitting import ModelFit
from tessera.mosaic import COLUMNS_AT_MOST, ROWS_AT_MOST, nice_step
from tessera.study import Study

AXES_AT_MOST = 3
BLOCKS_AT_MOST = 12
"""Blocks along each axis of the map in three dimensions."""
COMPONENTS = ("First component", "Second component", "Third component")


@dataclass(frozen=True, slots=True)
class _Axis:
    """An axis with its column, or the share of the variance it holds as a component.

    ``points`` has shape (n_cells,), ``centres`` shape (k,). ``values`` are those of a trait, each a step wide.
    """

    label: str
    column: Name | None
    explained: float | None
    points: FloatArray
    centres: FloatArray
    values: tuple[str, ...] = ()


def draw_space(fit: ModelFit, study: Study, slugs: Sequence[Slug]) -> SpaceMap | None:
    """Where the segments lie, for a model that is no plane of two columns.

    A model of principal components is shown on its first three; a model of more than two columns on the three
    that part its segments most, the strongest first. On the axis of a trait its values stand side by side.

    Parameters
    ----------
    fit : ModelFit
    study : Study
        What the columns are called.
    slugs : sequence of str
        Slug of each label.

    Returns
    -------
    SpaceMap or None
        None for a model with one axis, or of two numbers, which has a plane of its own.
    """
    if fit.scaling.components is None:
        return _map(fit, slugs, _column_axes(fit, study)) if len(fit.cells.features) > 2 else None
    explained = fit.scaling.explained
    shown = range(min(AXES_AT_MOST, fit.points.shape[1]))
    if len(shown) < 2 or explained is None:
        return None
    points, centres = fit.points, fit.partition.centroids
    return _map(
        fit, slugs, [_Axis(COMPONENTS[i], None, float(explained[i]), points[:, i], centres[:, i]) for i in shown]
    )


def _column_axes(fit: ModelFit, study: Study) -> list[_Axis]:
    """The columns of whose variance most lies between segments, the strongest first."""
    axes = {feature: _column_axis(fit, study, feature) for feature in fit.spec.features}
    within = {feature: _within(fit, feature) for feature in axes}
    shown = [axes[feature] for feature in sorted(axes, key=lambda f: round(within[f], 9))[:AXES_AT_MOST]]
    return [*sorted(shown[:2], key=lambda axis: bool(axis.values)), *shown[2:]]  # names have room beside the map


def _column_axis(fit: ModelFit, study: Study, feature: Name) -> _Axis:
    """A number as it is; a trait with its values side by side, and each segment at its most common one."""
    label, places = study.columns[feature].label, _places(fit, feature)
    values, centres = fit.cells.values[:, places], fit.centres[:, places]
    if feature in fit.cells.features:
        return _Axis(label, feature, None, values[:, 0], centres[:, 0])
    names = tuple(fit.cells.indicators[fit.cells.features[place]].value for place in places)
    return _Axis(label, feature, None, values.argmax(axis=1) * 1.0, centres.argmax(axis=1) + 0.5, names)


def _places(fit: ModelFit, feature: Name) -> list[int]:
    """Places of a feature among the columns of the cells: one, or those a trait became."""
    made = {name for name, indicator in fit.cells.indicators.items() if indicator.column == feature}
    return [i for i, name in enumerate(fit.cells.features) if name == feature or name in made]


def _within(fit: ModelFit, feature: Name) -> float:
    """Share of a feature's variance that lies within segments."""
    places = _places(fit, feature)
    weights, values = fit.cells.counts, fit.cells.values[:, places]
    total = np.average((values - np.average(values, axis=0, weights=weights)) ** 2, axis=0, weights=weights)
    within = np.average((values - fit.centres[fit.labels][:, places]) ** 2, axis=0, weights=weights)
    return float(within.sum() / total.sum())


def _map(fit: ModelFit, slugs: Sequence[Slug], axes: Sequence[_Axis]) -> SpaceMap | None:
    """Points counted on a fine grid of the first two axes, and in blocks of all; None for a single axis."""
    if len(axes) < 2:
        return None
    points = np.column_stack([axis.points for axis in axes])
    fine = np.array([_step(axes[0], COLUMNS_AT_MOST), _step(axes[1], ROWS_AT_MOST)])
    coarse = np.array([_step(axis, BLOCKS_AT_MOST) for axis in axes])
    tiles = tuple(
        Tile(x=place[0], y=place[1], counts=counts) for place, counts in _tally(fit, slugs, points[:, :2], fine)
    )
    blocks = tuple(Block(at=place, counts=counts) for place, counts in _tally(fit, slugs, points, coarse))
    return SpaceMap(
        axes=tuple(_facts(axis, float(step)) for axis, step in zip(axes, coarse, strict=True)),
        x_step=float(fine[0]),
        y_step=float(fine[1]),
        tiles=tiles,
        largest=max(sum(t.counts.values()) for t in tiles),
        blocks=blocks,
        largest_block=max(sum(b.counts.values()) for b in blocks),
        centroids={slug: tuple(float(axis.centres[i]) for axis in axes) for i, slug in enumerate(slugs)},
    )


def _step(axis: _Axis, at_most: int) -> float:
    """Width of a tile; a value of a trait has one to itself."""
    return 1.0 if axis.values else nice_step(axis.points, at_most)


def _facts(axis: _Axis, step: float) -> SpaceAxis:
    """An axis as the pages draw it."""
    return SpaceAxis(
        label=axis.label,
        column=axis.column,
        explained=axis.explained,
        step=step,
        low=float(np.floor(axis.points.min() / step) * step),
        high=float((np.floor(axis.points.max() / step) + 1) * step),
        values=axis.values,
    )


def _tally(
    fit: ModelFit, slugs: Sequence[Slug], points: FloatArray, steps: FloatArray
) -> list[tuple[tuple[float, ...], Mapping[Slug, int]]]:
    """Customers per segment in every box of a grid, by the box's lower corner, in ascending order."""
    corners: IntArray = np.floor(points / steps).astype(np.int64)
    tally: dict[tuple[int, ...], dict[Slug, int]] = defaultdict(lambda: defaultdict(int))
    for corner, label, count in zip(corners.tolist(), fit.labels, fit.cells.counts, strict=True):
        tally[tuple(corner)][slugs[label]] += int(count)
    return [
        (tuple(float(n * step) for n, step in zip(corner, steps, strict=True)), dict(sorted(tally[corner].items())))
        for corner in sorted(tally)
    ]
