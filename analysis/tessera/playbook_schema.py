"""What a playbook file may say, as written. `playbook` turns it into plays."""

from typing import Annotated, Any, Literal, TypeAlias, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

LeverName: TypeAlias = Literal["targeting", "assortment", "engagement", "pricing", "personalisation"]
LEVERS: tuple[LeverName, ...] = get_args(LeverName)
Toward: TypeAlias = Literal["everyone", "peer", "upper quartile", "hold"]
Side: TypeAlias = Literal["spends more", "spends less", "none"]


def listed(value: Any) -> Any:
    """A single text as a list of one."""
    return [value] if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(listed)]
Share = Annotated[float, Field(gt=0, le=1)]


class _Strict(BaseModel):
    """No unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class MeaningFile(_Strict):
    columns: Words = ()
    role: Literal["value"] | None = None
    values: Words = ()


class TacticFile(_Strict):
    say: str
    evidence: str = ""
    settled_by: str = ""
    when: dict[str, Words] = {}


class TargetFile(_Strict):
    toward: Toward
    fraction: Share = 0.25


class PlayFile(_Strict):
    when: dict[str, Words]
    priority: int = 0
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
    lever: LeverName
    by: str


class GroupFile(_Strict):
    title: str
    when: dict[str, Words]
    insight: str
    tactics: dict[LeverName, tuple[TacticFile, ...]]


class PlaybookFile(_Strict):
    meanings: dict[str, MeaningFile] = {}
    plays: dict[str, PlayFile] = {}
    extras: dict[str, ExtraFile] = {}
    groups: dict[str, GroupFile] = {}
