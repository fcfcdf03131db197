"""JSON Pointers into findings.json, and references to them inside statements.

A reference is a pointer in braces, optionally with a style after a bar: ``{/models/m/share|percent}``.

References
----------
RFC 6901, JavaScript Object Notation (JSON) Pointer.
"""

import re
from collections.abc import Iterator
from typing import Any

REFERENCE = re.compile(r"\{(/[^{}|]*)(?:\|([^{}]+))?\}")
_IN_BRACES = (("%", "%25"), ("{", "%7B"), ("}", "%7D"), ("|", "%7C"))


def pointer(*parts: str | int) -> str:
    """A JSON Pointer from its parts, each escaped."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def reference(target: str, style: str = "") -> str:
    """A pointer as it stands in a statement."""
    for plain, coded in _IN_BRACES:
        target = target.replace(plain, coded)
    return f"{{{target}|{style}}}" if style else f"{{{target}}}"


def references(statement: str) -> Iterator[tuple[str, str]]:
    """The pointers of a statement with their styles, in order; an empty style where none is given."""
    for match in REFERENCE.finditer(statement):
        yield decoded(match.group(1)), match.group(2) or ""


def decoded(target: str) -> str:
    """The pointer behind a reference."""
    for plain, coded in reversed(_IN_BRACES):
        target = target.replace(coded, plain)
    return target


def parts_of(target: str) -> tuple[str, ...]:
    """The unescaped parts of a pointer; none for the whole document."""
    parts = target.split("/")[1:]
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts) if "~" in target else tuple(parts)


def resolve(document: Any, target: str) -> Any:
    """What a pointer names.

    Raises
    ------
    KeyError
        If nothing is there.
    """
    found = document
    try:
        for part in parts_of(target):
            found = found[int(part)] if isinstance(found, list | tuple) else found[part]
    except (KeyError, IndexError, TypeError, ValueError):
        raise KeyError(target) from None
    return found
