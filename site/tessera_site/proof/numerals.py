"""Every figure of a page against the findings: worded again from its pointer, and compared.

A digit that has no pointer is refused unless it is on the short list of `permitted`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tessera.pointers import REFERENCE, parts_of, pointer, resolve

from tessera_site.keyed import Node, at, plain, raw
from tessera_site.proof.fault import Fault, quoted
from tessera_site.proof.page import DIGIT, LOOKS
from tessera_site.proof.permitted import PAGES_WITH_FREE_CODE, PHRASES
from tessera_site.proof.seen import Keyed, Loose, Page
from tessera_site.wording import Lexicon, word

HEADING = "heading"
"""A statement that goes on after a colon: without its full stop, its first letter small unless it begins a name."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_TITLE_SEPARATOR = re.compile(r" [·–] ")
_MORE_THAN_DIGITS = re.compile(r"[^\W\d_]|\d\s*[^\w\s.,]+\s*\d")
"""A letter, or a sign between digits as in ``18-25``."""
_PHRASES = re.compile("|".join(rf"(?<!\d){re.escape(phrase)}(?!\d)" for phrase in PHRASES))


@dataclass(frozen=True, slots=True)
class Expected:
    """What an element with a pointer has to print. ``figure``: a number, compared with its blanks."""

    texts: tuple[str, ...]
    figure: bool


@dataclass(frozen=True, slots=True)
class Book:
    """The findings made ready for looking up what a page prints.

    ``expected`` words a pointer in a style; ``names`` finds texts that the study brings and that hold a digit;
    ``codes`` are values of categories that are nothing but a number;
    ``is_statement`` says whether a text is, whole, a statement of the findings.
    """

    findings: Mapping[str, Any]
    expected: Callable[[str, str], Expected]
    names: re.Pattern[str] | None
    codes: frozenset[str]
    is_statement: Callable[[str], bool]


def open_book(findings: Mapping[str, Any]) -> Book:
    """Make the findings ready; wordings are worked out once each, when a page asks for them."""
    lexicon = Lexicon(findings, findings["study"]["locale"])
    root = Node(lexicon)

    @cache
    def expected(target: str, style: str) -> Expected:
        value = resolve(findings, target)
        if not isinstance(value, str):
            return Expected((_blanks(word(lexicon, target, style)),), figure=True)
        said = as_statement(at(root, target))
        texts = _as_heading(said) if style == HEADING else (value, word(lexicon, target, style), said)
        return Expected(tuple(dict.fromkeys(_signs(text) for text in texts)), figure=False)

    edges = [(*_edges(value), target) for target, value in strings(findings) if "{" in value or DIGIT.search(value)]

    @cache
    def is_statement(text: str) -> bool:
        signs = _signs(text)
        near = (target for start, end, target in edges if signs.startswith(start) and signs.endswith(end))
        return any(signs in expected(target, "").texts for target in near)

    return Book(findings, expected, _names(findings), _codes(findings), is_statement)


def as_statement(node: Node) -> str:
    """A text of the findings as a statement; as it is where what looks like a reference names nothing.

    A value of the table may look like anything; what a page says is a statement only where each reference leads on.
    """
    try:
        return plain(node)
    except (KeyError, TypeError, ValueError):
        return str(raw(node))


def page_faults(name: str, page: Page, book: Book) -> Iterator[Fault]:
    """What a page prints that the findings do not say.

    Parameters
    ----------
    name : str
        The page's address from the site's root.
    page : Page
    book : Book
    """
    for element in page.keyed:
        what = _keyed_fault(element, book)
        if what:
            yield Fault(name, element.place, what)
    free_code = name in PAGES_WITH_FREE_CODE
    for text in page.loose:
        if text.kind == "code" and (free_code or _is_pointer(text.text, page, book)):
            continue
        if not _is_permitted(text, book) and not _repeats(text, page, book):
            yield Fault(name, text.place, f"prints digits without a key: {quoted(text.text)}")
    yield from _unlike_faults(name, page)


def without_permitted(text: str, book: Book) -> str:
    """A text without the phrases and names whose digits need no key."""
    rest = _PHRASES.sub(" ", text) if DIGIT.search(text) else text
    return book.names.sub(" ", rest) if book.names is not None and DIGIT.search(rest) else rest


def _keyed_fault(element: Keyed, book: Book) -> str:
    """What is wrong with a keyed text, or nothing."""
    try:
        expected = book.expected(element.target, element.style)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        why = (
            "names nothing in the findings" if isinstance(fault, KeyError) and not element.style else "cannot be worded"
        )
        style = f" (as {element.style})" if element.style else ""
        return f"prints {quoted(element.text)} for {element.target or 'no pointer'}{style}, which {why}"
    if element.exact:
        same = element.text.strip("\n") == str(resolve(book.findings, element.target)).strip("\n")
    elif expected.figure:
        same = _blanks(element.text) in expected.texts
    else:
        same = _signs(element.text) in expected.texts
    if same:
        return ""
    style = f" (as {element.style})" if element.style else ""
    return f"prints {quoted(element.text)} for {element.target}{style}, where the findings say {_should(element, book)}"


def _as_heading(said: str) -> tuple[str, str]:
    """The two ways a statement can go on in a heading."""
    said = said.removesuffix(".")
    return said, said[:1].lower() + said[1:]


def _should(element: Keyed, book: Book) -> str:
    """What an element should print, for a message."""
    lexicon = Lexicon(book.findings, book.findings["study"]["locale"])
    value = resolve(book.findings, element.target)
    if isinstance(value, str) and REFERENCE.search(value):
        return quoted(plain(at(Node(lexicon), element.target)))
    return quoted(word(lexicon, element.target, element.style))


def _is_permitted(loose: Loose, book: Book) -> bool:
    """Whether digits without a key are on the list or, where no key can stand, are whole statements of the findings."""
    if loose.text.strip() in book.codes or not DIGIT.search(without_permitted(loose.text, book)):
        return True
    parts = _TITLE_SEPARATOR.split(loose.text)
    return loose.kind == "said" and all(
        not DIGIT.search(without_permitted(part, book)) or book.is_statement(part) for part in parts
    )


def _repeats(loose: Loose, page: Page, book: Book) -> bool:
    """Whether a drawing's description has only figures that stand keyed in the same figure."""
    if loose.kind != "said" or not loose.figure:
        return False
    shown = {
        number for element in page.keyed if element.figure == loose.figure for number in _NUMBER.findall(element.text)
    }
    return (shown | book.codes).issuperset(_NUMBER.findall(without_permitted(loose.text, book)))


def _unlike_faults(name: str, page: Page) -> Iterator[Fault]:
    """Figures whose two drawings are described in different words."""
    wide, narrow = ({(d.figure, d.text): d.place for d in page.described if d.look == look} for look in LOOKS)
    both = {figure for figure, _ in wide} & {figure for figure, _ in narrow}
    for (figure, text), place in (wide | narrow).items():
        if figure in both and ((figure, text) in wide) != ((figure, text) in narrow):
            yield Fault(name, place, f"only one of a figure's two drawings is described as {quoted(text)}")


def _is_pointer(text: str, page: Page, book: Book) -> bool:
    """Whether a piece of code is an address in the findings, whole or below one that stands on the same page."""
    path = text.strip()
    if path.startswith("…/"):
        tops = {element.target for element in page.keyed}
        return any(target.endswith(path[1:]) for target in tops)
    return path.startswith("/") and _resolves(book.findings, path.rstrip("/"))


def _resolves(findings: Mapping[str, Any], target: str) -> bool:
    """Whether a pointer names something."""
    try:
        resolve(findings, target)
    except KeyError:
        return False
    return True


def strings(value: Any, target: str = "") -> Iterator[tuple[str, str]]:
    """Every text of the findings, or of a part of them, with its pointer."""
    if isinstance(value, str):
        yield target, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from strings(part, target + pointer(key))
    elif isinstance(value, list | tuple):
        for place, part in enumerate(value):
            yield from strings(part, f"{target}/{place}")


def _edges(statement: str) -> tuple[str, str]:
    """What a statement begins and ends with whatever its figures are."""
    words = REFERENCE.split(statement)
    return _signs(words[0].replace("**", "")), _signs(words[-1].replace("**", ""))


def _names(findings: Mapping[str, Any]) -> re.Pattern[str] | None:
    """Texts with a digit and more that study and table bring: titles, columns, values; and names made of them."""
    found: set[str] = set()
    for target, value in strings(findings["study"], "/study"):
        found.add(value)
        found.update(part for part in parts_of(target)[2:])
    for column in findings["data"].get("columns", {}).values():
        found.update(text for value in column.get("shares") or () for text in (value, value[:1].upper() + value[1:]))
    for model in findings["models"].values():
        found.add(model["name"])
        found.update(
            segment[part] for segment in model["segments"].values() for part in ("name", "short") if segment.get(part)
        )
    telling = sorted((n for n in found if DIGIT.search(n) and _MORE_THAN_DIGITS.search(n)), key=lambda n: (-len(n), n))
    return re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in telling)) if telling else None


def _codes(findings: Mapping[str, Any]) -> frozenset[str]:
    """Values of categories that look like numbers, such as 1 and 2: names all the same, where they stand alone."""
    columns = findings["data"].get("columns", {}).values()
    return frozenset(value for column in columns for value in column.get("shares") or () if _NUMBER.fullmatch(value))


def _blanks(text: str) -> str:
    """A text with its blanks made alike."""
    return " ".join(text.split())


def _signs(text: str) -> str:
    """The visible signs of a text: lines of drawings break where they must, and pages drop control characters."""
    joined = "".join(text.split())
    return joined if joined.isprintable() else "".join(sign for sign in joined if sign.isprintable())
