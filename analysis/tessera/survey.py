"""What the columns of a table hold, counted once: distributions, categories, and how many values are missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import ibis

from tessera.distribution import Distribution, count_texts, count_values
from tessera.engine import ask
from tessera.facts import Name
from tessera.study_schema import Bounds, Study


@dataclass(frozen=True, slots=True)
class Survey:
    """Distributions of the columns of numbers, counts of the traits' values, and missing values of all that were asked.

    Inputs that are text or dates are asked for their missing values only.
    """

    numbers: Mapping[Name, Distribution] = field(default_factory=dict)
    texts: Mapping[Name, Mapping[str, int]] = field(default_factory=dict)
    missing: Mapping[Name, int] = field(default_factory=dict)


def survey(table: ibis.Table, names: Sequence[Name], study: Study) -> Survey:
    """Look at some columns of a table."""
    numbers = count_values(table, [name for name in names if table[name].type().is_numeric()])
    traits = [name for name in names if name in study.columns and study.columns[name].role == "trait"]
    texts = {name: count_texts(table, name) for name in traits}
    others = {name: table[name].isnull().sum() for name in names if name not in numbers and name not in texts}
    missing = {name: int(rows or 0) for name, rows in ask(table, **others).items()} if others else {}
    missing |= {name: spread.missing for name, spread in numbers.items()}
    missing |= {name: absent for name, (_, absent) in texts.items()}
    return Survey(numbers, {name: counts for name, (counts, _) in texts.items()}, missing)


def together(first: Survey, second: Survey) -> Survey:
    """Two surveys of different columns as one."""
    return Survey(
        {**first.numbers, **second.numbers}, {**first.texts, **second.texts}, {**first.missing, **second.missing}
    )


def reaches_beyond(spread: Distribution, bounds: Bounds) -> bool:
    """Whether a column has values outside a range; where bins stand for values, whether it may have."""
    if not len(spread.values):
        return False
    low, high = float(spread.values[0]), float(spread.values[-1])
    return (
        not spread.exact
        or (bounds.min is not None and low < bounds.min)
        or (bounds.max is not None and high > bounds.max)
    )
