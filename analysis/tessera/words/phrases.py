"""Grammar: lists, proportions in words, names from the study. Nothing here knows a segment."""

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from tessera.facts import Name, Statement
from tessera.pointers import pointer, reference

if TYPE_CHECKING:
    from tessera.study import Study

Subject = TypeVar("Subject")
Choice: TypeAlias = tuple[Callable[[Subject], bool], Callable[[Subject], Statement]]
"""A condition and the sentence it bears. Tables of these are read from the top; the first that holds speaks."""

EXACT = 0.025
"""A proportion within this of a step is called by the step's name; twice this for what lies above one."""
NEAR = 0.06
"""Within this it is nearly the step, or just over it."""
LEVEL = 0.04
"""Within this of one, two figures are called about equal."""

BELOW: tuple[tuple[float, str], ...] = (
    (1 / 10, "a tenth of"),
    (1 / 5, "a fifth of"),
    (1 / 4, "a quarter of"),
    (1 / 3, "a third of"),
    (1 / 2, "half"),
    (2 / 3, "two thirds of"),
    (3 / 4, "three quarters of"),
    (9 / 10, "nine tenths of"),
)
ABOVE: tuple[tuple[float, str], ...] = (
    (11 / 10, "a tenth above"),
    (5 / 4, "a quarter above"),
    (4 / 3, "a third above"),
    (3 / 2, "half above"),
    (5 / 3, "two thirds above"),
    (2.0, "twice"),
    (2.5, "two and a half times"),
    (3.0, "three times"),
    (4.0, "four times"),
    (5.0, "five times"),
)


def first_that_holds(choices: Sequence[Choice[Subject]], subject: Subject) -> Statement:
    """The sentence of the first condition that holds; the last row of a table always does."""
    return next(say(subject) for holds, say in choices if holds(subject))


def always(_: object) -> bool:
    """The condition of a table's last row."""
    return True


def listed(items: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def capital(text: str) -> str:
    """With a capital at the start; a reference there stays as it is."""
    return text[:1].upper() + text[1:]


def proportion(ratio: float, what: str, over: str = "") -> str:
    """A positive ratio in words: ``a third of the average``, ``nearly twice the average``.

    Names a step only near it, and otherwise the step it has not reached or has passed, so that the words
    stay true: ``less than half the average``. ``over`` stands in for ``what`` after `above` and `below`:
    ``twice the spending``, but ``a third above them in spending``.
    """
    if abs(ratio - 1) <= LEVEL:
        return f"about {what}"
    over = over or what
    steps = BELOW if ratio < 1 else ABOVE
    value, name = min(steps, key=lambda step: abs(math.log(ratio / step[0])) if ratio > 0 else step[0])
    off = ((ratio - 1) / (value - 1) - 1) / 2 if name.endswith("above") else ratio / value - 1
    if abs(off) <= EXACT:
        return _joined(name, what, over)
    if abs(off) <= NEAR:
        return f"{'nearly' if off < 0 else 'just over'} {_joined(name, what, over)}"
    return _passed(ratio, what, over)


def _passed(ratio: float, what: str, over: str) -> str:
    """A ratio between two steps, or beyond the last."""
    if ratio < 1:
        name = next((name for value, name in BELOW if value > ratio), None)
        return f"less than {_joined(name, what, over)}" if name else f"a little below {over}"
    name = next((name for value, name in reversed(ABOVE) if value < ratio), None)
    return f"more than {_joined(name, what, over)}" if name else f"a little above {over}"


def _joined(name: str, what: str, over: str) -> str:
    """A step with what it is a step of."""
    return f"{name} {over if name.endswith('above') else what}"


def spoken(text: str, *parts: str) -> str:
    """A word of the study as it is, or by reference when it holds a digit or could be taken for a mark.

    ``parts`` lead to the same word in findings.json.
    """
    return text if is_plain(text) else reference(pointer(*parts), "name")


def is_plain(text: str) -> bool:
    """Whether a text can stand inside a statement as it is."""
    return not any(sign.isdigit() or sign in "{}|*" for sign in text)


def noun(study: "Study", column: Name) -> str:
    """What a column is called inside a sentence: ``income``."""
    return spoken(study.columns[column].short, "study", "columns", column, "short")


MOST_COLUMNS = 4
"""A sentence that lists more columns loses its reader."""


def nouns(study: "Study", columns: Sequence[Name]) -> str:
    """Columns in a list: ``age and income``; of many, the first few: ``age, income, children and other columns``."""
    if len(columns) > MOST_COLUMNS:
        return listed([*(noun(study, c) for c in columns[: MOST_COLUMNS - 1]), "other columns"])
    return listed([noun(study, c) for c in columns])


def people(study: "Study") -> str:
    """What the rows are called: ``customers``."""
    return spoken(study.customers, "study", "customers")


def comparative(study: "Study", column: Name, *, high: bool) -> str:
    """The study's own word where it is a comparative for people (``older``); empty else."""
    words = study.columns[column].words
    own = words.high if high else words.low
    return own if own.endswith("er") and is_plain(own) and own not in ("lower", "higher") else ""


def beyond(study: "Study", column: Name, *, high: bool) -> str:
    """``older than``, ``above``: what stands before a limit."""
    own = comparative(study, column, high=high)
    return f"{own} than" if own else ("above" if high else "below")


def describes_people(study: "Study", column: Name) -> bool:
    """Whether the study's words for a column are adjectives for people (`younger`), not for the column (`low`)."""
    words = study.columns[column].words
    return (words.low, words.middle, words.high) != ("low", "middle", "high")
