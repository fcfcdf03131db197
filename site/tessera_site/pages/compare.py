"""The comparison of the models, and the strategies that segments of several models share."""

from collections.abc import Sequence

from tessera_site import drawing
from tessera_site.drawing import Chart
from tessera_site.keyed import Node, raw
from tessera_site.pages.desk import Built, Desk, placed, segment_link, title_or
from tessera_site.pages.overview import model_items
from tessera_site.wording import in_words


def compare_page(desk: Desk) -> Built:
    """Who meets whom again."""
    findings = desk.findings
    models = [findings["models"][key] for key in raw(findings["models"])]
    pairs = [_pair(findings, agreement) for agreement in findings["agreements"]]
    levels = [raw(m["verdict"]["level"]) for m in models if m["verdict"]]
    page = desk.page(
        "compare.html",
        "comparison",
        "compare.qmd.j2",
        ("Compare the models", "Where the models keep the same customers together, and where they part."),
        {
            "headline": _headline(len(models), levels),
            "models": model_items(models),
            "pairs": [{k: v for k, v in pair.items() if k != "chart"} for pair in pairs],
            "groups": [_group(findings, node) for node in findings["groups"]],
        },
    )
    return Built(page, tuple(chart for pair in pairs if isinstance(chart := pair["chart"], Chart)))


def _headline(models: int, levels: Sequence[str]) -> str:
    """What the comparison comes to, as far as models were set against noise."""
    if models == 1:
        return "One model, so nothing to compare it with"
    all_of_them = f"{in_words(models).capitalize()} ways to cut one base"
    if not levels:
        return f"{all_of_them}, none of them set against noise"
    natural = levels.count("natural")
    if natural == 0:
        return f"{all_of_them}, and none finds groups that are there"
    if natural == models:
        return f"{all_of_them}, and each finds groups that are there"
    return f"{all_of_them}; {in_words(natural)} {'finds' if natural == 1 else 'find'} groups that are there"


def _pair(findings: Node, agreement: Node) -> dict[str, object]:
    """Two models side by side."""
    a, b = findings["models"][raw(agreement["a"])], findings["models"][raw(agreement["b"])]
    chart = drawing.crosswalk(agreement, findings["models"])
    return {
        "node": agreement,
        "a": a,
        "b": b,
        "chart": chart,
        "sankey": placed(chart, title_or(a["words"], f"crosswalk:{raw(agreement['b'])}")),
        "table": drawing.crosswalk_table(agreement, findings["models"]),
    }


def _group(findings: Node, node: Node) -> dict[str, object]:
    """A strategy said once, with links to the segments it holds for."""
    members = []
    for key, slug in raw(node["members"]):
        model = findings["models"][key]
        members.append({"node": model["segments"][slug], "model": model, "link": segment_link(model, slug)})
    return {"node": node, "anchor": raw(node["key"]), "members": members}
