"""Charts drawn again from the findings: every drawing of a page and every chart file is just what comes out.

So even what carries no key is proved: the length of a bar, a scale's figures, a point's place.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from itertools import zip_longest

from tessera_site.drawing import Chart
from tessera_site.figures import figure_script
from tessera_site.proof.charts import FOLDER
from tessera_site.proof.fault import Fault, quoted

_FIRST_ID = re.compile(r'aria-labelledby="([^" ]+)')


def drawing_faults(charts: Mapping[str, Iterable[Chart]], files: Mapping[str, bytes]) -> Iterator[Fault]:
    """Drawings and chart files that are not what the findings give.

    Parameters
    ----------
    charts : mapping of str to iterable of Chart
        The charts of every page, drawn from the findings, by the page's address.
    files : mapping of str to bytes
        Every published file by its address.
    """
    wanted: set[str] = set()
    for page, drawn in charts.items():
        text = files.get(page, b"").decode("utf-8", "replace")
        for chart in drawn:
            yield from _page_faults(page, text, chart)
            if chart.figure is not None:
                name = f"{FOLDER}{chart.name}.js"
                wanted.add(name)
                yield from _file_faults(name, chart, files)
    for name in files:
        if name.startswith(FOLDER) and name not in wanted:
            yield Fault(name, "", "belongs to no chart that the findings give")


def _page_faults(page: str, text: str, chart: Chart) -> Iterator[Fault]:
    """What is wrong with a chart's drawings on its page."""
    for drawing in (chart.wide, chart.narrow):
        if drawing and drawing not in text:
            # An engine may write the same drawing in another way: Quarto puts attributes in another order.
            difference = _difference(_of_same_name(text, drawing), drawing)
            if difference:
                yield Fault(page, f"in #{chart.name}", f"its drawing is not what the findings give: {difference}")


def _file_faults(name: str, chart: Chart, files: Mapping[str, bytes]) -> Iterator[Fault]:
    """What is wrong with a chart's file."""
    if name not in files:
        yield Fault(name, "", "is missing")
        return
    printed, wanted = files[name].decode("utf-8", "replace"), figure_script(chart)
    if printed != wanted:
        place = next((i for i, (a, b) in enumerate(zip_longest(printed, wanted)) if a != b), 0)
        start = max(0, place - 30)
        what = f"has {quoted(printed[start : place + 30])} where the findings give {quoted(wanted[start : place + 30])}"
        yield Fault(name, "", what)


def _of_same_name(text: str, drawing: str) -> str:
    """The drawing on a page that has a drawing's name, or nothing."""
    name = _FIRST_ID.search(drawing)
    found = re.search(rf'<svg\b[^<>]*aria-labelledby="{re.escape(name[1])}.*?</svg>', text, re.DOTALL) if name else None
    return found[0] if found else ""


def _difference(printed: str, wanted: str) -> str:
    """The first part in which two drawings differ; nothing where they are the same."""
    if not printed:
        return "it is missing"
    for found, should in zip_longest(_parts(printed), _parts(wanted), fillvalue="nothing"):
        if found != should:
            return f"{quoted(found)} and not {quoted(should)}"
    return ""


def _parts(drawing: str) -> list[str]:
    """Tags with their attributes in one order, and texts."""
    reader = _Parts()
    reader.feed(drawing)
    reader.close()
    return reader.parts


class _Parts(HTMLParser):
    """Collects the parts of a drawing; the standard library gives no other way than a class."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = " ".join(f'{name}="{value or ""}"' for name, value in sorted(attrs))
        self.parts.append(f"<{tag} {given}".strip() + ">")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.parts.append(" ".join(data.split()))
