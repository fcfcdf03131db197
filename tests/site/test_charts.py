"""Interactive figures: plain JSON that Plotly accepts, with the colours, the shapes and the words of the drawing."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from drawn_findings import root
from tessera_site import charts, drawing
from tessera_site.keyed import Node

TOKEN = re.compile(r"paper|ink|ink-[23]|hair|tile|tile-2|accent|seg-([1-9]|1[0-2])")


def figures(node: Node) -> list[tuple[str, Any]]:
    """Every kind of figure."""
    model = node["models"]["first"]
    segment = model["segments"]["first-2"]
    drawn = [
        drawing.plane_map(model, segment), drawing.plane_map(model), drawing.dot_index(segment),
        drawing.k_multiples(model),
        drawing.elbow_and_silhouette(model), drawing.yardsticks(model, segment), drawing.share_bars(model, "gender"),
        drawing.spread_bars(model, "income"), drawing.crosswalk(node["agreements"][0], node["models"]),
        drawing.distribution(segment, "age"), drawing.share_compare(segment, "gender"),
        drawing.neighbours(segment, model), drawing.elsewhere(segment, model), drawing.power_curve(segment),
        drawing.column_distribution(node["data"], "age"), drawing.priority_map(node["priorities"]),
        drawing.dendrogram(model),
    ]  # fmt: skip
    found = [(chart.name, chart.figure) for chart in drawn if chart is not None and chart.figure is not None]
    assert len(found) == len(drawn)
    return found


def parts(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """All leaves of a figure with the key they stand under."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from parts(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from parts(part, key)
    else:
        yield key, value


def test_colours_are_names_of_tokens() -> None:
    for name, figure in figures(root(12)):
        colours = [value for key, value in parts(figure) if key in ("color", "bgcolor")]
        assert colours or name.startswith("search"), name
        assert all(TOKEN.fullmatch(str(value)) for value in colours), (name, colours)


def test_plotly_accepts_every_figure() -> None:
    graph_objects = pytest.importorskip("plotly.graph_objects")
    for _, figure in figures(root(5)):
        plain = json.loads(re.sub(rf'"(?:{TOKEN.pattern})"', '"black"', json.dumps(figure)))
        graph_objects.Figure(data=plain["data"], layout=plain["layout"])


def test_figures_are_the_same_for_the_same_findings_and_hold_no_template() -> None:
    first, second = (json.dumps(figures(root(5))) for _ in range(2))
    assert first == second
    assert '"template"' not in first
    for _, figure in figures(root(3)):
        uids = [trace["uid"] for trace in figure["data"]]
        assert uids == [f"t{i}" for i in range(len(uids))]


def test_numbers_are_rounded_and_what_is_not_finite_is_left_out() -> None:
    assert charts.rounded({"x": [1 / 3, 2.0, float("nan")], "n": 7, "on": True}) == {
        "x": [0.333333, 2, None],
        "n": 7,
        "on": True,
    }


def test_text_is_never_read_as_markup() -> None:
    for name, figure in figures(root(3, name="<b>{}</b> & more")):
        assert not re.search(r"<b>", json.dumps(figure)), name
    assert charts.words_of("a < b & c") == "a &lt; b &amp; c"


def test_a_segment_has_its_colour_and_its_shape() -> None:
    figure = dict(figures(root(5)))["map-first"]
    marks = [
        trace["marker"]
        for trace in figure["data"]
        if trace["marker"]["symbol"] != "square" or trace["marker"]["size"] == 16
    ]
    shown = [(marker["color"], marker["symbol"]) for marker in marks]
    assert shown == [(charts.colour_of(i), charts.symbol_of(i)) for i in range(1, 6)]
    assert len({charts.symbol_of(i) for i in range(1, 13)}) == 12


def test_hover_texts_say_what_the_findings_say() -> None:
    figure = dict(figures(root(3)))["map-first"]
    told = [text for trace in figure["data"] for text in trace["hovertext"]]
    assert "Group A, of the circle: 10 customers, 33.4%" in told
    tiles = [trace for trace in figure["data"] if "6 customers from 85 years and $50k on" in trace["hovertext"]]
    assert [(trace["name"], trace["hoverinfo"]) for trace in tiles] == [("Group A, of the circle", "text+name")]


def test_single_points_replace_tiles_only_where_they_are_given() -> None:
    model = root(3)["models"]["first"]
    chart = drawing.plane_map(model, points={"first-1": [(88.0, 50.0, 2), (87.0, 51.0, 1)]})
    assert chart is not None and chart.figure is not None
    first, second = chart.figure["data"][:2]
    assert first["x"] == [88, 87]
    assert set(first["hovertext"]) == {"Group A, of the circle"}
    assert second["marker"]["symbol"] == "square"
