"""A study's own name, sign and colours: on every page, and refused when they could not be read."""

import re

import pytest
from tessera.errors import StudyError
from tessera.study_settings import ThemeSpec
from tessera_site.layout import GROUND
from tessera_site.look import contrast, look_of, readable
from tessera_site.shipped import shipped

TOKENS = shipped("theme/tokens.css").read_text(encoding="utf-8")
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10H0z"/></svg>'


def test_contrast_by_the_standards_own_examples():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


def test_nothing_changes_without_a_theme(tmp_path):
    assert look_of(ThemeSpec(), tmp_path).files == {}


def test_a_readable_accent_reaches_both_themes(tmp_path):
    css = look_of(ThemeSpec(accent="#004488"), tmp_path).files["assets/tokens.css"].decode()
    assert css.startswith(TOKENS)
    own = css.removeprefix(TOKENS)
    assert "--accent: #004488;" in own
    dark = re.findall(r"--accent: (#[0-9A-F]{6});", own)[1]
    assert contrast(dark, GROUND[1]) >= 4.5


@pytest.mark.parametrize(
    ("theme", "says"),
    [
        ({"accent": "#FFCC00"}, r"theme\.accent #FFCC00 has a contrast of 1\.\d to 1 .* text needs 4\.5 to 1"),
        ({"accent_dark": "#222222"}, r"theme\.accent_dark #222222 .* #141210; text needs"),
        ({"segments": ("#004488", "#EEEEEE")}, r"theme\.segments\[1\] #EEEEEE .* a mark needs 3 to 1"),
        ({"segments": ("#004488", "#004488")}, r"names #004488 twice"),
        ({"logo": "logo.gif"}, r"neither an SVG nor a PNG"),
        ({"logo": "logo.svg"}, r"is not there"),
    ],
)
def test_what_cannot_be_read_or_found_is_refused_in_a_sentence(tmp_path, theme, says):
    with pytest.raises(StudyError, match=says):
        look_of(ThemeSpec(**theme), tmp_path)


def test_a_refusal_names_a_colour_that_would_do(tmp_path):
    with pytest.raises(StudyError) as refused:
        look_of(ThemeSpec(accent="#FFCC00"), tmp_path)
    offered = re.search(r"#[0-9A-F]{6}", refused.value.hint)
    look_of(ThemeSpec(accent=offered[0]), tmp_path)
    assert readable("#FFCC00", "#FFFFFF", 4.5) != "#FFCC00"


def test_a_logo_is_published_under_its_own_name(tmp_path):
    (tmp_path / "sign.SVG").write_text(LOGO, encoding="utf-8")
    look = look_of(ThemeSpec(logo="sign.SVG"), tmp_path)
    assert look.logo == "assets/logo.svg"
    assert look.files[look.logo] == LOGO.encode()


def test_the_browsers_frame_has_the_pages_colours():
    papers = re.findall(r"--paper: (#[0-9A-F]{6});", TOKENS)
    assert set(papers) == set(GROUND)


def test_colours_need_tokens_that_name_the_page(tmp_path):
    (tmp_path / "site" / "theme").mkdir(parents=True)
    (tmp_path / "site" / "theme" / "tokens.css").write_text(":root { --ink: #000000; }")
    with pytest.raises(StudyError, match=r"tokens\.css: ':root \{' gives no --paper"):
        look_of(ThemeSpec(accent="#9E3318"), tmp_path)
