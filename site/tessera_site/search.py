"""The search index of a finished site, made by Pagefind; the page's own small script does the searching."""

import os
import shutil
import subprocess
from pathlib import Path

from tessera.errors import PublishError

FOLDER = "search"
_IGNORED = "nav, footer, svg, details, pre, .crumb, .unseen"
# Pagefind brings ready-made interfaces; ours is search.js, which needs the engine, its word lists and the index alone.
_UNUSED = ("pagefind-ui.*", "pagefind-modular-ui.*", "pagefind-component-ui.*", "pagefind-highlight.js")


def index_site(site: Path) -> None:
    """Index the text inside ``data-pagefind-body`` of every page into ``search/``.

    The same pages give the same files.

    Raises
    ------
    PublishError
        If Pagefind is missing or fails.
    """
    program = pagefind_program()
    if program is None:
        raise PublishError("The search index cannot be made: Pagefind is missing.", hint="pip install 'pagefind[bin]'")
    shutil.rmtree(site / FOLDER, ignore_errors=True)
    command = [str(program), "--site", ".", "--output-subdir", FOLDER, "--exclude-selectors", _IGNORED, "--silent"]
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
    done = subprocess.run(command, cwd=site, env=surroundings, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise PublishError(f"Pagefind could not index the site: {(done.stderr or done.stdout).strip()}")
    for pattern in _UNUSED:
        for file in (site / FOLDER).glob(pattern):
            file.unlink()


def pagefind_program() -> Path | None:
    """Find the Pagefind program of its Python package, else the machine's own, else None."""
    try:
        from pagefind_bin import get_executable

        return Path(get_executable())
    except (ImportError, FileNotFoundError):
        found = shutil.which("pagefind")
        return Path(found) if found else None
