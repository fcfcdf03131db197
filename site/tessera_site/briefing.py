"""The briefing: findings as a PDF that an executive opens, decides by, and can trace.

Made from the same facts, the same drawings and the same words as the site. Page one stands alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from tessera_site import drawing
from tessera_site.drawing import verdict_tiles
from tessera_site.keyed import Node, plain, raw
from tessera_site.pages.desk import (
    LEVELS,
    leading,
    segment_mark,
    segments_in_order,
    strip_columns,
    tiles_of,
    title_or,
)
from tessera_site.pages.model import column_heads, segment_item
from tessera_site.pages.overview import first_things_first, model_items
from tessera_site.pages.segment import headline_strip
from tessera_site.pages.steps import steps_of
from tessera_site.paper import Edition, long_units, paper_figure, shared_context
from tessera_site.render import render
from tessera_site.typeset import Setting, pdfs
from tessera_site.wording import Lexicon, in_words

SHEETS, FLOWING = "sheets", "flowing"
LOOKS = (SHEETS, FLOWING, f"{SHEETS} tight", f"{FLOWING} tight")
"""Every section on a page of its own, or one after the other; and both a little smaller."""
FEWEST_PAGES, MOST_PAGES = 6, 10
AT_ONCE, AT_ONCE_OF_MORE = 6, 5
"""Segments that the decision page has a row for: where they are all, and where a line has to name others."""
FEW = 3
"""Up to so many segments the decision page says more of each."""
IN_FULL, IN_FULL_BESIDE_MANY = 8, 6
"""Segments of the lead model that get half a page; fewer where the other models' tables take two pages."""
ROWS_OF_OTHERS = 26
"""Segments of all other models that fit two pages of tables."""
ROWS_ON_A_PAGE = 13
IN_DETAIL, OWN_STEPS = 6, ("Pool with", "Rates here")
"""Up to so many tests the roadmap has room for their chart and their steps; and the steps that it says in figures."""
RANKED = 4
"""Up to so many segments the roadmap has room for the map of priorities, where no chart of tests takes it."""
SIDE_BY_SIDE = 7
"""Up to so many segments fit half a page in small multiples; of more, the table names those on the map."""
MODELS_AT_ONCE = 4
TRAITS, CLAIMS = 3, 3
HEAT_TRAITS = 8

GLOSSARY = (
    ("Index", "Segment divided by everyone, times one hundred. One hundred is everyone."),
    ("Found again", "Overlap of a segment with its best match in re-drawn samples, from zero to one."),
    (
        "Silhouette",
        "How much nearer customers are to their own segment than to the next; one is far apart, zero touching.",
    ),
    ("Prediction strength", "How well segments learned on one half of the customers sort the other half."),
    ("Noise", "Made-up tables with the size and bounds of this one and no groups in them, cut by the same method."),
    ("Borderline", "A customer whose second-best segment is nearly as close as their own."),
    ("A side", "Customers who get the offer, and as many who do not; how many it takes to tell them apart."),
    ("Holdout", "Customers left alone on purpose, to see what would have happened anyway."),
    ("Guardrail", "A figure that must not get worse meanwhile. When it is crossed, the test stops."),
)


@dataclass(frozen=True, slots=True)
class Briefing:
    """The briefing as a keyed document, and the PDF made of it."""

    html: str
    pdf: bytes


def make_briefing(findings: Mapping[str, Any], project: Path, edition: Edition) -> Briefing:
    """Make the PDF.

    Parameters
    ----------
    findings : mapping
        The document of findings.json.
    project : Path
        Its templates and theme go before the shipped ones; fonts are kept in its ``build/``.
    edition : Edition
        Its paper, who publishes it, and where the site lives.

    Raises
    ------
    PublishError
        If a template is wrong or the machine lacks what WeasyPrint needs.
    """
    html = briefing_html(findings, project, edition)
    setting = Setting(edition.paper, looks=LOOKS, least=FEWEST_PAGES, most=MOST_PAGES, colours=edition.colours)
    return Briefing(html, *pdfs("briefing", html, project, setting))


def briefing_html(findings: Mapping[str, Any], project: Path, edition: Edition) -> str:
    """The briefing as one HTML document."""
    root = Node(Lexicon(findings, findings["study"]["locale"]))
    overview = root["overview"]
    lead = root["models"][raw(overview["lead_model"])]
    first = [_planned(item, edition) for item in first_things_first(root, lead)]
    others, in_full = _others(root, lead, edition)
    value, numbers = raw(root.study["value"]), strip_columns(root, leading(lead))
    shown = AT_ONCE if len(first) <= AT_ONCE else AT_ONCE_OF_MORE
    roadmap = [item for item in first if item["test"]]
    context = shared_context(root, edition) | {
        "overview": overview,
        "lead": lead,
        "title": plain(overview["headline"]),
        "description": plain(overview["standfirst"]),
        "lead_tiles": tiles_of(lead, 11),
        "tiles": {level: verdict_tiles(level, 11) for level in LEVELS},
        "strip_columns": column_heads(root, numbers[:2]),
        "decision_columns": column_heads(root, [value] if value else numbers[:2]),
        "bare_strip": long_units(root, numbers),
        "value": bool(value),
        "few": len(first) <= FEW,
        "first": first,
        "at_once": first[:shown],
        "later": first[shown:],
        "halves": [_half(root, lead, item) for item in first[:in_full]],
        "others": others,
        "rest": first[in_full:],
        "others_title": "What the other ways of cutting add" if others else "The other segments",
        "roadmap": roadmap,
        **_steps(roadmap),
        "charts": _charts(root, lead, in_full, [item["node"] for item in roadmap]),
        "heat_title": "Against everyone, column by column",
        "glossary": [{"name": name, "meaning": meaning} for name, meaning in GLOSSARY],
        "counts": {"lead": in_words(len(lead["order"]))},
        **_models(root, lead),
    }
    context["contents"] = _contents(context)
    return render("briefing.html.j2", context, project, root=edition.root)


def _planned(item: Mapping[str, Any], edition: Edition) -> dict[str, Any]:
    """A segment with its target, its test, and its page where that has an address."""
    strategy = item["node"]["strategy"]
    target = strategy["target"] if strategy and strategy["target"] else None
    return {
        **item,
        "page": edition.page(item["link"]),
        "target": target,
        "guards": target is not None and raw(target["target"]) < raw(target["current"]),
        "test": strategy["test"] if strategy and strategy["test"] else None,
    }


def _models(root: Node, lead: Node) -> dict[str, Any]:
    """Every model for the section on certainty; the lead and the next few for the decision page."""
    items = model_items([root["models"][key] for key in raw(root["models"])])
    items.sort(key=lambda item: raw(item["node"]["key"]) != raw(lead["key"]))  # type: ignore[index]
    return {"models": items, "models_at_once": items[:MODELS_AT_ONCE]}


def _contents(context: Mapping[str, Any]) -> list[dict[str, str]]:
    """The sections with their anchors."""
    sections = [("base", "The base in one picture"), ("segments", "Segments, two to a page")]
    if context["others"] or context["rest"]:
        sections.append(("others", context["others_title"]))
    if context["roadmap"]:
        sections.append(("roadmap", "Test roadmap"))
    sections += [("sure", "How sure we are"), ("method", "Method and glossary")]
    return [{"anchor": anchor, "title": title} for anchor, title in sections]


def _steps(roadmap: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """How tests are run: steps that all of them share once, the others by segment while there is room."""
    shared, own = steps_of([item["test"] for item in roadmap])
    told = [{step["name"]: step["text"] for step in steps if step["name"] not in OWN_STEPS} for steps in own]
    in_all = [name for name in (told[0] if told else {}) if all(name in each for each in told)]
    columns = in_all if len(roadmap) <= IN_DETAIL else []
    return {
        "shared_steps": [step for step in shared if step["name"] not in OWN_STEPS],
        "own_steps": columns,
        "own": [{**item, "steps": [each[c] for c in columns]} for item, each in zip(roadmap, told, strict=True)],
    }


def _charts(root: Node, lead: Node, in_full: int, tested: Sequence[Node]) -> dict[str, Markup]:
    """The drawings of the briefing; empty where there is no room or nothing to draw."""
    segments = len(lead["order"])
    numbers = strip_columns(root, leading(lead))
    odd = min(segments, in_full) % 2 == 1 and segments <= SIDE_BY_SIDE
    gains = drawing.reachable_gains(tested) if len(tested) <= IN_DETAIL else None
    ranked = root["priorities"] and segments <= RANKED and gains is None
    return {
        "map": paper_figure(drawing.where_map(lead, listed=False), None, narrow=True, captioned=False),
        "base": paper_figure(drawing.where_map(lead, listed=segments <= SIDE_BY_SIDE), root["overview"]["map_title"]),
        "heat": drawing.index_heat(lead, most=HEAT_TRAITS).wide,
        "ridges": paper_figure(drawing.ridges(lead, numbers), title_or(lead["words"], "side")) if odd else Markup(""),
        "priorities": paper_figure(
            drawing.priority_map(root["priorities"]) if ranked else None,
            "What can be lost or won: size and distance",
        ),
        "gains": paper_figure(gains, root["overview"]["tests_title"]),
        "yardsticks": paper_figure(drawing.yardsticks(lead), title_or(lead["words"], "verdict")),
        "search": paper_figure(drawing.k_multiples(lead), title_or(lead["words"], "why_k")),
    }


def _half(root: Node, lead: Node, item: Mapping[str, Any]) -> dict[str, Any]:
    """Half a page for one segment: strip, three traits by index, what to do, the test."""
    segment = item["node"]
    strategy = segment["strategy"]
    claims = [claim for lever in strategy["levers"] for claim in lever["claims"]] if strategy else []
    evidence = [c for c in claims if raw(c["kind"]) == "evidence"]
    guesses = [c for c in claims if raw(c["kind"]) != "evidence"]
    chart = drawing.dot_index(segment, rows=TRAITS)
    return {
        **item,
        "strip": headline_strip(root, lead, segment)[:3],
        "chart": paper_figure(chart, title_or(segment["words"], "differ"), narrow=True, captioned=False),
        "claims": (evidence[: CLAIMS - 1] + guesses)[:CLAIMS],
    }


def _others(root: Node, lead: Node, edition: Edition) -> tuple[list[dict[str, Any]], int]:
    """The other models with as many segments as fit, and how many of the lead's get half a page."""
    others = [root["models"][key] for key in raw(root["models"]) if key != raw(lead["key"])]
    each = ROWS_OF_OTHERS // len(others) if others else 0
    rows = sum(min(len(model["order"]), each) for model in others)
    tables = [
        {
            "node": model,
            "tiles": tiles_of(model, 11),
            "more": len(model["order"]) > each,
            "segments": [
                _planned(segment_item(model, s), edition) | {"mark": segment_mark(s, 11)}
                for s in segments_in_order(model)[:each]
            ],
        }
        for model in others
    ]
    return tables, IN_FULL if rows <= ROWS_ON_A_PAGE else IN_FULL_BESIDE_MANY
