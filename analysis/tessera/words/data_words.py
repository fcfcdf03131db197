"""What the data page says in sentences: what was read and kept, and how every column is spread."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tessera.facts import ColumnSummary, DataReport, Name, Statement
from tessera.pointers import pointer, reference
from tessera.words.phrases import Choice, always, capital, first_that_holds, is_plain, listed, noun, people, spoken

if TYPE_CHECKING:
    from tessera.study import Study

TAIL = 1.5
"""One side of the median reaches this many times as far as the other: a long tail."""
TOGETHER = 0.2
"""Columns move together from this correlation on (absolute)."""
EVEN = 0.05
"""Shares this close to each other are called even."""


@dataclass(frozen=True, slots=True)
class ColumnScene:
    """One column of the table."""

    study: "Study"
    data: DataReport
    column: Name
    summary: ColumnSummary


def word_data(data: DataReport, study: "Study") -> Mapping[str, Statement]:
    """The data page's headline and titles.

    Returns
    -------
    mapping
        ``headline``, ``standfirst``, ``cleaning``, ``together`` (correlations) and ``column:NAME`` for every column.
    """
    return {
        "headline": first_that_holds(HEADLINE, data),
        "standfirst": _standfirst(data, study),
        "cleaning": first_that_holds(CLEANING, data),
        "together": _together(data, study),
        **{f"column:{n}": column_title(ColumnScene(study, data, n, s)) for n, s in data.columns.items()},
    }


def _of(*parts: str | int, style: str = "count") -> str:
    return reference(pointer("data", *parts), style)


# ---------------------------------------------------------------- the table


HEADLINE: tuple[Choice[DataReport], ...] = (
    (lambda data: data.rows_kept == data.rows_read, lambda _: f"All {_of('rows_read')} rows of the table are kept"),
    (always, lambda _: f"{_of('rows_kept')} of {_of('rows_read')} rows are kept"),
)


def _standfirst(data: DataReport, study: "Study") -> Statement:
    """What was missing, and what lies beyond the usual range."""
    gaps = [c for c, s in data.columns.items() if s.missing]
    far = [c for c, s in data.columns.items() if s.outliers]
    lacking = listed([f"{_of('columns', c, 'missing')} in {noun(study, c)}" for c in gaps])
    beyond = listed([f"{_of('columns', c, 'outliers')} in {noun(study, c)}" for c in far])
    first = f"Values are missing: {lacking}." if gaps else "No value is missing."
    second = f"Beyond the usual range lie {beyond}." if far else "Nothing lies beyond the usual range."
    return f"{first} {second}"


def _removed(data: DataReport) -> Statement:
    """The reason that took most rows."""
    place = max(range(len(data.removals)), key=lambda i: data.removals[i].rows)
    reason = _of("removals", place, "reason", style="name")
    if len(data.removals) == 1:
        return f"{_of('removals', place, 'rows')} rows go, for one reason: {reason}"
    return f"Most rows go for one reason: {reason}, {_of('removals', place, 'rows')} of them"


CLEANING: tuple[Choice[DataReport], ...] = (
    (
        lambda data: not data.removals and not data.fills,
        lambda _: f"Cleaning found nothing to do: {_of('rows_read')} rows in, {_of('rows_kept')} out",
    ),
    (lambda data: not data.removals, lambda _: f"No row is removed; gaps are filled in {_of('rows_kept')} rows"),
    (always, _removed),
)


def _together(data: DataReport, study: "Study") -> Statement:
    """The strongest pair of columns."""
    pairs = [(a, b) for a, row in data.correlations.items() for b in row if a < b]
    if not pairs:
        return "There are no two numbers to set side by side"
    a, b = max(pairs, key=lambda pair: abs(data.correlations[pair[0]][pair[1]]))
    r = data.correlations[a][b]
    figure = _of("correlations", a, b, style="score")
    if abs(r) < TOGETHER:
        return f"No two columns move together; {noun(study, a)} and {noun(study, b)} come nearest, r = {figure}"
    way = "together" if r > 0 else "against each other"
    return f"{capital(noun(study, a))} and {noun(study, b)} move {way}, r = {figure}"


# ---------------------------------------------------------------- one column


def column_title(scene: ColumnScene) -> Statement:
    """How one column is spread."""
    return first_that_holds(
        NUMBER if scene.summary.mean is not None and scene.summary.shares is None else SHARES, scene
    )


def _figure(scene: ColumnScene, field: str, style: str = "amount") -> str:
    value = getattr(scene.summary, field)
    whole = "0" if float(value).is_integer() else ""
    return _of("columns", scene.column, field, style=f"{style}{whole}:{scene.column}")


def _name(scene: ColumnScene) -> str:
    return capital(noun(scene.study, scene.column))


def _reach(scene: ColumnScene) -> tuple[float, float]:
    """How far the column reaches below and above its median."""
    s = scene.summary
    if s.min is None or s.median is None or s.max is None:
        return 0.0, 0.0
    return s.median - s.min, s.max - s.median


def _reaches_up(scene: ColumnScene) -> bool:
    below, above = _reach(scene)
    return above > TAIL * below and above > 0


def _reaches_down(scene: ColumnScene) -> bool:
    below, above = _reach(scene)
    return below > TAIL * above and below > 0


def _beyond(scene: ColumnScene) -> str:
    """How many lie beyond the usual range."""
    verb = "lies" if scene.summary.outliers == 1 else "lie"
    return f"{_of('columns', scene.column, 'outliers', style='words')} {verb} beyond the usual range"


def _has_outliers(scene: ColumnScene) -> bool:
    return scene.summary.outliers > 0


def _half(scene: ColumnScene) -> str:
    return f"the middle half runs from {_figure(scene, 'q1')} to {_figure(scene, 'q3', 'unit')}"


def _up(scene: ColumnScene) -> Statement:
    high = _figure(scene, "max", "unit")
    start = f"{_name(scene)}: half of all up to {_figure(scene, 'median')}, the rest as far as {high}"
    return f"{start}; {_beyond(scene)}" if _has_outliers(scene) else start


def _down(scene: ColumnScene) -> Statement:
    low = _figure(scene, "min", "unit")
    start = f"{_name(scene)}: half of all from {_figure(scene, 'median')}, the rest as low as {low}"
    return f"{start}; {_beyond(scene)}" if _has_outliers(scene) else start


NUMBER: tuple[Choice[ColumnScene], ...] = (
    (_reaches_up, _up),
    (_reaches_down, _down),
    (_has_outliers, lambda s: f"{_name(s)}: {_half(s)}; {_beyond(s)}"),
    (always, lambda s: f"{_name(s)} without a long tail: {_half(s)}"),
)


def _top(scene: ColumnScene) -> str:
    """The commonest value, as its reference and name."""
    shares = scene.summary.shares or {}
    return max(shares, key=lambda v: shares[v])


def _top_words(scene: ColumnScene) -> str:
    value = _top(scene)
    spec = scene.study.columns[scene.column]
    label = spec.values.get(value)
    if label is not None:
        return spoken(label, "study", "columns", scene.column, "values", value)
    return value if is_plain(value) else "one value"


def _share(scene: ColumnScene) -> str:
    return _of("columns", scene.column, "shares", _top(scene), style="percent")


SHARES: tuple[Choice[ColumnScene], ...] = (
    (
        lambda s: not s.summary.shares,
        lambda s: f"Nothing is known of {noun(s.study, s.column)}",
    ),
    (
        lambda s: s.summary.kind == "flag",
        lambda s: f"{_name(s)}: yes for {_of('columns', s.column, 'mean', style='percent')} of {people(s.study)}",
    ),
    (
        lambda s: max((s.summary.shares or {}).values()) - min((s.summary.shares or {}).values()) <= EVEN,
        lambda s: f"{_name(s)}: values are about equally common, {_share(s)} at most",
    ),
    (always, lambda s: f"{_name(s)}: {_top_words(s)} most often, {_share(s)} of all {people(s.study)}"),
)
