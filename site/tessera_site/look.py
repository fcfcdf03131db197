"""How a company's own name, sign and colours reach every page: the study's theme on top of the shipped tokens."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tessera.errors import StudyError
from tessera.study_settings import ThemeSpec

from tessera_site.shipped import shipped

TEXT, MARK = 4.5, 3.0
"""Least contrast with the page of text, and of marks (WCAG 2.2, 1.4.3 and 1.4.11)."""
LOGO_KINDS = (".svg", ".png")
LOGO_AT_MOST = 200_000
"""Bytes."""
_TOKEN = re.compile(r"--([\w-]+): (#[0-9A-Fa-f]{6});")
_STEP = 0.04


@dataclass(frozen=True, slots=True)
class Look:
    """Files of the theme that this study changes, by published name, and where its logo is, if it has one."""

    files: Mapping[str, bytes]
    logo: str | None


def look_of(theme: ThemeSpec, project: Path) -> Look:
    """What a study's theme changes.

    Raises
    ------
    StudyError
        If a colour cannot be read on the page, two segments have one colour, the project's own tokens lack the page's
        colour, or the logo cannot be used.
    """
    tokens = shipped("theme/tokens.css", project).read_text(encoding="utf-8")
    files = {}
    if theme.accent or theme.accent_dark or theme.segments:
        light, dark = (_ground(tokens, start) for start in (":root {", ':root[data-theme="dark"] {'))
        _check(theme, light, dark)
        files["assets/tokens.css"] = (tokens + _overrides(theme, dark)).encode()
    logo = _logo(theme.logo, project) if theme.logo else None
    if logo is None:
        return Look(files, None)
    name = f"assets/logo{logo.suffix.lower()}"
    return Look(files | {name: logo.read_bytes()}, name)


def contrast(a: str, b: str) -> float:
    """Contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, ground: str, least: float) -> str:
    """The colour, or the nearest towards black or white that has enough contrast with a ground."""
    end = "#000000" if _luminance(ground) > 0.18 else "#FFFFFF"
    share = 0.0
    while contrast(found := _mixed(colour, end, share), ground) < least:
        share += _STEP
    return found


def _check(theme: ThemeSpec, light: str, dark: str) -> None:
    """Refuse what could not be read."""
    given = [("theme.accent", theme.accent, light, TEXT), ("theme.accent_dark", theme.accent_dark, dark, TEXT)]
    given += [(f"theme.segments[{i}]", colour, light, MARK) for i, colour in enumerate(theme.segments)]
    for key, colour, ground, least in given:
        if colour and contrast(colour, ground) < least:
            raise StudyError(
                f"study.yml: {key} {colour} has a contrast of {contrast(colour, ground):.1f} to 1 with the page, "
                f"{ground}; {'text' if least == TEXT else 'a mark'} needs {least:g} to 1.",
                hint=f"Take one like {readable(colour, ground, least)}.",
            )
    seen = [colour.lower() for colour in theme.segments]
    twice = next((colour for colour in seen if seen.count(colour) > 1), None)
    if twice:
        raise StudyError(
            f"study.yml: theme.segments names {twice} twice.", hint="Give every segment a colour of its own."
        )


def _overrides(theme: ThemeSpec, dark: str) -> str:
    """Rules that follow the shipped tokens; colours for the dark are made from the light ones where none are given."""
    bright = list(_named(theme.accent, theme.segments))
    dim = list(_named(theme.accent_dark or theme.accent, theme.segments))
    darkened = [(name, readable(colour, dark, TEXT if name == "accent" else MARK)) for name, colour in dim]
    return (
        f"\n/* from study.yml */\n:root {{{_rules(bright)}}}\n"
        f'@media screen and (prefers-color-scheme: dark) {{:root:not([data-theme="light"]) {{{_rules(darkened)}}}}}\n'
        f'@media screen {{:root[data-theme="dark"] {{{_rules(darkened)}}}}}\n'
    )


def _named(accent: str | None, segments: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Tokens with their colours."""
    if accent:
        yield "accent", accent
    for number, colour in enumerate(segments, start=1):
        yield f"seg-{number}", colour


def _rules(colours: Sequence[tuple[str, str]]) -> str:
    return "".join(f" --{name}: {colour};" for name, colour in colours) + " "


def _ground(tokens: str, start: str) -> str:
    """The paper of a theme."""
    block = tokens.partition(start)[2].partition("}")[0]
    colours: dict[str, str] = dict(_TOKEN.findall(block))
    if "paper" not in colours:
        raise StudyError(
            f"site/theme/tokens.css: '{start}' gives no --paper, so the study's colours cannot be held against it.",
            hint="Write it there as six hexadecimal digits, such as --paper: #FBF7EF;",
        )
    return colours["paper"]


def _logo(name: str, project: Path) -> Path:
    """The logo's file.

    Raises
    ------
    StudyError
        If it is missing, too large, or no picture that browsers show.
    """
    path = project / name
    if path.suffix.lower() not in LOGO_KINDS:
        raise StudyError(
            f"study.yml: theme.logo {name!r} is neither an SVG nor a PNG.", hint="Save it as one of these."
        )
    if not path.is_file():
        raise StudyError(f"study.yml: theme.logo {name!r} is not there.", hint=f"It is looked for in {project}.")
    if path.stat().st_size > LOGO_AT_MOST:
        raise StudyError(
            f"study.yml: theme.logo {name!r} has {path.stat().st_size:,} bytes; every page would carry them.",
            hint=f"Make it smaller than {LOGO_AT_MOST:,} bytes.",
        )
    return path


def _channels(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1."""
    shares = [channel / 255 for channel in _channels(colour)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _mixed(colour: str, other: str, share: float) -> str:
    """A colour on its way to another."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * min(share, 1.0)):02X}" for a, b in pairs)
