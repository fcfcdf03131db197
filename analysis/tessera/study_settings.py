"""The parts of a study that have nothing to do with its columns: how hard to test, what to advise, how it looks."""

from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True)]
Colour: TypeAlias = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]


class Part(BaseModel):
    """A part of the study: unchangeable, and without unknown keys."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        coerce_numbers_to_str=True,
        allow_inf_nan=False,
    )
    not_written: ClassVar[frozenset[str]] = frozenset()
    """Fields that are filled in, never written in the file."""


class TrustSpec(Part):
    """How hard the segments are tested."""

    draws: int = Field(default=100, ge=0, le=10_000)
    """Tables of pure noise per kind of noise. Fewer than 100 cannot show p = .01. 0 leaves the test out."""
    bootstraps: int = Field(default=100, ge=0, le=10_000)
    """Refits on resampled customers. 0 leaves them out."""
    alpha: float = Field(default=0.01, gt=0, lt=0.5)
    """The chance of being fooled by noise that a natural model may have."""
    reach_alpha: float = Field(default=0.05, gt=0, lt=0.5)
    """The same for columns that did not build the segments, after Holm's correction."""


class PlaybookSpec(Part):
    """The advice to draw on."""

    files: tuple[Text, ...] = ()
    """Playbooks of your own, from the study's folder. Their plays add to or replace the shipped ones."""
    off: tuple[Text, ...] = ()
    """Keys of plays that are not to be used."""


class TestSpec(Part):
    """What a campaign test has to be able to show."""

    __test__: ClassVar[bool] = False  # not a test case, whatever pytest makes of the name

    alpha: float = Field(default=0.05, gt=0, lt=0.5)
    """Two-sided error of the first kind."""
    power: float = Field(default=0.8, gt=0.5, lt=1)
    """The chance of seeing a lift that is there."""
    rate_from: float = Field(default=0.10, gt=0, lt=1)
    """The response rate without the campaign."""
    rate_to: float = Field(default=0.15, gt=0, lt=1)
    """The response rate worth having."""


class ThemeSpec(Part):
    """The look of site and briefing."""

    name: Text = "Tessera"
    """The name at the head of every page."""
    logo: Text | None = None
    """A picture (SVG or PNG), from the study's folder."""
    accent: Colour | None = None
    """The one accent colour, as #rrggbb."""
    accent_dark: Colour | None = None
    """The accent on a dark page."""
    segments: tuple[Colour, ...] = ()
    """Colours of the segments, in their order."""


class BriefingSpec(Part):
    """What is put on paper."""

    paper: Literal["A4", "Letter"] = "A4"
    """The paper of the briefing and of the segments' sheets."""
    sheets: Literal["all", "lead", "none"] = "all"
    """Whose segments get a sheet of paper each, for the people who act: all models', the leading one's, or nobody's."""


class MailSpec(Part):
    """The e-mail that brings the briefing. Passwords have no place here."""

    sender: Text = ""
    """Who sends it: `Insights <insights@example.org>`."""
    to: tuple[Text, ...] = ()
    """Who gets it."""
    subject: Text = ""
    """What it is about. The headline of the overview when left out."""
