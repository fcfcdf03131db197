"""The picture that a link to the site shows elsewhere: name, title, question, and the lead model's mosaic."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from tessera_site.fonts import font_faces
from tessera_site.palette import INK, INK_2, PAPER, SEGMENTS, TILE, colour_step

NAME = "assets/preview.png"
WIDTH, HEIGHT = 1200, 630
"""What social sites ask for."""
_LEFT, _TOP, _TEXT_WIDTH = 72, 64, 600
_MAP = (720, 110, 410, 410)
_COLOURS = 64


def preview_picture(findings: Mapping[str, Any], brand: str, fonts: Path) -> bytes:
    """A PNG; the same findings always give the same bytes with the same libraries.

    Parameters
    ----------
    findings : mapping
        The document of findings.json.
    brand : str
        The publisher's name.
    fonts : Path
        Folder where cut fonts are kept.
    """
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(picture)
    display, text = _fonts(fonts)
    for i, (x, y) in enumerate(((0, 0), (18, 0), (0, 18), (18, 18))):
        draw.rectangle((_LEFT + x, _TOP + y, _LEFT + x + 14, _TOP + y + 14), fill=SEGMENTS[i])
    draw.text((_LEFT + 48, _TOP - 6), brand, font=ImageFont.truetype(io.BytesIO(display), 34), fill=INK)
    large = ImageFont.truetype(io.BytesIO(display), 68)
    y = 180
    for line in _wrapped(draw, findings["study"]["title"], large)[:3]:
        draw.text((_LEFT, y), line, font=large, fill=INK)
        y += 78
    small = ImageFont.truetype(io.BytesIO(text), 30)
    for line in _wrapped(draw, findings["study"]["question"], small)[:3]:
        draw.text((_LEFT, y + 24), line, font=small, fill=INK_2)
        y += 40
    _mosaic(draw, findings)
    out = io.BytesIO()
    picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(out, format="PNG", optimize=True)
    return out.getvalue()


def _fonts(folder: Path) -> tuple[bytes, bytes]:
    """The faces of titles and of text, as FreeType reads them."""
    faces = {(face.family, face.weight): face.path for face in font_faces(folder, "paper") if face.style == "normal"}
    return faces["Tessera Display", 600].read_bytes(), faces["Tessera Text", 400].read_bytes()


def _wrapped(draw: ImageDraw.ImageDraw, words: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Words on lines that fit beside the mosaic."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and draw.textlength(longer, font=font) <= _TEXT_WIDTH:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _mosaic(draw: ImageDraw.ImageDraw, findings: Mapping[str, Any]) -> None:
    """The lead model's tiles, or four large ones where it has no plane."""
    overview = findings["overview"]
    model = findings["models"][overview["lead_model"]] if overview else next(iter(findings["models"].values()))
    plane = model["map"] or model["space"]
    left, top, width, height = _MAP
    if not plane or not plane["tiles"]:
        half = width // 2
        for i, (x, y) in enumerate(((0, 0), (half, 0), (0, half), (half, half))):
            draw.rectangle((left + x, top + y, left + x + half - 12, top + y + half - 12), fill=SEGMENTS[i])
        return
    numbers = {slug: segment["number"] for slug, segment in model["segments"].items()}
    (x_low, x_step, across), (y_low, y_step, up) = (_grid(plane, axis) for axis in "xy")
    cell = min(width / across, height / up)
    for tile in plane["tiles"]:
        slug = max(sorted(tile["counts"]), key=tile["counts"].__getitem__)
        side = max(4.0, 0.92 * cell * (sum(tile["counts"].values()) / plane["largest"]) ** 0.5)
        x = left + (tile["x"] - x_low + x_step / 2) / (x_step * across) * width
        y = top + height - (tile["y"] - y_low + y_step / 2) / (y_step * up) * height
        box = tuple(round(v) for v in (x - side / 2, y - side / 2, x + side / 2, y + side / 2))
        draw.rectangle(box, fill=SEGMENTS[colour_step(numbers[slug]) - 1])
    draw.line((left, top + height + 10, left + width, top + height + 10), fill=TILE, width=2)


def _grid(plane: Mapping[str, Any], axis: str) -> tuple[float, float, int]:
    """Where an axis's tiles begin, how wide they are, how many there are."""
    edges: Sequence[float] = [tile[axis] for tile in plane["tiles"]]
    step = float(plane[f"{axis}_step"])
    return min(edges), step, round((max(edges) - min(edges)) / step) + 1
