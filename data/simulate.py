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
from scipy.stats import beta, gamma, norm

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


# Chosen among some thousands of seeds: close to the published segments in all three models at once.
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


def quantile(spread: Spread, position: np.ndarray) -> np.ndarray:
    """Find the values below which the given shares of a spread lie; positions run from 0 to 1."""
    width = spread.high - spread.low
    centre = (spread.mean - spread.low) / width
    concentration = centre * (1 - centre) / (spread.sd / width) ** 2 - 1
    return spread.low + width * beta.ppf(position, centre * concentration, (1 - centre) * concentration)


def draw_evenly(rng: np.random.Generator, spread: Spread, size: int) -> np.ndarray:
    """Draw one value from each of `size` equally likely slices of a spread, in random order.

    A small sample drawn this way keeps close to its stated mean and sd, as a free one would not.
    """
    slices = np.argsort(rng.random(size))
    return quantile(spread, (slices + rng.random(size)) / size)


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


# Chosen among 40 seeds for small correlations and, standardised, for segments that resamples do not bring back.
LOYALTY_SEED = 26
LOYALTY_CUSTOMERS = 1000
LOYALTY_GENDERS = ("Female", "Male", "Other")
LOYALTY_CATEGORIES = ("Clothing", "Electronics", "Groceries", "Home & Garden", "Sports")


def simulate_loyalty(seed: int = LOYALTY_SEED) -> pd.DataFrame:
    """Draw 1000 loyalty customers, every column flat and on its own, so that no group exists, shape (1000, 9)."""
    rng = np.random.Generator(np.random.PCG64(seed))

    def whole(low: int, high: int) -> np.ndarray:
        """Draw whole numbers from low to high, both included."""
        return low + np.floor(rng.random(LOYALTY_CUSTOMERS) * (high - low + 1)).astype(int)

    def one_of(values: tuple[str, ...]) -> np.ndarray:
        """Draw one of several values with equal chances."""
        return np.array(values)[whole(0, len(values) - 1)]

    return pd.DataFrame(
        {
            "id": np.arange(1, LOYALTY_CUSTOMERS + 1),
            "age": whole(18, 69),
            "gender": one_of(LOYALTY_GENDERS),
            "income": whole(30_000, 150_000),
            "spending_score": whole(1, 100),
            "membership_years": whole(1, 10),
            "purchase_frequency": whole(1, 50),
            "preferred_category": one_of(LOYALTY_CATEGORIES),
            "last_purchase_amount": whole(1_000, 100_000) / 100,
        }
    )


# Chosen among 180 seeds as the closest to the published three segments.
PERSONALITY_SEED = 81

PRODUCTS = ("MntWines", "MntFruits", "MntMeatProducts", "MntFishProducts", "MntSweetProducts", "MntGoldProds")
CAMPAIGNS = ("AcceptedCmp3", "AcceptedCmp4", "AcceptedCmp5", "AcceptedCmp1", "AcceptedCmp2", "Response")
EDUCATIONS = ("Basic", "2n Cycle", "Graduation", "Master", "PhD")
MARITAL_STATUSES = ("Married", "Together", "Single", "Divorced", "Widow")
LAST_DAY = pd.Timestamp(2014, 6, 29)


class Households(NamedTuple):
    """One component of the personality mixture; tuples of shares follow the names above or count 0, 1, 2."""

    name: str
    customers: int
    income: Spread
    age: Spread
    spend: Spread
    web: Spread
    catalog: Spread
    store: Spread
    deals: Spread
    visits: Spread
    tenure: Spread
    kids: tuple[float, ...]
    teens: tuple[float, ...]
    basket: tuple[float, ...]
    campaigns: tuple[float, ...]
    education: tuple[float, ...]
    marital: tuple[float, ...]


# Traits as mean, sd, lowest, highest; the study's K-means cuts these overlapping kinds a little differently, so
# some numbers lie off the published segment means on purpose.
# fmt: off
HOUSEHOLDS = (
    Households(
        "low income, little engaged", 810,
        income=Spread(33_000, 12_500, 3_000, 72_000), age=Spread(42, 10.8, 18, 74), spend=Spread(70, 75, 5, 700),
        web=Spread(1.8, 1.3, -0.5, 9), catalog=Spread(0.35, 0.55, -0.5, 5), store=Spread(3.3, 1.2, 0, 10),
        deals=Spread(1.83, 0.95, 0.4, 7), visits=Spread(6.3, 1.8, 0, 10), tenure=Spread(305, 192, 0, 699),
        kids=(0.29, 0.68, 0.03), teens=(0.57, 0.41, 0.02),
        basket=(0.38, 0.06, 0.24, 0.09, 0.06, 0.17),
        campaigns=(0.067, 0.010, 0.001, 0.001, 0.002, 0.076),
        education=(0.05, 0.11, 0.49, 0.16, 0.19), marital=(0.40, 0.25, 0.24, 0.09, 0.02),
    ),
    Households(
        "middle income, buying on deals", 710,
        income=Spread(55_500, 14_000, 12_000, 100_000), age=Spread(49, 9.7, 22, 70), spend=Spread(690, 410, 8, 2_000),
        web=Spread(6.1, 2.4, -0.5, 12), catalog=Spread(3.0, 2.3, -0.5, 14), store=Spread(7.1, 2.8, 0, 13.4),
        deals=Spread(3.75, 2.4, 0.4, 15), visits=Spread(6.2, 2.0, 0, 10), tenure=Spread(450, 185, 0, 699),
        kids=(0.63, 0.35, 0.02), teens=(0.22, 0.73, 0.05),
        basket=(0.585, 0.035, 0.20, 0.045, 0.035, 0.10),
        campaigns=(0.078, 0.115, 0.012, 0.024, 0.012, 0.165),
        education=(0.00, 0.06, 0.50, 0.20, 0.24), marital=(0.40, 0.26, 0.16, 0.13, 0.05),
    ),
    Households(
        "high income, engaged", 538,
        income=Spread(76_500, 11_300, 42_000, 118_000), age=Spread(46, 13.2, 18, 74),
        spend=Spread(1_285, 470, 6, 2_530),
        web=Spread(5.0, 2.2, -0.5, 12), catalog=Spread(5.5, 2.5, -0.5, 14), store=Spread(8.45, 2.9, 0, 13.4),
        deals=Spread(1.22, 0.65, -0.4, 6), visits=Spread(2.7, 1.6, 0, 10), tenure=Spread(325, 200, 0, 699),
        kids=(0.98, 0.02), teens=(0.81, 0.19),
        basket=(0.465, 0.05, 0.30, 0.07, 0.05, 0.065),
        campaigns=(0.088, 0.145, 0.250, 0.210, 0.035, 0.270),
        education=(0.00, 0.08, 0.53, 0.15, 0.24), marital=(0.36, 0.26, 0.24, 0.10, 0.04),
    ),
)
# fmt: on

# Correlations of the normal scores behind the traits, inside every kind of household: one row per trait from the
# second on, against the traits before it. Readiness to answer a campaign is never written, only drawn from.
# fmt: off
TRAITS = (
    "income", "age", "kids", "teens", "spend", "web", "catalog", "store", "deals", "visits", "tenure", "readiness",
)
# fmt: on
LINKS = (
    (0.13,),
    (-0.13, -0.20),
    (0.22, 0.37, -0.15),
    (0.50, -0.03, -0.28, -0.06),
    (0.16, -0.03, -0.11, 0.04, 0.49),
    (0.34, 0.04, -0.26, -0.01, 0.60, 0.22),
    (0.29, 0.00, -0.21, 0.11, 0.43, 0.31, 0.16),
    (-0.22, -0.04, 0.28, 0.24, 0.06, 0.26, 0.02, 0.17),
    (-0.43, -0.13, 0.24, -0.12, -0.10, 0.29, -0.26, -0.23, 0.21),
    (-0.16, -0.11, -0.01, -0.17, 0.15, 0.03, 0.04, -0.03, 0.01, 0.36),
    (0.15, -0.05, 0.00, -0.15, 0.40, 0.10, 0.25, -0.20, -0.05, 0.25, 0.12),
)
READINESS_WEIGHT = 0.6  # how far readiness decides about a campaign, against its own chance; 0 to 1
BASKET_FIRMNESS = 12.0  # the higher, the closer every basket to the usual shares


def draw_linked(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
    """Draw the traits' positions between 0 and 1, linked as the table above says."""
    links = np.eye(len(TRAITS))
    for row, values in enumerate(LINKS, start=1):
        links[row, :row] = links[:row, row] = values
    scores = norm.ppf(rng.random((size, len(TRAITS)))) @ np.linalg.cholesky(links).T
    return dict(zip(TRAITS, norm.cdf(scores).T, strict=True))


def choose(position: np.ndarray, shares: tuple[float, ...]) -> np.ndarray:
    """Turn positions into the index of the share they fall in."""
    return np.searchsorted(np.cumsum(shares[:-1]), position, side="right")


def draw_baskets(rng: np.random.Generator, spend: np.ndarray, basket: tuple[float, ...]) -> np.ndarray:
    """Split each customer's spending over the products, shape (n_customers, n_products)."""
    weights = gamma.ppf(rng.random((len(spend), len(basket))), BASKET_FIRMNESS * np.array(basket))
    return np.rint(spend[:, None] * weights / weights.sum(axis=1, keepdims=True)).astype(int)


def draw_answers(rng: np.random.Generator, readiness: np.ndarray, chances: tuple[float, ...]) -> np.ndarray:
    """Say which campaigns each customer accepts; a ready customer tends to accept several."""
    own = norm.ppf(rng.random((len(readiness), len(chances))))
    lean = READINESS_WEIGHT * norm.ppf(readiness)[:, None] + np.sqrt(1 - READINESS_WEIGHT**2) * own
    return (norm.cdf(lean) > 1 - np.array(chances)).astype(int)


def draw_households(rng: np.random.Generator, kind: Households) -> pd.DataFrame:
    """Draw the customers of one kind of household, without ids and quirks."""
    size = kind.customers
    at = draw_linked(rng, size)

    def whole(trait: str) -> np.ndarray:
        """Whole numbers of a trait at its linked positions."""
        return np.rint(quantile(getattr(kind, trait), at[trait])).astype(int)

    enrolled = LAST_DAY - pd.to_timedelta(whole("tenure"), unit="D")
    baskets = draw_baskets(rng, quantile(kind.spend, at["spend"]), kind.basket)
    answers = draw_answers(rng, at["readiness"], kind.campaigns)
    return pd.DataFrame(
        {
            "Year_Birth": LAST_DAY.year - whole("age"),
            "Education": np.array(EDUCATIONS)[choose(rng.random(size), kind.education)],
            "Marital_Status": np.array(MARITAL_STATUSES)[choose(rng.random(size), kind.marital)],
            "Income": pd.array(whole("income"), dtype="Int64"),
            "Kidhome": choose(at["kids"], kind.kids),
            "Teenhome": choose(at["teens"], kind.teens),
            "Dt_Customer": enrolled.strftime("%d-%m-%Y"),
            "Recency": np.floor(100 * rng.random(size)).astype(int),
            **dict(zip(PRODUCTS, baskets.T, strict=True)),
            "NumDealsPurchases": whole("deals"),
            "NumWebPurchases": whole("web"),
            "NumCatalogPurchases": whole("catalog"),
            "NumStorePurchases": whole("store"),
            "NumWebVisitsMonth": whole("visits"),
            **dict(zip(CAMPAIGNS[:-1], answers.T[:-1], strict=True)),
            "Complain": (rng.random(size) < 0.009).astype(int),
            "Z_CostContact": 3,
            "Z_Revenue": 11,
            CAMPAIGNS[-1]: answers[:, -1],
        }
    )


# What the study has to clean, as (column, values) put on the first customers of the shuffled table in turn.
QUIRKS = (
    ("Income", (None,) * 24 + (666_666,)),
    ("Year_Birth", (1893, 1899, 1900)),
    ("Marital_Status", ("Alone",) * 3 + ("Absurd",) * 2 + ("YOLO",) * 2),
)
REPEATED_ROWS = 182
HIGHEST_ID = 11_191


def shuffle(rng: np.random.Generator, table: pd.DataFrame) -> pd.DataFrame:
    """Put the rows of a table in random order."""
    return table.iloc[np.argsort(rng.random(len(table)))].reset_index(drop=True)


def add_quirks(table: pd.DataFrame) -> int:
    """Put each quirk on customers of its own, from the top of the table; return how many there are."""
    first = 0
    for column, values in QUIRKS:
        last = first + len(values)
        table.loc[first : last - 1, column] = list(values)
        first = last
    return first


def simulate_personality(seed: int = PERSONALITY_SEED) -> pd.DataFrame:
    """Draw the 2240 customers of a retailer, quirks and repeated rows included, shape (2240, 29)."""
    rng = np.random.Generator(np.random.PCG64(seed))
    customers = shuffle(rng, pd.concat([draw_households(rng, kind) for kind in HOUSEHOLDS]))
    quirky = add_quirks(customers)
    repeated = customers.iloc[quirky : quirky + REPEATED_ROWS]
    table = shuffle(rng, pd.concat([customers, repeated]))
    table.insert(0, "ID", np.argsort(rng.random(HIGHEST_ID + 1))[: len(table)])
    return table


def write_table(table: pd.DataFrame, path: Path, separator: str = ",") -> None:
    """Write a table with the same bytes on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(path, sep=separator, index=False, lineterminator="\n", encoding="utf-8")


def main() -> None:
    """Write the mall table into the chosen folder and the two examples beside that folder."""
    parser = argparse.ArgumentParser(description="Draw the simulated sample tables again.")
    parser.add_argument(
        "--out", type=Path, default=FOLDER, help="folder for mall_customers.csv; examples/ is written beside it"
    )
    out = parser.parse_args().out.resolve()
    examples = out.parent / "examples"
    write_table(simulate_mall(), out / "mall_customers.csv")
    write_table(simulate_loyalty(), examples / "loyalty" / "loyalty_customers.csv")
    write_table(simulate_personality(), examples / "personality" / "personality_customers.csv", separator="\t")


if __name__ == "__main__":
    main()
