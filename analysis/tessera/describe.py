"""A fitted model with its segments described: from cells and counts to the facts a page needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tessera.agreement import elsewhere
from tessera.counts import ColumnCounts
from tessera.derived import columns_with_a_part
from tessera.facts import Cube, FloatArray, IntArray, Name, Neighbour, Rule, Segment
from tessera.fitting import ModelFit
from tessera.naming import BAND_ORDER, Leaning, Naming, name_segments, telling_features
from tessera.profiles import (
    Profile,
    differences,
    feature_ranks,
    profile_segment,
    share_intervals,
    share_of_total,
    shares_of,
)
from tessera.study import Column, Study, Words
from tessera.trust import Assessment


@dataclass(frozen=True, slots=True)
class Described:
    """A model's segments by label, with their names; ``order`` lists labels as the pages do."""

    profiles: tuple[Profile, ...]
    namings: tuple[Naming, ...]
    order: tuple[int, ...]


def describe_segments(
    fit: ModelFit, study: Study, counted: Mapping[Name, ColumnCounts], edges: Mapping[Name, tuple[float, ...]]
) -> Described:
    """Profile every segment of a model, name it by its traits and put the segments in order.

    Segments are listed from high to low in the first feature's band, then in the next one's, so that the
    order follows what the names say and not the label numbers.
    """
    columns = profiled_columns(study)
    sizes = label_sizes(fit.labels, fit.cells.counts, fit.k)
    profiles = tuple(
        profile_segment(columns, counted, fit.key, label, int(sizes[label]), edges) for label in range(fit.k)
    )
    namings = _namings(fit, study, counted)

    names = fit.cells.features

    def place(label: int) -> tuple[float, ...]:
        bands = [
            -float(BAND_ORDER[t.band]) if t.value is None else float(names.index(f"{t.column}={t.value}"))
            for t in namings[label].traits
        ]
        return (*bands, *(-t.percentile for t in namings[label].traits))

    return Described(profiles, namings, tuple(sorted(range(fit.k), key=place)))


def _namings(fit: ModelFit, study: Study, counted: Mapping[Name, ColumnCounts]) -> tuple[Naming, ...]:
    """Names of a model's segments by what sets them apart."""
    numbers = [f for f in fit.spec.features if study.columns[f].kind != "category"]
    leanings, spreads = trait_leanings(fit, {f: study.columns[f].values for f in fit.spec.features})
    percentiles = []
    for label, common in enumerate(leanings):
        ranks = feature_ranks(counted, fit.key, label, numbers) | {f: c.percentile for f, c in common.items()}
        percentiles.append({f: ranks[f] for f in fit.spec.features})
    named_by = fit.spec.name_by or telling_features(percentiles, spreads)
    return name_segments(
        [{f: p[f] for f in named_by} for p in percentiles],
        {f: study.columns[f].short for f in named_by},
        {f: own_words(study, f) for f in named_by},
        leanings,
    )


def trait_leanings(
    fit: ModelFit, labels: Mapping[Name, Mapping[str, str]]
) -> tuple[list[dict[Name, Leaning]], dict[Name, float]]:
    """The most common value of every trait that builds a model, per segment; and how far segments differ in each.

    Having a value is a column of 0 and 1, so its mean percentile rank is one half and half the difference of shares.
    """
    base = np.average(fit.cells.values, axis=0, weights=fit.cells.counts)
    leanings: list[dict[Name, Leaning]] = [{} for _ in fit.centres]
    spreads: dict[Name, float] = {}
    for trait in dict.fromkeys(indicator.column for indicator in fit.cells.indicators.values()):
        places = [i for i, n in enumerate(fit.cells.features) if n.startswith(f"{trait}=")]
        shares = fit.centres[:, places]
        spreads[trait] = float(np.ptp(shares, axis=0).max()) / 2
        for own, common in zip(shares, leanings, strict=True):
            top = int(np.argmax(np.round(own, 9)))
            value = fit.cells.indicators[fit.cells.features[places[top]]].value
            rank = 0.5 + float(own[top] - base[places[top]]) / 2
            common[trait] = Leaning(value, labels[trait].get(value, value), float(own[top]), rank)
    return leanings, spreads


def profiled_columns(study: Study) -> dict[Name, Column]:
    """Every column of the study but the ids."""
    return {name: column for name, column in study.columns.items() if column.role != "id"}


def own_words(study: Study, feature: Name) -> dict[str, str]:
    """The study's own words for low, middle and high in a column, where it has them."""
    words = study.columns[feature].words
    return {} if words == Words() else {"low": words.low, "middle": words.middle, "high": words.high}


def label_sizes(labels: IntArray, counts: IntArray, k: int) -> IntArray:
    """Customers of each label, shape (k,)."""
    return np.bincount(labels, weights=counts, minlength=k).astype(np.int64)


def neighbours_of(
    label: int, centroids: FloatArray, second: IntArray, fit: ModelFit, slugs: Sequence[str]
) -> tuple[Neighbour, ...]:
    """Other segments of the model, nearest first, with the customers whose second choice they are."""
    distances = np.linalg.norm(centroids - centroids[label], axis=1)
    own = fit.labels == label
    seconds = np.bincount(second[own], weights=fit.cells.counts[own], minlength=fit.k).astype(np.int64)
    others = sorted((i for i in range(fit.k) if i != label), key=lambda i: (distances[i], i))
    return tuple(Neighbour(slugs[i], float(distances[i]), int(seconds[i])) for i in others)


def segment_facts(
    label: int,
    number: int,
    fit: ModelFit,
    described: Described,
    assessment: Assessment,
    everyone: Profile,
    study: Study,
    cube: Cube,
    rule: Rule,
) -> Segment:
    """Everything known of one segment but its words and its strategy."""
    profile, naming = described.profiles[label], described.namings[label]
    slugs = [n.slug for n in described.namings]
    columns = profiled_columns(study)
    rows = differences(profile, everyone, columns, columns_with_a_part(study, fit.spec.features))
    intervals = {c: share_intervals(counts) for c, counts in profile.counts.items()}
    numbers = profile.numbers
    return Segment(
        slug=naming.slug,
        name=naming.name,
        short=naming.name,
        nickname=None,
        number=number,
        size=profile.size,
        share=profile.size / everyone.size,
        traits=naming.traits,
        centroid=dict(zip(fit.cells.features, fit.centres[label].tolist(), strict=True)),
        means={c: s.mean for c, s in numbers.items()},
        sds={c: s.sd for c, s in numbers.items()},
        medians={c: s.median for c, s in numbers.items()},
        q1s={c: s.q1 for c, s in numbers.items()},
        q3s={c: s.q3 for c, s in numbers.items()},
        mins={c: s.min for c, s in numbers.items()},
        maxs={c: s.max for c, s in numbers.items()},
        mean_lows={c: s.mean_low for c, s in numbers.items()},
        mean_highs={c: s.mean_high for c, s in numbers.items()},
        totals=share_of_total(profile, everyone),
        shares={c: shares_of(counts) for c, counts in profile.counts.items()},
        counts=profile.counts,
        share_lows={c: ends[0] for c, ends in intervals.items()},
        share_highs={c: ends[1] for c, ends in intervals.items()},
        index={row.key: row.index for row in sorted(rows, key=lambda r: r.key)},
        differences=rows,
        histograms=profile.histograms,
        silhouette=fit.silhouettes[label],
        jaccard=assessment.stability.jaccard[naming.slug] if assessment.stability else None,
        borderline=int(fit.cells.counts[(fit.labels == label) & fit.borderline].sum()),
        neighbours=neighbours_of(label, fit.partition.centroids, fit.second, fit, slugs),
        elsewhere=elsewhere(cube, fit.key, naming.slug),
        rule=rule,
    )
