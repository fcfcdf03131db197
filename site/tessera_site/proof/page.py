"""Reading a published page, once, into what the proof needs of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tessera_site.proof.seen import Described, Keyed, Link, Loose, LooseKind, Page

DIGIT = re.compile(r"\d")
SPEAKING_ATTRIBUTES = frozenset(
    (
        "title",
        "alt",
        "aria-label",
        "aria-description",
        "aria-valuetext",
        "placeholder",
        "label",
        "summary",
        "data-h",
        "data-term",
        "data-title",
    )
)
"""Attributes that a browser, a style sheet or a screen reader shows as words."""
SPEAKING_META = frozenset(("description", "og:title", "og:description", "twitter:title", "twitter:description"))
ADDRESS_ATTRIBUTES = frozenset(
    ("href", "src", "srcset", "poster", "data", "action", "formaction", "xlink:href", "data-figure")
)
SPOKEN_ELEMENTS = frozenset(("title", "desc"))
LOOKS = ("wide", "narrow")
"""Classes of the two drawings of one chart, for two kinds of screen."""
SILENT_CLASS = "tick"
CODE_ELEMENTS = frozenset(("pre", "code"))
CODE_CLASS = "cell-output"
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_PROGRAMS = frozenset(("", "module", "text/javascript"))
_BARE_SHAPE = re.compile(r"<(?:path|rect|circle|ellipse|line|polygon|polyline)\b([^<>]*)/>")
_DRAWN_TAG = re.compile(r"<(?:text|tspan|g|svg)\b[^<>]*>")
_LOOK = re.compile(
    r"\s(?:[xy]|d[xy]|fill|fill-opacity|opacity|stroke|stroke-[a-z]+|text-anchor|font-[a-z]+|paint-order|transform)"
    r'="[^"<>]*"'
)
_MORE_THAN_SHAPE = re.compile(r"\s(?:data-key|id|style|on\w+|href|title|aria-\w+)\s*=")


def read_page(html: str) -> Page:
    """Read a page once, from start to end.

    Shapes of drawings that carry neither words nor keys, and the looks of their texts, are left out first: they are
    most of a page, and say nothing.
    """
    reader = _Reader()
    bare = _BARE_SHAPE.sub(lambda m: m[0] if _MORE_THAN_SHAPE.search(m[1]) else "", html)
    reader.feed(_DRAWN_TAG.sub(lambda m: _LOOK.sub("", m[0]), bare))
    reader.close()
    return reader.page()


@dataclass(slots=True)
class _Open:
    """An element that has not ended yet; ``start`` is where its text begins."""

    tag: str
    start: int
    figure: int
    look: str
    target: str | None
    style: str
    place: str
    covered: bool
    silent: bool
    code: bool
    program: bool


@dataclass(slots=True)
class _Found:
    """What has been read so far."""

    keyed: list[Keyed] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)
    described: list[Described] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    handlers: list[str] = field(default_factory=list)
    inline_scripts: list[str] = field(default_factory=list)
    policy: str = ""
    inline_styles: int = 0


class _Reader(HTMLParser):
    """Collects a page's facts while it passes; the standard library gives no other way than a class."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found = _Found()
        self._open: list[_Open] = []
        self._pieces: list[str] = []
        self._place = ""
        self._figures = 0

    def page(self) -> Page:
        """What was read."""
        found = self._found
        seen = frozenset(found.ids)
        repeated = (
            tuple(sorted({name for name in seen if found.ids.count(name) > 1})) if len(seen) < len(found.ids) else ()
        )
        return Page(
            keyed=tuple(found.keyed),
            loose=tuple(found.loose),
            described=tuple(found.described),
            texts=tuple(found.texts),
            links=tuple(found.links),
            ids=seen,
            repeated_ids=repeated,
            policy=found.policy,
            inline_scripts=tuple(found.inline_scripts),
            inline_styles=found.inline_styles,
            handlers=tuple(found.handlers),
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._note(tag, given)
        if tag not in _VOID:
            self._push(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._note(tag, given)
        if "data-key" in given:
            self._push(tag, given)
            self._pop()

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in reversed(self._open)):
            while self._pop().tag != tag:
                pass

    def close(self) -> None:
        super().close()
        while self._open:
            self._pop()

    def handle_data(self, data: str) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and top.tag in ("script", "style"):
            if top.program:
                self._found.inline_scripts.append(data)
            return
        self._pieces.append(data)
        if top is not None and top.look and top.tag in SPOKEN_ELEMENTS:
            self._found.described.append(Described(top.figure, top.look, data, self._place))
        if not DIGIT.search(data):
            return
        if top is None or top.tag not in SPOKEN_ELEMENTS:
            self._found.texts.append(data)
        if top is not None and (top.covered or top.silent):
            return
        kind: LooseKind = "text"
        if top is not None:
            kind = "said" if top.tag in SPOKEN_ELEMENTS else "code" if top.code else "text"
        self._found.loose.append(Loose(data, self._place, kind, top.figure if top is not None else 0))

    def _push(self, tag: str, given: Mapping[str, str]) -> None:
        above = self._open[-1] if self._open else None
        classes = given.get("class", "").split()
        target = given.get("data-key")
        if tag == "figure":
            self._figures += 1
        self._open.append(
            _Open(
                tag=tag,
                start=len(self._pieces),
                look=_look(tag, classes) or (above.look if above is not None else ""),
                figure=self._figures if tag == "figure" else above.figure if above is not None else 0,
                target=target,
                style=given.get("data-as", ""),
                place=self._place,
                covered=target is not None or (above is not None and above.covered),
                silent=SILENT_CLASS in classes or (above is not None and above.silent),
                code=tag in CODE_ELEMENTS or CODE_CLASS in classes or (above is not None and above.code),
                program=tag == "script" and "src" not in given and given.get("type", "") in _PROGRAMS,
            )
        )

    def _pop(self) -> _Open:
        element = self._open.pop()
        if element.target is not None:
            text = "".join(self._pieces[element.start :])
            exact = element.tag in CODE_ELEMENTS
            self._found.keyed.append(Keyed(element.target, element.style, text, element.place, exact, element.figure))
        return element

    def _note(self, tag: str, given: Mapping[str, str]) -> None:
        """What an element's attributes say, load or allow."""
        found = self._found
        if "id" in given:
            found.ids.append(given["id"])
            self._place = self._place if tag in SPOKEN_ELEMENTS else f"in #{given['id']}"
        for name, value in given.items():
            if name in ADDRESS_ATTRIBUTES:
                addresses = (
                    [part.split()[0] for part in value.split(",") if part.strip()] if name == "srcset" else [value]
                )
                relation = given.get("rel", "")
                found.links += [Link(tag, name, address, self._place, relation) for address in addresses]
            elif name in SPEAKING_ATTRIBUTES and DIGIT.search(value):
                inside = self._open[-1].figure if self._open else 0
                found.loose.append(Loose(value, f"{self._place} ({name} of <{tag}>)".strip(), "said", inside))
            elif name == "style":
                found.inline_styles += 1
            elif name.startswith("on"):
                found.handlers.append(name)
        if tag == "style":
            found.inline_styles += 1
        elif tag == "meta":
            self._note_meta(given)

    def _note_meta(self, given: Mapping[str, str]) -> None:
        """A page's policy and descriptions."""
        content = given.get("content", "")
        if given.get("http-equiv", "").lower() == "content-security-policy":
            self._found.policy = content
        name = given.get("name", "") or given.get("property", "")
        if name in SPEAKING_META and DIGIT.search(content):
            self._found.loose.append(Loose(content, f"<meta {name}>", "said"))


def _look(tag: str, classes: list[str]) -> str:
    """Which of a figure's two drawings an element is, if it is one."""
    return next((look for look in LOOKS if look in classes), "") if tag == "svg" else ""


def is_whole(text: str) -> bool:
    """Whether a page comes to its end: what is gone with the rest of it, no key could tell."""
    return text.rstrip().endswith("</html>")
