"""A public edition holds no count below its minimum, and none that its margins give away.

Looks at the document alone and knows nothing of how counts were hidden, so that it finds what the hiding forgot.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tessera_site.proof.exported import FINDINGS
from tessera_site.proof.fault import Fault


def withheld_faults(findings: Mapping[str, Any]) -> Iterator[Fault]:
    """Counts of a public edition that are too small, or can be worked out.

    A line of counts (a category's values, the bins of a histogram, a segment's row in another model) with a known sum
    gives a hidden count away when it is the only one, and says too much when all hidden ones together are too few.

    Parameters
    ----------
    findings : mapping
        The document of findings.json; nothing is said of an internal edition.
    """
    if findings.get("edition") != "public":
        return
    minimum = int(findings["study"]["public_minimum"])
    for place, counts, total in _lines(findings):
        small = [count for count in counts if count is not None and count < minimum]
        hidden = sum(count is None for count in counts)
        rest = None if total is None else total - sum(count or 0 for count in counts)
        if small:
            yield Fault(FINDINGS, place, f"shows {len(small)} counts below {minimum}")
        if hidden == 1 and rest is not None:
            yield Fault(FINDINGS, place, "hides one count that its sum gives away")
        elif hidden and rest is not None and rest < minimum:
            yield Fault(FINDINGS, place, f"hides {hidden} counts that are below {minimum} together")


def _lines(findings: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[int | None], int | None]]:
    """Every line of counts with its address and its sum; None where a count, or the sum, is not published."""
    kept = findings["data"]["rows_kept"]
    for name, column in findings["data"]["columns"].items():
        total = kept - column["missing"] if column["missing"] is not None else None
        yield f"/data/columns/{name}/counts", tuple((column["counts"] or {}).values()), total
        yield f"/data/columns/{name}/cleaned", tuple((column["cleaned"] or {}).get("counts", ())), total
    for key, model in findings["models"].items():
        yield f"/models/{key}/segments", [s["size"] for s in model["segments"].values()], None
        for slug, segment in model["segments"].items():
            yield from _segment_lines(f"/models/{key}/segments/{slug}", segment, findings)
    for i, pair in enumerate(findings["agreements"]):
        yield from _crosswalk_lines(f"/agreements/{i}/crosswalk", pair, findings)


def _segment_lines(
    place: str, segment: Mapping[str, Any], findings: Mapping[str, Any]
) -> Iterator[tuple[str, Sequence[int | None], int | None]]:
    """A segment's counts by value and by bin. Its sum is known where the column is never missing."""
    for name, counts in segment["counts"].items():
        column = findings["data"]["columns"].get(name) or {}
        values = dict.fromkeys((*(column.get("counts") or {}), *counts))
        total = segment["size"] if column.get("missing") == 0 and set(values) == set(counts) else None
        yield f"{place}/counts/{name}", [counts.get(value) for value in values], total
    for name, bins in segment["histograms"].items():
        total = segment["size"] if (findings["data"]["columns"].get(name) or {}).get("missing") == 0 else None
        yield f"{place}/histograms/{name}", bins["counts"], total


def _crosswalk_lines(
    place: str, pair: Mapping[str, Any], findings: Mapping[str, Any]
) -> Iterator[tuple[str, Sequence[int | None], int | None]]:
    """The rows and the columns of a crosswalk, each with its segment's size for a sum."""
    table = pair["crosswalk"]
    rows, columns = (findings["models"][pair[side]]["segments"] for side in ("a", "b"))
    for slug, row in table.items():
        yield f"{place}/{slug}", tuple(row.values()), rows[slug]["size"]
    for slug in columns:
        column = [row[slug] for row in table.values() if slug in row]
        if len(column) == len(table):
            yield f"{place}/*/{slug}", column, columns[slug]["size"]
