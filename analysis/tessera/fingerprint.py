"""What a table is recognised by: the SHA-256 of its bytes, or of sums over its rows where it has no bytes.

The sums do not depend on the order of rows, on the engine or on the machine: each row becomes a whole number below a
prime, made from all its columns, and the numbers and their squares are added up. Whole numbers add up exactly whatever
the order; the square tells rows apart that have swapped a value.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

BLOCK = 1 << 20  # bytes read at a time
PRIME = 2**31 - 1
MISSING = PRIME - 1
_FRACTION = 2.0**52  # steps of a double between two whole numbers
_LARGEST = 2.0**53
_DIGITS = 9  # decimal, of a text: as many as stay below the prime


def fingerprint_of_files(files: Iterable[Path]) -> str:
    """SHA-256 of the bytes of files, one after the other."""
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as content:
            while block := content.read(BLOCK):
                digest.update(block)
    return digest.hexdigest()


def files_at(path: Path) -> list[Path]:
    """One file; all Parquet files of a folder; or all that fit a pattern."""
    if path.is_file():
        return [path]
    return sorted(path.rglob("*.parquet") if path.is_dir() else path.parent.glob(path.name))


def fingerprint_of(table: "ir.Table") -> str:
    """SHA-256 of a table's columns, its number of rows, and two sums over them.

    Parameters
    ----------
    table : ibis.Table
        Columns of text, dates, whole numbers and doubles; a double counts with its whole part and 52 bits behind it.
    """
    from tessera.engine import ask

    row = _folded([_number(table[name]) * _weight(name) for name in table.columns])
    again = table.select(row=row)
    found = ask(again, rows=again.count(), sum=again.row.sum(), squares=(again.row * again.row % PRIME).sum())
    columns = [[name, _family(table[name])] for name in table.columns]
    return hashlib.sha256(
        json.dumps([columns, *(int(found[key]) for key in ("rows", "sum", "squares"))]).encode()
    ).hexdigest()


def _family(column: "ir.Value") -> str:
    """What a column is, whatever its engine calls it."""
    kind = column.type()
    return "date" if kind.is_temporal() else "number" if kind.is_numeric() else "text"


def _weight(name: str) -> int:
    """A number that tells one column's values from another's, from 1 to 65536."""
    return 1 + int(hashlib.sha256(name.encode()).hexdigest()[:4], 16)


def _folded(parts: "Iterable[ir.IntegerValue]") -> "ir.IntegerValue":
    """The sum of whole numbers, kept below the prime."""
    first, *others = parts
    for part in others:
        first = first + part
    return first % PRIME


def _number(column: "ir.Value") -> "ir.IntegerValue":
    """A value as a whole number from 0 up to the prime."""
    family = _family(column)
    value = _of_number(column) if family == "number" else _of_text(column.cast("string"))
    return column.isnull().ifelse(MISSING, value)


def _of_number(column: "ir.NumericValue") -> "ir.IntegerValue":
    """The whole part and the fraction of a double, mixed; all those beyond 2 to the power of 53 count as one."""
    value = column.cast("float64")
    value = (value.abs() < _LARGEST).ifelse(value, _LARGEST)
    whole = value.floor()
    fraction = ((value - whole) * _FRACTION).floor()
    return ((whole % PRIME + PRIME) * 31 + fraction % PRIME) % PRIME


def _of_text(column: "ir.StringValue") -> "ir.IntegerValue":
    """The first digits of a text's MD5, with the letters among them turned into digits."""
    from tessera.engine import md5

    return md5(column).translate("abcdef", "012345").substr(0, _DIGITS).cast("int64")
