"""What the front page is about: the model that leads it, and what stands out across models."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tessera.facts import Agreement, DataReport, Model, Name, Priority, TestPlan, VerdictLevel
from tessera.pointers import pointer, reference
from tessera.words.readings import MIDDLE_SD, peer_of, standing
from tessera.words.scene import ModelScene, Scene, other, scene_of, value_of

if TYPE_CHECKING:
    from tessera.study import Study

MOST = 0.5
"""Two segments hold most of what is at stake when they hold at least this share of it."""


@dataclass(frozen=True, slots=True)
class Front:
    """The leading model's scene, with every segment's place in the queue."""

    lead: ModelScene
    priorities: tuple[Priority, ...]
    agreements: tuple[Agreement, ...]


def front_of(
    models: Mapping[str, Model],
    data: DataReport,
    priorities: Sequence[Priority],
    agreements: Sequence[Agreement],
    study: "Study",
) -> Front:
    """The front page's scene: led by the most trusted model, then by the one with most at stake."""
    at_stake = {key: sum(p.at_stake for p in priorities if p.model == key) for key in models}

    def rank(key: str) -> tuple[float, ...]:
        model = models[key]
        return (model.verdict.tiles if model.verdict else 0, at_stake[key], model.silhouette)

    lead = models[max(models, key=rank)]
    return Front(ModelScene(study, data, models, lead, value_of(study)), tuple(priorities), tuple(agreements))


def lead_scenes(front: Front) -> tuple[Scene, ...]:
    """The leading model's segments: first things first, or in page order without a value column."""
    ranked = [p.slug for p in front.priorities if p.model == front.lead.model.key]
    return tuple(scene_of(front.lead, slug) for slug in ranked or front.lead.model.order)


def test_of(scene: Scene) -> TestPlan | None:
    """How a segment's offer is to be tested, if it has one."""
    return scene.segment.strategy.test if scene.segment.strategy else None


def level_of(front: Front) -> VerdictLevel | None:
    """The leading model's verdict, if it was tested."""
    return front.lead.model.verdict.level if front.lead.model.verdict else None


def opposites(front: Front) -> tuple[Scene, Scene, Name] | None:
    """The segment high in value and the one low in it, alike in a column that names them; most at stake first."""
    value = front.lead.value
    if value is None:
        return None
    found = []
    for scene in lead_scenes(front):
        peer = peer_of(scene)
        if peer is None or peer.apart != value or standing(scene, value) < MIDDLE_SD:
            continue
        if peer.same not in {trait.column for trait in scene.segment.traits}:
            continue
        low = other(scene, peer.slug)
        if standing(low, value) < -MIDDLE_SD:
            stake = sum(s.segment.size * abs(standing(s, value)) for s in (scene, low))
            found.append((stake, (scene, low, peer.same)))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def holders(front: Front) -> tuple[Scene, ...]:
    """Segments of the leading model that are well above everyone in value."""
    value = front.lead.value
    if value is None:
        return ()
    return tuple(s for s in lead_scenes(front) if value in s.segment.totals and standing(s, value) > MIDDLE_SD)


def of_front(name: str, style: str) -> str:
    """A figure that only the front page's sentences need."""
    return reference(pointer("overview", "figures", name), style)


def overview_figures(front: Front) -> Mapping[str, float]:
    """Sums and counts across segments and models."""
    models = front.lead.models.values()
    value, holding = front.lead.value, holders(front)
    tests = [plan for scene in lead_scenes(front) if (plan := test_of(scene)) is not None]
    stakes = [p.at_stake for p in front.priorities if p.model == front.lead.model.key]
    return {
        "models": len(front.lead.models),
        "natural": sum(1 for m in models if m.verdict is not None and m.verdict.level == "natural"),
        "holding_segments": len(holding),
        "holding_customers": sum(s.segment.size for s in holding),
        "holding_share": sum(s.segment.share for s in holding),
        "held": sum(s.segment.totals[value] for s in holding) if value else 0.0,
        "tests": len(tests),
        "tests_enough": sum(1 for plan in tests if plan.enough),
        "first_two": sum(stakes[:2]) / sum(stakes) if sum(stakes) else 0.0,
    }
