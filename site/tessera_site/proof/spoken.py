"""Figures in texts that carry no keys: the PDF's, an e-mail's, a chart's hover texts.

Two looks. A statement of the findings that is printed with other digits is found as a statement. Every other
number-like token must be what some value of the findings rounds to, at the decimals it is printed with.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel import Locale
from tessera.pointers import REFERENCE

from tessera_site.keyed import Node, at
from tessera_site.proof.fault import quoted
from tessera_site.proof.numerals import Book, as_statement, strings, without_permitted
from tessera_site.proof.page import DIGIT
from tessera_site.wording import Lexicon

NOT_SPOKEN = frozenset(("tiles", "cube", "borders"))
"""Parts of the findings that are drawn and never said; most whole numbers would be found there."""
SCALES: Mapping[str, tuple[float, ...]] = {
    "%": (100.0,),
    "k": (1.0, 1e-3),
    "m": (1.0, 1e-6),
    "bn": (1.0, 1e-9),
    "": (1.0,),
}
"""What a value is multiplied by before the sign that may follow it. A column's own suffix multiplies nothing."""
SLACK = {"%": 1.5}
"""Half a last place, or one and a half where shares are rounded so that they add up to 100."""
SENTENCE = 40
"""Signs a text of the findings needs to be recognised with other digits; shorter ones are said of many things."""
LEAST_P = 0.001
"""Said of every smaller p-value: ``p < .001``."""
BESIDE = 40
"""Signs on either side of a token that a message repeats."""
_ALONE = re.compile(r"\s*[−-]?([\d.,]*\d)[%km]?\s*")
_QUARTER = 25
_HALF = 0.5
_NEARLY = 1e-9


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What unkeyed texts may say: sizes of all values, ascending, and sentences by their text with digits masked."""

    book: Book
    values: Sequence[float]
    statements: Mapping[str, frozenset[str]]
    token: re.Pattern[str]
    group: str
    decimal: str


def vocabulary(book: Book, further: Iterable[float] = (), *, drawn: bool = False) -> Vocabulary:
    """Collect what may be said.

    Parameters
    ----------
    book : Book
    further : iterable of float
        Numbers that may be said besides, such as those of a document's pages.
    drawn : bool
        Whether what is drawn and else never said counts too: for the texts of charts, which hold no statements.
    """
    leave_out = frozenset() if drawn else NOT_SPOKEN
    locale = Locale.parse(book.findings["study"]["locale"])
    symbols = locale.number_symbols.get("latn", locale.number_symbols)
    group, decimal = str(symbols["group"]), str(symbols["decimal"])
    between = re.escape(group)
    return Vocabulary(
        book=book,
        values=sorted({LEAST_P, *further, *(abs(value) for value in _numbers(book.findings, leave_out))}),
        statements={} if drawn else _statements(book.findings),
        token=re.compile(
            rf"(?:\d{{1,3}}(?:{between}\d{{3}})+|\d*)(?:{re.escape(decimal)}\d+|(?<=\d))(?:%|bn\b|[km]\b)?"
        ),
        group=group,
        decimal=decimal,
    )


def spoken_faults(text: str, known: Vocabulary) -> Iterator[str]:
    """What a text says that the findings do not, in a sentence each."""
    visible = [place for place, sign in enumerate(text) if not sign.isspace()]
    said, changed = _statements_in("".join(text[place] for place in visible), known)
    yield from changed
    rest = list(text)
    for start, end in said:
        rest[visible[start] : visible[end - 1] + 1] = " " * (visible[end - 1] + 1 - visible[start])
    lines = without_permitted("".join(rest), known.book).split("\n")
    for number, line in enumerate(lines):
        for match in known.token.finditer(line):
            if not is_known(match[0], known) and not _is_tick(number, lines):
                yield f"says {quoted(match[0])}, which is no value of the findings: {quoted(_around(text, match[0]))}"


def is_known(token: str, known: Vocabulary) -> bool:
    """Whether some value of the findings is worded like this, its sign left aside."""
    digits = re.match(r"[\d\W]*", token)
    number = (digits[0] if digits else "").rstrip("%").replace(known.group, "").replace(known.decimal, ".")
    sign = token[len(digits[0]) :] if digits and not token.endswith("%") else "%"
    if number in ("", "."):
        return True
    value, decimals = float(number), len(number.partition(".")[2])
    return any(_within(value, decimals, scale, SLACK.get(sign, _HALF), known.values) for scale in SCALES[sign])


def _is_tick(number: int, lines: list[str]) -> bool:
    """Whether a line is a round number beside another one: the scale of a chart, which says nothing about the data."""
    beside = lines[max(0, number - 1) : number] + lines[number + 1 : number + 2]
    return _is_round(lines[number]) and any(_is_round(line) for line in beside)


def _is_round(line: str) -> bool:
    """Whether a line is nothing but a number of one or two digits that are not nought, or a number of quarters."""
    alone = _ALONE.fullmatch(line)
    digits = re.sub(r"\D", "", alone[1]).strip("0") if alone else ""
    return alone is not None and (len(digits) <= len("10") or int(digits) % _QUARTER == 0)


def _around(text: str, token: str) -> str:
    """The words beside a token."""
    place = text.find(token)
    return text[max(0, place - BESIDE) : place + len(token) + BESIDE]


def _within(value: float, decimals: int, scale: float, slack: float, values: Sequence[float]) -> bool:
    """Whether a value lies as near to a printed number as rounding allows."""
    reach = slack * 10.0**-decimals * (1 + _NEARLY)
    low, high = (value - reach) / scale, (value + reach) / scale
    place = bisect_left(values, low - _NEARLY)
    return place < len(values) and values[place] <= high + _NEARLY


def _numbers(value: Any, leave_out: frozenset[str]) -> Iterator[float]:
    """Every finite number below a value of the findings."""
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        if math.isfinite(value):
            yield float(value)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            if key not in leave_out:
                yield from _numbers(part, leave_out)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _numbers(part, leave_out)


def _statements(findings: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Sentences of the findings as they are worded, without blanks, by their text with every digit masked."""
    root = Node(Lexicon(findings, findings["study"]["locale"]))
    found: dict[str, set[str]] = {}
    for target, value in strings(findings):
        if REFERENCE.search(value) or DIGIT.search(value):
            text = "".join(as_statement(at(root, target)).split())
            if len(text) >= SENTENCE and DIGIT.search(text):
                found.setdefault(_masked(text), set()).add(text)
    return {mask: frozenset(texts) for mask, texts in found.items()}


def _within_one(place: int, mask: str, said: list[tuple[int, int]]) -> bool:
    """Whether a place with the length of a statement is part of one that is said."""
    return any(start <= place and place + len(mask) <= end for start, end in said)


def _masked(text: str) -> str:
    """A text with its digits made alike."""
    return re.sub(r"\d", "0", text)


def _statements_in(signs: str, known: Vocabulary) -> tuple[list[tuple[int, int]], list[str]]:
    """Where a text (without blanks) holds statements as they are, and sentences about those it holds changed.

    Long ones first: one statement may go on where another has ended, and then it is not that other one, changed.
    """
    masked = _masked(signs)
    said: list[tuple[int, int]] = []
    changed: list[str] = []
    for mask, texts in sorted(known.statements.items(), key=lambda each: -len(each[0])):
        place = masked.find(mask)
        while place >= 0:
            printed = signs[place : place + len(mask)]
            if printed in texts:
                said.append((place, place + len(mask)))
            elif not signs[max(0, place - 1) : place].isdecimal() and not _within_one(place, mask, said):
                changed.append(f"prints a statement with other figures: {quoted(printed)} for {quoted(min(texts))}")
            place = masked.find(mask, place + 1)
    return said, list(dict.fromkeys(changed))
