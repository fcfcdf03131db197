"""All pages of a site in their order, and the way through them."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from tessera_site.drawing.chart import is_public
from tessera_site.keyed import Node, figure, keyed_text, raw
from tessera_site.pages.changes import changes_page
from tessera_site.pages.compare import compare_page
from tessera_site.pages.data import data_page
from tessera_site.pages.desk import (
    Built,
    Desk,
    Sheets,
    model_link,
    segment_link,
    segment_mark,
    segments_in_order,
    tiles_of,
)
from tessera_site.pages.model import model_page
from tessera_site.pages.overview import overview_page
from tessera_site.pages.plan import plan_page
from tessera_site.pages.segment import segment_page
from tessera_site.pages.which import PATH as WHICH
from tessera_site.pages.which import which_page
from tessera_site.preview import NAME as PREVIEW
from tessera_site.terms import glossary, mark_terms
from tessera_site.website import NavEntry, Page, Site
from tessera_site.wording import Lexicon


def site_pages(
    findings: Mapping[str, Any],
    files: list[dict[str, str]],
    methods: Page | None,
    has_briefing: bool,
    project: Path | None = None,
    sheets: Sheets = "all",
) -> tuple[Built, ...]:
    """Every page of the website.

    Parameters
    ----------
    findings : mapping
        The document of findings.json.
    files : list of dict
        What the downloads page offers: ``path``, ``label`` and ``what`` of each file.
    methods : Page or None
        The executed methods page, when there is one.
    has_briefing : bool
        Whether a PDF is published beside the pages.
    project : Path, optional
        A folder whose templates go before the shipped ones.
    sheets : {"all", "lead", "none"}
        Whose segments have a sheet of paper, where a PDF is published.
    """
    root = Node(Lexicon(findings, findings["study"]["locale"]))
    desk = Desk(root, project, has_briefing, sheets if has_briefing else "none")
    models = [desk.findings["models"][key] for key in findings["models"]]
    built = [overview_page(desk), which_page(desk)]
    for position, model in enumerate(models, start=1):
        built.append(model_page(desk, model, position, len(models)))
        built += [segment_page(desk, model, segment) for segment in segments_in_order(model)]
    built += [compare_page(desk), plan_page(desk)]
    built += [changes_page(desk)] if findings.get("changes") else []
    built += [data_page(desk)]
    built = [Built(replace(b.page, body=mark_terms(b.page.body, glossary(project))), b.charts) for b in built]
    built += [Built(page, ()) for page in (methods, *_plain_pages(desk, files, project)) if page]
    return tuple(built)


def _plain_pages(desk: Desk, files: list[dict[str, str]], project: Path | None) -> list[Page]:
    """Pages without charts."""
    terms = [{"name": t.name, "anchor": t.anchor, "meaning": t.meaning, "read": t.read} for t in glossary(project)]
    return [
        desk.page(
            "downloads.html",
            "downloads",
            "downloads.qmd.j2",
            ("Downloads", "The figures, the rules and the briefing, to take along."),
            {"files": files},
        ),
        desk.page(
            "glossary.html",
            "glossary",
            "glossary.qmd.j2",
            ("Glossary", "The statistical words on this site, and how to read them."),
            {"terms": terms},
        ),
        desk.page("404.html", "missing", "missing.qmd.j2", ("Not found", "There is no page at this address."), {}),
    ]


def make_site(
    findings: Mapping[str, Any], built: tuple[Built, ...], site_url: str | None, brand: str, logo: str | None = None
) -> Site:
    """The website: pages, navigation and what every page shares."""
    root = Node(Lexicon(findings, findings["study"]["locale"]))
    return Site(
        title=findings["study"]["title"],
        brand=brand,
        language=findings["study"]["locale"].partition("_")[0],
        pages=tuple(b.page for b in built),
        navigation=_navigation(root, built),
        footer_html=footer(root),
        study_fingerprint=findings["input"]["fingerprint"],
        site_url=site_url,
        logo=logo,
        preview=PREVIEW,
    )


def _navigation(root: Node, built: tuple[Built, ...]) -> tuple[NavEntry, ...]:
    """Overview, the models with their segments, then everything else that was built."""
    entries = [NavEntry("Overview", "index.html"), NavEntry("Which segment?", WHICH)]
    for key in raw(root["models"]):
        model = root["models"][key]
        children = tuple(
            NavEntry(raw(s["name"]), segment_link(model, raw(s["slug"])).lstrip("/"), mark=segment_mark(s, 12))
            for s in segments_in_order(model)
        )
        entries.append(
            NavEntry(raw(model["name"]), model_link(model).lstrip("/"), badge=tiles_of(model, 13), children=children)
        )
    kinds = ("comparison", "plan", "changes", "data", "methods", "downloads", "glossary")
    rest = sorted((b.page for b in built if b.page.kind in kinds), key=lambda page: kinds.index(page.kind))
    return (*entries, *(NavEntry(page.title, page.path) for page in rest))


def footer(root: Node) -> Markup:
    """Which table, how much of it, which edition."""
    study, data = root["study"], root["data"]
    told = raw(data["rows_read"]) is not None
    kept = (
        figure(data["rows_kept"], "count") + Markup(" of ") + figure(data["rows_read"], "count") + Markup(" rows kept")
    )
    whole = figure(data["rows_kept"], "count") + Markup(" rows")
    none_removed = told and raw(data["rows_read"]) == raw(data["rows_kept"])
    rows = whole + Markup(", none removed") if none_removed else kept if told else whole
    edition = (
        Markup(
            "<strong>Public edition</strong>: counts below {}, and some that would give them away, are hidden."
        ).format(figure(study["public_minimum"], "count"))
        if is_public(root)
        else "Internal edition: it shows tiles that stand for few customers; not for publication."
    )
    simulated = Markup(" <strong>Simulated table.</strong>") if study["simulated"] else Markup("")
    fingerprint = Markup('<span class="fingerprint">') + keyed_text(root["input"]["fingerprint"]) + Markup("</span>")
    return Markup("<p>{}, {}.{} {}</p><p>Made by Tessera from table {}.</p>").format(
        keyed_text(study["title"]), rows, simulated, edition, fingerprint
    )
