"""Notebooks that do by hand what Tessera does for three models: ``python equal_notebook.py OUT TABLE EFFORT``.

Written as an analyst would with pandas, scikit-learn and matplotlib. How much they ask is their effort:

- ``equal``: every question of Tessera's, with as many starts, redraws and tables, in both scales (`plain.question`);
- ``short``: what a careful analyst might leave it at: fifty starts, redraws, and noise beside the silhouette alone and
  in one scale;
- ``bare``: no redraws and no noise.

None writes a PDF, a search, a page per segment, or proves a number.
"""

import sys
from pathlib import Path
from typing import Literal

Effort = Literal["equal", "short", "bare"]

READ = """
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, calinski_harabasz_score, davies_bouldin_score, silhouette_score
customers = pd.read_csv(TABLE)
customers.columns = ["id", "gender", "age", "income", "spending"]
numbers = ["age", "income", "spending"]
customers.describe(include="all")
"""
CLEAN = """
print(customers.isna().sum(), customers.duplicated().sum())
customers = customers.dropna().drop_duplicates()
customers = customers[customers.age.between(0, 110) & (customers.income >= 0) & (customers.spending >= 0)]
for column in numbers:
    q1, q3 = customers[column].quantile([0.25, 0.75])
    beyond = ~customers[column].between(q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1))
    print(column, "outliers:", beyond.sum())
"""
LOOK = """
figure, places = plt.subplots(1, 3, figsize=(12, 3))
for place, column in zip(places, numbers):
    place.hist(customers[column], bins=15); place.set_title(column)
plt.show()
customers.gender.value_counts().plot.bar(); plt.show()
"""
SEARCH = """
points = customers[FEATURES].to_numpy(float)
fits = {k: KMeans(k, n_init=STARTS, random_state=1).fit(points) for k in range(2, 11)}
indices = pd.DataFrame({k: {"inertia": fit.inertia_, "silhouette": silhouette_score(points, fit.labels_),
    "calinski_harabasz": calinski_harabasz_score(points, fit.labels_),
    "davies_bouldin": davies_bouldin_score(points, fit.labels_)} for k, fit in fits.items()}).T
rng = np.random.default_rng(1)
low, high = points.min(0), points.max(0)
flat = [rng.uniform(low, high, points.shape) for _ in range(DRAWN // 2)]
indices["gap"] = [np.mean([np.log(KMeans(k, n_init=4, random_state=1).fit(table).inertia_) for table in flat])
    - np.log(fit.inertia_) if flat else np.nan for k, fit in fits.items()]
indices.inertia.plot(marker="o"); plt.show()
indices.silhouette.plot(marker="o"); plt.show()
indices
"""
FIT = """
model = fits[K]
customers["segment"] = model.labels_
plt.scatter(points[:, 0], points[:, 1], c=model.labels_)
plt.scatter(*model.cluster_centers_.T, marker="x", c="black")
plt.xlabel(FEATURES[0]); plt.ylabel(FEATURES[1]); plt.show()
profile = customers.groupby("segment")[numbers].agg(["mean", "std", "median", "min", "max"])
index = customers.groupby("segment")[numbers].mean() / customers[numbers].mean() * 100
shares = pd.crosstab(customers.segment, customers.gender, normalize="index")
shares.plot.bar(stacked=True); plt.show()
index.plot.bar(); plt.show()
customers.boxplot(column=numbers, by="segment", figsize=(12, 3)); plt.show()
pd.concat([customers.segment.value_counts().rename("size"), index, shares], axis=1)
"""
STABILITY = """
rands, overlaps = [], []
for draw in range(DRAWN):
    drawn = rng.integers(len(points), size=len(points))
    again = KMeans(K, n_init=10, random_state=draw).fit(points[drawn])
    rands.append(adjusted_rand_score(model.labels_, again.predict(points)))
    table = pd.crosstab(model.labels_[drawn], again.labels_).to_numpy()
    overlaps.append((table / (table.sum(1, keepdims=True) + table.sum(0) - table)).max(1))
print("found again:", np.mean(rands) if rands else "not asked", np.mean(overlaps, axis=0) if overlaps else "")
"""
NOISE = """
middle, covariance = points.mean(0), np.cov(points.T)
axes = np.linalg.eigh(covariance)[1]
turned = (points - middle) @ axes
kinds = {
    "uniform box": lambda: rng.uniform(low, high, points.shape),
    "PCA box": lambda: rng.uniform(turned.min(0), turned.max(0), points.shape) @ axes.T + middle,
    "shuffled columns": lambda: np.column_stack([rng.permutation(column) for column in points.T]),
    "Gaussian": lambda: rng.multivariate_normal(middle, covariance, len(points)),
}
reached = silhouette_score(points, model.labels_)
for kind, draw in kinds.items():
    noise = []
    for _ in range(DRAWN):
        table = draw()
        noise.append(silhouette_score(table, KMeans(K, n_init=2, random_state=1).fit_predict(table)))
    if noise:
        plt.hist(noise); plt.axvline(reached); plt.title(kind); plt.show()
        print(kind, (1 + sum(width >= reached for width in noise)) / (1 + len(noise)))
"""
PLAIN = f"""
import sys
sys.path.insert(0, {str(Path(__file__).resolve().parent)!r})
import plain
from sklearn.cluster import AgglomerativeClustering
"""
QUESTIONS = """
labels = model.labels_
plain.question("as read", points, labels, K, None)
scaled = (points - points.mean(0)) / points.std(0)
plain.question("standardised", scaled, KMeans(K, n_init=STARTS, random_state=1).fit(scaled).labels_, K, None)
"""
CHOICES = """
quartiles = np.quantile(points, [0.25, 0.75], axis=0)
fence = 1.5 * (quartiles[1] - quartiles[0])
inside = ((points > quartiles[0] - fence) & (points < quartiles[1] + fence)).all(1)
others = {
    "standardised": KMeans(K, n_init=STARTS, random_state=1).fit(scaled).labels_,
    "another start": KMeans(K, n_init=STARTS, random_state=2).fit(points).labels_,
    "without outliers": KMeans(K, n_init=STARTS, random_state=1).fit(points[inside]).predict(points),
    "Ward": AgglomerativeClustering(K).fit(points).labels_,
    "one fewer": fits[K - 1].labels_, "one more": fits[K + 1].labels_,
}
print({name: plain.overlap(labels, other) for name, other in others.items()})
plain.profile(customers, labels, numbers, ["gender"])
"""
COMPARE = """
names = list(found)
for a, first in enumerate(names):
    for second in names[a + 1:]:
        print(first, second, adjusted_rand_score(found[first], found[second]))
        display(pd.crosstab(found[first], found[second]))
"""
MODELS = (("income", "spending", 5), ("age", "spending", 4), ("age", "income", 4))


def write_notebook(out: Path, table: Path, effort: Effort) -> None:
    """Write the notebook of some effort."""
    from nbformat import write
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    starts, draws = (100 if effort == "equal" else 50), (0 if effort == "bare" else 100)
    given = f"TABLE, STARTS, DRAWN = {str(table)!r}, {starts}, {draws}\nfound = {{}}"
    asked = {"equal": (QUESTIONS, CHOICES), "short": (STABILITY, NOISE), "bare": ()}[effort]
    cells = [
        new_markdown_cell("# Customer segments"),
        new_code_cell(given + READ),
        *(new_code_cell(source.strip()) for source in (CLEAN, LOOK)),
        *([new_code_cell(PLAIN.strip())] if effort == "equal" else []),
    ]
    for first, second, k in MODELS:
        cells += [
            new_markdown_cell(f"## {first} and {second}, {k} segments"),
            new_code_cell(f"FEATURES, K = [{first!r}, {second!r}], {k}" + SEARCH),
            new_code_cell(FIT.strip() + f"\nfound['{first}-{second}'] = model.labels_"),
            *(new_code_cell(source.strip()) for source in asked),
        ]
    cells += [new_markdown_cell("## Model against model"), new_code_cell(COMPARE.strip())]
    write(new_notebook(cells=cells), out)


if __name__ == "__main__":
    write_notebook(Path(sys.argv[1]), Path(sys.argv[2]).resolve(), sys.argv[3])  # type: ignore[arg-type]
