"""How much a reader downloads before a page can be read."""

import gzip
import posixpath
import re
from collections.abc import Mapping
from functools import lru_cache

from tessera_site.proof.seen import Page

KILO = 1000
FIRST_VIEW = 150 * KILO
"""Bytes a page's first view should stay within, compressed; Plotly is not in it, it comes on demand."""
_RULE = re.compile(r"@font-face\s*\{[^}]*\}")
_FACE = re.compile(r"url\(\s*['\"]?([^'\")]+\.woff2)['\"]?\s*\)")
_RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", re.IGNORECASE)
_QUICK, _USUAL = 1, 6


def first_view(name: str, page: Page, files: Mapping[str, bytes], level: int = _USUAL) -> int:
    """Bytes of a page with its styles, scripts and fonts, compressed as a server would.

    All faces that a style sheet names for a character of the page count, though a browser may need fewer.
    """
    written = frozenset(map(ord, files[name].decode("utf-8", "replace")))
    loaded: set[str] = {name}
    for link in page.links:
        if link.element == "script" or (link.element == "link" and "stylesheet" in link.relation):
            loaded.add(posixpath.normpath(posixpath.join(posixpath.dirname(name), link.address.split("?")[0])))
    fonts: set[str] = set()
    for sheet in loaded:
        if sheet.endswith(".css") and sheet in files:
            faces = _faces(files[sheet].decode("utf-8", "replace"), written)
            fonts.update(posixpath.normpath(posixpath.join(posixpath.dirname(sheet), face)) for face in faces)
    texts = sum(_compressed(files[part], level) for part in loaded if part in files)
    return texts + sum(len(files[face]) for face in fonts if face in files)


def _faces(sheet: str, written: frozenset[int]) -> tuple[str, ...]:
    """Addresses of the faces that a style sheet names for some of these characters."""
    rules = _RULE.findall(sheet)
    return tuple(face for rule in rules for face in _FACE.findall(rule) if _meant_for(rule, written))


def _meant_for(rule: str, written: frozenset[int]) -> bool:
    """Whether a face's ``unicode-range``, if it has one, holds any of the characters."""
    ranges = [(int(first, 16), int(last or first, 16)) for first, last in _RANGE.findall(rule)]
    return not ranges or any(first <= code <= last for code in written for first, last in ranges)


@lru_cache(maxsize=64)
def _compressed(data: bytes, level: int) -> int:
    """Size of a file as a server sends it; styles and scripts are asked for by every page."""
    return len(gzip.compress(data, level, mtime=0))


def heavy_pages(pages: Mapping[str, Page], files: Mapping[str, bytes]) -> tuple[str, ...]:
    """A sentence about the pages whose first view is too heavy, if there are any."""
    # The quick compression is an upper bound, and enough for nearly every page.
    doubtful = [name for name, page in pages.items() if first_view(name, page, files, _QUICK) > FIRST_VIEW]
    weights = {name: first_view(name, pages[name], files) for name in doubtful}
    heavy = sorted((-weight, name) for name, weight in weights.items() if weight > FIRST_VIEW)
    if not heavy:
        return ()
    weight, name = -heavy[0][0] // KILO, heavy[0][1]
    limit = f"{len(heavy)} of {len(pages)} pages weigh more than {FIRST_VIEW // KILO} kB at first view"
    return (f"{limit}, all faces of type counted; {name} most: {weight} kB.",)
