"""Who of a table a text could betray: ids and rows, asked for by the words of the text.

The table may be large and the text is not, so the table's engine is given the words and hands out only what could stand
in the text by its numbers; what comes is then looked at word by word.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from tessera.engine import beside, rows_of, stream
from tessera.facts import Name
from tessera.source import Source
from tessera.study_schema import Study

MOST_KEPT = 100_000
"""Ids, and distinct rows, that are kept to be looked for; more would only repeat what is found already."""
LONGEST_WHOLE, LONGEST_DOUBLE = 15, 10
"""Digits before the point up to which a number's value tells what its text begins with."""
MOST_DIGITS = 19
"""Digits of the largest whole number that a table holds."""
SAID = "said"
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
    said = pa.array(sorted(words), pa.string())
    numbers = beside(source.table, pa.table({SAID: _numbers(words)}))
    ids: dict[str, None] = {}
    rows: dict[tuple[str, ...], None] = {}
    if id_name is not None:
        for batch in _batches(_with_said(source.table.select(id_name), numbers)):
            ids |= dict.fromkeys(_told_ids(batch[id_name], said))
            if len(ids) >= MOST_KEPT:
                break
    if not shown:
        for batch in _batches(_with_said(source.table.select(cells), numbers)):
            rows |= dict.fromkeys(_told_rows(batch, said))
            if len(rows) >= MOST_KEPT:
                break
    return Private(
        ids=tuple(ids)[:MOST_KEPT],
        rows=tuple(rows)[:MOST_KEPT],
        columns=tuple(source.headers[name] for name in cells),
        whole=len(ids) < MOST_KEPT and len(rows) < MOST_KEPT,
        numbered=_numbered(source.table, id_name) if id_name else {},
    )


def _numbers(words: Collection[str]) -> list[float]:
    """The words that are numbers; and 0, which stands for all that cannot be told from its value."""
    return sorted({0.0, *(float(word) for word in words if word.isdecimal() and len(word) <= LONGEST_WHOLE)})


def _with_said(table: ibis.Table, numbers: ibis.Table) -> ibis.Table:
    """The rows of which every number begins like one that is said: the others could not stand in the text."""
    could = []
    for column in (table[name] for name in table.columns):
        if column.type().is_numeric():
            longest = LONGEST_WHOLE if column.type().is_integer() else LONGEST_DOUBLE
            begins = column.cast("float64").abs().floor()
            told = ibis.cases((begins < 10.0**longest, begins), else_=0.0)  # what is missing is 0 as well
            could.append(told.isin(numbers[SAID]))
    return table.filter(could) if could else table


def _numbered(table: ibis.Table, key: Name) -> dict[int, int]:
    """How many ids are made of digits, by their length."""
    column: ir.Value = table[key]
    if column.type().is_integer():
        longer = [ibis.ifelse(column >= 10**length, 1, 0) for length in range(1, MOST_DIGITS)]
        counted = (
            table.filter(column >= 0).group_by(length=1 + sum(longer[1:], longer[0])).aggregate(ids=ibis._.count())
        )
        return {int(row["length"]): int(row["ids"]) for row in rows_of(counted)}
    lengths: Counter[int] = Counter()
    for batch in stream(table.select(ids=column.cast("string"))):
        digits = pc.filter(batch.column("ids"), pc.utf8_is_decimal(batch.column("ids")))
        lengths.update({each["values"]: each["counts"] for each in pc.value_counts(pc.utf8_length(digits)).to_pylist()})
    return dict(lengths)


def _batches(table: ibis.Table) -> Iterator[pa.Table]:
    """A table as texts, some rows at a time."""
    for batch in stream(table):
        yield pa.table({name: pc.cast(batch.column(name), pa.string()) for name in batch.schema.names})


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
