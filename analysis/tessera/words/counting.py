"""Counts in sentences: nobody, one, several. The verb has to agree."""

from tessera.facts import Statement
from tessera.words.scene import Scene, own, size


def of_them(scene: Scene, count: int, *parts: str | int) -> Statement:
    """So many of the segment, at the start of a sentence: ``None of 39``, ``Two of 35``."""
    return f"{own(scene, *parts, style='Words') if count else 'None'} of {size(scene)}"


def lie(count: int) -> str:
    """The verb after a count."""
    return "lie" if count > 1 else "lies"


def others(count: int, figure: str) -> Statement:
    """So many besides: ``no others``, ``one other``, ``three others``."""
    return f"{figure} other" if count == 1 else f"{figure} others"
