"""Where a customer can be, as far as an edition tells: the segments of every model, bands and tiles, in one space.

The space of all columns that draw models is cut where bands and tiles end, and finer; a box lies in one band of every
column and one tile of every map, and in each segment that the rules' borders let it touch. Customers who could be at
the same place are not told apart by anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np

from tessera.facts import FloatArray, IntArray
from tessera.public.cells import Shown
from tessera.public.meeting import can_meet, region, told_ends

Document = dict[str, Any]
About = tuple[str, str]
"""What a label is about: ("model", key), ("column", name) or ("map", key)."""
MOST_BOXES = 200_000
MOST_PLACES = 30_000
"""More places than these take minutes to go through."""
FINEST = 3
"""Parts that a stretch between two cuts is cut into, where so many boxes are not too many."""
FAR = 1e6
"""How many times its told range a column may go on where no end is told."""


@dataclass(frozen=True, slots=True)
class _Boxes:
    """Boxes by middle and half width, shape (boxes, columns)."""

    middles: FloatArray
    halves: FloatArray


def plain(model: Document) -> bool:
    """Whether a model's rule speaks of columns as they are, so that its borders are known in their space."""
    return model["scoring"]["components"] is None and not model["scoring"]["indicators"]


def places_of(document: Document, keys: Sequence[str]) -> dict[About, IntArray]:
    """Every place by its segment in each model, its band in each column, its tile in each map.

    Parameters
    ----------
    document : dict
        The document of an edition.
    keys : sequence of str
        Models whose rules are `plain`.

    Returns
    -------
    dict
        Labels by what they are about, each shape (places,): numbers of segments, bands and tiles (`tile_at`). Empty
        where there is no such model, nothing is told along their columns, or there are too many to go through.
    """
    models = {key: document["models"][key] for key in keys}
    names = list(dict.fromkeys(name for model in models.values() for name in model["features"]))
    boxes = _boxes([_cuts(name, document, models) for name in names])
    labels = _labels(document, models, names, boxes) if boxes else {}
    return _in_segments(document, models, names, boxes, labels) if boxes and labels else {}


def _labels(
    document: Document, models: Mapping[str, Document], names: Sequence[str], boxes: _Boxes
) -> dict[About, IntArray]:
    """The band of every box in each column that has bands, and its tile in each map that has tiles."""
    labels: dict[About, IntArray] = {}
    for name, middles in zip(names, boxes.middles.T, strict=True):
        cleaned = document["data"]["columns"][name]["cleaned"]
        if cleaned:
            labels["column", name] = np.searchsorted(cleaned["edges"][1:-1], middles, side="right")
    for key, model in models.items():
        if model["map"] and model["map"]["tiles"]:
            labels["map", key] = _tiles(model["map"], boxes, names)
    return labels


def _cuts(name: str, document: Document, models: Mapping[str, Document]) -> FloatArray:
    """Where bands and tiles end along a column, with the ends of the column themselves."""
    cleaned = document["data"]["columns"][name]["cleaned"]
    edges = list(cleaned["edges"]) if cleaned else []
    inner, ends = set(edges[1:-1]), []
    for model in models.values():
        plane = model["map"] or {}
        for axis in ("x", "y"):
            if plane.get(axis) == name:
                low, high, step = (plane[f"{axis}_{part}"] for part in ("min", "max", "step"))
                inner |= {low + step * i for i in range(1, round((high - low) / step))}
                ends.append((low, high))
    low, high = min([*edges, *(low for low, _ in ends)], default=0.0), max([*edges, *(e for _, e in ends)], default=0.0)
    if not ends:  # the outer bands hold whoever is beyond them
        low, high = low - FAR * (high - low + 1), high + FAR * (high - low + 1)
    return np.array([low, *sorted(cut for cut in inner if low < cut < high), high], dtype=np.float64)


def _boxes(cuts: Sequence[FloatArray]) -> _Boxes | None:
    """All boxes between the cuts of columns, as fine as there may be; None where even the coarsest are too many."""
    if not cuts:
        return None
    for parts in range(FINEST, 0, -1):
        if np.prod([float(parts * (len(ends) - 1)) for ends in cuts]) <= MOST_BOXES:
            break
    else:
        return None
    finer = [np.interp(np.arange(parts * (len(e) - 1) + 1) / parts, np.arange(len(e)), e) for e in cuts]
    middles, halves = (
        np.stack([axis.ravel() for axis in np.meshgrid(*along, indexing="ij")], axis=1)
        for along in ([(e[1:] + e[:-1]) / 2 for e in finer], [np.diff(e) / 2 for e in finer])
    )
    return _Boxes(middles, halves)


def _tiles(plane: Document, boxes: _Boxes, names: Sequence[str]) -> IntArray:
    """The tile of a map that each box lies in, as `tile_at` numbers them."""
    x, y = (boxes.middles[:, names.index(plane[axis])] for axis in ("x", "y"))
    return tile_at(plane, x, y)


def tile_at(plane: Document, x: FloatArray, y: FloatArray) -> IntArray:
    """The number of the tile that holds a point of a map, column by column."""
    rows = round((plane["y_max"] - plane["y_min"]) / plane["y_step"])
    i, j = (np.floor((at - plane[f"{a}_min"]) / plane[f"{a}_step"]) for a, at in (("x", x), ("y", y)))
    return np.asarray(i * rows + j, dtype=np.int64)


def _touched(model: Document, names: Sequence[str], boxes: _Boxes) -> list[Shown]:
    """For each segment, the boxes in which it is nearest somewhere, as far as each wall by itself can tell."""
    touched = []
    for slug in model["segments"]:
        walls, ends = region(model["scoring"], slug, names)
        least = boxes.middles @ walls.T - boxes.halves @ np.abs(walls.T)
        touched.append(np.asarray((least <= ends).all(axis=1)))
    return touched


def _in_segments(
    document: Document,
    models: Mapping[str, Document],
    names: Sequence[str],
    boxes: _Boxes,
    labels: dict[About, IntArray],
) -> dict[About, IntArray]:
    """Places: what boxes are labelled with, once for each choice of segments that a box may lie in."""
    kinds, kind_of = np.unique(np.stack(list(labels.values())), axis=1, return_inverse=True)
    touched = [_touched(model, names, boxes) for model in models.values()]
    met = {(a, b): can_meet(models[a], models[b], told_ends(document)) for a, b in combinations(models, 2)}
    chosen, places = [], []
    for choice in product(*(range(len(model["segments"])) for model in models.values())):
        segment = dict(zip(models, choice, strict=True))
        if all(can[segment[a], segment[b]] for (a, b), can in met.items()):
            inside = np.all([touched[m][s] for m, s in enumerate(choice)], axis=0)
            places.append(np.unique(kind_of[inside]))
            chosen.append(np.tile(choice, (len(places[-1]), 1)))
    if sum(map(len, places)) > MOST_PLACES:
        return {}
    of_models = dict(zip((("model", key) for key in models), np.concatenate(chosen).T, strict=True))
    of_boxes = dict(zip(labels, kinds[:, np.concatenate(places)], strict=True))
    return {**of_models, **of_boxes}
