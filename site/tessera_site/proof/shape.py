"""A light look at whether findings.json has the shape its schema gives. The full look needs a JSON Schema library."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
}


def shape_faults(value: Any, schema: Mapping[str, Any]) -> Iterator[str]:
    """Where a document departs from its schema, as pointers with a few words.

    Looks at types, required and unknown keys, alternatives, and the parts of objects and arrays.
    """
    yield from _faults(value, schema, schema.get("$defs", {}), "")


def _faults(value: Any, schema: Any, named: Mapping[str, Any], place: str) -> Iterator[str]:
    """The same for a part."""
    if not isinstance(schema, Mapping):
        return
    if "$ref" in schema:
        schema = named[schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        if not any(next(_faults(value, choice, named, place), None) is None for choice in schema["anyOf"]):
            # The alternative of the value's own kind says most; 'null' is the usual other one.
            closest = next((choice for choice in schema["anyOf"] if choice.get("type") != "null"), schema["anyOf"][0])
            yield from _faults(value, closest, named, place)
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place or '/'} is {value!r}, not one of {', '.join(map(str, schema['enum']))}"
    kind = schema.get("type")
    if kind is not None and not _TYPES[kind](value):
        yield f"{place or '/'} is not of type {kind}"
    elif isinstance(value, dict):
        yield from _object_faults(value, schema, named, place)
    elif isinstance(value, list):
        first = schema.get("prefixItems", [])
        for i, part in enumerate(value):
            yield from _faults(part, first[i] if i < len(first) else schema.get("items"), named, f"{place}/{i}")


def _object_faults(
    value: dict[str, Any], schema: Mapping[str, Any], named: Mapping[str, Any], place: str
) -> Iterator[str]:
    """Keys that are missing or unknown, and the parts under known keys."""
    known = schema.get("properties", {})
    others = schema.get("additionalProperties")
    for key in schema.get("required", ()):
        if key not in value:
            yield f"{place}/{key} is missing"
    for key, part in value.items():
        if key not in known and (others is False or (known and others is None)):
            yield f"{place}/{key} is not in the schema"
        else:
            yield from _faults(part, known.get(key, others), named, f"{place}/{key}")
