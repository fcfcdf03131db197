"""Staged pages -> website with Quarto, where it is installed."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from tessera.errors import PublishError

from tessera_site.layout import lay_out
from tessera_site.pandoc import copy_into, page_bodies
from tessera_site.search import index_site
from tessera_site.stage import Stage

_LAST_LINES = 8
_QUARTOS_INDEX = "search.json"  # written even where its search is switched off
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def quarto_program() -> Path | None:
    """Where Quarto is, or None."""
    found = shutil.which("quarto")
    return Path(found) if found else None


def render(stage: Stage, out: Path, project: Path | None = None) -> None:
    """Turn a staged website into a finished one in an empty folder, with Quarto.

    Quarto renders into a folder of its own, and only a complete result is copied. The "not found" page, which must work
    at any depth, is laid out by the embedded engine.

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
    with tempfile.TemporaryDirectory(prefix="quarto-", dir=stage.folder.parent) as folder:
        rendered = Path(folder) / "site"
        _run(program, stage.folder, rendered)
        _check_complete(stage, rendered)
        shutil.copytree(rendered, out, ignore=shutil.ignore_patterns(_QUARTOS_INDEX), dirs_exist_ok=True)
    missing = tuple(page for page in stage.site.pages if page.kind == "missing")
    bodies = page_bodies(stage, missing, project) if missing else {}
    for page in missing:
        (out / page.path).write_text(
            lay_out(stage.site, page, bodies[page.path], project), encoding="utf-8", newline="\n"
        )
    for name in stage.assets:
        if not (out / name).exists():
            copy_into(stage.folder / name, out / name)
    index_site(out)


def _run(program: Path, source: Path, target: Path) -> None:
    """Run Quarto once over the staged folder."""
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
            hint=f"The pages are in {source}; --engine pandoc builds the same site without Quarto.",
        )


def _check_complete(stage: Stage, rendered: Path) -> None:
    """Quarto can leave a page out and still report success."""
    for page in stage.site.pages:
        if page.kind != "missing" and not (rendered / page.path).is_file():
            raise PublishError(
                f"Quarto made no {page.path}.", hint="--engine pandoc builds the same site without Quarto."
            )
