"""The same table on Spark and on DuckDB, question by question: ``python benchmarks/spark.py [ROWS ...] [--master M]``.

Each engine analyses the study of ``large/``, without the questions of trust, in a process of its own. For every step
that asks its engine something: how often, and what the answers took in wall seconds and in processor seconds of the
process and of all that it has started, Spark's workers among them. What is left over is statistics, which are the same.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from customers import write_customers
from sample import NO_TRUST, heading, run

HERE = Path(__file__).resolve().parent
MASTER = "local-cluster[2,1,1024]"
DUCKDB = "customers.parquet"
TICK_S = 1 / os.sysconf("SC_CLK_TCK")
ASKING = ("fetch", "settle")  # all questions of an analysis go through these functions of tessera.engine


def processor_seconds() -> float:
    """Of this process and of all that descend from it, those that have ended included."""
    parents, spent = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        parents[int(folder.name)] = int(fields[1])
        spent[int(folder.name)] = sum(map(int, fields[11:15])) * TICK_S
    ours = {os.getpid()}
    while more := {child for child, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(spent[process] for process in ours)


def asked_by() -> str:
    """The module and the function of Tessera that asks the engine, seen from within a question."""
    frame = sys._getframe(2)  # noqa: SLF001  the only way to see who asks
    while frame.f_back and frame.f_globals["__name__"] in ("tessera.engine", __name__):
        frame = frame.f_back
    return f"{frame.f_globals['__name__'].removeprefix('tessera.')}.{frame.f_code.co_name.strip('_')}"


def timed(asks: Callable[..., Any], questions: list[tuple[str, float, float]]) -> Callable[..., Any]:
    """A question that notes who asked it, and what the answer took."""

    def question(*arguments: Any, **options: Any) -> Any:
        asker, wall, spent = asked_by(), time.perf_counter(), processor_seconds()
        try:
            return asks(*arguments, **options)
        finally:
            questions.append((asker, time.perf_counter() - wall, processor_seconds() - spent))

    return question


def analyse_here(project: Path, source: str) -> None:
    """Analyse on one engine, and print as JSON what every question and everything took."""
    from tessera import engine
    from tessera.analyse import analyse
    from tessera.study import load_study

    questions: list[tuple[str, float, float]] = []
    for name in ASKING:
        real = getattr(engine, name)
        question = timed(real, questions)
        for module in [m for key, m in sys.modules.items() if key.startswith("tessera.")]:
            if getattr(module, name, None) is real:
                setattr(module, name, question)
    wall, spent = time.perf_counter(), processor_seconds()
    analyse(load_study(project / "study.yml"), source, project, HERE.parent / "templates" / "playbook")
    whole = {"wall": time.perf_counter() - wall, "processor": processor_seconds() - spent}
    print(json.dumps({**whole, "questions": questions}))


def print_engine(name: str, found: dict[str, Any]) -> None:
    """What one engine took, the dearest step first."""
    heading(name, "times", "wall s", "cpu s")
    steps: dict[str, list[tuple[float, float]]] = {}
    for asker, wall, processor in found["questions"]:
        steps.setdefault(asker, []).append((wall, processor))
    summed = {step: (len(took), *map(sum, zip(*took, strict=True))) for step, took in steps.items()}
    for step, (times, wall, processor) in sorted(summed.items(), key=lambda each: -each[1][2]):
        print(f"{step:<58}{times:>12}{wall:>12.1f}{processor:>12.1f}")
    asked = [sum(column) for column in zip(*summed.values(), strict=True)]
    print(f"{'all questions':<58}{asked[0]:>12}{asked[1]:>12.1f}{asked[2]:>12.1f}")
    rest = found["wall"] - asked[1], found["processor"] - asked[2]
    print(f"{'start of the engine, and statistics':<70}{rest[0]:>12.1f}{rest[1]:>12.1f}")


def main() -> None:
    """Print both engines for every size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("rows", nargs="*", type=float, default=[1e7])
    options.add_argument("--master", default=MASTER, help="of Spark, with its settings after a question mark")
    options.add_argument("--here", nargs=2, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.here:
        return analyse_here(Path(asked.here[0]), asked.here[1])
    for rows in map(int, asked.rows):
        with tempfile.TemporaryDirectory(prefix="tessera-bench-") as name:
            folder = Path(name)
            table = write_customers(folder / DUCKDB, rows)
            (folder / "study.yml").write_text((HERE / "large" / "study.yml").read_text(encoding="utf-8") + NO_TRUST)
            print(f"\n{rows:,} customers, {table.stat().st_size / 1e6:.0f} MB of Parquet")
            spark = f"{asked.master}{'&' if '?' in asked.master else '?'}parquet={table}"
            for engine, source in (("DuckDB", DUCKDB), (f"Spark on {asked.master}", spark)):
                cost = run(sys.executable, __file__, "--here", str(folder), source)
                print_engine(engine, json.loads(cost.printed.splitlines()[-1]))
    return None


if __name__ == "__main__":
    main()
