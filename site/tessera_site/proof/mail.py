"""An e-mail against the findings: its subject, its texts, keyed or not, and an attached briefing."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default

from tessera_site.proof import pdf_text
from tessera_site.proof.fault import Fault
from tessera_site.proof.numerals import Book, page_faults
from tessera_site.proof.page import read_page
from tessera_site.proof.spoken import Vocabulary, vocabulary

MOST_PAGES = 10
"""Pages that an attached document may number."""


def mail_faults(message: bytes, book: Book) -> Iterator[Fault]:
    """What an e-mail says that the findings do not.

    Parameters
    ----------
    message : bytes
        The message as it is sent.
    book : Book
    """
    mail = message_from_bytes(message, policy=default)
    known = vocabulary(book, map(float, range(1, MOST_PAGES + 1)))
    yield from pdf_text.text_faults("Subject", (str(mail["Subject"] or ""),), known)
    for part in mail.walk():
        name = part.get_filename() or part.get_content_type()
        if part.get_content_type() == "text/html":
            yield from _html_faults(name, _text_of(part), known)
        elif part.get_content_maintype() == "text":
            yield from pdf_text.text_faults(name, (_text_of(part),), known)
        elif part.get_content_type() == "application/pdf":
            content = part.get_payload(decode=True)
            yield from pdf_text.text_faults(
                name, pdf_text.pdf_pages(content if isinstance(content, bytes) else b""), known
            )


def _html_faults(name: str, html: str, known: Vocabulary) -> Iterator[Fault]:
    """A page when it has keys, a text where it has none."""
    page = read_page(html)
    if page.keyed:
        yield from page_faults(name, page, known.book)
    else:
        yield from pdf_text.text_faults(name, ("\n".join(page.texts),), known)


def _text_of(part: Message) -> str:
    """A part's text as a reader sees it."""
    return str(part.get_content()) if isinstance(part, EmailMessage) else ""
