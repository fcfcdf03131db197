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
AMOUNTS = frozenset(("means", "medians", "q1s", "q3s", "mins", "maxs", "mean_lows", "mean_highs", "centroid"))
SPREADS = frozenset(("sds",))
SCORES = frozenset(
    ("silhouette", "jaccard", "adjusted_rand", "weakest_jaccard", "mean_adjusted_rand", "davies_bouldin", "effect")
)


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
    """The style that a pointer suggests by what it names."""
    parts = parts_of(target)
    last, before = parts[-1], parts[-2] if len(parts) > 1 else ""
    if before in AMOUNTS or before in SPREADS:
        return f"amount:{last}"
    if len(parts) == 4 and parts[:2] == ("data", "columns"):
        return "count" if last in ("missing", "outliers") else f"amount:{parts[2]}"
    if "shares" in parts[-3:] or last in ("share", "fidelity") or before in ("totals", "share_lows", "share_highs"):
        return "percent"
    if "share_lows" in parts[-3:] or "share_highs" in parts[-3:]:
        return "percent"
    if before == "index":
        return "index"
    if last in ("p_value", "p_holm"):
        return "p"
    if last in SCORES or before == "jaccard":
        return "score"
    return "number"


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
    size = max(0, 2 - math.floor(math.log10(abs(value)))) if value else 0
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
    for size, sign in ((1e9, "bn"), (1e6, "m"), (1e4, "k")):
        if abs(value) >= size:
            return _fixed(locale, value / (1e3 if sign == "k" else size), 1) + sign
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


def _words(_locale: str, value: float) -> str:
    return in_words(int(value))


def _capital_words(_locale: str, value: float) -> str:
    text = in_words(int(value))
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


def _unit(lexicon: Lexicon, column: str, value: float) -> str:
    """A value with its unit in words where no sign says it: ``17.1 points``, ``$88.2k``."""
    spec = lexicon.findings["study"]["columns"][column]
    text = _amount(lexicon, column, value)
    return text if spec["prefix"] or spec["suffix"] or not spec["unit"] else f"{text} {spec['unit']}"


def _unit0(lexicon: Lexicon, column: str, value: float) -> str:
    spec = lexicon.findings["study"]["columns"][column]
    text = _amount(lexicon, column, value, 0)
    return text if spec["prefix"] or spec["suffix"] or not spec["unit"] else f"{text} {spec['unit']}"


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
    siblings = _siblings(lexicon, target)
    scale = 10**decimals
    if siblings is not None:
        parts = [s * 100 for s in siblings.values()]
        rounded = dict(zip(siblings, largest_remainder(tuple(parts), scale), strict=True))
        return _fixed(lexicon.locale, rounded[parts_of(target)[_own_part(target)]], decimals) + "%"
    return _fixed(lexicon.locale, value * 100, decimals) + "%"


def _own_part(target: str) -> int:
    """Which part of a pointer tells siblings apart: the value for shares, the slug for segments."""
    parts = parts_of(target)
    return -2 if parts[-1] == "share" else -1


def _siblings(lexicon: Lexicon, target: str) -> Mapping[str, float] | None:
    """The shares that together make up the whole, when a pointer names one of such a set."""
    parts = parts_of(target)
    if len(parts) > 2 and (parts[-3] == "shares" or parts[-2] == "shares"):
        family = resolve(lexicon.findings, pointer(*parts[:-1]))
    elif len(parts) == 5 and parts[-1] == "share" and parts[2] == "segments":
        segments = resolve(lexicon.findings, pointer(*parts[:-2]))
        family = {slug: segment["share"] for slug, segment in segments.items()}
    else:
        return None
    return family if make_up_the_whole(family.values()) else None
