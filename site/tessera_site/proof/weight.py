"""How much a reader downloads before a page can be read."""

import gzip
import posixpath
import re
from collections.abc import Mapping

from tessera_site.proof.page import Page

FIRST_VIEW = 150 * 1024
"""Bytes a page's first view should stay within, compressed; Plotly is not in it, it comes on demand."""
_FACES = re.compile(r"url\(\s*['\"]?([^'\")]+\.woff2)['\"]?\s*\)")
_QUICK, _USUAL = 1, 6


def first_view(name: str, page: Page, files: Mapping[str, bytes], level: int = _USUAL) -> int:
    """Bytes of a page with its styles, scripts and fonts, compressed as a server would.

    All faces that a style sheet names count, though a browser may need fewer.
    """
    loaded: set[str] = {name}
    for link in page.links:
        if link.element == "script" or (link.element == "link" and "stylesheet" in link.relation):
            loaded.add(posixpath.normpath(posixpath.join(posixpath.dirname(name), link.address.split("?")[0])))
    fonts: set[str] = set()
    for sheet in loaded:
        if sheet.endswith(".css") and sheet in files:
            faces = _FACES.findall(files[sheet].decode("utf-8", "replace"))
            fonts.update(posixpath.normpath(posixpath.join(posixpath.dirname(sheet), face)) for face in faces)
    texts = sum(len(gzip.compress(files[part], level, mtime=0)) for part in loaded if part in files)
    return texts + sum(len(files[face]) for face in fonts if face in files)


def heavy_pages(pages: Mapping[str, Page], files: Mapping[str, bytes]) -> tuple[str, ...]:
    """A sentence for each page whose first view is too heavy."""
    heavy = []
    for name, page in pages.items():
        # The quick compression is an upper bound, and enough for nearly every page.
        if first_view(name, page, files, _QUICK) <= FIRST_VIEW:
            continue
        weight = first_view(name, page, files)
        if weight > FIRST_VIEW:
            heavy.append(f"{name} weighs {weight // 1024} KB at first view, more than {FIRST_VIEW // 1024}.")
    return tuple(heavy)
