"""From a table of campaign results to a small site that says what changed: the shell of `tessera measure`."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tessera.errors import PublishError

from tessera_site.build import Order, Progress, at_work
from tessera_site.kept_findings import analysed, table_of

RESULTS = "results.json"


@dataclass(frozen=True, slots=True)
class Measured:
    """What was published, and its first sentence."""

    out: Path
    headline: str


def measure(results: str, order: Order, progress: Progress) -> Measured:
    """Read results, join them to the segments, and publish a page and `results.json`.

    Parameters
    ----------
    results : str
        The table of results; a relative path starts here.
    order : Order
        The project, its customer table, and where the page goes.
    progress : Progress

    Raises
    ------
    TesseraError
        If anything refuses; nothing is published then.
    """
    from tessera.baseline import as_facts
    from tessera.findings import plain_facts
    from tessera.results import count_results
    from tessera.uplift import read_out

    from tessera_site.keyed import Node, plain
    from tessera_site.wording import Lexicon

    _refuse_a_site(order.out)
    with progress("Find the segments"):
        study, document = analysed(order)
        findings = as_facts(document)
    with progress("Join the results to the segments"):
        source, base = table_of(order, study)
        counted = count_results(results, study, findings.models, source, base, Path.cwd())
        merged = {**document, "results": plain_facts(read_out(counted, findings))}
    with progress("Write, render and check the page"):
        _publish(merged, study, order)
    root = Node(Lexicon(merged, merged["study"]["locale"]))
    return Measured(order.out, plain(root["results"]["headline"]))


def _publish(merged: dict[str, Any], study: Any, order: Order) -> None:
    """A site of one page, by the way of every other."""
    from tessera_site import pandoc
    from tessera_site.evidence import private_needles
    from tessera_site.exports import exports
    from tessera_site.figures import figure_script
    from tessera_site.keyed import Node
    from tessera_site.pages.desk import Desk
    from tessera_site.pages.everything import footer
    from tessera_site.pages.results import results_page
    from tessera_site.publish import publishing
    from tessera_site.stage import write_stage
    from tessera_site.verify import Evidence, verify, write_manifest
    from tessera_site.website import NavEntry, Site
    from tessera_site.wording import Lexicon

    root = Node(Lexicon(merged, merged["study"]["locale"]))
    built = results_page(Desk(root, order.project, has_briefing=False))
    site = Site(
        title=merged["study"]["title"],
        brand=study.theme.name,
        language=merged["study"]["locale"].partition("_")[0],
        pages=(built.page,),
        navigation=(NavEntry("Results", "index.html"),),
        footer_html=footer(root),
        study_fingerprint=merged["input"]["fingerprint"],
    )
    scripts = {f"charts/{c.name}.js": figure_script(c).encode() for c in built.charts if c.figure}
    own = {RESULTS: (json.dumps(merged["results"], ensure_ascii=False, indent=1) + "\n").encode()}
    folder = order.project / "build" / "results"
    with publishing(order.out) as target, at_work(order.project):
        stage = write_stage(
            site, folder, exports(merged) | scripts | own, order.project, order.project / "build" / "fonts"
        )
        pandoc.render(stage, target, order.project)
        write_manifest(target, merged)
        charts = {built.page.path: built.charts}
        verify(target, merged, Evidence(charts, {}, private_needles(study, *table_of(order, study)), stage.folder))


def _refuse_a_site(out: Path) -> None:
    """Do not replace a whole site by its results."""
    if (out / "index.html").exists() and not (out / RESULTS).exists():
        raise PublishError(f"{out} holds a site, not results, so it is not replaced.", hint="Name another folder.")
