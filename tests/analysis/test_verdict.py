"""The level follows from the yardsticks alone, and every reason carries its figures as pointers."""

import re
from itertools import product

import pytest
from tessera.facts import NullResult, Reach, Yardstick
from tessera.verdict import Evidence, level_of, say_verdict, weigh

FLAGS = tuple(product([False, True], repeat=5))
STRONG = Evidence(apart=True, again=True, usable=True, firmer=True, carries=True)


def yardstick(name, value, *, p=0.0099, high=0.4, threshold=None, scale="as in the study") -> Yardstick:
    nulls = tuple(NullResult(kind, 100, 0.3, 0.2, high, p) for kind in ("uniform box", "Gaussian"))
    return Yardstick(name, value, threshold, 0.2, high, p, "uniform box", scale, nulls)


def three(gap=0.55, weakest=0.96, strength=0.85, **silhouette) -> tuple[Yardstick, Yardstick, Yardstick]:
    return (
        yardstick("silhouette", gap, **silhouette),
        yardstick("jaccard", weakest, high=0.85, threshold=0.75),
        yardstick("prediction_strength", strength, high=0.6, threshold=0.8),
    )


def test_all_yardsticks_clear_is_natural() -> None:
    assert level_of(weigh(three(), 0.01, alpha=0.01)) == "natural"


def test_one_kind_of_noise_that_reaches_the_silhouette_makes_it_reproducible() -> None:
    silhouette, *rest = three()
    reached = NullResult("PCA box", 100, 0.3, 0.2, 0.6, 0.0198)
    silhouette = Yardstick("silhouette", 0.55, None, 0.2, 0.6, 0.0198, "PCA box", "x", (*silhouette.nulls, reached))
    assert level_of(weigh((silhouette, *rest), 0.01, alpha=0.01)) == "reproducible"


def test_a_low_prediction_strength_makes_it_reproducible() -> None:
    assert level_of(weigh(three(strength=0.79), 0.01, alpha=0.01)) == "reproducible"


def test_segments_that_come_back_as_noise_does_are_constructive() -> None:
    assert level_of(weigh(three(weakest=0.84), 0.01, alpha=0.01)) == "constructive"


def test_segments_that_come_back_in_part_are_constructive() -> None:
    assert level_of(weigh(three(weakest=0.70), 0.01, alpha=0.01)) == "constructive"


def test_segments_that_do_not_come_back_are_none_however_wide_the_gaps() -> None:
    assert level_of(weigh(three(weakest=0.59), 0.0, alpha=0.01)) == "none"


def test_a_line_counts_as_reached_only_beyond_the_luck_of_the_draws() -> None:
    assert weigh(three(weakest=0.61), 0.02, alpha=0.01).usable is False
    assert weigh(three(weakest=0.64), 0.02, alpha=0.01).usable is True


def test_fewer_than_a_hundred_draws_cannot_make_a_natural_model() -> None:
    assert weigh(three(p=1 / 100), 0.0, alpha=0.01).apart is True
    assert weigh(three(p=1 / 51), 0.0, alpha=0.01).apart is False


@pytest.mark.parametrize("flags", FLAGS)
def test_more_evidence_never_lowers_the_level(flags) -> None:
    order = ["none", "constructive", "reproducible", "natural"]
    before = order.index(level_of(Evidence(*flags)))
    for i, flag in enumerate(flags):
        if not flag:
            more = Evidence(*flags[:i], True, *flags[i + 1 :])
            assert order.index(level_of(more)) >= before


@pytest.mark.parametrize("flags", FLAGS)
def test_reasons_hold_no_digit_and_point_into_their_own_model(flags) -> None:
    verdict = say_verdict("my-model", Evidence(*flags), three(p=0.6, scale="standardised"), k=4, gap_k=1)
    assert len(verdict.reasons) >= 4
    for statement in (*verdict.reasons, verdict.headline, verdict.sentence, verdict.reach_sentence):
        words, targets = re.sub(r"\{[^}]*\}", "", statement), re.findall(r"\{(/[^}|]*)", statement)
        assert not re.search(r"\d", words)
        assert all(target.startswith("/models/my-model/") for target in targets)


def test_a_natural_model_names_the_gap_statistic_that_disagrees() -> None:
    reasons = say_verdict("m", STRONG, three(), k=5, gap_k=1).reasons
    assert any(
        reason.startswith("One index disagrees") and "{/models/m/preferred/gap|words}" in reason for reason in reasons
    )
    assert not any("dissent" in reason for reason in say_verdict("m", STRONG, three(), k=5, gap_k=5).reasons)


def test_reach_names_the_columns_that_differ_with_their_corrected_p() -> None:
    age = Reach("age", "Kruskal-Wallis", 37.0, 1e-6, 2e-6, 0.19, differs=True)
    gender = Reach("gender", "chi-square", 2.2, 0.69, 0.69, 0.1, differs=False)
    said = say_verdict("m", STRONG, three(), k=5, gap_k=5, reach=(age, gender)).reach_sentence
    assert "{/study/columns/age/label|lower} ({/models/m/verdict/reach/0/p_holm|p})" in said
    assert "gender" not in said
    none = say_verdict("m", STRONG, three(), k=5, gap_k=5, reach=(gender,)).reach_sentence
    assert "{/study/columns/gender/label|lower}" in none
    assert "no more than chance" in none


def test_tiles_follow_the_level() -> None:
    assert [say_verdict("m", e, three(), k=2, gap_k=None).tiles for e in (STRONG, Evidence(*[False] * 5))] == [4, 1]
