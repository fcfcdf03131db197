"""A model's plane as a mosaic: tiles with their customers per segment, and the borders between segments."""

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from tessera.facts import Cells, FloatArray, IntArray, PlaneMap, Slug, Tile

COLUMNS_AT_MOST = 27
ROWS_AT_MOST = 22
POINTS_AT_MOST = 2_000
"""Places up to which single points still tell more than tiles."""
NICE = (1.0, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def draw_mosaic(
    cells: Cells,
    labels: IntArray,
    slugs: Sequence[Slug],
    centroids: FloatArray,
    scale: FloatArray,
) -> PlaneMap:
    """Tiles and borders of a model with two features.

    Parameters
    ----------
    cells : Cells
        The model's cells, two features.
    labels : ndarray of int, shape (n_cells,)
        Segment of each cell.
    slugs : sequence of str
        Slug of each label.
    centroids : ndarray, shape (k, 2)
        Centroids in the columns' own units.
    scale : ndarray, shape (2,)
        What one unit of each column counted in the distance: 1 unscaled, 1 / sd when standardised.

    Returns
    -------
    PlaneMap
        Borders are the straight lines on which two centroids are equally near and no third is nearer.
    """
    x_step, y_step = (nice_step(cells.values[:, i], n) for i, n in ((0, COLUMNS_AT_MOST), (1, ROWS_AT_MOST)))
    steps = np.array([x_step, y_step])
    corner = np.floor(cells.values / steps)
    tally: dict[tuple[float, float], dict[Slug, int]] = defaultdict(lambda: defaultdict(int))
    for (column, row), label, count in zip(corner, labels, cells.counts, strict=True):
        tally[(float(column), float(row))][slugs[label]] += int(count)
    tiles = tuple(
        Tile(x=column * x_step, y=row * y_step, counts=dict(sorted(tally[(column, row)].items())))
        for column, row in sorted(tally)
    )
    low = corner.min(axis=0) * steps
    high = (corner.max(axis=0) + 1) * steps
    return PlaneMap(
        x=cells.features[0],
        y=cells.features[1],
        x_step=x_step,
        y_step=y_step,
        x_min=float(low[0]),
        x_max=float(high[0]),
        y_min=float(low[1]),
        y_max=float(high[1]),
        tiles=tiles,
        largest=max(sum(t.counts.values()) for t in tiles),
        borders=borders(centroids, scale, low, high),
        centroids={s: (float(c[0]), float(c[1])) for s, c in zip(slugs, centroids, strict=True)},
        points=_points(cells, labels, slugs) if len(cells.counts) <= POINTS_AT_MOST else {},
    )


def _points(cells: Cells, labels: IntArray, slugs: Sequence[Slug]) -> dict[Slug, tuple[tuple[float, float, int], ...]]:
    """Every place on the plane with the customers who stand there, by segment."""
    return {
        slug: tuple(
            (float(x), float(y), int(count))
            for (x, y), count in zip(cells.values[labels == label], cells.counts[labels == label], strict=True)
        )
        for label, slug in enumerate(slugs)
    }


def nice_step(values: FloatArray, at_most: int) -> float:
    """A round tile width that gives at most so many tiles; whole numbers for whole-number columns."""
    width = float(values.max() - values.min()) / at_most or 1.0
    power = 10.0 ** math.floor(math.log10(width))
    step = next(n * power for n in NICE if n * power >= width * (1 - 1e-9))
    whole = bool(np.all(values == np.round(values)))
    return max(1.0, math.ceil(step)) if whole else step


def borders(
    centroids: FloatArray, scale: FloatArray, low: FloatArray, high: FloatArray
) -> tuple[tuple[float, float, float, float], ...]:
    """Straight pieces of the border between nearest-centroid regions, clipped to a box.

    Parameters
    ----------
    centroids : ndarray, shape (k, 2)
    scale : ndarray, shape (2,)
    low, high : ndarray, shape (2,)
        The box, in the columns' own units.

    Returns
    -------
    tuple of (x1, y1, x2, y2)
        In the columns' own units, pairs of segments in ascending order.
    """
    points = centroids * scale
    pieces = []
    for i in range(len(points)):
        for j in range(i + 1, len(points)):
            piece = _bisector_piece(points, i, j, low * scale, high * scale)
            if piece is not None:
                start, end = piece
                pieces.append(tuple(float(v) for v in (*(start / scale), *(end / scale))))
    return tuple(pieces)  # type: ignore[arg-type]


def _bisector_piece(
    points: FloatArray, i: int, j: int, low: FloatArray, high: FloatArray
) -> tuple[FloatArray, FloatArray] | None:
    """The part of the bisector of two centroids on which no third is nearer, inside the box."""
    middle = (points[i] + points[j]) / 2
    across = points[j] - points[i]
    along = np.array([-across[1], across[0]])
    constraints = [
        (
            2 * along @ (points[m] - points[i]),
            points[m] @ points[m] - points[i] @ points[i] - 2 * middle @ (points[m] - points[i]),
        )
        for m in range(len(points))
        if m not in (i, j)
    ]
    for axis in (0, 1):
        constraints += [(along[axis], high[axis] - middle[axis]), (-along[axis], middle[axis] - low[axis])]
    start, end = -math.inf, math.inf
    for slope, bound in constraints:
        if abs(slope) < 1e-12:
            if bound < 0:
                return None
        elif slope > 0:
            end = min(end, bound / slope)
        else:
            start = max(start, bound / slope)
    if end - start <= 1e-9:
        return None
    return middle + start * along, middle + end * along
