"""Traits become a stable slug and a readable name.

A name is what the segment's features are, relative to everyone: bands of its customers' mean percentile rank.
It never depends on a label number, so a new seed moves no address.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from tessera.facts import Band, Name, Slug, Trait

THIRDS: tuple[tuple[float, Band], ...] = ((1 / 3, "low"), (2 / 3, "middle"), (1.01, "high"))
FIFTHS: tuple[tuple[float, Band], ...] = (
    (0.2, "low"),
    (0.4, "lower-middle"),
    (0.6, "middle"),
    (0.8, "upper-middle"),
    (1.01, "high"),
)
BAND_ORDER: Mapping[Band, int] = {"low": 0, "lower-middle": 1, "middle": 2, "upper-middle": 3, "high": 4}


MAJORITY = 0.5
"""Share of a segment above which a value of a category is said to be most of it."""

ALL_BUT_A_FEW = 0.99
"""Share from which the value alone names the segment."""

NAMED_BY_AT_MOST = 3
"""A name of more traits than this nobody keeps in mind."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """The value of a category that is most common in a segment: what it is called, and its share there.

    ``percentile`` is the mean percentile rank of the segment's customers in having it.
    """

    value: str
    label: str
    share: float
    percentile: float


@dataclass(frozen=True, slots=True)
class Naming:
    """A segment's traits, readable name and slug."""

    traits: tuple[Trait, ...]
    name: str
    slug: Slug


def band_of(percentile: float, cuts: Sequence[tuple[float, Band]] = THIRDS) -> Band:
    """The band a percentile (0 to 1) falls in."""
    return next(band for upper, band in cuts if percentile < upper)


def telling_features(
    percentiles: Sequence[Mapping[Name, float]], spreads: Mapping[Name, float] | None = None
) -> tuple[Name, ...]:
    """The features a name is made of: all of a few, and of many those on which segments differ most.

    Parameters
    ----------
    percentiles : sequence of mapping, one per segment
        Feature -> mean percentile rank of the segment's customers among all, 0 to 1.
    spreads : mapping, optional
        How far segments differ, on the same scale, in features that have no rank: categories.
    """
    known = spreads or {}

    def spread(feature: Name) -> float:
        values = [p[feature] for p in percentiles]
        return round(known.get(feature, max(values) - min(values)), 9)

    features = list(percentiles[0])
    kept = sorted(features, key=spread, reverse=True)[:NAMED_BY_AT_MOST]
    return tuple(feature for feature in features if feature in kept)


def name_segments(
    percentiles: Sequence[Mapping[Name, float]],
    shorts: Mapping[Name, str],
    words: Mapping[Name, Mapping[str, str]],
    leanings: Sequence[Mapping[Name, Leaning]] = (),
) -> tuple[Naming, ...]:
    """Name every segment of a model by its features.

    Parameters
    ----------
    percentiles : sequence of mapping, one per segment
        Feature -> mean percentile rank of the segment's customers among all, 0 to 1.
    shorts : mapping
        Feature -> the word used after the band ("high income").
    words : mapping
        Feature -> band -> a word of its own ("younger"), where the study gives one.
    leanings : sequence of mapping, one per segment, optional
        For features that are categories: the most common value. Its percentile is that of having it.

    Returns
    -------
    tuple of Naming
        In the order of the input. Thirds are used first; segments that would share a name are told apart
        by fifths, and if they still agree by which of them has more of the feature that differs most.
    """
    common = leanings or [{} for _ in percentiles]
    namings = [named(p, THIRDS, shorts, words, c) for p, c in zip(percentiles, common, strict=True)]
    twins = _shared(namings)
    namings = [
        named(p, FIFTHS, shorts, words, c) if n.slug in twins else n
        for p, c, n in zip(percentiles, common, namings, strict=True)
    ]
    for slug in sorted(_shared(namings)):
        group = [i for i, n in enumerate(namings) if n.slug == slug]
        for i, suffix in zip(_by_widest_feature(group, percentiles), _ranks(len(group)), strict=True):
            kept = namings[i]
            namings[i] = Naming(kept.traits, f"{kept.name}, {suffix}", f"{kept.slug}-{slugify(suffix)}")
    return tuple(namings)


def named(
    percentile: Mapping[Name, float],
    cuts: Sequence[tuple[float, Band]],
    shorts: Mapping[Name, str],
    words: Mapping[Name, Mapping[str, str]],
    leanings: Mapping[Name, Leaning] = MappingProxyType({}),
) -> Naming:
    """One segment's name under one set of cuts, ``THIRDS`` or ``FIFTHS``. See `name_segments`."""
    traits = []
    for column, value in percentile.items():
        band, leaning = band_of(value, cuts), leanings.get(column)
        if leaning is None:
            traits.append(Trait(column, band, value, _phrase(band, shorts[column], words.get(column, {}))))
        else:
            traits.append(Trait(column, band, value, _common(leaning, shorts[column]), leaning.value, leaning.share))
    name = ", ".join(trait.word for trait in traits)
    return Naming(tuple(traits), name[:1].upper() + name[1:], slugify(name))


def _common(leaning: Leaning, short: str) -> str:
    """A category in words: its most common value where more than half have it, or that none does."""
    if leaning.share <= MAJORITY:
        return f"mixed {short}"
    return leaning.label if leaning.share >= ALL_BUT_A_FEW else f"mostly {leaning.label}"


def _phrase(band: Band, short: str, words: Mapping[str, str]) -> str:
    """The band in words: the study's own word where it has one."""
    if not words:
        return f"{band} {short}"
    if band in words:
        return words[band]
    return {
        "lower-middle": f"{words['low']} to {words['middle']}",
        "upper-middle": f"{words['middle']} to {words['high']}",
    }[band]


def _shared(namings: Sequence[Naming]) -> set[Slug]:
    """Slugs that more than one segment carries."""
    slugs = [n.slug for n in namings]
    return {s for s in slugs if slugs.count(s) > 1}


def _by_widest_feature(group: Sequence[int], percentiles: Sequence[Mapping[Name, float]]) -> list[int]:
    """Members of a group from low to high in the feature on which they differ most."""

    def spread(column: Name) -> float:
        values = [percentiles[i][column] for i in group]
        return max(values) - min(values)

    widest = max(percentiles[group[0]], key=spread)
    return sorted(group, key=lambda i: percentiles[i][widest])


def _ranks(n: int) -> list[str]:
    """Words for a handful of segments that agree in every band."""
    if n == 2:
        return ["lower part", "upper part"]
    return [f"part {chr(ord('a') + i)}" for i in range(n)]


def slugify(text: str) -> Slug:
    """Lower-case letters, digits and hyphens only; never empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "segment"
