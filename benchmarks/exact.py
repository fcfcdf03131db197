"""Cells against all rows: ``python benchmarks/exact.py [ROWS]``, a million by default. Exit 1 where they differ.

Every model of `large/study.yml` is fitted on cells. Then scikit-learn, started from those centres, runs over every
row to full convergence, and every row is placed in the engine by joining on cells. Centres have to be equal to 1e-6,
and the labels of all customers the same; where ten starts of scikit-learn's own find less inertia, that is a difference
too.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
from customers import write_customers
from sklearn.cluster import KMeans
from tessera.arrow import floats, integers
from tessera.clean import clean
from tessera.engine import fetch
from tessera.fitting import fit_model
from tessera.members import join_cells, segment_column
from tessera.source import open_source
from tessera.study import load_study

HERE = Path(__file__).resolve().parent
CLOSE = 1e-6


def main(rows: int) -> None:
    """Print a line a model; stop at the first that differs."""
    study = load_study(HERE / "large" / "study.yml")
    with tempfile.TemporaryDirectory(prefix="tessera-bench-") as folder:
        write_customers(Path(folder, "customers.parquet"), rows)
        cleaned = clean(open_source("customers.parquet", study, Path(folder)), study)
        for key, spec in study.models.items():
            fit = fit_model(cleaned, spec, study)
            placed = fetch(join_cells(cleaned.table, key, fit.cells, fit.labels))
            points = np.column_stack([floats(placed, name) for name in spec.features])
            labels = integers(placed, segment_column(key))
            again = KMeans(fit.k, init=fit.centres, n_init=1, tol=0.0, max_iter=1_000).fit(points)
            apart = float(np.abs(again.cluster_centers_ - fit.centres).max())
            moved = int((again.labels_ != labels).sum())
            own = KMeans(fit.k, n_init=10, random_state=1).fit(points).inertia_
            print(
                f"{key}: {rows:,} customers, {len(fit.cells.counts):,} cells; centres apart by {apart:.1e}, "
                f"{moved} labels differ, ten starts of scikit-learn end {own / again.inertia_ - 1:+.1e} above",
                flush=True,
            )
            if apart > CLOSE or moved or own < again.inertia_ * (1 - CLOSE):
                sys.exit(f"{key}: cells and rows do not give the same segments.")


if __name__ == "__main__":
    main(int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000)
