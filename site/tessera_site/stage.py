"""Pages -> the staged folder that both engines read. Written only where something changed.

>>> stage = write_stage(site, Path("build/stage"), {"findings.json": b"{}"})    # doctest: +SKIP
>>> pandoc.render(stage, Path("_site"))       # embedded engine                 # doctest: +SKIP
>>> quarto.render(stage, Path("_site"))       # Quarto, when it is there        # doctest: +SKIP
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tessera.errors import PublishError

from tessera_site.fonts import FontFile, font_css, font_faces
from tessera_site.holding import write_whole
from tessera_site.layout import around
from tessera_site.quarto_settings import quarto_includes, quarto_settings
from tessera_site.shipped import shipped
from tessera_site.website import NavEntry, Page, PageKind, Site

__all__ = ["NavEntry", "Page", "PageKind", "Site", "Stage", "write_stage"]

STYLES = ("tokens.css", "tessera.css", "charts.css", "frame.css")
SCRIPTS = ("early.js", "tessera.js", "search.js", "figures.js", "which.js")
_PLOTLY = "assets/plotly.min.js"
_FIGURE_MARK = "data-figure="
# Pages bring their own title; Quarto moves it to the very top unless it finds a title block of its own.
_NO_TITLE_BLOCK = b'<header class="quarto-title-block" hidden></header>\n'


@dataclass(frozen=True, slots=True)
class Stage:
    """A staged website. ``changed`` and ``removed`` are file names from the folder, in ascending order."""

    site: Site
    folder: Path
    assets: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def write_stage(
    site: Site,
    folder: Path,
    assets: Mapping[str, bytes],
    project: Path | None = None,
    fonts: Path | None = None,
) -> Stage:
    """Write pages, settings, theme, fonts and assets below a folder, touching only what changed.

    Files of an earlier stage that no longer belong are removed.

    Parameters
    ----------
    site : Site
        The website.
    folder : Path
        Where to stage; made when missing. It belongs to the stage: anything else in it is removed.
    assets : mapping of str to bytes
        Further files, named from the site's root: exports, figures, the briefing. They are published as they are.
    project : Path, optional
        A folder whose own theme files and ``_quarto.yml`` go before the shipped ones.
    fonts : Path, optional
        Where cut fonts are kept between builds; by default ``fonts`` beside the staged folder.

    Returns
    -------
    Stage
        What was staged and what changed since the last time.

    Raises
    ------
    PublishError
        If two pages or assets have one address, or an address leaves the site.
    """
    faces = font_faces(fonts or folder.parent / "fonts")
    published = {**_theme_assets(site, faces, project), **assets}
    sources = {_source_name(page): _document(site, page, project).encode() for page in site.pages}
    _check_addresses(site, published)
    settings = {
        "_quarto.yml": quarto_settings(site, tuple(sorted(published)), shipped("_quarto.yml", project)).encode(),
        "quarto/quarto.scss": shipped("theme/quarto.scss", project).read_bytes(),
        "quarto/quarto.lua": shipped("theme/quarto.lua", project).read_bytes(),
        "quarto/title-block.html": _NO_TITLE_BLOCK,
    }
    files = {**settings, **sources, **published}
    changed = tuple(name for name in sorted(files) if _write_if_changed(folder / name, files[name]))
    return Stage(site, folder, tuple(sorted(published)), changed, _remove_others(folder, set(files)))


def _document(site: Site, page: Page, project: Path | None) -> str:
    """Write a page as a ``.qmd`` document: front matter, what stands around its text, its text."""
    before, after = around(site, page, project)
    includes = quarto_includes(site, page, project)
    front = {"title": page.title, "pagetitle": page.title, "description": page.description, **includes}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
    parts = ["---\n" + "\n".join(lines) + "\n---", _raw(before), page.body.strip("\n"), _raw(after)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _raw(html: str) -> str:
    """HTML as a raw block, with links to the staged documents."""
    linked = html.replace('.html"', '.qmd"')
    return f"```{{=html}}\n{linked}\n```" if html else ""


def _source_name(page: Page) -> str:
    """Name the staged document of a page: ``segments/m/s.qmd``."""
    return str(PurePosixPath(page.path).with_suffix(".qmd"))


def _theme_assets(site: Site, faces: tuple[FontFile, ...], project: Path | None) -> dict[str, bytes]:
    """Style, scripts, fonts, the icon, and Plotly when a page has a figure that uses it; by published name."""
    files = {f"assets/{name}": shipped(f"theme/{name}", project).read_bytes() for name in (*STYLES, *SCRIPTS)}
    files["assets/favicon.svg"] = shipped("theme/favicon.svg", project).read_bytes()
    files["assets/fonts.css"] = font_css(faces).encode()
    files |= {f"assets/fonts/{face.path.name}": face.path.read_bytes() for face in faces}
    if any(_FIGURE_MARK in page.body for page in site.pages):
        files[_PLOTLY] = _plotly_file().read_bytes()
    return files


def _plotly_file() -> Path:
    """Find the one Plotly script of the site without importing the package."""
    from importlib.util import find_spec

    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise PublishError("Plotly is missing, so no chart can be explored.", hint="pip install plotly")
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"


def _check_addresses(site: Site, published: Mapping[str, bytes]) -> None:
    """Refuse addresses that collide or leave the site."""
    seen = set(published)
    for page in site.pages:
        if page.path in seen:
            raise PublishError(f"Two files of the site have the address {page.path}.")
        if not page.path.endswith(".html"):
            raise PublishError(f"A page's address must end in .html: {page.path}.")
        seen.add(page.path)
    for name in sorted(seen):
        if name.startswith("/") or ".." in PurePosixPath(name).parts or "\\" in name:
            raise PublishError(f"The address {name} leaves the site.")


def _write_if_changed(path: Path, data: bytes) -> bool:
    """Write a file whole, unless it already holds just this; say whether it was written."""
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return False
    write_whole(path, data)
    return True


def _remove_others(folder: Path, names: set[str]) -> tuple[str, ...]:
    """Remove files that do not belong to this stage, and folders left empty; Quarto's own cache stays."""
    removed = []
    for path in sorted(folder.rglob("*"), reverse=True):
        name = path.relative_to(folder).as_posix()
        if name.startswith((".quarto", "_freeze")):
            continue
        if path.is_file() and name not in names:
            path.unlink()
            removed.append(name)
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    return tuple(sorted(removed))
