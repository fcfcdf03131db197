"""The figures that a playbook's shorthand can name, each as a reference into findings.json."""

from collections.abc import Callable, Mapping

from tessera.facts import IndexRow, Name
from tessera.pointers import pointer, reference
from tessera.scope import YES, MissingFigureError, Scope, key_of, own_pointer

OF_COLUMN: Mapping[str, str] = {
    "mean": "means",
    "median": "medians",
    "sd": "sds",
    "q1": "q1s",
    "q3": "q3s",
    "min": "mins",
    "max": "maxs",
    "low": "mean_lows",
    "high": "mean_highs",
}
_OF_TARGET: Mapping[str, str] = {
    "target": "target",
    "gain": "gain",
    "floor": "target",
    "worth": "worth",
    "reference": "reference",
    "fraction": "fraction",
}
_OF_ROW: Mapping[str, str] = {"share": "percent", "count": "count", "index": "index"}
COLUMN_STYLES = ("amount", "amount0", "unit", "signed")


def _styled(column: Name, style: str, scope: Scope) -> str:
    """The style of a column's figure: its own unit, unless another is asked for."""
    if style in COLUMN_STYLES or not style:
        return "percent" if scope.data.columns[column].kind == "flag" else f"{style or 'amount'}:{column}"
    return style


def _column_figure(head: str) -> Callable[[Scope, str, str], str]:
    """A figure of a number column."""

    def figure(scope: Scope, word: str, style: str) -> str:
        column, field = key_of(word, scope), OF_COLUMN[head]
        if column not in getattr(scope.segment, field):
            raise MissingFigureError(f"'{column}' has no {field}.")
        return reference(own_pointer(scope, field, column), _styled(column, style, scope))

    return figure


def _simple(*parts: str, style: str) -> Callable[[Scope, str, str], str]:
    """A figure of the segment that needs no column."""

    def figure(scope: Scope, _: str, asked: str) -> str:
        return reference(own_pointer(scope, *parts), asked or style)

    return figure


def _target_figure(head: str) -> Callable[[Scope, str, str], str]:
    """A figure of the strategy's own target."""

    def figure(scope: Scope, _: str, style: str) -> str:
        if scope.value is None:
            raise MissingFigureError("the study has no value column, so there is no target.")
        default = "percent0" if head == "fraction" else _styled(scope.value, style, scope)
        return reference(own_pointer(scope, "strategy", "target", _OF_TARGET[head]), default)

    return figure


def _index(scope: Scope, word: str, style: str) -> str:
    key = _index_key(word, scope)
    if key not in scope.segment.index:
        raise MissingFigureError(f"'{key}' has no index.")
    return reference(own_pointer(scope, "index", key), style or "index")


def _index_key(word: str, scope: Scope) -> str:
    """The key of a meaning among the indices."""
    key = key_of(word, scope)
    return key + YES if scope.data.columns[key.partition("=")[0]].kind == "flag" else key


def _interval(scope: Scope, word: str, _: str) -> str:
    return _row_interval(scope, _row(scope, lambda row: row.key == _index_key(word, scope)))


def _row_interval(scope: Scope, place: int) -> str:
    """An index with its interval in brackets."""
    at = ("differences", place)
    index, low, high = (reference(own_pointer(scope, *at, field), "index") for field in ("index", "low", "high"))
    return f"{index} ({low} to {high})"


def _row(scope: Scope, wanted: Callable[[IndexRow], bool]) -> int:
    """The place of a row among the differences."""
    place = next((i for i, row in enumerate(scope.segment.differences) if wanted(row)), None)
    if place is None:
        raise MissingFigureError("no such row among the differences.")
    return place


def _total(scope: Scope, word: str, style: str) -> str:
    """The segment's part of everyone's sum; of amounts below zero there is none."""
    column = key_of(word, scope)
    if column not in scope.segment.totals:
        raise MissingFigureError(f"'{column}' has no total to have a part of.")
    return reference(own_pointer(scope, "totals", column), style or "percent")


def _value_figure(field: str, style: str) -> Callable[[Scope, str, str], str]:
    """A share or count of a value: ``share.women``, ``share.gender.Female``, ``count.loyal`` (a flag)."""

    def figure(scope: Scope, word: str, asked: str) -> str:
        name, _, value = word.partition(".")
        column, _, spelled = key_of(name, scope).partition("=")
        value = value or spelled or "yes"
        if value not in getattr(scope.segment, field).get(column, {}):
            raise MissingFigureError(f"'{column}' has no value '{value}'.")
        return reference(own_pointer(scope, field, column, value), asked or style)

    return figure


def _chosen(by: Callable[[IndexRow], float]) -> Callable[[Scope, str, str], str]:
    """The value of a column that leads by a measure: its name, or one of its figures."""

    def figure(scope: Scope, word: str, style: str) -> str:
        figure_name, _, rest = word.partition(".")
        column = key_of(rest or figure_name, scope)
        rows = [row for row in scope.segment.differences if row.column == column and row.kind == "share" and row.count]
        if not rows:
            raise MissingFigureError(f"'{column}' has no values to choose from.")
        best = max(rows, key=lambda row: (by(row), row.key))
        place = scope.segment.differences.index(best)
        if not rest:
            return reference(own_pointer(scope, "differences", place, "label"), style or "lower")
        if figure_name == "interval":
            return _row_interval(scope, place)
        field = "value" if figure_name == "share" else figure_name
        return reference(own_pointer(scope, "differences", place, field), style or _OF_ROW[figure_name])

    return figure


def _strongest(place: int) -> Callable[[Scope, str, str], str]:
    """The strongest difference from everyone, or the next one: its name, or one of its figures."""

    def figure(scope: Scope, word: str, style: str) -> str:
        at = _places_by_column(scope)
        if len(at) <= place:
            raise MissingFigureError("there are too few differences.")
        if word == "interval":
            return _row_interval(scope, at[place])
        return reference(
            own_pointer(scope, "differences", at[place], word or "label"), style or ("index" if word else "lower")
        )

    return figure


def _places_by_column(scope: Scope) -> tuple[int, ...]:
    """Places of the strongest difference of every column, strongest first."""
    first: dict[Name, int] = {}
    for place, row in enumerate(scope.segment.differences):
        first.setdefault(row.column, place)
    return tuple(first.values())


def _base(scope: Scope, word: str, style: str) -> str:
    """A figure of everyone."""
    head, _, rest = word.partition(".")
    if head == "size":
        return reference(pointer("data", "rows_kept"), style or "count")
    name, _, value = rest.partition(".")
    column, _, spelled = key_of(name, scope).partition("=")
    if head == "share" and scope.data.columns[column].kind == "flag":
        return reference(pointer("data", "columns", column, "mean"), style or "percent")
    if head == "share":
        return reference(pointer("data", "columns", column, "shares", value or spelled or "yes"), style or "percent")
    return reference(pointer("data", "columns", column, head), _styled(column, style, scope))


def _label(scope: Scope, word: str, _: str) -> str:
    """The column's label as it stands inside a sentence."""
    column = key_of(word, scope).partition("=")[0]
    label = scope.study.columns[column].label
    inside = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    return _as_words(inside, ("study", "columns", column, "label"))


def _short(scope: Scope, word: str, _: str) -> str:
    column = key_of(word, scope).partition("=")[0]
    return _as_words(scope.study.columns[column].short, ("study", "columns", column, "short"))


def _customers(scope: Scope, _: str, __: str) -> str:
    return _as_words(scope.study.customers, ("study", "customers"))


def _as_words(text: str, parts: tuple[str, ...]) -> str:
    """A word of the study as it is, or by reference when it would be taken for a figure or a mark."""
    plain = not any(letter.isdigit() or letter in "{}|*" for letter in text)
    return text if plain else reference(pointer(*parts), "name")


FIGURES: Mapping[str, Callable[[Scope, str, str], str]] = {
    **{head: _column_figure(head) for head in OF_COLUMN},
    **{head: _target_figure(head) for head in _OF_TARGET},
    "size": _simple("size", style="count"),
    "share": lambda scope, word, style: (
        _value_figure("shares", "percent")(scope, word, style)
        if word
        else _simple("share", style="percent")(scope, word, style)
    ),
    "count": _value_figure("counts", "count"),
    "borderline": _simple("borderline", style="count"),
    "name": lambda scope, _, style: reference(own_pointer(scope), style or "link"),
    "total": _total,
    "index": _index,
    "interval": _interval,
    "lead": _chosen(lambda row: row.value),
    "band": _chosen(lambda row: row.index),
    "first": _strongest(0),
    "second": _strongest(1),
    "base": _base,
    "label": _label,
    "short": _short,
    "customers": _customers,
}
