"""A number reaches a page only with its pointer; text is never markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tessera.errors import PublishError
from tessera_site.keyed import Node, figure, plain, say, text
from tessera_site.render import render
from tessera_site.wording import Lexicon

FINDINGS = {
    "study": {"columns": {"income": {"prefix": "$", "suffix": "k", "decimals": 1, "unit": ""}}},
    "models": {"m": {"name": "M", "segments": {"s": {"name": "High <b>", "size": 35, "means": {"income": 88.2}}}}},
    "said": "**{/models/m/segments/s/size|Words}** earn {/models/m/segments/s/means/income}; "
    "see {/models/m/segments/s|link}.",
}


@pytest.fixture
def root():
    return Node(Lexicon(FINDINGS))


@pytest.fixture
def page(tmp_path):
    (tmp_path / "templates").mkdir()

    def fill(body, **context):
        (tmp_path / "templates" / "page.j2").write_text(body)
        return render("page.j2", context, tmp_path)

    return fill


def test_a_figure_carries_its_pointer(root):
    node = root.models["m"].segments["s"].means["income"]
    assert figure(node) == '<span data-key="/models/m/segments/s/means/income">&#36;88.2k</span>'


def test_an_unusual_style_is_written_down(root):
    assert 'data-as="words"' in figure(root.models["m"].segments["s"].size, "words")


def test_a_statement_is_keyed_as_a_whole_and_figure_by_figure(root):
    said = say(root.said, "/")
    assert said.startswith('<span data-key="/said">')
    assert '<strong><span data-key="/models/m/segments/s/size" data-as="Words">Thirty-five</span></strong>' in said
    assert '<a href="/segments/m/s.html">' in said


def test_a_statement_as_plain_text(root):
    assert plain(root.said) == "Thirty-five earn $88.2k; see High <b>."


def test_a_template_cannot_print_a_bare_number(page, root):
    with pytest.raises(PublishError, match=r"page.j2, line 2: .*figure"):
        page("first\n<< root.models.m.segments.s.size >>\n", root=root)


@pytest.mark.parametrize("value", [1, 1.5, None, True, ["a"]])
def test_a_template_cannot_print_what_is_no_text(page, value):
    with pytest.raises(PublishError, match="text and keyed figures only"):
        page("<< value >>", value=value)


def test_a_template_names_file_and_line_of_an_unknown_name(page):
    with pytest.raises(PublishError, match=r"page.j2, line 3: 'nothing' is undefined"):
        page("\n\n<< nothing >>\n")


def test_text_of_the_findings_is_escaped_and_keyed(page, root):
    assert page("<< root.models.m.segments.s.name >>", root=root) == (
        '<span data-key="/models/m/segments/s/name">High &#60;b&#62;</span>'
    )


@given(st.text(max_size=60))
def test_no_sign_of_markup_survives(value):
    safe = text(value)
    assert not set("<>*_`[]{}\\$\"'|~^") & set(safe)
    assert all(part[:1] == "#" for part in safe.split("&")[1:])
