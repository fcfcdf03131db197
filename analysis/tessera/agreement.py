"""Model against model: who meets whom again, and how far two models agree."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations

import numpy as np

from tessera.facts import Agreement, Cube, FloatArray, Slug


def adjusted_rand(table: FloatArray) -> float:
    """Adjusted Rand index of two partitions from their contingency table.

    1 when both are the same split, about 0 when they agree no more than by chance; may be slightly negative.

    Parameters
    ----------
    table : ndarray, shape (n_segments_a, n_segments_b)
        Customers in both.

    References
    ----------
    Hubert & Arabie (1985), J. Classification 2, 193-218, doi:10.1007/BF01908075.
    """

    def pairs(counts: FloatArray) -> float:
        return float((counts * (counts - 1) / 2).sum())

    both = pairs(table)
    in_a, in_b = pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    n = float(table.sum())
    total = n * (n - 1) / 2
    expected = in_a * in_b / total if total else 0.0
    highest = (in_a + in_b) / 2
    return 1.0 if highest == expected else (both - expected) / (highest - expected)


def compare_models(cube: Cube, order: Mapping[str, tuple[Slug, ...]]) -> tuple[Agreement, ...]:
    """Every pair of models, with the customers that each pair of segments shares."""
    agreements = []
    for (i, a), (j, b) in combinations(enumerate(cube.models), 2):
        shared: dict[tuple[Slug, Slug], int] = defaultdict(int)
        for slugs, customers in cube.rows:
            shared[(slugs[i], slugs[j])] += customers
        crosswalk = {s: {t: shared.get((s, t), 0) for t in order[b]} for s in order[a]}
        table = np.array([[crosswalk[s][t] for t in order[b]] for s in order[a]], dtype=np.float64)
        agreements.append(Agreement(a=a, b=b, adjusted_rand=adjusted_rand(table), crosswalk=crosswalk))
    return tuple(agreements)


def elsewhere(cube: Cube, model: str, slug: Slug) -> dict[str, dict[Slug, int]]:
    """A segment's customers by their segment in every other model, largest first."""
    at = cube.models.index(model)
    found: dict[str, dict[Slug, int]] = {m: defaultdict(int) for m in cube.models if m != model}
    for slugs, customers in cube.rows:
        if slugs[at] == slug:
            for m, s in zip(cube.models, slugs, strict=True):
                if m != model:
                    found[m][s] += customers
    return {m: dict(sorted(tally.items(), key=lambda item: (-item[1], item[0]))) for m, tally in found.items()}
