"""`manifest.json`: the hash of every published file, what was read, and what made it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tessera_site.proof.fault import Fault

NAME = "manifest.json"
FORMAT = 1


def write_manifest(folder: Path, findings: Mapping[str, Any], order: Mapping[str, Any] | None = None) -> Path:
    """Write the manifest of a finished site; the same files and findings always give the same bytes.

    Parameters
    ----------
    folder : Path
        The site, with everything that will be published in it.
    findings : mapping
        The document of findings.json: gives the input's fingerprint and the versions.
    order : mapping, optional
        How the site was made, so that it can be made again: engine, audience, what was left out.
    """
    document = {
        "format": FORMAT,
        "order": dict(order or {}),
        "input": findings["input"]["fingerprint"],
        "made_with": findings["made_with"],
        "files": {name: digest(data) for name, data in read_site(folder).items() if name != NAME},
    }
    document["manifest"] = own_digest(document)
    path = folder / NAME
    path.write_text(json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def read_site(folder: Path) -> dict[str, bytes]:
    """Every file of a site by its address from the root, in ascending order."""
    paths = sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file())
    return {name: path.read_bytes() for name, path in paths}


def digest(data: bytes) -> str:
    """SHA-256 as hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def own_digest(document: Mapping[str, Any]) -> str:
    """The hash of what a manifest says, without that hash: a slip in the manifest itself is found by it."""
    said = {key: value for key, value in document.items() if key != "manifest"}
    return digest(json.dumps(said, sort_keys=True).encode())


def own_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """A manifest that is not as it was written."""
    if document.get("manifest") != own_digest(document):
        yield Fault(NAME, "", "was changed after the site was made: its own hash is another")


def manifest_faults(files: Mapping[str, bytes], findings: Mapping[str, Any]) -> Iterator[Fault]:
    """Files that are not the ones the manifest was written for."""
    try:
        document = json.loads(files[NAME])
        listed: dict[str, str] = dict(document["files"])
        made_from = document["input"]
    except (ValueError, KeyError, TypeError):
        yield Fault(NAME, "", "is not a manifest of Tessera")
        return
    yield from own_faults(document)
    if made_from != findings["input"]["fingerprint"]:
        yield Fault(NAME, "", "belongs to another table: its input is not the one findings.json was made from")
    for name in sorted(listed.keys() | files.keys() - {NAME}):
        if name not in files:
            yield Fault(name, "", "is in the manifest and not in the site")
        elif name not in listed:
            yield Fault(name, "", "is in the site and not in the manifest")
        elif listed[name] != digest(files[name]):
            yield Fault(name, "", "was changed after the site was made: its hash is not the manifest's")
