"""A segment's mark: its colour and its shape, always together. Also the verdict's tiles and the sign of the site."""

import math
from collections.abc import Callable, Mapping

from markupsafe import Markup

from tessera_site.drawing.svg import join, number, path, polyline, rect
from tessera_site.palette import FILLS, STROKES, colour_step

SHAPES = (
    "circle",
    "diamond",
    "triangle",
    "triangle, down",
    "square",
    "cross",
    "hexagon",
    "star",
    "saltire",
    "triangle, right",
    "hourglass",
    "pentagon",
)
"""Shapes in the order of the segments."""

TILES_LAID: Mapping[str, int] = {"natural": 4, "reproducible": 3, "constructive": 2, "none": 0}
"""Tiles laid per verdict: as many as the evidence allows."""


def shape_of(number_in_model: int) -> str:
    """Name of a segment's shape; past the last they return."""
    return SHAPES[(number_in_model - 1) % len(SHAPES)]


def mark_path(number_in_model: int, x: float, y: float, radius: float) -> str:
    """Path data of a segment's shape around a point, of about the area of a circle of that radius."""
    return _PATHS[shape_of(number_in_model)](x, y, radius)


def mark_at(number_in_model: int, x: float, y: float, radius: float = 7, *, grey: bool = False) -> Markup:
    """A segment's mark in a drawing, set off from what lies under it by a ring of paper."""
    look = "fm" if grey else f"s{colour_step(number_in_model)}"
    return path(mark_path(number_in_model, x, y, radius), look, "ring", 1.6)


def open_mark_at(number_in_model: int, x: float, y: float, radius: float = 6.5) -> Markup:
    """The same mark as an outline, for what a model did not use."""
    return path(mark_path(number_in_model, x, y, radius), "fp", f"l{colour_step(number_in_model)}", 2)


def mark(number_in_model: int, size: float = 13, *, grey: bool = False) -> Markup:
    """A segment's mark as a small picture for text, navigation and tables; said by the words beside it."""
    look = "fm" if grey else f"s{colour_step(number_in_model)}"
    shape = f'<path d="{mark_path(number_in_model, 7, 7, 5.6)}" class="{look}" fill="{FILLS[look]}"/>'
    return _icon(14, size, Markup(shape))


def verdict_tiles(level: str, size: float = 15) -> Markup:
    """Four tiles, as many laid as the evidence allows; the others are outlines."""
    laid = TILES_LAID.get(level, 0)
    places = ((0.0, 0.0), (8.0, 0.0), (0.0, 8.0), (8.0, 8.0))
    parts = [rect(x, y, 7, 7, "fi") for x, y in places[:laid]]
    parts += [
        Markup(
            f'<rect x="{x + 0.6:g}" y="{y + 0.6:g}" width="5.8" height="5.8" class="li" fill="none" '
            f'stroke="{STROKES["li"]}" stroke-width="1.2"/>'
        )
        for x, y in places[laid:]
    ]
    return _icon(15, size, join(parts))


def logo(size: float = 22) -> Markup:
    """The site's sign: four tiles in the first four colours."""
    places = ((0, 0, "s1"), (12, 0, "s2"), (0, 12, "s3"), (12, 12, "s4"))
    return _icon(22, size, join(rect(x, y, 10, 10, look) for x, y, look in places))


def claim_dot(*, evidence: bool, size: float = 9) -> Markup:
    """The dot before a claim: filled for evidence, open for what is to be tested."""
    circle = _circle(4.5, 4.5, 3.4)
    body = path(circle, "fi", "li", 1.3) if evidence else path(circle, "", "li", 1.3)
    label = "Evidence" if evidence else "To test"
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size:g}" height="{size:g}" viewBox="0 0 9 9" role="img" '
        f'aria-label="{label}">{body}</svg>'
    )


def _icon(box: float, size: float, body: Markup) -> Markup:
    """A small picture that words beside it explain."""
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size:g}" height="{size:g}" viewBox="0 0 {box:g} {box:g}" '
        f'aria-hidden="true" focusable="false">{body}</svg>'
    )


# ---------------------------------------------------------------- shapes


def _closed(points: list[tuple[float, float]]) -> str:
    return polyline(points) + "Z"


def _polygon(x: float, y: float, radius: float, corners: int, turn: float = 0) -> str:
    """A regular polygon, its first corner up unless turned (in degrees)."""
    angles = [math.radians(turn - 90 + 360 * i / corners) for i in range(corners)]
    return _closed([(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles])


def _circle(x: float, y: float, r: float) -> str:
    edge = f"{number(r)} {number(r)} 0 1 0"
    return f"M{number(x - r)} {number(y)}a{edge} {number(2 * r)} 0a{edge} {number(-2 * r)} 0Z"


def _cross(x: float, y: float, r: float, turn: float = 0) -> str:
    """A cross with thick arms."""
    long, short = r * 1.1, r * 0.4
    corners = [(short, long), (short, short), (long, short), (long, -short), (short, -short), (short, -long)]
    corners += [(-a, -b) for a, b in corners]
    sine, cosine = math.sin(math.radians(turn)), math.cos(math.radians(turn))
    return _closed([(x + a * cosine - b * sine, y + a * sine + b * cosine) for a, b in corners])


def _star(x: float, y: float, r: float) -> str:
    spokes = [(1.3 * r if i % 2 == 0 else 0.55 * r, math.radians(36 * i - 90)) for i in range(10)]
    return _closed([(x + d * math.cos(a), y + d * math.sin(a)) for d, a in spokes])


def _square(x: float, y: float, r: float) -> str:
    half = 0.9 * r
    return _closed([(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)])


def _hourglass(x: float, y: float, r: float) -> str:
    half = 1.05 * r
    return _closed([(x - half, y - half), (x + half, y - half), (x - half, y + half), (x + half, y + half)])


_PATHS: Mapping[str, Callable[[float, float, float], str]] = {
    "circle": _circle,
    "diamond": lambda x, y, r: _polygon(x, y, 1.2 * r, 4),
    "triangle": lambda x, y, r: _polygon(x, y + 0.2 * r, 1.25 * r, 3),
    "triangle, down": lambda x, y, r: _polygon(x, y - 0.2 * r, 1.25 * r, 3, 180),
    "square": _square,
    "cross": _cross,
    "hexagon": lambda x, y, r: _polygon(x, y, 1.1 * r, 6),
    "star": _star,
    "saltire": lambda x, y, r: _cross(x, y, r, 45),
    "triangle, right": lambda x, y, r: _polygon(x - 0.2 * r, y, 1.25 * r, 3, 90),
    "hourglass": _hourglass,
    "pentagon": lambda x, y, r: _polygon(x, y, 1.15 * r, 5),
}
