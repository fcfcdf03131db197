"""The theme: one set of tokens, readable in both themes, the same rules for both engines."""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

THEME = Path(__file__).parents[2] / "site/theme"
TOKENS = (THEME / "tokens.css").read_text(encoding="utf-8")
TEXT_PAIRS = [("ink", "paper"), ("ink-2", "paper"), ("accent", "paper"), ("ink", "paper-2"), ("ink-2", "paper-2")]
SHADES = ["below-2", "below-1", "above-1", "above-2"]
SEGMENTS = [f"seg-{number}" for number in range(1, 13)]


def _values(selector: str) -> dict[str, str]:
    block = re.search(re.escape(selector) + r" \{(.*?)\n\s*\}", TOKENS, re.DOTALL)
    assert block is not None, selector
    return dict(re.findall(r"--([\w-]+): ([^;]+);", block[1]))


LIGHT = _values(":root")
BY_SYSTEM = _values(':root:not([data-theme="light"])')
BY_CHOICE = _values(':root[data-theme="dark"]')
THEMES = {"light": LIGHT, "dark": {**LIGHT, **BY_CHOICE}}


def _linear(colour: str) -> list[float]:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(a: str, b: str) -> float:
    lighter, darker = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_dark_is_the_same_by_the_systems_wish_and_by_choice() -> None:
    assert BY_SYSTEM == BY_CHOICE


def test_dark_gives_every_colour_a_value_of_its_own() -> None:
    colours = {name for name, value in LIGHT.items() if value.startswith("#")}
    assert colours - set(BY_CHOICE) == {"on-seg"}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS + [("ink", shade) for shade in SHADES])
def test_text_can_be_read(theme: str, text: str, ground: str) -> None:
    values = THEMES[theme]
    assert _contrast(values[text], values[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("mark", [*SEGMENTS, "ink-3"])
def test_marks_stand_out_from_the_paper(theme: str, mark: str) -> None:
    values = THEMES[theme]
    assert _contrast(values[mark], values["paper"]) >= 3


@pytest.mark.parametrize("name", ["tessera.css", "charts.css", "frame.css", "quarto.scss"])
def test_colours_are_decided_in_the_tokens_alone(name: str) -> None:
    rules = re.sub(r"/\*.*?\*/|//[^\n]*", "", (THEME / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b(?=[;\s])", rules)) <= {"#FFFFFF"}, "paper itself is white in print"


@pytest.mark.parametrize("name", ["tessera.css", "charts.css", "frame.css", "quarto.scss"])
def test_every_token_that_is_used_exists(name: str) -> None:
    used = set(re.findall(r"var\(--([\w-]+)", (THEME / name).read_text(encoding="utf-8")))
    assert used - set(LIGHT) == set()


@pytest.mark.parametrize("path", sorted(THEME.iterdir()), ids=lambda path: path.name)
def test_nothing_comes_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|@import", text)


LIKE_A_DIFFERENCE = 6
"""Distance in OKLab, in hundredths, at which two marks beside each other are plainly two."""
EYES = {
    "most": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "without red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "without green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "without blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""What each kind of eye makes of linear red, green and blue: Machado, Oliveira and Fernandes (2009), severity 1."""
TO_CONES = ((0.41222, 0.53633, 0.05145), (0.21190, 0.68070, 0.10740), (0.08830, 0.28172, 0.62998))
TO_LAB = ((0.21045, 0.79362, -0.00407), (1.97800, -2.42859, 0.45059), (0.02590, 0.78277, -0.80868))
"""OKLab: Ottosson (2020)."""


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", THEMES)
def test_every_kind_of_eye_tells_twelve_segments_apart_by_colour(theme: str, eye: str) -> None:
    linear = np.array([_linear(THEMES[theme][name]) for name in SEGMENTS])
    seen = np.clip(linear @ np.transpose(EYES[eye]), 0, 1)
    places = 100 * np.cbrt(seen @ np.transpose(TO_CONES)) @ np.transpose(TO_LAB)
    apart = {
        (a, b): np.linalg.norm(places[int(a[4:]) - 1] - places[int(b[4:]) - 1]) for a, b in combinations(SEGMENTS, 2)
    }
    assert {pair: distance for pair, distance in apart.items() if distance < LIKE_A_DIFFERENCE} == {}


def test_twelve_segments_have_a_fill_and_a_line() -> None:
    charts = (THEME / "charts.css").read_text(encoding="utf-8")
    for number in range(1, 13):
        assert re.search(rf"\.s{number}\b", charts)
        assert re.search(rf"\.l{number}\b", charts)
