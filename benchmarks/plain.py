"""The statistics of three models by pandas and scikit-learn, on all rows: ``python benchmarks/plain.py FILE``.

What one would write without thinking of size. Where Tessera itself takes a thousand customers (redraws, noise) or some
thousands (silhouette, Ward), so does this; it starts K-means ten times where Tessera starts it a hundred times, and it
makes neither pages nor a PDF. Prints a line a step: its name, wall and processor seconds.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.metrics import adjusted_rand_score, calinski_harabasz_score, davies_bouldin_score, silhouette_score

COLUMNS = {
    "CustomerID": "id", "Gender": "gender", "Age": "age", "Annual Income (k$)": "income",
    "Spending Score (1-100)": "spending", "Amount": "amount", "Region": "region",
}  # fmt: skip
NUMBERS = ["age", "income", "spending", "amount"]
WORDS = ["gender", "region"]
MODELS = (("income", "spending", 5), ("age", "spending", 4), ("age", "income", 4))
STARTS, DRAWS, SIZE, MEASURED, IN_TREE = 10, 100, 1_000, 5_000, 3_000


@contextmanager
def step(what: str) -> Iterator[None]:
    """Print what a step took."""
    wall, spent = time.perf_counter(), time.process_time()
    yield
    print(f"{what}\t{time.perf_counter() - wall:.2f}\t{time.process_time() - spent:.2f}", flush=True)


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


def fit(points: np.ndarray, k: int) -> KMeans:
    """The segments, and every index of them but the gap."""
    model = KMeans(k, n_init=STARTS, random_state=1).fit(points)
    silhouette_score(points, model.labels_, sample_size=MEASURED, random_state=1)
    calinski_harabasz_score(points, model.labels_)
    davies_bouldin_score(points, model.labels_)
    return model


def question(points: np.ndarray, labels: np.ndarray, k: int) -> None:
    """Redraws, noise, gap and Ward's tree, on as many customers as Tessera takes."""
    rng = np.random.default_rng(1)
    low, high = points.min(0), points.max(0)
    flat = [rng.uniform(low, high, (SIZE, 2)) for _ in range(50)]
    for n in range(2, 11):
        [KMeans(n, n_init=4, random_state=1).fit(table).inertia_ for table in flat]
    for draw in range(DRAWS):
        again = KMeans(k, n_init=10, random_state=draw).fit(points[rng.integers(len(points), size=SIZE)])
        adjusted_rand_score(labels, again.predict(points))
    for _ in range(4 * DRAWS):
        table = rng.uniform(low, high, (SIZE, 2))
        silhouette_score(table, KMeans(k, n_init=2, random_state=1).fit_predict(table))
    AgglomerativeClustering(k).fit(points[rng.integers(len(points), size=IN_TREE)])


def profile(customers: pd.DataFrame, labels: np.ndarray) -> None:
    """Every column by segment, and tests on what drew nothing."""
    groups = customers.assign(segment=labels).groupby("segment")
    groups[NUMBERS].agg(["mean", "std", "min", "median", "max"])
    groups[NUMBERS].quantile([0.25, 0.75])
    for column in WORDS:
        stats.chi2_contingency(pd.crosstab(labels, customers[column]))
    stats.kruskal(*(group["amount"] for _, group in groups))


def main(path: Path) -> None:
    """Print what every step took."""
    with step("read, clean, look"):
        customers = read(path)
    found = {}
    for first, second, k in MODELS:
        points = customers[[first, second]].to_numpy(float)
        with step(f"{first}-{second}: K-means and indices for two to ten"):
            models = {n: fit(points, n) for n in range(2, 11)}
        labels = found[first, second] = models[k].labels_
        with step(f"{first}-{second}: redraws, noise, tree"):
            question(points, labels, k)
        with step(f"{first}-{second}: profiles and tests"):
            profile(customers, labels)
    with step("model against model"):
        for one in found.values():
            for other in found.values():
                adjusted_rand_score(one, other)
                pd.crosstab(one, other)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
