"""Every count of customers that findings publish, found by its address, without any of Tessera's own hiding."""

import re
from collections.abc import Iterator
from typing import Any

ALONE = re.compile(
    r"/(counts/[^/]+/[^/]+|size|borderline|moved|second_choice|finds|wrong|count|crosswalk/[^/]+/[^/]+)$"
)
IN_TABLES = re.compile(
    r"/(elsewhere/[^/]+/[^/]+|histograms/[^/]+/counts/\d+|cleaned/counts/\d+|tiles/\d+/counts/[^/]+)$"
)
OF_EVERYONE = re.compile(r"^/[^/]+/(counts/[^/]+|cleaned/counts/\d+)$")


def counts_of(findings: dict[str, Any]) -> dict[str, float]:
    """Counts of customers by their address."""
    counts = {place: n for place, n in leaves(findings["models"]) if ALONE.search(place) or IN_TABLES.search(place)}
    counts |= {f"/agreements{place}": n for place, n in leaves(findings["agreements"]) if ALONE.search(place)}
    columns = leaves(findings["data"]["columns"])
    return counts | {f"/data/columns{place}": n for place, n in columns if OF_EVERYONE.search(place)}


def small_counts(findings: dict[str, Any]) -> dict[str, float]:
    """Counts below the minimum of the study."""
    return {place: n for place, n in counts_of(findings).items() if n < findings["study"]["public_minimum"]}


def leaves(part: Any, place: str = "") -> Iterator[tuple[str, float]]:
    """Every number of a document with its address."""
    if isinstance(part, dict | list):
        for key, inner in part.items() if isinstance(part, dict) else enumerate(part):
            yield from leaves(inner, f"{place}/{key}")
    elif isinstance(part, int | float) and not isinstance(part, bool):
        yield place, part
