"""Customers a test needs: equal to statsmodels, and right at the edges."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.power import NormalIndPower, TTestIndPower
from statsmodels.stats.proportion import proportion_effectsize
from tessera.power import arm_for_means, arm_for_rates, power_of_means, rate_shown, smallest_effect


@pytest.mark.parametrize(("before", "after", "needed"), [(0.02, 0.024, 21_067), (0.05, 0.06, 8_143), (0.1, 0.15, 681)])
def test_rates_need_the_published_number_of_customers(before, after, needed):
    assert abs(arm_for_rates(before, after, 0.05, 0.8) - needed) <= 1


@settings(max_examples=40, deadline=None)
@given(before=st.floats(0.01, 0.6), lift=st.floats(0.01, 0.3), power=st.floats(0.6, 0.95), alpha=st.floats(0.01, 0.2))
def test_rates_agree_with_statsmodels(before, lift, power, alpha):
    ours = arm_for_rates(before, before + lift, alpha, power)
    effect = proportion_effectsize(before + lift, before)
    theirs = NormalIndPower().solve_power(effect, alpha=alpha, power=power, alternative="two-sided")
    assert abs(ours - theirs) <= 1


@settings(max_examples=40, deadline=None)
@given(effect=st.floats(0.05, 0.8), power=st.floats(0.6, 0.95), alpha=st.floats(0.01, 0.2))
def test_means_agree_with_statsmodels(effect, power, alpha):
    theirs = TTestIndPower().solve_power(effect, alpha=alpha, power=power, alternative="two-sided")
    assert abs(arm_for_means(effect, alpha, power) - max(theirs, 2)) <= 1


@settings(max_examples=40, deadline=None)
@given(first=st.integers(2, 400), more=st.integers(0, 40), effect=st.floats(0.0, 2.0))
def test_power_agrees_with_statsmodels_for_unequal_arms(first, more, effect):
    theirs = TTestIndPower().power(effect, first, 0.05, ratio=(first + more) / first)
    ours = power_of_means(first, first + more, effect, 0.05)
    if math.isnan(theirs):  # statsmodels loses the far tail
        assert ours > 0.99
    else:
        assert ours == pytest.approx(theirs, abs=1e-6)


@pytest.mark.parametrize("arms", [(2, 2), (2, 3), (17, 18), (500, 500), (40_000, 40_001)])
def test_the_smallest_effect_is_shown_with_exactly_the_asked_power(arms):
    effect = smallest_effect(*arms, 0.05, 0.8)
    assert power_of_means(*arms, effect, 0.05) == pytest.approx(0.8, abs=1e-4)


def test_a_tiny_effect_needs_very_many_customers_and_no_search():
    assert arm_for_means(1e-6, 0.05, 0.8) == pytest.approx(2 * (2.8016 / 1e-6) ** 2, rel=1e-3)


def test_thirty_five_customers_show_only_a_leap_in_rates():
    shown = rate_shown(0.1, 17, 18, 0.05, 0.8)
    assert shown == pytest.approx(0.51, abs=0.005)
    assert arm_for_rates(0.1, shown, 0.05, 0.8) in (17, 18)


def test_two_customers_cannot_show_any_rate():
    assert rate_shown(0.9, 1, 1, 0.05, 0.8) is None
    assert not math.isnan(smallest_effect(2, 2, 0.05, 0.8))
