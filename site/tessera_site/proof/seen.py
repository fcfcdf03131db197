"""A published page as the proof sees it: keyed texts, digits without a key, links, and what its policy must cover."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

LooseKind: TypeAlias = Literal["text", "said", "code"]


@dataclass(frozen=True, slots=True)
class Keyed:
    """An element with a pointer, and all the text inside it.

    ``exact``: a code block, in which every sign counts. ``figure`` numbers the page's figures from 1; 0 is outside.
    """

    target: str
    style: str
    text: str
    place: str
    exact: bool
    figure: int = 0


@dataclass(frozen=True, slots=True)
class Loose:
    """A text with digits that no pointer covers; ``said`` is an attribute, a document's or a drawing's title."""

    text: str
    place: str
    kind: LooseKind
    figure: int = 0


@dataclass(frozen=True, slots=True)
class Described:
    """A drawing's title or description; ``look`` is ``wide`` or ``narrow`` where a figure has two drawings."""

    figure: int
    look: str
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Link:
    """An address a page follows or loads."""

    element: str
    attribute: str
    address: str
    place: str
    relation: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the proof needs of one page.

    ``policy`` is the Content-Security-Policy, empty where there is none; ``texts`` are all printed texts with a digit,
    keyed or not; ``inline_scripts`` are programs written into the page, ``handlers`` its event attributes.
    """

    keyed: tuple[Keyed, ...]
    loose: tuple[Loose, ...]
    described: tuple[Described, ...]
    texts: tuple[str, ...]
    links: tuple[Link, ...]
    ids: frozenset[str]
    repeated_ids: tuple[str, ...]
    policy: str
    inline_scripts: tuple[str, ...]
    inline_styles: int
    handlers: tuple[str, ...]
