"""Statistical words on a page: where one is first met it leads to the glossary and carries its meaning with it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from tessera.errors import PublishError
from tessera.naming import slugify

from tessera_site.keyed import attribute
from tessera_site.shipped import shipped

_CLOSED = frozenset(
    ("a", "button", "code", "details", "h1", "h2", "h3", "h4", "label", "nav", "noscript", "option", "pre", "script",
     "style", "svg", "th", "title")
)  # fmt: skip
"""Elements in which no link may stand, or should; what is folded away would hide a word's first mention."""
_TAG = re.compile(r"(<[^<>]*>)")
_NAME = re.compile(r"</?([a-z][a-z0-9]*)")
_MARKDOWN = ("#", ":", "`")
"""How lines begin that are headings, fences or attributes of Markdown."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary.

    ``words`` are its forms on pages, in small letters; one without forms is looked up, never marked.
    """

    name: str
    anchor: str
    meaning: str
    read: str
    words: tuple[str, ...]


@cache
def glossary(project: Path | None = None) -> tuple[Term, ...]:
    """The words of the glossary in their order.

    Raises
    ------
    PublishError
        If a project's own glossary is no list of entries.
    """
    path = shipped("templates/glossary.yml", project)
    try:
        entries: Sequence[Mapping[str, Any]] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        return tuple(_term(entry) for entry in entries)
    except (YAMLError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        mark = getattr(fault, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise PublishError(f"{path}{line}: this is no list of entries, each with a name and a meaning.") from fault


def _term(entry: Mapping[str, Any]) -> Term:
    """One entry."""
    name = str(entry["name"])
    return Term(name, slugify(name), str(entry["meaning"]), str(entry.get("read", "")), tuple(entry.get("words", ())))


def mark_terms(body: str, terms: Sequence[Term]) -> str:
    """A page's text with the first of each term's words as a link to the glossary.

    Without scripts it is a link; with them its meaning shows when it is pointed at, reached by keys or touched.
    Headings, links, code and drawings stay as they are.
    """
    forms = {form: term for term in terms for form in term.words}
    if not forms:
        return body
    longest_first = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
    pattern = re.compile(rf"(?<![\w-])(?:{longest_first})(?![\w-])", re.IGNORECASE)
    met: set[str] = set()

    def link(match: re.Match[str]) -> str:
        term = forms[match[0].lower()]
        if term.name in met:
            return match[0]
        met.add(term.name)
        meaning = f"{term.meaning} {term.read}".strip()
        return f'<a class="term" href="/glossary.html#{term.anchor}" data-term="{attribute(meaning)}">{match[0]}</a>'

    parts, depth = [], 0
    for piece in _TAG.split(body):
        if piece.startswith("<"):
            name = _NAME.match(piece)
            if name and name[1] in _CLOSED and not piece.endswith("/>"):
                depth += -1 if piece.startswith("</") else 1
            parts.append(piece)
        else:
            parts.append(piece if depth > 0 else _marked_lines(piece, pattern, link))
    return "".join(parts)


def _marked_lines(text: str, pattern: re.Pattern[str], link: Callable[[re.Match[str]], str]) -> str:
    """Running text with its terms marked; lines that mean something to Markdown stay."""
    lines = text.split("\n")
    return "\n".join(line if line.startswith(_MARKDOWN) or "`" in line else pattern.sub(link, line) for line in lines)
