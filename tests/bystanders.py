"""Looks for people in published bytes, without any of Tessera's own searching: every file is unpacked and read as text."""

import csv
import gzip
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pikepdf
import pypdfium2

WORDS = re.compile(r"[^\W_]+(?:\.\d+)?")
FEWEST_CELLS = 4


def rename_customers(table: Path) -> None:
    """Give the customers of a table, by its first column, ids that stand for nothing else wherever they are found."""
    text = table.read_text(encoding="utf-8")
    mark = max(",;\t", key=text.splitlines()[0].count)
    head, *rows = text.splitlines()
    renamed = [mark.join((id_of(number), *row.split(mark)[1:])) for number, row in enumerate(rows)]
    table.write_text("\n".join((head, *renamed)) + "\n", encoding="utf-8")


def id_of(number: int) -> str:
    """The id of a customer by their row, from 0."""
    return f"Q{(number * 7919 + 13) % 1_000_000:06d}X"


def ids_found(site: Path, customers: int) -> dict[str, str]:
    """Ids of renamed customers that stand anywhere in a site, each with a file."""
    return words_found(site, map(id_of, range(customers)))


def unpacked(site: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a site and everything packed in one: archives, PDF objects, the text of PDF pages."""
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        yield from _parts(path.relative_to(site).as_posix(), path.read_bytes())


def _parts(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, data
    if data[:2] == b"\x1f\x8b":
        yield name, gzip.decompress(data)
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for inner in archive.namelist():
                yield from _parts(f"{name}/{inner}", archive.read(inner))
    if data[:5] == b"%PDF-":
        yield from ((name, part) for part in _of_paper(data))


def _of_paper(data: bytes) -> Iterator[bytes]:
    """Streams and metadata of a PDF, and the words on its pages."""
    with pikepdf.open(io.BytesIO(data)) as paper:
        for thing in paper.objects:
            if isinstance(thing, pikepdf.Stream):
                try:
                    yield thing.read_bytes()
                except pikepdf.PdfError:
                    yield thing.read_raw_bytes()
            yield str(thing).encode()
        yield str(dict(paper.docinfo)).encode()
    for page in pypdfium2.PdfDocument(data):
        yield page.get_textpage().get_text_bounded().encode()


def texts(site: Path) -> Iterator[tuple[str, str]]:
    """All that can be read anywhere in a site."""
    for name, data in unpacked(site):
        yield name, data.decode("utf-8", "replace")
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            yield name, data.decode("utf-16", "replace")


def words_found(site: Path, wanted: Iterable[str]) -> dict[str, str]:
    """Words that stand anywhere in a site, however they are joined to others, each with a file."""
    pattern = re.compile("|".join(map(re.escape, sorted(wanted, key=len, reverse=True))), re.IGNORECASE)
    return {match[0]: name for name, text in texts(site) for match in pattern.finditer(text)}


def rows_found(site: Path, table: Path, left_out: Iterable[str] = ()) -> dict[tuple[str, ...], str]:
    """Rows of a table whose cells stand one after another in a site, each with a file.

    Column names, marks and tags may stand between the cells, and a cell without letters or digits is passed over;
    `left_out` names columns that are not cells: the id, which is looked for by itself.
    """
    head, rows = _read(table)
    kept = [place for place, name in enumerate(head) if name not in left_out]
    names = {word for name in head for word in _words(name) if not word[0].isdigit()}
    wanted: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for row in rows:
        cells = tuple(word for place in kept for word in _words(row[place]))
        if len(cells) >= FEWEST_CELLS:
            wanted.setdefault(cells[:2], []).append(cells)
    found = {}
    for name, text in texts(site):
        said = [word for word in _words(re.sub(r"<[^>]*>", " ", text)) if word not in names]
        for place in range(len(said) - 1):
            for cells in wanted.get((said[place], said[place + 1]), ()):
                if tuple(said[place : place + len(cells)]) == cells:
                    found[cells] = name
    return found


def _words(text: str) -> list[str]:
    """Words and numbers in small letters; 19.0 is 19."""
    return [re.sub(r"\.0+$", "", word) for word in WORDS.findall(text.lower())]


def _read(table: Path) -> tuple[list[str], list[list[str]]]:
    text = table.read_text(encoding="utf-8-sig")
    delimiter = max(",;\t", key=text.splitlines()[0].count)
    head, *rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    return head, rows
