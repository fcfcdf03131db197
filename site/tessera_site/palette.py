"""Colours of charts: the light values of `theme/tokens.css`, by the class that recolours them in a browser.

Drawings carry these as attributes, so that print, PDF and mail need no style sheet. A test holds both lists equal.
"""

from collections.abc import Mapping

PAPER = "#FBF7EF"
INK = "#1E1A16"
INK_2 = "#5F574C"
INK_3 = "#877C6D"
HAIR = "#D9D0C0"
TILE = "#D6CCBB"
TILE_2 = "#BDB09B"
ACCENT = "#9E3318"
SEGMENTS = (
    *("#1F4FAF", "#C57508", "#4A9582", "#5F0C4A", "#7A594C", "#9E7ECE"),
    *("#16400A", "#4B4844", "#00738C", "#7855D2", "#733287", "#230078"),
)
BELOW_2, BELOW_1, ABOVE_1, ABOVE_2 = "#B9C9DC", "#DCE4EA", "#F2DFC6", "#E7BE8E"

FONT = "Tessera Text, Helvetica Neue, Arial, sans-serif"


def colour_step(number: int) -> int:
    """Which of the segment colours a segment has, from 1: past the last the colours return, the shape still differs."""
    return (number - 1) % len(SEGMENTS) + 1


def segment_colour(number: int) -> str:
    """Light value of a segment's colour."""
    return SEGMENTS[colour_step(number) - 1]


FILLS: Mapping[str, str] = {
    "t": INK,
    "m": INK_2,
    "a": ACCENT,
    "on": INK,
    "fh": HAIR,
    "ft": TILE,
    "f2": TILE_2,
    "fi": INK,
    "fm": INK_3,
    "fp": PAPER,
    **{f"s{i}": colour for i, colour in enumerate(SEGMENTS, 1)},
}
STROKES: Mapping[str, str] = {
    "lh": HAIR,
    "li": INK,
    "lm": INK_3,
    "la": ACCENT,
    "ring": PAPER,
    **{f"l{i}": colour for i, colour in enumerate(SEGMENTS, 1)},
}
