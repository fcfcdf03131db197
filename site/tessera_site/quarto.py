"""Staged pages -> website with Quarto, where it is installed."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tessera.errors import PublishError

from tessera_site.holding import write_whole
from tessera_site.layout import lay_out
from tessera_site.pandoc import copy_into, page_bodies
from tessera_site.search import index_site
from tessera_site.stage import Stage

MOST_AGAIN = 3
"""Changed pages up to which they are rendered one by one: each time Quarto takes seconds to start."""

_LAST_LINES = 8
_QUARTOS_INDEX = "search.json"  # written even where its search is switched off
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def quarto_program() -> Path | None:
    """Where Quarto is, or None."""
    found = shutil.which("quarto")
    return Path(found) if found else None


def render(stage: Stage, out: Path, project: Path | None = None) -> None:
    """Turn a staged website into a finished one in an empty folder, with Quarto.

    Quarto renders into a folder that is kept beside the stage, where a few changed pages are rendered by themselves;
    only a complete result is copied. The "not found" page, which must work at any depth, is laid out by the embedded
    engine.

    Parameters
    ----------
    stage : Stage
        What `write_stage` staged.
    out : Path
        Where the website goes; made when missing. Nothing in it is removed.
    project : Path, optional
        A folder whose own templates and theme go before the shipped ones.

    Raises
    ------
    PublishError
        If there is no Quarto, or it fails; the sentence carries its last lines.
    """
    program = quarto_program()
    if program is None:
        raise PublishError(
            "Quarto is not on this machine.", hint="Install it from quarto.org, or build with --engine pandoc."
        )
    rendered = _rendered(program, stage)
    shutil.copytree(rendered, out, ignore=shutil.ignore_patterns(_QUARTOS_INDEX), dirs_exist_ok=True)
    missing = tuple(page for page in stage.site.pages if page.kind == "missing")
    bodies = page_bodies(stage, missing, project) if missing else {}
    for page in missing:
        (out / page.path).write_text(
            lay_out(stage.site, page, bodies[page.path], project), encoding="utf-8", newline="\n"
        )
    for name in stage.assets:  # all of them: what Quarto copied may be of an earlier build
        copy_into(stage.folder / name, out / name)
    index_site(out)


def _rendered(program: Path, stage: Stage) -> Path:
    """Quarto's own copy of the site, brought up to date."""
    kept = stage.folder.parent / "quarto"
    rendered, record = kept / "site", kept / "staged.json"
    staged = _hashes(stage.folder) | {"the program": f"{program.resolve()} {program.stat().st_mtime_ns}"}
    before = json.loads(record.read_text(encoding="utf-8")) if record.is_file() else {}
    record.unlink(missing_ok=True)  # what is cut short is rendered as a whole the next time
    again = _changed_pages(before, staged, stage.assets)
    if again is None:
        shutil.rmtree(rendered, ignore_errors=True)
        _run(program, stage.folder, rendered)
    for name in again or ():
        _run(program, stage.folder / name, rendered)
    _check_complete(stage, rendered)
    write_whole(record, json.dumps(staged).encode())
    return rendered


def _hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of every staged file, without what Quarto keeps among them for itself."""
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in files.items()
        if not name.startswith((".quarto", "_freeze"))
    }


def _changed_pages(before: Mapping[str, str], now: Mapping[str, str], assets: Sequence[str]) -> tuple[str, ...] | None:
    """The pages that alone have to be rendered again; None where the whole site has to."""
    if before.keys() != now.keys():
        return None
    changed = tuple(name for name in now if now[name] != before[name] and name not in assets)
    few = len(changed) <= MOST_AGAIN and all(name.endswith(".qmd") for name in changed)
    return changed if few else None


def _run(program: Path, source: Path, target: Path) -> None:
    """Run Quarto once, over the staged folder or a page in it."""
    surroundings = {**os.environ, "NO_COLOR": "1", "QUARTO_LOG_LEVEL": "INFO"}
    done = subprocess.run(  # noqa: S603  (our own arguments, no shell)
        [str(program), "render", str(source), "--output-dir", str(target.resolve())],
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        lines = [line.strip() for line in _COLOURS.sub("", done.stdout).splitlines() if line.strip()]
        raise PublishError(
            f"Quarto could not render the site: {' | '.join(lines[-_LAST_LINES:])}",
            hint=f"What it was given is {source}; --engine pandoc builds the same site without Quarto.",
        )


def _check_complete(stage: Stage, rendered: Path) -> None:
    """Quarto can leave a page out and still report success."""
    for page in stage.site.pages:
        if page.kind != "missing" and not (rendered / page.path).is_file():
            raise PublishError(
                f"Quarto made no {page.path}.", hint="--engine pandoc builds the same site without Quarto."
            )
