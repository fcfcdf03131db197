"""Tests on columns that did not build the model, from grouped counts."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from tessera.reach import Outside, chi_square, cross_count, holm, kruskal_wallis, reach_beyond

RNG = np.random.default_rng(9)


def test_kruskal_wallis_from_counts_equals_scipy_on_rows_with_ties() -> None:
    values = np.array([3.0, 1.0, 2.0])
    counts = RNG.integers(1, 9, size=(3, 4))
    h, p, effect = kruskal_wallis(values, counts)
    rival = stats.kruskal(*(np.repeat(values, counts[:, segment]) for segment in range(4)))
    assert (h, p) == pytest.approx((rival.statistic, rival.pvalue))
    assert effect == pytest.approx(h / (counts.sum() - 1))


def test_chi_square_equals_scipy_without_correction() -> None:
    counts = np.array([[28, 33, 14], [19, 24, 10]])
    statistic, p, effect = chi_square(counts)
    rival = stats.chi2_contingency(counts, correction=False)
    assert (statistic, p) == pytest.approx((rival.statistic, rival.pvalue))
    assert effect == pytest.approx(stats.contingency.association(counts, method="cramer"))


def test_holm_equals_statsmodels() -> None:
    p = [0.04, 0.001, 0.03, 0.5]
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])


def test_segments_that_part_a_column_perfectly_explain_most_of_its_ranks() -> None:
    *_, effect = kruskal_wallis(np.array([1.0, 2.0]), np.array([[50, 0], [0, 50]]))
    assert effect == pytest.approx(1.0)


def test_columns_come_strongest_first_and_only_clear_differences_count() -> None:
    noise = Outside("gender", "category", np.arange(2.0), np.array([[25, 26], [25, 24]]))
    news = Outside("age", "number", np.arange(3.0), np.array([[40, 0], [10, 10], [0, 40]]))
    found = reach_beyond([noise, news], alpha=0.05)
    assert [(reach.column, reach.differs) for reach in found] == [("age", True), ("gender", False)]
    assert found[0].test == "Kruskal-Wallis"
    assert found[0].p_holm == pytest.approx(2 * found[0].p_value)


def test_a_column_with_one_value_is_not_tested() -> None:
    assert reach_beyond([Outside("flag", "category", np.zeros(1), np.array([[10, 20]]))], alpha=0.05) == ()


def test_rows_of_the_same_value_and_segment_are_added_up() -> None:
    values, table = cross_count(np.array([0, 1, 0]), np.array(["a", "b", "a"]), np.array([1, 2, 3]), k=2)
    assert values.tolist() == ["a", "b"]
    assert table.tolist() == [[4, 0], [0, 2]]
