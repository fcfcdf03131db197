"""Figures of a page: complete without scripts, and script files that cannot break out of their element."""

import json
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from drawn_findings import root
from markupsafe import Markup
from tessera_site import drawing
from tessera_site.drawing import guides
from tessera_site.drawing.chart import Chart
from tessera_site.figures import figure_html, figure_script


def chart() -> Chart:
    made = drawing.plane_map(root()["models"]["first"])
    assert made is not None
    return made


def test_a_figure_holds_title_both_drawings_caption_and_table() -> None:
    html = figure_html(chart(), Markup("They <em>gather</em>"), None)
    figure = ET.fromstring(html)
    assert figure.tag == "figure"
    assert figure.get("id") == "map-first"
    assert figure.get("data-figure") == "charts/map-first.js"
    kinds = [part.tag.rpartition("}")[2] for part in figure]
    assert kinds == ["h3", "svg", "svg", "figcaption"], "a caption stands last in its figure"
    assert [part.tag for part in figure.find("figcaption")] == ["p", "div"]  # type: ignore[union-attr]
    assert [part.get("class") for part in figure if part.tag.endswith("svg")] == ["wide", "narrow"]
    assert "".join(figure.find("h3").itertext()) == "They gather"  # type: ignore[union-attr]


def test_every_segment_has_a_row_in_the_table_with_keyed_figures() -> None:
    details = ET.fromstring(figure_html(chart(), Markup("x"), None)).find("figcaption/div/details")
    assert details is not None
    rows = details.findall(".//tbody/tr")
    assert len(rows) == 3
    for row in rows:
        for cell in row:
            assert cell.find("span") is not None
            assert cell.find("span").get("data-key")  # type: ignore[union-attr]


def test_a_caption_of_the_page_replaces_the_charts_own() -> None:
    html = figure_html(chart(), Markup("x"), Markup("Another"), heading_level=4)
    assert "<figcaption><p>Another</p>" in html
    assert '<h4 class="fig-title">x</h4>' in html
    assert chart().caption not in html


def test_a_chart_without_a_twin_asks_for_no_script() -> None:
    html = figure_html(replace(chart(), figure=None, table=None), Markup("x"), None)
    assert "data-figure" not in html
    assert html.count("<details") == 1, "how to read it"
    with pytest.raises(ValueError, match="map-first"):
        figure_script(replace(chart(), figure=None))


def test_a_script_is_one_call_with_json_that_cannot_end_its_element() -> None:
    nasty = "</script><!-- \u2028 & 'x'"
    made = replace(chart(), figure={"data": [], "layout": {"title": nasty}, "config": {}})
    script = figure_script(made)
    match = re.fullmatch(r'tesseraFigure\("map-first", (\{.*\})\);\n', script)
    assert match is not None
    assert json.loads(match[1])["layout"]["title"] == nasty
    assert not re.search("[<>&\u2028\u2029]", script)


def test_every_kind_of_chart_says_in_two_or_three_sentences_how_it_is_read() -> None:
    told = {name: text for name, text in vars(guides).items() if name.isupper()}
    assert len(set(told.values())) == len(told) > 15
    for name, text in told.items():
        assert text.count(". ") in {1, 2}, name
        assert text.endswith("."), name
        assert not re.search(r"\d", text), f"{name}: a digit would need a key"


def test_a_figure_folds_away_how_it_is_read_and_keeps_it_out_of_the_search() -> None:
    folded = ET.fromstring(figure_html(chart(), Markup("x"), None))
    guide = folded.find("figcaption/div/details[2]")
    assert guide is not None
    assert "".join(guide.itertext()) == f"How to read this chart{guides.MAP}"
