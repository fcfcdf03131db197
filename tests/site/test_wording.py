"""Number to text: what holds for all numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tessera.rounding import largest_remainder
from tessera_site.wording import Lexicon, word


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=12), st.sampled_from([1, 10]))
def test_largest_remainder_keeps_the_sum_and_moves_no_part_by_a_whole_step(counts, scale):
    parts = tuple(100 * c / sum(counts) for c in counts)
    rounded = largest_remainder(parts, scale)
    assert sum(rounded) == pytest.approx(100)
    assert all(abs(r - p) < 1 / scale for r, p in zip(rounded, parts, strict=True))


@given(st.floats(-1e9, 1e9), st.sampled_from(["en_US", "de_DE", "fr_FR", "hi_IN"]))
def test_a_number_is_never_further_from_its_text_than_its_last_digit(value, locale):
    from babel.numbers import parse_decimal

    text = word(Lexicon({"value": value}, locale), "/value", "score")
    assert float(parse_decimal(text.replace("−", "-"), locale=locale)) == pytest.approx(value, abs=0.005001)
    assert text.startswith("−") is (value <= -0.005)
