"""Draw the simulated sample tables that the project ships.

Nobody in these tables exists. Every value is drawn from a distribution written in this module, with a fixed
seed, so each run writes the same bytes:

    python data/simulate.py [--out data]
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import beta

FOLDER = Path(__file__).resolve().parent


class Spread(NamedTuple):
    """A bounded, possibly lopsided distribution: a beta curve stretched over [low, high]."""

    mean: float
    sd: float
    low: float
    high: float


class Group(NamedTuple):
    """One component of the mall mixture: how many customers, how many of them women, and their spreads."""

    name: str
    customers: int
    women: int
    age: Spread
    income: Spread
    score: Spread


# Chosen among some thousands of seeds as the one whose segments come closest to the published ones.
MALL_SEED = 1428

# Age in years, income in thousands of dollars a year, score from 1 to 99; each as mean, sd, lowest, highest.
# fmt: off
MALL_GROUPS = (
    Group("low income, high score", 22, 13,
          Spread(25.3,  5.3, 18, 36), Spread(26.0,  7.7, 15,  39), Spread(79.5, 10.5, 60, 99)),
    Group("low income, low score", 23, 14,
          Spread(46.0, 13.0, 18, 68), Spread(26.0,  7.7, 15,  39), Spread(21.0, 13.0,  1, 41)),
    Group("middle, younger", 37, 24,
          Spread(27.0,  7.1, 18, 40), Spread(57.0,  9.5, 39,  76), Spread(49.5,  7.1, 34, 61)),
    Group("middle, older", 44, 24,
          Spread(56.0,  8.6, 43, 70), Spread(54.0,  8.5, 39,  72), Spread(49.5,  6.0, 35, 61)),
    Group("high income, high score", 28, 15,
          Spread(32.7,  3.9, 26, 40), Spread(78.0,  6.0, 68,  91), Spread(82.0,  9.5, 63, 98)),
    Group("high income, low score", 24, 9,
          Spread(40.5, 12.3, 19, 60), Spread(79.0,  6.0, 68,  91), Spread(15.0, 10.0,  1, 38)),
    Group("top income, high score", 11, 6,
          Spread(33.0,  3.5, 27, 40), Spread(107.5, 14.0, 91, 137), Spread(82.5, 9.4, 65, 98)),
    Group("top income, low score", 11, 7,
          Spread(43.0,  9.0, 30, 60), Spread(107.5, 14.0, 91, 137), Spread(21.0, 9.5,  5, 39)),
)
# fmt: on


def draw_evenly(rng: np.random.Generator, spread: Spread, size: int) -> np.ndarray:
    """Draw one value from each of `size` equally likely slices of a spread, in random order.

    A small sample drawn this way keeps close to its stated mean and sd, as a free one would not.
    """
    slices = np.argsort(rng.random(size))
    position = (slices + rng.random(size)) / size
    width = spread.high - spread.low
    centre = (spread.mean - spread.low) / width
    concentration = centre * (1 - centre) / (spread.sd / width) ** 2 - 1
    return spread.low + width * beta.ppf(position, centre * concentration, (1 - centre) * concentration)


def draw_group(rng: np.random.Generator, group: Group) -> pd.DataFrame:
    """Draw the customers of one mall group; age, income and score are independent inside it."""
    women = np.argsort(rng.random(group.customers)) < group.women
    return pd.DataFrame(
        {
            "Gender": np.where(women, "Female", "Male"),
            "Age": draw_evenly(rng, group.age, group.customers).round().astype(int),
            "Annual Income (k$)": draw_evenly(rng, group.income, group.customers).round().astype(int),
            "Spending Score (1-100)": draw_evenly(rng, group.score, group.customers).round().astype(int),
        }
    )


def simulate_mall(seed: int = MALL_SEED) -> pd.DataFrame:
    """Draw the 200 mall customers, numbered by rising income, shape (200, 5)."""
    rng = np.random.Generator(np.random.PCG64(seed))
    customers = pd.concat([draw_group(rng, group) for group in MALL_GROUPS], ignore_index=True)
    mixed = customers.iloc[np.argsort(rng.random(len(customers)))]
    ordered = mixed.sort_values("Annual Income (k$)", kind="stable", ignore_index=True)
    ordered.insert(0, "CustomerID", np.arange(1, len(ordered) + 1))
    return ordered


def write_table(table: pd.DataFrame, path: Path, separator: str = ",") -> None:
    """Write a table with the same bytes on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(path, sep=separator, index=False, lineterminator="\n", encoding="utf-8")


def main() -> None:
    """Write every sample below the chosen folder."""
    parser = argparse.ArgumentParser(description="Draw the simulated sample tables again.")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder for mall_customers.csv")
    out = parser.parse_args().out
    write_table(simulate_mall(), out / "mall_customers.csv")


if __name__ == "__main__":
    main()
