"""A YAML file -> plain values, each with the line it stands on, and faults that name that line.

Used for the study and for playbooks: anything a person writes by hand.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, UnionType
from typing import Annotated, Any, TypeAlias, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from tessera.errors import StudyError

Plain: TypeAlias = Any
Place: TypeAlias = tuple[str | int, ...]
ModelT = TypeVar("ModelT", bound=BaseModel)

LARGEST_FILE = 1_000_000  # bytes; a study of a hundred columns has about 20,000
DEEPEST = 20  # levels of nesting
MOST_FAULTS = 5  # said at once

_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp"))


@dataclass(frozen=True, slots=True)
class Document:
    """What a YAML file holds: plain values, and the line of every place in it, counted from 1."""

    path: Path
    values: Mapping[str, Plain]
    lines: Mapping[Place, int]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a place: a sentence without its full stop, and what to do about it."""

    place: Place
    sentence: str
    hint: str = ""


def read_yaml(path: Path) -> Document:
    """Read a YAML mapping from a file, safely.

    Refuses repeated keys, anchors and aliases, tags that make objects, and files beyond a sensible size.

    Raises
    ------
    StudyError
        If the file is missing, is no text, is no YAML or holds anything but a mapping; with the line.
    """
    return parse_yaml(_read_text(path), path)


def parse_yaml(text: str, path: Path) -> Document:
    """Parse a text as if it stood in the file `path`. See `read_yaml`."""
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
                line = event.start_mark.line + 1
                raise StudyError(
                    f"{path}:{line}: anchors and aliases (& and *) are not allowed.", hint="Write the value out."
                )
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        raise StudyError(
            f"{where}: this is not valid YAML: {error.problem or error.context}.",
            hint="Look at the indentation, the colons and the quotes on this line and the one above.",
        ) from None
    except YAMLError as error:
        raise StudyError(f"{path}: this is not valid YAML: {str(error).splitlines()[0]}.") from None
    if root is None:
        raise StudyError(f"{path}: the file is empty.", hint="Write one with `tessera init DIR --data TABLE`.")
    if not isinstance(root, MappingNode):
        raise StudyError(f"{path}:1: the file has to hold keys and values, like `title: Mall customers`.")
    lines: dict[Place, int] = {}
    values = _plain(root, (), lines, path)
    return Document(path=path, values=MappingProxyType(values), lines=MappingProxyType(lines))


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


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question naming the nearest known word, or an empty text when none is near."""
    names = list(known)
    folded = {name.casefold(): name for name in reversed(names)}
    near = difflib.get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    return f"Did you mean '{folded[near[0]]}'?" if near else ""


def suggestion(word: str, known: Sequence[str]) -> str:
    """The nearest known word, or all of them."""
    return did_you_mean(word, known) or f"Known: {', '.join(known) or 'none'}."


def key_of(place: Place) -> str:
    """A place as a person writes it: ``models.age-spend.features[0]``."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _read_text(path: Path) -> str:
    """The file's text, or a refusal."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        near = did_you_mean(path.name, sorted(p.name for p in path.parent.glob("*.y*ml")))
        raise StudyError(
            f"{path}: there is no such file.", hint=near or "Write one with `tessera init DIR --data TABLE`."
        ) from None
    except IsADirectoryError:
        raise StudyError(f"{path}: this is a folder.", hint="Name the file in it, such as study.yml.") from None
    except OSError as error:
        raise StudyError(f"{path}: the file cannot be read: {error.strerror}.") from None
    if len(content) > LARGEST_FILE:
        raise StudyError(f"{path}: {len(content):,} bytes are too many for such a file.", hint="Is it the table?")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise StudyError(f"{path}:{line}: the file is not UTF-8 text.", hint="Save it as UTF-8.") from None


def _plain(node: Node, place: Place, lines: dict[Place, int], path: Path) -> Plain:
    """Plain values of a node; fills `lines`. Keys are text, as written."""
    lines.setdefault(place, node.start_mark.line + 1)
    if len(place) > DEEPEST:
        raise StudyError(f"{path}:{lines[place]}: this is nested too deeply.")
    if isinstance(node, MappingNode):
        return _mapping(node, place, lines, path)
    if isinstance(node, SequenceNode):
        return [_plain(child, (*place, i), lines, path) for i, child in enumerate(node.value)]
    return _scalar(node, place, lines, path)


def _mapping(node: MappingNode, place: Place, lines: dict[Place, int], path: Path) -> dict[str, Plain]:
    """A mapping without repeated keys."""
    values: dict[str, Plain] = {}
    for key_node, child in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            raise StudyError(f"{path}:{line}: a key has to be a word.")
        key = str(key_node.value)
        here = (*place, key)
        if key in values:
            raise StudyError(
                f"{path}:{line}: the key '{key_of(here)}' is there twice; the first is on line {lines[here]}.",
                hint="Keep one of them.",
            )
        lines[here] = line
        values[key] = _plain(child, here, lines, path)
    return values


def _scalar(node: Node, place: Place, lines: dict[Place, int], path: Path) -> Plain:
    """A number, date, text, truth value or nothing."""
    if str(node.tag) not in _PLAIN_TAGS:
        raise StudyError(f"{path}:{lines[place]}: the tag '{node.tag}' is not allowed.", hint="Write a plain value.")
    try:
        return YAML(typ="safe", pure=True).constructor.construct_object(node)
    except (ValueError, YAMLError):
        raise StudyError(f"{path}:{lines[place]}: '{node.value}' cannot be read as a value.") from None


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
    return f"'{text[:40]}...'" if len(text) > 40 else f"'{text}'"
