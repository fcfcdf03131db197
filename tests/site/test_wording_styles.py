"""The style that each address suggests, and every style by hand."""

import pytest
from tessera_site.wording import Lexicon, in_words, style_of, word

FINDINGS = {
    "study": {"columns": {"income": {"prefix": "$", "suffix": "k", "unit": "", "decimals": 1}}},
    "n": 0.125,
    "text": "Upper",
    "models": {"m": {"segments": {"a": {"share": 0.333, "size": 1}, "b": {"share": 0.667, "size": 2}}}},
}


@pytest.mark.parametrize(
    ("target", "style"),
    [
        ("/models/m/segments/a/means/income", "amount:income"),
        ("/models/m/segments/a/sds/income", "amount:income"),
        ("/data/columns/income/missing", "count"),
        ("/data/columns/income/outliers", "count"),
        ("/data/columns/income/mean", "amount:income"),
        ("/models/m/segments/a/share", "percent"),
        ("/models/m/segments/a/shares/gender/Female", "percent"),
        ("/models/m/segments/a/share_lows/gender/Female", "percent"),
        ("/models/m/segments/a/totals/income", "percent"),
        ("/models/m/segments/a/index/income", "index"),
        ("/models/m/verdict/p_value", "p"),
        ("/models/m/silhouette", "score"),
        ("/models/m/segments/a/size", "number"),
        ("/data/rows_kept/x/y/z", "number"),
    ],
)
def test_an_address_suggests_its_style(target, style):
    assert style_of(target) == style


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "no"), (1, "one"), (12, "twelve"), (13, "thirteen"), (15, "fifteen"), (19, "nineteen"), (20, "twenty")],
)
def test_small_numbers_are_words(number, words):
    assert in_words(number) == words


@pytest.mark.parametrize(
    ("target", "style", "said"),
    [
        ("/text", "lower", "upper"),
        ("/text", "", "Upper"),
        ("/n", "percent", "12.5%"),
        ("/n", "points", "12.5"),
        ("/models/m/segments/a/share", "percent", "33.3%"),
        ("/models/m/segments/b/share", "percent0", "67%"),
    ],
)
def test_a_style_words_a_value(target, style, said):
    assert word(Lexicon(FINDINGS), target, style) == said
