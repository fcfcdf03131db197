"""Shorthand in a playbook's text -> references into findings.json.

``{mean.spend}`` becomes ``{/models/K/segments/S/means/spending|amount:spending}``: the play need not know what the
column is called, in which model it speaks, or what the figure is.

====================================  =========================================================================
``size share borderline``             of the segment
``mean median sd q1 q3 min max.X``    of column or meaning X; ``low.X`` and ``high.X`` end the mean's 95 % interval
``total.X``                           the segment's share of everyone's X
``index.X interval.X``                everyone = 100; ``interval`` adds the 95 % interval in brackets
``share.X count.X``                   of a flag, or of a meaning that stands for a value (``women``)
``lead.X band.X``                     the commonest value of X, and the one that stands out most, by name;
                                      ``lead.share.X``, ``band.count.X``, ``band.interval.X`` ... are its figures
``first second``                      the columns that differ most from everyone, by name; also ``first.interval``
``base.mean.X base.share.X``          the same of everyone, also ``base.size``
``peer.* nearest.*``                  the same of the segment that differs only in value, or of the nearest one
``name target gain floor worth``      the name, linked; the strategy's own target and its arithmetic
``label.X unit.X customers``          words of the study, put in as they are
====================================  =========================================================================
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tessera.errors import StrategyError
from tessera.facts import (
    Claim,
    DataReport,
    IndexRow,
    Model,
    Name,
    Segment,
    Slug,
    Statement,
)
from tessera.pointers import pointer, reference, references

if TYPE_CHECKING:
    from tessera.study import Study

PLACEHOLDER = re.compile(r"\{([^{}|]*)(?:\|([^{}]*))?\}")

YES = "=yes"
"""Ends the key of a flag among the indices: a flag is spoken of by its column alone."""

_OF_COLUMN: Mapping[str, str] = {
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


class MissingFigureError(StrategyError):
    """A text asks for a figure that this segment does not have."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose figures a text means."""

    study: "Study"
    data: DataReport
    model: Model
    segment: Segment
    keys: Mapping[str, str]  # meaning -> column, or column and value
    peer: Slug | None
    value: Name | None


def placeholders(text: str) -> tuple[tuple[str, str], ...]:
    """Every shorthand in a text with its style (empty when there is none)."""
    return tuple((match[1], match[2] or "") for match in PLACEHOLDER.finditer(text))


def word_in(shorthand: str) -> str | None:
    """The column or meaning that shorthand speaks of; None where it speaks of none."""
    head, *rest = shorthand.split(".")
    if head in ("peer", "nearest", "each"):
        return word_in(".".join(rest))
    if head in _OF_COLUMN or head in ("total", "index", "interval", "count", "label", "short"):
        return rest[0] if rest else ""
    if head in ("base", "lead", "band"):
        return rest[-1] if rest and rest != ["size"] else None
    return rest[0] if head == "share" and rest else None


def expand(text: str, scope: Scope) -> Statement:
    """A playbook's text as a statement about one segment.

    Raises
    ------
    MissingFigureError
        If the text asks for a figure that the segment does not have: a column that the table lacks,
        a peer where there is none.
    """
    return PLACEHOLDER.sub(lambda match: _figure(match[1], match[2] or "", scope), text)


def expand_first(texts: Sequence[str], scope: Scope) -> Statement:
    """The first of several wordings whose figures are all there.

    Raises
    ------
    MissingFigureError
        If none of them can be said; about the last one.
    """
    for text in texts[:-1]:
        try:
            return expand(text, scope)
        except MissingFigureError:
            continue
    return expand(texts[-1], scope)


def segment_pointer(model: str, slug: Slug, *parts: str | int) -> str:
    """The pointer to a segment, or to something in it."""
    return pointer("models", model, "segments", slug, *parts)


def link(model: str, slug: Slug) -> Statement:
    """A segment's name, linked to its page."""
    return reference(segment_pointer(model, slug), "link")


def claim_of(say: Statement, evidence: Statement, settled_by: Statement) -> Claim:
    """Advice with the pointers it rests on; without evidence it is a hypothesis."""
    cited = dict.fromkeys(target for text in (say, evidence) for target, _ in references(text))
    return Claim(
        text=say,
        kind="evidence" if evidence else "hypothesis",
        source=evidence,
        keys=tuple(cited) if evidence else (),
        settled_by=settled_by,
    )


def _figure(shorthand: str, style: str, scope: Scope) -> str:
    """One shorthand as a reference or a word."""
    head, _, rest = shorthand.partition(".")
    if head in ("peer", "nearest"):
        return _figure(rest, style, _of(head, scope))
    if head in _PLAIN:
        return _PLAIN[head](scope, rest, style)
    raise MissingFigureError(f"'{{{shorthand}}}' is no figure.", hint="See the playbook's shorthand.")


def _of(whose: str, scope: Scope) -> Scope:
    """The scope of the peer or the nearest segment."""
    slug = scope.peer if whose == "peer" else next((n.slug for n in scope.segment.neighbours), None)
    if slug is None:
        raise MissingFigureError(f"{scope.segment.name} has no {whose} segment.")
    return replace(scope, segment=scope.model.segments[slug])


def _own(scope: Scope, *parts: str | int) -> str:
    return segment_pointer(scope.model.key, scope.segment.slug, *parts)


def _key(word: str, scope: Scope) -> str:
    """The column (or column and value) behind a meaning."""
    key = scope.keys.get(word, word)
    if key.partition("=")[0] not in scope.data.columns:
        raise MissingFigureError(f"the table has no column for '{word}'.")
    return key


def _styled(column: Name, style: str, scope: Scope) -> str:
    """The style of a column's figure: its own unit, unless another is asked for."""
    if style in COLUMN_STYLES or not style:
        return "percent" if scope.data.columns[column].kind == "flag" else f"{style or 'amount'}:{column}"
    return style


def _column_figure(head: str) -> Callable[[Scope, str, str], str]:
    """A figure of a number column."""

    def figure(scope: Scope, word: str, style: str) -> str:
        column, field = _key(word, scope), _OF_COLUMN[head]
        if column not in getattr(scope.segment, field):
            raise MissingFigureError(f"'{column}' has no {field}.")
        return reference(_own(scope, field, column), _styled(column, style, scope))

    return figure


def _simple(*parts: str, style: str) -> Callable[[Scope, str, str], str]:
    """A figure of the segment that needs no column."""

    def figure(scope: Scope, _: str, asked: str) -> str:
        return reference(_own(scope, *parts), asked or style)

    return figure


def _target_figure(head: str) -> Callable[[Scope, str, str], str]:
    """A figure of the strategy's own target."""

    def figure(scope: Scope, _: str, style: str) -> str:
        if scope.value is None:
            raise MissingFigureError("the study has no value column, so there is no target.")
        default = "percent0" if head == "fraction" else _styled(scope.value, style, scope)
        return reference(_own(scope, "strategy", "target", _OF_TARGET[head]), default)

    return figure


def _index(scope: Scope, word: str, style: str) -> str:
    key = _index_key(word, scope)
    if key not in scope.segment.index:
        raise MissingFigureError(f"'{key}' has no index.")
    return reference(_own(scope, "index", key), style or "index")


def _index_key(word: str, scope: Scope) -> str:
    """The key of a meaning among the indices."""
    key = _key(word, scope)
    return key + YES if scope.data.columns[key.partition("=")[0]].kind == "flag" else key


def _interval(scope: Scope, word: str, _: str) -> str:
    return _row_interval(scope, _row(scope, lambda row: row.key == _index_key(word, scope)))


def _row_interval(scope: Scope, place: int) -> str:
    """An index with its interval in brackets."""
    at = ("differences", place)
    index, low, high = (reference(_own(scope, *at, field), "index") for field in ("index", "low", "high"))
    return f"{index} ({low} to {high})"


def _row(scope: Scope, wanted: Callable[[IndexRow], bool]) -> int:
    """The place of a row among the differences."""
    place = next((i for i, row in enumerate(scope.segment.differences) if wanted(row)), None)
    if place is None:
        raise MissingFigureError("no such row among the differences.")
    return place


def _value_figure(field: str, style: str) -> Callable[[Scope, str, str], str]:
    """A share or count of a value: ``share.women``, ``share.gender.Female``, ``count.loyal`` (a flag)."""

    def figure(scope: Scope, word: str, asked: str) -> str:
        name, _, value = word.partition(".")
        column, _, spelled = _key(name, scope).partition("=")
        value = value or spelled or "yes"
        if value not in getattr(scope.segment, field).get(column, {}):
            raise MissingFigureError(f"'{column}' has no value '{value}'.")
        return reference(_own(scope, field, column, value), asked or style)

    return figure


def _chosen(by: Callable[[IndexRow], float]) -> Callable[[Scope, str, str], str]:
    """The value of a column that leads by a measure: its name, or one of its figures."""

    def figure(scope: Scope, word: str, style: str) -> str:
        figure_name, _, rest = word.partition(".")
        column = _key(rest or figure_name, scope)
        rows = [row for row in scope.segment.differences if row.column == column and row.kind == "share" and row.count]
        if not rows:
            raise MissingFigureError(f"'{column}' has no values to choose from.")
        best = max(rows, key=lambda row: (by(row), row.key))
        place = scope.segment.differences.index(best)
        if not rest:
            return reference(_own(scope, "differences", place, "label"), style or "lower")
        if figure_name == "interval":
            return _row_interval(scope, place)
        field = "value" if figure_name == "share" else figure_name
        return reference(_own(scope, "differences", place, field), style or _OF_ROW[figure_name])

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
            _own(scope, "differences", at[place], word or "label"), style or ("index" if word else "lower")
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
    column, _, spelled = _key(name, scope).partition("=")
    if head == "share" and scope.data.columns[column].kind == "flag":
        return reference(pointer("data", "columns", column, "mean"), style or "percent")
    if head == "share":
        return reference(pointer("data", "columns", column, "shares", value or spelled or "yes"), style or "percent")
    return reference(pointer("data", "columns", column, head), _styled(column, style, scope))


def _label(scope: Scope, word: str, _: str) -> str:
    """The column's label as it stands inside a sentence."""
    column = _key(word, scope).partition("=")[0]
    label = scope.study.columns[column].label
    inside = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    return _as_words(inside, ("study", "columns", column, "label"))


def _short(scope: Scope, word: str, _: str) -> str:
    column = _key(word, scope).partition("=")[0]
    return _as_words(scope.study.columns[column].short, ("study", "columns", column, "short"))


def _customers(scope: Scope, _: str, __: str) -> str:
    return _as_words(scope.study.customers, ("study", "customers"))


def _as_words(text: str, parts: tuple[str, ...]) -> str:
    """A word of the study as it is, or by reference when it would be taken for a figure or a mark."""
    plain = not any(letter.isdigit() or letter in "{}|*" for letter in text)
    return text if plain else reference(pointer(*parts), "name")


_PLAIN: Mapping[str, Callable[[Scope, str, str], str]] = {
    **{head: _column_figure(head) for head in _OF_COLUMN},
    **{head: _target_figure(head) for head in _OF_TARGET},
    "size": _simple("size", style="count"),
    "share": lambda scope, word, style: (
        _value_figure("shares", "percent")(scope, word, style)
        if word
        else _simple("share", style="percent")(scope, word, style)
    ),
    "count": _value_figure("counts", "count"),
    "borderline": _simple("borderline", style="count"),
    "name": lambda scope, _, style: reference(_own(scope), style or "link"),
    "total": lambda scope, word, style: reference(_own(scope, "totals", _key(word, scope)), style or "percent"),
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
HEADS: tuple[str, ...] = (*_PLAIN, "peer", "nearest", "members", "joint", "each")
"""First words that shorthand may use; the last three only in groups."""
