"""The page of one model: verdict first, then the map, the choice of k, and the segments side by side."""

from markupsafe import Markup

from tessera_site import drawing
from tessera_site.drawing import Chart
from tessera_site.keyed import Node, plain, raw
from tessera_site.pages.desk import (
    LEVELS,
    Built,
    Desk,
    feature_label,
    leading,
    model_link,
    notes_or_none,
    placed,
    segment_link,
    segment_mark,
    segments_in_order,
    strip_columns,
    tiles_of,
    title_or,
)
from tessera_site.wording import in_words

SECTIONS = ("verdict", "map", "why_k", "tree", "heat")
SECTION_FIGURES = ("map", "dendrogram", "heat")


def model_page(desk: Desk, model: Node, position: int, of: int) -> Built:
    """One way of cutting the base, with everything that speaks for and against it."""
    words = model["words"]
    charts = _charts(desk, model)
    more = _more(desk, model)
    page = desk.page(
        model_link(model).lstrip("/"),
        "model",
        "model.qmd.j2",
        (raw(model["name"]), plain(words["standfirst"])),
        {
            "model": model,
            "words": {
                "headline": words["headline"],
                "standfirst": words["standfirst"],
                "titles": words["titles"],
                "good_for": words["good_for"],
                "not_good_for": words["not_good_for"],
                "notes": {s: notes_or_none(words, s) for s in SECTIONS},
            },
            "kicker": f"Model {in_words(position)} of {in_words(of)}",
            "tiles": tiles_of(model),
            "trusted": _trusted(desk, model),
            "charts": {name: html for name, (_, html) in charts.items()}
            | {"more": [{"html": html, "notes": notes} for _, html, notes in more]},
            "strip_columns": column_heads(desk.findings, strip_columns(desk.findings, leading(model))),
            "components": _components(desk, model),
            "segments": [segment_item(model, s) for s in segments_in_order(model)],
        },
        model=raw(model["key"]),
    )
    drawn = [chart for chart, _ in charts.values()] + [chart for chart, _, _ in more]
    return Built(page, tuple(chart for chart in drawn if chart is not None))


def column_heads(findings: Node, names: list[str]) -> list[dict[str, object]]:
    """Columns for the head of a table."""
    return [{"name": n, "label": findings.study["columns"][n]["label"]} for n in names]


def _components(desk: Desk, model: Node) -> dict[str, object] | None:
    """What every principal component holds, and how the columns load on it."""
    if not model["components"]:
        return None
    facts = model["components"]
    return {
        "count": in_words(len(raw(facts["explained"]))),
        "heads": [in_words(i + 1) for i in range(len(raw(facts["explained"])))],
        "explained": list(facts["explained"]),
        "together": facts["together"],
        "rows": [
            {"label": feature_label(desk.findings, model, name), "loadings": list(facts["loadings"][name])}
            for name in raw(facts["loadings"])
        ],
    }


def segment_item(model: Node, segment: Node) -> dict[str, object]:
    """A segment as a table shows it."""
    return {"node": segment, "mark": segment_mark(segment), "link": segment_link(model, raw(segment["slug"]))}


def _charts(desk: Desk, model: Node) -> dict[str, tuple[Chart | None, Markup | None]]:
    """The charts every model page has."""
    words = model["words"]
    shown = strip_columns(desk.findings, leading(model))
    drawn: dict[str, tuple[Chart | None, Node | None]] = {
        "yardsticks": (drawing.yardsticks(model), title_or(words, "verdict")),
        "map": (drawing.where_map(model), title_or(words, "map")),
        "search": (drawing.k_multiples(model), None),
        "dendrogram": (drawing.dendrogram(model), title_or(words, "tree")),
        "ridges": (drawing.ridges(model, shown), title_or(words, "side")),
        "heat": (drawing.index_heat(model), title_or(words, "heat")),
    }
    return {
        name: (chart, placed(chart, title, heads_section=name in SECTION_FIGURES))
        for name, (chart, title) in drawn.items()
    }


def _more(desk: Desk, model: Node) -> list[tuple[Chart | None, Markup | None, list[Node]]]:
    """Charts that depend on the table: shares of each trait, the value's spread, the other models."""
    words = model["words"]
    drawn: list[tuple[Chart | None, str]] = []
    for column, spec in raw(desk.findings.study["columns"]).items():
        if spec["kind"] != "number":
            drawn.append((drawing.share_bars(model, column), f"shares:{column}"))
    value = raw(desk.findings.study["value"])
    if value and value not in raw(model["features"]):
        drawn.append((drawing.spread_bars(model, value), "value"))
    drawn += [
        (drawing.crosswalk(agreement, desk.findings["models"]), f"crosswalk:{raw(agreement['b'])}")
        for agreement in desk.findings["agreements"]
        if raw(agreement["a"]) == raw(model["key"])
    ]
    return [
        (chart, placed(chart, title_or(words, key), heads_section=True), notes_or_none(words, key))
        for chart, key in drawn
        if chart
    ]


def _trusted(desk: Desk, model: Node) -> dict[str, object] | None:
    """A model with natural groups, for readers of one that has none."""
    if not model["verdict"] or raw(model["verdict"]["level"]) == LEVELS[0]:
        return None
    for key in raw(desk.findings["models"]):
        other = desk.findings["models"][key]
        if other["verdict"] and raw(other["verdict"]["level"]) == LEVELS[0]:
            return {"model": other, "link": model_link(other)}
    return None
