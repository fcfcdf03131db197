"""The proof of a built site: every figure, link, export and published byte. Nothing goes out without it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from tessera.errors import PublishError

from tessera_site.proof import charts, exported, leaks, links, manifest, pdf_text, placing
from tessera_site.proof.fault import Fault
from tessera_site.proof.manifest import write_manifest
from tessera_site.proof.numerals import Book, open_book, page_faults
from tessera_site.proof.page import read_page
from tessera_site.proof.seen import Page
from tessera_site.proof.shape import shape_faults
from tessera_site.proof.spoken import vocabulary
from tessera_site.proof.staged import staged_faults
from tessera_site.proof.weight import heavy_pages

__all__ = ["Report", "verify", "verify_briefing", "verify_folder", "write_manifest"]

SHOWN = 5
"""Faults that a refusal names; it counts them all."""
BRIEFING = "briefing.pdf"
_OWN_SCRIPTS = "assets/"


@dataclass(frozen=True, slots=True)
class Report:
    """What was proved. ``bytes`` is the size of everything published; ``notes`` are no faults, but worth knowing."""

    pages: int
    figures: int
    links: int
    bytes: int
    notes: tuple[str, ...] = ()


def verify(
    folder: Path,
    findings: Mapping[str, Any],
    *,
    ids: Iterable[str] = (),
    rows: Iterable[Mapping[str, str]] = (),
    stage: Path | None = None,
) -> Report:
    """Prove a built site against the findings it was made from.

    Parameters
    ----------
    folder : Path
        The site.
    findings : mapping
        The document of findings.json.
    ids : iterable of str
        Ids of customers; none of them may be in a published byte.
    rows : iterable of mapping of str to str
        Rows of the table: cells as text by their heading, in the table's order. None of them may be either.
    stage : Path, optional
        The staged pages, to be read for what engines pass over.

    Returns
    -------
    Report
        What was checked, and what is worth knowing.

    Raises
    ------
    PublishError
        If anything is wrong; it names the first few faults and counts them all.
    """
    files = manifest.read_site(folder)
    texts = {name: data.decode("utf-8", "replace") for name, data in files.items() if _is_text(name)}
    pages = {name: read_page(text) for name, text in texts.items() if name.endswith(".html")}
    book = open_book(findings)
    pdfs = {name: pdf_text.pdf_pages(data) for name, data in files.items() if name.endswith(".pdf")}
    wanted = leaks.needles(ids, rows)
    faults = chain(
        chain.from_iterable(page_faults(name, page, book) for name, page in pages.items()),
        _further_figures(texts, pdfs, book),
        exported.export_faults(files, findings),
        placing.rule_faults(texts, findings),
        links.link_faults(pages, files.keys()),
        links.policy_faults(pages),
        _asset_faults(texts, files),
        leaks.leaks(files, wanted, {name: "\n".join(read) for name, read in pdfs.items()}),
        staged_faults(stage) if stage is not None else (),
        manifest.manifest_faults(files, findings) if manifest.NAME in files else (),
    )
    _refuse(tuple(faults))
    unread = tuple(pdf_text.UNREAD.format(name=name) for name, read in pdfs.items() if not any(read))
    return _report(pages, files, heavy_pages(pages, files) + unread)


def verify_briefing(html: str, pdf: bytes, findings: Mapping[str, Any]) -> None:
    """Prove a briefing by the document it was made from: that by its keys, the PDF by the document's numbers.

    Parameters
    ----------
    html : str
        The document, keyed as pages are.
    pdf : bytes
        What was made of it.
    findings : mapping
        The document of findings.json.

    Raises
    ------
    PublishError
        If anything is wrong.
    """
    page = read_page(html)
    # Descriptions of drawings are not printed; the site's pages, which have the same drawings, prove them.
    printed = replace(page, loose=tuple(loose for loose in page.loose if not (loose.figure and loose.kind == "said")))
    faults = [*page_faults(BRIEFING, printed, open_book(findings))]
    faults += pdf_text.unlike_source(BRIEFING, pdf_text.pdf_pages(pdf), page.texts)
    _refuse(tuple(faults))


def verify_folder(site: Path) -> str:
    """Prove a published site by the findings it carries; one line that says what was proved.

    Raises
    ------
    PublishError
        If there is no site, or anything in it is wrong.
    """
    files = {name: (site / name) for name in (exported.FINDINGS, exported.SCHEMA, manifest.NAME)}
    for name, path in files.items():
        if not path.is_file():
            raise PublishError(f"There is no {name} in {site}.", hint="Is this a site that 'tessera build' made?")
    read = {name: path.read_bytes() for name, path in files.items()}
    try:
        findings = exported.read_json(read[exported.FINDINGS])
        schema = exported.read_json(read[exported.SCHEMA])
    except ValueError as fault:
        raise PublishError(f"The findings in {site} are not JSON: {fault}.", hint="Build the site again.") from fault
    _refuse(tuple(Fault(exported.FINDINGS, "", what) for what in shape_faults(findings, schema)))
    report = verify(site, findings)
    said = (
        f"{report.pages} pages hold what the findings say: {report.figures:,} keyed texts, {report.links:,} links, "
        f"{report.bytes / 1e6:.1f} MB."
    )
    return " ".join((said, *report.notes))


def _further_figures(texts: Mapping[str, str], pdfs: Mapping[str, tuple[str, ...]], book: Book) -> Iterator[Fault]:
    """Figures in chart files and documents, which carry no keys."""
    figures = {name: text for name, text in texts.items() if name.startswith(charts.FOLDER) and name.endswith(".js")}
    if figures:
        known = vocabulary(book, drawn=True)
        for name, text in figures.items():
            yield from charts.chart_faults(name, text, known)
    for name, read in pdfs.items():
        yield from pdf_text.text_faults(name, read, book)


def _asset_faults(texts: Mapping[str, str], files: Mapping[str, bytes]) -> Iterator[Fault]:
    """Addresses in style sheets and in scripts of ours."""
    for name, text in texts.items():
        if name.endswith(".css"):
            yield from links.style_faults(name, text, files.keys())
        elif name.startswith(_OWN_SCRIPTS) and name.endswith(".js") and not name.startswith(leaks.OTHERS_WORK):
            yield from links.script_faults(name, text)


def _report(pages: Mapping[str, Page], files: Mapping[str, bytes], notes: tuple[str, ...]) -> Report:
    """What was checked, in numbers."""
    return Report(
        pages=len(pages),
        figures=sum(len(page.keyed) for page in pages.values()),
        links=sum(len(page.links) for page in pages.values()),
        bytes=sum(len(data) for data in files.values()),
        notes=notes,
    )


def _refuse(faults: tuple[Fault, ...]) -> None:
    """Raise when there is a fault."""
    if not faults:
        return
    count = "one fault" if len(faults) == 1 else f"{len(faults)} faults"
    shown = " ".join(str(fault) for fault in faults[:SHOWN])
    more = f" And {len(faults) - SHOWN} more." if len(faults) > SHOWN else ""
    raise PublishError(f"What was built has {count}. {shown}{more}", hint="Nothing like this may be published.")


def _is_text(name: str) -> bool:
    return name.endswith((".html", ".css", ".js"))
