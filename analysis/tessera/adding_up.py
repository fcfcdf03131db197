"""Percentages that are shown together add up to a hundred: the shares of a column, of a model's segments, in a text."""

import math
from collections.abc import Iterator, Mapping, Sequence

from tessera.advice import LintFault
from tessera.facts import Model, Statement
from tessera.pointers import parts_of, references
from tessera.rounding import largest_remainder

HUNDRED = 100.0
DECIMALS: Mapping[str, int] = {"": 1, "percent": 1, "percent0": 0}
"""Decimals of a share by the style it is worded in; without one it has a decimal."""


def shares_that_do_not_add_up(model: Model, customers: int) -> Iterator[LintFault]:
    """Shares of a column within a segment, and the segments' shares of the base, where they miss a hundred.

    The segments' shares are looked at where each of the ``customers`` has a segment: who has none is nobody's share.
    """
    for segment in model.segments.values():
        for column, shares in segment.shares.items():
            if sum(segment.counts[column].values()):
                yield from _missed(segment.name, f"the shares of {column}", shares)
    if sum(segment.size for segment in model.segments.values()) == customers:
        shares = {segment.name: segment.share for segment in model.segments.values()}
        yield from _missed(model.name, "the segments' shares", shares)


def _missed(name: str, what: str, shares: Mapping[str, float]) -> Iterator[LintFault]:
    """A fault when shares, rounded as pages round them, do not add up."""
    rounded = largest_remainder(tuple(HUNDRED * share for share in shares.values()), 1)
    total = HUNDRED * sum(shares.values())
    if sum(rounded) != HUNDRED or not math.isclose(total, HUNDRED, abs_tol=1e-6):
        listed = ", ".join(f"{value} {HUNDRED * share:.1f}%" for value, share in shares.items())
        yield LintFault(name, listed, f"{what}, shown together, add up to {total:.1f}%, not to 100%.")


def mixed_roundings(name: str, texts: Sequence[Statement]) -> Iterator[LintFault]:
    """Texts that show shares of one family with different decimals, so that a reader's sum goes wrong."""
    for text in texts:
        decimals: dict[tuple[str, ...], set[int]] = {}
        for target, style in references(text):
            parts = parts_of(target)
            if "shares" in parts[-3:] and style in DECIMALS:
                decimals.setdefault(parts[: parts.index("shares") + 2], set()).add(DECIMALS[style])
        for family, used in decimals.items():
            if len(used) > 1:
                yield LintFault(name, text, f"shares of {family[-1]} stand together with different decimals.")
