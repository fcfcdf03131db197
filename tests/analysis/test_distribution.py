"""Distributions from counts, exact for small tables and close for large ones."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tessera.distribution import count_values, fences, mean_and_sd, quantile, round_edges
from tessera.engine import load


@given(
    low=st.floats(-1e9, 1e9, allow_subnormal=False),
    width=st.floats(1e-3, 1e9),
    whole=st.booleans(),
)
def test_edges_ascend_and_hold_the_range(low: float, width: float, whole: bool) -> None:
    edges = round_edges(low, low + width, whole=whole)
    assert edges[0] <= low + 1e-6 * width
    assert edges[-1] >= low + width - 1e-6 * width
    assert all(a < b for a, b in pairwise(edges))
    assert len(edges) <= 24


def test_edges_are_round_numbers() -> None:
    assert round_edges(18, 70)[:3] == (15, 20, 25)
    assert round_edges(0, 0.37)[:3] == (0, 0.02, 0.04)
    assert round_edges(5, 5) == (5, 6)


def test_small_whole_numbers_have_a_bin_each() -> None:
    assert round_edges(0, 2, whole=True) == (0, 1, 2, 3)


def test_many_continuous_values_are_counted_closely() -> None:
    values = np.random.default_rng(0).lognormal(size=150_000)
    table = load(pa.table({"x": values}), "customers")
    spread = count_values(table, ["x"])["x"]
    assert not spread.exact
    assert spread.counts.sum() == len(values)
    width = (values.max() - values.min()) / 100_000
    for share in (0.25, 0.5, 0.75):
        assert quantile(spread, share) == pytest.approx(np.quantile(values, share), abs=width)
    assert mean_and_sd(spread) == pytest.approx((values.mean(), values.std(ddof=1)), rel=1e-6)
    q1, q3 = np.quantile(values, [0.25, 0.75])
    assert fences(spread) == pytest.approx((q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1)), abs=5 * width)


def test_many_whole_numbers_are_counted_exactly() -> None:
    values = np.random.default_rng(0).integers(0, 500, size=150_000)
    table = load(pa.table({"x": values.astype(float)}), "customers")
    spread = count_values(table, ["x"])["x"]
    assert spread.exact
    assert quantile(spread, 0.3) == np.quantile(values, 0.3)
