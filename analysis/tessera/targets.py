"""Where a segment's KPI should go: a figure derived from the table, with the sum that leads to it."""

from tessera.campaign import whole_base
from tessera.facts import Target
from tessera.playbook_schema import Toward
from tessera.plays import Aim
from tessera.pointers import pointer, reference
from tessera.scope import Scope, link, segment_pointer


def set_target(scope: Scope, aim: Aim) -> Target | None:
    """Set a target for the mean of the value column, in its unit.

    Parameters
    ----------
    scope : Scope
        The segment, its model, its peer and everyone.
    aim : Aim
        What the play wants: part of the way to ``everyone``, to the ``peer`` that is alike in all else, to the
        segment's own ``upper quartile``; the smallest ``detectable`` gain in a test over everyone; or to ``hold`` what
        there is.

    Returns
    -------
    Target or None
        An aim that the figures do not allow (everyone's mean lies below) gives way to the next: the upper
        quartile, then holding. To hold is to stay above the lower end of the mean's 95 % interval: ``gain``
        is then the fall that would cross it, ``fraction`` is 0. None without a value column.
    """
    if scope.value is None:
        return None
    current, low = scope.segment.means[scope.value], scope.segment.mean_lows[scope.value]
    toward = next(toward for toward in _wanted(aim) if _possible(toward, scope))
    goal = _reference(toward, scope)
    gain = current - low if toward == "hold" else aim.fraction * (goal - current)
    sentence, arithmetic = _words(toward, scope, whole=aim.fraction == 1)
    return Target(
        column=scope.value,
        current=current,
        target=low if toward == "hold" else current + gain,
        gain=gain,
        reference=goal,
        fraction=0.0 if toward == "hold" else aim.fraction,
        sentence=sentence,
        arithmetic=arithmetic,
        worth=gain * scope.segment.size,
    )


def _wanted(aim: Aim) -> tuple[Toward, ...]:
    """The aim, then what it gives way to."""
    return ("hold",) if aim.toward == "hold" else (aim.toward, "upper quartile", "hold")


def _possible(toward: Toward, scope: Scope) -> bool:
    """Whether the figures allow an aim: its reference has to lie above, beyond chance for everyone's mean."""
    if toward == "hold":
        return True
    if toward == "detectable":
        return whole_base(scope) is not None
    if toward == "peer" and scope.peer is None:
        return False
    value = str(scope.value)
    start = scope.segment.mean_highs[value] if toward == "everyone" else scope.segment.means[value]
    return _reference(toward, scope) > start


def _reference(toward: Toward, scope: Scope) -> float:
    """The figure on the way to which the target lies."""
    value = str(scope.value)
    if toward == "everyone":
        return scope.data.columns[value].mean or 0.0
    if toward == "peer" and scope.peer is not None:
        return scope.model.segments[scope.peer].means[value]
    if toward == "detectable":
        pool = whole_base(scope)
        return scope.segment.means[value] + (pool.shows if pool else 0.0)
    return scope.segment.q3s[value] if toward == "upper quartile" else scope.segment.mean_lows[value]


def _words(toward: Toward, scope: Scope, *, whole: bool) -> tuple[str, str]:
    """The target in a sentence, and its sum with the reason for the reference."""
    amount, unit = f"amount:{scope.value}", f"unit:{scope.value}"

    def own(field: str, style: str = amount) -> str:
        return reference(segment_pointer(scope.model.key, scope.segment.slug, "strategy", "target", field), style)

    if toward == "hold":
        return (
            f"Hold {own('current', unit)}; act below {own('target')}.",
            f"{own('target')} is the lower end of the mean's interval; a fall past it is more than chance.",
        )
    if toward == "detectable":
        customers = reference(pointer("data", "rows_kept"), "count")
        return (
            f"From {own('current')} to {own('target', unit)} on average.",
            f"{own('current')} + {own('gain')} = {own('target')}. A test over all {customers} cannot show less.",
        )
    whither = {
        "everyone": f"everyone's mean, {reference(pointer('data', 'columns', str(scope.value), 'mean'), amount)}",
        "peer": f"{link(scope.model.key, scope.peer)}, the nearest in all else that drew this model"
        if scope.peer
        else "",
        "upper quartile": "where the top quarter of this segment begins today",
    }[toward]
    size = reference(segment_pointer(scope.model.key, scope.segment.slug, "size"), "count")
    part = own("fraction", "percent0")
    step = (
        f"{own('current')} + {part} × ({own('reference')} − {own('current')}) = {own('target')}: {part} of the way to"
    )
    if whole:
        step = f"{own('current')} + {own('gain')} = {own('target')}: all the way to"
    worth = own("worth", f"amount0:{scope.value}")
    return (
        f"From {own('current')} to {own('target', unit)} on average.",
        f"{step} {whither}. Reached by all {size}: {worth} more in sum.",
    )
