"""What stands around a page: the way through the site, where one is, what comes before and after."""

import hashlib
import posixpath
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tessera_site.shipped import shipped
from tessera_site.website import NavEntry, Page, Site

# What a page may load: its own site's files and nothing else. The two hashes are the style elements that Plotly adds:
# an empty one, filled through the object model, and one of the map library inside it, which is unused but would be
# reported. Pagefind reads its index with WebAssembly.
_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "
    "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' "
    "'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='; "
    "font-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; base-uri 'self'; "
    "form-action 'none'"
)
GROUND = ("#FBF7EF", "#141210")
"""The page's colour by day and by night, for the browser's own frame; a test holds them equal to the tokens."""
EARLY_FONTS = ("display-semibold.woff2", "display-regular.woff2", "text-regular.woff2", "text-semibold.woff2")
"""Faces that the top of every page is set in: asked for at once, so that no line moves when they come."""
_LOCAL_LINK = re.compile(r'\b(href|src)="(?![a-z]+:|//|#)([^"?#]*)([?#][^"]*)?"')


@dataclass(frozen=True, slots=True)
class NavLine:
    """A line of the navigation as one page shows it: opened or not, current or not."""

    entry: NavEntry
    current: bool
    children: tuple["NavLine", ...]


@dataclass(frozen=True, slots=True)
class Chrome:
    """Everything a page's surroundings say. Addresses are given from the site's root, with ``.html``."""

    groups: tuple[tuple[NavLine, ...], ...]
    crumbs: tuple[NavEntry, ...]
    before: NavEntry | None
    after: NavEntry | None


def relative(address: str, page_path: str) -> str:
    """Link to an address from the site's root, as a page sees it: ``a/x.html`` from ``a/b/y.html`` is ``../x.html``."""
    folder = posixpath.dirname(page_path)
    return posixpath.relpath(address.lstrip("/") or "index.html", folder or ".")


def root_of(page_path: str) -> str:
    """Say the way from a page to the site's root, empty or ending in a slash: ``../../``."""
    return "../" * page_path.count("/")


def localise(html: str, page_path: str) -> str:
    """Turn links to ``.qmd`` files, and links from the root, into relative links that work in any folder.

    >>> localise('<a href="/models/m.qmd#k">', "segments/m/s.html")
    '<a href="../../models/m.html#k">'
    """

    def link(match: re.Match[str]) -> str:
        attribute, address, rest = match[1], match[2], match[3] or ""
        if address.startswith("/"):
            address = relative(address, page_path)
        if address.endswith(".qmd"):
            address = address.removesuffix(".qmd") + ".html"
        return f'{attribute}="{address}{rest}"'

    return _LOCAL_LINK.sub(link, html)


def chrome(site: Site, page: Page) -> Chrome:
    """Gather the surroundings of one page.

    The navigation comes in three groups: what stands before the models, the models (entries with children), and the
    rest. A model is open on its own page, on those of its segments, and on a page that leads with it, as the overview.
    """
    opened = _open_entry(site.navigation, page)
    lines = tuple(_line(entry, page, opened=entry is opened) for entry in site.navigation)
    places = [i for i, entry in enumerate(site.navigation) if entry.children]
    start, end = (places[0], places[-1] + 1) if places else (len(lines), len(lines))
    before, after = _beside(opened, page)
    return Chrome(
        groups=(lines[:start], lines[start:end], lines[end:]),
        crumbs=_crumbs(site, opened, page),
        before=before,
        after=after,
    )


def environment(project: Path | None = None) -> Environment:
    """Jinja as the layout uses it: markup is escaped, an unknown name is an error, delimiters as in the pages."""
    folders = [shipped("templates")] if project is None else [project / "templates", shipped("templates")]
    return _environment(tuple(str(folder) for folder in folders))


def around(site: Site, page: Page, project: Path | None = None) -> tuple[str, str]:
    """HTML that comes before and after a page's own text, for both engines. Links are given from the root.

    Before: the breadcrumbs. After: the neighbouring segments and the footer.
    """
    module = environment(project).get_template("around.html.j2").module
    context = chrome(site, page)
    return str(module.before(site, page, context)).strip(), str(module.after(site, page, context)).strip()  # type: ignore[attr-defined]


def frame(site: Site, page: Page, project: Path | None = None) -> tuple[str, str]:
    """HTML that opens and closes the frame around a page, for an engine that lays out no page of ours."""
    module = environment(project).get_template("frame.html.j2").module
    opening, closing = module.opening(site, page, chrome(site, page)), module.closing()  # type: ignore[attr-defined]
    return localise(str(opening), page.path).strip(), str(closing).strip()


def told_elsewhere(site: Site, page: Page, project: Path | None = None) -> str:
    """HTML for the head of a page, in both engines: what is shown of it where somebody links to it or finds it."""
    module = environment(project).get_template("told.html.j2").module
    return str(module.elsewhere(site, page, _place(site, page))).strip()  # type: ignore[attr-defined]


def lay_out(site: Site, page: Page, body: str, project: Path | None = None) -> str:
    """Set a page's text (HTML) inside the site's frame: a whole document with every link relative.

    The "not found" page answers at any depth, where relative links go wrong; a script inside it mends them.
    """
    template = environment(project).get_template("layout.html.j2")
    lost = page.kind == "missing"
    inline_script = shipped("theme/lost.js", project).read_text(encoding="utf-8") if lost else ""
    html = template.render(
        site=site,
        page=page,
        policy=_policy(inline_script),
        inline_script=inline_script,
        chrome=chrome(site, page),
        root=root_of(page.path),
        place=_place(site, page),
        early_fonts=EARLY_FONTS,
        body=body,
    )
    return localise(html, page.path)


def _place(site: Site, page: Page) -> dict[str, object]:
    """Where a page lives, as far as that is known, and the colours it stands on, light and dark."""
    home = f"{site.site_url.rstrip('/')}/" if site.site_url else ""
    return {
        "home": home or root_of(page.path),
        "address": f"{home}{page.path}" if home else "",
        "ground": GROUND,
    }


def sitemap(site: Site) -> str:
    """List the pages for search engines; only for a site that knows where it will live."""
    base = (site.site_url or "").rstrip("/")
    urls = "".join(
        f"<url><loc>{escape(f'{base}/{page.path}')}</loc></url>\n" for page in site.pages if page.kind != "missing"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )


def robots(site: Site) -> str:
    """What search engines may read: everything; and where the list of pages is, once the site's address is known."""
    place = f"Sitemap: {site.site_url.rstrip('/')}/sitemap.xml\n" if site.site_url else ""
    return f"User-agent: *\nAllow: /\n{place}"


@cache
def _environment(folders: tuple[str, ...]) -> Environment:
    """One environment per set of folders, so that templates are compiled once."""
    return Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
    )


def _open_entry(navigation: tuple[NavEntry, ...], page: Page) -> NavEntry | None:
    """Find the model that a page is about, or leads with."""
    return next((entry for entry in navigation if entry.path == f"models/{page.model}.html"), None)


def _line(entry: NavEntry, page: Page, *, opened: bool) -> NavLine:
    """Show an entry as the page does."""
    children = tuple(_line(child, page, opened=False) for child in entry.children) if opened else ()
    return NavLine(entry=entry, current=entry.path == page.path, children=children)


def _crumbs(site: Site, opened: NavEntry | None, page: Page) -> tuple[NavEntry, ...]:
    """List the pages above this one, outermost first; none for the front page."""
    if page.path == "index.html" or page.kind == "missing":
        return ()
    home = next((entry for entry in site.navigation if entry.path == "index.html"), None)
    above = (home, opened if opened is not None and opened.path != page.path else None)
    return tuple(entry for entry in above if entry is not None)


def _beside(opened: NavEntry | None, page: Page) -> tuple[NavEntry | None, NavEntry | None]:
    """Find the segments before and after this one in its model."""
    siblings = opened.children if opened is not None else ()
    place = next((i for i, entry in enumerate(siblings) if entry.path == page.path), None)
    if place is None:
        return None, None
    return (
        siblings[place - 1] if place > 0 else None,
        siblings[place + 1] if place + 1 < len(siblings) else None,
    )


def _policy(inline_script: str) -> str:
    """Write the security policy of a page, which allows its one inline script, if it has one, by its hash."""
    if not inline_script:
        return _POLICY
    digest = b64encode(hashlib.sha256(inline_script.encode()).digest()).decode()
    return _POLICY.replace("script-src 'self'", f"script-src 'self' 'sha256-{digest}'")
