"""What every page maker has at hand: the findings, marks, links, and a way to put a chart on a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from markupsafe import Markup
from tessera.words.phrases import capital

from tessera_site.drawing import Chart, mark, verdict_tiles
from tessera_site.drawing.chart import is_public
from tessera_site.figures import figure_html
from tessera_site.keyed import Node, entries, keyed_text, raw, say_inside, target_of, text, wording_of
from tessera_site.render import ROOT, render
from tessera_site.website import Page, PageKind

EVIDENCE = Markup(
    '<svg class="dot" width="9" height="9" viewBox="0 0 9 9" role="img" aria-label="Evidence">'
    '<circle cx="4.5" cy="4.5" r="4" class="fi" fill="#1E1A16"/></svg>'
)
HYPOTHESIS = Markup(
    '<svg class="dot" width="9" height="9" viewBox="0 0 9 9" role="img" aria-label="To test">'
    '<circle cx="4.5" cy="4.5" r="3.4" class="li" fill="none" stroke="#1E1A16" stroke-width="1.2"/></svg>'
)
Sheets: TypeAlias = Literal["all", "lead", "none"]
"""Whose segments have a sheet of paper each: all models', the leading one's, or nobody's."""
DOTS = {"evidence": EVIDENCE, "hypothesis": HYPOTHESIS}
LEVELS = ("natural", "reproducible", "constructive", "none")


@dataclass(frozen=True, slots=True)
class Built:
    """A page with the charts on it, whose interactive twins become script files."""

    page: Page
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """The findings as nodes, the audience, and a project's own templates."""

    findings: Node
    project: Path | None = None
    has_briefing: bool = True
    sheets: Sheets = "none"

    def page(
        self, path: str, kind: PageKind, template: str, names: tuple[str, str], context: Mapping[str, Any], **place: Any
    ) -> Page:
        """A page from its template; ``names`` are its title and description as plain text."""
        shared = {
            "findings": self.findings,
            "dots": DOTS,
            "labels": labels(self.findings),
            "customers_label": text(capital(raw(self.findings.study["customers"]))),
            "internal": not is_public(self.findings),
        }
        body = render(f"pages/{template}", shared | dict(context), self.project)
        return Page(path=path, kind=kind, title=names[0], description=names[1], body=body, **place)


def labels(findings: Node) -> dict[str, Markup]:
    """Every column's label, keyed."""
    return {name: keyed_text(node["label"]) for name, node in entries(findings.study["columns"])}


def feature_label(findings: Node, model: Node, name: str) -> Markup:
    """The label of a column that a model was built on; of a trait's value with what it is called."""
    columns, made = findings.study["columns"], model["scoring"]["indicators"]
    if name not in made:
        return keyed_text(columns[name]["label"])
    column, value = raw(made[name]["column"]), raw(made[name]["value"])
    called = columns[column]["values"]
    said = called[value] if value in called else made[name]["value"]
    return keyed_text(columns[column]["label"]) + Markup(": ") + keyed_text(said)


def placed(chart: Chart | None, title: Node | str | None = None, *, heads_section: bool = False) -> Markup | None:
    """A chart as a figure, under a statement that says what it shows; a figure that is a whole section heads it."""
    if chart is None:
        return None
    heading = Markup(say_inside(title, ROOT)) if isinstance(title, Node) else Markup.escape(title or chart.title)
    if isinstance(title, Node):
        heading = Markup(f'<span data-key="{target_of(title)}">{heading}</span>')
    return figure_html(chart, heading, None, heading_level=2 if heads_section else 3)


def segment_link(model: Node, slug: str) -> str:
    """Address of a segment's page, from the site's root."""
    return f"/segments/{raw(model['key'])}/{slug}.html"


def sheet_path(model: Node, slug: str) -> str:
    """Address of a segment's sheet of paper, from the site's root: beside its page."""
    return segment_link(model, slug).lstrip("/").removesuffix(".html") + ".pdf"


def models_on_paper(findings: Node, sheets: Sheets) -> tuple[str, ...]:
    """Keys of the models whose segments have a sheet of paper each."""
    if sheets == "none":
        return ()
    return (raw(findings["overview"]["lead_model"]),) if sheets == "lead" else tuple(raw(findings["models"]))


def model_link(model: Node) -> str:
    """Address of a model's page, from the site's root."""
    return f"/models/{raw(model['key'])}.html"


def segment_mark(segment: Node, size: int = 14) -> Markup:
    """The segment's colour and shape."""
    return mark(raw(segment["number"]), size)


def tiles_of(model: Node, size: int = 15) -> Markup:
    """The verdict's tiles; nothing before there is a verdict."""
    return verdict_tiles(raw(model["verdict"]["level"]), size) if model["verdict"] else Markup("")


def segments_in_order(model: Node) -> list[Node]:
    """Segments as the pages list them."""
    return [model["segments"][raw(slug)] for slug in model["order"]]


def leading(model: Node) -> list[str]:
    """The model's features, those first that name its segments."""
    first = raw(model["segments"])[raw(model["order"])[0]]
    named = [trait["column"] for trait in first["traits"]]
    return [*named, *(name for name in raw(model["features"]) if name not in named)]


def strip_columns(findings: Node, features: list[str]) -> list[str]:
    """Number columns for a headline: the features first, then the others, three at most."""
    numbers = [n for n, c in raw(findings.study["columns"]).items() if c["kind"] == "number"]
    return [*(f for f in features if f in numbers), *(n for n in numbers if n not in features)][:3]


def title_or(words: Node, key: str) -> Node | None:
    """A chart's title among the words, where there is one."""
    return words["titles"][key] if key in words["titles"] else None


def notes_or_none(words: Node, key: str) -> list[Node]:
    """A section's margin notes; an empty list where nothing was noted."""
    return list(words["notes"][key]) if key in words["notes"] else []


def count_in_words(node: Node, style: str = "words") -> str:
    """A small count in words, for plain-text titles."""
    return wording_of(node, style)
