"""What is on this machine, what it is needed for, and how to get what is missing."""

import platform
import shutil
import subprocess
import sys
from ctypes.util import find_library
from dataclasses import dataclass
from importlib.util import find_spec

from tessera.errors import PublishError

from tessera_site.pandoc import pandoc_program
from tessera_site.search import pagefind_program

_PATIENCE = 20  # seconds for a program to say its version
_OLDEST_PYTHON = (3, 11)
_CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_PANGO_NAMES = ("pango-1.0", "pango-1.0-0", "libpango-1.0-0")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a build may need. ``detail`` is what was found, ``install`` how to get it when it was not."""

    name: str
    found: bool
    required: bool
    detail: str
    needed_for: str
    install: str


def report() -> tuple[Check, ...]:
    """Look for everything a build, its tests or a large table may need; required things first."""
    return (_python(), _pandoc(), _pagefind(), _fonts(), _pango(), _quarto(), _java(), _chromium())


def _python() -> Check:
    """Look at the interpreter itself."""
    said = platform.python_version()
    found = said if sys.version_info[:2] >= _OLDEST_PYTHON else None
    return _required("Python", found, "everything", f"Install Python 3.11 or later (this is {said}).")


def _pandoc() -> Check:
    """Look for Pandoc, which its Python package brings."""
    try:
        found = _version(pandoc_program())
    except PublishError:
        found = None
    return _required("Pandoc", found, "turning pages into HTML", "pip install pypandoc_binary")


def _pagefind() -> Check:
    """Look for Pagefind, which its Python package brings."""
    program = pagefind_program()
    found = _version(str(program)) if program else None
    return _required("Pagefind", found, "search on the site", "pip install 'pagefind[bin]'")


def _fonts() -> Check:
    """Look for the two font packages."""
    both = all(find_spec(name) for name in ("font_source_sans_pro", "font_source_serif_pro"))
    found = "Source Sans Pro, Source Serif Pro" if both else None
    install = "pip install font-source-sans-pro font-source-serif-pro"
    return _required("Fonts", found, "type on the site and in the briefing", install)


def _pango() -> Check:
    """Look for Pango, which WeasyPrint sets text with."""
    found = next(filter(None, map(find_library, _PANGO_NAMES)), None)
    ways = {"Linux": "apt-get install libpango-1.0-0 libpangoft2-1.0-0", "Darwin": "brew install pango"}
    install = _way(ways, "https://doc.courtbouillon.org/weasyprint/stable/first_steps.html")
    return _required("Pango", found, "the briefing (without it: --no-pdf)", install)


def _quarto() -> Check:
    """Look for Quarto."""
    install = _way({"Darwin": "brew install quarto"}, "https://quarto.org/docs/download")
    return _optional("Quarto", _first(("quarto",)), "--engine quarto", install)


def _java() -> Check:
    """Look for Java."""
    ways = {"Linux": "apt-get install default-jre-headless", "Darwin": "brew install openjdk"}
    return _optional("Java", _first(("java",)), "tables read through Spark", _way(ways, "https://adoptium.net"))


def _chromium() -> Check:
    """Look for a browser that can take pictures of pages."""
    ways = {"Linux": "apt-get install chromium", "Darwin": "brew install --cask google-chrome"}
    install = _way(ways, "https://www.google.com/chrome")
    return _optional("Chromium", _first(_CHROMIUM_NAMES), "tests in a browser", install)


def _required(name: str, found: str | None, needed_for: str, install: str) -> Check:
    """Report something a build cannot do without."""
    return Check(name, found is not None, required=True, detail=found or "", needed_for=needed_for, install=install)


def _optional(name: str, program: str | None, needed_for: str, install: str) -> Check:
    """Report a program that only some work needs."""
    detail = _version(program) if program else ""
    return Check(name, program is not None, required=False, detail=detail, needed_for=needed_for, install=install)


def _first(names: tuple[str, ...]) -> str | None:
    """Find the first of some programs on the path."""
    return next(filter(None, map(shutil.which, names)), None)


def _way(ways: dict[str, str], page: str) -> str:
    """Say how to install something on this system."""
    return ways.get(platform.system(), f"see {page}")


def _version(program: str) -> str:
    """Ask a program for its version."""
    try:
        done = subprocess.run(  # noqa: S603  (a program found on this machine, no shell)
            [program, "--version"], capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"does not start: {error}"
    lines = (done.stdout or done.stderr).strip().splitlines()
    return lines[0] if lines else "says no version"
