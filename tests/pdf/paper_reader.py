"""What tests read of a PDF: its structure tree, its pages as pictures, its links."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2

A4_POINTS, LETTER_POINTS = (595, 842), (612, 792)
HEADINGS = {"/H1", "/H2", "/H3", "/H4"}
DPI = 40
WHITE = 250


def opened(data, password=""):
    return pikepdf.open(BytesIO(data), password=password)


def elements(data):
    """Every element of the structure tree in reading order: its tags from the root down, and the dictionary."""
    with opened(data) as document:
        found = []

        def walk(element, above):
            path = (*above, str(element.S))
            found.append((path, element))
            for kid in listed(element.get("/K", [])):
                if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/StructElem":
                    walk(kid, path)

        for top in listed(document.Root.StructTreeRoot.K):
            walk(top, ())
        return [(path, *plain(element, document)) for path, element in found]


def plain(element, document):
    """What is asked of an element, free of the file: attributes, and the pages whose content it holds itself."""
    pages = [page.obj.objgen for page in document.pages]
    marks = [kid for kid in listed(element.get("/K", [])) if isinstance(kid, int)]
    page = pages.index(element.Pg.objgen) if "/Pg" in element else None
    scope = element.get("/A", {}).get("/Scope") if isinstance(element.get("/A"), pikepdf.Dictionary) else None
    return str(element.get("/Alt", "")), None if scope is None else str(scope), page if marks else None


def listed(kids):
    return list(kids) if isinstance(kids, pikepdf.Array | list) else [kids]


def last_tags(data):
    """The tags, from the root down, of the last piece of content on every page."""
    last = {page: path for path, _, _, page in elements(data) if page is not None}
    return [last[page] for page in sorted(last)]


def filled(data):
    """How far down the last ink of every page stands, as a share of the page inside its margins."""
    shares = []
    document = pypdfium2.PdfDocument(data)
    for page in document:
        ink = np.asarray(page.render(scale=DPI / 72).to_pil().convert("L")) < WHITE
        rows = np.flatnonzero(ink.any(axis=1))
        top, foot = round(0.054 * len(ink)), round(0.95 * len(ink))  # between running head and running foot
        shares.append((rows[rows < foot].max() - top) / (foot - top))
    document.close()
    return shares


def page_texts(data):
    document = pypdfium2.PdfDocument(data)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


def fonts(data):
    """Name of every font, and whether its outlines are in the file."""
    with opened(data) as document:
        found = {}
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
                found[str(item.FontName)] = any(f"/FontFile{kind}" in item for kind in ("", "2", "3"))
        return found


def web_links(data):
    with opened(data) as document:
        return [
            str(note.A.URI)
            for page in document.pages
            for note in page.get("/Annots", [])
            if "/A" in note and "/URI" in note.A
        ]


def bookmarks(data):
    with opened(data) as document, document.open_outline() as outline:
        return [item.title for item in outline.root]


def size(path: Path) -> int:
    return path.stat().st_size
