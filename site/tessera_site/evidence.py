"""What a build holds its site against, and what it tells of itself so that the site can be proved, and made, again."""

import hashlib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tessera

from tessera_site.proof.leaks import Needles, needles
from tessera_site.proof.texts import WORD
from tessera_site.shipped import shipped

if TYPE_CHECKING:
    from tessera.study import Study

    from tessera_site.build import Order

_TEXTS = ("*.j2", "*.yml", "*.qmd", "*.py")


def private_needles(study: "Study", source: str, base: Path) -> Callable[[Collection[str]], Needles]:
    """Give the question to the table which of its ids and rows could stand in a text with certain words.

    An id that is an ordinary word or number of Tessera's or the study's own, such as the year of a publication, proves
    nothing where it stands, so it is left out.
    """

    def private(words: Collection[str]) -> Needles:
        from tessera.engine_faults import asking
        from tessera.private import private_marks
        from tessera.source import open_source

        opened = open_source(source, study, base)
        with asking(opened.name, opened.table):
            found = private_marks(opened, study, words)
        ids = found.ids
        if any(i.isalnum() for i in ids):
            ordinary = _ordinary_words(study.path)
            ids = tuple(i for i in ids if i.lower() not in ordinary)
        return needles(ids, found.rows, found.columns, whole=found.whole, numbered=found.numbered)

    return private


def _ordinary_words(study: Path) -> frozenset[str]:
    """Words that texts are made of whatever the table holds, in small letters."""
    roots = (shipped("templates"), Path(tessera.__file__).parent, Path(__file__).parent)
    files = [study, *(path for root in roots for pattern in _TEXTS for path in sorted(root.rglob(pattern)))]
    return frozenset().union(*(WORD.findall(path.read_text(encoding="utf-8").lower()) for path in files))


def how_made(order: "Order", engine: str, study: "Study") -> Mapping[str, Any]:
    """How a site was made, for its manifest."""
    own = order.project.resolve() / "templates"
    baseline = hashlib.sha256(order.baseline.read_bytes()).hexdigest() if order.baseline else None
    return {
        "engine": engine.lower(),
        "audience": order.audience,
        "pdf": order.pdf,
        "notebook": order.notebook,
        "baseline": baseline,
        "own_templates": own.is_dir() and own != shipped("templates").resolve(),
        "brand": study.theme.name,
        "site_url": study.site_url,
        "paper": study.briefing.paper,
        "sheets": study.briefing.sheets,
        "locked": order.password is not None,
    }
