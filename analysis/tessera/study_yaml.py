"""A YAML file -> plain values, each with the line it stands on.

Used for the study and for playbooks: anything a person writes by hand.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.composer import ComposerError
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from tessera.errors import StudyError
from tessera.nearest import did_you_mean

Plain: TypeAlias = Any
Place: TypeAlias = tuple[str | int, ...]

LARGEST_FILE = 1_000_000  # bytes; a study of a hundred columns has about 20,000
DEEPEST = 20  # levels of nesting

_TEXT = "tag:yaml.org,2002:str"
_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp"))


@dataclass(frozen=True, slots=True)
class Document:
    """What a YAML file holds: plain values, and the line of every place in it, counted from 1."""

    path: Path
    values: Mapping[str, Plain]
    lines: Mapping[Place, int]


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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReusedAnchorWarning)  # anchors are refused below, with their line
            root = YAML(typ="safe", pure=True).compose(text)
    except RecursionError:
        raise StudyError(f"{path}: this is nested too deeply.") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if isinstance(error, ComposerError) and mark and "alias" in str(error.problem):
            raise _refused_anchor(mark.line + 1, path) from None
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


def key_of(place: Place) -> str:
    """A place as a person writes it: ``models.age-spend.features[0]``."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _read_text(path: Path) -> str:
    """The file's text, or a refusal."""
    if path.is_fifo() or path.is_char_device():
        raise StudyError(f"{path}: this is a pipe or a device, not a file.", hint="Save its text as a file first.")
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except (FileNotFoundError, ValueError):  # no file has a name with a NUL in it
        near = did_you_mean(path.name, sorted(p.name for p in path.parent.glob("*.y*ml")))
        begin = "Write one with `tessera init DIR --data TABLE`." if path.name == "study.yml" else ""
        raise StudyError(f"{path}: there is no such file.", hint=near or begin) from None
    except IsADirectoryError:
        raise StudyError(f"{path}: this is a folder.", hint="Name the file in it, such as study.yml.") from None
    except OSError as error:
        raise StudyError(f"{path}: the file cannot be read: {error.strerror}.") from None
    if len(content) > LARGEST_FILE:
        raise StudyError(
            f"{path}: {path.stat().st_size:,} bytes are too many for such a file.", hint="Is it the table?"
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise StudyError(f"{path}:{line}: the file is not UTF-8 text.", hint="Save it as UTF-8.") from None


def _refused_anchor(line: int, path: Path) -> StudyError:
    """The refusal of anything that stands for something written elsewhere."""
    return StudyError(f"{path}:{line}: anchors and aliases (& and *) are not allowed.", hint="Write the value out.")


def _plain(node: Node, place: Place, lines: dict[Place, int], path: Path) -> Plain:
    """Plain values of a node; fills `lines`. Keys are text, as written. An alias has an anchor above it."""
    lines.setdefault(place, node.start_mark.line + 1)
    if node.anchor:
        raise _refused_anchor(node.start_mark.line + 1, path)
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
        if key_node.anchor:
            raise _refused_anchor(line, path)
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
    if str(node.tag) == _TEXT:
        return node.value
    try:
        return YAML(typ="safe", pure=True).constructor.construct_object(node)
    except (ValueError, YAMLError):
        raise StudyError(f"{path}:{lines[place]}: '{node.value}' cannot be read as a value.") from None
