"""The briefing's text against the findings. Reading a PDF needs pypdf; without it the file's hash and bytes are checked only."""

from collections.abc import Iterator
from importlib.util import find_spec
from io import BytesIO

from tessera_site.proof.fault import Fault
from tessera_site.proof.numerals import Book
from tessera_site.proof.spoken import spoken_faults, vocabulary

WITHOUT_READER = "The text of {name} was not read: that needs pypdf (pip install pypdf)."


def can_read() -> bool:
    """Whether a PDF reader is on this machine."""
    return find_spec("pypdf") is not None


def pdf_pages(data: bytes) -> tuple[str, ...]:
    """The text of each page."""
    from pypdf import PdfReader

    return tuple(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


def text_faults(name: str, pages: tuple[str, ...], book: Book) -> Iterator[Fault]:
    """Figures in a document's text that are no wording of the findings.

    Parameters
    ----------
    name : str
        The document, for messages.
    pages : tuple of str
        Its text, page by page: of a PDF, or of an e-mail as its only page.
    book : Book
    """
    known = vocabulary(book, (float(number) for number in range(1, len(pages) + 1)))
    for number, text in enumerate(pages, start=1):
        yield from (Fault(name, f"page {number}", what) for what in spoken_faults(text, known))
