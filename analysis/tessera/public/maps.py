"""A model's map as a public edition may show it: wide tiles, small ones left out, no single point."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from tessera.facts import IntArray
from tessera.public.cells import Shown, shown_in_table

Document = dict[str, Any]
JOINS = (1, 2, 4, 8, 16, 32)
FEWEST_TILES, MOST_TILES = 3, 16
"""Tiles along an axis that a map keeps at least, and shows at most."""
LEAST_TOLD = 0.5
"""Share of all customers that the tiles of a map stand for, at least."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """Customers in joined tiles, shape (columns, rows), with the lower left corner and the size of a tile."""

    counts: IntArray
    shown: Shown
    corner: tuple[float, float]
    steps: tuple[float, float]

    def edge(self, axis: int, place: float) -> float:
        """Where a tile begins."""
        return float(self.corner[axis] + place * self.steps[axis])


def coarse_plane(plane: Document, model: Document, minimum: int) -> Document:
    """The tiles joined so that as many customers as can be stand in one that may be shown.

    A tile holds all its customers under the segment in which its middle lies, so that where segments meet in a tile
    their shares in it are not told.
    """
    across = max(len({tile[axis] for tile in plane["tiles"]}) for axis in ("x", "y"))
    widest = max(across / FEWEST_TILES, 1)
    joins = [j for j in JOINS if across / MOST_TILES <= j <= widest] or [JOINS[-1]]
    if any(axis.get("values") for axis in plane.get("axes", [])[:2]):
        joins = [1]  # a trait's values are no neighbours that could be joined
    tried = {j: _grid(plane, j, minimum, audited=False) for j in joins}
    best = max(joins, key=lambda j: int(tried[j].counts[tried[j].shown].sum()))
    grid = _grid(plane, best, minimum, audited=True)
    tiles = [_tile(plane, model, grid, int(i), int(j)) for i, j in np.argwhere(grid.shown)]
    largest = max((count for tile in tiles for count in tile["counts"].values()), default=1)
    changed = {**plane, "x_step": grid.steps[0], "y_step": grid.steps[1], "tiles": tiles, "largest": largest}
    ends = [(grid.edge(axis, 0), grid.edge(axis, grid.counts.shape[axis])) for axis in (0, 1)]
    if "points" in plane:
        (x_min, x_max), (y_min, y_max) = ends
        return changed | {"points": {}, "x_min": x_min, "x_max": x_max, "y_min": y_min, "y_max": y_max}
    axes = [{**axis, "low": low, "high": high} for axis, (low, high) in zip(plane["axes"], ends, strict=False)]
    return changed | {"axes": axes + plane["axes"][2:], "blocks": [], "largest_block": 1}


def without_scraps(plane: Document, customers: int) -> Document:
    """The map with its tiles, or with none where most customers would be missing: they would look like nobody."""
    told = sum(sum(tile["counts"].values()) for tile in plane["tiles"])
    return plane if told >= LEAST_TOLD * customers else {**plane, "tiles": [], "largest": 1}


def _grid(plane: Document, joins: int, minimum: int, *, audited: bool) -> _Grid:
    """The map in tiles so many times as wide and as high."""
    steps = (plane["x_step"] * joins, plane["y_step"] * joins)
    places = np.array([[_place(plane, tile, axis, joins) for axis in "xy"] for tile in plane["tiles"]], dtype=np.int64)
    low = places.min(axis=0)
    counts = np.zeros(tuple(places.max(axis=0) - low + 1), dtype=np.int64)
    for tile, (i, j) in zip(plane["tiles"], places - low, strict=True):
        counts[i, j] += sum(tile["counts"].values())
    shown = shown_in_table(counts, minimum, audited=audited)
    return _Grid(counts, shown, (low[0] * steps[0], low[1] * steps[1]), steps)


def _place(plane: Document, tile: Document, axis: str, joins: int) -> int:
    """The joined tile in which a tile's middle lies."""
    step = float(plane[f"{axis}_step"])
    return math.floor((float(tile[axis]) + step / 2) / (step * joins))


def _tile(plane: Document, model: Document, grid: _Grid, i: int, j: int) -> Document:
    """A tile of the coarse map."""
    owner = _owner(plane, model, grid.edge(0, i + 0.5), grid.edge(1, j + 0.5))
    return {"x": grid.edge(0, i), "y": grid.edge(1, j), "counts": {owner: int(grid.counts[i, j])}}


def _owner(plane: Document, model: Document, x: float, y: float) -> str:
    """The segment whose centre on the map is nearest, by the model's own scale where the map has its columns."""
    scale = (1.0, 1.0)
    if "points" in plane:
        scales = dict(zip(model["scoring"]["features"], model["scoring"]["scale"], strict=True))
        scale = (scales[plane["x"]], scales[plane["y"]])

    def distance(slug: str) -> float:
        at = [float(place) for place in plane["centroids"][slug][:2]]
        return ((x - at[0]) / scale[0]) ** 2 + ((y - at[1]) / scale[1]) ** 2

    return min(list[str](plane["centroids"]), key=distance)
