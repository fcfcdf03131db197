"""Rows with a segment's mark and name each, beside the scale on wide screens and above it on narrow ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tessera_site.drawing.chart import Frame
from tessera_site.drawing.letters import wrap
from tessera_site.drawing.marks import mark_at
from tessera_site.drawing.svg import LEADING, SIZE, Run, fact, join, measure, paragraph
from tessera_site.keyed import Node

TOP = 30.0
"""Where the first row begins, below the scale's figures."""
_HEIGHT = {False: 38.0, True: 56.0}


@dataclass(frozen=True, slots=True)
class NamedRows:
    """Where the rows of a drawing lie: names beside the scale on wide screens, above it on narrow ones."""

    names: tuple[Run, ...]
    narrow: bool
    left: float
    room: float
    height: float
    bottom: float


def name_rows(names: Sequence[Node], frame: Frame) -> NamedRows:
    """Rows for some names, as high as the longest of them needs."""
    runs = tuple(fact(name) for name in names)
    left = 8.0 if frame.narrow else min(max(measure(run) for run in runs) + 44, frame.width * 0.42)
    room = frame.width - 84 if frame.narrow else left - 40
    deep = max(len(wrap(run.words, room, SIZE)) for run in runs)
    height = _HEIGHT[frame.narrow] + LEADING * (deep - 1 if frame.narrow else 0)
    return NamedRows(runs, frame.narrow, left, room, height, TOP + height * len(runs))


def line_of(rows: NamedRows, i: int) -> float:
    """The height at which a row's marks lie."""
    return TOP + (i + 1) * rows.height - (16 if rows.narrow else rows.height / 2)


def label_of(rows: NamedRows, i: int, number: int) -> Markup:
    """A row's mark and name."""
    top, y, name = TOP + i * rows.height, line_of(rows, i), rows.names[i]
    if rows.narrow:
        label, _ = paragraph(22, top + 19, name, rows.room, halo=True)
        return join((mark_at(number, 7, top + 14, 6), label))
    lines = len(wrap(name.words, rows.room, SIZE))
    label, _ = paragraph(24, y + 5 - (lines - 1) * LEADING / 2, name, rows.room)
    return join((mark_at(number, 7, y, 6), label))
