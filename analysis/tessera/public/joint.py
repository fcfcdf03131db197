"""What all tables of an edition tell together, once the rules' borders are known to whoever reads it.

Tables that are safe by themselves may open one another: of 24 customers in a segment 14 earn at least 100, where a
segment of another model does not reach; so ten at most can be in both. Linear programming gives the most that every
hidden count may be by all that is told; where that is below the minimum, a count it leans on is hidden too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, hstack, identity

from tessera.errors import PublishError
from tessera.facts import FloatArray, IntArray
from tessera.public.cells import Shown
from tessera.public.meeting import can_meet, told_ends
from tessera.public.places import About, places_of, plain, tile_at

Document = dict[str, Any]
Address = tuple[Any, ...]
"""Which count: ("band", column, number), ("tile", model, number) or ("crossing", number of the pair, slug, slug)."""
_NEAR = 1e-6
_SOLVED = 0


@dataclass(frozen=True, slots=True)
class _Count:
    """A count of the customers at some places, None where it is hidden; ``address`` is () for one that has to stay."""

    places: Shown
    count: int | None
    address: Address = ()


def hide_what_is_told_together(document: Document, minimum: int) -> None:
    """Hide more bands, tiles and crossings, until none tell that a hidden count is below the minimum.

    Speaks of models whose rules are told in columns as they are, of everyone's bands in those columns, of their maps
    and their crossings: all models at once, or every two where there are too many places to go through (`places_of`).

    Raises
    ------
    PublishError
        If the sizes of segments alone, which are told in any case, say that few customers are in two at once.
    """
    keys = [key for key, model in document["models"].items() if plain(model)]
    together = places_of(document, keys)
    for places in [together] if together else (places_of(document, pair) for pair in combinations(keys, 2)):
        _hide_at(places, document, minimum)


def _hide_at(places: Mapping[About, IntArray], document: Document, minimum: int) -> None:
    """Hide what tells of a hidden count of these places that it is small."""
    safe: set[Address] = set()
    while places and (open_to := _exposed(list(_counts(document, places)), minimum, safe)):
        goal, leaned_on = open_to
        if leaned_on is None:
            _refuse(goal, document, minimum)
        else:
            _hide(document, leaned_on, minimum)


def _counts(document: Document, places: Mapping[About, IntArray]) -> Iterator[_Count]:
    """All counts that an edition tells or hides, of those that places know."""
    for (about, name), labels in places.items():
        if about == "model":
            for number, segment in enumerate(document["models"][name]["segments"].values()):
                yield _Count(labels == number, segment["size"])
        elif about == "column":
            for number, count in enumerate(document["data"]["columns"][name]["cleaned"]["counts"]):
                yield _Count(labels == number, count, ("band", name, number))
        else:
            told = dict(_tiles(document["models"][name]["map"]))
            for number in np.unique(labels).tolist():
                yield _Count(labels == number, told.get(number), ("tile", name, number))
    for number, pair in enumerate(document["agreements"]):
        if ("model", pair["a"]) in places and ("model", pair["b"]) in places:
            yield from _crossing(document, number, places)


def _tiles(plane: Document) -> Iterator[tuple[int, int]]:
    """Tiles by number, with the customers in each."""
    for tile in plane["tiles"]:
        middle = (np.array(tile[axis] + plane[f"{axis}_step"] / 2) for axis in ("x", "y"))
        yield int(tile_at(plane, *middle)), sum(tile["counts"].values())


def _crossing(document: Document, number: int, places: Mapping[About, IntArray]) -> Iterator[_Count]:
    """Counts of one crossing; none for two segments that cannot meet: that nobody is in both is no secret."""
    pair = document["agreements"][number]
    a, b = (document["models"][pair[side]] for side in "ab")
    can = can_meet(a, b, told_ends(document))
    for i, slug in enumerate(a["segments"]):
        for j, other in enumerate(b["segments"]):
            both = (places["model", pair["a"]] == i) & (places["model", pair["b"]] == j)
            if can[i, j]:
                yield _Count(both, pair["crosswalk"][slug][other], ("crossing", number, slug, other))


def _exposed(counts: Sequence[_Count], minimum: int, safe: set[Address]) -> tuple[Address, Address | None] | None:
    """A hidden count known to be small, with the smallest count that tells it, if any that could be hidden does.

    To hide more only widens what a count may be, so one found safe is added to ``safe`` and not asked for again.
    """
    told = [count for count in counts if count.count is not None]
    hidden = [count for count in counts if count.count is None and count.places.any() and count.address not in safe]
    sums = csr_matrix(np.array([count.places for count in told], dtype=np.float64))
    totals = np.array([count.count for count in told], dtype=np.float64)
    hidden = _without_safe(hidden, sums, totals, minimum, safe)
    for goal in hidden:
        end = linprog(-goal.places.astype(np.float64), A_eq=sums, b_eq=totals, bounds=(0, None), method="highs")
        if end.status != _SOLVED:  # borders that hold only nearly, of rounded rules, contradict the counts
            return None
        if -end.fun > minimum - _NEAR:
            safe.add(goal.address)
            continue
        weights = zip(told, end.eqlin.marginals, strict=True)
        leaned_on = [count for count, weight in weights if count.address and abs(weight) > _NEAR]
        return goal.address, min(leaned_on, key=lambda c: c.count or 0).address if leaned_on else None
    return None


def _without_safe(
    hidden: Sequence[_Count], sums: csr_matrix, totals: FloatArray, minimum: int, safe: set[Address]
) -> list[_Count]:
    """Hidden counts that do not reach the minimum together with as many others as can; those that do are safe."""
    left = list(hidden)
    while left:
        ours = csr_matrix(np.array([count.places for count in left], dtype=np.float64))
        spare = identity(len(left), format="csr")
        end = linprog(
            np.repeat([0.0, -1.0], [sums.shape[1], len(left)]),  # as much as can be of each, up to the minimum
            A_ub=hstack([-ours, spare]),
            b_ub=np.zeros(len(left)),
            A_eq=hstack([sums, csr_matrix((len(totals), len(left)))]),
            b_eq=totals,
            bounds=[(0, None)] * sums.shape[1] + [(0, minimum)] * len(left),
            method="highs",
        )
        reached = (
            ours @ end.x[: sums.shape[1]] > minimum - _NEAR if end.status == _SOLVED else np.zeros(len(left), bool)
        )
        if not reached.any():
            return left
        safe |= {count.address for count, is_safe in zip(left, reached, strict=True) if is_safe}
        left = [count for count in left if count.address not in safe]
    return left


def _refuse(address: Address, document: Document, minimum: int) -> None:
    """Say which models cannot be shown together."""
    about, name, *place = address
    models, customers = document["models"], document["study"]["customers"]
    if about != "crossing":
        raise PublishError(
            f"The public edition cannot show these models together: the sizes of their segments tell that fewer than "
            f"{minimum} {customers} are in one part of the {'map' if about == 'tile' else 'histogram'} of {name!r}.",
            hint="Leave a model out of the study, or build the internal edition.",
        )
    pair = document["agreements"][name]
    segments = [models[pair[side]]["segments"][slug]["name"] for side, slug in zip("ab", place, strict=True)]
    raise PublishError(
        f"The public edition cannot show the models {models[pair['a']]['name']!r} and {models[pair['b']]['name']!r} "
        f"together: the sizes of their segments tell that fewer than {minimum} {customers} are in both "
        f"{segments[0]!r} and {segments[1]!r}.",
        hint="Leave one of the two models out of the study, or build the internal edition.",
    )


def _hide(document: Document, address: Address, minimum: int) -> None:
    """Hide a count, and what else it takes so that its own table does not give it back."""
    about, name, *place = address
    if about == "tile":
        plane = document["models"][name]["map"]
        plane["tiles"] = [
            tile for tile, (number, _) in zip(plane["tiles"], _tiles(plane), strict=True) if number != place[0]
        ]
        plane["largest"] = max((count for _, count in _tiles(plane)), default=1)
    elif about == "band":
        counts = document["data"]["columns"][name]["cleaned"]["counts"]
        counts[place[0]] = None
        _close([(document["data"]["rows_kept"], [(counts, number) for number in range(len(counts))])], minimum)
    else:
        pair = document["agreements"][name]
        rows = pair["crosswalk"]
        rows[place[0]][place[1]] = None
        a, b = (document["models"][pair[side]]["segments"] for side in "ab")
        lines = [(a[slug]["size"], [(row, other) for other in row]) for slug, row in rows.items()]
        lines += [(b[other]["size"], [(row, other) for row in rows.values()]) for other in b]
        _close(lines, minimum)


def _close(lines: Sequence[tuple[int, Sequence[tuple[Any, Any]]]], minimum: int) -> None:
    """Hide the smallest shown count of every line whose sum gives hidden ones away, until there is none."""
    again = True
    while again:
        again = False
        for total, cells in lines:
            shown = [(row[key], row, key) for row, key in cells if row[key] is not None]
            hidden, rest = len(cells) - len(shown), total - sum(count for count, _, _ in shown)
            if shown and hidden and (hidden == 1 or rest < minimum):
                _, row, key = min(shown, key=lambda cell: cell[0])
                row[key], again = None, True
