"""Fonts are cut from their packages, renamed, and the same every time."""

import pytest
from fontTools.ttLib import TTFont
from tessera_site.fonts import _COMMON, _FURTHER, _SOURCES, FontFile, _cut, _original, font_css, font_faces


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> tuple[FontFile, ...]:
    return font_faces(tmp_path_factory.mktemp("fonts"))


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> tuple[FontFile, ...]:
    return font_faces(tmp_path_factory.mktemp("paper"), "paper")


def test_five_faces_are_made(faces: tuple[FontFile, ...], paper: tuple[FontFile, ...]) -> None:
    expected = [
        ("Tessera Text", 400, "normal"),
        ("Tessera Text", 400, "italic"),
        ("Tessera Text", 600, "normal"),
        ("Tessera Display", 400, "normal"),
        ("Tessera Display", 600, "normal"),
    ]
    assert [(face.family, face.weight, face.style) for face in paper] == expected
    assert [(face.family, face.weight, face.style) for face in faces[::2]] == expected


def test_what_a_western_page_reads_is_light(faces: tuple[FontFile, ...]) -> None:
    assert sum(face.path.stat().st_size for face in faces if face.characters == _COMMON) < 90_000


def test_no_character_is_in_two_files() -> None:
    common, further = ({c for a, b in ranges for c in range(a, b + 1)} for ranges in (_COMMON, _FURTHER))
    assert not common & further


def test_the_reserved_name_is_gone_and_the_licence_stays(faces: tuple[FontFile, ...]) -> None:
    copyright_text, licence = 0, 13
    for face in faces:
        names = {record.nameID: str(record) for record in TTFont(face.path)["name"].names}
        assert "SIL Open Font License" in names[licence]
        assert "Adobe" in names[copyright_text]
        said = " ".join(text for number, text in names.items() if number in {1, 2, 3, 4, 6, 16, 17})
        assert "Source" not in said
        assert said.startswith("Tessera")


def test_every_sign_the_pages_use_is_there(faces: tuple[FontFile, ...], paper: tuple[FontFile, ...]) -> None:
    everywhere = "0123456789AZazÀÿŁşß–—‘’“”…·•†‡×÷−±≤≥≠≈√∞∑¼½¾²³€£¥₹$¢"
    upright_text = "ẞ⅓←→↑↓▲▼■◆χρεσμ"
    together = [(faces[i], faces[i + 1]) for i in range(0, len(faces), 2)] + [(face,) for face in paper]
    for files in together:
        characters = {code for file in files for code in TTFont(file.path).getBestCmap()}
        first = files[0]
        wanted = everywhere + (upright_text if first.family == "Tessera Text" and first.style == "normal" else "")
        assert [sign for sign in wanted if ord(sign) not in characters] == []


def test_figures_of_the_text_face_are_equally_wide(faces: tuple[FontFile, ...]) -> None:
    font = TTFont(faces[0].path)
    characters, widths = font.getBestCmap(), font["hmtx"]
    assert len({widths[characters[ord(figure)]][0] for figure in "0123456789"}) == 1


def test_kept_fonts_are_not_made_again(faces: tuple[FontFile, ...]) -> None:
    folder = faces[0].path.parent
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert font_faces(folder) == faces
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_a_face_made_twice_has_the_same_bytes(faces: tuple[FontFile, ...]) -> None:
    source = _SOURCES[0]
    assert _cut(_original(source).read_bytes(), source, _COMMON, ".woff2") == faces[0].path.read_bytes()


def test_css_names_every_file_with_its_characters(faces: tuple[FontFile, ...]) -> None:
    css = font_css(faces)
    assert css.count("@font-face") == css.count("unicode-range: U+") == len(faces)
    assert 'src: url(fonts/text-regular.woff2) format("woff2")' in css
    assert 'src: url(fonts/text-regular-further.woff2) format("woff2")' in css
