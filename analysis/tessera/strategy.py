"""Profiles and a playbook become a strategy for every segment, with its evidence, target and test."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment

from tessera.campaign import plan_test
from tessera.conditions import Standing, fit_of, meets, standing_of
from tessera.errors import StrategyError
from tessera.facts import (
    Claim,
    Cube,
    DataReport,
    Group,
    Lever,
    Model,
    Priority,
    Slug,
    Statement,
    Strategy,
)
from tessera.groups import find_groups
from tessera.lints import check_strategies
from tessera.playbook import keys_of
from tessera.playbook_schema import LEVERS, LeverName
from tessera.plays import Extra, Play, Playbook, Tactic
from tessera.priorities import rank_segments
from tessera.shorthand import Missing, Scope, claim_of, expand, expand_first
from tessera.targets import set_target

if TYPE_CHECKING:
    from tessera.study import Study

MOST_EXTRAS = 2  # per segment, beyond the play's own advice
LEVER_TITLES: Mapping[LeverName, str] = {
    "targeting": "Targeting",
    "assortment": "Assortment",
    "engagement": "Engagement",
    "pricing": "Pricing and promotion",
    "personalisation": "Personalisation",
}
_TEXTS = ["objective", "insight", "first_action", "offer", "message", "channels", "kpi", "guardrail", "wrong_if"]


@dataclass(frozen=True, slots=True)
class Strategies:
    """What to do, for every segment and across them."""

    by_segment: Mapping[str, Mapping[Slug, Strategy]]  # model -> segment
    groups: tuple[Group, ...]
    priorities: tuple[Priority, ...]  # first things first


def write_strategies(
    study: "Study", models: Mapping[str, Model], data: DataReport, cube: Cube, playbook: Playbook
) -> Strategies:
    """Write a strategy of its own for every segment of every model.

    Parameters
    ----------
    study : Study
        Names and roles of the columns; what a test has to be able to show.
    models : mapping
        Every model with its segments, by key.
    data : DataReport
        Everyone, to compare with.
    cube : Cube
        Customers by their segment in every model at once.
    playbook : Playbook
        Plays to choose from.

    Returns
    -------
    Strategies
        Each play is used once in a model: over all segments, the choice with the best total fit.

    Raises
    ------
    StrategyError
        If a segment finds no play, a play asks for a figure that is not there, or a lint finds fault.
    """
    keys = keys_of(playbook, study, data)
    value = next((name for name, column in study.columns.items() if column.role == "value"), None)
    scopes: dict[tuple[str, Slug], Scope] = {}
    standings: dict[tuple[str, Slug], Standing] = {}
    by_segment: dict[str, dict[Slug, Strategy]] = {}
    for key, model in models.items():
        here = [standing_of(model.segments[slug], model, data, keys, value) for slug in model.order]
        scope = [Scope(study, data, model, s.segment, keys, s.peer, value) for s in here]
        plays = choose_plays(playbook.plays, here)
        extras = choose_extras(playbook.extras, here)
        by_segment[key] = {
            s.segment.slug: _strategy(play, extra, s, c)
            for s, c, play, extra in zip(here, scope, plays, extras, strict=True)
        }
        scopes |= {(key, c.segment.slug): c for c in scope}
        standings |= {(key, s.segment.slug): s for s in here}
    groups = find_groups(playbook.groups, standings, scopes, cube)
    strategies = Strategies(by_segment, groups, rank_segments(models, data, value))
    check_strategies(strategies.by_segment, groups, strategies.priorities, models, data, keys)
    return strategies


def choose_plays(plays: Sequence[Play], standings: Sequence[Standing]) -> tuple[Play, ...]:
    """One play for each segment of a model, no play twice, the best total fit.

    Ties go to the play that stands first in the playbook.

    Raises
    ------
    StrategyError
        If there are not enough plays that apply.
    """
    fits = [[fit_of(play, standing) for play in plays] for standing in standings]
    for standing, row in zip(standings, fits, strict=True):
        if all(fit is None for fit in row):
            raise StrategyError(
                f"No play applies to '{standing.segment.name}'.",
                hint="Add one to a playbook of your own; `when: {}` applies to every segment.",
            )
    impossible = -1e6
    gain = np.array([[impossible if fit is None else fit - 1e-6 * i for i, fit in enumerate(row)] for row in fits])
    segments, chosen = linear_sum_assignment(gain, maximize=True)
    for segment, play in zip(segments, chosen, strict=True):
        if fits[segment][play] is None:
            raise StrategyError(
                f"Every play that applies to '{standings[segment].segment.name}' is taken by another segment.",
                hint="Add a play to a playbook of your own, or take fewer segments.",
            )
    return tuple(plays[i] for i in chosen)


def choose_extras(extras: Sequence[Extra], standings: Sequence[Standing]) -> tuple[tuple[Tactic, ...], ...]:
    """Single pieces of advice: each to the one segment that shows its trait most, a few per segment."""
    given: list[list[Tactic]] = [[] for _ in standings]
    for extra in extras:
        fitting = [i for i, s in enumerate(standings) if meets(extra.tactic.when, s) and len(given[i]) < MOST_EXTRAS]
        if fitting:
            most = max(fitting, key=lambda i: (_strength(extra.by, standings[i]), -i))
            given[most].append(extra.tactic)
    return tuple(tuple(tactics) for tactics in given)


def _strength(meaning: str, standing: Standing) -> float:
    """How far a segment's index is from 100, as a ratio."""
    index = standing.segment.index.get(standing.keys.get(meaning, meaning), 100.0)
    return abs(math.log(max(index, 1.0) / 100))


def _strategy(play: Play, extras: Sequence[Tactic], standing: Standing, scope: Scope) -> Strategy:
    """A play spoken about one segment."""
    try:
        texts: dict[str, Statement] = {field: expand_first(getattr(play, field), scope) for field in _TEXTS}
        tactics = [t for t in play.tactics if meets(t.when, standing)]
        levers = _levers([*tactics, *extras], scope)
        trial = expand_first(play.trial, scope)
    except Missing as missing:
        raise StrategyError(
            f"{play.place}: the play '{play.key}' does not fit '{standing.segment.name}': {missing.message}",
            hint="Narrow the play's conditions, or give the piece of advice a condition of its own.",
        ) from None
    target, test = None, None
    if scope.value is not None:
        target = set_target(scope.segment, scope.model, scope.data, scope.value, play.aim, scope.peer)
    if target is not None:
        test = plan_test(scope.segment, scope.model, scope.data, target, scope.study.test, trial, play.weeks)
    return Strategy(play=play.key, verb=play.verb, levers=levers, owner=play.owner, target=target, test=test, **texts)


def _levers(tactics: Sequence[Tactic], scope: Scope) -> tuple[Lever, ...]:
    """Tactics by lever, in the fixed order; levers without one are left out."""
    return tuple(
        Lever(lever, LEVER_TITLES[lever], tuple(_claim(t, scope) for t in tactics if t.lever == lever))
        for lever in LEVERS
        if any(t.lever == lever for t in tactics)
    )


def _claim(tactic: Tactic, scope: Scope) -> Claim:
    return claim_of(*(expand(text, scope) for text in (tactic.say, tactic.evidence, tactic.settled_by)))
