"""Ids and rows of customers in published bytes. Nothing that stands for one person may be there.

An id with a letter in it, or any other sign besides digits, betrays itself wherever it stands. An id made of digits
looks like any other number, so it counts when so many of them follow each other that chance would do it less than once
in ten thousand. (Digits on pages need a key in any case, and findings.json has a place for aggregates only.) In the
same way a row counts when its cells hold more signs than chance would put beside each other on a site.
"""

import math
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from tessera_site.proof.fault import Fault, quoted
from tessera_site.proof.texts import WORD, published_texts

SHORTEST_ID = 4
"""Signs an id needs to be telling: shorter ones are in every text."""
FEWEST_CELLS = 3
"""Cells a row needs to be told from a pair of figures."""
CROWDED = 0.9
"""Share of the numbers of a length that are somebody's id from which such a number tells nobody from a count."""
CHANCE = 1e-4
"""How likely a run of numbers may be ids by mere chance before it stops counting as a find."""
DIGITS_TO_TELL = 9
"""Digits a row needs, besides those that number the rows, so that no site has them beside each other by chance."""
WORD_IN_DIGITS = 7
"""What a word among a row's cells is worth: drawings hold millions of numbers in a line, but no such words."""
_TOKEN = re.compile(r"[\w.]+")


@dataclass(frozen=True, slots=True)
class Needles:
    """What must not be found.

    ``ids`` and ``rows`` (cells as text, in the table's order) come from the table; ``columns`` are its headings, which
    may stand between a row's cells. ``whole`` is False where the table has more than could be looked for. ``numbered``
    counts the table's ids that are digits, by length: where most numbers are somebody's, a number tells nothing.
    """

    ids: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    columns: tuple[str, ...] = ()
    whole: bool = True
    numbered: Mapping[int, int] = field(default_factory=dict)


def needles(
    ids: Iterable[str],
    rows: Iterable[tuple[str, ...]] = (),
    columns: Iterable[str] = (),
    *,
    whole: bool = True,
    numbered: Mapping[int, int] = MappingProxyType({}),
) -> Needles:
    """Ids, and rows under their columns' headings, that are long enough to tell anything, without repetition."""
    telling = sorted({i for i in ids if len(i) >= SHORTEST_ID})
    distinct = set(rows)
    needed = DIGITS_TO_TELL + math.log10(max(1, len(distinct)))
    kept = tuple(sorted(row for row in distinct if _tells(row, needed)))
    return Needles(tuple(telling), kept, tuple(columns), whole, numbered)


def scan(folder: Path, wanted: Needles) -> tuple[Fault, ...]:
    """Search every file below a folder, PDF streams and compressed files included."""
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    return tuple(leaks(published_texts(files, {}), wanted))


def leaks(texts: Mapping[str, tuple[str, ...]], wanted: Needles) -> Iterator[Fault]:
    """Ids and rows found in published texts, by file."""
    if not wanted.ids and not wanted.rows:
        return
    search = _prepare(wanted)
    for name, parts in texts.items():
        yield from (Fault(name, "", what) for what in dict.fromkeys(w for text in parts for w in _found(text, search)))


def _tells(row: tuple[str, ...], needed: float) -> bool:
    """Whether a row has enough cells and signs to be told from figures that happen to stand together."""
    words = [word for cell in row for word in WORD.findall(cell)]
    worth = sum(len(word) if word.isdecimal() else WORD_IN_DIGITS for word in words)
    return sum(bool(WORD.search(cell)) for cell in row) >= FEWEST_CELLS and worth >= needed


@dataclass(frozen=True, slots=True)
class _Search:
    """Needles by the words they begin with: an id by one, a row by its first ``FEWEST_CELLS``."""

    words: Mapping[str, tuple[str, ...]]
    numbers: frozenset[str]
    runs: Mapping[int, int]
    rows: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]]
    openings: frozenset[str]
    columns: frozenset[str]


def _prepare(wanted: Needles) -> _Search:
    """Sort needles by how they are searched for."""
    words: dict[str, list[str]] = {}
    for i in wanted.ids:
        if not i.isdecimal():
            first = WORD.search(i)
            words.setdefault(first[0] if first else "", []).append(i)
    words.pop("", None)
    numbers = frozenset(i for i in wanted.ids if i.isdecimal())
    # A heading's figures ("Score (1-100)") could be a cell's; its words could not.
    headings = {word for column in wanted.columns for word in WORD.findall(column) if not word.isdecimal()}
    rows: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for cells in wanted.rows:
        row = tuple(word for word in WORD.findall(" ".join(cells)) if word not in headings)
        if len(row) >= FEWEST_CELLS:
            rows.setdefault(row[:FEWEST_CELLS], []).append(row)
    runs = _run_lengths(numbers, wanted.numbered)
    return _Search(
        words={first: tuple(found) for first, found in words.items()},
        numbers=frozenset(i for i in numbers if runs[len(i)] < sys.maxsize),
        runs=runs,
        rows={start: tuple(found) for start, found in rows.items()},
        openings=frozenset(start[0] for start in rows),
        columns=frozenset(headings),
    )


def _run_lengths(numbers: frozenset[str], numbered: Mapping[int, int]) -> dict[int, int]:
    """How many ids of each length must follow each other before chance is no explanation.

    How dense ids lie among the numbers of their length is asked of the table, where that is known, and not of those
    that are looked for, which are few.
    """
    lengths: dict[int, int] = {}
    for number in numbers:
        lengths[len(number)] = lengths.get(len(number), 0) + 1
    runs = {}
    for length, count in lengths.items():
        density = max(count, numbered.get(length, 0)) / (9 * 10 ** (length - 1))
        alike = density >= CROWDED
        runs[length] = sys.maxsize if alike else max(1, math.ceil(math.log(CHANCE) / math.log(density)))
    return runs


def _found(text: str, search: _Search) -> Iterator[str]:
    """What of a person a text holds, in a sentence each."""
    if search.words:
        present = search.words.keys() & set(WORD.findall(text))
        for i in sorted(i for first in present for i in search.words[first]):
            if re.search(rf"(?<!\w){re.escape(i)}(?!\w)", text):
                yield f"holds a customer's id, {quoted(i)}"
    if search.numbers:
        yield from _number_runs(text, search)
    if search.rows:
        yield from _rows(text, search)


def _number_runs(text: str, search: _Search) -> Iterator[str]:
    """Ids made of digits that follow each other."""
    if search.numbers.isdisjoint(WORD.findall(text)):
        return
    run: list[str] = []
    for raw in _TOKEN.findall(text):
        token = raw.strip(".")
        if token in search.numbers:
            run += [token] if token not in run else []
            if len(run) >= max(search.runs[len(i)] for i in run):
                yield f"holds customers' ids one after the other: {quoted(', '.join(run))}"
                return
        elif any(sign.isdecimal() for sign in token):
            run = []


def _rows(text: str, search: _Search) -> Iterator[str]:
    """Rows of the table, whatever stands between their cells."""
    words = WORD.findall(text)
    if search.columns:
        words = [word for word in words if word not in search.columns]
    openings = search.openings
    for place in [place for place, word in enumerate(words) if word in openings]:
        for row in search.rows.get(tuple(words[place : place + FEWEST_CELLS]), ()):
            if tuple(words[place : place + len(row)]) == row:
                yield f"holds a customer's whole row, {quoted(', '.join(row))}"
