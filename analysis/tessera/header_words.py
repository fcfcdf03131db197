"""What the words of a header say: how people would write it, and what its numbers are counted in. All are guesses."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

SHORT = frozenset(("b2b", "b2c", "clv", "crm", "gb", "id", "kpi", "ltv", "mb", "nps", "rfm", "sku", "sms", "vip"))
"""Words that are written in capitals."""

TAILS: Mapping[str, str] = {
    **{code: code.upper() for code in ("chf", "eur", "gb", "gbp", "kg", "km", "mb", "usd")},
    "keur": "thousand EUR",
    "kusd": "thousand USD",
    "min": "minutes",
    "mins": "minutes",
    "minutes": "minutes",
    "hours": "hours",
    "days": "days",
    "weeks": "weeks",
    "months": "months",
    "pct": "%",
    "percent": "%",
}
"""Last words that are no part of the name, but say what is counted."""

UNITS: Mapping[str, str] = {
    r"(^|_)age$|years": "years",
    r"score|point": "points",
    r"(^|_)(frequency|num|count|purchases|orders|visits)(_|$)": "times",
    r"months": "months",
    r"days|recency": "days",
    r"income|salary|amount|spend|revenue|sales|price": "currency units",
}
"""Short names that say it by what they are of."""

_NO_MARKS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"})


def plain_letters(header: str) -> str:
    """A header without marks on its letters: ``Gästezahl`` becomes ``Gastezahl``."""
    parted = unicodedata.normalize("NFKD", header)
    return "".join(letter for letter in parted if not unicodedata.combining(letter)).translate(_NO_MARKS)


def label_of(header: str) -> str:
    """A header as a label: words apart, the first one with a capital, no brackets and no unit at its end.

    Capitals within a header stay where only some words have one, as languages with capital nouns have it.
    """
    bare = re.sub(r"\s*\(.*?\)", "", header).replace("_", " ").strip() or header
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", bare).split()
    if len(words) > 1 and "_" in header and words[-1].lower() in TAILS:
        words.pop()
    later = [word for word in words[1:] if word[:1].isalpha()]
    kept = any(word[0].isupper() for word in later) and any(word[0].islower() for word in later)
    written = [_written(word, kept=kept) for word in words]
    return written[0][:1].upper() + " ".join(written)[1:]


def unit_of(header: str, name: str) -> str:
    """What a column's numbers are counted in, by its header and its short name; empty if neither tells.

    A range in brackets is no unit.
    """
    inside = bracketed(header)
    if inside:
        return "" if scale_of(header) else inside
    tail = name.rpartition("_")
    if tail[0] and tail[2] in TAILS:
        return TAILS[tail[2]]
    return next((unit for pattern, unit in UNITS.items() if re.search(pattern, name)), "")


def scale_of(header: str) -> Sequence[str]:
    """The two ends of a range in brackets, such as ``(1-100)``."""
    ends = re.fullmatch(r"(\d+)\s*(?:-|to)\s*(\d+)", bracketed(header))
    return ends.groups() if ends else ()


def bracketed(header: str) -> str:
    """What stands in a header's first brackets."""
    found = re.search(r"\((.*?)\)", header)
    return found.group(1) if found else ""


def _written(word: str, *, kept: bool) -> str:
    """A word in capitals where it is short for others; otherwise in small letters, or as it is."""
    if word.lower() in SHORT:
        return word.upper()
    return word if kept else word.lower()
