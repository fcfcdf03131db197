"""Small changes of a table or a study, as chance has them."""

import random
import re
from collections.abc import Callable
from pathlib import Path

from hostile import HOSTILE
from tiny_project import tiny_project

CELLS = (
    *("", " ", "0", "-1", "1e15", "1e-300", "1e400", "inf", "nan", "NA", "1,5", "1.234,5", "$3", "12%", "2024-02-30"),
    *("true", "0x1F", "٣", "½", "\u00a0", '"', '""', "'", ",", ";", "\t", "\0", "9" * 40),
    *HOSTILE,
)
VALUES = (
    *("", "null", "[]", "{}", "-1", "1e99", ".nan", "'", '"', "yes", "2024-13-01", "*a", "&a x", "!!x y", "{a: b}"),
    *("auto", "none", "standard", "robust", "minmax", "one-hot", "keep", "drop", "fill", "refuse", "feature", "trait"),
    *("value", "flag", "id", "age", "spending", "gender", "[age]", "[gender, age]", "[spending, age]", "Nobody"),
)
EXPRESSIONS = (
    *(
        "age / 0",
        "log(age)",
        "age - age",
        "if(age > 30, 1, 0)",
        "age *",
        "min(age, spending)",
        "days(age)",
        "abs(-age)",
    ),
    *("spending / age", "log(spending - 40)", "if(age > 30, spending, 0)", "round(age / 10)", "sqrt(age - 50)"),
)
MORE_OF_A_STUDY = (
    *("cleaning: {missing: fill}", "cleaning: {outliers: drop}", "cleaning: {implausible: {age: {max: 40}}}"),
    *(
        "  x: {derive: age + 1, role: feature}",
        "  x: {derive: spending > 50, role: flag}",
        "locale: de_DE",
        "locale: ar_EG",
    ),
    *("seed: 7", "public_minimum: 3", "public_minimum: 40", "customers: members", "as_of: 2024-02-29"),
    *("theme: {accent: '#ffff00'}", "playbook: {off: [any-segment]}", "test: {alpha: 0.4, power: 0.99}"),
    *("  other: {features: [spending], k: auto}", "  other: {features: [age, gender], encode: one-hot, k: 3}"),
    *("  other: {features: [age, spending], k: 9}", "  other: {features: [age, spending], k: auto, pca: 1}"),
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
        added = chance.choice(MORE_OF_A_STUDY)
        inside = "  models:" if added.startswith("  other") else "  columns:" if added.startswith(" ") else ""
        tops = [number for number, line in enumerate(lines) if line[:1].strip()]
        fitting = [number + 1 for number in tops if lines[number] == inside.strip()] if inside else tops
        place = chance.choice(fitting) if fitting and chance.random() < 0.8 else place
        return [*lines[:place], added, *lines[place:]]
    names = list(re.finditer(r"\w+(?=:)", lines[place]))
    if names:
        name = chance.choice(names)
        lines[place] = (
            lines[place][: name.start()] + chance.choice(("k", "role", "x", "also")) + lines[place][name.end() :]
        )
    return lines


OF_TABLES: tuple[Mutation, ...] = (cell, cell, cell, byte, lost, again, swapped)
OF_STUDIES: tuple[Mutation, ...] = (value, value, value, key, lost, again, byte)


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
