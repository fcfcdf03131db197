"""`tessera score`: customers with their segments, written row by row as they come, whole or not at all."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tessera.errors import PublishError

TABLE_ADDRESS = re.compile(r"duckdb://(?P<path>.+)\?table=(?P<table>\w+)")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class ScoreOrder:
    """What to score, as asked on the command line."""

    project: Path
    model: str
    data: str
    out: str
    findings: Path | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """How many customers went where; ``without`` have no segment."""

    rows: int
    without: int
    sizes: dict[str, int]


def score(order: ScoreOrder) -> Scored:
    """Place every customer of a table by a published model, and write ids with segments.

    Raises
    ------
    TesseraError
        If there is no build to take the model from, or the table cannot be placed or the result not be written.
    """
    from tessera.baseline import read_baseline
    from tessera.placement import model_of, place_customers
    from tessera.study import load_study

    from tessera_site.build import study_file

    study = load_study(study_file(order.project))
    published = order.findings or order.project / "_site" / "findings.json"
    if not published.is_file():
        raise PublishError(
            f"There is no {published}, so no model to score with.",
            hint="Build first, or name the findings.json of a build with --findings.",
        )
    found = read_baseline(published)
    placed = place_customers(study, model_of(found.models, order.model), found.data, order.data, Path.cwd())
    counted: Counter[str | None] = Counter()
    with _sink(order.out) as write:
        for batch in placed.batches():
            for value in batch.column(1).value_counts():
                counted[value["values"].as_py()] += value["counts"].as_py()
            write(batch)
    without = counted.pop(None, 0)
    return Scored(counted.total() + without, without, {str(slug): n for slug, n in counted.most_common()})


@contextmanager
def _sink(out: str) -> Iterator[Any]:
    """Takes batches of rows; the result stands under its name only when all of them are written."""
    address = TABLE_ADDRESS.fullmatch(out)
    if address:
        with _into_table(_outside(Path(address["path"])), address["table"]) as write:
            yield write
        return
    path = _outside(Path(out))
    if path.suffix not in (".parquet", ".csv"):
        raise PublishError(
            f"{out}: segments are written as .parquet, .csv, or a table of a DuckDB file.",
            hint="For example --out segments.parquet, or --out duckdb://shop.duckdb?table=segments.",
        )
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with (_into_parquet if path.suffix == ".parquet" else _into_csv)(temporary) as write:
            yield write
        temporary.replace(path)
    except OSError as fault:
        raise PublishError(f"{out} cannot be written: {fault.strerror}.", hint="Look at its folder.") from fault
    finally:
        temporary.unlink(missing_ok=True)


def _outside(path: Path) -> Path:
    """A path that is no part of a published site: lists of customers are not published."""
    resolved = path.expanduser().resolve()
    for folder in resolved.parents:
        if (folder / "findings.json").is_file() and (folder / "index.html").is_file():
            raise PublishError(
                f"{path} lies in the published site {folder.name}, and lists of customers are not published.",
                hint="Write it to another folder.",
            )
    if not resolved.parent.is_dir():
        raise PublishError(f"{path}: there is no folder {resolved.parent.name}.", hint="Make it first.")
    return resolved


@contextmanager
def _into_parquet(path: Path) -> Iterator[Any]:
    """Rows into a Parquet file."""
    import pyarrow.parquet as pq

    writer = None
    try:

        def write(batch: Any) -> None:
            nonlocal writer
            writer = writer or pq.ParquetWriter(path, batch.schema)
            writer.write_batch(batch)

        yield write
    finally:
        if writer is not None:
            writer.close()


@contextmanager
def _into_csv(path: Path) -> Iterator[Any]:
    """Rows into a comma-separated file; an id that a spreadsheet would run as a formula gets an apostrophe."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow.csv import CSVWriter

    writer = None
    try:

        def write(batch: Any) -> None:
            nonlocal writer
            ids = batch.column(0)
            signs = pc.is_in(pc.utf8_slice_codeunits(ids, 0, 1), pa.array(FORMULA_SIGNS))
            inert = pc.if_else(signs, pc.binary_join_element_wise("'", ids, ""), ids)
            batch = pa.RecordBatch.from_arrays([inert, batch.column(1)], names=batch.schema.names)
            writer = writer or CSVWriter(path, batch.schema)
            writer.write_batch(batch)

        yield write
    finally:
        if writer is not None:
            writer.close()


@contextmanager
def _into_table(path: Path, table: str) -> Iterator[Any]:
    """Rows into a table of a DuckDB file, in one transaction; a table of that name is replaced."""
    import duckdb
    import pyarrow as pa

    try:
        connection = duckdb.connect(str(path))
    except duckdb.Error as fault:
        raise PublishError(
            f"{path.name} cannot be opened as a DuckDB file.", hint=str(fault).splitlines()[0]
        ) from fault
    begun = False
    try:
        connection.begin()

        def write(batch: Any) -> None:
            nonlocal begun
            connection.register("batch", pa.Table.from_batches([batch]))
            how = f'INSERT INTO "{table}"' if begun else f'CREATE OR REPLACE TABLE "{table}" AS'
            connection.execute(f"{how} SELECT * FROM batch")  # noqa: S608, the name is letters and digits
            begun = True

        yield write
        connection.commit()
    finally:
        connection.close()
