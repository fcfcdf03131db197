"""What of a table may be shown: nothing small, and nothing from which something small follows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog
from tessera.public.cells import shown_in_row, shown_in_table, shown_rows

MINIMUM = 11
TABLES = arrays(np.int64, st.tuples(st.integers(2, 5), st.integers(2, 5)), elements=st.integers(0, 60))


def test_a_small_count_takes_the_next_smallest_with_it():
    assert shown_in_row([5, 100, 30, 200], MINIMUM).tolist() == [False, True, False, True]


def test_counts_that_are_large_enough_are_shown():
    assert shown_in_row([112, 88], MINIMUM).all()
    assert shown_in_table(np.full((3, 4), 20), MINIMUM).all()


def test_noughts_are_hidden_and_not_left_to_be_worked_out():
    assert not shown_in_row([0, 0, 39], MINIMUM).any()


def test_one_small_cell_of_a_table_is_hidden_with_a_rectangle():
    table = np.array([[4, 50, 60], [40, 30, 70], [80, 90, 20]])
    shown = shown_in_table(table, MINIMUM)
    assert not shown[0, 0]
    assert (~shown).sum(axis=0).tolist().count(1) == 0
    assert (~shown).sum(axis=1).tolist().count(1) == 0
    assert shown.sum() == 5


def test_a_column_without_a_known_sum_is_not_shown_whole():
    known = np.array([True, False, True])
    assert not shown_in_table(np.full((3, 3), 20), MINIMUM, known)[:, 1].all()


def test_rows_go_whole_and_never_alone():
    counts = np.array([[30, 40], [5, 60], [20, 25], [50, 60]])
    assert shown_rows(counts, MINIMUM).tolist() == [True, False, False, True]


@settings(max_examples=25, deadline=None)
@given(TABLES)
def test_nobody_can_work_out_a_hidden_count_or_tell_that_it_is_small(table):
    shown = shown_in_table(table, MINIMUM)
    assert (table[shown] >= MINIMUM).all()
    margins = [*table.sum(axis=0), *table.sum(axis=1)]
    if min(margins) < MINIMUM or not shown.any():
        return  # such sums are not published; or they alone say what they say
    for i, j in np.argwhere(~shown):
        least, most = _range(table, shown, i, j)
        assert most - least > 1e-6, "follows from the sums"
        assert table[i, j] >= MINIMUM or most >= MINIMUM - 1e-6, "is known to be small"


def _range(table, shown, i, j):
    """The least and the most a cell could be, worked out by another way than the code's: over all cells, shown ones fixed."""
    rows, columns = table.shape
    sums = [(np.repeat(np.arange(rows) == r, columns), table[r].sum()) for r in range(rows)]
    sums += [(np.tile(np.arange(columns) == c, rows), table[:, c].sum()) for c in range(columns)]
    bounds = [(n, n) if s else (0, None) for n, s in zip(table.ravel(), shown.ravel(), strict=True)]
    goal = np.zeros(table.size)
    goal[i * columns + j] = 1
    a, b = np.array([line for line, _ in sums], dtype=float), [total for _, total in sums]
    ends = [linprog(sign * goal, A_eq=a, b_eq=b, bounds=bounds, method="highs").fun * sign for sign in (1, -1)]
    return tuple(ends)


@pytest.mark.parametrize("seed", range(3))
def test_more_customers_show_more(seed):
    draw = np.random.default_rng(seed)
    small = draw.poisson(15, (5, 5))
    assert shown_in_table(small * 20, MINIMUM).sum() >= shown_in_table(small, MINIMUM).sum()
