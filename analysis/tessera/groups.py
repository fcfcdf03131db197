"""Strategies that segments of several models share: found by traits and by the customers they have in common."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from tessera.conditions import Standing, meets
from tessera.errors import StrategyError
from tessera.facts import Claim, Cube, Group, Slug, Statement
from tessera.plays import GroupPlay, Tactic
from tessera.pointers import pointer, reference
from tessera.scope import MissingFigureError, Scope, link
from tessera.shorthand import PLACEHOLDER, claim_of, expand

OVERLAP = 0.5  # two segments belong together when half of the smaller one's customers are in both

Member = tuple[str, Slug]


def find_groups(
    plays: Sequence[GroupPlay],
    standings: Mapping[Member, Standing],
    cube: Cube,
) -> tuple[Group, ...]:
    """Groups of segments, over models, that meet a group play's conditions and share their customers.

    Parameters
    ----------
    plays : sequence of GroupPlay
        What groups to look for, in order.
    standings : mapping
        By model and slug, in the order of the pages.
    cube : Cube
        Customers by their segment in every model, so that everybody is counted once.

    Returns
    -------
    tuple of Group
        One per play that finds segments of at least two models, each set of members only once. Segments of a model
        whose verdict is none belong to no group. A shipped play that cites a figure these segments lack is left out.

    Raises
    ------
    StrategyError
        If a play of the study's own cites such a figure.
    """
    groups: list[Group] = []
    for play in plays:
        fitting = [m for m, standing in standings.items() if standing.verdict != "none" and meets(play.when, standing)]
        members = _largest_overlapping(fitting, standings, cube)
        if len({model for model, _ in members}) < 2 or any(members == group.members for group in groups):
            continue
        inside = [standings[member] for member in members]
        try:
            groups.append(_group(play, members, inside, customers_in(members, cube), len(groups)))
        except MissingFigureError as missing:
            if play.own:
                hint = "Narrow the group's conditions, or leave this figure out."
                raise StrategyError(f"The group '{play.key}' cannot be said: {missing.message}", hint=hint) from None
    return tuple(groups)


def customers_in(members: Sequence[Member], cube: Cube) -> int:
    """Customers in at least one of the segments."""
    wanted = set(members)
    return sum(count for slugs, count in cube.rows if not wanted.isdisjoint(zip(cube.models, slugs, strict=True)))


def _largest_overlapping(
    members: Sequence[Member], standings: Mapping[Member, Standing], cube: Cube
) -> tuple[Member, ...]:
    """The largest set of segments that hang together by common customers."""
    part = {member: i for i, member in enumerate(members)}
    for a, b in combinations(members, 2):
        if a[0] != b[0] and _overlap(a, b, standings) >= OVERLAP:
            old, new = part[b], part[a]
            part = {member: new if p == old else p for member, p in part.items()}
    parts = [tuple(m for m in members if part[m] == p) for p in dict.fromkeys(part.values())]
    return max(parts, key=lambda p: (len({model for model, _ in p}), customers_in(p, cube)), default=())


def _overlap(a: Member, b: Member, standings: Mapping[Member, Standing]) -> float:
    """Customers in both, as a share of the smaller segment."""
    first, second = standings[a].scope.segment, standings[b].scope.segment
    return first.elsewhere.get(b[0], {}).get(b[1], 0) / min(first.size, second.size)


def _group(
    play: GroupPlay, members: tuple[Member, ...], inside: Sequence[Standing], customers: int, place: int
) -> Group:
    """A group in words; advice that not every member meets is left out."""
    scopes = [standing.scope for standing in inside]
    fitting = [t for t in play.tactics if all(meets(t.when, standing) for standing in inside)]
    return Group(
        key=play.key,
        title=play.title,
        members=members,
        customers=customers,
        insight=_expand(play.insight, scopes, place),
        claims=tuple(_claim(tactic, scopes, place) for tactic in fitting),
    )


def _claim(tactic: Tactic, inside: Sequence[Scope], place: int) -> Claim:
    say, evidence, settled_by = (_expand(t, inside, place) for t in (tactic.say, tactic.evidence, tactic.settled_by))
    return claim_of(say, evidence, settled_by)


def _expand(text: str, inside: Sequence[Scope], place: int) -> Statement:
    """A group's text: ``members`` and ``each.*`` are lists over its segments, ``joint`` its customers."""

    def figure(shorthand: str, style: str) -> str:
        if shorthand == "members":
            return _listed([link(scope.model.key, scope.segment.slug) for scope in inside])
        if shorthand == "joint":
            return reference(pointer("groups", place, "customers"), style or "count")
        if shorthand.startswith("each."):
            inner = "{" + shorthand.removeprefix("each.") + (f"|{style}" if style else "") + "}"
            return _listed([expand(inner, scope) for scope in inside])
        if shorthand.split(".", maxsplit=1)[0] in ("base", "label", "unit", "customers"):
            return expand("{" + shorthand + (f"|{style}" if style else "") + "}", inside[0])
        raise MissingFigureError(
            f"'{{{shorthand}}}' is no figure of a group.", hint="Use members, joint, each.* or base.*."
        )

    return PLACEHOLDER.sub(lambda match: figure(match[1], match[2] or ""), text)


def _listed(words: Sequence[str]) -> str:
    """One, two and three."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
