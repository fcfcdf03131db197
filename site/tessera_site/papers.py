"""Everything on paper, made, proved and written into a site: the briefing and the segments' sheets."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tessera_site.briefing import make_briefing
from tessera_site.handouts import make_handouts
from tessera_site.locking import locked
from tessera_site.palette import ACCENT, SEGMENTS
from tessera_site.paper import Edition
from tessera_site.proof.numerals import Book, open_book
from tessera_site.verify import BRIEFING, verify_briefing

if TYPE_CHECKING:
    from tessera.study import Study

    from tessera_site.build import Order


def edition_of(study: "Study") -> Edition:
    """The edition that a study asks for."""
    theme = study.theme
    colours = (*zip(SEGMENTS, theme.segments, strict=False), (ACCENT, theme.accent or ACCENT))
    return Edition(study.briefing.paper, theme.name, study.site_url, study.briefing.sheets, colours)


def write_briefing(order: "Order", findings: Mapping[str, Any], edition: Edition, target: Path) -> None:
    """Make the briefing of a site, prove it, lock it where a password is given, and write it.

    Raises
    ------
    PublishError
        If it says what the findings do not, or cannot be made.
    """
    briefing = make_briefing(findings, order.project, edition)
    _write(target / BRIEFING, briefing.html, briefing.pdf, order, open_book(findings))


def write_sheets(order: "Order", findings: Mapping[str, Any], edition: Edition, target: Path) -> None:
    """The same for the segments' sheets, each beside its segment's page.

    Raises
    ------
    PublishError
        If one says what the findings do not, or cannot be made.
    """
    sheets, pdfs = make_handouts(findings, order.project, edition)
    book = open_book(findings)
    for sheet, pdf in zip(sheets, pdfs, strict=True):
        _write(target / sheet.path, sheet.html, pdf, order, book)


def _write(file: Path, html: str, pdf: bytes, order: "Order", book: Book) -> None:
    """Prove a PDF and write it."""
    verify_briefing(html, pdf, book, file.name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(locked(pdf, order.password) if order.password else pdf)
