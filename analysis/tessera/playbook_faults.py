"""What is wrong with a playbook that its schema cannot see."""

from collections.abc import Iterator, Mapping

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


def playbook_faults(file: PlaybookFile, names: set[str]) -> Iterator[Fault]:
    """What pydantic cannot see: levels, names, shorthand, and advice with no footing."""
    for key, play in file.plays.items():
        yield from _when_faults(("plays", key, "when"), play.when, names)
        for field, texts in play.model_dump(exclude={"when", "tactics", "target", "priority", "repeatable"}).items():
            for text in listed(texts or ()):
                yield from _text_faults(("plays", key, field), text, names)
        yield from _tactic_faults(("plays", key, "tactics"), play.tactics, names)
    for key, group in file.groups.items():
        yield from _when_faults(("groups", key, "when"), group.when, names)
        yield from _text_faults(("groups", key, "insight"), group.insight, names)
        yield from _tactic_faults(("groups", key, "tactics"), group.tactics, names)
    for key, extra in file.extras.items():
        yield from _one_tactic_faults(("extras", key), extra, names)


def _tactic_faults(
    place: tuple[str | int, ...], tactics: Mapping[LeverName, tuple[TacticFile, ...]], names: set[str]
) -> Iterator[Fault]:
    for lever, files in tactics.items():
        for i, file in enumerate(files):
            yield from _one_tactic_faults((*place, lever, i), file, names)


def _one_tactic_faults(place: tuple[str | int, ...], file: TacticFile, names: set[str]) -> Iterator[Fault]:
    """A tactic has to say what it rests on: figures, or what would settle it, and not both."""
    if bool(file.evidence) == bool(file.settled_by):
        yield Fault(place, "advice needs either 'evidence' or 'settled_by'", "Figures, or what would settle it.")
    if file.evidence and not placeholders(file.evidence):
        yield Fault((*place, "evidence"), "evidence has to cite a figure", "Such as {index.income}.")
    yield from _when_faults((*place, "when"), file.when, names)
    for field in ("say", "evidence", "settled_by"):
        yield from _text_faults((*place, field), getattr(file, field), names)


def _when_faults(place: tuple[str | int, ...], when: Mapping[str, tuple[str, ...]], names: set[str]) -> Iterator[Fault]:
    for key, levels in when.items():
        if key not in RESERVED and key.split("=")[0] not in names:
            hint = suggestion(key, sorted([*names, *RESERVED]))
            yield Fault((*place, key), f"no meaning or column is called '{key}'", hint)
        known = tuple(names) if RESERVED.get(key) == () else RESERVED.get(key, LEVEL_NAMES)
        for level in levels:
            if level not in known:
                yield Fault((*place, key), f"'{level}' is no level of '{key}'", suggestion(level, sorted(known)))


def _text_faults(place: tuple[str | int, ...], text: str, names: set[str]) -> Iterator[Fault]:
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
