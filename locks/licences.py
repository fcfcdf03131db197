"""The licences of what Tessera brings along: `python locks/licences.py > docs/licences.md`, in its environment.

`nox -s lock` runs it after locking.
"""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

LOCK = Path(__file__).parent / "site.txt"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
HEAD = """\
# Licences of the dependencies

What `pip install .` brings along, at the versions that are locked; written by `nox -s lock`, as each package tells it.
A package that is not installed on the machine that wrote the list is for another platform.

| package | version | licence |
| --- | --- | --- |
"""
LONGEST = 60


def licence(name: str) -> str:
    """What a package says of its licence, on one line."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return "for another platform"
    classifiers = [c.rpartition(" :: ")[2] for c in told.get_all("Classifier", []) if c.startswith("License ::")]
    said = told.get("License-Expression") or ", ".join(classifiers) or (told.get("License") or "").strip()
    first = said.splitlines()[0] if said else "not told; see the package"
    return (first if len(first) <= LONGEST else f"{first[:LONGEST]}…").replace("|", "\\|")


if __name__ == "__main__":
    pinned = PINNED.findall(LOCK.read_text(encoding="utf-8"))
    print(HEAD + "\n".join(f"| {name} | {version} | {licence(name)} |" for name, version in pinned))
