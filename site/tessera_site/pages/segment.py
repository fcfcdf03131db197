"""The page of one segment, always in the same order."""

from markupsafe import Markup

from tessera_site import drawing
from tessera_site.drawing import Chart
from tessera_site.keyed import Node, figure, keyed_text, plain, raw, target_of
from tessera_site.pages.desk import (
    Built,
    Desk,
    leading,
    models_on_paper,
    notes_or_none,
    placed,
    segment_link,
    segment_mark,
    sheet_path,
    strip_columns,
    tiles_of,
    title_or,
)
from tessera_site.wording import in_words

SECTIONS = ("verdict", "differ", "where", "who", "near", "other", "find", "sure")
SECTION_FIGURES = ("differ", "map", "near", "elsewhere")
SOURCES_SHOWN = 8
CHOICES = {
    "standardised": "put every column on one scale",
    "unstandardised": "left the columns as they were measured",
    "k-1": "cut one segment fewer",
    "k+1": "cut one segment more",
    "without outliers": "left the outliers out",
    "another start": "started the search elsewhere",
    "Ward": "used another method, Ward's",
}


def segment_page(desk: Desk, model: Node, segment: Node) -> Built:
    """Who they are, what sets them apart, what to do, how to test it, how sure we are."""
    words = segment["words"]
    figures = _figures(desk, model, segment)
    slug = raw(segment["slug"])
    place = list(raw(model["order"])).index(slug) + 1
    page = desk.page(
        segment_link(model, slug).lstrip("/"),
        "segment",
        "segment.qmd.j2",
        (raw(segment["name"]), plain(words["standfirst"])),
        {
            "model": model,
            "segment": segment,
            "words": {"notes": {s: notes_or_none(words, s) for s in SECTIONS}, "limits": words["limits"]},
            "mark": segment_mark(segment, 30),
            "tiles": tiles_of(model),
            "position": in_words(place),
            "strip": headline_strip(desk.findings, model, segment),
            "charts": {name: html for name, (_, html) in figures.items()} | {"who": _who(figures)},
            "test": segment["strategy"]["test"] if segment["strategy"] else None,
            "changes": changes(model),
            "units": {f: keyed_text(_unit(desk.findings, f)) for f in raw(model["features"])},
            "model_key": raw(model["key"]),
            "groups": _groups(desk, raw(model["key"]), slug),
            "sql_key": target_of(segment) + "/rule/sql",
            "sources": _sources(segment),
            "sheet": _sheet(desk, model, slug),
            "base_pointer": target_of(segment) + "/",
        },
        model=raw(model["key"]),
        segment=slug,
    )
    return Built(page, tuple(chart for chart, _ in figures.values() if chart is not None))


def headline_strip(findings: Node, model: Node, segment: Node) -> list[dict[str, Markup | str]]:
    """Four figures beside the size: three means, and the share of the value's total."""
    columns = findings.study["columns"]
    items: list[dict[str, Markup | str]] = []
    for name in strip_columns(findings, leading(model)):
        below = Markup("median ") + figure(segment["medians"][name])
        if name in segment["index"]:
            below += Markup(", index ") + figure(segment["index"][name])
        unit = columns[name]["unit"]
        shown = figure(segment["means"][name])
        if raw(unit) and not raw(columns[name]["prefix"]) and not raw(columns[name]["suffix"]):
            shown += Markup(" <small>") + keyed_text(unit) + Markup("</small>")
        items.append({"label": keyed_text(columns[name]["label"]) + Markup(", mean"), "figure": shown, "below": below})
    value = raw(findings.study["value"])
    if value and value in segment["totals"]:
        label = Markup("Share of all ") + keyed_text(columns[value]["short"])
        below = Markup("from ") + figure(segment["share"]) + Markup(" of ") + keyed_text(findings.study["customers"])
        items.append({"label": label, "figure": figure(segment["totals"][value]), "below": below})
    return items


def _figures(desk: Desk, model: Node, segment: Node) -> dict[str, tuple[Chart | None, Markup | None]]:
    """Every chart of the page with its figure, by section."""
    words = segment["words"]
    charts: dict[str, tuple[Chart | None, Node | None]] = {
        "differ": (drawing.dot_index(segment), title_or(words, "differ")),
        "map": (drawing.where_map(model, segment), title_or(words, "where") if model["map"] else None),
    }
    who = raw(words["who_column"]) if "who_column" in words else ""
    if who:
        charts[f"who:{who}"] = (drawing.distribution(segment, who), title_or(words, "who"))
    for column, spec in raw(desk.findings.study["columns"]).items():
        if spec["kind"] != "number" and column in segment["shares"]:
            title = title_or(words, f"shares:{column}")
            charts[f"who:shares:{column}"] = (drawing.share_compare(segment, column), title)
    charts["near"] = (drawing.neighbours(segment, model), title_or(words, "near"))
    charts["elsewhere"] = (
        drawing.elsewhere(segment, model),
        title_or(words, "other"),
    )
    charts["power"] = (drawing.power_curve(segment), None)
    charts["sure"] = (drawing.yardsticks(model, segment), title_or(words, "sure"))
    return {
        name: (chart, placed(chart, title, heads_section=name in SECTION_FIGURES))
        for name, (chart, title) in charts.items()
    }


def _who(figures: dict[str, tuple[Chart | None, Markup | None]]) -> list[Markup]:
    """The figures of the section on who they are."""
    return [html for name, (_, html) in figures.items() if name.startswith("who:") and html is not None]


def changes(model: Node) -> list[dict[str, object]]:
    """What other choices would have moved, the choice in words."""
    told = [change for change in model["changes"] if raw(change["moved"]) is not None]
    return [{"node": change, "choice": CHOICES[raw(change["choice"])]} for change in told]


def _unit(findings: Node, feature: str) -> Node:
    """A column's unit in words, or its label where it has none."""
    spec = findings.study["columns"][feature]
    return spec["unit"] if raw(spec["unit"]) else spec["label"]


def _groups(desk: Desk, model: str, slug: str) -> list[dict[str, object]]:
    """Strategies that this segment shares with others."""
    return [
        {"node": node, "anchor": raw(node["key"])}
        for node in desk.findings["groups"]
        if [model, slug] in [list(member) for member in raw(node["members"])]
    ]


def _sheet(desk: Desk, model: Node, slug: str) -> str | None:
    """The address of the segment's sheet of paper, where it has one."""
    return f"/{sheet_path(model, slug)}" if raw(model["key"]) in models_on_paper(desk.findings, desk.sheets) else None


def _sources(segment: Node) -> list[dict[str, object]]:
    """A few of the page's figures with their addresses."""
    paths: list[tuple[str, ...]] = [("size",), ("share",)]
    paths += [("means", name) for name in raw(segment["means"])]
    paths += [("index", name) for name in raw(segment["index"])]
    if raw(segment["jaccard"]) is not None:
        paths.append(("jaccard",))
    found: list[dict[str, object]] = []
    for path in paths[:SOURCES_SHOWN]:
        node = segment
        for part in path:
            node = node[part]
        found.append({"path": "/".join(path), "figure": figure(node, "number")})
    return found
