"""What a study may say of a column: what it is called, what it is for, and how it is worded."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, TypeAlias

from pydantic import Field, field_validator, model_validator

from tessera.study_settings import Part, Text

Role: TypeAlias = Literal["id", "feature", "trait", "value", "flag"]
Kind: TypeAlias = Literal["number", "category", "flag"]
Treatment: TypeAlias = Literal["keep", "drop", "fill"]

KIND_OF_ROLE: Mapping[Role, Kind] = {
    "id": "category",
    "feature": "number",
    "trait": "category",
    "value": "number",
    "flag": "flag",
}


class Words(Part):
    """Adjectives for the low, middle and high part of a column."""

    low: Text = "low"
    """For customers below most others: `younger`."""
    middle: Text = "middle"
    """For customers near the middle: `middle-aged`."""
    high: Text = "high"
    """For customers above most others: `older`."""


class InputSpec(Part):
    """A column of the table that only derived columns use. It is read and cleaned, not reported."""

    not_written: ClassVar[frozenset[str]] = frozenset({"name"})

    name: str
    column: Text
    """The header in the table. The short name when left out."""
    also: tuple[Text, ...] = ()
    """Other spellings of the header in circulation."""
    type: Literal["number", "text", "date"] = "number"
    """What it holds."""
    dates: Literal["year-month-day", "day-month-year", "month-day-year"] = "year-month-day"
    """The order of the parts of a date."""
    missing: Treatment | None = None
    """What happens to rows where it is missing; as in `cleaning` when left out."""

    @model_validator(mode="before")
    @classmethod
    def _defaults(cls, values: Any) -> Any:
        if isinstance(values, Mapping) and "name" in values:
            return {"column": values["name"], **values}
        return values


class Column(Part):
    """A column of the report: what it is called, what it is for, and how it is worded."""

    not_written: ClassVar[frozenset[str]] = frozenset({"name"})

    name: str
    column: Text
    """The header in the table. The short name when left out."""
    also: tuple[Text, ...] = ()
    """Other spellings of the header in circulation."""
    role: Role
    """id: who the customer is, never published. feature: a number that may build segments. trait: a category that
    describes them. value: a number that says what a customer is worth. flag: yes or no."""
    label: Text
    """The name on pages and charts: `Annual income`."""
    short: Text
    """The name inside a sentence: `income`."""
    unit: Text = ""
    """The unit in words: `years`, `dollars a year`."""
    axis: Text = ""
    """The unit on a chart's axis, when it differs: `$ thousand`."""
    prefix: str = ""
    """Before a figure: `$`."""
    suffix: str = ""
    """After a figure: `k`."""
    decimals: int = Field(default=1, ge=0, le=6)
    """Decimals of a mean."""
    bands: tuple[float, ...] = ()
    """Where to cut the column into ranges for tables, ascending: [18, 30, 45, 60]."""
    words: Words = Words()
    """Adjectives for low, middle and high."""
    values: Mapping[str, Text] = Field(default_factory=dict)
    """What the values of a trait or flag are called: `Female: women`. Also their order."""
    scale: tuple[float, float] | None = None
    """The ends of a scale on which a mark was given: [1, 100]."""
    note: Text = ""
    """What a reader has to know about the column, in a sentence."""
    derive: Text | None = None
    """An expression in other columns and inputs, instead of a header: `wines + fruits`."""
    missing: Treatment | None = None
    """What happens to rows where it is missing; as in `cleaning` when left out."""
    outliers: Treatment | None = None
    """What happens to its outliers; as in `cleaning` when left out."""

    @field_validator("prefix", "suffix")
    @classmethod
    def _no_figure(cls, sign: str) -> str:
        if any(letter.isdigit() for letter in sign):
            raise ValueError(f"holds a digit, which would be read as part of the figure: '{sign}'")
        return sign

    @property
    def kind(self) -> Kind:
        """What the column holds: a number, a category, or yes and no."""
        return KIND_OF_ROLE[self.role]

    @model_validator(mode="before")
    @classmethod
    def _defaults(cls, values: Any) -> Any:
        if not isinstance(values, Mapping) or not isinstance(values.get("name"), str):
            return values
        label = values.get("label", values["name"].replace("_", " ").capitalize())
        short = label[:1].lower() + label[1:] if isinstance(label, str) else label
        return {"column": values["name"], "label": label, "short": short, **values}
