"""What a campaign changed: one page, segment by segment, with what it settles and what to do next."""

from tessera_site import drawing
from tessera_site.drawing.uplifts import uplift_dots
from tessera_site.keyed import Node, entries, raw
from tessera_site.pages.desk import DOTS, Built, Desk, placed, segment_mark, segments_in_order
from tessera_site.render import render
from tessera_site.website import Page


def results_page(desk: Desk) -> Built:
    """The results page, a site of its own: names stay without links, for the segments' pages are elsewhere."""
    results = desk.findings["results"]
    campaigns = [_campaign(desk, campaign, position) for position, campaign in enumerate(results["campaigns"], 1)]
    context: dict[str, object] = {"findings": desk.findings, "results": results, "campaigns": campaigns, "dots": DOTS}
    context["single"] = results["campaigns"][0] if len(campaigns) == 1 else None
    page = Page(
        path="index.html",
        kind="plan",
        title="Results",
        description="What the campaign changed in every segment, and how sure that is.",
        body=render("pages/results.qmd.j2", context, desk.project, root=None),
    )
    charts = [item["chart"] for campaign in campaigns for item in campaign["models"]]  # type: ignore[attr-defined]
    return Built(page, tuple(chart for chart in charts if isinstance(chart, drawing.Chart)))


def _campaign(desk: Desk, campaign: Node, position: int) -> dict[str, object]:
    """One campaign by every model, the lead model first."""
    overview = desk.findings["overview"]
    lead = raw(overview["lead_model"]) if overview else ""
    models = sorted(entries(campaign["models"]), key=lambda pair: pair[0] != lead)
    return {
        "node": campaign,
        "anchor": f"campaign-{position}",
        "models": [_model(desk, campaign, result, position) for _, result in models],
    }


def _model(desk: Desk, campaign: Node, result: Node, position: int) -> dict[str, object]:
    """A campaign by the segments of one model."""
    model = desk.findings["models"][raw(result["model"])]
    chart = uplift_dots(result, campaign["everyone"], position)
    return {
        "node": result,
        "model": model,
        "anchor": f"campaign-{position}-{raw(result['model'])}",
        "chart": chart,
        "figure": placed(chart, result["headline"]),
        "segments": [
            {
                "node": s,
                "uplift": result["segments"][raw(s["slug"])],
                "mark": segment_mark(s),
                **_hypotheses(result["segments"][raw(s["slug"])]),
            }
            for s in segments_in_order(model)
        ],
    }


def _hypotheses(uplift: Node) -> dict[str, list[Node]]:
    """A segment's hypotheses: those the campaign bears on, and those it leaves untouched."""
    tested = [h for h in uplift["hypotheses"] if raw(h["state"]) != "not tested"]
    return {"tested": tested, "untested": [h for h in uplift["hypotheses"] if raw(h["state"]) == "not tested"]}
