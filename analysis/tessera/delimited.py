"""Text files with a delimiter: how they are written, found out by looking.

Nothing is loaded: the file is read once in blocks, for its fingerprint, its encoding and its number of lines.
"""

import codecs
import csv
import hashlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tessera.errors import TableError

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
BLOCK = 1 << 20  # bytes read at a time
SAMPLE_LINES = 100  # looked at to find the delimiter
LONGEST_LINE = 1_000_000  # characters; ten thousand columns have about 100,000
MOST_CONTROL = 0.01  # share of control characters above which a file is no text
UNDEFINED_IN_CP1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")

_MAGIC = {
    b"PK\x03\x04": ("an Excel workbook or a zip archive", "Name it .xlsx if it is a workbook; unpack it otherwise."),
    b"PAR1": ("a Parquet file", "Name it .parquet."),
    b"\x1f\x8b": ("compressed", "Unpack it first."),
    b"%PDF": ("a PDF", "Export the table as CSV."),
    b"\xd0\xcf\x11\xe0": ("an old Excel workbook", "Name it .xls."),
}
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True, slots=True)
class Delimited:
    """How a text file is written."""

    path: Path
    encoding: str
    delimiter: str
    headers: tuple[str, ...]
    lines: int  # that hold anything
    fingerprint: str


def inspect(path: Path) -> Delimited:
    """Find out how a delimited text file is written.

    Raises
    ------
    TableError
        If the file is empty, holds no text, or has no usable header.
    """
    encoding, lines, fingerprint = _scan(path)
    with path.open(encoding=encoding, newline="") as file:
        sample = [file.readline(LONGEST_LINE) for _ in range(SAMPLE_LINES)]
    if not "".join(sample).strip():
        raise TableError(f"{path}: the file is empty.", hint="A header and at least one row are needed.")
    try:
        delimiter = find_delimiter(sample)
        headers = tuple(_header(name, i) for i, name in enumerate(next(csv.reader(sample, delimiter=delimiter))))
    except csv.Error as error:
        raise TableError(
            f"{path}: the first lines are no rows of a table ({error}).",
            hint="Look for line ends that are lost, or a quotation mark that is not closed.",
        ) from None
    return Delimited(path, encoding, delimiter, headers, lines, fingerprint)


def find_delimiter(sample: list[str]) -> str:
    """The delimiter with which most rows are as wide as the header, and the header widest."""
    scores = {}
    for delimiter in DELIMITERS:
        widths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
        agreeing = widths.count(widths[0])
        scores[delimiter] = (widths[0] > 1, agreeing / len(widths), widths[0])
    return max(scores, key=lambda delimiter: scores[delimiter])


def refuse_repeated(headers: tuple[str, ...], name: str) -> None:
    """Refuse a table in which two columns have one name."""
    for header, count in Counter(headers).items():
        if count > 1:
            where = " and ".join(str(i + 1) for i, other in enumerate(headers) if other == header)
            raise TableError(
                f"{name}: the header '{header}' is there {count} times, in columns {where}.",
                hint="Give each column a name of its own.",
            )


@contextmanager
def as_utf8(file: Delimited) -> Iterator[Path]:
    """The file as UTF-8: itself, or for a while a copy."""
    if file.encoding in ("utf-8", "utf-8-sig"):
        yield file.path
        return
    with tempfile.TemporaryDirectory(prefix="tessera-") as folder:
        copy = Path(folder) / "table.csv"
        with (
            file.path.open(encoding=file.encoding, newline="") as old,
            copy.open("w", encoding="utf-8", newline="") as new,
        ):
            shutil.copyfileobj(old, new, BLOCK)
        yield copy


def _header(name: str, position: int) -> str:
    """A header without the space around it; columns without one are numbered."""
    return name.strip().strip("\ufeff") or f"column {position + 1}"


def _scan(path: Path) -> tuple[str, int, str]:
    """Encoding, number of lines that hold anything, and SHA-256 of a file, in one pass."""
    digest = hashlib.sha256()
    valid, lines, size, control, undefined, last = True, 0, 0, 0, False, b""
    with path.open("rb") as file:
        start = file.read(BLOCK)
        _refuse_magic(path, start)
        mark = next((encoding for bytes_, encoding in _MARKS.items() if start.startswith(bytes_)), None)
        decoder = codecs.getincrementaldecoder(mark or "utf-8")()
        block = start
        while block:
            digest.update(block)
            size += len(block)
            lines += block.count(b"\n")
            control += _control_characters(block)
            undefined = undefined or not UNDEFINED_IN_CP1252.isdisjoint(block)
            last = block
            valid = valid and _decodes(decoder, block)
            block = file.read(BLOCK)
    if mark != "utf-16" and size and control / size > MOST_CONTROL:
        raise TableError(
            f"{path}: the file holds no text, so it is no table that can be read.",
            hint="CSV, Parquet and Excel files can.",
        )
    lines += not last.endswith(b"\n")
    valid = valid and _decodes(decoder, b"", final=True)
    if mark and not valid:
        kind = mark.removesuffix("-sig").upper()
        raise TableError(f"{path}: the file begins as {kind} and does not go on so.", hint="Save it as UTF-8.")
    encoding = mark or ("utf-8" if valid else "latin-1" if undefined else "cp1252")
    return encoding, lines, digest.hexdigest()


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    """Whether a block goes on in the same encoding."""
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _control_characters(block: bytes) -> int:
    """Bytes that no text has."""
    return len(block) - len(block.translate(None, bytes(b for b in range(32) if b not in b"\t\n\r\f")))


def _refuse_magic(path: Path, start: bytes) -> None:
    """Refuse what another kind of file begins with."""
    for magic, (kind, hint) in _MAGIC.items():
        if start.startswith(magic):
            raise TableError(f"{path}: this is {kind}, not a text file.", hint=hint)
