"""Ids and rows of customers in published bytes. Nothing that stands for one person may be there.

An id with a letter in it, or any other sign besides digits, betrays itself wherever it stands. An id made of digits
looks like any other number, so it counts when so many of them follow each other that chance would do it less than once
in ten thousand. (Digits on pages need a key in any case, and findings.json has a place for aggregates only.)
"""

import gzip
import html
import math
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tessera_site.proof.fault import Fault, quoted

SHORTEST_ID = 4
"""Signs an id needs to be telling: shorter ones are in every text."""
FEWEST_CELLS = 3
"""Cells a row needs to be told from a pair of figures."""
CHANCE = 1e-4
"""How likely a run of numbers may be ids by mere chance before it stops counting as a find."""
OTHERS_WORK = ("assets/plotly.min.js", "search/pagefind", "search/wasm", "assets/fonts/")
"""Files that come whole from other packages, by the beginning of their address."""
_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"[\w.]+")
_WHOLE_AS_DECIMAL = ".0"
_TAG = re.compile(r"<[^<>]*>")
_JSON_SIGN = re.compile(r"\\u([0-9a-fA-F]{4})")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Needles:
    """What must not be found.

    ``ids`` and ``rows`` (cells as text, in the table's order) come from the table; ``columns`` are its headings, which
    may stand between a row's cells.
    """

    ids: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    columns: tuple[str, ...] = ()


def needles(ids: Iterable[str], rows: Iterable[Mapping[str, str]] = ()) -> Needles:
    """Ids and rows (cells as text by their heading) that are long enough to tell anything, without repetition."""
    telling = sorted({i for i in ids if len(i) >= SHORTEST_ID})
    full: set[tuple[str, ...]] = set()
    columns: set[str] = set()
    for row in rows:
        columns.update(row)
        if sum(bool(_WORD.search(cell)) for cell in row.values()) >= FEWEST_CELLS:
            full.add(tuple(row.values()))
    return Needles(tuple(telling), tuple(sorted(full)), tuple(sorted(columns)))


def scan(folder: Path, wanted: Needles) -> tuple[Fault, ...]:
    """Search every file below a folder, PDF streams and compressed files included."""
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    return tuple(leaks(files, wanted))


def leaks(files: Mapping[str, bytes], wanted: Needles, further: Mapping[str, str] | None = None) -> Iterator[Fault]:
    """Ids and rows found in files; ``further`` are texts read from them by other means, such as a PDF's."""
    if not wanted.ids and not wanted.rows:
        return
    search = _prepare(wanted)
    for name, data in files.items():
        if name.startswith(OTHERS_WORK):
            continue
        texts = [*_texts(data), *((further or {}).get(name, ""),)]
        yield from (Fault(name, "", what) for what in dict.fromkeys(w for text in texts for w in _found(text, search)))


@dataclass(frozen=True, slots=True)
class _Search:
    """Needles by the words they begin with."""

    words: Mapping[str, tuple[str, ...]]
    numbers: frozenset[str]
    runs: Mapping[int, int]
    rows: Mapping[tuple[str, str], tuple[tuple[str, ...], ...]]
    columns: frozenset[str]


def _prepare(wanted: Needles) -> _Search:
    """Sort needles by how they are searched for."""
    words: dict[str, list[str]] = {}
    for i in wanted.ids:
        if not i.isdecimal():
            first = _WORD.search(i)
            words.setdefault(first[0] if first else "", []).append(i)
    words.pop("", None)
    numbers = frozenset(i for i in wanted.ids if i.isdecimal())
    # A heading's figures ("Score (1-100)") could be a cell's; its words could not.
    headings = {word for column in wanted.columns for word in _WORD.findall(column) if not word.isdecimal()}
    rows: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for cells in wanted.rows:
        row = tuple(word for word in _WORD.findall(" ".join(cells)) if word not in headings)
        if len(row) >= FEWEST_CELLS:
            rows.setdefault((row[0], row[1]), []).append(row)
    return _Search(
        words={first: tuple(found) for first, found in words.items()},
        numbers=numbers,
        runs=_run_lengths(numbers),
        rows={start: tuple(found) for start, found in rows.items()},
        columns=frozenset(headings),
    )


def _run_lengths(numbers: frozenset[str]) -> dict[int, int]:
    """How many ids of each length must follow each other before chance is no explanation."""
    lengths: dict[int, int] = {}
    for number in numbers:
        lengths[len(number)] = lengths.get(len(number), 0) + 1
    runs = {}
    for length, count in lengths.items():
        density = min(count / (9 * 10 ** (length - 1)), 0.9)
        runs[length] = max(1, math.ceil(math.log(CHANCE) / math.log(density)))
    return runs


def _texts(data: bytes) -> Iterator[str]:
    """A file's bytes as the texts a reader could make of them."""
    if data.startswith(b"\x1f\x8b"):
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            return
    if data.startswith(b"%PDF"):
        yield from _pdf_streams(data)
    text = data.decode("utf-8", "replace")
    if "\\u" in text:
        text = _JSON_SIGN.sub(lambda m: chr(int(m[1], 16)), text)
    yield text
    if "<" in text and (">" in text):
        yield html.unescape(_TAG.sub(" ", text))
        if "&" in text:
            yield html.unescape(text)


def _pdf_streams(data: bytes) -> Iterator[str]:
    """A PDF's streams, unpacked."""
    for match in _STREAM.finditer(data):
        try:
            yield zlib.decompressobj().decompress(match[1]).decode("latin-1")
        except zlib.error:
            continue


def _found(text: str, search: _Search) -> Iterator[str]:
    """What of a person a text holds, in a sentence each."""
    if search.words:
        present = search.words.keys() & set(_WORD.findall(text))
        for i in sorted(i for first in present for i in search.words[first]):
            if re.search(rf"(?<!\w){re.escape(i)}(?!\w)", text):
                yield f"holds a customer's id, {quoted(i)}"
    if search.numbers:
        yield from _number_runs(text, search)
    if search.rows:
        yield from _rows(text, search)


def _number_runs(text: str, search: _Search) -> Iterator[str]:
    """Ids made of digits that follow each other."""
    if search.numbers.isdisjoint(_WORD.findall(text)):
        return
    run: list[str] = []
    for raw in _TOKEN.findall(text):
        token = raw.strip(".").removesuffix(_WHOLE_AS_DECIMAL)
        if token in search.numbers:
            run += [token] if token not in run else []
            if len(run) >= max(search.runs[len(i)] for i in run):
                yield f"holds customers' ids one after the other: {quoted(', '.join(run))}"
                return
        elif any(sign.isdecimal() for sign in token):
            run = []


def _rows(text: str, search: _Search) -> Iterator[str]:
    """Rows of the table, whatever stands between their cells."""
    words = _WORD.findall(text)
    if search.columns:
        words = [word for word in words if word not in search.columns]
    for place, start in enumerate(pairwise(words)):
        for row in search.rows.get(start, ()):
            if tuple(words[place : place + len(row)]) == row:
                yield f"holds a customer's whole row, {quoted(', '.join(row))}"
