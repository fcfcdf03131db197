"""What a site's drawings and its briefing have to be, made again from the findings alone."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tessera_site.drawing import Chart


def charts_again(findings: Mapping[str, Any]) -> dict[str, tuple[Chart, ...]]:
    """The charts of every page, by the page's address; no template of a project has a part in them."""
    from tessera_site.keyed import Node
    from tessera_site.pages import site_pages
    from tessera_site.pages.desk import Desk
    from tessera_site.pages.results import results_page
    from tessera_site.wording import Lexicon

    if findings.get("results"):
        root = Node(Lexicon(findings, findings["study"]["locale"]))
        results = results_page(Desk(root, None, has_briefing=False))
        return {results.page.path: results.charts}
    return {b.page.path: b.charts for b in site_pages(findings, [], None, has_briefing=True)}


def papers_again(findings: Mapping[str, Any], order: Mapping[str, Any]) -> dict[str, str]:
    """The documents that a site's PDFs were made from; none where the project's own templates had a part in them.

    Parameters
    ----------
    findings : mapping
        The document of findings.json.
    order : mapping
        How the site was made, as its manifest tells.
    """
    from tessera_site.briefing import briefing_html
    from tessera_site.handouts import handout_documents
    from tessera_site.paper import Edition

    if order.get("own_templates", True) or order.get("locked", False):
        return {}
    edition = Edition(order["paper"], order["brand"], order["site_url"], order["sheets"])
    papers = {"briefing.pdf": briefing_html(findings, Path(), edition)}
    return papers | {sheet.path: sheet.html for sheet in handout_documents(findings, Path(), edition)}
