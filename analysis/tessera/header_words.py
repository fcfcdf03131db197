"""What the words of a header say: how people would write it, and what its numbers are counted in. All are guesses."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

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

SMALL = frozenset(("a", "and", "at", "by", "for", "from", "in", "of", "on", "or", "per", "since", "the", "to", "with"))
"""Words that English headers leave small between capitals."""

_NO_MARKS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"})


def plain_letters(header: str) -> str:
    """A header without marks on its letters: ``Gästezahl`` becomes ``Gastezahl``."""
    parted = unicodedata.normalize("NFKD", header)
    return "".join(letter for letter in parted if not unicodedata.combining(letter)).translate(_NO_MARKS)


def has_capital_nouns(headers: Iterable[str]) -> bool:
    """Whether headers give nouns a capital, as ``Nächte pro Jahr`` does and ``Number of Orders`` does not."""
    words = [_words(header)[1:] for header in headers]
    return any(
        any(word[0].isupper() and not word.isupper() for word in later)
        and any(word[0].islower() and word not in SMALL for word in later)
        for later in words
    )


def label_of(header: str, *, nouns: bool = False) -> str:
    """A header as a label: words apart, the first one with a capital, no brackets and no unit at its end.

    Parameters
    ----------
    header : str
    nouns : bool
        Capitals within it stay, as nouns have them.
    """
    words = _words(header)
    if len(words) > 1 and "_" in header and words[-1].lower() in TAILS:
        words.pop()
    written = " ".join(word.upper() if word.lower() in SHORT else word if nouns else word.lower() for word in words)
    return written[:1].upper() + written[1:]


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


def _words(header: str) -> list[str]:
    """The words of a header, without its brackets."""
    bare = re.sub(r"\s*\(.*?\)", "", header).replace("_", " ").strip() or header
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", bare).split()
