"""The border: everything any page may say, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tessera.facts.changes import Changes
from tessera.facts.names import Name
from tessera.facts.results import Results
from tessera.facts.segments import Agreement, Cube, Model
from tessera.facts.strategy import Group, Priority
from tessera.facts.table import DataReport, InputFacts
from tessera.facts.words import Overview


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """How a column is called and worded."""

    label: str
    short: str
    role: str
    kind: Literal["number", "category", "flag"]
    unit: str
    axis: str
    prefix: str
    suffix: str
    decimals: int
    note: str
    values: Mapping[str, str]
    scale: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class StudyFacts:
    """What the study says that pages repeat."""

    title: str
    question: str
    customers: str
    organisation: str
    simulated: bool
    note: str
    locale: str
    seed: int
    draws: int
    bootstraps: int
    public_minimum: int
    value: Name | None
    columns: Mapping[Name, ColumnFacts]


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything any page may say."""

    schema_version: str
    study: StudyFacts
    made_with: Mapping[str, str]
    input: InputFacts
    data: DataReport
    models: Mapping[str, Model]
    cube: Cube
    agreements: tuple[Agreement, ...]
    groups: tuple[Group, ...]
    priorities: tuple[Priority, ...]
    overview: Overview | None
    edition: Literal["internal", "public"] = "internal"
    changes: Changes | None = None
    results: Results | None = None
