"""What a build has proved before: files whose very bytes were held against the same findings by the same code.

Whether a page says what the findings say follows from its bytes, the findings and the code, so a build that makes the
same bytes again takes the answer of the build before. Only a build does: `tessera verify` proves every byte anew, and
so does a build with ``--force``.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tessera

from tessera_site.holding import write_whole
from tessera_site.proof.manifest import digest, read_site
from tessera_site.shipped import shipped

NAME = "proved.json"


def proof_key(findings: Mapping[str, Any], study: Path) -> str:
    """What a proof depends on besides the bytes: findings (and in them the table's fingerprint), study, and code."""
    hashed = hashlib.sha256(json.dumps(findings, sort_keys=True).encode() + study.read_bytes())
    for root in (Path(tessera.__file__).parent, Path(__file__).parents[1], shipped("templates")):
        for path in sorted(path for path in root.rglob("*") if path.suffix in {".py", ".j2", ".yml", ".qmd"}):
            hashed.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return hashed.hexdigest()


def proved_before(kept: Path, key: str | None, files: Mapping[str, bytes]) -> frozenset[str]:
    """Addresses of files that the last build proved as they are.

    There are none where it held them against something else, or where no ``key`` says what they are held against.
    """
    try:
        document = json.loads((kept / NAME).read_bytes())
        known: Mapping[str, str] = document["files"] if key and document["key"] == key else {}
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()
    return frozenset(name for name, data in files.items() if known.get(name) == digest(data))


def keep_proof(kept: Path, key: str, site: Path) -> None:
    """Keep for the next build which files have been proved."""
    files = {name: digest(data) for name, data in read_site(site).items()}
    write_whole(kept / NAME, json.dumps({"key": key, "files": files}).encode())
