"""Draw a table of customers of any size as Parquet: ``python benchmarks/customers.py FILE ROWS``.

Nobody in it exists. Customers come in blocks, each from its own seed, so that memory does not grow with the table and
a longer table begins with the shorter one. Ages, incomes and scores are whole numbers around the centres of the
sample's groups; the amount is continuous; region and gender are words.
"""

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SEED = 20
BLOCK = 500_000
REGIONS = ("North", "East", "South", "West", "Centre", "Islands", "Abroad")
# share; mean and spread of age, income and score; share of women
GROUPS = np.array([
    (0.11, 25, 5, 26, 8, 80, 10, 0.59),
    (0.12, 46, 11, 26, 8, 21, 11, 0.61),
    (0.18, 27, 6, 57, 10, 50, 7, 0.65),
    (0.22, 56, 8, 54, 9, 50, 6, 0.55),
    (0.19, 33, 4, 86, 13, 82, 9, 0.54),
    (0.18, 41, 10, 88, 15, 17, 9, 0.47),
])  # fmt: skip
AGES, INCOMES, SCORES = (18, 70), (15, 137), (1, 99)


def block_of(number: int, rows: int) -> pa.Table:
    """One block of customers; the same whatever the size of the whole table."""
    rng = np.random.default_rng([SEED, number])
    group = rng.choice(len(GROUPS), size=BLOCK, p=GROUPS[:, 0])[:rows]
    age, income, score = (
        _whole(rng.standard_normal(BLOCK, dtype=np.float32)[:rows], GROUPS[group, at], GROUPS[group, at + 1], ends)
        for at, ends in ((1, AGES), (3, INCOMES), (5, SCORES))
    )
    amount = 4.0 * income * np.exp(score / 60.0 + 0.5 * rng.standard_normal(BLOCK, dtype=np.float32)[:rows])
    region = (rng.gamma(2.0, 1.2, size=BLOCK)[:rows]).astype(np.int8).clip(0, len(REGIONS) - 1)
    woman = rng.random(BLOCK, dtype=np.float32)[:rows] < GROUPS[group, 7]
    return pa.table({
        "CustomerID": np.arange(number * BLOCK, number * BLOCK + rows),
        "Gender": pa.DictionaryArray.from_arrays(woman.astype(np.int8), ("Male", "Female")),
        "Age": age,
        "Annual Income (k$)": income,
        "Spending Score (1-100)": score,
        "Amount": amount,
        "Region": pa.DictionaryArray.from_arrays(region, REGIONS),
    })  # fmt: skip


def _whole(luck: np.ndarray, mean: np.ndarray, spread: np.ndarray, ends: tuple[int, int]) -> np.ndarray:
    """Whole numbers around a mean, held between two ends."""
    return np.rint(mean + spread * luck).clip(*ends).astype(np.int16)


def write_customers(path: Path, rows: int) -> Path:
    """Write so many customers to a Parquet file, a block at a time."""
    with pq.ParquetWriter(path, block_of(0, 1).schema, compression="zstd") as file:
        for number in range(-(-rows // BLOCK)):
            file.write_table(block_of(number, min(BLOCK, rows - number * BLOCK)), row_group_size=BLOCK // 4)
    return path


if __name__ == "__main__":
    write_customers(Path(sys.argv[1]), int(float(sys.argv[2])))
