"""From a study to a published site: the shell, read top to bottom."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal, Protocol

from tessera.errors import PublishError, StudyError

from tessera_site.holding import held
from tessera_site.kept_findings import analysed, refuse_changed, table_of

Engine = Literal["auto", "quarto", "pandoc"]


class Progress(Protocol):
    """Says what is being done, and how long it took."""

    def __call__(self, what: str) -> AbstractContextManager[None]:
        """A step by its name."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to build, as asked on the command line."""

    project: Path
    data: str | None = None
    out: Path = Path("_site")
    engine: Engine = "auto"
    baseline: Path | None = None
    audience: Literal["internal", "public"] = "internal"
    pdf: bool = True
    notebook: bool = True
    force: bool = False
    password: str | None = field(default=None, repr=False)  # on every PDF; repr must not show it


@dataclass(frozen=True, slots=True)
class Result:
    """What was published."""

    out: Path
    pages: int
    engine: str


def study_file(project: Path) -> Path:
    """Where the study of a project is.

    Raises
    ------
    StudyError
        If there is none.
    """
    path = project / "study.yml"
    if not path.is_file():
        raise StudyError(
            f"There is no study.yml in {project.resolve()}.",
            hint="Write one with 'tessera init DIR --data TABLE', or name its folder with --project.",
        )
    return path


def read_study(project: Path) -> Any:
    """The study of a project, in a language whose numbers can be written.

    Raises
    ------
    StudyError
        If there is none, it cannot be used, or its locale is unknown.
    """
    from babel import Locale, UnknownLocaleError
    from tessera.study import load_study
    from tessera.study_yaml import read_yaml

    study = load_study(study_file(project))
    try:
        Locale.parse(study.locale)
    except (UnknownLocaleError, ValueError):
        line = read_yaml(study.path).lines[("locale",)]
        raise StudyError(f"{study.path}:{line}: the locale '{study.locale}' is not known.", hint="en_US is.") from None
    return study


def build(order: Order, progress: Progress) -> Result:
    """Analyse, write the pages, render, check, and swap the new site in. The old one stands until then.

    Raises
    ------
    TesseraError
        If anything refuses; nothing is published then.
    """
    from tessera_site.evidence import how_made
    from tessera_site.exports import exports, offered
    from tessera_site.figures import figure_script
    from tessera_site.layout import robots
    from tessera_site.look import look_of
    from tessera_site.pages import make_site, site_pages
    from tessera_site.papers import edition_of, write_briefing, write_sheets
    from tessera_site.preview import NAME as PREVIEW
    from tessera_site.preview import preview_picture
    from tessera_site.publish import publishing
    from tessera_site.stage import write_stage
    from tessera_site.typeset import forget
    from tessera_site.verify import write_manifest

    engine, render = choose_engine(order.engine)
    out = order.out if order.out.is_absolute() else order.project / order.out
    with publishing(out) as target, at_work(order.project), ThreadPoolExecutor(max_workers=1) as beside:
        with progress("Read the study and the table, find the segments"):
            study, findings = analysed(order)
            look = look_of(study.theme, order.project)
            if order.audience == "public":
                from tessera.public import public_edition

                findings = public_edition(findings)
        methods = beside.submit(_methods, order, study, findings)
        with progress("Write the pages and their charts"):
            built = site_pages(
                findings, offered(findings, order.pdf), None, order.pdf, order.project, study.briefing.sheets
            )
        if order.pdf:
            if order.force:
                forget(order.project)
            with progress("Set the briefing"):
                write_briefing(order, findings, edition_of(study), target)
            with progress("Set a sheet for every segment"):
                write_sheets(order, findings, edition_of(study), target)
        with progress("Run the methods notebook"):
            built = (*built, methods.result())
        with progress(f"Render the site with {engine}"):
            site = make_site(findings, built, study.site_url, study.theme.name, look.logo)
            scripts = {f"charts/{c.name}.js": figure_script(c).encode() for b in built for c in b.charts if c.figure}
            fonts = order.project / "build" / "fonts"
            further = {PREVIEW: preview_picture(findings, study.theme.name, fonts), "robots.txt": robots(site).encode()}
            assets = {**exports(findings), **scripts, **look.files, **further}
            stage = write_stage(site, order.project / "build" / "stage", assets, order.project)
            render(stage, target, order.project)
        with progress("Check every number, link and byte"):
            write_manifest(target, findings, how_made(order, engine, study))
            refuse_changed(order, study, findings)
            _prove(order, study, findings, built, target, stage.folder)
    return Result(out=out, pages=len(site.pages), engine=engine)


def _prove(
    order: Order, study: Any, findings: Mapping[str, Any], built: Sequence[Any], site: Path, staged: Path
) -> None:
    """Prove what was built, but for what the last build proved as it is, and keep what is proved for the next."""
    from tessera_site.evidence import private_needles
    from tessera_site.proof.proved import keep_proof, proof_key, proved_before
    from tessera_site.verify import Evidence, verify

    private = private_needles(study, *table_of(order, study))
    kept, key = order.project / "build", proof_key(findings, study.path)
    before = partial(proved_before, kept, None if order.force else key)
    verify(site, findings, Evidence({b.page.path: b.charts for b in built}, {}, private, staged, before))
    keep_proof(kept, key, site)


def choose_engine(asked: Engine) -> tuple[str, Callable[..., None]]:
    """The engine to render with: Quarto when asked for or found, Pandoc otherwise.

    Raises
    ------
    PublishError
        If Quarto was asked for and is not on this machine.
    """
    from tessera_site import pandoc, quarto

    if asked == "pandoc" or (asked == "auto" and quarto.quarto_program() is None):
        return "Pandoc", pandoc.render
    if quarto.quarto_program() is None:
        raise PublishError(
            "Quarto was asked for and is not on this machine.",
            hint="Install it from quarto.org, or leave --engine out: the embedded engine needs nothing.",
        )
    return "Quarto", quarto.render


@contextmanager
def at_work(project: Path) -> Iterator[None]:
    """Keep a second build out of the folder in which a project's pages are prepared.

    Raises
    ------
    PublishError
        If another build of this project is at work.
    """
    refusal = PublishError(f"Another build of {project.resolve()} is at work.", hint="Wait until it is done.")
    with held(project / "build" / ".lock", refusal):
        yield


def _methods(order: Order, study: Any, findings: Mapping[str, Any]) -> Any:
    """The methods page, made beside the rest."""
    from tessera.addresses import address_of

    from tessera_site.methods import Notebook, methods_page
    from tessera_site.pages import Built

    source, base = table_of(order, study)
    notebook = Notebook(study_file(order.project).resolve(), source, base.resolve(), findings)
    public = order.audience == "public"  # what cells print is made for those who may see everything
    elsewhere = address_of(source).kind == "spark"  # a kernel would need a Spark of its own, or cannot see the session
    folder = (order.project / "build" / ("methods-public" if public else "methods")).resolve()
    return Built(
        methods_page(notebook, folder, execute=order.notebook and not (public or elsewhere), project=order.project), ()
    )
