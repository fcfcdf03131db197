"""What trust costs: the same questions to 200 customers, to 15,000 cells, and to ten million customers in those cells.

Run with ``python benchmarks/trust.py``. Processor seconds on one thread, imports excluded.
"""

import time
from collections.abc import Callable

import numpy as np
from tessera.facts import FloatArray, IntArray
from tessera.scaling import apply_scaling, fit_scaling
from tessera.selection import fit_all, preferred_k, search_k
from tessera.trust import Case, Effort, assess

K = 4
KS = range(2, 11)


def small() -> tuple[FloatArray, IntArray]:
    """Two hundred customers in whole numbers, a little grouped."""
    rng = np.random.default_rng(1)
    rows = np.round(rng.normal(size=(200, 2)) * 12 + rng.choice([20, 60], size=(200, 2)))
    return np.unique(rows, axis=0, return_counts=True)


def large(customers: int) -> tuple[FloatArray, IntArray]:
    """Some 15,000 cells with so many customers."""
    rng = np.random.default_rng(2)
    rows = np.round(rng.normal(size=(400_000, 2)) * 12 + rng.choice([70, 130], size=(400_000, 2)))
    cells, counts = np.unique(rows, axis=0, return_counts=True)
    return cells, np.maximum(1, counts * customers // 400_000)


def seconds(work: Callable[[], object]) -> tuple[float, object]:
    """Processor time of some work, and its result."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def main() -> None:
    """Print one line a table."""
    fit_all(*small(), [2], seed=0)  # loads what is loaded once
    print(f"{'customers':>12} {'cells':>7} {'fits':>7} {'search':>7} {'trust':>7}  verdict")
    for cells, counts in (small(), large(400_000), large(10_000_000)):
        scaling = fit_scaling(cells, counts, "none")
        points = apply_scaling(scaling, cells)
        fitting, partitions = seconds(lambda p=points, c=counts: fit_all(p, c, KS, seed=1))
        searching, found = seconds(lambda p=points, c=counts, f=partitions: search_k(p, c, f, seed=1))
        names = tuple(f"segment-{label}" for label in range(K))
        case = Case("model", names, cells, counts, scaling, partitions, K, "study", preferred_k(found[0]))
        asking, answer = seconds(lambda c=case: assess(c, Effort(seed=1)))
        level = answer.verdict.level
        print(f"{counts.sum():>12,} {len(cells):>7,} {fitting:>7.2f} {searching:>7.2f} {asking:>7.2f}  {level}")


if __name__ == "__main__":
    main()
