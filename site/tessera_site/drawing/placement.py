"""Where labels go: beside their own marks, on nothing else.

Every free place is scored on a grid; the label with the fewest places chooses first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

STEP = 5.0
"""Width of a grid cell, in units of the drawing."""
CLEARANCE = 3.0
"""Free space around what may not be covered."""
FAR_FROM_MARK, ON_A_LINE, FOREIGN, OUTSIDE, LATER_FORM = 0.3, 7.5, 3.0, 120.0, 14.0
"""What counts against a place: per unit of distance, per cell of a border, per unit nearer to others, for the part
outside the label's own region, per form."""
ASTRAY = 8.0
"""Units by which a label may lie nearer to another segment's dots than to its own."""
NOWHERE = 1e6
"""Distance from nothing."""
LEAST_INSIDE = 0.75
"""Part of a label that lies in its own region, at least."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Box:
    """A box, its corner upper left."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Label:
    """A label to place: the sizes it may have, best first, its mark, and whose it is."""

    forms: tuple[tuple[float, float], ...]
    mark: tuple[float, float]
    owner: int


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a label goes, and in which of its forms."""

    x: float
    y: float
    form: int


@dataclass(frozen=True, slots=True)
class _Ground:
    """The area as a grid: what is taken, where lines run, how far every owner's dots are."""

    area: Box
    lines: tuple[tuple[float, float, float, float], ...]
    taken: Floats
    crossed: Floats
    distances: tuple[Floats, ...]


@lru_cache(maxsize=64)
def place_labels(
    area: Box,
    taken: tuple[Box, ...],
    lines: tuple[tuple[float, float, float, float], ...],
    dots: tuple[tuple[float, float, int], ...],
    labels: tuple[Label, ...],
) -> tuple[Spot, ...] | None:
    """Places for all labels that touch nothing taken and no other label, or None when there is no room.

    Parameters
    ----------
    area : Box
        Where labels may lie.
    taken : tuple of Box
        What may not be covered: tiles and marks.
    lines : tuple of (x1, y1, x2, y2)
        Borders of convex regions: they had better not be covered, and a label stays on its mark's side of them.
    dots : tuple of (x, y, owner)
        What belongs to whom: a label stays nearer to its owner's dots than to others'.
    labels : tuple of Label
    """
    ground = _ground(area, taken, lines, dots, 1 + max(label.owner for label in labels))
    spots: dict[int, Spot] = {}
    left = dict(enumerate(labels))
    while left:
        choices = {i: _choices(ground, label) for i, label in left.items()}
        first = min(left, key=lambda i: (choices[i][0], i))
        spot = choices[first][1]
        if spot is None:
            return None
        spots[first] = spot
        width, height = left.pop(first).forms[spot.form]
        _take(ground, Box(spot.x, spot.y, width, height), ground.taken)
    return tuple(spots[i] for i in range(len(labels)))


def _ground(
    area: Box,
    taken: Sequence[Box],
    lines: tuple[tuple[float, float, float, float], ...],
    dots: Sequence[tuple[float, float, int]],
    owners: int,
) -> _Ground:
    shape = (int(area.height // STEP), int(area.width // STEP))
    owned = [np.array([d[:2] for d in dots if d[2] == owner]) for owner in range(owners)]
    owned.append(np.array([d[:2] for d in dots if d[2] >= owners]))
    x, y = _middles(area, shape)
    distances = tuple(_nearest(x, y, places) for places in owned)
    ground = _Ground(area, lines, np.zeros(shape), np.zeros(shape), distances)
    for box in taken:
        _take(ground, box, ground.taken)
    for x1, y1, x2, y2 in lines:
        steps = np.linspace(0, 1, 2 + int(np.hypot(x2 - x1, y2 - y1) / STEP))
        rows = ((y1 + steps * (y2 - y1) - area.y) // STEP).astype(int)
        columns = ((x1 + steps * (x2 - x1) - area.x) // STEP).astype(int)
        inside = (rows >= 0) & (rows < shape[0]) & (columns >= 0) & (columns < shape[1])
        ground.crossed[rows[inside], columns[inside]] = 1
    return ground


def _middles(area: Box, shape: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Where the cells of the grid are."""
    y, x = np.meshgrid(*(np.arange(n) * STEP + STEP / 2 for n in shape), indexing="ij")
    return x + area.x, y + area.y


def _region(ground: _Ground, mark: tuple[float, float]) -> Floats:
    """1 where no border lies between a cell and a mark: regions are convex, so that is the mark's own region."""
    x, y = _middles(ground.area, ground.taken.shape)
    inside = np.ones(x.shape)
    for x1, y1, x2, y2 in ground.lines:
        side_of_mark = (x2 - x1) * (mark[1] - y1) - (y2 - y1) * (mark[0] - x1)
        side = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        first = (x - mark[0]) * (y1 - mark[1]) - (y - mark[1]) * (x1 - mark[0])
        second = (x - mark[0]) * (y2 - mark[1]) - (y - mark[1]) * (x2 - mark[0])
        inside[(side * side_of_mark < 0) & (first * second < 0)] = 0
    return inside


def _nearest(x: Floats, y: Floats, places: Floats) -> Floats:
    """Distance of every grid cell to the nearest of some places."""
    if not len(places):
        return np.full(x.shape, NOWHERE)
    squares = (x[..., None] - places[:, 0]) ** 2 + (y[..., None] - places[:, 1]) ** 2
    return np.asarray(np.sqrt(squares.min(axis=-1)))


def _take(ground: _Ground, box: Box, grid: Floats) -> None:
    """Mark the cells a box touches."""
    left, top = box.x - CLEARANCE - ground.area.x, box.y - CLEARANCE - ground.area.y
    right, bottom = left + box.width + 2 * CLEARANCE, top + box.height + 2 * CLEARANCE
    rows = slice(max(0, int(top // STEP)), max(0, int(np.ceil(bottom / STEP))))
    columns = slice(max(0, int(left // STEP)), max(0, int(np.ceil(right / STEP))))
    grid[rows, columns] = 1


def _choices(ground: _Ground, label: Label) -> tuple[int, Spot | None]:
    """How many places a label could take, and the best of them."""
    region = _region(ground, label.mark)
    foreign = np.minimum.reduce([d for i, d in enumerate(ground.distances) if i != label.owner])
    places, best, spot = 0, np.inf, None
    for form, (width, height) in enumerate(label.forms):
        rows, columns = int(np.ceil(height / STEP)), int(np.ceil(width / STEP))
        if rows > region.shape[0] or columns > region.shape[1]:
            continue
        cost = _costs(ground, label, (region, foreign), (rows, columns)) + LATER_FORM * form
        places += int(np.isfinite(cost).sum())
        row, column = np.unravel_index(int(np.argmin(cost)), cost.shape)
        if cost[row, column] < best:
            best = float(cost[row, column])
            spot = Spot(ground.area.x + float(column) * STEP, ground.area.y + float(row) * STEP, form)
    return places, spot


def _costs(ground: _Ground, label: Label, grids: tuple[Floats, Floats], size: tuple[int, int]) -> Floats:
    """What counts against each place of a box of so many rows and columns; infinite where it would cover something."""
    rows, columns = size
    own = _least(ground.distances[label.owner], rows, columns)
    nearer_to_others = own - _least(grids[1], rows, columns)
    inside = _sums(grids[0], rows, columns) / (rows * columns)
    y, x = np.meshgrid(*(np.arange(n) * STEP for n in own.shape), indexing="ij")
    to_mark = np.hypot(
        x + columns * STEP / 2 + ground.area.x - label.mark[0], y + rows * STEP / 2 + ground.area.y - label.mark[1]
    )
    cost = own + FAR_FROM_MARK * to_mark + FOREIGN * np.maximum(0, nearer_to_others)
    cost += ON_A_LINE * _sums(ground.crossed, rows, columns) + OUTSIDE * (1 - inside)
    cost[(_sums(ground.taken, rows, columns) > 0) | (nearer_to_others > ASTRAY) | (inside < LEAST_INSIDE)] = np.inf
    return np.asarray(cost)


def _sums(grid: Floats, rows: int, columns: int) -> Floats:
    """Sum of a grid under a box, for every place of the box."""
    total = np.zeros((grid.shape[0] + 1, grid.shape[1] + 1))
    total[1:, 1:] = grid.cumsum(axis=0).cumsum(axis=1)
    return np.asarray(
        total[rows:, columns:] - total[:-rows, columns:] - total[rows:, :-columns] + total[:-rows, :-columns]
    )


def _least(grid: Floats, rows: int, columns: int) -> Floats:
    """Least value of a grid at the corners, the sides and the middle of a box, for every place of the box."""
    height, width = grid.shape[0] - rows + 1, grid.shape[1] - columns + 1
    parts = [
        grid[i : i + height, j : j + width]
        for i in (0, (rows - 1) // 2, rows - 1)
        for j in (0, (columns - 1) // 4, (columns - 1) // 2, 3 * (columns - 1) // 4, columns - 1)
    ]
    return np.asarray(np.minimum.reduce(parts))
