"""Files that come straight from the findings: findings.json itself, its schema, the tables, the rules."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tessera_site.proof.fault import Fault, quoted

FINDINGS = "findings.json"
SCHEMA = "findings.schema.json"


def export_faults(files: Mapping[str, bytes], findings: Mapping[str, Any]) -> Iterator[Fault]:
    """Exports that are missing, or that are not what the findings give."""
    from tessera_site.exports import exports

    for name, data in exports(findings).items():
        if name not in files:
            yield Fault(name, "", "is missing")
        elif files[name] != data:
            yield Fault(name, "", f"is not what the findings give: {_difference(files[name], data)}")


def _difference(printed: bytes, wanted: bytes) -> str:
    """The first line in which two files differ."""
    ours, theirs = printed.decode("utf-8", "replace").splitlines(), wanted.decode("utf-8").splitlines()
    for number, (found, should) in enumerate(zip(ours, theirs, strict=False), start=1):
        if found != should:
            return f"line {number} is {quoted(found.strip())} and should be {quoted(should.strip())}"
    return f"it has {len(ours)} lines and should have {len(theirs)}"


def read_json(data: bytes) -> Any:
    """A document that a site carries.

    Raises
    ------
    ValueError
        If it is not JSON.
    """
    return json.loads(data)
