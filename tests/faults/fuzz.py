"""Mutated tables and studies: each ends in a site or in a sentence, never in a traceback or a hang.

`nox -s fuzz` tries ten thousand and prints the count; `python tests/faults/fuzz.py COUNT [SEED]` tries some.
"""

import random
import re
import shutil
import signal
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tessera.errors import TesseraError

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from hostile import HOSTILE
from sample_project import quiet
from tiny_project import tiny_project

SECONDS = 120
ANALYSED_EVERY, BUILT_EVERY = 3, 60
CELLS = (
    *("", " ", "0", "-1", "1e15", "1e-300", "1e400", "inf", "nan", "NA", "1,5", "1.234,5", "$3", "12%", "2024-02-30"),
    *("true", "0x1F", "٣", "½", "\u00a0", '"', '""', "'", ",", ";", "\t", "\0", "9" * 40),
    *HOSTILE,
)
VALUES = (
    "",
    "null",
    "[]",
    "{}",
    "-1",
    "1e99",
    ".nan",
    "'",
    '"',
    "yes",
    "2024-13-01",
    "*a",
    "&a x",
    "!!x y",
    "{a: b}",
    "auto",
)
EXPRESSIONS = (
    "age / 0",
    "log(age)",
    "age - age",
    "if(age > 30, 1, 0)",
    "age *",
    "min(age, spending)",
    "days(age)",
    "abs(-age)",
)

Mutation = Callable[[random.Random, list[str]], list[str]]


def cell(chance: random.Random, lines: list[str]) -> list[str]:
    """Another value in one cell, or in a whole column."""
    value, place = chance.choice(CELLS), chance.randrange(4)
    chosen = range(len(lines)) if chance.random() < 0.2 else [chance.randrange(len(lines))]
    for number in chosen:
        cells = lines[number].split(",")
        cells[min(place, len(cells) - 1)] = value
        lines[number] = ",".join(cells)
    return lines


def byte(chance: random.Random, lines: list[str]) -> list[str]:
    """Any sign anywhere."""
    text = "\n".join(lines)
    place = chance.randrange(max(1, len(text)))
    return (text[:place] + chr(chance.choice((*range(256), 0x202E, 0x1F600))) + text[place + 1 :]).split("\n")


def lost(chance: random.Random, lines: list[str]) -> list[str]:
    """Some lines, or all from somewhere on, are gone."""
    place = chance.randrange(len(lines))
    return lines[:place] if chance.random() < 0.3 else lines[:place] + lines[place + chance.randint(1, 5) :]


def again(chance: random.Random, lines: list[str]) -> list[str]:
    """A line more than once, anywhere."""
    return [*lines, *[chance.choice(lines)] * chance.randint(1, 3)] if chance.random() < 0.5 else [lines[0], *lines]


def swapped(chance: random.Random, lines: list[str]) -> list[str]:
    """Another delimiter, or the columns in another order."""
    if chance.random() < 0.5:
        return [line.replace(",", chance.choice((";", "\t", "|", " "))) for line in lines]
    order = chance.sample(range(4), 4)
    return [",".join(cells[i] for i in order) if len(cells := line.split(",")) == 4 else line for line in lines]


def value(chance: random.Random, lines: list[str]) -> list[str]:
    """Another value for a key of the study."""
    place = chance.randrange(len(lines))
    parts = list(re.finditer(r"(?<=: )[^,{}]+", lines[place]))
    if parts:
        part = chance.choice(parts)
        new = chance.choice((*VALUES, *EXPRESSIONS, str(chance.randint(-3, 40))))
        lines[place] = lines[place][: part.start()] + new + lines[place][part.end() :]
    return lines


def key(chance: random.Random, lines: list[str]) -> list[str]:
    """Another name for a key, or one more."""
    place = chance.randrange(len(lines))
    if chance.random() < 0.5:
        return [*lines[:place], chance.choice(("cleaning: {missing: fill}", "  x: {derive: age + 1, role: feature}",
                "seed: 7", "locale: de_DE", "cleaning: {outliers: drop}", "public_minimum: 3")), *lines[place:]]  # fmt: skip
    names = list(re.finditer(r"\w+(?=:)", lines[place]))
    if names:
        name = chance.choice(names)
        lines[place] = (
            lines[place][: name.start()] + chance.choice(("k", "role", "x", "also")) + lines[place][name.end() :]
        )
    return lines


OF_TABLES: tuple[Mutation, ...] = (cell, cell, cell, byte, lost, again, swapped)
OF_STUDIES: tuple[Mutation, ...] = (value, value, value, key, lost, again, byte)


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Stop what hangs."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"took more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def mutated(folder: Path, chance: random.Random) -> Path:
    """The tiny project with some mutations of its table, its study, or both."""
    project = tiny_project(folder)
    which = chance.choice(("shop.csv", "shop.csv", "study.yml", "study.yml", "both"))
    for name, mutations in (("shop.csv", OF_TABLES), ("study.yml", OF_STUDIES)):
        if which in (name, "both"):
            lines = (project / name).read_text(encoding="utf-8").rstrip("\n").split("\n")
            for _ in range(chance.choice((1, 1, 1, 2, 3))):
                lines = chance.choice(mutations)(chance, lines) or [""]
            encoding = chance.choice(("utf-8",) * 12 + ("latin-1", "utf-16", "utf-8-sig"))
            (project / name).write_bytes(("\n".join(lines) + "\n").encode(encoding, "replace"))
    return project


def outcome(project: Path, number: int) -> str:
    """How far a mutated project comes: a sentence, a check, findings, or a site."""
    from tessera.analyse import analyse
    from tessera.clean import clean
    from tessera.source import open_source
    from tessera_site.build import Order, build, read_study
    from tessera_site.shipped import shipped

    try:
        with limited(SECONDS):
            if number % BUILT_EVERY == 0:
                build(Order(project=project, engine="pandoc", pdf=False, notebook=False), quiet)
                return "a site"
            study = read_study(project)
            if number % ANALYSED_EVERY:
                clean(open_source(study.data.source, study, project), study)
                return "a check"
            analyse(study, study.data.source, project, shipped("templates/playbook"))
            return "findings"
    except TesseraError as refusal:
        return "a sentence" if str(refusal).strip() else "an empty sentence"


def fuzz(count: int, seed: int = 0) -> tuple[Counter[str], dict[int, str]]:
    """Try mutated projects.

    Returns
    -------
    Counter
        How often each end was reached.
    dict
        What went wrong, by the number of the try: `fuzz` with the same seed makes the same projects.
    """
    ends: Counter[str] = Counter()
    wrong: dict[int, str] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        for number in range(1, count + 1):
            folder = Path(tempfile.mkdtemp(prefix="tessera-fuzz-"))
            try:
                ends[outcome(mutated(folder, random.Random(f"{seed}-{number}")), number)] += 1
            except Exception as fault:  # noqa: BLE001, what must not happen is what is looked for
                wrong[number] = f"{type(fault).__name__}: {fault}"[:300]
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    return ends, wrong


if __name__ == "__main__":
    asked, seeded = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    reached, faults = fuzz(asked, seeded)
    told = ", ".join(f"{number:,} in {end}" for end, number in reached.most_common())
    print(f"{sum(reached.values()):,} of {asked:,} mutated tables and studies ended well: {told}.")
    for number, fault in faults.items():
        print(f"try {number} with seed {seeded}: {fault}")
    sys.exit(bool(faults))
