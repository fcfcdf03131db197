"""Several Parquet files as one table: only if every one can be read and all hold the same columns."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tessera.errors import TableError


def refuse_unlike(files: Sequence[Path]) -> None:
    """Refuse a file that is broken, lacks a column that the first has, or holds something else in it.

    Only the end of each file is read, where Parquet keeps its columns.
    """
    first, *others = files
    wanted = {field.name: _holds(field.type) for field in _schema(first)}
    for file in others:
        found = {field.name: _holds(field.type) for field in _schema(file)}
        for name, kind in wanted.items():
            if name not in found:
                raise TableError(f"{file.name} has no column '{name}', which {first.name} beside it has.", hint=_REPAIR)
            if kind != found[name] and "nothing" not in (kind, found[name]):
                raise TableError(
                    f"{file.name}: column '{name}' holds {found[name]}, but {kind} in {first.name} beside it.",
                    hint=_REPAIR,
                )


_REPAIR = "Write the files of one table with the same columns, or name the ones that belong together with a pattern."


def _schema(file: Path) -> pa.Schema:
    """The columns of a file."""
    try:
        return pq.read_schema(file)
    except (pa.ArrowException, OSError) as error:
        said = str(error).splitlines()[0].rstrip(".")
        raise TableError(
            f"{file.name}: this cannot be read as Parquet: {said}.", hint="Is it written to the end? Copy it again."
        ) from None


def _holds(kind: pa.DataType) -> str:
    """What a column of this type holds, in a word; types that go together have the same."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    tests = {
        "nothing": pa.types.is_null,
        "yes and no": pa.types.is_boolean,
        "numbers": lambda k: pa.types.is_integer(k) or pa.types.is_floating(k) or pa.types.is_decimal(k),
        "text": lambda k: pa.types.is_string(k) or pa.types.is_large_string(k) or pa.types.is_string_view(k),
        "dates": pa.types.is_temporal,
    }
    return next((word for word, test in tests.items() if test(kind)), str(kind))
