"""Type for site and briefing: Source Sans Pro and Source Serif Pro, cut to what is used and given names of our own.

Their licence (SIL Open Font License 1.1) reserves the original names for unmodified files, so the cut ones are called
Tessera Text and Tessera Display. Copyright and licence stay inside every file.
"""

import hashlib
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Literal, TypeAlias

from tessera.errors import PublishError

from tessera_site.holding import write_whole

Use = Literal["site", "paper"]
Ranges: TypeAlias = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class FontFile:
    """One face, or some of its characters: what CSS calls it, and the file it is in."""

    family: str
    weight: int
    style: str  # "normal" or "italic"
    path: Path
    characters: Ranges


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a face comes from, and what it becomes."""

    package: str
    file: str
    family: str
    weight: int
    style: str
    name: str


_SANS, _SERIF = "font_source_sans_pro", "font_source_serif_pro"
_TEXT, _DISPLAY = "Tessera Text", "Tessera Display"
_SOURCES = (
    _Source(_SANS, "SourceSansPro-Regular.ttf", _TEXT, 400, "normal", "text-regular"),
    _Source(_SANS, "SourceSansPro-It.ttf", _TEXT, 400, "italic", "text-italic"),
    _Source(_SANS, "SourceSansPro-Semibold.ttf", _TEXT, 600, "normal", "text-semibold"),
    _Source(_SERIF, "SourceSerifPro-Regular.ttf", _DISPLAY, 400, "normal", "display-regular"),
    _Source(_SERIF, "SourceSerifPro-Semibold.ttf", _DISPLAY, 600, "normal", "display-semibold"),
)
# What nearly every page is written with: Western European Latin, punctuation, the euro, arrows, signs of arithmetic.
_COMMON: Ranges = (
    (0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2026), (0x202F, 0x203A), (0x20AC, 0x20AC), (0x2190, 0x2193),
    (0x2212, 0x2212), (0x2248, 0x2265),
)  # fmt: skip
# Further European Latin, combining marks, Greek for statistics (where a face has it), super- and subscripts,
# currencies, more mathematical operators, geometric shapes: read only by pages that need them.
_FURTHER: Ranges = (
    (0x100, 0x17E), (0x218, 0x21B), (0x2C6, 0x2DD), (0x300, 0x30C), (0x391, 0x3C9), (0x1E9E, 0x1E9E), (0x203B, 0x2044),
    (0x2070, 0x209C), (0x20A0, 0x20AB), (0x20AD, 0x20BF), (0x2113, 0x2126), (0x2150, 0x215E), (0x2194, 0x2199),
    (0x2200, 0x2211), (0x2213, 0x2247), (0x25A0, 0x25FF), (0x2713, 0x2717),
)  # fmt: skip
_PARTS: dict[Use, dict[str, Ranges]] = {
    "site": {".woff2": _COMMON, "-further.woff2": _FURTHER},
    "paper": {".ttf": _COMMON + _FURTHER},  # a browser reads woff2 at once, WeasyPrint in half a second
}
_FEATURES = ("kern", "liga", "ccmp", "locl", "mark", "mkmk", "lnum", "tnum")
_FORMATS = {".woff2": "woff2", ".ttf": "truetype"}
_KEY_FILE = "made-from-{}.txt"
_FAMILY, _SUBFAMILY, _UNIQUE, _FULL, _POSTSCRIPT, _TYPO_FAMILY, _TYPO_SUBFAMILY = 1, 2, 3, 4, 6, 16, 17
_KEPT_NAMES = {0, 5, 8, 9, 13, 14}  # copyright, version, makers, licence
_WINDOWS_ENGLISH = (3, 1, 0x409)


def font_faces(folder: Path, use: Use = "site") -> tuple[FontFile, ...]:
    """Give the faces of site or briefing as files, made only when something they come from has changed.

    The same packages always give the same bytes. On the site a face is two files, so that a page in a Western
    European language needs half of it; on paper it is one, not compressed.

    Parameters
    ----------
    folder : Path
        Where the files are kept between builds; made when missing.
    use : {"site", "paper"}

    Raises
    ------
    PublishError
        If a font package is missing or has no such file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    originals = {source: _original(source).read_bytes() for source in _SOURCES}
    key = _key(originals, use)
    files = {face: source for source in _SOURCES for face in _files(source, folder, use)}
    kept = folder / _KEY_FILE.format(use)
    if kept.exists() and kept.read_text() == key and all(face.path.exists() for face in files):
        return tuple(files)
    kept.unlink(missing_ok=True)  # until all are cut, these are no version's files
    for face, source in files.items():
        write_whole(face.path, _cut(originals[source], source, face.characters, face.path.suffix))
    write_whole(kept, key.encode())
    return tuple(files)


def font_css(faces: tuple[FontFile, ...], folder: str = "fonts") -> str:
    """Write the ``@font-face`` rules of the faces; ``folder`` is the way from the style sheet to the files."""
    return "".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {face.style};'
        f' src: url({folder}/{face.path.name}) format("{_FORMATS[face.path.suffix]}"); font-display: swap;'
        f" unicode-range: {_ranges(face.characters)}; }}\n"
        for face in faces
    )


def _files(source: _Source, folder: Path, use: Use) -> tuple[FontFile, ...]:
    """The files of a face."""
    return tuple(
        FontFile(source.family, source.weight, source.style, folder / f"{source.name}{ending}", characters)
        for ending, characters in _PARTS[use].items()
    )


def _ranges(characters: Ranges) -> str:
    """Characters as CSS names them."""
    return ", ".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in characters)


def _original(source: _Source) -> Path:
    """Find the unmodified font inside its package."""
    if find_spec(source.package) is None:
        raise PublishError(
            f"The font package {source.package} is missing.", hint=f"pip install {source.package.replace('_', '-')}"
        )
    path = Path(str(import_module(source.package).__file__)).parent / "files" / source.file
    if not path.exists():
        raise PublishError(
            f"The font package {source.package} has no {source.file}.", hint="Install version 0.0.1 of it."
        )
    return path


def _key(originals: dict[_Source, bytes], use: Use) -> str:
    """Digest what the files depend on: the originals, how they are cut, and with what."""
    parts = [f"{source}:{hashlib.sha256(data).hexdigest()}" for source, data in originals.items()]
    parts += [repr(_PARTS[use]), repr(_FEATURES), version("uharfbuzz"), version("fonttools"), version("brotli")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _cut(original: bytes, source: _Source, characters: Ranges, suffix: str) -> bytes:
    """Make a font with only some characters and the features that are used, under its own name."""
    import uharfbuzz as hb
    from fontTools.ttLib import TTFont

    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    wanted.unicode_set.set({code for first, last in characters for code in range(first, last + 1)})
    wanted.layout_feature_tag_set.set({int.from_bytes(tag.encode()) for tag in _FEATURES})
    wanted.name_id_set.set(_KEPT_NAMES)
    cut = hb.subset(hb.Face(original), wanted).blob.data
    font = TTFont(BytesIO(cut), recalcTimestamp=False)
    for identifier, text in _own_names(source).items():
        font["name"].setName(text, identifier, *_WINDOWS_ENGLISH)
    font.flavor = "woff2" if suffix == ".woff2" else None
    result = BytesIO()
    font.save(result)
    return result.getvalue()


def _own_names(source: _Source) -> dict[int, str]:
    """Name a font. A weight between regular and bold is a family of its own to old programs."""
    style = {(400, "normal"): "Regular", (400, "italic"): "Italic", (600, "normal"): "Semibold"}[
        source.weight, source.style
    ]
    between = style == "Semibold"
    postscript = f"{source.family.replace(' ', '')}-{style}"
    names = {
        _FAMILY: f"{source.family} {style}" if between else source.family,
        _SUBFAMILY: "Regular" if between else style,
        _UNIQUE: f"{postscript};Tessera",
        _FULL: f"{source.family} {style}",
        _POSTSCRIPT: postscript,
    }
    return names | {_TYPO_FAMILY: source.family, _TYPO_SUBFAMILY: style} if between else names
