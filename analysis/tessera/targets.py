"""Where a segment's KPI should go: a figure derived from the table, with the sum that leads to it."""

from tessera.facts import DataReport, Model, Name, Segment, Slug, Target
from tessera.playbook_schema import Toward
from tessera.plays import Aim
from tessera.pointers import pointer, reference
from tessera.shorthand import link, segment_pointer


def set_target(
    segment: Segment, model: Model, data: DataReport, value: Name, aim: Aim, peer: Slug | None
) -> Target | None:
    """A target for the mean of the value column.

    Parameters
    ----------
    segment, model, data
        The segment, its model and the table's report.
    value : Name
        The value column; the target is in its unit.
    aim : Aim
        What the play wants: part of the way to ``everyone``, to the ``peer`` that differs only in value, to the
        segment's own ``upper quartile``, or to ``hold`` what there is.
    peer : Slug or None
        The peer, if there is one.

    Returns
    -------
    Target or None
        An aim that the figures do not allow (everyone's mean lies below) gives way to the next: the upper
        quartile, then holding. To hold is to stay above the lower end of the mean's 95 % interval: ``gain``
        is then the fall that would cross it, ``fraction`` is 0. None if the value does not vary.
    """
    current, low = segment.means[value], segment.mean_lows[value]
    for toward in _allowed(segment, model, data, value, aim, peer):
        if toward == "hold":
            break
        target_at = _reference(toward, segment, model, data, value, peer)
        gain = aim.fraction * (target_at - current)
        sentence, arithmetic = _words(toward, segment, model, value, peer)
        return Target(
            column=value,
            current=current,
            target=current + gain,
            gain=gain,
            reference=target_at,
            fraction=aim.fraction,
            sentence=sentence,
            arithmetic=arithmetic,
            worth=gain * segment.size,
        )
    if current <= low:
        return None
    sentence, arithmetic = _words("hold", segment, model, value, peer)
    return Target(value, current, low, current - low, low, 0.0, sentence, arithmetic, (current - low) * segment.size)


def _allowed(
    segment: Segment, model: Model, data: DataReport, value: Name, aim: Aim, peer: Slug | None
) -> list[Toward]:
    """The aim, then what it gives way to, as far as the figures allow each."""
    current = segment.means[value]
    possible: dict[Toward, bool] = {
        "everyone": segment.mean_highs[value] < (data.columns[value].mean or 0.0),
        "peer": peer is not None and model.segments[peer].means[value] > current,
        "upper quartile": segment.q3s[value] > current,
        "hold": True,
    }
    wanted: tuple[Toward, ...] = (aim.toward, "upper quartile", "hold") if aim.toward != "hold" else ("hold",)
    return [toward for toward in wanted if possible[toward]]


def _reference(
    toward: Toward, segment: Segment, model: Model, data: DataReport, value: Name, peer: Slug | None
) -> float:
    """The figure on the way to which the target lies."""
    if toward == "everyone":
        return data.columns[value].mean or 0.0
    if toward == "peer" and peer is not None:
        return model.segments[peer].means[value]
    return segment.q3s[value]


def _words(toward: Toward, segment: Segment, model: Model, value: Name, peer: Slug | None) -> tuple[str, str]:
    """The target in a sentence, and its sum with the reason for the reference."""

    def own(field: str, style: str) -> str:
        return reference(segment_pointer(model.key, segment.slug, "strategy", "target", field), style)

    size = reference(segment_pointer(model.key, segment.slug, "size"), "count")
    amount, unit = f"amount:{value}", f"unit:{value}"
    if toward == "hold":
        return (
            f"Hold {own('current', unit)}; act below {own('target', amount)}.",
            f"{own('target', amount)} is the lower end of the mean's interval; a fall past it is more than chance.",
        )
    whither = {
        "everyone": f"everyone's mean, {reference(pointer('data', 'columns', value, 'mean'), amount)}",
        "peer": f"{link(model.key, peer)}, which differs only in what it spends" if peer else "",
        "upper quartile": "what the best quarter of this segment reaches already",
    }[toward]
    arithmetic = (
        f"{own('current', amount)} + {own('fraction', 'percent0')} × ({own('reference', amount)} − "
        f"{own('current', amount)}) = {own('target', amount)}: {own('fraction', 'percent0')} of the way to {whither}. "
        f"For all {size}: {own('worth', f'amount0:{value}')} in sum."
    )
    return f"From {own('current', amount)} to {own('target', unit)} on average.", arithmetic
