"""One sheet of paper for every segment: what the people who act on it need, and nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from tessera_site import drawing
from tessera_site.drawing.chart import chart_name
from tessera_site.keyed import Node, attribute, raw
from tessera_site.pages.desk import (
    leading,
    models_on_paper,
    segment_link,
    segment_mark,
    segments_in_order,
    sheet_path,
    strip_columns,
    tiles_of,
    title_or,
)
from tessera_site.pages.segment import headline_strip
from tessera_site.paper import Edition, long_units, paper_figure, shared_context
from tessera_site.render import render
from tessera_site.typeset import EPOCH, Setting, pdfs
from tessera_site.wording import Lexicon, in_words

LOOKS = ("", "tight")
ROWS = 4
CLAIMS_OF_A_LEVER = 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """A segment's sheet before it is set: its address from the site's root, its title, and the keyed document."""

    path: str
    title: str
    anchor: str
    html: str


def make_handouts(
    findings: Mapping[str, Any], project: Path, edition: Edition
) -> tuple[tuple[Sheet, ...], tuple[bytes, ...]]:
    """The sheets of segments, set in one go: as documents, and as PDFs in the same order.

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
    sheets = handout_documents(findings, project, edition)
    if not sheets:
        return (), ()
    parts = tuple((sheet.anchor, sheet.title) for sheet in sheets)
    setting = Setting(
        edition.paper, looks=LOOKS, least=len(parts), most=len(parts), parts=parts, colours=edition.colours
    )
    return sheets, pdfs("handouts", _document(findings, edition, sheets), project, setting)


def handout_documents(findings: Mapping[str, Any], project: Path, edition: Edition) -> tuple[Sheet, ...]:
    """The sheets before they are set: of all models, of the leading one, or none, as the edition says."""
    root = Node(Lexicon(findings, findings["study"]["locale"]))
    return tuple(_sheets(root, project, edition))


def _sheets(root: Node, project: Path, edition: Edition) -> Iterator[Sheet]:
    """Every segment's sheet."""
    shared = shared_context(root, edition)
    for key in models_on_paper(root, edition.sheets):
        model = root["models"][key]
        of_model = shared | {
            "model": model,
            "section": str(raw(model["name"])),
            "tiles": tiles_of(model, 11),
            "count": in_words(len(model["order"])),
        }
        for segment in segments_in_order(model):
            slug = raw(segment["slug"])
            anchor = chart_name("sheet", key, slug)
            own = _segment(root, model, segment, edition) | {"anchor": anchor}
            html = render("handout.html.j2", of_model | own, project, root=edition.root)
            yield Sheet(sheet_path(model, slug), f"{raw(segment['name'])} · {raw(model['name'])}", anchor, html)


def _segment(root: Node, model: Node, segment: Node, edition: Edition) -> dict[str, Any]:
    """What the sheet of a segment says."""
    strategy = segment["strategy"]
    chart = drawing.dot_index(segment, rows=ROWS)
    return {
        "segment": segment,
        "mark": segment_mark(segment, 16),
        "strip": headline_strip(root, model, segment),
        "bare_strip": long_units(root, strip_columns(root, leading(model))),
        "chart": paper_figure(chart, title_or(segment["words"], "differ"), narrow=True, captioned=False, level=2),
        "levers": [_lever(lever) for lever in strategy["levers"]] if strategy else [],
        "test": strategy["test"] if strategy and strategy["test"] else None,
        "page": edition.page(segment_link(model, raw(segment["slug"]))),
    }


def _lever(lever: Node) -> dict[str, Any]:
    """A way to act with its first claims."""
    return {"title": lever["title"], "claims": list(lever["claims"])[:CLAIMS_OF_A_LEVER]}


def _document(findings: Mapping[str, Any], edition: Edition, sheets: tuple[Sheet, ...]) -> str:
    """All sheets as one document."""
    study = findings["study"]
    dates = "".join(f'<meta name="dcterms.{what}" content="{EPOCH}">' for what in ("created", "modified"))
    head = Markup('<meta charset="utf-8"><title>{}</title><meta name="author" content="{}">{}').format(
        study["title"], edition.brand, Markup(dates)
    )
    language = attribute(study["locale"].partition("_")[0])
    body = "".join(sheet.html for sheet in sheets)
    return f'<!doctype html><html lang="{language}"><head>{head}</head><body>{body}</body></html>'
