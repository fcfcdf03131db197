"""The briefing's text against the findings. It is read by what WeasyPrint writes: one show of text at a time.

Only what the briefing needs of the PDF format is understood: packed streams, fonts with a map back to Unicode.

References
----------
ISO 32000-2, 7.5.7 (object streams), 9.4.3 (showing text), 9.10.3 (ToUnicode maps).
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tessera_site.proof.fault import Fault
from tessera_site.proof.page import read_page
from tessera_site.proof.spoken import Vocabulary, spoken_faults

UNREAD = "The text of {name} could not be read; its bytes were searched and its hash compared only."
_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_NAMED = re.compile(rb"/(\w+)\s+(\d+) 0 R")
_PAGE, _PACKED = re.compile(rb"/Type\s*/Page\b"), re.compile(rb"/Type\s*/ObjStm\b")
_LOCKED = b"/Encrypt"
_FIRST, _COUNT = re.compile(rb"/First\s+(\d+)"), re.compile(rb"/N\s+(\d+)")
_FORMS = re.compile(rb"/XObject\s*<<(.*?)>>", re.DOTALL)
_MAPS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_GLYPH = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")
_BLOCK = re.compile(rb"\bBT\b(.*?)\bET\b|/(\w+)\s+Do\b", re.DOTALL)
_SHOW = re.compile(rb"/(\w+)\s+[\d.]+\s+Tf|(\[[^\]]*\])\s*TJ|(<[0-9a-fA-F]*>)\s*Tj")
_HEX = re.compile(rb"<([0-9a-fA-F]*)>")
_DESTINATION = re.compile(rb"\(([^()]*)\)\s*\[\s*(\d+) 0 R\s*/XYZ")
_CONTENTS, _ENTRY = re.compile(r'<nav class="contents".*?</nav>', re.DOTALL), re.compile(r'href="#([^"]+)"')
_ORDERED = re.compile(r"<ol\b.*?</ol>", re.DOTALL)
_GLYPH_DIGITS = 4
_NUMBER, _LETTER = re.compile(r"\d+(?:[.,]\d+)*"), re.compile(r"[^\W\d_]")
FEWEST_PAGES = 3
"""Pages a PDF needs before a line that returns can be told from one that is said twice."""

Glyphs: TypeAlias = Mapping[bytes, str]


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF's objects by number, their streams unpacked, and each font's glyphs by the font's name."""

    objects: Mapping[int, bytes]
    streams: Mapping[int, bytes]
    fonts: Mapping[bytes, Glyphs]


def pdf_pages(data: bytes) -> tuple[str, ...]:
    """The text of each page, one show of text a line; empty where there is none to read, or a password is on it."""
    if _LOCKED in data:
        return ()
    document = _open(data)
    pages = [body for _, body in sorted(document.objects.items()) if _PAGE.search(body)]
    return tuple("\n".join(_page_runs(page, document)) for page in pages)


def contents_numbers(html: str, data: bytes) -> Counter[str]:
    """The page numbers that a document's table of contents has to show in its PDF, and how often."""
    objects = _open(data).objects
    pages = [number for number, body in sorted(objects.items()) if _PAGE.search(body)]
    found = {
        name.decode("latin-1"): int(page) for body in objects.values() for name, page in _DESTINATION.findall(body)
    }
    listed = [target for part in _CONTENTS.findall(html) for target in _ENTRY.findall(part)]
    return Counter(str(pages.index(found[target]) + 1) for target in listed if found.get(target) in pages)


def text_faults(name: str, pages: tuple[str, ...], known: Vocabulary) -> Iterator[Fault]:
    """Figures in a document's text that are no wording of the findings.

    Parameters
    ----------
    name : str
        The document, for messages.
    pages : tuple of str
        Its text, page by page: of a PDF, or of an e-mail as its only page.
    known : Vocabulary
        What may be said, page numbers among it.
    """
    for number, text in enumerate(pages, start=1):
        yield from (Fault(name, f"page {number}", what) for what in spoken_faults(text, known))


def unlike_source(name: str, pdf: bytes, html: str) -> Iterator[Fault]:
    """Numbers in which a PDF differs from the document it was made from.

    Every number of the document stands in the PDF just as often; the PDF has none besides but those of its running
    lines, which stand on all pages but one at most, and the page numbers of its table of contents.

    Parameters
    ----------
    name : str
        The PDF, for messages.
    pdf : bytes
        The PDF.
    html : str
        The document.
    """
    pages = pdf_pages(pdf)
    running = _running_lines(pages)
    lines = [
        line
        for number, text in enumerate(pages, 1)
        for line in text.split("\n")
        if line not in running and _mark(line, number) not in running
    ]
    printed = Counter(number for line in lines for number in _NUMBER.findall(line))
    shown = read_page(html).texts
    wanted = Counter(number for text in shown for number in _NUMBER.findall(text))
    wanted += contents_numbers(html, pdf) + _list_numbers(html)
    # A title with a digit in it stands in the document and, when it is set there, in the running lines.
    aside = Counter(n for text in shown if any(text.strip() in line for line in running) for n in _NUMBER.findall(text))
    for number in sorted(printed.keys() | wanted.keys()):
        if not wanted[number] - aside[number] <= printed[number] <= wanted[number]:
            what = f"prints {number} {printed[number]} times, where its document has it {wanted[number]} times"
            yield Fault(name, "", what)


def _list_numbers(html: str) -> Counter[str]:
    """The numbers that a document's ordered lists get."""
    counts = [part.count("<li") for part in _ORDERED.findall(html)]
    return Counter(str(number) for count in counts for number in range(1, count + 1))


def _running_lines(pages: tuple[str, ...]) -> frozenset[str]:
    """Lines with words that stand on every page, or on all but one: as they are, or whatever the page's number."""
    if len(pages) < FEWEST_PAGES:
        return frozenset()
    seen = Counter(
        line
        for number, text in enumerate(pages, 1)
        for line in {form for part in text.split("\n") for form in (part, _mark(part, number))}
    )
    return frozenset(line for line, times in seen.items() if times >= len(pages) - 1 and _LETTER.search(line))


def _mark(line: str, page: int) -> str:
    """A line with its page's number, the first it could be, made alike on all pages."""
    return re.sub(rf"(?<!\d){page}(?!\d)", "#", line, count=1)


def _open(data: bytes) -> Document:
    """Find and unpack a PDF's objects."""
    objects = {int(m[1]): m[2] for m in _OBJECT.finditer(data)}
    streams = {number: _unpacked(body) for number, body in objects.items() if _STREAM.search(body)}
    for number, stream in streams.items():
        if _PACKED.search(objects[number]):
            objects |= _inside(objects[number], stream)
    plain = {number: body for number, body in objects.items() if number not in streams}
    maps = {number: _reference(body, b"ToUnicode") for number, body in plain.items()}
    fonts = {
        name: _glyphs(streams.get(maps[int(number)] or 0, b""))
        for body in plain.values()
        for name, number in _NAMED.findall(body)
        if maps.get(int(number)) is not None
    }
    return Document(objects, streams, fonts)


def _reference(body: bytes, name: bytes) -> int | None:
    """The number of the object that an entry refers to."""
    found = re.search(rb"/" + name + rb"\s+(\d+) 0 R", body)
    return int(found[1]) if found else None


def _unpacked(body: bytes) -> bytes:
    """An object's stream as it was before packing; nothing where it is packed in another way."""
    found = _STREAM.search(body)
    if found is None:
        return b""
    if b"/FlateDecode" not in body[: found.start()]:
        return found[1]
    try:
        return zlib.decompressobj().decompress(found[1])
    except zlib.error:
        return b""


def _inside(body: bytes, stream: bytes) -> dict[int, bytes]:
    """Objects that are packed together in one stream; none where it is broken, so that their text is missed."""
    first, count = _FIRST.search(body), _COUNT.search(body)
    if first is None or count is None:
        return {}
    words = stream[: int(first[1])].split()[: 2 * int(count[1])]
    if len(words) != 2 * int(count[1]) or not words or not all(map(bytes.isdigit, words)):
        return {}
    head = [int(word) for word in words]
    starts = [int(first[1]) + place for place in head[1::2]]
    ends = [*starts[1:], len(stream)]
    return {number: stream[start:end] for number, start, end in zip(head[::2], starts, ends, strict=True)}


def _glyphs(unicode_map: bytes) -> dict[bytes, str]:
    """Text of each glyph of a font."""
    return {
        glyph.lower(): bytes.fromhex(signs.decode()).decode("utf-16-be", "replace")
        for part in _MAPS.findall(unicode_map)
        for glyph, signs in _GLYPH.findall(part)
    }


def _page_runs(page: bytes, document: Document) -> Iterator[str]:
    """Every show of text of a page, in its order."""
    content = _reference(page, b"Contents")
    return _runs(document.streams.get(content or 0, b""), page, document)


def _runs(stream: bytes, owner: bytes, document: Document, within: frozenset[int] = frozenset()) -> Iterator[str]:
    """Every show of text of a stream; pictures that it draws are read where they stand, none inside itself."""
    forms = _forms(owner, document)
    for block, form in _BLOCK.findall(stream):
        if form and (number := forms.get(form, 0)) not in within:
            drawn, its_own = document.streams.get(number, b""), document.objects.get(number, b"")
            yield from _runs(drawn, its_own, document, within | {number})
        elif not form:
            yield _shown(block, document.fonts)


def _forms(owner: bytes, document: Document) -> dict[bytes, int]:
    """Numbers of the pictures that a page or picture may draw, by their name in it."""
    resources = document.objects.get(_reference(owner, b"Resources") or 0, owner)
    listed = _FORMS.search(resources)
    named = listed[1] if listed else document.objects.get(_reference(resources, b"XObject") or 0, b"")
    return {name: int(number) for name, number in _NAMED.findall(named)}


def _shown(block: bytes, fonts: Mapping[bytes, Glyphs]) -> str:
    """The text of one block."""
    font: Glyphs = {}
    signs: list[str] = []
    for name, many, one in _SHOW.findall(block):
        if name:
            font = fonts.get(name, {})
        for glyphs in _HEX.findall((many or one).lower()):
            signs += [font.get(glyphs[i : i + _GLYPH_DIGITS], "") for i in range(0, len(glyphs), _GLYPH_DIGITS)]
    return "".join(signs)
