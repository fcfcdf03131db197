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


def briefing_again(findings: Mapping[str, Any], order: Mapping[str, Any]) -> str | None:
    """The document a briefing was made from; None where the project's own templates had a part in it.

    Parameters
    ----------
    findings : mapping
        The document of findings.json.
    order : mapping
        How the site was made, as its manifest tells.
    """
    from tessera_site.briefing import briefing_html

    if order.get("own_templates", True):
        return None
    brand, site_url = order["brand"], order["site_url"]
    return briefing_html(findings, Path(), site_url=site_url, paper="A4", brand=brand)
