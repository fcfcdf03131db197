"""Mutated tables and studies: each ends in a site or in a sentence, never in a traceback or a hang.

`nox -s fuzz` tries ten thousand and prints the count; `python tests/faults/fuzz.py 4001-5000` goes on where a run was
stopped, or tries one again: a number always makes the same project.
"""

import argparse
import faulthandler
import random
import shutil
import signal
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from tessera.errors import PublishError, StrategyError, TesseraError

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from mutations import mutated
from sample_project import quiet

PROCESSOR_SECONDS = 60
HANGING_SECONDS = 1800  # by the clock, for what does not come back to Python
BUILT_EVERY = 20
SAID_EVERY = 500


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Stop what hangs."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"took more than {seconds} s of the processor")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    faulthandler.dump_traceback_later(HANGING_SECONDS, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def reached(project: Path, number: int) -> str:
    """How far a mutated project comes: findings, or a site in either edition."""
    from tessera.analyse import analyse
    from tessera_site.build import Order, build, read_study
    from tessera_site.shipped import shipped

    if number % BUILT_EVERY:
        study = read_study(project)
        analyse(study, study.data.source, project, shipped("templates/playbook"))
        return "findings"
    audience: Literal["internal", "public"] = "public" if number % (2 * BUILT_EVERY) else "internal"
    build(Order(project=project, engine="pandoc", audience=audience, pdf=False, notebook=False), quiet)
    return "a site"


def outcome(project: Path, number: int) -> str:
    """Where a mutated project ends.

    Raises
    ------
    TesseraError
        If Tessera refuses what it wrote itself: no sentence an analyst can do anything about.
    """
    try:
        with limited(PROCESSOR_SECONDS):
            return reached(project, number)
    except StrategyError:
        raise
    except TesseraError as refusal:
        if isinstance(refusal, PublishError) and refusal.message.startswith("What was built has"):
            raise
        return "a sentence" if str(refusal).strip() else "an empty sentence"


def fuzz(numbers: Iterable[int], seed: int = 0) -> tuple[Counter[str], dict[int, str]]:
    """Try mutated projects.

    Parameters
    ----------
    numbers : iterable of int
        Which: a number and a seed always make the same project.
    seed : int

    Returns
    -------
    Counter
        How often each end was reached.
    dict
        What went wrong, by number.
    """
    ends: Counter[str] = Counter()
    wrong: dict[int, str] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        for number in numbers:
            folder = Path(tempfile.mkdtemp(prefix="tessera-fuzz-"))
            try:
                ends[outcome(mutated(folder, random.Random(f"{seed}-{number}")), number)] += 1
            except Exception as fault:  # noqa: BLE001, what must not happen is what is looked for
                wrong[number] = f"{type(fault).__name__}: {fault}"[:300]
                print(f"try {number} with seed {seed}: {wrong[number]}", flush=True)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            if number % SAID_EVERY == 0:
                print(f"{number:,} tried: {told(ends)}; {len(wrong)} wrong.", file=sys.stderr, flush=True)
    return ends, wrong


def told(ends: Counter[str]) -> str:
    """How often each end was reached, in words."""
    return ", ".join(f"{number:,} in {end}" for end, number in ends.most_common())


def asked() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("numbers", help="how many, or which: 10000, or 4001-5000")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    given = asked()
    first, _, last = given.numbers.rpartition("-")
    chosen = range(int(first or 1), int(last) + 1)
    well, faults = fuzz(chosen, given.seed)
    print(f"{sum(well.values()):,} of {len(chosen):,} mutated tables and studies ended well: {told(well)}.")
    sys.exit(bool(faults))
