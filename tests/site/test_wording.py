"""Number to text: every style by hand-computed examples, and shares that add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tessera.rounding import largest_remainder
from tessera_site.wording import Lexicon, in_words, style_of, word

COLUMNS = {
    "income": {"prefix": "$", "suffix": "k", "decimals": 1, "unit": "thousand dollars"},
    "spending": {"prefix": "", "suffix": "", "decimals": 1, "unit": "points"},
    "visits": {"prefix": "", "suffix": "", "decimals": 0, "unit": ""},
}


def lexicon(value, **more):
    return Lexicon({"study": {"columns": COLUMNS}, "value": value, **more})


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (0.175, "percent", "17.5%"),
        (0.175, "percent0", "18%"),
        (146.4, "index", "146"),
        (1245, "count", "1,245"),
        (0.5539, "score", "0.55"),
        (0.0004, "p", "p < .001"),
        (0.0042, "p", "p = .004"),
        (0.0996, "p", "p = .10"),
        (0.58, "p", "p = .58"),
        (88.2, "amount:income", "$88.2k"),
        (-3.04, "amount:income", "\u2212$3.0k"),
        (-0.01, "amount:spending", "0.0"),
        (17.114, "unit:spending", "17.1 points"),
        (88.2, "unit:income", "$88.2k"),
        (3.6, "unit:visits", "4"),
        (8.27, "signed:spending", "+8.3"),
        (35, "words", "thirty-five"),
        (12, "Words", "Twelve"),
        (44448.4554, "short", "44.4k"),
        (1_234_567, "short", "1.2m"),
        (0.0123, "number", "0.0123"),
        (2.5, "amount0:visits", "3"),
    ],
)
def test_a_style_by_hand(value, style, text):
    assert word(lexicon(value), "/value", style) == text


@pytest.mark.parametrize(
    ("target", "style"),
    [
        ("/models/m/segments/s/means/income", "amount:income"),
        ("/models/m/segments/s/shares/gender/Female", "percent"),
        ("/models/m/segments/s/share", "percent"),
        ("/models/m/segments/s/index/gender=Female", "index"),
        ("/models/m/segments/s/totals/spending", "percent"),
        ("/models/m/yardsticks/0/p_value", "p"),
        ("/models/m/silhouette", "score"),
        ("/data/columns/age/mean", "amount:age"),
        ("/data/columns/age/missing", "count"),
        ("/models/m/segments/s/size", "number"),
    ],
)
def test_a_pointer_suggests_its_style(target, style):
    assert style_of(target) == style


def test_a_language_changes_the_notation_and_not_the_number():
    assert word(Lexicon({"value": 1245.5, "study": {"columns": {}}}, "de_DE"), "/value", "decimal1") == "1.245,5"


def test_shares_shown_together_add_up():
    thirds = {"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}
    findings = lexicon(0, models={"m": {"segments": {"s": {"shares": {"kind": thirds}}}}})
    words = [word(findings, f"/models/m/segments/s/shares/kind/{v}") for v in thirds]
    assert words == ["33.4%", "33.3%", "33.3%"]


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=12), st.sampled_from([1, 10]))
def test_largest_remainder_keeps_the_sum_and_moves_no_part_by_a_whole_step(counts, scale):
    parts = tuple(100 * c / sum(counts) for c in counts)
    rounded = largest_remainder(parts, scale)
    assert sum(rounded) == pytest.approx(100)
    assert all(abs(r - p) < 1 / scale for r, p in zip(rounded, parts, strict=True))


@pytest.mark.parametrize(
    ("number", "text"), [(0, "no"), (7, "seven"), (13, "thirteen"), (20, "twenty"), (81, "eighty-one"), (1245, "1,245")]
)
def test_small_numbers_in_words(number, text):
    assert in_words(number) == text


@pytest.mark.parametrize("value", [True, None, [1]])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(TypeError):
        word(lexicon(value), "/value", "count")


def test_an_unknown_style_is_refused():
    with pytest.raises(KeyError):
        word(lexicon(1), "/value", "furlongs")
