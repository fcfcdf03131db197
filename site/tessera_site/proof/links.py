"""Every address a page follows or loads stays inside the site and leads somewhere; every page's policy says so too."""

import posixpath
import re
from base64 import b64encode
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from urllib.parse import unquote, urlsplit

from tessera_site.proof.fault import Fault, quoted
from tessera_site.proof.seen import Link, Page

MISSING_PAGE = "404.html"
"""It answers at any depth, so its addresses may begin with any number of steps up."""
FOLLOWED_OUTSIDE: tuple[str, ...] = ()
"""Addresses outside that a reader may be led to, by their beginning: none. Nothing outside is ever loaded."""
FROM_ROOT = "data-figure"
"""The one attribute whose address is given from the site's root: the page's script adds the way there."""
HARMLESS_SCHEMES = frozenset(("data", "blob"))
"""What a page carries itself; only for what it shows, never for what it follows or runs."""
_SHOWN = frozenset(("img", "image", "source", "link"))
_OUTSIDE = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//)")
_STYLE_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)|@import\s+['\"]([^'\"]+)['\"]")
_STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SCRIPT_ADDRESS = re.compile(r"""["'`](?:https?|wss?):?//([^"'`\s/]+)""")
_NAMESPACE_HOST = "www.w3.org"
_OPEN_SOURCES = re.compile(r"(?:^|[\s;])(?:\*|https?:|wss?:|//)")


def link_faults(pages: Mapping[str, Page], files: Collection[str]) -> Iterator[Fault]:
    """Addresses that lead nowhere or outside.

    Parameters
    ----------
    pages : mapping of str to Page
        By their address from the site's root.
    files : collection of str
        Every published file, from the site's root.
    """
    folders = {posixpath.dirname(name) for name in files}
    for name, page in pages.items():
        for repeated in page.repeated_ids:
            yield Fault(name, f"in #{repeated}", f"two elements have the id {quoted(repeated)}")
        for link in page.links:
            what = _link_fault(name, link, pages, files, folders)
            if what:
                yield Fault(name, link.place, what)


def policy_faults(pages: Mapping[str, Page]) -> Iterator[Fault]:
    """Pages without a Content-Security-Policy, with one that lets the outside in, or with what theirs forbids."""
    for name, page in pages.items():
        rules = {part.split()[0]: part for part in page.policy.split(";") if part.strip()}
        if "default-src" not in rules:
            yield Fault(name, "", "has no Content-Security-Policy with a default-src")
            continue
        if _OPEN_SOURCES.search(page.policy):
            yield Fault(name, "", f"its Content-Security-Policy lets the outside in: {quoted(page.policy)}")
        scripts = rules.get("script-src", rules["default-src"])
        styles = rules.get("style-src", rules["default-src"])
        forbidden = [script for script in page.inline_scripts if _fingerprint(script) not in scripts]
        if forbidden and "'unsafe-inline'" not in scripts:
            yield Fault(name, "", f"has {len(forbidden)} inline scripts that its policy forbids")
        if page.handlers and "'unsafe-inline'" not in scripts:
            yield Fault(
                name, "", f"has event attributes, which its policy forbids: {', '.join(sorted(set(page.handlers)))}"
            )
        if page.inline_styles and "'unsafe-inline'" not in styles:
            yield Fault(name, "", f"has {page.inline_styles} inline styles, which its policy forbids")


def _fingerprint(script: str) -> str:
    """How a policy names one inline script that it allows."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def style_faults(name: str, css: str, files: Collection[str]) -> Iterator[Fault]:
    """Addresses in a style sheet that lead nowhere or outside."""
    for match in _STYLE_ADDRESS.finditer(_STYLE_COMMENT.sub("", css)):
        address = match[1] or match[2]
        if address.startswith(("data:", "#")):
            continue
        if _OUTSIDE.match(address):
            yield Fault(name, "", f"loads {quoted(address)} from outside")
        elif _resolved(name, address) not in files:
            yield Fault(name, "", f"loads {quoted(address)}, which is not in the site")


def script_faults(name: str, script: str) -> Iterator[Fault]:
    """Addresses outside that a script of ours names."""
    for match in _SCRIPT_ADDRESS.finditer(script):
        if match[1] != _NAMESPACE_HOST:
            yield Fault(name, "", f"names an address outside: {quoted(match[0][1:])}")


def _link_fault(
    name: str, link: Link, pages: Mapping[str, Page], files: Collection[str], folders: Collection[str]
) -> str:
    """What is wrong with one address, or nothing."""
    address = link.address.strip()
    if link.element == "link" and link.relation == "canonical":
        return ""
    scheme = _OUTSIDE.match(address)
    if scheme:
        if scheme[0].rstrip(":").lower() in HARMLESS_SCHEMES and link.element in _SHOWN:
            return ""
        if link.element == "a" and address.startswith(FOLLOWED_OUTSIDE):
            return ""
        verb = "leads" if link.element == "a" else "loads from"
        return f"<{link.element}> {verb} outside: {quoted(address)}"
    parts = urlsplit(address)
    if not parts.path:
        found = not parts.fragment or unquote(parts.fragment) in pages[name].ids
        return "" if found else f"leads to #{parts.fragment}, which this page does not have"
    target = _in_site("" if link.attribute == FROM_ROOT else name, unquote(parts.path))
    if target is None:
        return f"<{link.element}> leads out of the site's folder: {quoted(address)}"
    if target in folders or target == ".":
        target = posixpath.normpath(posixpath.join(target, "index.html"))
    if target not in files:
        return f"<{link.element}> leads to {quoted(address)}, which is not in the site"
    if parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
        return f"leads to {quoted(address)}, and that page has no #{parts.fragment}"
    return ""


def _in_site(name: str, path: str) -> str | None:
    """The published file a path names, seen from a page; None where it leaves the site."""
    if name == MISSING_PAGE:
        return posixpath.normpath(re.sub(r"^(?:\.\./|\./|/)+", "", path) or ".")
    if path.startswith("/"):
        return None
    target = _resolved(name, path)
    return None if target.startswith("..") else target


def _resolved(name: str, path: str) -> str:
    """A path seen from a file, as a path from the site's root."""
    return posixpath.normpath(
        posixpath.join(posixpath.dirname(name), unquote(path.partition("#")[0].partition("?")[0]))
    )
