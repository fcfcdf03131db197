"""HTML to PDF/UA-1 by WeasyPrint: well filled pages, the same bytes for the same words, kept between builds."""

import gc
import hashlib
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from tessera.errors import PublishError

from tessera_site.fonts import font_css, font_faces
from tessera_site.shipped import shipped
from tessera_site.tagging import complete_tags

PaperSize = Literal["A4", "Letter"]

STYLE = "theme/briefing.css"
LEAST_FILLED = 0.55
"""A page that is emptier than this looks forgotten."""
PAPERS: Mapping[PaperSize, str] = {
    "A4": "@page { size: A4 }",
    "Letter": "@page { size: Letter; margin: 14mm 18mm 12mm } .half { min-height: 125mm }",
}
"""What a style sheet for A4 needs for other paper: Letter is wider, and lower by eighteen millimetres."""
EPOCH = "2000-01-01T00:00:00Z"
"""The date inside every file: the same for the same input, whenever it is made."""

_KEY_ONLY = re.compile(r'<(span|tspan) data-key="[^"]*"(?: data-as="[^"]*")?>((?:[^<]|<(?!/?\1\b)[^<>]*>)*)</\1>')
_UNBREAKABLE = str.maketrans({" ": "\u00a0", ".": ".\u2060"})
_TOGETHER = re.compile(r'<span(?: data-\w+="[^"]*")* class="nw">([^<]*)</span>')


@dataclass(frozen=True, slots=True)
class Setting:
    """How a document is set: on which paper by the theme, or by a style sheet of its own.

    ``looks`` are classes of the body, tried in this order until no page is left half empty and there are no more pages
    than ``most`` and no fewer than ``least``; the best of them is taken. ``parts`` are anchors with titles: each begins
    a page, and becomes a file of its own. ``colours`` are replaced, each by its second.
    """

    size: PaperSize | None = None
    style: str = ""
    looks: tuple[str, ...] = ("",)
    least: int = 1
    most: int = 1
    parts: tuple[tuple[str, str], ...] = ()
    colours: tuple[tuple[str, str], ...] = ()


def pdfs(name: str, html: str, project: Path, setting: Setting) -> tuple[bytes, ...]:
    """The PDF of a document, or one for each of its parts; taken from the last build where nothing has changed.

    Parameters
    ----------
    name : str
        What the document is called between builds, in ``build/paper`` of the project.
    html : str
        The document. Nothing is fetched for it but the fonts beside it.
    project : Path
        Its theme goes before the shipped one.
    setting : Setting

    Raises
    ------
    PublishError
        If the machine lacks what WeasyPrint needs.
    """
    style = setting.style or shipped(STYLE, project).read_text(encoding="utf-8")
    fonts = (project / "build" / "fonts").resolve()
    faces = font_faces(fonts, "paper")
    sheet = f"{font_css(faces, fonts.as_uri())}{style}{PAPERS[setting.size] if setting.size else ''}"
    code = "".join(Path(path).read_text(encoding="utf-8") for path in (__file__, complete_tags.__code__.co_filename))
    parts = (html, style, repr(setting), version("weasyprint"), code, *(_digest(f.path.read_bytes()) for f in faces))
    kept = project / "build" / "paper" / f"{name}-{_digest(chr(0).join(parts).encode())[:32]}"
    if kept.is_dir():
        return tuple(path.read_bytes() for path in sorted(kept.iterdir()))
    with _without_collector():
        made = _made(html, sheet, fonts, setting)
    _keep(kept, name, made)
    return made


def forget(project: Path) -> None:
    """Let the next build set everything anew."""
    shutil.rmtree(project / "build" / "paper", ignore_errors=True)


def _made(html: str, sheet: str, folder: Path, setting: Setting) -> tuple[bytes, ...]:
    """Set the document and write it."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except OSError as fault:
        raise PublishError(
            "The PDF needs Pango, which this machine lacks.",
            hint="Debian or Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. "
            "macOS: brew install pango. Or build with --no-pdf.",
        ) from fault
    fonts = FontConfiguration()
    html, sheet = (_coloured(text, dict(setting.colours)) for text in (_unkeyed(html), sheet))
    source = HTML(string=html, base_url=folder.as_uri())
    sheets = [CSS(string=sheet, font_config=fonts, base_url=folder.as_uri())]
    document = _well_filled(source, sheets, fonts, setting)
    return tuple(_parts(document, setting.parts)) if setting.parts else (_written(document),)


def _parts(document: Any, parts: Sequence[tuple[str, str]]) -> Iterator[bytes]:
    """Every part of a set document as bytes, under its own title."""
    pages = list(enumerate(document.pages))
    starts = {anchor: place for place, page in reversed(pages) for anchor in page.anchors}  # the first one counts
    begins = [starts[anchor] for anchor, _ in parts]
    for (_, title), begin, end in zip(parts, begins, [*begins[1:], len(document.pages)], strict=True):
        document.metadata.title = title
        yield _written(document.copy(document.pages[begin:end]))


def _unkeyed(html: str) -> str:
    """A document without the elements that only carry keys: they are proved in the HTML, and cost half the layout.

    What must not be broken is held together by its signs: an element would send WeasyPrint back to the first gap of its
    line. After a point without a digit before it Pango would break as well.
    """
    html, found = _TOGETHER.sub(lambda words: words[1].translate(_UNBREAKABLE), html), 1
    while found:
        html, found = _KEY_ONLY.subn(r"\2", html)
    return html


def _coloured(text: str, colours: Mapping[str, str]) -> str:
    """A document or style sheet in colours of the study's own; all at once, so that two may change places."""
    if not colours:
        return text
    return re.sub("|".join(map(re.escape, colours)), lambda found: colours[found[0]], text)


def _written(document: Any) -> bytes:
    """A set document as bytes."""
    made: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True, full_fonts=False, finisher=complete_tags)
    return made


def _well_filled(source: Any, sheets: Sequence[Any], fonts: Any, setting: Setting) -> Any:
    """The document in the first look that leaves no page half empty, or in the best one."""
    body = source.etree_element.find("body")
    found: list[tuple[tuple[bool, float], Any]] = []
    for look in setting.looks:
        body.set("class", look)
        document = source.render(stylesheets=sheets, font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True)
        fits = setting.least <= len(document.pages) <= setting.most
        filled = min(filled_shares(document))
        if fits and filled >= LEAST_FILLED:
            return document
        found.append(((fits, filled), document))
    return max(found, key=lambda each: each[0])[1]


def filled_shares(document: Any) -> list[float]:
    """How far down the lowest line or drawing of every page ends, as a share of the page inside its margins."""
    from weasyprint.formatting_structure import boxes

    shares = []
    for page in document.pages:
        sheet = page._page_box
        content = next(child for child in sheet.children if not isinstance(child, boxes.MarginBox))
        ends = [
            box.position_y + box.height
            for box in content.descendants()
            if isinstance(box, boxes.LineBox | boxes.ReplacedBox)
        ]
        shares.append((max(ends, default=0.0) - sheet.content_box_y()) / sheet.height)
    return shares


@contextmanager
def _without_collector() -> Iterator[None]:
    """Leave memory alone while pages are set: the boxes live until the end, and looking for dead ones takes a fifth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _keep(folder: Path, name: str, made: Sequence[bytes]) -> None:
    """Keep what was made, and nothing older of the same name."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    for old in sorted(folder.parent.glob(f"{name}-*")):
        shutil.rmtree(old, ignore_errors=True)
    new = folder.with_name(f".{folder.name}")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    for place, data in enumerate(made):
        (new / f"{place:04}.pdf").write_bytes(data)
    new.replace(folder)


def _digest(data: bytes) -> str:
    """SHA-256 as hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
