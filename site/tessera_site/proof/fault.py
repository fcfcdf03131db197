"""One thing that is wrong in a built site."""

from dataclasses import dataclass

LONGEST_QUOTE = 120
"""Signs of a printed text that a message repeats; the place tells the rest."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong where: a published file, a place in it (may be empty), and a sentence without its full stop."""

    file: str
    place: str
    what: str

    def __str__(self) -> str:
        where = f"{self.file}, {self.place}" if self.place else self.file
        return f"{where}: {self.what}."


def quoted(text: str) -> str:
    """A text as a message shows it: on one line, cut when it is long."""
    line = " ".join(text.split())
    return f"'{line}'" if len(line) <= LONGEST_QUOTE else f"'{line[:LONGEST_QUOTE]}…'"
