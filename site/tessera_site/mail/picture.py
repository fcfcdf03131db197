"""A drawing as a PNG, for readers that show no SVG: set as a small PDF page and painted without a browser."""

from io import BytesIO
from pathlib import Path

from markupsafe import Markup

from tessera_site.drawing import without_halo
from tessera_site.typeset import EPOCH, Setting, pdfs

SHARPNESS = 2.0
"""Dots of the picture in a CSS pixel."""
_POINTS = 0.75


def painted(name: str, svg: Markup, width: int, height: int, project: Path) -> bytes:
    """An SVG drawing as a PNG on white.

    Parameters
    ----------
    name : str
        What the drawing is called between builds.
    svg : Markup
    width, height : int
        Its size in CSS pixels.
    project : Path
        Where fonts are kept.
    """
    import pypdfium2

    page = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name}</title>'
        f'<meta name="dcterms.created" content="{EPOCH}"></head><body>'
        f'<div style="width: {width}px; height: {height}px">{without_halo(svg)}</div></body></html>'
    )
    sheet = f"@page {{ size: {width}px {height}px; margin: 0; @top-left {{ content: none }} }} svg {{ width: 100% }}"
    (pdf,) = pdfs(name, page, project, Setting(style=sheet))
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[0].render(scale=SHARPNESS / _POINTS).to_pil()
    finally:
        document.close()
    out = BytesIO()
    picture.convert("P", palette=1, colors=128).save(out, "PNG", optimize=True)
    return out.getvalue()
