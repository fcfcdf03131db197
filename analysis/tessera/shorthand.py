"""Shorthand in a playbook's text -> references into findings.json.

``{mean.spend}`` becomes ``{/models/K/segments/S/means/spending|amount:spending}``: the play need not know what the
column is called, in which model it speaks, or what the figure is.

====================================  =========================================================================
``size share borderline``             of the segment
``mean median sd q1 q3 min max.X``    of column or meaning X; ``low.X`` and ``high.X`` end the mean's 95 % interval
``total.X``                           the segment's share of everyone's X
``index.X interval.X``                everyone = 100; ``interval`` adds the 95 % interval in brackets
``share.X count.X``                   of a flag, or of a meaning that stands for a value (``women``)
``lead.X band.X``                     the commonest value of X, and the one that stands out most, by name;
                                      ``lead.share.X``, ``band.count.X``, ``band.interval.X`` ... are its figures
``first second``                      the columns that differ most from everyone, by name; also ``first.interval``
``base.mean.X base.share.X``          the same of everyone, also ``base.size``
``peer.* nearest.*``                  the same of the segment that differs only in value, or of the nearest one
``name target gain floor worth``      the name, linked; the strategy's own target and its arithmetic
``label.X unit.X customers``          words of the study, put in as they are
====================================  =========================================================================
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tessera.facts import Claim, Statement
from tessera.figures import FIGURES, OF_COLUMN
from tessera.pointers import references
from tessera.scope import MissingFigureError, Scope

PLACEHOLDER = re.compile(r"\{([^{}|]*)(?:\|([^{}]*))?\}")
HEADS: tuple[str, ...] = (*FIGURES, "peer", "nearest", "members", "joint", "each")
"""First words that shorthand may use; the last three only in groups."""


def placeholders(text: str) -> tuple[tuple[str, str], ...]:
    """Every shorthand in a text with its style (empty when there is none)."""
    return tuple((match[1], match[2] or "") for match in PLACEHOLDER.finditer(text))


def word_in(shorthand: str) -> str | None:
    """The column or meaning that shorthand speaks of; None where it speaks of none."""
    head, *rest = shorthand.split(".")
    if head in ("peer", "nearest", "each"):
        return word_in(".".join(rest))
    if head in OF_COLUMN or head in ("total", "index", "interval", "count", "label", "short"):
        return rest[0] if rest else ""
    if head in ("base", "lead", "band"):
        return rest[-1] if rest and rest != ["size"] else None
    return rest[0] if head == "share" and rest else None


def expand(text: str, scope: Scope) -> Statement:
    """A playbook's text as a statement about one segment.

    Raises
    ------
    MissingFigureError
        If the text asks for a figure that the segment does not have: a column that the table lacks,
        a peer where there is none.
    """
    return PLACEHOLDER.sub(lambda match: _figure(match[1], match[2] or "", scope), text)


def expand_first(texts: Sequence[str], scope: Scope) -> Statement:
    """The first of several wordings whose figures are all there.

    Raises
    ------
    MissingFigureError
        If none of them can be said; about the last one.
    """
    for text in texts[:-1]:
        try:
            return expand(text, scope)
        except MissingFigureError:
            continue
    return expand(texts[-1], scope)


def can_be_said(texts: Iterable[Sequence[str]], scope: Scope) -> bool:
    """Whether each text has a wording whose figures are all there."""
    try:
        for wordings in texts:
            expand_first(wordings, scope)
    except MissingFigureError:
        return False
    return True


def claim_of(say: Statement, evidence: Statement, settled_by: Statement) -> Claim:
    """Advice with the pointers it rests on; without evidence it is a hypothesis."""
    cited = dict.fromkeys(target for text in (say, evidence) for target, _ in references(text))
    return Claim(
        text=say,
        kind="evidence" if evidence else "hypothesis",
        source=evidence,
        keys=tuple(cited) if evidence else (),
        settled_by=settled_by,
    )


def _figure(shorthand: str, style: str, scope: Scope) -> str:
    """One shorthand as a reference or a word."""
    head, _, rest = shorthand.partition(".")
    if head in ("peer", "nearest"):
        return _figure(rest, style, _of(head, scope))
    if head in FIGURES:
        return FIGURES[head](scope, rest, style)
    raise MissingFigureError(f"'{{{shorthand}}}' is no figure.", hint="See the playbook's shorthand.")


def _of(whose: str, scope: Scope) -> Scope:
    """The scope of the peer or the nearest segment."""
    slug = scope.peer if whose == "peer" else next((n.slug for n in scope.segment.neighbours), None)
    if slug is None:
        raise MissingFigureError(f"{scope.segment.name} has no {whose} segment.")
    return replace(scope, segment=scope.model.segments[slug])
