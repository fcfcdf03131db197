"""Customers in two models at once, as a public edition may show them."""

from typing import Any

import numpy as np

from tessera.public.cells import shown_in_table
from tessera.public.meeting import can_meet, told_ends

Document = dict[str, Any]


def hide_crossings(document: Document, minimum: int) -> None:
    """Hide small meetings of segments in every pair of models."""
    ends = told_ends(document)
    for pair in document["agreements"]:
        possible = can_meet(document["models"][pair["a"]], document["models"][pair["b"]], ends)
        rows = pair["crosswalk"]
        columns = list(dict.fromkeys(slug for row in rows.values() for slug in row))
        counts = np.array([[row.get(slug, 0) for slug in columns] for row in rows.values()])
        shown = shown_in_table(counts, minimum, possible=possible)
        pair["crosswalk"] = {
            slug: {other: int(count) if show else None for other, count, show in zip(columns, line, marks, strict=True)}
            for slug, line, marks in zip(rows, counts, shown, strict=True)
        }


def tell_segments(document: Document) -> None:
    """Repeat what is shown on the pages of both sides, the most customers first."""
    models = document["models"]
    for model in models.values():
        for segment in model["segments"].values():
            segment["elsewhere"] = {}
    for pair in document["agreements"]:
        for slug, row in pair["crosswalk"].items():
            models[pair["a"]]["segments"][slug]["elsewhere"][pair["b"]] = _shown(row)
        for other in models[pair["b"]]["segments"]:
            column = {slug: row.get(other) for slug, row in pair["crosswalk"].items()}
            models[pair["b"]]["segments"][other]["elsewhere"][pair["a"]] = _shown(column)


def _shown(counts: Document) -> Document:
    """Counts that are shown, the largest first."""
    return dict(
        sorted(((slug, n) for slug, n in counts.items() if n is not None), key=lambda item: (-item[1], item[0]))
    )
