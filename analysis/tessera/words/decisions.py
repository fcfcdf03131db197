"""What is asked for: two to four decisions, each with what it costs to find out."""

from tessera.facts import Statement
from tessera.words.overview_scene import Front, lead_scenes, level_of
from tessera.words.phrases import listed, noun, nouns, people
from tessera.words.scene import Scene, base_size, link, named, own, size

MOST_ASKS = 3
"""Segments that a decision is asked for, first things first; one more ask covers all."""


def decisions(front: Front) -> tuple[Statement, ...]:
    """The decisions, first things first; where there are no groups, that nothing rests on them."""
    if level_of(front) == "none":
        return _without_groups(front)
    asked: list[Statement] = []
    spoken_for: set[str] = set()
    for scene in lead_scenes(front):
        if scene.segment.slug in spoken_for or len(asked) == MOST_ASKS:
            continue
        asked.append(_ask(scene))
        test = scene.segment.strategy.test if scene.segment.strategy else None
        if test is not None and test.pool_with is not None:
            spoken_for.add(test.pool_with)
    drawn = [key for key, m in front.lead.models.items() if m.verdict and m.verdict.level in ("constructive", "none")]
    if drawn:
        asked.append(
            f"Let no budget depend on the borders of {listed([link(key) for key in drawn])}: they are our choice."
        )
    elif len(asked) == 1:
        asked.append(f"Name one owner for {link(front.lead.model.key)}, who reads the figures again after a season.")
    return tuple(asked)


def _without_groups(front: Front) -> tuple[Statement, ...]:
    """What to decide when the segments would not be found again."""
    features, who = nouns(front.lead.study, front.lead.model.features), people(front.lead.study)
    return (
        f"Give no segment of {link(front.lead.model.key)} a budget of its own.",
        f"Look for columns that part {who} better than {features}, and run this again.",
    )


def _ask(scene: Scene) -> Statement:
    """What to decide about one segment."""
    strategy = scene.segment.strategy
    if strategy is None:
        return f"Decide what {named(scene)} is to become: {size(scene)} of {base_size()} {people(scene.study)}."
    return f"{named(scene)}: {lowered(first_sentence(strategy.objective))} {cost(scene)}".strip()


def cost(scene: Scene) -> Statement:
    """What finding out takes, in customers and weeks."""
    strategy = scene.segment.strategy
    test, target = (strategy.test, strategy.target) if strategy else (None, None)
    if test is None or target is None:
        return ""
    run = weeks(test.steps)
    during = f" for {run}" if run else ""
    if target.fraction == 0:
        floor = own(scene, "strategy", "target", "target", style=f"unit:{target.column}")
        return f"Watch all {size(scene)}{during}, and act below {floor} of mean {noun(scene.study, target.column)}."
    if test.pool_with is not None:
        pooled = own(scene, "strategy", "test", "pooled", style="count")
        return f"One test with {named(scene, test.pool_with)}, {pooled} {people(scene.study)}{during}."
    if test.enough:
        needed = own(scene, "strategy", "test", "needed", style="count")
        return f"One test, {needed} {people(scene.study)} a side{during}."
    return f"A pilot with {size(scene)} {people(scene.study)}{during}: too few for proof."


def weeks(steps: tuple[tuple[str, Statement], ...]) -> str:
    """How long the test runs, as its plan says: ``twelve weeks``."""
    run = next((text for name, text in steps if name == "Run"), "")
    return lowered(run.removesuffix("."))


def first_sentence(statement: Statement) -> Statement:
    """A statement's first sentence, with its full stop."""
    head, stop, _ = statement.partition(". ")
    return f"{head}." if stop else statement


def lowered(text: str) -> str:
    """With a small letter at the start."""
    return text[:1].lower() + text[1:]


def asked_of(scene: Scene) -> Statement:
    """The objective in a clause, after the segment's name."""
    strategy = scene.segment.strategy
    start = f"{named(scene)}, {size(scene)} {people(scene.study)}"
    return f"{start}: {lowered(first_sentence(strategy.objective))}" if strategy else f"{start}."
