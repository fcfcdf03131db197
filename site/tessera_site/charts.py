"""Pieces of interactive figures: plain Plotly JSON, made where the drawing is made and from the same facts.

Colours are names of tokens (``seg-2``, ``ink``, ``tile``); the page looks them up in its theme. Axes, fonts and grid
lines that every figure shares are the page's too.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from tessera_site.palette import colour_step

FIGURES = 6
"""Significant digits of a coordinate: more than a screen can show."""

SYMBOLS = (
    "circle",
    "diamond",
    "triangle-up",
    "triangle-down",
    "square",
    "cross",
    "hexagon",
    "star",
    "x",
    "triangle-right",
    "hourglass",
    "pentagon",
)
"""The shapes of segments, in their order, as Plotly calls them."""


def symbol_of(number: int) -> str:
    """A segment's shape."""
    return SYMBOLS[(number - 1) % len(SYMBOLS)]


def colour_of(number: int) -> str:
    """A segment's colour."""
    return f"seg-{colour_step(number)}"


def words_of(text: str) -> str:
    """Text as text: Plotly would read tags and entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def rounded(value: Any) -> Any:
    """A figure, or any part of one, with its numbers rounded."""
    if isinstance(value, bool) or value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float):
        short = float(f"{value:.{FIGURES}g}") if math.isfinite(value) else None
        return int(short) if short is not None and short.is_integer() else short
    if isinstance(value, Mapping):
        return {key: rounded(part) for key, part in value.items()}
    return [rounded(part) for part in value]


def figure(
    data: Sequence[Mapping[str, Any]], x: Mapping[str, Any], y: Mapping[str, Any], **layout: Any
) -> dict[str, Any]:
    """A figure from its traces, its two axes and what else its layout needs; traces get fixed names."""
    traces = [{"uid": f"t{i}", **trace} for i, trace in enumerate(data)]
    whole = {"showlegend": False, "hovermode": "closest", "xaxis": x, "yaxis": y, **layout}
    return {"data": rounded(traces), "layout": rounded(whole), "config": {}}


def axis(title: str = "", low: float | None = None, high: float | None = None, **more: Any) -> dict[str, Any]:
    """An axis with its title and, where given, its ends."""
    made: dict[str, Any] = {"title": {"text": words_of(title)}} if title else {}
    if low is not None and high is not None:
        made["range"] = [low, high]
    return {**made, **more}


def points(
    x: Sequence[Any],
    y: Sequence[Any],
    hover: Sequence[str],
    colour: Any,
    *,
    symbol: Any = "circle",
    size: Any = 10,
    **more: Any,
) -> dict[str, Any]:
    """Marks with a text each."""
    marker = {"color": colour, "symbol": symbol, "size": size, "line": {"color": "paper", "width": 1}, "opacity": 1}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y,
        "marker": marker,
        "hovertext": [words_of(text) for text in hover],
        "hoverinfo": "text",
        **more,
    }


def named(name: str) -> dict[str, Any]:
    """A trace whose labels all show one name beside their text, which is written once."""
    return {"name": words_of(name), "hoverinfo": "text+name", "hoverlabel": {"namelength": -1}}


def path_through(
    x: Sequence[Any], y: Sequence[Any], colour: str, hover: Sequence[str] = (), *, width: float = 1.5, **more: Any
) -> dict[str, Any]:
    """A line through points, with texts where it has some."""
    told = {"hovertext": [words_of(text) for text in hover], "hoverinfo": "text"} if hover else {"hoverinfo": "skip"}
    line = {"color": colour, "width": width, **more.pop("line", {})}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, **told, **more}


def bars(x: Sequence[Any], y: Sequence[Any], colour: Any, hover: Sequence[str], **more: Any) -> dict[str, Any]:
    """Bars with a text each."""
    told = {"hovertext": [words_of(text) for text in hover], "hoverinfo": "text"}
    return {"type": "bar", "x": x, "y": y, "marker": {"color": colour}, **told, **more}


def straight(ends: Sequence[Any], dash: str = "solid", colour: str = "ink-3") -> dict[str, Any]:
    """A line between grid and marks, from x1, y1 to x2, y2."""
    x1, y1, x2, y2 = ends
    line = {"color": colour, "width": 1, "dash": dash}
    return {"type": "line", "x0": x1, "y0": y1, "x1": x2, "y1": y2, "line": line, "layer": "between"}
