"""What WeasyPrint's tags lack for PDF/UA-1, put right just before the file is written.

Running heads and drawings without a description become artefacts, header cells say what they head, the parts of a
definition list become items with a label and a body, and boxes are given in the page's own units.

References
----------
ISO 14289-1 (PDF/UA-1), 7.1, 7.3, 7.5, 7.6 and 7.18; ISO 32000-1, 14.8.
"""

from collections.abc import Iterator
from typing import Any, TypeAlias

Element: TypeAlias = Any  # a dictionary of the PDF, of a package without types

POINTS = 0.75
"""Points in a CSS pixel."""
PRINTED = 4
"""The flag of an annotation that is on paper too."""
MAY_BE_EMPTY = frozenset(("/TD", "/TH", "/TR"))
_PAGINATION = "<< /Type /Pagination >>"


def complete_tags(document: Any, pdf: Any) -> None:
    """Put the tags of a finished document right. Given to WeasyPrint as its finisher.

    Parameters
    ----------
    document : weasyprint.document.Document
    pdf : pydyf.PDF
        Everything is in place and nothing written.
    """
    tree = _Tree(pdf, [page.height * POINTS for page in document.pages])
    tree.settle(tree.root, head=False)
    reached = set(tree.marks(tree.root))
    for page, kept in enumerate(tree.parents):
        gone = {mark for mark in range(len(kept)) if (page, mark) not in reached}
        for mark in gone:
            kept[mark] = "null"
        tree.turn_to_artefacts(page, gone)
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Type") == "/Annot":
            item["F"] = PRINTED


class _Tree:
    """The structure tree of one PDF, by the numbers of its objects."""

    def __init__(self, pdf: Any, heights: list[float]) -> None:
        self._objects = pdf.objects
        top = self._at(pdf.catalog["StructTreeRoot"])
        self.root: Element = self._at(top["K"][0])
        self._pages = {reference: place for place, reference in enumerate(pdf.page_references)}
        self._references = pdf.page_references
        self._heights = heights
        self.parents: list[list[Any]] = self._at(top["ParentTree"])["Nums"][1 : 2 * len(heights) : 2]

    def _at(self, reference: Any) -> Element:
        """The object that a reference names."""
        text = reference.decode() if isinstance(reference, bytes) else str(reference)
        return self._objects[int(text.split()[0])]

    def _children(self, element: Element) -> Iterator[Element]:
        """The elements directly below one; marks and links to annotations are passed over."""
        for kid in element["K"]:
            if not isinstance(kid, int):
                child = self._at(kid)
                if child.get("Type") == "/StructElem":
                    yield child

    def settle(self, element: Element, *, head: bool) -> None:
        """Put an element and everything below it right."""
        tag = element["S"]
        if tag == "/Figure":
            self._settle_figure(element)
        elif tag == "/TH":
            element["A"]["Scope"] = "/Column" if head else "/Row"
        elif tag == "/L":
            self._lift_inner_lists(element)
            for child in [child for child in self._children(element) if child["S"] == "/Div"]:
                self._make_item(child)
        for child in self._children(element):
            self.settle(child, head=head or tag == "/THead")
        element["K"][:] = [kid for kid in element["K"] if isinstance(kid, int) or not self._is_void(self._at(kid))]

    def _is_void(self, element: Element) -> bool:
        """Whether an element says nothing: a drawing without a description, or a box with nothing in it."""
        if element.get("Type") != "/StructElem" or element["S"] in MAY_BE_EMPTY:
            return False
        return not element["K"] or (element["S"] == "/Figure" and "Alt" not in element)

    def _settle_figure(self, element: Element) -> None:
        """A drawing's box, in points from the lower left corner of its page."""
        left, top, right, bottom = element["A"]["BBox"]
        height = self._heights[self._pages[element["Pg"]]]
        box = element["A"]["BBox"]
        box[:] = [left * POINTS, height - bottom * POINTS, right * POINTS, height - top * POINTS]

    def _lift_inner_lists(self, element: Element) -> None:
        """A list that is laid out as a table is tagged twice; what the inner one holds belongs to the outer one."""
        while inner := [child for child in self._children(element) if child["S"] == "/L"]:
            for each in inner:
                place = element["K"].index(each.reference)
                element["K"][place : place + 1] = each["K"]
                for child in self._children(each):
                    child["P"] = element.reference

    def _make_item(self, pair: Element) -> None:
        """A term and what is said of it, each tagged as an item of its own, become one item: label and body."""
        pair["S"] = "/LI"
        inner = list(self._bodies(pair))
        for body, tag in zip(inner, ("/Lbl", *(["/LBody"] * len(inner))), strict=False):
            body["S"], body["P"] = tag, pair.reference
        pair["K"][:] = [body.reference for body in inner]

    def _bodies(self, element: Element) -> Iterator[Element]:
        """The outermost bodies of items below an element, through the boxes that lay them out."""
        for child in self._children(element):
            if child["S"] == "/LBody":
                yield child
            else:
                yield from self._bodies(child)

    def marks(self, element: Element) -> Iterator[tuple[int, int]]:
        """Page and number of every piece of content that an element holds."""
        for kid in element["K"]:
            if isinstance(kid, int):
                yield self._pages[element["Pg"]], kid
        for child in self._children(element):
            yield from self.marks(child)

    def turn_to_artefacts(self, page: int, gone: set[int]) -> None:
        """Pieces of a page's content that no element holds are marked as decoration."""
        stream = self._at(self._at(self._references[page])["Contents"]).stream
        for place in range(len(stream) - 2):
            given = stream[place + 1]
            if stream[place + 2] == b"BDC" and isinstance(given, dict) and given.get("MCID") in gone:
                stream[place], stream[place + 1] = "/Artifact", _PAGINATION
