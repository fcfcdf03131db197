"""Fonts are cut from their packages, renamed, and the same every time."""

import pytest
from fontTools.ttLib import TTFont
from tessera_site.fonts import _SOURCES, FontFile, _cut, _original, font_css, font_faces


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> tuple[FontFile, ...]:
    return font_faces(tmp_path_factory.mktemp("fonts"))


def test_six_faces_are_made(faces: tuple[FontFile, ...]) -> None:
    assert [(face.family, face.weight, face.style) for face in faces] == [
        ("Tessera Text", 400, "normal"),
        ("Tessera Text", 400, "italic"),
        ("Tessera Text", 600, "normal"),
        ("Tessera Display", 400, "normal"),
        ("Tessera Display", 400, "italic"),
        ("Tessera Display", 600, "normal"),
    ]
    assert all(face.path.stat().st_size < 60_000 for face in faces)


def test_the_reserved_name_is_gone_and_the_licence_stays(faces: tuple[FontFile, ...]) -> None:
    copyright_text, licence = 0, 13
    for face in faces:
        names = {record.nameID: str(record) for record in TTFont(face.path)["name"].names}
        assert "SIL Open Font License" in names[licence]
        assert "Adobe" in names[copyright_text]
        said = " ".join(text for number, text in names.items() if number in {1, 2, 3, 4, 6, 16, 17})
        assert "Source" not in said
        assert said.startswith("Tessera")


def test_every_sign_the_pages_use_is_there(faces: tuple[FontFile, ...]) -> None:
    everywhere = "0123456789AZazÀÿŁşß–—‘’“”…·•†‡×÷−±≤≥≠≈√∞∑¼½¾²³€£¥₹$¢"
    upright_text = "ẞ⅓←→↑↓▲▼■◆χρεσμ"
    for face in faces:
        characters = TTFont(face.path).getBestCmap()
        wanted = everywhere + (upright_text if face.family == "Tessera Text" and face.style == "normal" else "")
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
    assert _cut(_original(source).read_bytes(), source) == faces[0].path.read_bytes()


def test_css_names_every_file(faces: tuple[FontFile, ...]) -> None:
    css = font_css(faces)
    assert css.count("@font-face") == len(faces)
    assert 'src: url(fonts/text-regular.woff2) format("woff2")' in css
