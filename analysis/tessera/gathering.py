"""A model's cells: every combination of values where that is feasible, bins or a sample where it is not.

The choice follows from counts alone, so that every engine makes the same one.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tessera.bins import Axis, count_bins, lay_axis
from tessera.cells import count_cells
from tessera.clean import Cleaned
from tessera.encoding import NO_TRAITS
from tessera.engine import count_rows
from tessera.facts import Cells, Indicator, Name
from tessera.sampling import draw_cells, stand_for
from tessera.study import Study, id_column

FEW = 1_000_000
"""Rows, or possible combinations of values, up to which all combinations are counted to see how many there are."""

MOST_CELLS = 65_536
"""Combinations up to which every one is a cell of its own."""

BINS: Mapping[int, int] = {1: 4_096, 2: 256, 3: 64}
"""Bins per column, by the number of columns; more columns are sampled."""

LEAST_IN_A_BIN = 5
"""Customers per bin, on average, below which bins save too little."""

SAMPLE = 15_000
"""Customers that are drawn, as near as a share of hashes comes to it."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A model's cells, and where they are bins, how each column is cut."""

    cells: Cells
    axes: Mapping[Name, Axis] = field(default_factory=dict)


def gather_cells(
    cleaned: Cleaned, features: Sequence[Name], study: Study, indicators: Mapping[Name, Indicator] = NO_TRAITS
) -> Gathered:
    """Count a model's cells, exactly where there are few enough of them.

    Parameters
    ----------
    cleaned : Cleaned
        The table, and how its columns are spread.
    features, indicators
        As in `tessera.cells.count_cells`.
    study : Study
        Gives the seed of a sample, and the id by which it is drawn.

    Returns
    -------
    Gathered
        ``cells.stands`` says what they are; the counts of a sample are raised to all customers.
    """
    table, rows = cleaned.table, cleaned.report.rows_kept
    spread = {name: cleaned.survey.numbers[name] for name in features if name in cleaned.survey.numbers}
    if rows <= FEW or math.prod(_values(cleaned, name) for name in features) <= FEW:
        cells = _taken(count_cells(table, features, indicators))
        if len(cells.counts) <= MOST_CELLS:
            return Gathered(cells)
    if len(features) in BINS and not indicators:
        axes = {name: lay_axis(spread[name], BINS[len(features)]) for name in features}
        cells, _ = count_bins(table, features, axes)
        if cells.drawn >= LEAST_IN_A_BIN * len(cells.counts):
            return Gathered(cells, axes)
    full = [table[name].notnull() for name in features]
    known = count_rows(table.filter(full))
    share, salt = min(1.0, SAMPLE / known), f"tessera {study.seed}"
    drawn = _taken(
        draw_cells(
            table.filter(full), features, indicators, share=share, salt=salt, key=id_column(study), spread=spread
        )
    )
    return Gathered(replace(drawn, counts=stand_for(drawn.counts, known)))


def _values(cleaned: Cleaned, name: Name) -> float:
    """How many values a column takes, if they have been counted one by one."""
    if name in cleaned.survey.texts:
        return len(cleaned.survey.texts[name])
    spread = cleaned.survey.numbers[name]
    return len(spread.values) if spread.exact else math.inf


def _taken(cells: Cells) -> Cells:
    """Cells without values of a trait that nobody with all features has."""
    kept = [i for i, name in enumerate(cells.features) if name not in cells.indicators or cells.values[:, i].any()]
    names = tuple(cells.features[i] for i in kept)
    indicators = {name: indicator for name, indicator in cells.indicators.items() if name in names}
    return replace(cells, features=names, values=cells.values[:, kept], indicators=indicators)
