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

from tessera.errors import PublishError


@dataclass(frozen=True, slots=True)
class FontFile:
    """One face: what CSS calls it, and the woff2 file it is in."""

    family: str
    weight: int
    style: str  # "normal" or "italic"
    path: Path


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
    _Source(_SERIF, "SourceSerifPro-It.ttf", _DISPLAY, 400, "italic", "display-italic"),
    _Source(_SERIF, "SourceSerifPro-Semibold.ttf", _DISPLAY, 600, "normal", "display-semibold"),
)
# Latin with its extensions, combining marks, Greek for statistics, punctuation, super- and subscripts, currencies,
# arrows, mathematical operators, geometric shapes.
_CHARACTERS = (
    (0x20, 0x17F), (0x1CD, 0x1DC), (0x218, 0x21B), (0x2B0, 0x2DD), (0x300, 0x30C), (0x391, 0x3C9), (0x1E80, 0x1E9E),
    (0x1EA0, 0x1EF9), (0x2010, 0x2044), (0x2070, 0x209C), (0x20A0, 0x20BF), (0x2113, 0x2126), (0x2150, 0x215E),
    (0x2190, 0x2199), (0x2200, 0x2265), (0x25A0, 0x25FF), (0x2713, 0x2717), (0xFB01, 0xFB02),
)  # fmt: skip
_FEATURES = (
    "kern",
    "liga",
    "ccmp",
    "locl",
    "mark",
    "mkmk",
    "lnum",
    "tnum",
    "pnum",
    "frac",
    "numr",
    "dnom",
    "sups",
    "subs",
)
_KEY_FILE = "made-from.txt"
_FAMILY, _SUBFAMILY, _UNIQUE, _FULL, _POSTSCRIPT = 1, 2, 3, 4, 6
_TRADEMARK, _TYPO_FAMILY, _TYPO_SUBFAMILY = 7, 16, 17
_SEMIBOLD = 600


def font_faces(folder: Path) -> tuple[FontFile, ...]:
    """The faces of site and briefing as woff2 files in a folder, made only when something they come from has changed.

    The same packages always give the same bytes.

    Parameters
    ----------
    folder : Path
        Where the files are kept between builds; made when missing.

    Raises
    ------
    PublishError
        If a font package is missing or has no such file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    originals = {source: _original(source).read_bytes() for source in _SOURCES}
    key = _key(originals)
    faces = tuple(_face(source, folder) for source in _SOURCES)
    kept = folder / _KEY_FILE
    if kept.exists() and kept.read_text() == key and all(face.path.exists() for face in faces):
        return faces
    for source, face in zip(_SOURCES, faces, strict=True):
        _write_whole(face.path, _cut(originals[source], source))
    _write_whole(kept, key.encode())
    return faces


def font_css(faces: tuple[FontFile, ...], folder: str = "fonts") -> str:
    """The ``@font-face`` rules of the faces; ``folder`` is the way from the style sheet to the files."""
    return "".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {face.style};'
        f' src: url({folder}/{face.path.name}) format("woff2"); font-display: swap; }}\n'
        for face in faces
    )


def _face(source: _Source, folder: Path) -> FontFile:
    return FontFile(source.family, source.weight, source.style, folder / f"{source.name}.woff2")


def _original(source: _Source) -> Path:
    """The unmodified font inside its package."""
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


def _key(originals: dict[_Source, bytes]) -> str:
    """What the files depend on: the originals, how they are cut, and with what."""
    parts = [f"{source}:{hashlib.sha256(data).hexdigest()}" for source, data in originals.items()]
    parts += [repr(_CHARACTERS), repr(_FEATURES), version("fonttools"), version("brotli")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _cut(original: bytes, source: _Source) -> bytes:
    """A font with only the characters and features that are used, renamed, as woff2."""
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415  (0.2 s, needed only when fonts are made)
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    font = TTFont(BytesIO(original), recalcTimestamp=False)
    options = Options()
    options.layout_features = list(_FEATURES)
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.name_languages = [0x409]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in _CHARACTERS for code in range(first, last + 1)])
    subsetter.subset(font)
    _rename(font, source)
    font.flavor = "woff2"
    result = BytesIO()
    font.save(result)
    return result.getvalue()


def _rename(font: object, source: _Source) -> None:
    """Give the font its own name and take the reserved one out; copyright and licence stay."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    assert isinstance(font, TTFont)  # noqa: S101  (fontTools has no types of its own)
    names = font["name"]
    subfamily = {(400, "normal"): "Regular", (400, "italic"): "Italic", (_SEMIBOLD, "normal"): "Semibold"}[
        source.weight, source.style
    ]
    postscript = f"{source.family.replace(' ', '')}-{subfamily}"
    for identifier in (_TRADEMARK, _TYPO_FAMILY, _TYPO_SUBFAMILY, 18, 20, 21, 22, 25):
        names.removeNames(nameID=identifier)
    plain = source.weight != _SEMIBOLD
    replacements = {
        _FAMILY: source.family if plain else f"{source.family} {subfamily}",
        _SUBFAMILY: subfamily if plain else "Regular",
        _UNIQUE: f"{postscript};Tessera",
        _FULL: f"{source.family} {subfamily}",
        _POSTSCRIPT: postscript,
    }
    if not plain:
        replacements |= {_TYPO_FAMILY: source.family, _TYPO_SUBFAMILY: subfamily}
    for identifier, text in replacements.items():
        names.removeNames(nameID=identifier)
        names.setName(text, identifier, 3, 1, 0x409)


def _write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a reader never sees half of it."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_bytes(data)
    temporary.replace(path)
