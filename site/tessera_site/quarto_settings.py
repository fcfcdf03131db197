"""The website as Quarto sees it: `_quarto.yml` with title and render list filled in, and what each page adds to it."""

from io import StringIO
from pathlib import Path, PurePosixPath
from typing import Any

from tessera_site.layout import frame, root_of, told_elsewhere
from tessera_site.website import Page, Site

# Quarto writes scripts and styles into its pages, so this policy cannot forbid them as the embedded engine's does.
_HEAD = """\
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; \
img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; base-uri 'self'; form-action 'none'">
{told}
<link rel="icon" href="{root}{icon}">
{styles}
<script src="{root}assets/early.js"></script>
{scripts}
"""
_STYLES = ("tokens", "fonts", "tessera", "charts", "frame")
_DEFERRED = ("tessera", "search", "figures")


def quarto_settings(site: Site, assets: tuple[str, ...], base: Path) -> str:
    """Quarto's settings for a staged website.

    Parameters
    ----------
    site : Site
        Gives title, language and the pages to render, in order.
    assets : tuple of str
        Files to publish as they are.
    base : Path
        The settings that do not depend on the study; these are added to it.
    """
    from ruamel.yaml import YAML

    yaml = YAML(typ="rt")
    yaml.width = 120
    settings: dict[str, Any] = yaml.load(base.read_text(encoding="utf-8"))
    settings["lang"] = site.language
    settings["project"]["render"] = [_source(page.path) for page in site.pages if page.kind != "missing"]
    settings["project"]["resources"] = list(assets)
    website = settings["website"]
    website["title"] = site.title
    if site.site_url:
        website["site-url"] = site.site_url
    text = StringIO()
    yaml.dump(settings, text)
    return text.getvalue()


def quarto_includes(site: Site, page: Page, project: Path | None = None) -> dict[str, Any]:
    """What a page's front matter hands to Quarto: policy, styles and scripts for the head, the frame for the body."""
    root = root_of(page.path)
    opening, closing = frame(site, page, project)
    styles = "\n".join(f'<link rel="stylesheet" href="{root}assets/{name}.css">' for name in _STYLES)
    names = [f"assets/{name}.js" for name in _DEFERRED] + [*site.scripts, *page.scripts]
    scripts = "\n".join(f'<script defer src="{root}{name}"></script>' for name in names)
    told, icon = told_elsewhere(site, page, project), site.logo or "assets/favicon.svg"
    head = _HEAD.format(root=root, styles=styles, scripts=scripts, told=told, icon=icon)
    return {
        "body-classes": f"page-{page.kind}",
        "include-in-header": [{"text": head}],
        "include-before-body": [{"text": opening}],
        "include-after-body": [{"text": closing}],
    }


def _source(path: str) -> str:
    """Name the staged document of a page."""
    return str(PurePosixPath(path).with_suffix(".qmd"))
