"""Models of more than two columns as a map in three dimensions, with the plane of its first two axes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np

from tessera.facts import Block, FloatArray, IntArray, Name, Slug, SpaceAxis, SpaceMap, Tile
from tessera.fitting import ModelFit
from tessera.mosaic import COLUMNS_AT_MOST, ROWS_AT_MOST, nice_step
from tessera.study import Study

AXES_AT_MOST = 3
BLOCKS_AT_MOST = 12
"""Blocks along each axis of the map in three dimensions."""
Axis: TypeAlias = tuple[str, Name | None, float | None]
"""An axis's label, its column, and the share of the variance it holds as a component."""
COMPONENTS = ("First component", "Second component", "Third component")


def draw_space(fit: ModelFit, study: Study, slugs: Sequence[Slug]) -> SpaceMap | None:
    """Where the segments lie, for a model that is no plane of two columns.

    A model of principal components is shown on its first three; a model of more than two columns on the three
    that part its segments most, the strongest first.

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
        None for a model with one axis, or with a plane of its own.
    """
    if fit.scaling.components is None:
        if len(fit.cells.features) <= 2:
            return None
        shown = _parting(fit)
        axes: list[Axis] = [(study.columns[fit.cells.features[i]].label, fit.cells.features[i], None) for i in shown]
        return _map(fit, slugs, fit.cells.values[:, shown], fit.centres[:, shown], axes)
    explained = fit.scaling.explained
    shown = list(range(min(AXES_AT_MOST, fit.points.shape[1])))
    if len(shown) < 2 or explained is None:
        return None
    axes = [(COMPONENTS[i], None, float(explained[i])) for i in shown]
    return _map(fit, slugs, fit.points[:, shown], fit.partition.centroids[:, shown], axes)


def _parting(fit: ModelFit) -> list[int]:
    """The columns of whose variance most lies between segments, the strongest first."""
    weights, values = fit.cells.counts, fit.cells.values
    total = np.average((values - np.average(values, axis=0, weights=weights)) ** 2, axis=0, weights=weights)
    within = np.average((values - fit.centres[fit.labels]) ** 2, axis=0, weights=weights)
    order = np.argsort(np.round(within / total, 9), kind="stable")
    return [int(i) for i in order[:AXES_AT_MOST]]


def _map(
    fit: ModelFit,
    slugs: Sequence[Slug],
    points: FloatArray,
    centres: FloatArray,
    axes: Sequence[Axis],
) -> SpaceMap:
    """Points counted on a fine grid of the first two axes, and in blocks of all."""
    fine = np.array([nice_step(points[:, 0], COLUMNS_AT_MOST), nice_step(points[:, 1], ROWS_AT_MOST)])
    coarse = np.array([nice_step(points[:, i], BLOCKS_AT_MOST) for i in range(points.shape[1])])
    tiles = tuple(
        Tile(x=place[0], y=place[1], counts=counts) for place, counts in _tally(fit, slugs, points[:, :2], fine)
    )
    blocks = tuple(Block(at=place, counts=counts) for place, counts in _tally(fit, slugs, points, coarse))
    return SpaceMap(
        axes=tuple(
            SpaceAxis(
                label=label,
                column=column,
                explained=explained,
                step=float(coarse[i]),
                low=float(np.floor(points[:, i].min() / coarse[i]) * coarse[i]),
                high=float((np.floor(points[:, i].max() / coarse[i]) + 1) * coarse[i]),
            )
            for i, (label, column, explained) in enumerate(axes)
        ),
        x_step=float(fine[0]),
        y_step=float(fine[1]),
        tiles=tiles,
        largest=max(sum(t.counts.values()) for t in tiles),
        blocks=blocks,
        largest_block=max(sum(b.counts.values()) for b in blocks),
        centroids={slug: tuple(float(v) for v in centre) for slug, centre in zip(slugs, centres, strict=True)},
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
