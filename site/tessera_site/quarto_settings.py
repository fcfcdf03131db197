"""The website as Quarto sees it: `_quarto.yml` with title, navigation and render list filled in."""

from html import escape
from io import StringIO
from pathlib import Path, PurePosixPath
from typing import Any

from tessera_site.website import NavEntry, Page, Site

_HEAD = """\
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' 'unsafe-inline'; \
style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data: blob:; connect-src 'self'; \
base-uri 'self'">
<link rel="icon" href="{root}{icon}">
{styles}
<script src="{root}assets/early.js"></script>
{scripts}
"""
_SIDEBAR_HEADER = """\
<a class="brand" href="/index.qmd">{sign}{brand}</a>
<p class="study">{study}</p>
<button type="button" class="tool theme-toggle" hidden>Dark</button>
"""
_SIGN = """\
<svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">\
<path class="s1" d="M1 1h9v9H1z"/><path class="s2" d="M12 1h9v9h-9z"/><path class="s3" d="M1 12h9v9H1z"/>\
<path class="s4" d="M12 12h9v9h-9z"/></svg>\
"""
_STYLES = ("tokens", "fonts", "tessera", "charts")
_DEFERRED = ("tessera", "figures")


def quarto_settings(site: Site, assets: tuple[str, ...], base: Path) -> str:
    """Quarto's settings for a staged website.

    Parameters
    ----------
    site : Site
        Gives title, language, navigation and the pages to render, in order.
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
    website["sidebar"]["title"] = False
    website["sidebar"]["header"] = _SIDEBAR_HEADER.format(
        sign=f'<img src="/{site.logo}" alt="" height="28">' if site.logo else _SIGN,
        brand=escape(site.brand),
        study=escape(site.title),
    )
    website["sidebar"]["contents"] = [_entry(entry) for entry in site.navigation]
    text = StringIO()
    yaml.dump(settings, text)
    return text.getvalue()


def quarto_head(site: Site, page: Page, root: str) -> dict[str, Any]:
    """Say what a page's front matter adds to Quarto's head: policy, styles, scripts. ``root`` leads to its root."""
    styles = "\n".join(f'<link rel="stylesheet" href="{root}assets/{name}.css">' for name in _STYLES)
    names = [f"assets/{name}.js" for name in _DEFERRED] + [*site.scripts, *page.scripts]
    scripts = "\n".join(f'<script defer src="{root}{name}"></script>' for name in names)
    head = _HEAD.format(root=root, styles=styles, scripts=scripts, icon=site.logo or "assets/favicon.svg")
    return {"body-classes": f"page-{page.kind}", "include-in-header": [{"text": head}]}


def _source(path: str) -> str:
    """Name the staged document of a page."""
    return str(PurePosixPath(path).with_suffix(".qmd"))


def _entry(entry: NavEntry) -> dict[str, Any]:
    """Write a line of Quarto's sidebar. Its text may hold HTML, so the label is escaped for Markdown and HTML."""
    label = "".join(letter if letter.isalnum() or letter in " ," else f"&#{ord(letter)};" for letter in entry.label)
    text = f"{entry.mark}<span>{label}</span>{entry.badge}"
    if not entry.children:
        return {"text": text, "href": _source(entry.path)}
    return {"section": text, "href": _source(entry.path), "contents": [_entry(child) for child in entry.children]}
