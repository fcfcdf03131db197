"""Chart files: `tesseraFigure("NAME", {...});` whose hover texts and labels say only what the findings say."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tessera_site.proof.fault import Fault, quoted
from tessera_site.proof.page import DIGIT
from tessera_site.proof.spoken import Vocabulary, spoken_faults

FOLDER = "charts/"
SAID = frozenset(("hovertext", "text", "title", "name", "labels", "customdata", "annotations"))
"""Parts of a figure that a reader sees as words. Ticks are scales; where marks lie is not words."""
_CALL = re.compile(r'\s*tesseraFigure\(\s*("(?:[^"\\]|\\.)*")\s*,\s*(\{.*\})\s*\)\s*;?\s*', re.DOTALL)
_MARKUP = re.compile(r"<[^<>]*>|%\{[^{}]*\}|&\w+;")


def chart_faults(name: str, script: str, known: Vocabulary) -> Iterator[Fault]:
    """What a chart's file says that the findings do not, or why it cannot be read."""
    call = _CALL.fullmatch(script)
    try:
        figure = json.loads(call[2]) if call else None
    except ValueError:
        figure = None
    if call is None or figure is None:
        yield Fault(name, "", "is not a figure: it has to be one call of tesseraFigure with a name and JSON")
        return
    if f"{FOLDER}{json.loads(call[1])}.js" != name:
        yield Fault(name, "", f"holds the figure {quoted(json.loads(call[1]))}, which belongs into another file")
    for text in dict.fromkeys(_said(figure)):
        if DIGIT.search(text):
            yield from (Fault(name, "", what) for what in spoken_faults(_MARKUP.sub(" ", text), known))


def _said(value: Any, inside: bool = False) -> Iterator[str]:
    """Texts below the parts of a figure that are shown as words."""
    if isinstance(value, str):
        if inside:
            yield value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _said(part, inside=key in SAID)
    elif isinstance(value, list):
        for part in value:
            yield from _said(part, inside)
