"""Pages -> the staged folder that both engines read. Written only where something changed.

>>> stage = write_stage(site, Path("build/stage"), {"findings.json": b"{}"})
>>> pandoc.render(stage, Path("_site"))       # embedded engine
>>> quarto.render(stage, Path("_site"))       # Quarto, when it is on the machine
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tessera_site.website import NavEntry, Page, PageKind, Site

__all__ = ["NavEntry", "Page", "PageKind", "Site", "Stage", "write_stage"]


@dataclass(frozen=True, slots=True)
class Stage:
    """A staged website. ``changed`` and ``removed`` are file names from the folder, in ascending order."""

    site: Site
    folder: Path
    assets: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def write_stage(site: Site, folder: Path, assets: Mapping[str, bytes], project: Path | None = None) -> Stage:
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

    Returns
    -------
    Stage
        What was staged and what changed since the last time.

    Raises
    ------
    PublishError
        If two pages or assets have one address, or an address leaves the site.
    """
    raise NotImplementedError
