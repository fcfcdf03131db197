"""How wide a text is: advance widths of the site's text face, to wrap and place words without a browser.

A test compares the table with the font itself.
"""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_FIRST = 32
_REGULAR = (
    200, 289, 425, 497, 497, 824, 609, 249, 303, 303, 418, 497, 249, 311, 249, 350, 497, 497, 497, 497,
    497, 497, 497, 497, 497, 497, 249, 249, 497, 497, 497, 425, 847, 544, 588, 571, 615, 527, 494, 617,
    652, 263, 480, 579, 486, 727, 647, 664, 566, 664, 569, 534, 536, 645, 515, 786, 513, 476, 539, 303,
    350, 303, 497, 500, 542, 504, 553, 456, 555, 496, 292, 504, 544, 246, 247, 495, 255, 829, 547, 542,
    555, 555, 347, 419, 338, 544, 467, 718, 446, 467, 425, 303, 241, 303, 497,
)  # fmt: skip
_SEMIBOLD = (
    200, 315, 482, 513, 513, 841, 639, 275, 324, 324, 438, 513, 275, 322, 275, 344, 513, 513, 513, 513,
    513, 513, 513, 513, 513, 513, 275, 275, 513, 513, 513, 444, 875, 558, 597, 576, 625, 538, 510, 628,
    663, 282, 494, 597, 502, 745, 656, 674, 582, 674, 592, 545, 546, 655, 536, 800, 541, 501, 540, 324,
    344, 324, 513, 500, 549, 516, 563, 462, 564, 507, 317, 520, 558, 262, 263, 522, 271, 843, 560, 549,
    564, 564, 373, 431, 361, 556, 495, 748, 481, 495, 443, 324, 255, 324, 513,
)  # fmt: skip
_OTHERS: Mapping[str, tuple[int, int]] = {
    "–": (480, 480), "—": (800, 800), "‘": (249, 275), "’": (249, 275), "“": (425, 482), "”": (425, 482),
    "…": (948, 963), "·": (249, 275), "×": (497, 513), "÷": (497, 513), "−": (497, 513), "→": (619, 618),
    "€": (497, 513), "£": (497, 513), "\u00a0": (200, 200),
}  # fmt: skip
_UNKNOWN = (600, 620)
_FULL_WIDTH = 1000


@lru_cache(maxsize=4096)
def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a text on one line.

    Parameters
    ----------
    text : str
    size : float
        Type size; the width is in the same unit.
    bold : bool
        Semibold instead of regular.
    """
    return sum(_advance(sign, bold=bold) for sign in text) * size / 1000


def _advance(sign: str, *, bold: bool) -> int:
    """Advance width of one sign in thousandths of the type size; accents count as nothing, unknown signs as wide."""
    table = _SEMIBOLD if bold else _REGULAR
    place = ord(sign) - _FIRST
    if 0 <= place < len(table):
        return table[place]
    if sign in _OTHERS:
        return _OTHERS[sign][bold]
    if unicodedata.combining(sign):
        return 0
    base = unicodedata.normalize("NFD", sign)[0]
    if base != sign:
        return _advance(base, bold=bold)
    return _FULL_WIDTH if unicodedata.east_asian_width(sign) in "WF" else _UNKNOWN[bold]


@lru_cache(maxsize=4096)
def wrap(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """A text in lines no wider than a width, broken between words; a word that is too wide alone is broken inside.

    >>> wrap("High income, low spending", 100, 14)
    ('High income,', 'low spending')
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width_of(longer, size, bold=bold) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(word, width, size, bold=bold)
        lines += full
    return (*lines, line) if line or not lines else tuple(lines)


def _pieces(word: str, width: float, size: float, *, bold: bool) -> list[str]:
    """A word cut into pieces that fit, after a hyphen where there is one."""
    pieces = [""]
    for part in word.replace("-", "-\0").split("\0"):
        if width_of(pieces[-1] + part, size, bold=bold) <= width:
            pieces[-1] += part
            continue
        for sign in part if width_of(part, size, bold=bold) > width else [part]:
            if pieces[-1] and width_of(pieces[-1] + sign, size, bold=bold) > width:
                pieces.append("")
            pieces[-1] += sign
    return pieces
