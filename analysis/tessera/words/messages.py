"""Three findings to remember: the most telling shares of totals, concentrations, and what does not matter."""

from collections.abc import Callable
from typing import TypeAlias

from tessera.facts import Message, Name, Statement
from tessera.pointers import pointer, reference
from tessera.words.comparisons import scenes
from tessera.words.model_words import largest
from tessera.words.overview_scene import Front, holders, lead_scenes, of_front, overview_figures
from tessera.words.phrases import listed, noun, people
from tessera.words.readings import (
    MIDDLE_SD,
    described_features,
    differs_outside,
    distance,
    outside_columns,
    share_rows,
    standing,
)
from tessera.words.scene import (
    Scene,
    adds_up,
    amount,
    base_share,
    base_size,
    everyone,
    in_row,
    is_number,
    k_in_words,
    link,
    named,
    of_model,
    own,
    row_words,
    scene_of,
    size,
    with_unit,
)

THREE = 3
UNMATCHED = 0.10
"""A segment holds much of one total and little of the value when the shares are this far apart."""
CONCENTRATED = 1.2
"""Value is concentrated where a group holds this many times its share of customers."""
LINKED = 0.2
"""Columns are said to move together from this correlation on (absolute)."""
RARE = 0.05
"""A value that fewer have, or all but so few, is alike in every segment whatever the segments are: no news."""

Finding: TypeAlias = Callable[[Front], Message | None]


def messages(front: Front) -> tuple[Message, ...]:
    """The first three findings that the table bears, in the order of `FINDINGS`."""
    found = (finding(front) for finding in FINDINGS)
    return tuple(message for message in found if message is not None)[:THREE]


def _unspent(front: Front) -> Message | None:
    """Much of a total in the hands of customers with little value."""
    value, study = front.lead.value, front.lead.study
    columns = [c for c in front.lead.data.columns if c != value and adds_up(study, c)]
    if value is None:
        return None
    low = [s for s in lead_scenes(front) if value in s.segment.totals and standing(s, value) < -MIDDLE_SD]
    pairs = [(s, c) for s in low for c in columns if c in s.segment.totals]
    if not pairs:
        return None
    scene, column = max(pairs, key=lambda p: p[0].segment.totals[p[1]] - p[0].segment.totals[value])
    if scene.segment.totals[column] - scene.segment.totals[value] < UNMATCHED:
        return None
    return Message(
        figure=own(scene, "totals", column, style="percent"),
        title=f"of all {noun(study, column)} sits with {people(study)} low in {noun(study, value)}",
        text=(
            f"The {size(scene)} in {named(scene)} give {own(scene, 'totals', value, style='percent')} "
            f"of all {noun(study, value)}. What they lack is not {noun(study, column)}."
        ),
    )


def _concentration(front: Front) -> Message | None:
    """How much of the value few segments hold."""
    value, study, holding = front.lead.value, front.lead.study, holders(front)
    figures = overview_figures(front)
    if value is None or not holding or figures["held"] < CONCENTRATED * figures["holding_share"]:
        return None
    who = named(holding[0]) if len(holding) == 1 else f"{of_front('holding_segments', 'words')} segments"
    share, customers = of_front("holding_share", "percent"), of_front("holding_customers", "count")
    return Message(
        figure=of_front("held", "percent"),
        title=f"of all {noun(study, value)} comes from {who}",
        text=f"They are {share} of {people(study)}, {customers} in all. {_how_they_differ(holding)}".strip(),
    )


def _how_they_differ(holding: tuple[Scene, ...]) -> Statement:
    """What keeps one offer from fitting all of them."""
    if len(holding) != 2:
        return ""
    one, two = holding
    column = max(described_features(one), key=lambda c: abs(distance(one, two.segment.slug, c)), default=None)
    if column is None or column == one.value:
        return ""
    means = f"{with_unit(one, column)} for one and {amount(two, column)} for the other"
    return f"Mean {noun(one.study, column)} is {means}, so one offer cannot fit both."


def _no_matter(front: Front) -> Message | None:
    """A trait by which the segments do not differ."""
    for column in outside_columns(front.lead):
        if is_number(front.lead, column) or differs_outside(front.lead, column):
            continue
        pairs = [(s, share_rows(s.segment, column)[0]) for s in scenes(front.lead) if share_rows(s.segment, column)]
        if len(pairs) != len(front.lead.model.segments) or len({row.key for _, row in pairs}) != 1:
            continue
        low, high = min(pairs, key=lambda p: p[1].value), max(pairs, key=lambda p: p[1].value)
        if low[1].value < RARE or high[1].value > 1 - RARE:
            continue
        words = row_words(*high)
        name = "it" if front.lead.study.columns[column].kind == "flag" else noun(front.lead.study, column)
        least, most = in_row(*low, "value", "percent0"), in_row(*high, "value", "percent0")
        return Message(
            figure=most if round(100 * low[1].value) == round(100 * high[1].value) else f"{least} to {most}",
            title=f"{words} in every segment: {name} does not tell them apart",
            text=f"{_chance(front, column)} {_what_does(front)}".strip(),
        )
    return None


def _chance(front: Front, column: Name) -> Statement:
    """That chance explains the spread, with its figure where it was tested."""
    model = front.lead.model
    for place, reach in enumerate(model.verdict.reach if model.verdict else ()):
        if reach.column == column:
            p = of_model(model, "verdict", "reach", place, "p_value", style="p")
            return f"Chance alone explains the spread ({p})."
    return f"Every interval holds everyone's {_base(front, column)}."


def _base(front: Front, column: Name) -> str:
    """Everyone's share of the value that is spoken of."""
    row = share_rows(scenes(front.lead)[0].segment, column)[0]
    return base_share(front.lead, column, row.key.partition("=")[2], "percent0")


def _what_does(front: Front) -> Statement:
    """The number that does go with the value."""
    value, data = front.lead.value, front.lead.data
    if value is None or value not in data.correlations:
        return ""
    others = {c: r for c, r in data.correlations[value].items() if c != value}
    column = max(others, key=lambda c: abs(others[c]), default=None)
    if column is None or abs(others[column]) < LINKED:
        return ""
    r = reference(pointer("data", "correlations", value, column), "score")
    way = "more" if others[column] > 0 else "less"
    one, other = noun(front.lead.study, column), noun(front.lead.study, value)
    return f"More {one} does go with {way} {other}: r\u00a0=\u00a0{r}."


def _trust(front: Front) -> Message | None:
    """How many models show groups that are there."""
    models = front.lead.models
    if any(m.verdict is None for m in models.values()):
        return None
    natural = [key for key, m in models.items() if m.verdict is not None and m.verdict.level == "natural"]
    shows = "model shows" if len(models) == 1 else ("models shows" if len(natural) == 1 else "models show")
    if not natural:
        text = "The borders on these pages are our choice; no budget should depend on where exactly they run."
    elif len(natural) == len(models):
        text = f"{'Its segments' if len(models) == 1 else 'Segments of any of them'} can carry a budget and a test."
    else:
        text = (
            f"{listed([link(key) for key in natural])}. In the others the borders are our choice; no budget "
            "should depend on where they run."
        )
    return Message(
        figure=f"{of_front('natural', 'count')} of {of_front('models', 'count')}",
        title=f"{shows} groups that are really there",
        text=text,
    )


def _contrast(front: Front) -> Message | None:
    """The feature that parts the segments most, or the value: its highest and its lowest mean."""
    found = lead_scenes(front)
    columns = [front.lead.value] if front.lead.value in found[0].segment.means else described_features(found[0])
    if len(found) < 2 or not columns:
        return None

    def spread(column: Name) -> float:
        places = [standing(scene, column) for scene in found]
        return max(places) - min(places)

    column = max((c for c in columns if c is not None), key=spread)
    top, low = max(found, key=lambda s: s.segment.means[column]), min(found, key=lambda s: s.segment.means[column])
    return Message(
        figure=with_unit(top, column),
        title=f"mean {noun(front.lead.study, column)} in one segment, {amount(low, column)} in another",
        text=f"{named(top)} stands highest, {named(low)} lowest; everyone together at {everyone(top, column)}.",
    )


def _largest(front: Front) -> Message | None:
    """The segment most customers are in."""
    scene = scene_of(front.lead, largest(front.lead.model).slug)
    who = people(front.lead.study)
    return Message(
        figure=own(scene, "share", style="percent"),
        title=f"of {who} are in the largest segment",
        text=f"{named(scene)} has {size(scene)} of {base_size()}; {k_in_words(scene.model)} segments share the base.",
    )


def _borders(front: Front) -> Message | None:
    """How many stand near a border of the leading model."""
    model = front.lead.model
    return Message(
        figure=of_model(model, "borderline", style="count"),
        title=f"of {base_size()} {people(front.lead.study)} stand near a border",
        text=f"In {link(model.key)} a second segment is nearly as close to them. Leave them out of tests.",
    )


def _disagreement(front: Front) -> Message | None:
    """The two models that agree least."""
    if not front.agreements:
        return None
    place = min(range(len(front.agreements)), key=lambda i: front.agreements[i].adjusted_rand)
    pair = front.agreements[place]
    return Message(
        figure=reference(pointer("agreements", place, "adjusted_rand"), "score"),
        title="is how far two models agree, where one is the same split",
        text=f"{link(pair.a)} and {link(pair.b)} cut the same {people(front.lead.study)} along different lines.",
    )


FINDINGS: tuple[Finding, ...] = (
    _unspent,
    _concentration,
    _no_matter,
    _trust,
    _contrast,
    _largest,
    _disagreement,
    _borders,
)
