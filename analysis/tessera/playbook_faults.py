"""What is wrong with a playbook that its schema cannot see."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from tessera.conditions import LEVEL_NAMES
from tessera.playbook_schema import (
    RESERVED,
    LeverName,
    PlaybookFile,
    TacticFile,
    listed,
)
from tessera.shorthand import HEADS, PLACEHOLDER, placeholders, word_in
from tessera.study_faults import Fault, suggestion

Place: TypeAlias = tuple[str | int, ...]
Levers: TypeAlias = Mapping[LeverName, tuple[TacticFile, ...]]
When: TypeAlias = Mapping[str, tuple[str, ...]]
NO_TEXTS = {"when", "tactics", "target", "priority", "repeatable"}


def playbook_faults(file: PlaybookFile, names: set[str]) -> Iterator[Fault]:
    """What pydantic cannot see: levels, names, shorthand, and advice with no footing."""
    for key, play in file.plays.items():
        here: Place = ("plays", key)
        yield from _when_faults((*here, "when"), play.when, names)
        for field, texts in play.model_dump(exclude=NO_TEXTS).items():
            wordings = listed(texts or ())
            for text in wordings:
                yield from _text_faults((*here, field), text, names)
            yield from _unasked_faults((*here, field), wordings[-1:], play.when, names)
        yield from _tactic_faults((*here, "tactics"), play.tactics, play.when, names)
    for key, group in file.groups.items():
        here = ("groups", key)
        yield from _when_faults((*here, "when"), group.when, names)
        yield from _text_faults((*here, "insight"), group.insight, names)
        yield from _unasked_faults((*here, "insight"), (group.insight,), group.when, names)
        yield from _tactic_faults((*here, "tactics"), group.tactics, group.when, names)
    for key, extra in file.extras.items():
        yield from _one_tactic_faults(("extras", key), extra, {}, names)


def _tactic_faults(place: Place, tactics: Levers, when: When, names: set[str]) -> Iterator[Fault]:
    for lever, files in tactics.items():
        for i, file in enumerate(files):
            yield from _one_tactic_faults((*place, lever, i), file, when, names)


def _one_tactic_faults(place: Place, file: TacticFile, when: When, names: set[str]) -> Iterator[Fault]:
    """A tactic has to say what it rests on: figures, or what would settle it, and not both."""
    if bool(file.evidence) == bool(file.settled_by):
        yield Fault(place, "advice needs either 'evidence' or 'settled_by'", "Figures, or what would settle it.")
    if file.evidence and not placeholders(file.evidence):
        yield Fault((*place, "evidence"), "evidence has to cite a figure", "Such as {index.income}.")
    yield from _when_faults((*place, "when"), file.when, names)
    for field in ("say", "evidence", "settled_by"):
        text = getattr(file, field)
        yield from _text_faults((*place, field), text, names)
        yield from _unasked_faults((*place, field), (text,), {**when, **file.when}, names)


def _unasked_faults(place: Place, texts: Sequence[str], when: When, names: set[str]) -> Iterator[Fault]:
    """A text may only cite what its conditions make sure of: a table without it would have no figure."""
    sure = {*when, *when.get("drawn_by", ())}
    for shorthand, _ in (found for text in texts for found in placeholders(text)):
        word = word_in(shorthand)
        if word in names and word not in sure:
            hint = f"Add '{word}: any' to 'when', or a wording without it."
            yield Fault(place, f"'{{{shorthand}}}' is cited without a condition on '{word}'", hint)
        if shorthand.startswith("peer.") and set(when.get("peer", ("none",))) & {"none"}:
            hint = "Add 'peer: spends more' or 'spends less' to 'when', or a wording without it."
            yield Fault(place, f"'{{{shorthand}}}' is cited where there may be no peer", hint)


def _when_faults(place: Place, when: When, names: set[str]) -> Iterator[Fault]:
    for key, levels in when.items():
        if key not in RESERVED and key.split("=")[0] not in names:
            hint = suggestion(key, sorted([*names, *RESERVED]))
            yield Fault((*place, key), f"no meaning or column is called '{key}'", hint)
        known = tuple(names) if RESERVED.get(key) == () else RESERVED.get(key, LEVEL_NAMES)
        for level in levels:
            if level not in known:
                yield Fault((*place, key), f"'{level}' is no level of '{key}'", suggestion(level, sorted(known)))


def _text_faults(place: Place, text: str, names: set[str]) -> Iterator[Fault]:
    bare = PLACEHOLDER.sub("", text)
    if any(letter.isdigit() for letter in bare):
        yield Fault(place, "a text may not hold a digit of its own", "Cite a figure in braces, or write it in words.")
    if "{" in bare or "}" in bare:
        yield Fault(place, "a brace is not closed")
    for shorthand, _ in placeholders(text):
        head = shorthand.split(".")[0]
        if head not in HEADS:
            yield Fault(place, f"'{{{shorthand}}}' is no figure", suggestion(head, HEADS))
            continue
        word = word_in(shorthand)
        if word is not None and word not in names:
            hint = suggestion(word, sorted(names))
            yield Fault(place, f"'{{{shorthand}}}' speaks of '{word}', which is no meaning or column", hint)
