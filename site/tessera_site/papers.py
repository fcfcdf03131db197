"""Everything on paper, made, proved and written into a site: the briefing and the segments' sheets."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tessera_site.briefing import make_briefing
from tessera_site.handouts import make_handouts
from tessera_site.locking import locked
from tessera_site.paper import Edition
from tessera_site.verify import BRIEFING, verify_briefing

if TYPE_CHECKING:
    from tessera.study import Study


def edition_of(study: "Study") -> Edition:
    """The edition that a study asks for."""
    return Edition(study.briefing.paper, study.theme.name, study.site_url, study.briefing.sheets)


def write_papers(
    findings: Mapping[str, Any], project: Path, edition: Edition, target: Path, password: str | None = None
) -> None:
    """Make the PDFs of a site, prove them, lock them where a password is given, and write them.

    Raises
    ------
    PublishError
        If one says what the findings do not, or cannot be made.
    """
    briefing = make_briefing(findings, project, edition)
    sheets, pdfs = make_handouts(findings, project, edition)
    proved = {sheet.path: (sheet.html, pdf) for sheet, pdf in zip(sheets, pdfs, strict=True)}
    for path, (html, pdf) in {BRIEFING: (briefing.html, briefing.pdf), **proved}.items():
        verify_briefing(html, pdf, findings, path)
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(locked(pdf, password) if password else pdf)
