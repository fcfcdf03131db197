"""Number to text. The only place where a number becomes text, for pages, charts, tables, e-mail and the PDF alike.

Every text belongs to a JSON Pointer and a style; `tessera verify` words the value again and compares.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from typing import Any

from babel.numbers import NumberPattern, format_decimal, parse_pattern
from tessera.pointers import parts_of, pointer, resolve
from tessera.rounding import largest_remainder, make_up_the_whole

SMALL = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
MINUS = "\u2212"
HIDDEN = "hidden"
"""What a public edition says where a count is too small to be told."""
_AMOUNTS = ("means", "medians", "q1s", "q3s", "mins", "maxs", "mean_lows", "mean_highs", "centroid", "sds")
STYLE_BY_NAME: Mapping[str, str] = {
    **dict.fromkeys(_AMOUNTS, "amount"),
    **dict.fromkeys(("shares", "share_lows", "share_highs", "totals"), "percent"),
    **dict.fromkeys(("counts", "elsewhere", "crosswalk", "correlations"), "number"),
    "index": "index",
    "jaccard": "score",
}
"""Styles of the figures that are kept by the name of a column, a value or a segment."""
STYLE_OF_FIELD: Mapping[str, str] = {
    **dict.fromkeys(("share", "fidelity"), "percent"),
    **dict.fromkeys(("p_value", "p_holm"), "p"),
    **dict.fromkeys(("silhouette", "davies_bouldin", "effect"), "score"),
    **dict.fromkeys(("jaccard", "weakest_jaccard", "adjusted_rand", "mean_adjusted_rand"), "score"),
}
LARGE = ((999_950_000, 1e9, "bn"), (999_950, 1e6, "m"), (10_000, 1e3, "k"))
"""From where a sum is shortened, so that none reads 1,000.0k."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The findings to word, and the language to word them in."""

    findings: Mapping[str, Any]
    locale: str = "en_US"


def word(lexicon: Lexicon, target: str, style: str = "") -> str:
    """The value a pointer names, as text.

    Parameters
    ----------
    lexicon : Lexicon
    target : str
        JSON Pointer into the findings.
    style : str
        ``percent``, ``index``, ``amount:income`` ...; what the pointer itself suggests when empty.

    Raises
    ------
    KeyError
        If the pointer names nothing, or the style is unknown.
    TypeError
        If the value does not fit the style.
    """
    value = resolve(lexicon.findings, target)
    if isinstance(value, str):
        return _word_text(value, style)
    if value is None and lexicon.findings.get("edition") == "public":
        return HIDDEN
    chosen, _, column = (style or style_of(target)).partition(":")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{target} is not a number: {value!r}")
    if chosen in ("percent", "percent0"):
        return _word_share(lexicon, target, float(value), 1 if chosen == "percent" else 0)
    if chosen not in (AMOUNT_STYLES if column else NUMBER_STYLES):
        raise KeyError(f"there is no style '{style}' to word {target} in")
    if column:
        return AMOUNT_STYLES[chosen](lexicon, column, float(value))
    return NUMBER_STYLES[chosen](lexicon.locale, value)


def _word_text(value: str, style: str) -> str:
    """Text as it is, or with its first letter lowered."""
    if style == "lower":
        return value[:1].lower() + value[1:]
    return value


def style_of(target: str) -> str:
    """The style that a pointer suggests by what it names; what a model, segment or column is called never matters."""
    parts = parts_of(target)
    if parts[:2] == ("data", "columns") and len(parts) == 4:
        return "count" if parts[3] in ("missing", "outliers") else f"amount:{parts[2]}"
    named = {1, 3} if parts[2:3] == ("segments",) else {1} if parts[0] == "models" else {2}
    keyed = (part for place, part in enumerate(parts[:-1]) if place not in named and part in STYLE_BY_NAME)
    style = next((STYLE_BY_NAME[part] for part in keyed), None)
    if style is None:
        return STYLE_OF_FIELD.get(parts[-1], "number")
    return f"{style}:{parts[-1]}" if style == "amount" else style


# ---------------------------------------------------------------- plain numbers


@lru_cache(maxsize=65536)
def _fixed(locale: str, value: float, decimals: int) -> str:
    """A number with so many decimals, half away from zero, in the reader's notation."""
    if not math.isfinite(value):
        raise TypeError(f"not a finite number: {value}")
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = format_decimal(abs(rounded), format=_pattern(decimals), locale=locale)
    return f"{MINUS}{text}" if rounded < 0 else text


@cache
def _pattern(decimals: int) -> NumberPattern:
    """Groups of thousands, and so many decimals."""
    return parse_pattern("#,##0" + ("." + "0" * decimals if decimals else ""))


def _count(locale: str, value: float) -> str:
    return _fixed(locale, value, 0)


def _number(locale: str, value: float) -> str:
    """Whole numbers whole, others with three significant figures."""
    if float(value).is_integer():
        return _fixed(locale, value, 0)
    size = max(0, 2 - math.floor(math.log10(abs(value))))
    return _fixed(locale, value, min(size, 6))


def _p(locale: str, value: float) -> str:
    """A p-value as statisticians write it: ``p = .58``, ``p = .004``, ``p < .001``."""
    if value < 0.0005:
        return "p < " + _fixed(locale, 0.001, 3)[1:]
    decimals = 2 if value >= 0.0995 else 3
    text = _fixed(locale, value, decimals)
    return "p = " + (text.removeprefix("0"))


def _short(locale: str, value: float) -> str:
    """A large sum in few signs: 44.4k, 1.2m."""
    for least, size, sign in LARGE:
        if abs(value) >= least:
            return _fixed(locale, value / size, 1) + sign
    return _number(locale, value)


def in_words(number: int) -> str:
    """A whole number up to ninety-nine in words; digits above."""
    if not 0 <= number < 100:
        return f"{number:,}"
    if number < len(SMALL):
        return SMALL[number]
    if number < 20:
        return TEENS[number - 13]
    tens, ones = divmod(number, 10)
    return TENS[tens] + (f"-{SMALL[ones]}" if ones else "")


def _words(locale: str, value: float) -> str:
    if not float(value).is_integer():
        raise TypeError(f"not a whole number: {value}")
    return in_words(int(value)) if 0 <= value < 100 else _count(locale, value)


def _capital_words(locale: str, value: float) -> str:
    text = _words(locale, value)
    return text[:1].upper() + text[1:]


NUMBER_STYLES: Mapping[str, Callable[[str, float], str]] = {
    "count": _count,
    "number": _number,
    "short": _short,
    "index": _count,
    "score": lambda locale, value: _fixed(locale, value, 2),
    "points": lambda locale, value: _fixed(locale, value * 100, 1),
    "decimal1": lambda locale, value: _fixed(locale, value, 1),
    "decimal3": lambda locale, value: _fixed(locale, value, 3),
    "p": _p,
    "words": _words,
    "Words": _capital_words,
}


# ---------------------------------------------------------------- amounts with a column's unit


def _amount(lexicon: Lexicon, column: str, value: float, decimals: int | None = None) -> str:
    """A value with the column's prefix and suffix: ``$88.2k``, ``17.1``."""
    spec = lexicon.findings["study"]["columns"][column]
    text = _fixed(lexicon.locale, abs(value), spec["decimals"] if decimals is None else decimals)
    zero = not any(sign in "123456789" for sign in text)
    return f"{MINUS if value < 0 and not zero else ''}{spec['prefix']}{text}{spec['suffix']}"


def _amount0(lexicon: Lexicon, column: str, value: float) -> str:
    return _amount(lexicon, column, value, 0)


def _unit(lexicon: Lexicon, column: str, value: float, decimals: int | None = None) -> str:
    """A value with its unit in words where no sign says it: ``17.1 points``, ``$88.2k``."""
    spec = lexicon.findings["study"]["columns"][column]
    text = _amount(lexicon, column, value, decimals)
    return text if spec["prefix"] or spec["suffix"] or not spec["unit"] else f"{text} {spec['unit']}"


def _unit0(lexicon: Lexicon, column: str, value: float) -> str:
    return _unit(lexicon, column, value, 0)


def _signed(lexicon: Lexicon, column: str, value: float) -> str:
    text = _amount(lexicon, column, value)
    return text if value < 0 else f"+{text}"


AMOUNT_STYLES: Mapping[str, Callable[[Lexicon, str, float], str]] = {
    "amount": _amount,
    "amount0": _amount0,
    "unit": _unit,
    "unit0": _unit0,
    "signed": _signed,
}


# ---------------------------------------------------------------- shares that add up


def _word_share(lexicon: Lexicon, target: str, value: float, decimals: int) -> str:
    """A share as a percentage; shares that are shown together are rounded so that they add up to 100."""
    family, own = _family(lexicon, target)
    if not make_up_the_whole(family.values()):
        return _fixed(lexicon.locale, value * 100, decimals) + "%"
    rounded = largest_remainder(tuple(share * 100 for share in family.values()), 10**decimals)
    return _fixed(lexicon.locale, dict(zip(family, rounded, strict=True))[own], decimals) + "%"


def _family(lexicon: Lexicon, target: str) -> tuple[Mapping[str, float], str]:
    """The shares that stand together with the one a pointer names, by name, and its own name; none if it is alone."""
    parts = parts_of(target)
    if len(parts) == 5 and parts[2] == "segments" and parts[4] == "share":
        segments = resolve(lexicon.findings, pointer(*parts[:3]))
        return {slug: segment["share"] for slug, segment in segments.items()}, parts[3]
    if "shares" in parts[-3:-1]:
        return resolve(lexicon.findings, pointer(*parts[:-1])), parts[-1]
    return {}, ""
