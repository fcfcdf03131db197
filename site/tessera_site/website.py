"""What the website is: its pages and the way through them. Values only; the engines turn them into files."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

PageKind: TypeAlias = Literal[
    "overview",
    "data",
    "model",
    "segment",
    "comparison",
    "plan",
    "which",
    "changes",
    "methods",
    "downloads",
    "glossary",
    "missing",
]


@dataclass(frozen=True, slots=True)
class Page:
    """One page, before an engine has seen it.

    ``path`` is the address from the site's root, with slashes and ``.html``. ``title`` and ``description`` are plain
    text. ``body`` is the ``.qmd`` text without its front matter; it brings its own ``# heading``. ``model`` and
    ``segment`` say which model's navigation is open and which entry the page is. ``scripts`` are files, from the
    site's root, that this page loads.
    """

    path: str
    kind: PageKind
    title: str
    description: str
    body: str
    model: str | None = None
    segment: str | None = None
    scripts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A line of the navigation.

    ``label`` is plain text; ``mark`` (before it) and ``badge`` (after it) are ready HTML, such as a segment's shape or
    the verdict's tiles. ``children`` are shown while the reader is on the entry's page or on one of theirs.
    """

    label: str
    path: str
    mark: str = ""
    badge: str = ""
    children: tuple["NavEntry", ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """The whole website: what every page shares, and the pages.

    ``title`` names the study and ``brand`` the publisher; both are plain text. ``footer_html`` is ready HTML, its links
    given from the site's root (``/data.html``). ``scripts`` are further script files, from the site's root, that every
    page loads. ``site_url`` is where the site will live, when that is known: it gives the sitemap and the absolute
    addresses of previews. ``logo`` is the publisher's own sign and ``preview`` the picture that links to the site show
    elsewhere, both from the site's root.
    """

    title: str
    pages: tuple[Page, ...]
    navigation: tuple[NavEntry, ...]
    brand: str = "Tessera"
    language: str = "en"
    footer_html: str = ""
    study_fingerprint: str = ""
    site_url: str | None = None
    scripts: tuple[str, ...] = ()
    logo: str | None = None
    preview: str | None = None
