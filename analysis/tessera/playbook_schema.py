"""What a playbook file may say, as written. `playbook` turns it into plays."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

LeverName: TypeAlias = Literal["targeting", "assortment", "engagement", "pricing", "personalisation"]
LEVERS: tuple[LeverName, ...] = get_args(LeverName)
Toward: TypeAlias = Literal["everyone", "peer", "upper quartile", "detectable", "hold"]
RESERVED: Mapping[str, tuple[str, ...]] = {
    "drawn_by": (),  # columns or meanings among the model's features
    "not_drawn_by": (),  # columns or meanings that took no part
    "peer": ("spends more", "spends less", "none"),
    "verdict": ("natural", "reproducible", "constructive", "none", "unknown"),
}
"""Words in `when` that are no columns, with what may follow them."""


def listed(value: Any) -> Any:
    """A single text as a list of one."""
    return [value] if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(listed)]
Share = Annotated[float, Field(gt=0, le=1)]


class _Strict(BaseModel):
    """No unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class MeaningFile(_Strict):
    """Which column speaks of something."""

    columns: Words = ()
    role: Literal["value"] | None = None
    values: Words = ()


class TacticFile(_Strict):
    """A piece of advice, with its footing."""

    say: str
    evidence: str = ""
    settled_by: str = ""
    when: dict[str, Words] = {}


class TargetFile(_Strict):
    """Where the KPI should go: a part of the way toward a reference."""

    toward: Toward
    fraction: Share = 0.25


class PlayFile(_Strict):
    """A whole strategy for a kind of segment."""

    when: dict[str, Words]
    priority: int = 0
    repeatable: bool = False
    nickname: str | None = None
    verb: str
    objective: Words
    insight: Words
    first_action: Words
    offer: Words
    message: Words
    tactics: dict[LeverName, tuple[TacticFile, ...]]
    channels: Words
    kpi: Words
    guardrail: Words
    owner: str
    wrong_if: Words
    target: TargetFile
    trial: Words
    weeks: str = "twelve weeks"


class ExtraFile(TacticFile):
    """A piece of advice for a trait, wherever it shows most."""

    lever: LeverName
    by: str


class GroupFile(_Strict):
    """A strategy that segments of several models share."""

    title: str
    when: dict[str, Words]
    insight: str
    tactics: dict[LeverName, tuple[TacticFile, ...]]


class PlaybookFile(_Strict):
    """One playbook file."""

    meanings: dict[str, MeaningFile] = {}
    plays: dict[str, PlayFile] = {}
    extras: dict[str, ExtraFile] = {}
    groups: dict[str, GroupFile] = {}
