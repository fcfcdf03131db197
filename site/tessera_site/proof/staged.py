"""Staged pages before an engine reads them: both pass over a reference, a callout or a link that leads nowhere."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from tessera_site.proof.fault import Fault, quoted

CALLOUTS = frozenset(("note", "tip", "important", "warning", "caution"))
KNOWN_CLASSES = frozenset(
    (
        "panel-tabset",
        "column-margin",
        "column-page",
        "unnumbered",
        "unlisted",
        "cell-output",
        "python",
        "sql",
        "json",
        "head",
    )
)
"""Classes that an engine understands, and the name of a page's first row; others have to be in a style sheet."""
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_RAW_OR_CODE = re.compile(r"^(`{3,}|~{3,})[^\n]*\n.*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
_RAW_HTML = re.compile(r"^```\{=html\}\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE_CODE = re.compile(r"`[^`\n]+`")
_REFERENCE = re.compile(r"(?<![\w@.])@((?:fig|tbl|sec|eq|lst)-[\w-]+)")
_IDENTIFIER = re.compile(r"\{[^{}\n]*#([\w:.-]+)[^{}\n]*\}|\bid=\"([^\"]+)\"")
_FENCE = re.compile(r"^:{3,}[ \t]*(\{[^{}\n]*\}|[\w-]+)?[ \t]*:*[ \t]*$", re.MULTILINE)
_CLASS = re.compile(r"(?<![\w\"=#/.-])\.([A-Za-z][\w-]*)")
_SHORTCODE = re.compile(r"\{\{<.*?>\}\}|\{\{<")
_OURS = re.compile(r"<%|%>|<#|#>|<< \w")
_UNFILLED = re.compile(rf"{_OURS.pattern}|\{{\{{ \w")
_LINK = re.compile(r"\]\(([^()\s]+\.qmd)(?:#[^()\s]*)?\)|href=\"([^\"]+\.qmd)(?:#[^\"]*)?\"")
_STYLE_CLASS = re.compile(r"\.([A-Za-z][\w-]*)")


def staged_faults(stage: Path) -> Iterator[Fault]:
    """What is wrong in the documents of a stage.

    Parameters
    ----------
    stage : Path
        The folder that `write_stage` wrote: ``.qmd`` documents, and the site's files under their published names.
    """
    documents = {p.relative_to(stage).as_posix(): p.read_text(encoding="utf-8") for p in sorted(stage.rglob("*.qmd"))}
    known = KNOWN_CLASSES | _styled(stage)
    for name, document in documents.items():
        for what in dict.fromkeys(_faults(name, document, documents, known)):
            yield Fault(name, "staged", what)


def _faults(name: str, document: str, documents: Mapping[str, str], known: frozenset[str]) -> Iterator[str]:
    """What is wrong in one document, in a sentence each."""
    body = _FRONT.sub("", document, count=1)
    prose = _INLINE_CODE.sub(" ", _RAW_OR_CODE.sub("", body))
    ids = {match[1] or match[2] for match in _IDENTIFIER.finditer(body)}
    for match in _REFERENCE.finditer(prose):
        if match[1].startswith("sec-"):
            yield f"refers to a section, @{match[1]}, which only one engine understands"
        elif match[1].rstrip("-") not in ids:
            yield f"refers to @{match[1]}, which this page does not have"
    for match in _SHORTCODE.finditer(prose):
        yield f"has a shortcode, {quoted(match[0])}, which only one engine understands"
    raw = "\n".join(_RAW_HTML.findall(body))  # braces in it may be a text's; angles are always escaped there
    for match in (*_UNFILLED.finditer(prose), *_OURS.finditer(raw)):
        yield f"was not filled in: {quoted(match[0])} is left of a template"
    yield from _fence_faults(prose, known)
    for match in _LINK.finditer(body):
        target = _staged_target(name, match[1] or match[2])
        if target is not None and target not in documents:
            yield f"leads to {quoted(match[1] or match[2])}, which is not staged"


def _fence_faults(prose: str, known: frozenset[str]) -> Iterator[str]:
    """Blocks that do not end, callouts of an unknown kind, classes that nothing knows."""
    depth = 0
    for match in _FENCE.finditer(prose):
        if not match[1]:
            depth -= 1
            if depth < 0:
                yield "closes a block (:::) that was not opened"
                depth = 0
            continue
        depth += 1
        classes = _CLASS.findall(match[1]) if match[1].startswith("{") else [match[1]]
        for name in classes:
            kind = name.removeprefix("callout-")
            if kind != name and kind not in CALLOUTS:
                yield f"has a callout of an unknown kind, {quoted(kind)}; there are {', '.join(sorted(CALLOUTS))}"
            elif kind == name and name not in known:
                yield f"has a block of class {quoted(name)}, which no style sheet and no engine knows"
    if depth:
        yield "opens a block (:::) that is not closed"


def _staged_target(name: str, address: str) -> str | None:
    """The staged document an address names; None when it is outside."""
    if re.match(r"[a-z]+:|//", address):
        return None
    if address.startswith("/"):
        return posixpath.normpath(address.lstrip("/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), address))


def _styled(stage: Path) -> frozenset[str]:
    """Classes that the site's style sheets and scripts name."""
    files = (*sorted(stage.glob("assets/*.css")), *sorted(stage.glob("quarto/*.scss")))
    return frozenset(name for path in files for name in _STYLE_CLASS.findall(path.read_text(encoding="utf-8")))
