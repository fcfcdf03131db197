"""What a result says of an offer and of hypotheses: no more than its interval bears."""

from dataclasses import replace

import pytest
from tessera.bearing import levers_in, of_offer
from tessera.facts import Arm, Target, Uplift

ARM = Arm(100, 10.0, 3.0)
OPEN = Uplift(ARM, ARM, 0.0, -1.0, 1.0, 0.0, "open", "", "", "")
RAISE = Target("spend", 10.0, 14.0, 4.0, 26.0, 0.25, "", "", 400.0)
HOLD = replace(RAISE, target=8.0, gain=2.0, fraction=0.0)


def uplift(low: float, high: float) -> Uplift:
    state = "gain" if low > 0 else "loss" if high < 0 else "open"
    return replace(OPEN, low=low, high=high, difference=(low + high) / 2, state=state)


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ((4.5, 9.0), "Settled as far as one test can: the gain is at least the 4 that were wanted."),
        ((1.0, 6.0), "Supported: there is a gain. Whether it reaches the 4 that were wanted is left open."),
        ((1.0, 3.0), "Supported in part: there is a gain, but it is smaller"),
        ((-1.0, 3.0), "Contradicted: a gain of the 4 that were wanted can be ruled out; a smaller one cannot."),
        ((-1.0, 6.0), "Left open: neither no effect nor the 4 that were wanted can be ruled out."),
        ((-6.0, -1.0), "Contradicted: with the offer they came out lower"),
    ],
)
def test_an_offer_to_raise_is_set_against_the_gain_that_was_wanted(ends, said) -> None:
    assert of_offer(uplift(*ends), RAISE, "4").startswith(said)


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ((0.5, 3.0), "Supported: the value was not only held"),
        ((-1.0, 3.0), "Supported: a fall of 2"),
        ((-3.0, 3.0), "Left open: a fall of 2"),
    ],
)
def test_an_offer_to_hold_is_set_against_the_fall_that_would_cross_the_floor(ends, said) -> None:
    assert of_offer(uplift(*ends), HOLD, "2").startswith(said)


def test_an_outcome_in_another_column_judges_no_target() -> None:
    assert "set in another column" in of_offer(uplift(1.0, 3.0), None, "")
    assert of_offer(replace(OPEN, low=None, high=None, state="untested"), RAISE, "4").startswith("Not answered")


@pytest.mark.parametrize(
    ("name", "levers"),
    [
        ("Spring 26", set()),
        ("pricing, spring", {"pricing"}),
        ("Discount and event", {"pricing", "engagement"}),
        ("Personalized range", {"personalisation", "assortment"}),
        ("Enterprise", set()),
    ],
)
def test_a_campaigns_name_says_which_levers_it_pulled(name, levers) -> None:
    assert levers_in(name) == levers
