"""The proof of a built site: every figure, link, export and published byte. Nothing goes out without it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

from tessera.errors import PublishError

from tessera_site.drawing import Chart
from tessera_site.proof import charts, drawn, exported, leaks, links, mail, manifest, pdf_text, placing
from tessera_site.proof.again import charts_again, papers_again
from tessera_site.proof.fault import Fault
from tessera_site.proof.leaks import Needles
from tessera_site.proof.manifest import write_manifest
from tessera_site.proof.numerals import Book, open_book, page_faults
from tessera_site.proof.page import is_whole, read_page
from tessera_site.proof.seen import Page
from tessera_site.proof.shape import shape_faults
from tessera_site.proof.spoken import vocabulary
from tessera_site.proof.staged import staged_faults
from tessera_site.proof.texts import OTHERS_WORK, published_texts, words_of
from tessera_site.proof.weight import heavy_pages
from tessera_site.proof.withheld import withheld_faults

__all__ = ["Evidence", "Report", "verify", "verify_briefing", "verify_folder", "verify_mail", "write_manifest"]

SHOWN = 5
"""Faults that a refusal names; it counts them all."""
BRIEFING = "briefing.pdf"
SOME_SEARCHED = "The table has more ids or rows that published words could stand for than were looked for."
_OWN_SCRIPTS = "assets/"


@dataclass(frozen=True, slots=True)
class Report:
    """What was proved. ``bytes`` is the size of everything published; ``notes`` are no faults, but worth knowing."""

    pages: int
    figures: int
    links: int
    bytes: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a site is held against, besides its findings.

    ``charts`` are the charts of every page, drawn from the findings, by the page's address; without them drawings are
    proved by their keys and chart files by their words. ``papers`` are the documents that PDFs were made
    from, by the PDF's address.
    ``private`` gives the ids and rows of the table that published words could hold; ``stage`` is the folder of staged
    pages, to be read for what engines pass over. ``proved`` gives, of the site's files, those that the last build
    proved as they are.
    """

    charts: Mapping[str, tuple[Chart, ...]] | None = None
    papers: Mapping[str, str] = field(default_factory=dict)
    private: Callable[[Collection[str]], Needles] | None = None
    stage: Path | None = None
    proved: Callable[[Mapping[str, bytes]], Collection[str]] = lambda _: ()


def verify(folder: Path, findings: Mapping[str, Any], evidence: Evidence | None = None) -> Report:
    """Prove a built site against the findings it was made from.

    Parameters
    ----------
    folder : Path
        The site.
    findings : mapping
        The document of findings.json.
    evidence : Evidence, optional
        What else it is held against.

    Returns
    -------
    Report
        What was checked, and what is worth knowing.

    Raises
    ------
    PublishError
        If anything is wrong; it names the first few faults and counts them all.
    """
    beside = evidence or Evidence()
    files = manifest.read_site(folder)
    texts = {name: data.decode("utf-8", "replace") for name, data in files.items() if _is_text(name)}
    pages = {name: read_page(text) for name, text in texts.items() if name.endswith(".html")}
    book = open_book(findings)
    pdfs = {name: pdf_text.pdf_pages(data) for name, data in files.items() if name.endswith(".pdf")}
    known = beside.proved(files)
    leaked, unsearched = _leaks(files, pdfs, beside.private, known)
    faults = chain(
        chain.from_iterable(page_faults(name, page, book) for name, page in pages.items() if name not in known),
        (Fault(name, "", "is cut off: it ends without </html>") for name in pages if not is_whole(texts[name])),
        _further_figures(texts, pdfs, book),
        drawn.drawing_faults(beside.charts, files) if beside.charts is not None else (),
        chain.from_iterable(
            pdf_text.unlike_source(name, files.get(name, b""), html) for name, html in beside.papers.items()
        ),
        exported.export_faults(files, findings),
        withheld_faults(findings),
        placing.rule_faults(texts, findings),
        links.link_faults(pages, files.keys()),
        links.policy_faults(pages),
        _asset_faults(texts, files),
        leaked,
        staged_faults(beside.stage) if beside.stage is not None else (),
        manifest.manifest_faults(files, findings) if manifest.NAME in files else (),
    )
    _refuse(tuple(faults))
    unread = tuple(pdf_text.UNREAD.format(name=name) for name, read in pdfs.items() if not any(read))
    return _report(pages, files, heavy_pages(pages, files) + unread + unsearched)


def _leaks(
    files: Mapping[str, bytes],
    pdfs: Mapping[str, tuple[str, ...]],
    private: Callable[[Collection[str]], Needles] | None,
    known: Collection[str],
) -> tuple[tuple[Fault, ...], tuple[str, ...]]:
    """Ids and rows in published bytes that are not ``known``; and a note where there were more than could be sought."""
    if private is None:
        return (), ()
    unknown = {name: data for name, data in files.items() if name not in known}
    texts = published_texts(unknown, {name: "\n".join(read) for name, read in pdfs.items()})
    wanted = private(words_of(texts))
    return tuple(leaks.leaks(texts, wanted)), () if wanted.whole else (SOME_SEARCHED,)


def verify_briefing(html: str, pdf: bytes, book: Book, name: str = BRIEFING) -> None:
    """Prove a PDF by the document it was made from: that by its keys, the PDF by the document's numbers.

    Parameters
    ----------
    html : str
        The document, keyed as pages are.
    pdf : bytes
        What was made of it.
    book : Book
        The findings, opened: once for many documents.
    name : str
        Its address from the site's root, for messages.

    Raises
    ------
    PublishError
        If anything is wrong.
    """
    page = read_page(html)
    # Descriptions of drawings are not printed; the site's pages, which have the same drawings, prove them.
    printed = replace(page, loose=tuple(loose for loose in page.loose if not (loose.figure and loose.kind == "said")))
    faults = [*page_faults(name, printed, book)]
    faults += pdf_text.unlike_source(name, pdf, html)
    _refuse(tuple(faults))


def verify_mail(message: bytes, findings: Mapping[str, Any]) -> None:
    """Prove an e-mail: its subject, its texts and what is attached, by the findings.

    Parameters
    ----------
    message : bytes
        The message as it is sent or kept in an ``.eml`` file.
    findings : mapping
        The document of findings.json.

    Raises
    ------
    PublishError
        If anything is wrong.
    """
    _refuse(tuple(mail.mail_faults(message, open_book(findings))))


def verify_folder(site: Path) -> str:
    """Prove a published site by the findings it carries; one line that says what was proved.

    Raises
    ------
    PublishError
        If there is no site, or anything in it is wrong.
    """
    findings, listed = _carried(site)
    _refuse(tuple(manifest.own_faults(listed)))  # before what it says of the order is followed
    order = listed.get("order", {})
    papers = papers_again(findings, order) if (site / BRIEFING).is_file() else {}
    report = verify(site, findings, Evidence(charts=charts_again(findings), papers=papers))
    said = (
        f"{report.pages} pages hold what the findings say: {report.figures:,} keyed texts, {report.links:,} links, "
        f"{report.bytes / 1e6:.1f} MB."
    )
    return " ".join((said, *report.notes))


def _carried(site: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The findings and the manifest that a site carries, of the shape they have to have."""
    read: dict[str, Any] = {}
    for name in (exported.FINDINGS, exported.SCHEMA, manifest.NAME):
        if not (site / name).is_file():
            raise PublishError(f"There is no {name} in {site}.", hint="Is this a site that 'tessera build' made?")
        try:
            read[name] = exported.read_json((site / name).read_bytes())
        except (ValueError, RecursionError) as fault:
            raise PublishError(f"{name} in {site} is not JSON: {fault}.", hint="Build the site again.") from fault
    faults = shape_faults(read[exported.FINDINGS], read[exported.SCHEMA])
    _refuse(tuple(Fault(exported.FINDINGS, "", what) for what in faults))
    listed = read[manifest.NAME]
    return read[exported.FINDINGS], listed if isinstance(listed, dict) else {}


def _further_figures(texts: Mapping[str, str], pdfs: Mapping[str, tuple[str, ...]], book: Book) -> Iterator[Fault]:
    """Figures in chart files and documents, which carry no keys."""
    figures = {name: text for name, text in texts.items() if name.startswith(charts.FOLDER) and name.endswith(".js")}
    if figures:
        known = vocabulary(book, drawn=True)
        for name, text in figures.items():
            yield from charts.chart_faults(name, text, known)
    if pdfs:
        pages = max(len(read) for read in pdfs.values())
        known = vocabulary(book, (float(number) for number in range(1, pages + 1)))
        for name, read in pdfs.items():
            yield from pdf_text.text_faults(name, read, known)


def _asset_faults(texts: Mapping[str, str], files: Mapping[str, bytes]) -> Iterator[Fault]:
    """Addresses in style sheets and in scripts of ours."""
    for name, text in texts.items():
        if name.endswith(".css"):
            yield from links.style_faults(name, text, files.keys())
        elif name.startswith(_OWN_SCRIPTS) and name.endswith(".js") and not name.startswith(OTHERS_WORK):
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
