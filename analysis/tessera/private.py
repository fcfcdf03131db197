"""Who of a table a text could betray: ids and rows, asked for by the words of the text.

The table may be large and the text is not, so the table streams by and only what the text could hold is kept.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from tessera.engine import stream
from tessera.facts import Name
from tessera.source import Source
from tessera.study_schema import Study

MOST_KEPT = 100_000
"""Ids, and distinct rows, that are kept to be looked for; more would only repeat what is found already."""
_FIRST_WORD, _LAST_WORD = r"(?P<word>[\pL\pN_]+)", r"(?P<word>[\pL\pN_]+)[^\pL\pN_]*$"


@dataclass(frozen=True, slots=True)
class Private:
    """Ids and rows whose words all stand in a text, so that they may stand there as a whole.

    ``ids`` are texts; ``rows`` have the cells of ``columns`` (headings, in the table's order) as texts. ``whole`` is
    False where there were more than could be kept. ``numbered`` counts the table's ids that are digits, by length.
    """

    ids: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]
    whole: bool
    numbered: Mapping[int, int]


def private_marks(source: Source, study: Study, words: Collection[str]) -> Private:
    r"""Ids and rows of a table that a text with these words could hold.

    A row is told by everything the study reads of a customer but the id. Where a model is built of all of that, its map
    may show it (an internal edition shows single points of a model's own features), so no row is returned.

    Parameters
    ----------
    source : Source
        The table.
    study : Study
        Says which column is the id.
    words : collection of str
        Every word (``\w+``) of the text.
    """
    names = sorted(source.headers, key=lambda name: source.columns_read.index(source.headers[name]))
    id_name = next((name for name in names if name in study.columns and study.columns[name].role == "id"), None)
    cells = [name for name in names if name != id_name]
    shown = any(set(cells) <= set(model.features) for model in study.models.values())
    rows: dict[tuple[str, ...], None] = {}
    ids: dict[str, None] = {}
    said = pa.array(sorted(words), pa.string())
    numbered: Counter[int] = Counter()
    for batch in _batches(source.table, names):
        if id_name is not None:
            numbered.update(_lengths(batch[id_name]))
        if id_name is not None and len(ids) < MOST_KEPT:
            ids |= dict.fromkeys(_told_ids(batch[id_name], said))
        if not shown and len(rows) < MOST_KEPT:
            rows |= dict.fromkeys(_told_rows(batch.select(cells), said))
    return Private(
        ids=tuple(ids)[:MOST_KEPT],
        rows=tuple(rows)[:MOST_KEPT],
        columns=tuple(source.headers[name] for name in cells),
        whole=len(ids) < MOST_KEPT and len(rows) < MOST_KEPT,
        numbered=numbered,
    )


def _batches(table: ibis.Table, names: list[Name]) -> Iterator[pa.Table]:
    """The table as texts, some rows at a time."""
    for batch in stream(table.select(names)):
        columns = {name: pc.cast(batch.column(name), pa.string()) for name in names}
        yield pa.table(columns)


def _lengths(ids: pa.ChunkedArray) -> dict[int, int]:
    """How many ids are made of digits, by their length."""
    counted = pc.value_counts(pc.utf8_length(ids.filter(pc.utf8_is_decimal(ids))))
    return {each["values"]: each["counts"] for each in counted.to_pylist()}


def _told_ids(ids: pa.ChunkedArray, said: pa.Array) -> list[str]:
    """Ids whose first and last words are said."""
    told = pc.and_(_is_said(ids, said, _FIRST_WORD), _is_said(ids, said, _LAST_WORD))
    return list(ids.filter(told).to_pylist())


def _told_rows(rows: pa.Table, said: pa.Array) -> Iterator[tuple[str, ...]]:
    """Distinct rows of which every cell's first word is said; missing cells are left out, as empty texts."""
    told = None
    for column in rows.columns:
        of_column = pc.or_(_is_said(column, said, _FIRST_WORD), pc.is_null(column))
        told = of_column if told is None else pc.and_(told, of_column)
    distinct = rows.filter(told).group_by(rows.column_names).aggregate([]) if told is not None else rows
    for row in distinct.to_pylist():
        yield tuple(cell or "" for cell in row.values())


def _is_said(cells: pa.ChunkedArray, said: pa.Array, pattern: str) -> pa.ChunkedArray:
    """Whether the word of each cell that a pattern names is said; worked out once for each distinct cell."""
    coded = pc.dictionary_encode(cells).combine_chunks()
    word = pc.struct_field(pc.extract_regex(coded.dictionary, pattern), "word")
    return pc.fill_null(pc.take(pc.is_in(word, value_set=said), coded.indices), fill_value=False)
