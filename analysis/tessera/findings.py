"""`findings.json`: the facts written down, and their JSON Schema."""

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

import numpy as np

from tessera.facts import Findings

SCHEMA_VERSION = "1.0"


def as_json(findings: Findings) -> dict[str, Any]:
    """Findings as plain JSON values: numbers in full precision, names as keys, nothing rounded."""
    return plain_facts(findings)


def plain_facts(facts: object) -> dict[str, Any]:
    """Any fact as plain JSON values."""
    plain = _plain(facts)
    assert isinstance(plain, dict)
    return plain


def dump(document: Mapping[str, Any]) -> str:
    """The bytes of findings.json: the same document always gives the same text."""
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


@cache
def json_schema() -> dict[str, Any]:
    """JSON Schema of findings.json, read off the facts themselves."""
    from pydantic import TypeAdapter

    schema = TypeAdapter(Findings).json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Tessera findings",
    }


def _plain(value: Any) -> Any:
    """A fact as JSON values."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, tuple | list | np.ndarray):
        return [_plain(part) for part in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("findings hold finite numbers only")
    return value
