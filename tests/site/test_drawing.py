"""Drawings say only what the findings say, stay inside their frame, and keep words apart."""

import re
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from drawn_findings import findings, root
from fontTools.ttLib import TTFont
from markupsafe import Markup
from tessera.power import smallest_effect
from tessera_site import drawing, palette
from tessera_site.drawing.chart import Chart, values_of
from tessera_site.drawing.letters import width_of, wrap
from tessera_site.drawing.marks import SHAPES, TILES_LAID, mark_path
from tessera_site.drawing.placement import Box, Label, place_labels
from tessera_site.drawing.power import smallest_gain
from tessera_site.drawing.scales import tick_texts, ticks
from tessera_site.keyed import Node
from tessera_site.proof.permitted import PHRASES
from tessera_site.wording import Lexicon, word

SVG = "{http://www.w3.org/2000/svg}"
SIZES = (2, 3, 5, 8, 12)


def every_chart(node: Node) -> list[Chart]:
    """Each kind of chart once, and each of a model's and a segment's."""
    model = node["models"]["first"]
    segment = model["segments"]["first-2"]
    drawn = [
        drawing.plane_map(model),
        drawing.plane_map(model, segment),
        drawing.dot_index(segment),
        drawing.k_multiples(model),
        drawing.elbow_and_silhouette(model),
        drawing.yardsticks(model),
        drawing.yardsticks(model, segment),
        drawing.ridges(model, ["age", "income"]),
        drawing.share_bars(model, "gender"),
        drawing.spread_bars(model, "income"),
        drawing.index_heat(model),
        drawing.crosswalk(node["agreements"][0], node["models"]),
        drawing.distribution(segment, "age"),
        drawing.share_compare(segment, "gender"),
        drawing.neighbours(segment, model),
        drawing.elsewhere(segment, model),
        drawing.power_curve(segment),
        drawing.reachable_gains([model["segments"][slug] for slug in ("first-1", "first-2")]),
        drawing.column_distribution(node["data"], "age"),
        drawing.priority_map(node["priorities"]),
        drawing.dendrogram(model),
    ]
    assert all(chart is not None for chart in drawn)
    return [chart for chart in drawn if chart is not None]


def in_order(facts: dict[str, Any]) -> list[Node]:
    """The segments of the first model in their order."""
    model = Node(Lexicon(facts))["models"]["first"]
    return [model["segments"][slug] for slug in facts["models"]["first"]["order"]]


def trees(chart: Chart) -> list[ET.Element]:
    """The chart's drawings as trees; tables and grids of small drawings in one."""
    return [ET.fromstring(f"<div>{part}</div>".replace("&nbsp;", " ")) for part in (chart.wide, chart.narrow) if part]


def texts_of(svg: ET.Element) -> list[tuple[float, float, float, float, str]]:
    """Boxes of all lines of text of a drawing: left, top, right, bottom, words."""
    boxes = []
    for text in svg.iter(f"{SVG}text"):
        anchor, bold = text.get("text-anchor", "start"), text.get("font-weight") == "600"
        size = float(text.get("font-size", 14))
        placed = [text] if text.get("x") else [part for part in text if part.get("x")]
        for part in placed:
            said = "".join(part.itertext())
            width = width_of(said, size, bold=bold)
            x, y = float(part.get("x") or 0), float(part.get("y") or 0)
            left = x - {"start": 0, "middle": width / 2, "end": width}[anchor]
            boxes.append((left, y - 0.68 * size, left + width, y + 0.1 * size, said))
    return boxes


# ---------------------------------------------------------------- what is said


@pytest.mark.parametrize("k", [2, 5, 12])
def test_every_digit_is_keyed_or_belongs_to_a_scale(k: int) -> None:
    def check(element: ET.Element, *, free: bool, chart: str) -> None:
        free = free or bool(element.get("data-key")) or "tick" in element.get("class", "").split()
        free = free or element.tag in (f"{SVG}title", f"{SVG}desc")
        said = "".join((element.text or "", *(child.tail or "" for child in element)))
        for phrase in PHRASES:
            said = said.replace(phrase, "")
        assert free or not re.search(r"\d", said), (chart, said)
        for child in element:
            check(child, free=free, chart=chart)

    for chart in every_chart(root(k)):
        parts = [*trees(chart), ET.fromstring(f"<div>{chart.caption}</div>")]
        for tree in parts:
            check(tree, free=False, chart=chart.name)


@pytest.mark.parametrize("k", [3, 12])
def test_keyed_text_is_what_the_key_says(k: int) -> None:
    lexicon = Lexicon(findings(k))
    for chart in every_chart(Node(lexicon)):
        for tree in trees(chart):
            for element in (each for each in tree.iter() if each.get("data-key")):
                said = "".join(element.itertext())
                assert said == word(lexicon, element.get("data-key") or "", element.get("data-as") or ""), chart.name


def test_a_chart_has_a_title_a_description_and_ids_of_its_own() -> None:
    found: list[str] = []
    for chart in every_chart(root()):
        assert not re.search(r"\d", chart.title)
        for tree in trees(chart):
            for svg in tree.iter(f"{SVG}svg"):
                if svg.get("role") == "img":
                    ids = (svg.get("aria-labelledby") or "").split()
                    assert ids == [
                        e.get("id") for e in (svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")) if e is not None
                    ]
                    found += [str(each) for each in ids]
    assert len(found) == len(set(found))


def test_names_from_the_study_stay_text() -> None:
    name = '<script>alert("{}")</script> & Söhne'
    for chart in every_chart(root(3, name=name)):
        assert "<script" not in chart.wide + chart.narrow + chart.caption
        assert trees(chart)


# ---------------------------------------------------------------- where it stands


@pytest.mark.parametrize("k", SIZES)
@pytest.mark.parametrize(
    "name", ["Group {}, of the circle", "Younger to middle-aged {}, upper-middle income and spending"]
)
def test_no_text_leaves_its_drawing(k: int, name: str) -> None:
    for chart in every_chart(root(k, name=name)):
        for tree in trees(chart):
            for svg in tree.iter(f"{SVG}svg"):
                _, _, width, height = (float(v) for v in (svg.get("viewBox") or "").split())
                for left, top, right, bottom, said in texts_of(svg):
                    inside = left >= -1 and top >= -1 and right <= width + 1 and bottom <= height + 1
                    assert inside, (chart.name, svg.get("class"), said)


@pytest.mark.parametrize("k", SIZES)
def test_no_text_covers_another(k: int) -> None:
    for chart in every_chart(root(k)):
        for tree in trees(chart):
            for svg in tree.iter(f"{SVG}svg"):
                boxes = texts_of(svg)
                for i, (left, top, right, bottom, said) in enumerate(boxes):
                    for other in boxes[i + 1 :]:
                        apart = (
                            right <= other[0] + 1
                            or other[2] <= left + 1
                            or bottom <= other[1] + 1
                            or other[3] <= top + 1
                        )
                        assert apart, (chart.name, svg.get("class"), said, other[4])


def test_labels_touch_nothing_that_is_taken_and_stay_on_their_side() -> None:
    taken = tuple(Box(x, y, 18, 18) for x in range(40, 280, 30) for y in range(40, 120, 30))
    border = ((150.0, 0.0, 150.0, 300.0),)
    labels = (Label(((90, 34), (60, 51)), (80.0, 80.0), 0), Label(((90, 34), (60, 51)), (220.0, 80.0), 1))
    dots = tuple((box.x + 9, box.y + 9, int(box.x > 150)) for box in taken)
    spots = place_labels(Box(0, 0, 300, 300), taken, border, dots, labels)
    assert spots is not None
    boxes = [Box(s.x, s.y, *label.forms[s.form]) for s, label in zip(spots, labels, strict=True)]
    for box in boxes:
        for other in (*taken, *(b for b in boxes if b is not box)):
            assert (
                box.x + box.width <= other.x
                or other.x + other.width <= box.x
                or (box.y + box.height <= other.y or other.y + other.height <= box.y)
            )
    assert boxes[0].x + boxes[0].width / 2 < 150 < boxes[1].x + boxes[1].width / 2


def test_without_room_there_is_no_place() -> None:
    label = Label(((90, 34),), (50.0, 50.0), 0)
    assert place_labels(Box(0, 0, 100, 100), (Box(0, 0, 100, 100),), (), ((50.0, 50.0, 0),), (label,)) is None


def test_a_crowded_map_names_its_marks_in_a_list_and_a_free_one_on_the_spot() -> None:
    free, crowded = (drawing.plane_map(root(k)["models"]["first"]) for k in (3, 12))
    assert free is not None and crowded is not None
    assert 'viewBox="0 0 735 472"' in free.wide
    for chart, k in ((free, 3), (crowded, 12)):
        for part in (chart.wide, chart.narrow):
            assert part.count("/name") == k


# ---------------------------------------------------------------- what it looks like


def test_borders_are_solid_only_between_natural_groups() -> None:
    for level, dashed in (("natural", False), ("reproducible", True), ("constructive", True), ("none", True)):
        chart = drawing.plane_map(root(2, level)["models"]["first"])
        assert chart is not None
        assert ("stroke-dasharray" in chart.wide) is dashed
    facts = findings(2)
    facts["models"]["first"]["verdict"] = None
    chart = drawing.plane_map(Node(Lexicon(facts))["models"]["first"])
    assert chart is not None and "stroke-dasharray" in chart.wide


def test_a_shared_tile_is_split_by_its_counts() -> None:
    facts = findings(2)
    facts["models"]["first"]["map"]["tiles"] = [{"x": 50.0, "y": 50.0, "counts": {"first-1": 6, "first-2": 2}}]
    facts["models"]["first"]["map"]["largest"] = 8
    chart = drawing.plane_map(Node(Lexicon(facts))["models"]["first"])
    assert chart is not None
    widths = [float(w) for w in re.findall(r'd="M[\d.]+ [\d.]+h([\d.]+)v[\d.]+h-[\d.]+z"', chart.wide)]
    assert len(widths) == 2
    assert widths[0] == pytest.approx(3 * widths[1], abs=0.3)


def test_an_interval_beyond_the_axis_ends_in_an_arrow() -> None:
    facts = findings(3)
    plain = drawing.dot_index(Node(Lexicon(facts))["models"]["first"]["segments"]["first-1"])
    for row in facts["models"]["first"]["segments"]["first-1"]["differences"]:
        row["high"] = min(row["high"], 250.0)
    short = drawing.dot_index(Node(Lexicon(facts))["models"]["first"]["segments"]["first-1"])
    assert plain is not None and short is not None
    assert plain.wide.count("<path") != short.wide.count("<path") or plain.wide != short.wide
    assert "460" in plain.wide


def test_filled_marks_drew_the_segment_and_open_ones_did_not() -> None:
    chart = drawing.dot_index(root()["models"]["first"]["segments"]["first-1"])
    assert chart is not None
    assert chart.wide.count('class="s1 ring"') == 2
    assert chart.wide.count('class="fp l1"') == 1


def test_values_come_in_one_order_for_all_segments() -> None:
    assert values_of(root()["models"]["first"], "gender") == ["Female", "Male"]


def test_only_the_subject_keeps_its_colour() -> None:
    node = root(5)
    model = node["models"]["first"]
    chart = drawing.plane_map(model, model["segments"]["first-2"])
    assert chart is not None
    assert 'class="s2"' in chart.wide
    assert not re.search(r'class="s[1345]"', chart.wide)


def test_shapes_of_twelve_segments_differ() -> None:
    assert len({mark_path(i, 0, 0, 6) for i in range(1, 13)}) == len(SHAPES) == 12
    assert mark_path(13, 0, 0, 6) == mark_path(1, 0, 0, 6)


def test_as_many_tiles_as_the_evidence_allows() -> None:
    for level, laid in TILES_LAID.items():
        assert drawing.verdict_tiles(level).count('class="fi"') == laid
    assert len({drawing.verdict_tiles(level) for level in TILES_LAID}) == 4


def test_light_values_are_those_of_the_theme() -> None:
    css = (Path(__file__).parents[2] / "site/theme/tokens.css").read_text()
    light = dict(re.findall(r"--([\w-]+): (#\w{6});", css.partition("@media")[0]))
    names = {"paper": palette.PAPER, "ink": palette.INK, "ink-2": palette.INK_2, "ink-3": palette.INK_3,
             "hair": palette.HAIR, "tile": palette.TILE, "tile-2": palette.TILE_2, "accent": palette.ACCENT}  # fmt: skip
    names |= {f"seg-{i}": colour for i, colour in enumerate(palette.SEGMENTS, 1)}
    assert {name: light[name] for name in names} == names


def test_paper_behind_words_can_be_taken_away() -> None:
    chart = drawing.plane_map(root()["models"]["first"])
    assert chart is not None
    bare = drawing.without_halo(chart.wide)
    assert "ground" in chart.wide
    assert "ground" not in bare
    assert isinstance(bare, Markup)


def test_what_is_missing_is_not_drawn() -> None:
    facts = findings()
    first = facts["models"]["first"]
    first |= {"yardsticks": [], "ward": None, "map": None}
    first["segments"]["first-1"] |= {"strategy": None, "elsewhere": {}, "differences": [], "neighbours": []}
    node = Node(Lexicon(facts))
    model = node["models"]["first"]
    segment = model["segments"]["first-1"]
    missing = (drawing.yardsticks(model), drawing.noise_strip(model, 0, 1), drawing.dendrogram(model),
               drawing.plane_map(model), drawing.power_curve(segment), drawing.elsewhere(segment, model),
               drawing.dot_index(segment), drawing.neighbours(segment, model))  # fmt: skip
    assert missing == (None,) * 8


def test_gains_in_different_units_share_no_scale() -> None:
    facts = findings()
    segments = facts["models"]["first"]["segments"]
    assert drawing.reachable_gains([]) is None
    assert drawing.reachable_gains(in_order(facts)) is not None
    segments["first-1"]["strategy"] = {"test": segments["first-1"]["strategy"]["test"] | {"column": "age"}}
    assert drawing.reachable_gains(in_order(facts)) is None


@pytest.mark.parametrize(("gain", "inside"), [(8.5, True), (9.5, False)])
def test_a_gain_stands_in_the_grey_only_where_its_test_cannot_show_it(gain: float, *, inside: bool) -> None:
    facts = findings()
    for segment in facts["models"]["first"]["segments"].values():
        segment["strategy"] = {"test": segment["strategy"]["test"] | {"gain": gain}}
    chart = drawing.reachable_gains(in_order(facts))
    assert chart is not None
    drawn = ET.fromstring(chart.wide)
    bars = [float(bar.get("width", 0)) + float(bar.get("x", 0)) for bar in drawn.iter(f"{SVG}rect") if is_a(bar, "ft")]
    circles = [float(mark.get("d", "")[1:].split()[0]) for mark in drawn.iter(f"{SVG}path") if is_a(mark, "s1")]
    assert (max(circles) + 7.5 < max(bars)) is inside


def is_a(element: ET.Element, look: str) -> bool:
    """Whether an element of a drawing has a look."""
    return look in element.get("class", "").split()


# ---------------------------------------------------------------- measures


@pytest.mark.parametrize(("file", "bold"), [("SourceSansPro-Regular.ttf", False), ("SourceSansPro-Semibold.ttf", True)])
def test_widths_are_those_of_the_font(file: str, *, bold: bool) -> None:
    (path,) = (Path(str(files("font_source_sans_pro")))).rglob(file)
    with TTFont(path) as font:
        glyphs, advances, unit = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
        for sign in (*map(chr, range(32, 127)), *"–—’“”…·×÷−→€£é"):
            assert width_of(sign, unit, bold=bold) == pytest.approx(advances[glyphs[ord(sign)]][0], abs=1), sign


def test_wrapped_text_fits_and_is_whole() -> None:
    text = "Younger to middle-aged, upper-middle income Donaudampfschifffahrtsgesellschaft"
    for width in (60, 90, 150, 700):
        lines = wrap(text, width, 14)
        assert all(width_of(each, 14) <= width for each in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_the_drawn_curve_is_the_exact_one_to_the_width_of_its_line() -> None:
    for customers in (10, 20, 60, 400):
        exact = smallest_effect(customers // 2, customers // 2, 0.05, 0.8)
        assert smallest_gain(customers, 0.05, 0.8) == pytest.approx(exact, rel=0.02)


def test_ticks_are_round_and_inside() -> None:
    rng = np.random.default_rng(0)
    for _ in range(200):
        low = float(rng.uniform(-1e3, 1e3))
        high = low + float(10 ** rng.uniform(-1, 5))
        values = ticks(low, high, 5)
        assert 2 <= len(values) <= 10
        assert low - 1e-9 <= values[0] and values[-1] <= high + 1e-9
    assert tick_texts((0, 0.25, 0.5), "en_US") == ("0", "0.25", "0.50")
    assert tick_texts((0, 20000), "de_DE", "%") == ("0%", "20.000%")
    assert tick_texts((0, 250_000, 1_000_000), "en_US") == ("0", "250k", "1,000k")
    assert tick_texts((-2.5e6, 0, 2.5e6), "en_US") == ("−2.5m", "0", "2.5m")
