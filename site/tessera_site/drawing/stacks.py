"""Bars in parts: what shares of a whole are drawn with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tessera_site import charts
from tessera_site.drawing.chart import column_of
from tessera_site.drawing.scales import Scale, place
from tessera_site.drawing.svg import LEADING, Run, Words, fact, join, line, measure, plain_words, rect, words
from tessera_site.keyed import Node

_FADE = 0.62
"""How much paler each further part of a bar is."""
_PALEST = 0.14
BAR = 18.0
_CAP = 4.0
_SWATCH = 11.0


def faded(tone: int) -> float:
    """Opacity of a bar's tone."""
    return max(_PALEST, _FADE**tone)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar: its share of the whole, what is said of it, and which of the bar's tones it has."""

    share: float
    said: Words
    tone: int


@dataclass(frozen=True, slots=True)
class Stack:
    """A bar with its label and its colour."""

    label: str
    pieces: Sequence[Piece]
    look: str


def value_words(node: Node, column: str, value: str) -> Run:
    """How a value is called, keyed where the study names it."""
    spec = column_of(node, column)
    return fact(spec["values"][value]) if value in spec["values"] else Run(value)


def stacked(pieces: Sequence[Piece], x: Scale, y: float, look: str, height: float = BAR) -> Markup:
    """A bar in parts, each paler than the one before, with a hair of paper between them."""
    parts, before = [], 0.0
    for i, piece in enumerate(pieces):
        left, right = place(x, before), place(x, before + piece.share)
        gap = 1.5 if i + 1 < len(pieces) and right < x.end - 0.5 else 0.0
        if right - left > gap:
            parts.append(rect(left, y, right - left - gap, height, look, opacity=faded(piece.tone)))
        before += piece.share
    return join(parts)


def named(pieces: Sequence[Piece], left: float, right: float, y: float, look: str) -> tuple[Markup, float]:
    """The parts in words under their bar, each behind a patch of its colour, on as many lines as it takes."""
    x, down, parts = left, y, []
    for piece in pieces:
        width = _SWATCH + 6 + measure(piece.said)
        if x > left and x + width > right:
            x, down = left, down + LEADING + 3
        parts.append(rect(x, down - 10, _SWATCH, _SWATCH, look, opacity=faded(piece.tone)))
        parts.append(words(x + _SWATCH + 6, down, piece.said))
        x += width + 18
    return join(parts), down - y + LEADING


def bracket(x: Scale, low: float, high: float, y: float) -> Markup:
    """An interval: a line between two caps."""
    left, right = place(x, low), place(x, high)
    lines = ((left, y, right, y), (left, y - _CAP, left, y + _CAP), (right, y - _CAP, right, y + _CAP))
    return join(line(*each, "li", width=1.6) for each in lines)


def stack_figure(stacks: Sequence[Stack]) -> dict[str, Any]:
    """Stacked bars to point at."""
    traces = []
    for stack in stacks:
        colour = f"seg-{stack.look[1:]}" if stack.look.startswith("s") else "tile-2"
        for piece in stack.pieces:
            hover = f"{stack.label}: {plain_words(piece.said)}"
            label = charts.words_of(stack.label)
            share, faint = [100 * piece.share], faded(piece.tone)
            traces.append(charts.bars(share, [label], colour, [hover], orientation="h", opacity=faint))
    across, down = charts.axis("", 0, 100, ticksuffix="%"), charts.axis(autorange="reversed", type="category")
    return charts.figure(traces, across, down, barmode="stack")
