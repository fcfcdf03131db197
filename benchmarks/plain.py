"""Three models' statistics by pandas and scikit-learn, on all rows: ``python benchmarks/plain.py FILE [--most N]``.

What one would write who does not think of size: every statistic of Tessera's that speaks of all customers is worked out
on all of them, with as many starts, redraws and noise tables, and in both scales. Where Tessera itself takes a thousand
customers (redraws, noise) or some thousands (the tree), so does this. It is let off the silhouette of everybody, which
is taken of 5,000, and the last digits of K-means, which stops at scikit-learn's tolerance.

Prints a line a step: processor seconds measured, and those of the whole step. The two differ where ``--most`` lets a
step be repeated so many times only; the time measured is then multiplied by what is missing.
"""

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.metrics import adjusted_rand_score, calinski_harabasz_score, davies_bouldin_score, silhouette_score
from sklearn.metrics.cluster import contingency_matrix

COLUMNS = {
    "CustomerID": "id", "Gender": "gender", "Age": "age", "Annual Income (k$)": "income",
    "Spending Score (1-100)": "spending", "Amount": "amount", "Region": "region",
}  # fmt: skip
NUMBERS = ["age", "income", "spending", "amount"]
WORDS = ["gender", "region"]
MODELS = (("income", "spending", 5), ("age", "spending", 4), ("age", "income", 4))
KS = range(2, 11)
STARTS, DRAWS, GAP_DRAWS, SPLITS = 100, 100, 50, 100
NOISE_TABLES, NOISE_REDRAWS, NOISE_SPLITS = 145, 10, 5
SIZE, MEASURED, IN_TREE = 1_000, 5_000, 3_000
KMEANS = "K-means"


@contextmanager
def step(what: str, times: int = 1, most: int | None = None) -> Iterator[int]:
    """Give how often to repeat something; print what that took, and what all times would take."""
    repeats = min(times, most or times)
    before = time.process_time()
    yield repeats
    spent = time.process_time() - before
    print(f"{what}\t{spent:.2f}\t{spent * times / repeats:.2f}", flush=True)


def read(path: Path) -> pd.DataFrame:
    """Every row, cleaned, with a look at every column."""
    customers = pd.read_parquet(path).rename(columns=COLUMNS)
    customers = customers.dropna().drop_duplicates()
    for column in NUMBERS:
        q1, q3 = customers[column].quantile([0.25, 0.75])
        customers[column].between(q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1)).sum()
        np.histogram(customers[column], bins=20)
    customers.describe(include="all")
    customers[NUMBERS].corr()
    return customers


def noise_of(points: np.ndarray, kind: int, rng: np.random.Generator) -> np.ndarray:
    """A table of noise that resembles the points in one respect."""
    middle, covariance = points.mean(0), np.cov(points.T)
    if kind == 0:
        return rng.uniform(points.min(0), points.max(0), points.shape)
    if kind == 1:
        axes = np.linalg.eigh(covariance)[1]
        turned = (points - middle) @ axes
        return rng.uniform(turned.min(0), turned.max(0), points.shape) @ axes.T + middle
    if kind == 2:
        return rng.permuted(points, axis=0)
    return rng.multivariate_normal(middle, covariance, len(points))


def overlap(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Largest Jaccard coefficient of every segment with one of another cut."""
    table = contingency_matrix(first, second)
    return (table / (table.sum(1, keepdims=True) + table.sum(0) - table)).max(1)


def strength(points: np.ndarray, k: int, starts: int, rng: np.random.Generator) -> float:
    """Prediction strength between two halves."""
    halves = np.array_split(rng.permutation(points), 2)
    fits = [KMeans(k, n_init=starts, random_state=1).fit(half) for half in halves]
    worst = []
    for half, own, other in zip(halves, fits, fits[::-1], strict=True):
        table = contingency_matrix(own.labels_, other.predict(half))
        pairs = np.maximum(table.sum(1) * (table.sum(1) - 1), 1)
        worst.append(((table * (table - 1)).sum(1) / pairs).min())
    return float(np.mean(worst))


def search(name: str, points: np.ndarray, most: int | None) -> dict[int, KMeans]:
    """Segmentations for two to ten, and every index of them."""
    with step(f"{name}: {KMEANS}, two to ten segments", STARTS, most) as starts:
        models = {k: KMeans(k, n_init=starts, random_state=1).fit(points) for k in KS}
    with step(f"{name}: indices"):
        for model in models.values():
            silhouette_score(points, model.labels_, sample_size=MEASURED, random_state=1)
            calinski_harabasz_score(points, model.labels_)
            davies_bouldin_score(points, model.labels_)
    with step(f"{name}: gap statistic", GAP_DRAWS, most) as draws:
        rng = np.random.default_rng(1)
        for _ in range(draws):
            table = rng.uniform(points.min(0), points.max(0), (SIZE, 2))
            [KMeans(k, n_init=4, random_state=1).fit(table).inertia_ for k in KS]
    return models


def question(name: str, points: np.ndarray, labels: np.ndarray, k: int, most: int | None) -> None:
    """Redraws, halves and noise in one scale, on as many customers as Tessera takes."""
    rng = np.random.default_rng(1)
    size = min(SIZE, len(points))
    some = points[rng.integers(len(points), size=size)]
    with step(f"{name}: redraws", DRAWS, most) as draws:
        for draw in range(draws):
            drawn = rng.integers(len(points), size=size)
            again = KMeans(k, n_init=10, random_state=draw).fit(points[drawn])
            overlap(labels[drawn], again.labels_)
            adjusted_rand_score(labels, again.predict(points))
    with step(f"{name}: prediction strength", SPLITS, most) as splits:
        for _ in range(splits):
            strength(points[rng.integers(len(points), size=size)], k, 10, rng)
    with step(f"{name}: silhouettes of noise", DRAWS, most) as draws:
        for table in (noise_of(some, kind, rng) for _ in range(draws) for kind in range(4)):
            silhouette_score(table, KMeans(k, n_init=2, random_state=1).fit_predict(table))
    with step(f"{name}: redraws and halves of noise", NOISE_TABLES, most) as tables:
        for number in range(tables):
            table = noise_of(some, number % 4, rng)
            found = KMeans(k, n_init=4, random_state=1).fit(table).labels_
            for draw in range(NOISE_REDRAWS):
                drawn = rng.integers(size, size=size)
                overlap(found[drawn], KMeans(k, n_init=4, random_state=draw).fit(table[drawn]).labels_)
            [strength(table, k, 4, rng) for _ in range(NOISE_SPLITS)]


def profile(customers: pd.DataFrame, labels: np.ndarray, numbers: list[str], words: list[str]) -> None:
    """Every column by segment, and tests on what drew nothing."""
    groups = customers.assign(segment=labels).groupby("segment")
    groups[numbers].agg(["mean", "std", "min", "median", "max"])
    groups[numbers].quantile([0.25, 0.75])
    for column in words:
        stats.chi2_contingency(pd.crosstab(labels, customers[column]))
    stats.kruskal(*(group[numbers[-1]] for _, group in groups))


def study(customers: pd.DataFrame, first: str, second: str, k: int, most: int | None) -> np.ndarray:
    """One model: found, questioned in both scales, cut otherwise, profiled; the label of every customer."""
    name, points = f"{first}-{second}", customers[[first, second]].to_numpy(float)
    labels: np.ndarray = search(name, points, most)[k].labels_
    question(f"{name}, as read", points, labels, k, most)
    scaled = (points - points.mean(0)) / points.std(0)
    low, high = np.quantile(points, [0.25, 0.75], axis=0)
    inside = ((points > 2.5 * low - 1.5 * high) & (points < 2.5 * high - 1.5 * low)).all(1)
    with step(f"{name}: {KMEANS} standardised, from other starts, without outliers", STARTS, most) as starts:
        other = KMeans(k, n_init=starts, random_state=1).fit(scaled).labels_
        KMeans(k, n_init=starts, random_state=2).fit(points)
        KMeans(k, n_init=starts, random_state=1).fit(points[inside])
    question(f"{name}, standardised", scaled, other, k, most)
    with step(f"{name}: tree, profiles, tests"):
        some = np.random.default_rng(1).integers(len(points), size=IN_TREE)
        AgglomerativeClustering(k).fit(points[some])
        profile(customers, labels, NUMBERS, WORDS)
    return labels


def main() -> None:
    """Print what every step took."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("table", type=Path)
    options.add_argument("--most", type=int, help="repeat nothing more often, and multiply")
    asked = options.parse_args()
    with step("read, clean, look"):
        customers = read(asked.table)
    found = [study(customers, *model, asked.most) for model in MODELS]
    with step("model against model"):
        for one in found:
            for other in found:
                adjusted_rand_score(one, other)
                pd.crosstab(one, other)


if __name__ == "__main__":
    main()
