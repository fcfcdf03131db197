"""The few elements drawings are made of. Every function returns safe markup with light colours as attributes.

A class names what a thing is (``t`` text, ``lh`` hairline, ``s1`` first segment ...) and lets the site recolour it;
`palette` holds the colour that goes with each class.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from markupsafe import Markup

from tessera_site.drawing.letters import width_of, wrap
from tessera_site.keyed import Node, as_key, attribute, target_of, text, wording_of
from tessera_site.palette import FILLS, FONT, STROKES
from tessera_site.wording import style_of

SIZE = 14
"""Type size of drawings: the least a page may show."""
LEADING = 17
_CAP, _DEPTH, _EDGE = 11.0, 4.5, 2.0
"""How far the ground behind words reaches over the baseline, under it and beyond their ends."""
_GROUND = re.compile(r'<rect class="fp ground"[^>]*/>')


@dataclass(frozen=True, slots=True)
class Run:
    """Words with the pointer of what they say; plain words have none."""

    words: str
    key: str = ""
    style: str = ""


Words: TypeAlias = str | Run | Sequence[str | Run]


def fact(node: Node, style: str = "") -> Run:
    """A figure or a name of the findings as words of a drawing."""
    target = target_of(node)
    return Run(wording_of(node, style), target, style if style != style_of(target) else "")


def runs_of(words: Words) -> tuple[Run, ...]:
    """Words as runs."""
    parts = (words,) if isinstance(words, str | Run) else words
    return tuple(Run(part) if isinstance(part, str) else part for part in parts)


def joined(*parts: Words) -> Words:
    """Words one after the other."""
    return tuple(run for part in parts for run in runs_of(part))


def plain_words(words: Words) -> str:
    """What is read, without keys."""
    return "".join(run.words for run in runs_of(words))


def measure(words: Words, size: float = SIZE, *, bold: bool = False) -> float:
    """Width of words on one line."""
    return width_of(plain_words(words), size, bold=bold)


# ---------------------------------------------------------------- shapes


def number(value: float) -> str:
    """A coordinate in as few signs as a tenth of a unit needs."""
    rounded = f"{value:.1f}"
    rounded = rounded.removesuffix(".0")
    return "0" if rounded == "-0" else rounded


def line(x1: float, y1: float, x2: float, y2: float, look: str = "lh", *, width: float = 1, dash: str = "") -> Markup:
    """A straight line; ``look`` is one of the stroke classes."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return Markup(
        f'<path d="M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}" class="{look}" fill="none" '
        f'stroke="{STROKES[look]}" stroke-width="{width:g}"{dashed}/>'
    )


def rect(x: float, y: float, width: float, height: float, look: str, *, opacity: float = 1) -> Markup:
    """A filled box; ``look`` is one of the fill classes."""
    faint = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
    return Markup(
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(max(0, width))}" height="{number(max(0, height))}" '
        f'class="{look}" fill="{FILLS[look]}"{faint}/>'
    )


def path(d: str, fill: str = "", stroke: str = "", width: float = 1, opacity: float = 1) -> Markup:
    """A path; ``fill`` and ``stroke`` are classes, either may be missing."""
    looks = " ".join(look for look in (fill, stroke) if look)
    paint = f'fill="{FILLS[fill] if fill else "none"}"'
    paint += f' stroke="{STROKES[stroke]}" stroke-width="{width:g}" stroke-linejoin="round"' if stroke else ""
    paint += f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
    return Markup(f'<path d="{d}" class="{looks}" {paint}/>')


def polyline(points: Iterable[tuple[float, float]]) -> str:
    """Path data through points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def join(parts: Iterable[Markup]) -> Markup:
    """Elements one after the other."""
    return Markup("").join(parts)


# ---------------------------------------------------------------- words


def words(
    x: float,
    y: float,
    content: Words,
    look: str = "t",
    *,
    anchor: str = "start",
    bold: bool = False,
    halo: bool = False,
    size: float = SIZE,
) -> Markup:
    """One line of text with its baseline at ``y``; ``look`` is ``t``, ``m``, ``a`` or ``on``, ``tick`` may follow.

    With a halo the words stand on a piece of paper, which hides the lines under them.
    """
    inside = join(_run(run) for run in runs_of(content))
    ground = _ground(x, y, measure(content, size, bold=bold), anchor) if halo else ""
    return Markup(f"{ground}<text {_place(x, y)} {_face(look, anchor, bold=bold, size=size)}>{inside}</text>")


def tick(x: float, y: float, content: str, anchor: str = "middle") -> Markup:
    """Text of an axis, which says nothing about the data."""
    return words(x, y, content, "m tick", anchor=anchor)


def paragraph(
    x: float,
    y: float,
    run: Run,
    width: float,
    look: str = "t",
    *,
    anchor: str = "start",
    bold: bool = False,
    halo: bool = False,
) -> tuple[Markup, int]:
    """A text wrapped to a width, keyed as a whole, with the number of lines it took; ``y`` is the first baseline."""
    lines = wrap(run.words, width, SIZE, bold=bold)
    parts = [
        f"<tspan {_place(x, y + i * LEADING)}>{text(piece)}</tspan>{gap}"
        for i, (piece, gap) in enumerate(zip(lines, _gaps(run.words, lines), strict=True))
    ]
    body = "".join(parts)
    grounds = (_ground(x, y + i * LEADING, width_of(piece, SIZE, bold=bold), anchor) for i, piece in enumerate(lines))
    behind = "".join(grounds) if halo else ""
    return Markup(f"{behind}<text {_face(look, anchor, bold=bold, size=SIZE)}{_key(run)}>{body}</text>"), len(lines)


def _gaps(whole: str, lines: Sequence[str]) -> list[str]:
    """What stood after each line before the text was broken: a space, or nothing inside a word and at the end."""
    rest, gaps = " ".join(whole.split()), []
    for piece in lines:
        rest = rest[len(piece) :]
        gaps.append(" " if rest.startswith(" ") else "")
        rest = rest.lstrip()
    return gaps


def without_halo(drawing: Markup) -> Markup:
    """The same drawing without the paper behind words, for grounds of another colour."""
    return Markup(_GROUND.sub("", drawing))


def _ground(x: float, y: float, width: float, anchor: str) -> str:
    """The paper behind a line of words."""
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor] - _EDGE
    size = f'width="{number(width + 2 * _EDGE)}" height="{number(_CAP + _DEPTH)}"'
    return f'<rect class="fp ground" x="{number(left)}" y="{number(y - _CAP)}" {size} fill="{FILLS["fp"]}"/>'


def _place(x: float, y: float) -> str:
    return f'x="{number(x)}" y="{number(y)}"'


def _face(look: str, anchor: str, *, bold: bool, size: float) -> str:
    """Attributes of a text: what differs from the drawing's own."""
    colour = FILLS[look.partition(" ")[0]]
    parts = [f'class="{look}" fill="{colour}"']
    parts += [f'text-anchor="{anchor}"'] if anchor != "start" else []
    parts += ['font-weight="600"'] if bold else []
    parts += [f'font-size="{size:g}"'] if size != SIZE else []
    return " ".join(parts)


@lru_cache(maxsize=8192)
def _run(run: Run) -> Markup:
    """A run, in an element of its own when it is keyed."""
    return Markup(f"<tspan{_key(run)}>{text(run.words)}</tspan>") if run.key else text(run.words)


def _key(run: Run) -> str:
    """Pointer and style as attributes."""
    if not run.key:
        return ""
    return f' data-key="{as_key(run.key)}"' + (f' data-as="{attribute(run.style)}"' if run.style else "")


# ---------------------------------------------------------------- the whole


def svg(width: float, height: float, body: Markup, *, ids: str, title: str, description: str, look: str = "") -> Markup:
    """A whole drawing that says what it shows.

    Parameters
    ----------
    width, height : float
        Size of the drawing; in a page it scales with its box.
    body : Markup
    ids : str
        What its ids begin with; unique in a page.
    title, description : str
        Read out instead of the picture.
    look : str
        Class of the drawing: ``wide`` or ``narrow``.
    """
    name = f' class="{look}"' if look else ""
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg"{name} viewBox="0 0 {number(width)} {number(height)}" role="img" '
        f'aria-labelledby="{ids}-t {ids}-d" font-family="{FONT}" font-size="{SIZE}">'
        f'<title id="{ids}-t">{text(title)}</title><desc id="{ids}-d">{text(description)}</desc>{body}</svg>'
    )
