"""What a campaign changed: intervals against published figures, and a true uplift found where it is and nowhere else."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tessera.engine import connect
from tessera.holdout import held_out, holdout_sql
from tessera.measurement import (
    Interval,
    Sample,
    confidence_each,
    difference_of_means,
    difference_of_rates,
    weighted_sum,
)
from tessera.uplift import CONFIDENCE, compare_arms, pooled

SEGMENTS = 5
CUSTOMERS = 400
SPREAD = 12.0
UPLIFT = 6.0
DRAWS = 20
LEAST = 11


def sample_of(values):
    return Sample(len(values), float(np.mean(values)), float(np.var(values, ddof=1)))


def campaign(seed, binary=False):
    """Five segments, half of each treated; only the first responds."""
    random = np.random.default_rng(seed)
    arms = {}
    for segment in range(SEGMENTS):
        arms[segment] = {}
        for treated in (True, False):
            gain = treated and segment == 0
            if binary:
                values = random.random(CUSTOMERS // 2) < (0.30 if gain else 0.12)
            else:
                values = random.normal(50 + (UPLIFT if gain else 0), SPREAD, CUSTOMERS // 2)
            arms[segment][treated] = sample_of(values.astype(float))
    return arms


def test_rates_agree_with_newcombes_published_interval():
    found = difference_of_rates(Sample(70, 56 / 70, 0), Sample(80, 48 / 80, 0))
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_rates_stay_possible_when_nobody_responds():
    found = difference_of_rates(Sample(10, 0.0, 0), Sample(20, 0.0, 0))
    assert (found.difference, found.low, found.high) == pytest.approx((0, -0.1611, 0.2775), abs=5e-5)


def test_means_agree_with_welch_as_scipy_has_it():
    random = np.random.default_rng(3)
    first, second = random.normal(10, 4, 31), random.normal(8, 9, 17)
    found = difference_of_means(sample_of(first), sample_of(second), 0.9)
    wanted = stats.ttest_ind(first, second, equal_var=False).confidence_interval(0.9)
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high))


def test_one_customer_is_no_arm():
    with pytest.raises(ValueError, match="2 customers"):
        difference_of_means(Sample(1, 3.0, 0.0), Sample(40, 3.0, 1.0))


def test_a_sum_of_one_is_itself_and_of_two_halves_is_narrower():
    alone = Interval(2.0, 1.0, 4.0)
    assert weighted_sum([(1.0, alone)]) == alone
    both = weighted_sum([(0.5, alone), (0.5, alone)])
    assert (both.difference, both.low, both.high) == pytest.approx((2.0, 2 - 0.5**0.5, 2 + 2 * 0.5**0.5))


def test_five_intervals_together_need_more_confidence_each():
    assert confidence_each(0.95, 1) == 0.95
    assert confidence_each(0.95, 5) == pytest.approx(0.98979, abs=1e-5)


@pytest.mark.parametrize("binary", [False, True])
def test_an_uplift_in_one_segment_only_is_read_back_in_at_least_18_of_20_draws(binary):
    kind = "binary" if binary else "amount"
    each = confidence_each(CONFIDENCE, SEGMENTS)
    right = 0
    for seed in range(DRAWS):
        states = [compare_arms(arms, kind, each, LEAST).state for arms in campaign(seed, binary).values()]
        right += states == ["gain", *["open"] * (SEGMENTS - 1)]
    assert right >= 18


def test_the_effect_on_everyone_does_not_mind_how_segments_were_split():
    """Rich customers, mostly treated, and poor ones, mostly held out, gain nothing: pooling rows would see a gain."""
    random = np.random.default_rng(5)
    arms = {
        "rich": {True: sample_of(random.normal(90, 5, 180)), False: sample_of(random.normal(90, 5, 20))},
        "poor": {True: sample_of(random.normal(30, 5, 20)), False: sample_of(random.normal(30, 5, 180))},
    }
    found = pooled(arms, "amount", CONFIDENCE, LEAST)
    assert found is not None
    assert found.low < 0 < found.high
    assert abs(found.difference) < 3


def test_too_few_in_an_arm_are_said_so_and_not_shown():
    found = compare_arms({True: Sample(4, 9.0, 1.0), False: Sample(40, 3.0, 1.0)}, "amount", 0.95, LEAST)
    assert (found.state, found.difference, found.treated.mean) == ("untested", None, None)
    assert found.holdout.mean == 3.0


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=50, unique=True))
def test_the_holdout_does_not_mind_the_order_of_the_table(ids):
    forward = {i: held_out(i, "spring") for i in ids}
    assert forward == {i: held_out(str(i), "spring") for i in reversed(ids)}


def test_the_holdout_is_the_same_in_sql_and_about_as_large_as_asked():
    connection = connect()
    ids = [str(i) for i in range(4000)]
    query = f"select id, {holdout_sql('id', 'spring', 0.3)} as held from range(4000) t(id)"
    found = dict(connection.raw_sql(query).fetchall())
    assert {str(k): v for k, v in found.items()} == {i: held_out(i, "spring", 0.3) for i in ids}
    assert sum(found.values()) / len(ids) == pytest.approx(0.3, abs=0.03)


def test_the_documented_query_is_the_one_the_product_writes():
    page = (Path(__file__).resolve().parents[2] / "docs" / "measuring.md").read_text()
    assert holdout_sql("id", "spring") in page


def test_another_salt_is_another_draw():
    ids = range(2000)
    both = sum(held_out(i, "spring") == held_out(i, "autumn") for i in ids)
    assert both / len(ids) == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("salt", ["it's", "", "a:b"])
def test_a_salt_that_could_mean_something_in_sql_is_refused(salt):
    with pytest.raises(ValueError, match="salt"):
        holdout_sql("id", salt)
