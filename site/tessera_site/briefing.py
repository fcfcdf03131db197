"""The briefing: findings as a PDF that an executive opens, decides by, and can trace.

Made from the same facts, the same drawings and the same words as the site, by WeasyPrint.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from markupsafe import Markup

from tessera_site import drawing
from tessera_site.drawing import Chart, verdict_tiles
from tessera_site.fonts import font_css, font_faces
from tessera_site.keyed import Node, plain, raw, say_inside, target_of
from tessera_site.pages.desk import (
    DOTS,
    LEVELS,
    labels,
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
from tessera_site.render import render
from tessera_site.shipped import shipped
from tessera_site.wording import Lexicon, in_words

SEGMENTS_IN_FULL = 8
"""Segments of the lead model that get half a page; the others, and other models', stand in a table."""

CLAIMS_SHOWN = 3
ROWS_SHOWN = 5
EPOCH = "2000-01-01T00:00:00Z"
"""The date inside the file: the same for the same input, whenever it is made."""

GLOSSARY = (
    ("Index", "Segment divided by everyone, times one hundred. One hundred is everyone."),
    ("Found again", "Overlap of a segment with its best match in re-drawn samples, from zero to one."),
    (
        "Silhouette",
        "How much nearer customers are to their own segment than to the next; one is far apart, zero touching.",
    ),
    ("Prediction strength", "How well segments learned on one half of the customers sort the other half."),
    ("Noise", "Made-up tables with the size and bounds of this one and no groups in them, cut by the same method."),
    ("Holdout", "Customers left alone on purpose, to see what would have happened anyway."),
)


@dataclass(frozen=True, slots=True)
class Briefing:
    """The briefing as a keyed document, and the PDF made of it."""

    html: str
    pdf: bytes


def make_briefing(
    findings: Mapping[str, Any],
    project: Path,
    *,
    site_url: str | None = None,
    paper: Literal["A4", "Letter"] = "A4",
    brand: str = "Tessera",
) -> Briefing:
    """Make the PDF.

    Parameters
    ----------
    findings : mapping
        The document of findings.json.
    project : Path
        Its templates and theme go before the shipped ones; fonts are kept in its ``build/``.
    site_url : str, optional
        Where the site lives, for links into it.
    paper : {"A4", "Letter"}
    brand : str
        Who publishes.

    Raises
    ------
    PublishError
        If a template is wrong or the machine lacks what WeasyPrint needs.
    """
    html = briefing_html(findings, project, site_url=site_url, paper=paper, brand=brand)
    return Briefing(html, as_pdf(html, project))


def as_pdf(html: str, project: Path) -> bytes:
    """An HTML document as PDF/UA-1, with nothing fetched from anywhere but the fonts beside it."""
    from tessera.errors import PublishError

    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except OSError as fault:
        raise PublishError(
            "The PDF needs Pango, which this machine lacks.",
            hint="Debian or Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. "
            "macOS: brew install pango. Or build with --no-pdf.",
        ) from fault
    folder = (project / "build" / "fonts").resolve()
    faces = font_faces(folder, "paper")
    fonts = FontConfiguration()
    sheets = [
        CSS(string=font_css(faces, folder.as_uri()), font_config=fonts, base_url=folder.as_uri()),
        *(CSS(filename=shipped(f"theme/{name}.css", project), font_config=fonts) for name in ("tokens", "briefing")),
    ]
    document = HTML(string=html, base_url=folder.as_uri())
    made: bytes = document.write_pdf(
        stylesheets=sheets, font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True, full_fonts=False
    )
    return made


def briefing_html(findings: Mapping[str, Any], project: Path, *, site_url: str | None, paper: str, brand: str) -> str:
    """The briefing as one HTML document."""
    root = Node(Lexicon(findings, findings["study"]["locale"]))
    overview = root["overview"]
    lead = root["models"][raw(overview["lead_model"])]
    models = [root["models"][key] for key in raw(root["models"])]
    first = first_things_first(root, lead)
    full = first[:SEGMENTS_IN_FULL]
    context = {
        "findings": root,
        "overview": overview,
        "lead": lead,
        "brand": brand,
        "paper": paper,
        "epoch": EPOCH,
        "language": findings["study"]["locale"].partition("_")[0],
        "site_url": site_url,
        "dots": DOTS,
        "labels": labels(root),
        "title": plain(overview["headline"]),
        "description": plain(overview["standfirst"]),
        "lead_tiles": tiles_of(lead, 11),
        "tiles": {level: verdict_tiles(level, 11) for level in LEVELS},
        "strip_columns": column_heads(root, strip_columns(root, leading(lead))[:2]),
        "first": first,
        "halves": [_half(root, lead, item) for item in full],
        "others": [_other(m) for m in models if raw(m["key"]) != raw(lead["key"])],
        "rest": first[SEGMENTS_IN_FULL:],
        "roadmap": [item for item in full if item["node"]["strategy"] and item["node"]["strategy"]["test"]],
        "models": model_items(models),
        "charts": _charts(root, lead),
        "glossary": [{"name": name, "meaning": meaning} for name, meaning in GLOSSARY],
        "counts": {
            "models": in_words(len(models)),
            "segments": in_words(sum(len(m["order"]) for m in models)),
            "lead": in_words(len(lead["order"])),
        },
    }
    return render("briefing.html.j2", context, project, root=f"{site_url.rstrip('/')}/" if site_url else None)


def paper_figure(
    chart: Chart | None, title: Node | str | None, *, narrow: bool = False, captioned: bool = True
) -> Markup:
    """A chart on paper: its title, the drawing without halos, and its caption; one unbreakable block."""
    if chart is None:
        return Markup("")
    svg = drawing.without_halo(chart.narrow if narrow else chart.wide)
    heading = Markup.escape(title or "")
    if isinstance(title, Node):
        heading = Markup(f'<span data-key="{target_of(title)}">{say_inside(title, None)}</span>')
    head = Markup("<h3>{}</h3>").format(heading) if heading else ""
    foot = Markup("<figcaption>{}</figcaption>").format(chart.caption) if captioned else ""
    return Markup("<figure>{}{}{}</figure>").format(head, svg, foot)


def _charts(root: Node, lead: Node) -> dict[str, Markup]:
    """The drawings of the briefing."""
    numbers = strip_columns(root, leading(lead))
    plane = drawing.where_map(lead)
    small = drawing.where_map(lead, listed=False)
    return {
        "map": paper_figure(small, None, narrow=True, captioned=False),
        "base": paper_figure(plane, root["overview"]["map_title"]),
        "heat": drawing.index_heat(lead).wide,
        "ridges": paper_figure(drawing.ridges(lead, numbers), title_or(lead["words"], "side")),
        "yardsticks": paper_figure(drawing.yardsticks(lead), title_or(lead["words"], "verdict")),
    }


def _half(root: Node, lead: Node, item: Mapping[str, Any]) -> dict[str, Any]:
    """Half a page for one segment: strip, three traits by index, what to do, the test."""
    segment = item["node"]
    strategy = segment["strategy"]
    claims = [claim for lever in strategy["levers"] for claim in lever["claims"]] if strategy else []
    evidence = [c for c in claims if raw(c["kind"]) == "evidence"]
    guesses = [c for c in claims if raw(c["kind"]) != "evidence"]
    return {
        **item,
        "strip": headline_strip(root, lead, segment),
        "chart": paper_figure(
            drawing.dot_index(segment, rows=ROWS_SHOWN),
            title_or(segment["words"], "differ"),
            narrow=True,
            captioned=False,
        ),
        "claims": (evidence[:2] + guesses)[:CLAIMS_SHOWN],
    }


def _other(model: Node) -> dict[str, Any]:
    """Another model with its segments, for a table."""
    return {
        "node": model,
        "tiles": tiles_of(model, 11),
        "segments": [segment_item(model, s) | {"mark": segment_mark(s, 11)} for s in segments_in_order(model)],
    }
