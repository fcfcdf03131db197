"""Profiles and a playbook become a strategy for every segment, with its evidence, target and test."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment

from tessera.advice import Strategies
from tessera.campaign import plan_test
from tessera.conditions import Standing, fit_of, meets, peer_of, standing_of
from tessera.errors import StrategyError
from tessera.facts import (
    Claim,
    Cube,
    DataReport,
    Lever,
    Model,
    Slug,
    Statement,
    Strategy,
)
from tessera.groups import Member, find_groups
from tessera.lints import check_strategies
from tessera.playbook import keys_of
from tessera.playbook_schema import LEVERS, LeverName
from tessera.plays import Extra, Play, Playbook, Tactic
from tessera.priorities import rank_segments
from tessera.scope import YES, MissingFigureError, Scope
from tessera.shorthand import can_be_said, claim_of, expand, expand_first, placeholders, word_in
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
_TEXTS = ("objective", "insight", "first_action", "offer", "message", "channels", "kpi", "guardrail", "wrong_if")


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
    standings: dict[Member, Standing] = {}
    by_segment: dict[str, dict[Slug, Strategy]] = {}
    nicknames: dict[str, dict[Slug, str | None]] = {}
    for key, model in models.items():
        segments = [model.segments[slug] for slug in model.order]
        peers = [peer_of(segment, model, data, value) for segment in segments]
        scopes = [Scope(study, data, model, s, keys, peer, value) for s, peer in zip(segments, peers, strict=True)]
        here = [standing_of(scope) for scope in scopes]
        plays = choose_plays(playbook.plays, here)
        extras = choose_extras(playbook.extras, here, plays)
        written = [_strategy(*parts) for parts in zip(plays, extras, here, strict=True)]
        by_segment[key] = dict(zip(model.order, written, strict=True))
        nicknames[key] = {slug: play.nickname for slug, play in zip(model.order, plays, strict=True)}
        standings |= {(key, slug): standing for slug, standing in zip(model.order, here, strict=True)}
    groups = find_groups(playbook.groups, standings, cube)
    strategies = Strategies(by_segment, nicknames, groups, rank_segments(models, data, value))
    check_strategies(strategies, models, data, keys)
    return strategies


def choose_plays(plays: Sequence[Play], standings: Sequence[Standing]) -> tuple[Play, ...]:
    """One play for each segment of a model, no play twice unless it is repeatable, the best total fit.

    Ties go to the play that stands first in the playbook. A shipped play does not apply where a figure it cites is
    missing, such as the index of a column that reaches below zero.

    Raises
    ------
    StrategyError
        If there are not enough plays that apply.
    """
    copies = [play for play in plays for _ in range(len(standings) if play.repeatable else 1)]
    fits = [[_fit(play, standing) for play in copies] for standing in standings]
    for standing, row in zip(standings, fits, strict=True):
        if all(fit is None for fit in row):
            raise StrategyError(
                f"No play applies to '{standing.scope.segment.name}'.",
                hint="Add one to a playbook of your own; `when: {}` applies to every segment.",
            )
    impossible = -1e6
    gain = np.array([[impossible if fit is None else fit - 1e-6 * i for i, fit in enumerate(row)] for row in fits])
    segments, chosen = linear_sum_assignment(gain, maximize=True)
    for segment, play in zip(segments, chosen, strict=True):
        if fits[segment][play] is None:
            raise StrategyError(
                f"Every play that applies to '{standings[segment].scope.segment.name}' is taken by another segment.",
                hint="Add a play to a playbook of your own, or take fewer segments.",
            )
    return tuple(copies[i] for i in chosen)


def _fit(play: Play, standing: Standing) -> float | None:
    """How specifically a play speaks to a segment; None if it does not apply, or is shipped and cannot be said."""
    fit = fit_of(play, standing)
    if fit is None or play.own:
        return fit
    texts = [*(getattr(play, field) for field in _TEXTS), play.trial]
    return fit if can_be_said(texts, standing.scope) else None


def _applies(tactic: Tactic, standing: Standing, own: bool) -> bool:
    """Whether a piece of advice is meant for a segment, and its figures are there if it is shipped."""
    texts = ((tactic.say,), (tactic.evidence,), (tactic.settled_by,))
    return meets(tactic.when, standing) and (own or can_be_said(texts, standing.scope))


def choose_extras(
    extras: Sequence[Extra], standings: Sequence[Standing], plays: Sequence[Play]
) -> tuple[tuple[Tactic, ...], ...]:
    """Give each single piece of advice to the segment that shows its trait most, a few to a segment.

    A segment whose play cites the same trait already is passed over.
    """
    given: list[list[Tactic]] = [[] for _ in standings]
    for extra in extras:
        fitting = [
            i
            for i, standing in enumerate(standings)
            if len(given[i]) < MOST_EXTRAS
            and _applies(extra.tactic, standing, extra.own)
            and not _cites(plays[i], standing, extra.by)
        ]
        if fitting:
            most = max(fitting, key=lambda i: (_strength(extra.by, standings[i]), -i))
            given[most].append(extra.tactic)
    return tuple(tuple(tactics) for tactics in given)


def _cites(play: Play, standing: Standing, meaning: str) -> bool:
    """Whether a play's advice for a segment rests on a meaning."""
    words = (
        word_in(shorthand)
        for tactic in play.tactics
        if meets(tactic.when, standing)
        for shorthand, _ in placeholders(tactic.evidence)
    )
    return meaning in words


def _strength(meaning: str, standing: Standing) -> float:
    """How far a segment's index is from 100, as a ratio."""
    key = standing.scope.keys.get(meaning, meaning)
    index = standing.scope.segment.index.get(key, standing.scope.segment.index.get(key + YES, 100.0))
    return abs(math.log(max(index, 1.0) / 100))


def _strategy(play: Play, extras: Sequence[Tactic], standing: Standing) -> Strategy:
    """A play spoken about one segment."""
    scope = standing.scope
    try:
        texts: dict[str, Statement] = {field: expand_first(getattr(play, field), scope) for field in _TEXTS}
        tactics = [t for t in play.tactics if _applies(t, standing, play.own)]
        levers = _levers([*tactics, *extras], scope)
        trial = expand_first(play.trial, scope)
    except MissingFigureError as missing:
        raise StrategyError(
            f"{play.place}: the play '{play.key}' does not fit '{standing.scope.segment.name}': {missing.message}",
            hint="Narrow the play's conditions, or give the piece of advice a condition of its own.",
        ) from None
    target = set_target(scope, play.aim)
    test = plan_test(scope, target, trial, play.weeks) if target is not None else None
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
