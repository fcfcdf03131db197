"""Findings of an earlier build, read back into facts."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tessera.errors import TesseraError
from tessera.facts import Findings
from tessera.findings import SCHEMA_VERSION

_REBUILD = "Build the earlier table again with this version, and use the findings.json of that build."


def read_baseline(path: Path) -> Findings:
    """The findings in a file.

    Raises
    ------
    TesseraError
        If the file cannot be read, is not JSON, or was written by another version of the schema.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse_constant)
    except (OSError, UnicodeDecodeError) as fault:
        raise TesseraError(
            f"The baseline {path} cannot be read.", hint="Name the findings.json of an earlier build."
        ) from fault
    except (ValueError, RecursionError) as fault:
        raise TesseraError(
            f"The baseline {path} is not JSON ({fault}).", hint="Name the findings.json of an earlier build."
        ) from fault
    return as_facts(document, str(path))


def as_facts(document: Any, name: str = "The document") -> Findings:
    """A document of findings.json as the facts it was written from.

    Parameters
    ----------
    document : JSON value
    name : str
        What to call it in a refusal.

    Raises
    ------
    TesseraError
        If it has another schema version, or lacks what this version has.
    """
    from pydantic import TypeAdapter, ValidationError

    version = document.get("schema_version") if isinstance(document, Mapping) else None
    if version is None:
        raise TesseraError(f"{name} holds no findings of Tessera's: it has no schema_version.", hint=_REBUILD)
    if version != SCHEMA_VERSION:
        raise TesseraError(
            f"{name} has schema version {version}, and this Tessera writes {SCHEMA_VERSION}.", hint=_REBUILD
        )
    try:
        findings: Findings = TypeAdapter(Findings).validate_python(document)
    except ValidationError as fault:
        first = fault.errors()[0]
        place = "/" + "/".join(str(part) for part in first["loc"])
        raise TesseraError(f"{name} is damaged at {place}: {first['msg'].lower()}.", hint=_REBUILD) from fault
    for key, model in findings.models.items():
        if set(model.order) != set(model.segments):
            raise TesseraError(f"{name} is damaged at /models/{key}: order and segments differ.", hint=_REBUILD)
    return findings


def _refuse_constant(word: str) -> None:
    """Refuse what JSON has no word for."""
    raise ValueError(f"it holds {word}")
