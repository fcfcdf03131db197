"""What everything on paper shares: its edition, its dots, and how a drawing is placed on it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tessera_site import drawing
from tessera_site.drawing import Chart
from tessera_site.keyed import Node, raw, say_inside, target_of
from tessera_site.pages.desk import DOTS as SCREEN_DOTS
from tessera_site.pages.desk import Sheets, labels
from tessera_site.typeset import EPOCH, PaperSize

LONGEST_UNIT = 12
"""Letters of a unit that still fit behind a figure of a quarter of the page."""
_NAMED_PICTURE = re.compile(r'(<svg\b[^>]*\saria-label="([^"]*)"[^>]*>)(?!<title)')


@dataclass(frozen=True, slots=True)
class Edition:
    """Where and for whom paper is made.

    ``site_url`` is where the site lives, for links into it; ``sheets`` says whose segments have a sheet each;
    ``colours`` are the shipped ones with what the study puts in their place.
    """

    paper: PaperSize = "A4"
    brand: str = "Tessera"
    site_url: str | None = None
    sheets: Sheets = "all"
    colours: tuple[tuple[str, str], ...] = ()

    @property
    def root(self) -> str | None:
        """What links into the site start from; None when its address is not known."""
        return f"{self.site_url.rstrip('/')}/" if self.site_url else None

    def page(self, link: Any) -> str | None:
        """The address of a page of the site, from its link."""
        return f"{self.root}{str(link).lstrip('/')}" if self.root else None


def titled(html: Markup) -> Markup:
    """Pictures that are named for screens get their name as a title too, which is what a PDF reads."""
    return Markup(_NAMED_PICTURE.sub(r"\1<title>\2</title>", str(html)))


DOTS = {kind: titled(dot) for kind, dot in SCREEN_DOTS.items()}


def shared_context(root: Node, edition: Edition) -> dict[str, Any]:
    """What every document on paper may use."""
    return {
        "findings": root,
        "brand": edition.brand,
        "site_url": edition.site_url,
        "epoch": EPOCH,
        "language": str(raw(root.study["locale"])).partition("_")[0],
        "labels": labels(root),
        "dots": DOTS,
    }


def long_units(root: Node, columns: Sequence[str]) -> bool:
    """Whether a unit of these columns is too long to stand behind a headline figure."""
    return any(len(raw(root.study["columns"][name]["unit"])) > LONGEST_UNIT for name in columns)


def paper_figure(
    chart: Chart | None, title: Node | str | None, *, narrow: bool = False, captioned: bool = True, level: int = 3
) -> Markup:
    """A chart on paper: its title, the drawing without halos, and its caption; one unbreakable block."""
    if chart is None:
        return Markup("")
    svg = drawing.without_halo(chart.narrow if narrow else chart.wide)
    heading = Markup.escape(title or "")
    if isinstance(title, Node):
        heading = Markup(f'<span data-key="{target_of(title)}">{say_inside(title, None)}</span>')
    head = Markup("<h{0}>{1}</h{0}>").format(level, heading) if heading else ""
    foot = Markup("<figcaption>{}</figcaption>").format(chart.caption) if captioned else ""
    return Markup("<figure>{}{}{}</figure>").format(head, svg, foot)
