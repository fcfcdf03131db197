"""What is wrong with a file a person wrote, in sentences that name the line, the key and the nearest known word."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from tessera.errors import StudyError
from tessera.nearest import did_you_mean
from tessera.study_yaml import Document, Place, Plain, key_of

ModelT = TypeVar("ModelT", bound=BaseModel)

MOST_FAULTS = 5  # said at once
MOST_SHOWN = 40  # characters of a found value


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a place: a sentence without its full stop, and what to do about it."""

    place: Place
    sentence: str
    hint: str = ""


def validated(document: Document, model: type[ModelT], extra: Mapping[str, Plain] | None = None) -> ModelT:
    """A pydantic model of the document's values.

    Parameters
    ----------
    document : Document
        What was read.
    model : type of BaseModel
        What it has to be.
    extra : mapping, optional
        Values that do not stand in the file, added at the top.

    Raises
    ------
    StudyError
        Naming file, line and key of the first few faults, with the nearest known key for an unknown one.
    """
    try:
        return model.model_validate({**document.values, **(extra or {})})
    except ValidationError as error:
        raise refusal(document, (_fault(details, model) for details in error.errors())) from None


def refusal(document: Document, faults: Iterable[Fault]) -> StudyError:
    """One StudyError for the first few faults, in the order of their lines."""
    ordered = sorted(faults, key=lambda fault: _line(document, fault.place))
    said = [f"{document.path}:{_line(document, fault.place)}: {fault.sentence}." for fault in ordered[:MOST_FAULTS]]
    if len(ordered) == 1:
        return StudyError(said[0], hint=ordered[0].hint)
    shown = [f"{line} {fault.hint}".strip() for line, fault in zip(said, ordered, strict=False)]
    left = len(ordered) - len(shown)
    return StudyError("\n".join(shown), hint=f"And {left} more." if left else "")


def suggestion(word: str, known: Sequence[str]) -> str:
    """The nearest known word, or all of them."""
    return did_you_mean(word, known) or f"Known: {', '.join(known) or 'none'}."


def _line(document: Document, place: Place) -> int:
    """The line of a place, or of the nearest place around it that stands in the file."""
    for length in range(len(place), -1, -1):
        if place[:length] in document.lines:
            return document.lines[place[:length]]
    return 1


_LIST = "has to be a list, like [a, b], not {found}"
_KEYS = "has to hold keys and values, not {found}"
_TEXT = "has to be text, not {found}"
_WHOLE = "has to be a whole number, not {found}"
_NUMBER = "has to be a number, not {found}"
_TRUTH = "has to be true or false, not {found}"
_DATE = "has to be a date like 2024-12-31, not {found}"
_SENTENCES: Mapping[str, str] = {
    "missing": "is missing",
    "string_type": _TEXT,
    "string_too_short": "is empty",
    "string_pattern_mismatch": "cannot be {found}",
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "finite_number": _NUMBER,
    "bool_parsing": _TRUTH,
    "bool_type": _TRUTH,
    "date_type": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "tuple_type": _LIST,
    "dict_type": _KEYS,
    "mapping_type": _KEYS,
    "model_type": _KEYS,
    "too_short": "has nothing in it",
    "literal_error": "has to be {expected}, not {found}",
    "greater_than_equal": "has to be {ge} or more, not {found}",
    "less_than_equal": "has to be {le} or less, not {found}",
    "greater_than": "has to be above {gt}, not {found}",
    "less_than": "has to be below {lt}, not {found}",
}


def _fault(details: Mapping[str, Any], model: type[BaseModel]) -> Fault:
    """A pydantic error as a sentence. A ValueError of our own reads as what the key has to be."""
    kind, found = details["type"], details["input"]
    context = dict(details.get("ctx", {}))
    place = tuple(_steps(details["loc"], model))
    key = key_of(place)
    if kind == "extra_forbidden":
        return Fault(place, f"unknown key '{key}'", suggestion(str(place[-1]), _known_keys(place[:-1], model)))
    if kind in _SENTENCES:
        predicate = _SENTENCES[kind].format(**context, found=_shown(found))
    else:
        predicate = str(context.get("error", "")) or f"is wrong: {details['msg']}"
    hint = ""
    if kind == "literal_error" and isinstance(found, str):
        hint = did_you_mean(found, re.findall(r"'([^']*)'", context["expected"]))
    return Fault(place, f"'{key}' {predicate}", hint)


def _steps(location: Sequence[str | int], model: type[BaseModel]) -> Iterator[str | int]:
    """The steps of a pydantic location that stand in the file, without the names of union branches."""
    kind: Any = model
    for step in location:
        follows = _inside(kind, step)
        if follows is None and _branches(kind) and not isinstance(step, int):
            continue
        yield step
        kind = follows


def _inside(kind: Any, step: str | int) -> Any:
    """The type one step inside a type, or None if there is no such step."""
    for branch in _branches(kind) or (kind,):
        if isinstance(branch, type) and issubclass(branch, BaseModel):
            if step in branch.model_fields:
                return branch.model_fields[str(step)].annotation
        elif isinstance(get_origin(branch), type) and issubclass(get_origin(branch), Mapping):
            return get_args(branch)[1]
        elif get_origin(branch) is tuple and isinstance(step, int):
            return get_args(branch)[0]
    return None


def _branches(kind: Any) -> tuple[Any, ...]:
    """The types a union allows."""
    if get_origin(kind) is Annotated:
        return _branches(get_args(kind)[0])
    return get_args(kind) if get_origin(kind) in (Union, UnionType) else ()


def _known_keys(place: Place, model: type[BaseModel]) -> list[str]:
    """The keys that may be written at a place."""
    kind: Any = model
    for step in place:
        kind = _inside(kind, step)
    for branch in _branches(kind) or (kind,):
        if isinstance(branch, type) and issubclass(branch, BaseModel):
            hidden: frozenset[str] = getattr(branch, "not_written", frozenset())
            return [name for name in branch.model_fields if name not in hidden]
    return []


def _shown(value: Plain) -> str:
    """A found value, short."""
    if value is None:
        return "nothing"
    text = str(value)
    return f"'{text[:MOST_SHOWN]}...'" if len(text) > MOST_SHOWN else f"'{text}'"
