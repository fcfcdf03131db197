"""A drawing as a PNG, for readers that show no SVG: set as a small PDF page and painted without a browser."""

import math
import re
from io import BytesIO
from pathlib import Path

from markupsafe import Markup

from tessera_site.drawing import without_halo
from tessera_site.typeset import EPOCH, Setting, pdfs

SHARPNESS = 2.0
"""Dots of the picture in a CSS pixel."""
_POINTS = 0.75
_VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def size_of(svg: Markup) -> tuple[int, int]:
    """Width and height of a drawing, in CSS pixels."""
    found = _VIEW.search(svg)
    return (math.ceil(float(found[1])), math.ceil(float(found[2]))) if found else (0, 0)


def painted(name: str, svg: Markup, project: Path) -> bytes:
    """An SVG drawing as a PNG on white.

    Parameters
    ----------
    name : str
        What the drawing is called between builds.
    svg : Markup
    project : Path
        Where fonts are kept.
    """
    import pypdfium2

    width, height = size_of(svg)
    page = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name}</title>'
        f'<meta name="dcterms.created" content="{EPOCH}"></head><body>'
        f'<div style="width: {width}px; height: {height}px">{without_halo(svg)}</div></body></html>'
    )
    sheet = f"@page {{ size: {width}px {height}px; margin: 0 }} body {{ margin: 0 }} svg {{ width: 100% }}"
    (pdf,) = pdfs(name, page, project, Setting(style=sheet))
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[0].render(scale=SHARPNESS / _POINTS).to_pil()
    finally:
        document.close()
    out = BytesIO()
    picture.convert("P", palette=1, colors=128).save(out, "PNG", optimize=True)
    return out.getvalue()
