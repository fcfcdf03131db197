"""Changes in words: what moved, whether it matters, and what to look at again."""

from collections.abc import Sequence
from dataclasses import replace

from tessera.facts import Changes, ModelChanges, Movement, RuleChange, SegmentChange, Statement
from tessera.pointers import pointer, reference
from tessera.words.phrases import listed

QUIET = 0.01
"""Share of all customers below which a movement is not worth a headline."""

TELLING = 0.05
"""A segment that lost or gained more than this part of itself is named."""

REDRAWN = 0.1
"""Share of customers with another segment under the new rule from which running tests are better left on the old."""

_LOST, _GAINED = ("lost", "of its", "part of their"), ("gained", "on its", "on their")
_ASK_LEAVERS = "Ask who left before spending on them"
_ASK_COMERS = "Ask what brought them before counting it as success"
_WITHOUT_PARTNER = {
    "new": (
        "is new: nothing tried before speaks of it. Begin with its pilot.",
        "are new: nothing tried before speaks of them. Begin with their pilots.",
    ),
    "vanished": (
        "has vanished: end what runs under its name, and read it out first.",
        "have vanished: end what runs under their names, and read it out first.",
    ),
}
"""What a segment without a partner asks for, and what several do."""

NOTHING = "Nothing here asks for another plan: carry on, and compare again after the next campaign."


def worded(changes: Changes) -> Changes:
    """Changes with every sentence a page says of them."""
    models = {
        key: replace(model, headline=_model_headline(model), notes=_model_notes(model))
        for key, model in changes.models.items()
    }
    told = replace(changes, models=models)
    return replace(
        told,
        headline=_headline(told),
        standfirst=_standfirst(told),
        drift=_drift(told),
        reconsider=_reconsider(told),
    )


def most_moved(movement: Movement) -> RuleChange | None:
    """The segment that lost the largest share of all customers, when that is worth telling."""
    if movement.net < QUIET:
        return None
    return max(movement.rule.values(), key=lambda r: r.share_then - r.share_now)


def most_gained(movement: Movement) -> RuleChange:
    """The segment that gained the largest share of all customers."""
    return max(movement.rule.values(), key=lambda r: r.share_now - r.share_then)


def _at(*parts: str | int, style: str = "") -> Statement:
    """A figure of the changes."""
    return reference(pointer("changes", *parts), style)


def _rule(model: ModelChanges, rule: RuleChange, field: str, style: str = "") -> Statement:
    return _at("models", model.key, "movement", "rule", rule.slug, field, style=style)


def _title(model: ModelChanges) -> Statement:
    return reference(pointer("models", model.key), "link")


def _model_headline(model: ModelChanges) -> Statement:
    """What happened to one model, in a sentence that could be wrong."""
    if model.movement is None:
        return "Its columns are not those of the baseline, so only sizes and means compare."
    loser = most_moved(model.movement)
    if loser is None:
        return "By the baseline's own rule, its segments hold what they held."
    winner = most_gained(model.movement)
    return (
        f"{_rule(model, loser, 'name')} lost {_rule(model, loser, 'lost', 'percent')} of its share; "
        f"{_rule(model, winner, 'name')} gained most."
    )


def _model_notes(model: ModelChanges) -> tuple[Statement, ...]:
    """What stands beside the drawings."""
    notes = [
        _kind_note(model, place, segment) for place, segment in enumerate(model.segments) if segment.kind != "kept"
    ]
    if model.movement is None:
        return tuple(notes)
    loser = most_moved(model.movement)
    if loser is not None:
        notes.insert(
            0,
            f"Placed by the baseline's rule, {_rule(model, loser, 'size_now', 'count')} of today's customers belong to "
            f"{_rule(model, loser, 'name')}; the baseline counted {_rule(model, loser, 'size_then', 'count')}. "
            f"As a share of everyone: {_rule(model, loser, 'share_now', 'percent')} after "
            f"{_rule(model, loser, 'share_then', 'percent')}.",
        )
    if loser is not None:
        net = _at("models", model.key, "movement", "net", style="percent")
        notes.append(
            f"All shares together differ by {net} of the base: the net movement. Who swapped places is not in it."
        )
    redrawn = _at("models", model.key, "movement", "redrawn", style="count")
    share = _at("models", model.key, "movement", "redrawn_share", style="percent")
    who = "one customer" if model.movement.redrawn == 1 else f"{redrawn} customers"
    notes.append(
        f"Drawing the segments anew puts {who} ({share}) elsewhere than the old rule does."
        if model.movement.redrawn
        else "Drawing the segments anew puts every customer where the old rule does."
    )
    return tuple(notes)


def _kind_note(model: ModelChanges, place: int, segment: SegmentChange) -> Statement:
    """A segment without a partner in the other build."""
    name = _at("models", model.key, "segments", place, "name")
    if segment.kind == "new":
        return f"{name} is new: no centre of the baseline lies within one standard deviation."
    return f"{name} has vanished: no centre of today lies within one standard deviation."


def _headline(changes: Changes) -> Statement:
    """The largest change of all."""
    if changes.same_table:
        return "The table is the same as before"
    found = [(m, r) for m in changes.models.values() if m.movement and (r := most_moved(m.movement))]
    if found:
        model, rule = max(found, key=lambda pair: pair[1].share_then - pair[1].share_now)
        return f"{_rule(model, rule, 'name')} lost {_rule(model, rule, 'lost', 'percent')} of its share"
    if _partners_missing(changes):
        return "Some segments have no partner in the baseline"
    return "The segments hold what they held" if changes.models else "No model is in both builds"


def _standfirst(changes: Changes) -> Statement:
    """What was compared with what."""
    then, now = _at("rows_then", style="count"), _at("rows_now", style="count")
    if changes.same_table:
        return f"Both builds read the same {now} rows, so whatever differs was changed in the study."
    size = f"{now} rows, as before" if changes.rows_then == changes.rows_now else f"{now} rows after {then}"
    steady = all(column.level == "steady" for column in changes.columns.values())
    base = "no column drifted" if steady else "some columns drifted"
    return f"Today's table has {size}; {base}. Today's customers are placed by the baseline's own rule, then compared."


def _partners_missing(changes: Changes) -> bool:
    return any(s.kind != "kept" for m in changes.models.values() for s in m.segments)


def _drift(changes: Changes) -> Statement:
    """Which columns are not what they were."""
    drifted = [name for name, column in changes.columns.items() if column.level != "steady"]
    if not drifted:
        return "No column drifted by more than chance explains"
    names = [reference(pointer("study", "columns", name, "short")) for name in drifted]
    listed = " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]
    return f"{'This column' if len(names) == 1 else 'These columns'} drifted: {listed}"


def _reconsider(changes: Changes) -> tuple[Statement, ...]:
    """What to look at again, the most pressing first."""
    found = [line for model in changes.models.values() for line in _model_asks(model)]
    for name, column in changes.columns.items():
        if column.level != "steady" and column.distance is not None:
            label = reference(pointer("study", "columns", name, "label"))
            found.append(
                f"**{label}** moved from {_at('columns', name, 'then', style=f'unit:{name}')} to "
                f"{_at('columns', name, 'now', style=f'unit:{name}')} on average: targets in it stood on another base."
            )
    return tuple(found) or (NOTHING,)


def _movers(model: ModelChanges) -> list[Statement]:
    """What segments ask for whose part of the base is another by the old rule, be they more customers or fewer."""
    rules = model.movement.rule.values() if model.movement else ()
    telling = [r for r in rules if abs(r.share_now - r.share_then) >= QUIET and abs(r.change) >= TELLING]
    lost, gained = [r for r in telling if r.change < 0], [r for r in telling if r.change > 0]
    return [_moved(model, moved) for moved in (lost, gained) if moved]


def _moved(model: ModelChanges, rules: Sequence[RuleChange]) -> Statement:
    """What segments of a model ask for that all lost, or all gained, share."""
    (verb, its, their), ask = (_LOST, _ASK_LEAVERS) if rules[0].change < 0 else (_GAINED, _ASK_COMERS)
    names = [f"**{_rule(model, rule, 'name')}**" for rule in rules]
    parts = [_rule(model, rule, verb, "percent") for rule in rules]
    if len(rules) == 1:
        return f"{names[0]} ({_title(model)}) {verb} {parts[0]} {its} share. {ask}, and size its test again."
    told = listed([f"{name} {part}" for name, part in zip(names, parts, strict=True)])
    return f"Several segments of {_title(model)} {verb} {their} share: {told}. {ask}, and size their tests again."


def _model_asks(model: ModelChanges) -> list[Statement]:
    """What one model's changes ask for: each thing once, of all segments it concerns."""
    asks = _movers(model)
    for kind, (of_one, of_many) in _WITHOUT_PARTNER.items():
        places = [place for place, segment in enumerate(model.segments) if segment.kind == kind]
        if places:
            names = [f"**{_at('models', model.key, 'segments', place, 'name')}**" for place in places]
            asks.append(f"{listed(names)} ({_title(model)}) {of_one if len(names) == 1 else of_many}")
    if model.movement and model.movement.redrawn_share >= REDRAWN:
        share = _at("models", model.key, "movement", "redrawn_share", style="percent")
        asks.append(
            f"Keep running tests of {_title(model)} on the old rule: the new one places {share} of customers elsewhere."
        )
    return asks
