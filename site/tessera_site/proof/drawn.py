"""Charts drawn again from the findings: every drawing of a page and every chart file is just what comes out.

So even what carries no key is proved: the length of a bar, a scale's figures, a point's place.
"""

from collections.abc import Collection, Iterator, Mapping
from html.parser import HTMLParser
from itertools import zip_longest

from tessera_site.drawing import Chart
from tessera_site.figures import figure_script
from tessera_site.proof.charts import FOLDER
from tessera_site.proof.fault import Fault, quoted


def drawing_faults(charts: Mapping[str, Collection[Chart]], files: Mapping[str, bytes]) -> Iterator[Fault]:
    """Drawings and chart files that are not what the findings give.

    Parameters
    ----------
    charts : mapping of str to collection of Chart
        The charts of every page, drawn from the findings, by the page's address.
    files : mapping of str to bytes
        Every published file by its address.
    """
    wanted: set[str] = set()
    for page, drawn in charts.items():
        yield from _page_faults(page, files.get(page, b"").decode("utf-8", "replace"), drawn)
        for chart in drawn:
            if chart.figure is not None:
                name = f"{FOLDER}{chart.name}.js"
                wanted.add(name)
                yield from _file_faults(name, chart, files)
    for name in files:
        if name.startswith(FOLDER) and name not in wanted:
            yield Fault(name, "", "belongs to no chart that the findings give")


def _page_faults(page: str, text: str, charts: Collection[Chart]) -> Iterator[Fault]:
    """What is wrong with the drawings on a page."""
    parts: list[str] = []
    for chart in charts:
        for drawing in (chart.wide, chart.narrow):
            if drawing and drawing not in text:
                # An engine may write the same drawing in another way: Quarto puts attributes in another order.
                parts = parts or _parts(text)
                difference = _difference(parts, _parts(drawing))
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


def _difference(page: list[str], wanted: list[str]) -> str:
    """The first part in which a page's nearest drawing differs from the wanted one; nothing where it is there."""
    starts = [place for place, part in enumerate(page) if part == wanted[0]]
    alike = max(((_alike(page, place, wanted), place) for place in starts), default=None)
    if alike is None:
        return "it is missing"
    length, place = alike
    if length == len(wanted):
        return ""
    found = page[place + length] if place + length < len(page) else "nothing"
    return f"{quoted(found)} and not {quoted(wanted[length])}"


def _alike(page: list[str], place: int, wanted: list[str]) -> int:
    """How many parts of a drawing stand on the page from a place on, one after the other."""
    pairs = enumerate(zip(page[place:], wanted, strict=False))
    return next((i for i, (found, should) in pairs if found != should), min(len(page) - place, len(wanted)))


def _parts(html: str) -> list[str]:
    """Tags with their attributes in one order, and texts."""
    reader = _Parts()
    reader.feed(html)
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
