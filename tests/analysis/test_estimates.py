"""Summaries from counts equal those of the rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tessera.estimates import mean_rank, quantiles, summarise, wilson

NUMBERS = st.lists(st.integers(-50, 50), min_size=2, max_size=80)


@given(NUMBERS)
def test_a_summary_of_counts_is_that_of_the_rows(rows):
    values, counts = np.unique(np.array(rows, dtype=float), return_counts=True)
    summary = summarise(values, counts, values * counts, values**2 * counts)
    assert summary.mean == pytest.approx(np.mean(rows))
    assert summary.sd == pytest.approx(np.std(rows, ddof=1), abs=1e-9)
    assert (summary.q1, summary.median, summary.q3) == pytest.approx(np.quantile(rows, [0.25, 0.5, 0.75]))


def test_a_summary_of_one_customer_has_no_spread():
    one = np.array([7.0])
    summary = summarise(one, np.array([1]), one, one**2)
    assert (summary.sd, summary.mean_low, summary.mean_high) == (0.0, 7.0, 7.0)


def test_the_interval_of_a_mean_is_students():
    values = np.array([1.0, 2.0, 3.0])
    summary = summarise(values, np.array([1, 1, 1]), values, values**2)
    assert summary.mean_high == pytest.approx(2 + 4.302653 / np.sqrt(3), rel=1e-6)


def test_a_quantile_lies_between_order_statistics():
    assert quantiles(np.array([1.0, 2.0]), np.array([1, 3]), np.array([0.25])) == (1.75,)


def test_the_rank_of_everyone_is_one_half():
    values, counts = np.array([1.0, 2.0, 9.0]), np.array([3, 1, 2])
    assert mean_rank(counts, values, counts) == pytest.approx(0.5)


def test_a_rank_is_shared_by_equal_values():
    assert mean_rank(np.array([0, 1, 0]), np.array([1.0, 2.0, 3.0]), np.array([1, 2, 1])) == 0.5


def test_those_at_nought_are_not_high_where_most_are_at_nought():
    assert mean_rank(np.array([8, 1]), np.array([0.0, 5.0]), np.array([80, 20])) < 0.5


@pytest.mark.parametrize(
    ("count", "n", "low", "high"), [(0, 35, 0.0, 0.0989), (16, 35, 0.3047, 0.6182), (35, 35, 0.9011, 1.0)]
)
def test_wilson_by_hand(count, n, low, high):
    assert wilson(count, n) == pytest.approx((low, high), abs=5e-4)
