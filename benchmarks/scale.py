"""Tables of growing size, measured side by side in one run: ``python benchmarks/scale.py [ROWS ...] [--plain MOST]``.

For each size: a raw scan of the same columns, Tessera's engine and statistics, its whole build with PDF, and, up to so
many rows, the same statistics by pandas and scikit-learn (``plain.py``), MiniBatchKMeans and ydata-profiling. Ratios
are of processor seconds, which hold on a shared machine; every part runs in a process of its own, scikit-learn on one
thread, as that wastes none of them.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from customers import write_customers
from plain import KMEANS
from sample import ONE_THREAD, Cost, heading, line, ratio, run

HERE = Path(__file__).resolve().parent
SCAN = """
import duckdb
duckdb.sql('''select count("CustomerID"), count("Gender"), count("Region"), sum("Age"), sum("Annual Income (k$)"),
    sum("Spending Score (1-100)"), sum("Amount") from "{table}"''').fetchall()
"""
NOTHING = "import duckdb; duckdb.sql('select 1').fetchall()"
MINI = """
import pandas as pd
from sklearn.cluster import MiniBatchKMeans
points = pd.read_parquet("{table}", columns=["Annual Income (k$)", "Spending Score (1-100)"]).to_numpy(float)
[MiniBatchKMeans(k, n_init=10, random_state=1).fit(points) for k in range(2, 11)]
"""


PROFILE = """
import pandas as pd
from ydata_profiling import ProfileReport
ProfileReport(pd.read_parquet("{table}"), progress_bar=False).to_file("{table}.html")
"""


def python(*words: str) -> Cost:
    """Run Python with these words."""
    return run(sys.executable, *words)


def measure(folder: Path, rows: int, asked: argparse.Namespace) -> None:
    """Print everything for one size."""
    heading(f"{rows:,} customers", "cpu s", "wall s", "MB")
    table = write_customers(folder / "customers.parquet", rows)
    shutil.copy(HERE / "large" / "study.yml", folder)
    scan, start = (min((python("-c", code) for _ in range(3)), key=lambda c: c.processor) for code in (
        SCAN.format(table=table), NOTHING))  # fmt: skip
    once = max(scan.processor - start.processor, 0.01)
    line("raw scan of the same columns, start included", scan)
    parts = python(str(HERE / "parts.py"), str(folder))
    spent = json.loads(parts.printed)
    line(f"analysis: engine {spent['engine']:.1f} s, statistics {spent['statistics']:.1f} s", parts)
    built = python(str(HERE / "steps.py"), str(folder), "pandoc")
    line("whole build with PDF", built)
    ratio("engine / raw scan", spent["engine"] / once, "at most 60")
    if rows <= asked.plain:
        by_hand(table, asked.most, built)
        line("MiniBatchKMeans, one model, two to ten", python("-c", MINI.format(table=table)))
    if asked.ydata and rows <= asked.plain:
        line(
            "ydata-profiling: columns and correlations, no segments",
            run(asked.ydata, "-c", PROFILE.format(table=table)),
        )


def by_hand(table: Path, most: int | None, built: Cost) -> None:
    """Print what pandas and scikit-learn take: what was measured, and what was multiplied."""
    cost = python(str(HERE / "plain.py"), str(table), *(("--most", str(most)) if most else ()))
    line(f"pandas and scikit-learn{f', at most {most} of each' if most else ''}: measured", cost)
    steps = [each.split("\t") for each in cost.printed.splitlines()]
    whole = sum(float(seconds) for _, _, seconds in steps)
    means = sum(float(seconds) for what, _, seconds in steps if KMEANS in what)
    ratio("pandas and scikit-learn, every repetition: processor seconds", whole, "multiplied" if most else "measured")
    ratio("of which K-means on all rows, a hundred starts", means, "")
    ratio("pandas and scikit-learn / whole build", whole / built.processor, "at least 70 at 1e7")
    ratio("the same with ten starts of K-means", (whole - 0.9 * means) / built.processor, "")


def main() -> None:
    """Print every size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("rows", nargs="*", type=float, default=[1e5, 1e6, 1e7])
    options.add_argument("--plain", type=float, default=1e6, help="most rows that pandas and scikit-learn get")
    options.add_argument("--most", type=int, help="repetitions that are measured of whatever they repeat; see plain.py")
    options.add_argument("--ydata", help="the Python of an environment that has ydata-profiling")
    asked = options.parse_args()
    os.environ |= ONE_THREAD
    for rows in map(int, asked.rows):
        with tempfile.TemporaryDirectory(prefix="tessera-bench-") as folder:
            measure(Path(folder), rows, asked)


if __name__ == "__main__":
    main()
