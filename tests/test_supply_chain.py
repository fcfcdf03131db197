"""What is installed is locked, with hashes, from anywhere; and every licence is told."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = sorted((ROOT / "locks").glob("*.txt"))
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
NAME = re.compile(r"^[A-Za-z0-9._-]+")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(lock: Path) -> dict[str, str]:
    return {plain(name): version for name, version in PINNED.findall(lock.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_package_is_pinned_with_its_hashes_and_from_no_particular_host(lock):
    text = lock.read_text(encoding="utf-8")
    parts = re.split(r"(?m)^(?=[A-Za-z0-9])", text)[1:]
    assert len(parts) == len(PINNED.findall(text)) > 0
    assert all("--hash=sha256:" in part for part in parts)
    assert "://" not in text
    assert "--index" not in text


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_the_locks_hold_what_the_project_asks_for(lock):
    """After a change of dependencies: `nox -s lock`."""
    groups = [] if lock.stem == "site" else lock.stem.split("-")
    wanted = [*PROJECT["project"]["dependencies"], *(part for g in groups for part in PROJECT["dependency-groups"][g])]
    assert {plain(NAME.match(part)[0]) for part in wanted} <= pinned(lock).keys()


def test_every_licence_is_listed():
    listed = dict(re.findall(r"^\| (\S+) \| (\S+) \| [^|]+\|$", (ROOT / "docs/licences.md").read_text(), re.MULTILINE))
    listed.pop("package", None)
    assert {plain(name): version for name, version in listed.items() if name != "---"} == pinned(
        ROOT / "locks/site.txt"
    )
