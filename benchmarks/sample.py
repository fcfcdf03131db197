"""The sample study, measured side by side in one run: ``python benchmarks/sample.py``, about eight minutes.

Builds are compared with an equal notebook, the embedded engine with Quarto where there is one, and the whole with
itself: first and again, with and without the questions of trust, with and without the PDF. Ratios are of processor
seconds, user and system, of a process and all it starts: they hold on a shared machine, where wall time does not.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from equal_notebook import Effort, write_notebook

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PAGE = "templates/pages/glossary.qmd.j2"
IMPORTS = ("numpy", "scipy.stats", "sklearn.cluster", "pandas", "ibis.backends.duckdb", "weasyprint", "tessera.analyse")
NO_TRUST = "\ntrust: {draws: 0, bootstraps: 0}\n"
MOST_HELP_S = 0.3
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""In scikit-learn's favour: on a table this small its threads wait for one another, and cost several times as much."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: processor and wall seconds, peak memory of its largest process, and what it printed."""

    processor: float
    wall: float
    peak_mb: float
    printed: str


def run(*command: str, cwd: Path = ROOT) -> Cost:
    """Run a command to its end; stop with what it said if it fails."""
    environment = dict(os.environ, PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # modules are compiled once, as pip leaves them
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - started
        out.seek(0)
        err.seek(0)
        if process.returncode:
            sys.exit(f"{' '.join(command)} failed:\n{err.read()[-2000:]}")
        return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, out.read())


def project_in(folder: Path, extra: str = "") -> Path:
    """A copy of the sample study with its table."""
    (folder / "data").mkdir(parents=True)
    (folder / "study.yml").write_text((ROOT / "study.yml").read_text(encoding="utf-8") + extra, encoding="utf-8")
    shutil.copy(ROOT / "data" / "mall_customers.csv", folder / "data")
    return folder


def built(project: Path, *options: str, engine: str = "pandoc") -> tuple[Cost, dict[str, float]]:
    """Build a project in a process of its own; its cost, and that of its steps."""
    cost = run(sys.executable, str(HERE / "steps.py"), str(project), engine, *options)
    return cost, json.loads(cost.printed.splitlines()[-1])["steps"]


def noted(folder: Path, effort: Effort) -> Cost:
    """Execute a notebook of some effort to HTML."""
    path = folder / f"{effort}.ipynb"
    write_notebook(path, ROOT / "data" / "mall_customers.csv", effort)
    return run(sys.executable, "-m", "nbconvert", "--execute", "--to", "html", str(path), cwd=folder)


def change_a_word(project: Path) -> None:
    """Give the project a template of its own that differs from the shipped one in a word."""
    own = project / PAGE
    own.parent.mkdir(parents=True)
    own.write_text((ROOT / PAGE).read_text(encoding="utf-8").replace("words we use", "words used", 1), encoding="utf-8")


def line(what: str, cost: Cost) -> None:
    """Print one measurement."""
    print(f"{what:58}{cost.processor:9.2f}{cost.wall:9.1f}{cost.peak_mb:9.0f}", flush=True)


def ratio(what: str, value: float, wanted: str) -> None:
    """Print one ratio beside its target."""
    print(f"{what:58}{value:9.2f}   {wanted}", flush=True)


def heading(text: str, *columns: str) -> None:
    """Print a table's head."""
    print(f"\n{text:58}{''.join(f'{column:>9}' for column in columns)}", flush=True)


def small_things() -> None:
    """Print the command line's start and what single imports cost."""
    heading("Start", "cpu s", "wall s", "MB")
    helped = min((run("tessera", "--help") for _ in range(3)), key=lambda cost: cost.processor)
    line("tessera --help", helped)
    for module in IMPORTS:
        line(f"import {module}", run(sys.executable, "-c", f"import {module}"))
    ratio("tessera --help, processor seconds", helped.processor, f"below {MOST_HELP_S}")


def builds(folder: Path) -> None:
    """Print builds against each other and against notebooks."""
    heading("Whole site and PDF of the sample", "cpu s", "wall s", "MB")
    project = project_in(folder / "trusting")
    first, _ = built(project)
    line("first build: fonts cut, methods notebook run", first)
    whole, steps = built(project, "force")
    line("whole build, methods page frozen", whole)
    change_a_word(project)
    words, word_steps = built(project)
    line("nothing but words changed", words)
    plain = project_in(folder / "plain", NO_TRUST)
    built(plain)
    without, _ = built(plain, "force")
    line("whole build without questions of trust", without)
    equal, short, bare = noted(folder, "equal"), noted(folder, "short"), noted(folder, "bare")
    line("equal notebook, nbconvert: the same questions", equal)
    line("short notebook: noise beside the silhouette, in one scale", short)
    line("bare notebook: neither redraws nor noise", bare)
    heading("Ratios", "found")
    ratio("equal notebook / whole build", equal.processor / whole.processor, "at least 3")
    ratio("equal notebook / first build", equal.processor / first.processor, "")
    ratio("short notebook / whole build", short.processor / whole.processor, "")
    ratio("bare notebook / build without trust", bare.processor / without.processor, "")
    ratio("whole build / build without trust", whole.processor / without.processor, "below 3")
    ratio("words changed / whole build", words.processor / whole.processor, "below 0.5")
    ratio("the briefing, processor seconds, its imports and its proof among them", steps["Set the briefing"], "below 3")
    heading("Where the time goes", "whole", "words")
    for name, seconds in steps.items():
        print(f"{name:58}{seconds:9.2f}{word_steps[name]:9.2f}")


def engines(folder: Path) -> None:
    """Print the embedded engine against Quarto on the same staged pages."""
    project = folder / "trusting"
    if shutil.which("quarto") is None:
        print("\nQuarto is not on this machine: the engines are not compared.")
        return
    heading("Engines on the same staged pages", "cpu s")
    taken = {}
    for name in ("pandoc", "quarto"):
        _, steps = built(project, "no-pdf", engine=name)
        taken[name] = next(seconds for step, seconds in steps.items() if step.startswith("Render the site"))
        print(f"{name:58}{taken[name]:9.2f}")
    ratio("Quarto / embedded, staging and search included in both", taken["quarto"] / taken["pandoc"], "at least 10")


def main() -> None:
    """Print everything."""
    os.environ |= ONE_THREAD
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors{load} before the run")
    with tempfile.TemporaryDirectory(prefix="tessera-bench-") as folder:
        small_things()
        builds(Path(folder))
        engines(Path(folder))


if __name__ == "__main__":
    main()
