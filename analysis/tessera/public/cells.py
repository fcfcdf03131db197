"""Which counts of a table may be shown, so that none below a minimum can be read or worked out.

A count below the minimum is hidden (noughts too: that nobody in a group has a trait says something about everybody in
it). What is hidden could still be found by taking what is shown from a total, so further cells are hidden beside it.

References
----------
Cox (1980), J. Amer. Statist. Assoc. 75, 377-385, doi:10.1080/01621459.1980.10477481: complementary suppression.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from tessera.facts import IntArray

Shown = NDArray[np.bool_]
AUDITED_AT_MOST = 120
"""Hidden cells up to which the exact range of each is worked out; beyond, exact solutions alone are looked for."""
_NEAR = 1e-6


def shown_in_row(counts: Sequence[int], minimum: int) -> Shown:
    """Which counts of one row may be shown beside their sum, shape (n,)."""
    flat = np.asarray(counts, dtype=np.int64)
    return ~_hidden(flat, flat < minimum, [np.arange(len(flat))], minimum)


def shown_in_table(
    counts: IntArray,
    minimum: int,
    columns_known: Shown | None = None,
    *,
    possible: Shown | None = None,
    audited: bool = True,
) -> Shown:
    """Which counts of a table may be shown beside its row sums and column sums.

    Parameters
    ----------
    counts : ndarray of int, shape (rows, columns)
    minimum : int
        The smallest count that may be known.
    columns_known : ndarray of bool, shape (columns,), optional
        Whose sums are known; all by default.
    possible : ndarray of bool, shape (rows, columns), optional
        Cells that are not noughts for all to know; those are not shown, and hide no other. All by default.
    audited : bool
        False gives a first answer that shows a little too much, to choose between tables; never to publish one.

    Returns
    -------
    ndarray of bool, shape (rows, columns)
        Every row or known column with a hidden cell has two at least, which hold ``minimum`` customers together.
        No hidden count follows from what is shown, and none that is below the minimum can be told to be.
    """
    known = np.ones(counts.shape[1], dtype=bool) if columns_known is None else columns_known
    flat, places = counts.ravel(), np.arange(counts.size).reshape(counts.shape)
    open_to = np.ones(counts.size, dtype=bool) if possible is None else possible.ravel() | (flat > 0)
    hidden = (flat < minimum) & open_to
    for column in places.T[~known]:  # shown whole, it would give its own sum away
        hidden[column[flat[column].argmin()]] = True
    lines = [line[open_to[line]] for line in (*places, *places.T[known])]
    if audited:
        _hidden(flat, hidden, lines, minimum)
    else:
        _complete(flat, hidden, lines, minimum)
    return np.asarray((~hidden & open_to).reshape(counts.shape))


def shown_rows(counts: IntArray, minimum: int) -> Shown:
    """Which rows of a table may be shown, each whole or not at all, beside all row sums and column sums.

    Parameters
    ----------
    counts : ndarray of int, shape (rows, columns)
    minimum : int

    Returns
    -------
    ndarray of bool, shape (rows,)
        Hidden rows are none, or two at least that hold ``minimum`` customers together in every column.
    """
    hidden = np.asarray((counts < minimum).any(axis=1))
    while hidden.any() and not hidden.all():
        if hidden.sum() >= 2 and bool((counts[hidden].sum(axis=0) >= minimum).all()):
            break
        shown = np.flatnonzero(~hidden)
        hidden[shown[counts[shown].sum(axis=1).argmin()]] = True
    return np.asarray(~hidden)


def _hidden(flat: IntArray, hidden: Shown, lines: Sequence[IntArray], minimum: int) -> Shown:
    """The cells to hide, those given and what it takes to protect them; ``lines`` are cells whose sum is known.

    To hide more only widens what a cell may be, so a cell found safe stays safe.
    """
    _complete(flat, hidden, lines, minimum)
    safe = np.zeros_like(hidden)
    while len(doubtful := np.flatnonzero(hidden & ~safe)):
        exposed = _exposed(doubtful, flat, hidden, lines, minimum)
        safe[doubtful[doubtful < exposed] if exposed is not None else doubtful] = True
        if exposed is None or not _hide_beside(exposed, flat, hidden, lines):
            break
        _complete(flat, hidden, lines, minimum)
    return hidden


def _complete(flat: IntArray, hidden: Shown, lines: Sequence[IntArray], minimum: int) -> None:
    """Hide the smallest shown cells of every line in which what is hidden is too little to hide anything."""
    again = True
    while again:
        again = False
        for line in lines:
            inside = hidden[line]
            while inside.any() and not inside.all() and (inside.sum() < 2 or flat[line][inside].sum() < minimum):
                shown = line[~inside]
                hidden[shown[flat[shown].argmin()]] = True
                inside, again = hidden[line], True


def _exposed(doubtful: IntArray, flat: IntArray, hidden: Shown, lines: Sequence[IntArray], minimum: int) -> int | None:
    """The first doubtful cell of which what is shown tells its count, or that it is below the minimum."""
    places = np.flatnonzero(hidden)
    members = np.array([np.isin(places, line) for line in lines], dtype=np.float64)
    if len(places) > AUDITED_AT_MOST:
        fixed = places[_fixed(members)]
        return int(fixed[0]) if len(fixed) else None
    sums = np.array([flat[line][hidden[line]].sum() for line in lines])
    for cell in doubtful.tolist():
        goal = (places == cell).astype(np.float64)
        most, count = _most(goal, members, sums), int(flat[cell])
        is_small = count < minimum and most < minimum - _NEAR
        if is_small or (most < count + _NEAR and -_most(-goal, members, sums) > count - _NEAR):
            return int(cell)
    return None


def _most(goal: NDArray[np.float64], members: NDArray[np.float64], sums: IntArray) -> float:
    """The largest that a sum of hidden cells may be, by all that is shown."""
    return float(-linprog(-goal, A_eq=members, b_eq=sums, bounds=(0, None), method="highs").fun)


def _fixed(members: NDArray[np.float64]) -> Shown:
    """Which hidden cells no change that keeps all sums can touch."""
    _, sizes, axes = np.linalg.svd(members, full_matrices=True)
    free = axes[int((sizes > _NEAR).sum()) :]
    return np.asarray((np.abs(free) < _NEAR).all(axis=0))


def _hide_beside(cell: int, flat: IntArray, hidden: Shown, lines: Sequence[IntArray]) -> bool:
    """Hide the smallest shown cell in a line with this one, or else anywhere; False when none is left."""
    beside = np.unique(np.concatenate([line for line in lines if cell in line]))
    shown = beside[~hidden[beside]]
    if not len(shown):
        shown = np.flatnonzero(~hidden)
    if not len(shown):
        return False
    hidden[shown[flat[shown].argmin()]] = True
    return True
