"""What templates see of the findings: nodes that know their JSON Pointer, and the filters that print them.

A template can print a number only through `figure`, which puts the pointer beside the text. Text from the
table, the study or the playbook is keyed as a whole and is always text, never markup.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup
from tessera.pointers import REFERENCE, decoded, parts_of, pointer, resolve

from tessera_site.wording import Lexicon, style_of, word

_PLAIN_SIGNS = r"A-Za-z0-9 ,.;:?/%\u00a0-\u024f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2212"
_MEANT = re.compile(rf"(?<![A-Za-z0-9])-|-(?![A-Za-z0-9])|[^-{_PLAIN_SIGNS}]")
"""Signs that could mean something to HTML, Markdown or a template: all but letters, digits and plain punctuation."""
P_VALUE = ("p = ", "p < ")
"""How a p-value begins; it must not break across lines."""
KEPT_SPACES = "\n\u00a0\u202f"
"""White space that stays: line ends, and the unbreakable spaces with which some languages group thousands."""
_BOLD = re.compile(r"\*\*(.+?)\*\*")


class Node:
    """A value of the findings with its address; children by attribute, item or iteration.

    Iterating a list gives its nodes; a mapping is walked with the `entries` filter.
    """

    __slots__ = ("_lexicon", "_target", "_value")

    def __init__(self, lexicon: Lexicon, target: str = "", value: Any = None) -> None:
        self._lexicon = lexicon
        self._target = target
        self._value: Any = lexicon.findings if not target else value

    def __getattr__(self, name: str) -> "Node":
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"{self._target or 'findings'} has no '{name}'") from None

    def __getitem__(self, part: "str | int | Node") -> "Node":
        step = part._value if isinstance(part, Node) else part
        if isinstance(self._value, str) or not hasattr(self._value, "__getitem__"):
            raise KeyError(f"{self!r} has no parts")
        try:
            return Node(self._lexicon, self._target + pointer(step), self._value[step])
        except (KeyError, IndexError, TypeError):
            raise KeyError(f"{self!r} has no '{step}'") from None

    def __iter__(self) -> Iterator["Node"]:
        if not isinstance(self._value, Sequence) or isinstance(self._value, str):
            raise TypeError(f"{self._target} is not a list; use the 'entries' filter for a mapping")
        return (self[i] for i in range(len(self._value)))

    def __len__(self) -> int:
        return len(self._value)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return bool(self._value == (other._value if isinstance(other, Node) else other))

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return self._target or "the findings"

    def __contains__(self, part: object) -> bool:
        return part in self._value


def raw(node: Node) -> Any:
    """The value behind a node, for drawing; never for printing."""
    return node._value


def target_of(node: Node) -> str:
    """The node's JSON Pointer."""
    return node._target


def at(node: Node, target: str) -> Node:
    """The node that an absolute pointer names, in the same findings."""
    return Node(node._lexicon, target, resolve(node._lexicon.findings, target))


def entries(node: Node) -> list[tuple[str, Node]]:
    """Keys and nodes of a mapping, in their order."""
    return [(key, node[key]) for key in node._value]


def wording_of(node: Node, style: str = "") -> str:
    """A node as plain text, for charts and attributes."""
    return word(node._lexicon, node._target, style)


def text(value: str) -> Markup:
    """Text that is safe in HTML and in Markdown at once: every sign that could mean something is an entity."""
    return Markup(_MEANT.sub(lambda sign: f"&#{ord(sign[0])};", _printable(value)))


def attribute(value: str) -> Markup:
    """Text that is safe inside a quoted attribute, where Markdown does not reach."""
    return Markup.escape(_printable(value))


def as_key(target: str) -> Markup:
    """A pointer inside a quoted attribute; every sign of it stays, so that it names the same thing."""
    return Markup.escape(target)


def _printable(value: str) -> str:
    """The text without control signs; nearly always it has none."""
    return value if value.isprintable() else "".join(c for c in value if c in KEPT_SPACES or c.isprintable())


def figure(node: Node, style: str = "") -> Markup:
    """A number as text inside an element that carries its pointer, and its style where that is not the usual one."""
    return _span(node._target, style, word(node._lexicon, node._target, style))


def _span(target: str, style: str, words: str) -> Markup:
    """A keyed piece of text."""
    shown = f' data-as="{attribute(style)}"' if style and style != style_of(target) else ""
    together = ' class="nw"' if words.startswith(P_VALUE) else ""
    return Markup(f'<span data-key="{as_key(target)}"{shown}{together}>{text(words)}</span>')


def keyed_text(node: Node) -> Markup:
    """A whole text of the findings, keyed as a whole."""
    return _span(node._target, "", node._value)


def say(node: Node, root: str | None = "") -> Markup:
    """A statement with its figures worded, keyed as a whole and figure by figure.

    ``root`` leads from the page to the site's root, so that references of style ``link`` become links; without
    one they stay names.
    """
    return Markup(f'<span data-key="{as_key(node._target)}">{say_inside(node, root)}</span>')


def heading(node: Node, root: str | None = None) -> Markup:
    """A statement as part of a heading: without its full stop, going on in lower case, without links."""
    statement: str = node._value
    if statement[:1].isupper() and statement[1:2].islower():
        statement = statement[:1].lower() + statement[1:]
    inside = say_inside(Node(node._lexicon, node._target, statement.removesuffix(".")), root)
    return Markup(f'<span data-key="{as_key(node._target)}" data-as="heading">{inside}</span>')


def say_inside(node: Node, root: str | None = "") -> Markup:
    """The same without the outer element, for headings whose element carries the key."""
    statement: str = node._value
    pieces: list[Markup] = []
    at_character = 0
    for match in REFERENCE.finditer(statement):
        pieces.append(_marked(statement[at_character : match.start()]))
        pieces.append(_referred(node, decoded(match.group(1)), match.group(2) or "", root))
        at_character = match.end()
    pieces.append(_marked(statement[at_character:]))
    return Markup(_BOLD.sub(r"<strong>\1</strong>", "".join(pieces)))


def _marked(words: str) -> Markup:
    """Plain words of a statement; pairs of asterisks stay, to become bold."""
    return Markup("**").join(text(part) for part in words.split("**"))


def _referred(node: Node, target: str, style: str, root: str | None) -> Markup:
    """One figure, name or link of a statement."""
    if style == "link":
        name = _span(target + "/name", "", _name(node, target))
        return name if root is None else Markup(f'<a href="{attribute(root + address(target))}">{name}</a>')
    return _span(target, style, word(node._lexicon, target, style))


def _name(node: Node, target: str) -> str:
    """Name of a segment or title of a model."""
    return str(resolve(node._lexicon.findings, target + "/name"))


def address(target: str) -> str:
    """Page of a model or segment, from the site's root."""
    parts = parts_of(target)
    return f"models/{parts[1]}.html" if len(parts) == 2 else f"segments/{parts[1]}/{parts[3]}.html"


def plain(node: Node) -> str:
    """A statement as plain text, for attributes, titles, the text e-mail and charts."""

    def worded(match: re.Match[str]) -> str:
        target, style = decoded(match.group(1)), match.group(2) or ""
        return _name(node, target) if style == "link" else word(node._lexicon, target, style)

    return REFERENCE.sub(worded, node._value).replace("**", "")
