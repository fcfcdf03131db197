"""The text of an HTML e-mail for readers that show no HTML: made from the HTML itself, so that both say the same."""

import textwrap
from html.parser import HTMLParser

WIDTH = 72
_BLOCKS = frozenset(("p", "h1", "h2", "h3", "li", "tr"))
_HEADINGS = frozenset(("h1", "h2"))
_AIRY = frozenset(("p", "tr"))
"""Blocks with an empty line after them."""
_SILENT = frozenset(("head", "style", "title"))
_CELL = " · "


def plain_text(html: str) -> str:
    """The words of an HTML document, a block a paragraph, cells of a row on one line, items with their numbers."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "\n".join(reader.lines).strip() + "\n"


class _Reader(HTMLParser):
    """Collects lines while it passes; the standard library gives no other way than a class."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._words: list[str] = []
        self._silent = 0
        self._items = 0
        self._begin = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self._end_block("")
        if tag in _HEADINGS and self.lines and self.lines[-1]:
            self.lines.append("")
        if tag == "ol":
            self._items = 0
        elif tag == "li":
            self._items += 1
            self._begin = f"{self._items}. "
        elif tag in ("td", "th") and "".join(self._words).strip():
            self._words.append(_CELL)
        elif tag == "br":
            self._words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT
        if tag in _BLOCKS:
            self._end_block(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._words.append(data)

    def close(self) -> None:
        super().close()
        self._end_block("")

    def _end_block(self, tag: str) -> None:
        """Write what has been read as wrapped lines."""
        words = " ".join("".join(self._words).split()).removesuffix(_CELL.strip()).strip()
        self._words = []
        if not words:
            return
        self.lines += textwrap.wrap(
            words,
            WIDTH,
            initial_indent=self._begin,
            subsequent_indent=" " * len(self._begin),
            break_long_words=False,
            break_on_hyphens=False,
        )
        self._begin = ""
        if tag in _HEADINGS:
            self.lines += ["-" * min(WIDTH, len(words)), ""]
        elif tag in _AIRY:
            self.lines.append("")
