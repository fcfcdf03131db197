"""Columns over everyone and over segments: histograms and traits of a public edition."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tessera.public.cells import Shown, shown_in_row, shown_in_table, shown_rows

Document = dict[str, Any]
JOINS = (1, 2, 4)
"""How many neighbouring bands of a histogram may become one."""
FEWEST_BANDS = 3
_OF_A_TRAIT = ("shares", "counts", "share_lows", "share_highs")


def hide_columns(document: Document, minimum: int) -> None:
    """Treat every column: first over everyone, then over the segments of every model."""
    _hide_drawn(document)
    for name, summary in document["data"]["columns"].items():
        for part in ("missing", "outliers"):
            summary[part] = None if 0 < summary[part] < minimum else summary[part]
        summary |= {"min": None, "max": None, "original": None}
        whole = summary["counts"]
        if summary["cleaned"]:
            _hide_histograms(document, name, minimum)
        for model in document["models"].values():
            _hide_trait(model, name, minimum)
        if whole:
            _hide_everyone(summary, minimum)
    for model in document["models"].values():
        _hide_bands(model, document)


@dataclass(frozen=True, slots=True)
class _Bands:
    """How bands are joined: so many to one, and those beyond the ends into the first and the last."""

    joins: int
    first: int
    last: int

    def of(self, histogram: Document) -> Document:
        """A histogram in these bands, as wide as each other; the outer ones hold who stands beyond them."""
        edges, counts = histogram["edges"], _sums(histogram["counts"], self.joins)
        width = (edges[1] - edges[0]) * self.joins
        folded = [sum(counts[: self.first + 1]), *counts[self.first + 1 : self.last], sum(counts[self.last :])]
        return {"edges": [edges[0] + width * i for i in range(self.first, self.last + 2)], "counts": folded}


def _sums(counts: Sequence[int], joins: int) -> list[int]:
    """Counts of joined bands."""
    return [sum(counts[i : i + joins]) for i in range(0, len(counts), joins)]


def _bands(counts: Sequence[int], minimum: int) -> list[_Bands]:
    """Ways to join a column's bands; small ones at the ends are taken into their neighbours."""
    ways = []
    for joins in JOINS:
        sums = np.array(_sums(counts, joins))
        first, last = 0, len(sums) - 1
        while first < last and sums[: first + 1].sum() < minimum:
            first += 1
        while last > first and sums[last:].sum() < minimum:
            last -= 1
        if first < last and (joins == 1 or last - first + 1 >= FEWEST_BANDS):
            ways.append(_Bands(joins, first, last))
    return ways


def _masked(counts: Sequence[int], shown: Shown) -> list[int | None]:
    """Counts, None where they are hidden."""
    return [count if show else None for count, show in zip(counts, shown, strict=True)]


def _hide_histograms(document: Document, name: str, minimum: int) -> None:
    """A column's bands over everyone and the segments of every model, as wide as shows the most customers."""
    summary = document["data"]["columns"][name]
    everyone = summary["cleaned"]
    families = [[s["histograms"] for s in m["segments"].values() if name in s["histograms"]] for m in _models(document)]
    families = [family for family in families if family]
    tables = [[h[name] for h in family] for family in families]
    ways = _bands(everyone["counts"], minimum)
    if not ways:
        _leave_out(summary, families, name)
        return
    best = max(ways, key=lambda bands: _told(bands, everyone, tables, minimum))
    summary["cleaned"], parts = _hidden_bands(best, everyone, tables, minimum, audited=True)
    for family, part in zip(families, parts, strict=True):
        for histograms, histogram in zip(family, part, strict=True):
            histograms[name] = histogram


def _leave_out(summary: Document, families: Sequence[Sequence[Document]], name: str) -> None:
    """No histogram of a column that has nearly everybody in one band."""
    summary["cleaned"] = None
    for family in families:
        for histograms in family:
            del histograms[name]


def _models(document: Document) -> list[Document]:
    return list(document["models"].values())


def _hidden_bands(
    bands: _Bands, everyone: Document, tables: Sequence[Sequence[Document]], minimum: int, *, audited: bool
) -> tuple[Document, list[list[Document]]]:
    """Everyone's bands beside their sum; those of every model's segments beside their sizes and everyone's bands."""
    whole = bands.of(everyone)
    whole["counts"] = _masked(whole["counts"], shown_in_row(whole["counts"], minimum))
    known = np.array([count is not None for count in whole["counts"]])
    parts = []
    for table in tables:
        joined = [bands.of(histogram) for histogram in table]
        shown = shown_in_table(np.array([h["counts"] for h in joined]), minimum, known, audited=audited)
        parts.append([{**h, "counts": _masked(h["counts"], row)} for h, row in zip(joined, shown, strict=True)])
    return whole, parts


def _told(bands: _Bands, everyone: Document, tables: Sequence[Sequence[Document]], minimum: int) -> int:
    """About how many customers these bands would show."""
    _, parts = _hidden_bands(bands, everyone, tables, minimum, audited=False)
    return sum(count or 0 for part in parts for histogram in part for count in histogram["counts"])


def _hide_trait(model: Document, name: str, minimum: int) -> None:
    """A trait's values over the segments of a model, each segment whole or not at all."""
    segments = [s for s in model["segments"].values() if name in s["counts"]]
    if not segments:
        return
    values = list(dict.fromkeys(value for s in segments for value in s["counts"][name]))
    counts = np.array([[s["counts"][name].get(value, 0) for value in values] for s in segments])
    for segment, shown in zip(segments, shown_rows(counts, minimum), strict=True):
        if not shown:
            segment["traits"] = [
                {**trait, "share": None} if trait["column"] == name and "share" in trait else trait
                for trait in segment["traits"]
            ]
            for part in _OF_A_TRAIT:
                segment[part].pop(name, None)
            _hide_index(segment, f"{name}=")


def _hide_everyone(summary: Document, minimum: int) -> None:
    """A trait's values over everyone."""
    shown = shown_in_row(list(summary["counts"].values()), minimum)
    kept = [value for value, show in zip(summary["counts"], shown, strict=True) if show]
    for part in ("counts", "shares"):
        summary[part] = {value: summary[part][value] for value in kept}
    if len(kept) < len(shown):
        summary |= dict.fromkeys(("mean", "sd", "total"))


def _hide_bands(model: Document, document: Document) -> None:
    """Shares of ranges of a number: histograms of the same column would give them away."""
    for name, column in document["study"]["columns"].items():
        for segment in model["segments"].values():
            if column["kind"] == "number":
                for part in _OF_A_TRAIT:
                    segment[part].pop(name, None)
                _hide_index(segment, f"{name}=")


def _hide_drawn(document: Document) -> None:
    """Histograms of segments in the columns that drew any model: the rule says where borders cut them.

    With its centres in hand, hidden bands could be worked out from the segments' sizes and the bands of everyone.
    """
    models = _models(document)
    drawn = {name for m in models if m["scoring"]["components"] is None for name in m["features"]}
    for model in models:
        for segment in model["segments"].values():
            segment["histograms"] = {n: h for n, h in segment["histograms"].items() if n not in drawn}


def _hide_index(segment: Document, start: str) -> None:
    """Take a trait's values out of the index, and empty their rows among the differences."""
    segment["index"] = {key: value for key, value in segment["index"].items() if not key.startswith(start)}
    for row in segment["differences"]:
        if row["key"].startswith(start):
            row |= {"value": None, "count": None, "index": None, "low": None, "high": None}
