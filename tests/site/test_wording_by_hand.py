"""Number to text: every style by hand, at the ends where it changes, and the style that each address suggests."""

import math

import pytest
from tessera_site.wording import Lexicon, in_words, style_of, word

COLUMNS = {
    "income": {"prefix": "$", "suffix": "k", "decimals": 1, "unit": "thousand dollars"},
    "spending": {"prefix": "", "suffix": "", "decimals": 1, "unit": "points"},
    "visits": {"prefix": "", "suffix": "", "decimals": 0, "unit": ""},
    "weight": {"prefix": "", "suffix": "kg", "decimals": 2, "unit": "kilograms"},
    "rent": {"prefix": "€", "suffix": "", "decimals": 0, "unit": "a month"},
}


def lexicon(value, locale="en_US", **more):
    return Lexicon({"study": {"columns": COLUMNS}, "value": value, **more}, locale)


def said(value, style, locale="en_US"):
    return word(lexicon(value, locale), "/value", style)


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (0.175, "percent", "17.5%"),
        (0.175, "percent0", "18%"),
        (1.0, "percent", "100.0%"),
        (-0.02, "percent", "−2.0%"),
        (146.4, "index", "146"),
        (99.5, "index", "100"),
        (1245, "count", "1,245"),
        (1_234_567, "count", "1,234,567"),
        (0.5539, "score", "0.55"),
        (-0.125, "score", "−0.13"),
        (0.125, "points", "12.5"),
        (0.00125, "points", "0.1"),
        (2.25, "decimal1", "2.3"),
        (-0.04, "decimal1", "0.0"),
        (0.0125, "decimal3", "0.013"),
        # three significant figures, six decimals at most, and whole numbers whole
        (0, "number", "0"),
        (7, "number", "7"),
        (-7.0, "number", "−7"),
        (1234.5, "number", "1,235"),
        (123.4, "number", "123"),
        (99.96, "number", "100.0"),
        (12.34, "number", "12.3"),
        (1.234, "number", "1.23"),
        (-2.5, "number", "−2.50"),
        (0.5, "number", "0.500"),
        (0.0123, "number", "0.0123"),
        (0.00001234, "number", "0.000012"),
        # p-values
        (0.0, "p", "p < .001"),
        (0.0004, "p", "p < .001"),
        (0.00049, "p", "p < .001"),
        (0.0005, "p", "p = .001"),
        (0.0042, "p", "p = .004"),
        (0.0994, "p", "p = .099"),
        (0.0995, "p", "p = .10"),
        (0.58, "p", "p = .58"),
        (1.0, "p", "p = 1.00"),
        # large sums
        (999, "short", "999"),
        (9_999, "short", "9,999"),
        (10_000, "short", "10.0k"),
        (44_448.4554, "short", "44.4k"),
        (-44_448, "short", "−44.4k"),
        (999_949, "short", "999.9k"),
        (999_950, "short", "1.0m"),
        (1_234_567, "short", "1.2m"),
        (999_949_999, "short", "999.9m"),
        (999_950_000, "short", "1.0bn"),
        (2_500_000_000, "short", "2.5bn"),
        # words
        (0, "words", "no"),
        (35.0, "words", "thirty-five"),
        (99, "words", "ninety-nine"),
        (100, "words", "100"),
        (1245, "words", "1,245"),
        (12, "Words", "Twelve"),
        (40, "Words", "Forty"),
        (1245, "Words", "1,245"),
        # amounts with a column's unit
        (88.2, "amount:income", "$88.2k"),
        (88.25, "amount:income", "$88.3k"),
        (-3.04, "amount:income", "−$3.0k"),
        (-0.04, "amount:income", "$0.0k"),
        (-0.06, "amount:income", "−$0.1k"),
        (-12.0, "amount:visits", "−12"),
        (0.005, "amount:weight", "0.01kg"),
        (2.5, "amount0:visits", "3"),
        (88.5, "amount0:income", "$89k"),
        (17.114, "unit:spending", "17.1 points"),
        (17.5, "unit0:spending", "18 points"),
        (88.2, "unit:income", "$88.2k"),
        (88.2, "unit0:income", "$88k"),
        (2.5, "unit:weight", "2.50kg"),
        (2.5, "unit0:weight", "3kg"),
        (650, "unit:rent", "€650"),
        (3.6, "unit:visits", "4"),
        (3.6, "unit0:visits", "4"),
        (8.27, "signed:spending", "+8.3"),
        (0.0, "signed:spending", "+0.0"),
        (-8.27, "signed:spending", "−8.3"),
        (-0.5, "signed:spending", "−0.5"),
        (-1.5, "signed:income", "−$1.5k"),
    ],
)
def test_a_style_by_hand(value, style, text):
    assert said(value, style) == text


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (1245.5, "decimal1", "1.245,5"),
        (1245, "words", "1.245"),
        (0.175, "percent", "17,5%"),
        (0.0004, "p", "p < ,001"),
        (44_448, "short", "44,4k"),
        (-1234.5, "amount:income", "−$1.234,5k"),
    ],
)
def test_a_language_changes_the_notation_and_not_the_number(value, style, text):
    assert said(value, style, "de_DE") == text


SMALL = "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def test_every_number_below_a_hundred_has_its_words():
    ones = SMALL.split()
    words = [*ones, "eighteen", "nineteen"]
    for ten in TENS.split():
        words += [ten, *(f"{ten}-{one}" for one in ones[1:10])]
    assert [in_words(number) for number in range(100)] == words
    assert in_words(100) == "100"
    assert in_words(1245) == "1,245"
    assert in_words(-1) == "-1"


@pytest.mark.parametrize("value", [True, False, None, [1], {"a": 1}])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(TypeError, match="/value is not a number"):
        said(value, "count")


@pytest.mark.parametrize("style", ["count", "percent", "number", "amount:income"])
@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_what_is_not_finite_is_refused(value, style):
    with pytest.raises((TypeError, ValueError, OverflowError)):
        said(value, style)


@pytest.mark.parametrize("value", [2.5, -0.5])
def test_a_part_of_one_has_no_words(value):
    with pytest.raises(TypeError, match="not a whole number"):
        said(value, "words")


@pytest.mark.parametrize("style", ["furlongs", "amount", "count:income", "furlongs:income", "unit0"])
def test_an_unknown_style_is_refused(style):
    with pytest.raises(KeyError, match=f"there is no style '{style}' to word /value in"):
        said(1, style)


def test_a_pointer_to_nothing_and_a_column_that_is_none_are_refused():
    with pytest.raises(KeyError):
        word(lexicon(1), "/nothing", "count")
    with pytest.raises(KeyError):
        said(1, "amount:nobody")


def test_text_is_kept_or_begins_small():
    assert said("Upper Case", "") == "Upper Case"
    assert said("Upper Case", "lower") == "upper Case"
    assert said("", "lower") == ""
    assert said("Upper", "percent") == "Upper"


def test_what_a_public_edition_withholds_is_called_hidden():
    assert word(lexicon(None, edition="public"), "/value", "count") == "hidden"
    assert word(lexicon(0, edition="public"), "/value", "count") == "0"
    with pytest.raises(TypeError):
        word(lexicon(None, edition="internal"), "/value", "count")


# ---------------------------------------------------------------- shares that add up


def shares(values, at="/models/m/segments/s/shares/kind"):
    """Shares that stand together, as each of them is worded."""
    found = lexicon(0, models={"m": {"segments": {"s": {"shares": {"kind": values}}}}})
    return [word(found, f"{at}/{name}") for name in values]


def test_shares_shown_together_add_up():
    assert shares({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}) == ["33.4%", "33.3%", "33.3%"]
    assert shares({"a": 0.3333, "b": 0.6667}) == ["33.3%", "66.7%"]


def test_shares_that_are_not_the_whole_are_rounded_one_by_one():
    assert shares({"a": 0.3335, "b": 0.3335}) == ["33.4%", "33.4%"]


def test_whole_percentages_add_up_too():
    third = lexicon(0, models={"m": {"segments": {"s": {"shares": {"kind": {"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}}}}}})
    assert [word(third, f"/models/m/segments/s/shares/kind/{v}", "percent0") for v in "abc"] == ["34%", "33%", "33%"]


def test_the_segments_of_a_model_add_up():
    sizes = {slug: {"share": 1 / 3, "size": 10, "silhouette": 0.5} for slug in ("a", "b", "c")}
    found = lexicon(0, models={"m": {"segments": sizes}})
    assert [word(found, f"/models/m/segments/{slug}/share") for slug in sizes] == ["33.4%", "33.3%", "33.3%"]
    assert word(found, "/models/m/segments/b/silhouette", "percent") == "50.0%"


def test_the_values_of_a_column_over_everyone_add_up():
    found = lexicon(0, data={"columns": {"kind": {"shares": {"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}}}})
    assert [word(found, f"/data/columns/kind/shares/{v}") for v in "abc"] == ["33.4%", "33.3%", "33.3%"]


def test_a_value_may_be_called_share():
    assert shares({"share": 1 / 3, "shares": 1 / 3, "index": 1 / 3}) == ["33.4%", "33.3%", "33.3%"]


def test_a_share_that_stands_alone_is_rounded_alone():
    found = lexicon(0, rule={"share": 0.3335}, models={"m": {"changes": [{"share": 0.0625}]}})
    assert word(found, "/rule/share") == "33.4%"
    assert word(found, "/models/m/changes/0/share") == "6.3%"


# ---------------------------------------------------------------- the style that an address suggests


@pytest.mark.parametrize(
    ("target", "style"),
    [
        *(
            (f"/models/m/segments/s/{part}/income", "amount:income")
            for part in ("means", "medians", "sds", "q1s", "q3s", "mins", "maxs", "mean_lows", "mean_highs", "centroid")
        ),
        ("/models/m/segments/s/shares/gender/Female", "percent"),
        ("/models/m/segments/s/share_lows/gender/Female", "percent"),
        ("/models/m/segments/s/share_highs/gender/Female", "percent"),
        ("/models/m/segments/s/totals/spending", "percent"),
        ("/models/m/segments/s/counts/gender/Female", "number"),
        ("/models/m/segments/s/elsewhere/n/t", "number"),
        ("/models/m/segments/s/index/gender=Female", "index"),
        ("/models/m/segments/s/share", "percent"),
        ("/models/m/segments/s/size", "number"),
        ("/models/m/segments/s/jaccard", "score"),
        ("/models/m/segments/s/silhouette", "score"),
        ("/models/m/segments/s/rule/fidelity", "percent"),
        ("/models/m/segments/s/differences/0/index", "number"),
        ("/models/m/stability/jaccard/s", "score"),
        ("/models/m/stability/weakest_jaccard", "score"),
        ("/models/m/stability/mean_adjusted_rand", "score"),
        ("/models/m/ward/adjusted_rand", "score"),
        ("/models/m/verdict/reach/0/p_holm", "p"),
        ("/models/m/verdict/reach/0/effect", "score"),
        ("/models/m/yardsticks/0/p_value", "p"),
        ("/models/m/silhouette", "score"),
        ("/models/m/davies_bouldin", "score"),
        ("/models/m/k", "number"),
        ("/agreements/0/crosswalk/a/b", "number"),
        ("/data/correlations/age/income", "number"),
        ("/data/columns/age/mean", "amount:age"),
        ("/data/columns/age/missing", "count"),
        ("/data/columns/age/outliers", "count"),
        ("/data/columns/gender/shares/Female", "percent"),
        ("/data/columns/gender/counts/Female", "number"),
        ("/data/rows_kept", "number"),
        ("/value", "number"),
    ],
)
def test_an_address_suggests_its_style(target, style):
    assert style_of(target) == style


@pytest.mark.parametrize("name", ["means", "shares", "share", "index", "jaccard", "totals", "p_value", "silhouette"])
def test_what_models_segments_and_columns_are_called_changes_no_style(name):
    assert style_of(f"/models/{name}/silhouette") == "score"
    assert style_of(f"/models/{name}/k") == "number"
    assert style_of(f"/models/{name}/segments/{name}/size") == "number"
    assert style_of(f"/models/{name}/segments/{name}/means/{name}") == f"amount:{name}"
    assert style_of(f"/models/{name}/segments/{name}/index/{name}") == "index"
    assert style_of(f"/models/{name}/segments/{name}/counts/{name}/{name}") == "number"
    assert style_of(f"/models/{name}/segments/{name}/elsewhere/{name}/{name}") == "number"
    assert style_of(f"/models/{name}/stability/jaccard/{name}") == "score"
    assert style_of(f"/data/columns/{name}/mean") == f"amount:{name}"
    assert style_of(f"/data/columns/{name}/missing") == "count"
    assert style_of(f"/data/columns/{name}/counts/{name}") == "number"
    assert style_of(f"/data/columns/{name}/shares/{name}") == "percent"
