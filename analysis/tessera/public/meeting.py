"""Which segments of two models can share a customer at all: their rules say so to whoever has them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.optimize import linprog

from tessera.facts import FloatArray
from tessera.public.cells import Shown

Document = dict[str, Any]
INFEASIBLE = 2
"""What the solver says where nothing meets all conditions."""


def can_meet(a: Document, b: Document, ends: Mapping[str, tuple[float, float]]) -> Shown:
    """Which pairs of segments have room in common, shape (segments of a, segments of b).

    A segment is where its centre is nearest. Two that nobody can be in at once have a nought where they cross that
    is no secret, so it hides no other count.

    Parameters
    ----------
    a, b : dict
        Two models of findings.json.
    ends : mapping
        Between what values every column lies, as far as is told.
    """
    rules = (a["scoring"], b["scoring"])
    possible = np.ones((len(a["segments"]), len(b["segments"])), dtype=bool)
    if any(rule["components"] is not None or rule["indicators"] for rule in rules):
        return possible  # in a space of other axes, or with traits: room is taken for granted
    columns = list(dict.fromkeys((*rules[0]["features"], *rules[1]["features"])))
    inside = [ends.get(column, (None, None)) for column in columns]
    regions = [
        [region(rule, slug, columns) for slug in model["segments"]] for rule, model in zip(rules, (a, b), strict=True)
    ]
    for i, (walls, least) in enumerate(regions[0]):
        for j, (others, also) in enumerate(regions[1]):
            found = linprog(
                np.zeros(len(columns)),
                A_ub=np.vstack([walls, others]),
                b_ub=[*least, *also],
                bounds=inside,
                method="highs",
            )
            possible[i, j] = found.status != INFEASIBLE
    return possible


def region(rule: Document, slug: str, columns: Sequence[str]) -> tuple[FloatArray, FloatArray]:
    """Where a segment's centre is the nearest, in a space of columns, as walls: rows of ``walls @ x <= ends``."""
    centres = {name: np.array(place) for name, place in rule["centroids"].items()}
    scale, centre = np.array(rule["scale"]), np.array(rule["centre"])
    places = [columns.index(name) for name in rule["features"]]
    walls, ends = np.zeros((len(centres) - 1, len(columns))), np.zeros(len(centres) - 1)
    own = centres.pop(slug)
    for row, other in enumerate(centres.values()):
        toward = 2 * (other - own) / scale
        walls[row, places] = toward
        ends[row] = (other**2).sum() - (own**2).sum() + (toward * centre).sum()
    return walls, ends


def told_ends(document: Document) -> dict[str, tuple[float, float]]:
    """Between what values every column lies, as far as its bands tell."""
    columns = document["data"]["columns"].items()
    told = {name: column["cleaned"]["edges"] for name, column in columns if column["cleaned"]}
    return {name: (edges[0], edges[-1]) for name, edges in told.items()}
