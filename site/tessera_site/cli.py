"""The command line. It reads options, turns refusals into messages, and decides nothing."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import click

from tessera_site.terminal import asked_password, refusing, step

PROJECT = click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    show_default="here",
    help="Folder of study.yml.",
)
PASSWORD_FROM = click.option(
    "--password-from",
    metavar="SOURCE",
    help="Put a password on the PDF; SOURCE says where it is: prompt, env:NAME or fd:NUMBER.",
)
DATA = click.option("--data", metavar="SOURCE", help="Another table than the study's: a file or an address.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tessera-segments", prog_name="tessera")
@click.option("--debug", is_flag=True, help="Show the traceback when something goes wrong.")
@click.pass_context
def main(context: click.Context, debug: bool) -> None:
    """Customer segments from a table: a website and a PDF that say what is there, how sure, and what to do."""
    context.obj = debug


@main.command()
@PROJECT
@DATA
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("_site"),
    show_default=True,
    help="Where the site goes.",
)
@click.option(
    "--engine",
    type=click.Choice(["auto", "quarto", "pandoc"]),
    default="auto",
    show_default=True,
    help="What renders the pages.",
)
@click.option(
    "--baseline",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="findings.json of an earlier build, for the changes page.",
)
@click.option(
    "--audience",
    type=click.Choice(["internal", "public"]),
    default="internal",
    show_default=True,
    help="Public hides small counts.",
)
@click.option("--no-pdf", is_flag=True, help="Leave the briefing out.")
@click.option("--no-notebook", is_flag=True, help="Do not run the methods page's cells.")
@click.option("--force", is_flag=True, help="Analyse again even if nothing changed.")
@PASSWORD_FROM
@refusing
def build(project: Path, data: str | None, no_pdf: bool, no_notebook: bool, **options: Any) -> None:
    """Build the website and the PDF briefing."""
    from tessera_site.build import Order
    from tessera_site.build import build as build_site

    password = asked_password(options.pop("password_from"))
    order = Order(project, data, pdf=not no_pdf, notebook=not no_notebook, password=password, **options)
    result = build_site(order, step)
    click.echo(f"{result.pages} pages in {result.out} ({result.engine}). Open {result.out / 'index.html'}.")


@main.command()
@PROJECT
@DATA
@refusing
def check(project: Path, data: str | None) -> None:
    """Check the study and the table; build nothing."""
    from tessera.clean import clean
    from tessera.source import open_source

    from tessera_site.build import read_study
    from tessera_site.look import look_of

    study = read_study(project)
    look_of(study.theme, project)
    report = clean(open_source(data or study.data.source, study, Path.cwd() if data else project), study).report
    for removal in report.removals:
        click.echo(f"{removal.rows} rows would be removed: {removal.rule}.")
    click.echo(
        f"The study and the table fit: {report.rows_kept} of {report.rows_read} rows, {len(study.models)} models."
    )


@main.command()
@PROJECT
@DATA
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("_site"), show_default=True)
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, show_default=True)
@click.option("--engine", type=click.Choice(["quarto", "pandoc"]), default="pandoc", show_default=True)
@refusing
def preview(project: Path, data: str | None, out: Path, port: int, engine: Literal["quarto", "pandoc"]) -> None:
    """Serve the site here and rebuild it when study, data, templates or theme change."""
    from tessera_site.build import Order
    from tessera_site.build import build as build_site
    from tessera_site.serve import preview as serve

    order = Order(project=project, data=data, out=out, engine=engine, notebook=False)
    watched = (Path(data).resolve(),) if data and Path(data).exists() else ()
    serve(project, lambda: build_site(order, step).out, port, lambda line: click.echo(line, err=True), watched)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--data", metavar="SOURCE", help="The table the study is for.")
@refusing
def init(folder: Path, data: str | None) -> None:
    """Write a new study from a table: roles guessed, models proposed."""
    from tessera_site.beginning import begin

    target = begin(folder, data)
    click.echo(f"{target} written. Read it: every guess says that it is one. Then: tessera build --project {folder}")


@main.command()
@PROJECT
@click.option("--model", metavar="KEY", required=True, help="Key of the model, as under 'models' of the study.")
@click.option("--data", metavar="SOURCE", required=True, help="The table to score.")
@click.option(
    "--out",
    metavar="FILE",
    required=True,
    help="A .parquet or .csv file, or duckdb://FILE?table=NAME; never inside a site.",
)
@click.option(
    "--findings",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="findings.json of the build whose model is used; that of _site by default.",
)
@refusing
def score(**options: Any) -> None:
    """Give every customer of a table their segment, by a published model.

    The table is placed where it lives and never loaded whole. Who lacks a feature gets no segment.
    """
    from tessera_site.score import ScoreOrder
    from tessera_site.score import score as score_table

    with step("Place the customers"):
        scored = score_table(ScoreOrder(**options))
    placed = ", ".join(f"{size:,} {slug}" for slug, size in scored.sizes.items()) or "nobody"
    click.echo(f"{scored.rows:,} rows in {options['out']}: {placed}; {scored.without:,} without a segment.")


@main.command()
@click.argument("results", metavar="RESULTS")
@PROJECT
@DATA
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Where the results page goes; not the folder of a site.",
)
@refusing
def measure(results: str, project: Path, data: str | None, out: Path) -> None:
    """Say what a campaign changed in every segment.

    RESULTS is a table with one row a customer and campaign: customer id, campaign, arm (treated or holdout),
    outcome (yes and no, or an amount).
    """
    from tessera_site.build import Order
    from tessera_site.measure import measure as measure_results

    measured = measure_results(results, Order(project=project, data=data, out=out), step)
    click.echo(f"{measured.headline}. Open {measured.out / 'index.html'}.")


@main.command()
@PROJECT
@click.option(
    "--site",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("_site"),
    show_default=True,
    help="The built site whose briefing is brought.",
)
@click.option("--to", multiple=True, metavar="ADDRESS", help="Who gets it; may be said more than once.")
@click.option("--from", "sender", default="", metavar="ADDRESS", help="Who sends it.")
@click.option("--subject", default="", help="What it is about.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Keep the e-mail in a file (.eml).")
@click.option("--smtp", metavar="HOST[:PORT]", help="Send it. Name and password: TESSERA_SMTP_USER, _PASSWORD.")
@click.option("--tls", type=click.Choice(["starttls", "implicit"]), default="starttls", show_default=True)
@click.option("--timeout", type=click.FloatRange(min=0.1), default=30.0, show_default=True, help="Seconds to wait.")
@click.option("--date", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]), help="The date it bears; now when left out.")
@click.option("--dry-run", is_flag=True, help="Show it; keep and send nothing.")
@PASSWORD_FROM
@refusing
def email(project: Path, site: Path, smtp: str | None, tls: Literal["starttls", "implicit"], **options: Any) -> None:
    """Bring the briefing by e-mail: written to a file, or sent."""
    from tessera_site.mail import Post, post
    from tessera_site.mail.sending import server

    patience, date = options.pop("timeout"), options.pop("date") or datetime.now(UTC).replace(microsecond=0)
    order = Post(
        project=project,
        site=site if site.is_absolute() else project / site,
        date=date,
        server=server(smtp, tls, patience) if smtp else None,
        password=asked_password(options.pop("password_from")),
        **options,
    )
    click.echo(post(order))


@main.command()
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--rebuild", is_flag=True, help="Build it again from its table and study, and compare every byte.")
@PROJECT
@DATA
@click.option(
    "--baseline", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="With --rebuild: as in the build."
)
@refusing
def verify(site: Path, rebuild: bool, project: Path, data: str | None, baseline: Path | None) -> None:
    """Prove a built site: every keyed number, every link, every published byte."""
    from tessera_site.verify import verify_folder

    click.echo(verify_folder(site))
    if rebuild:
        from tessera_site.rebuild import same_again

        click.echo(same_again(site, project, data, baseline, step))


@main.command()
@refusing
def doctor() -> None:
    """Say what is on this machine and how to install what is missing."""
    from tessera_site.doctor import report

    for found in report():
        state = "ok" if found.found else "missing" if found.required else "optional"
        click.echo(f"{state:8}  {found.name}: {found.detail or found.needed_for}")
        if not found.found:
            click.echo(f"          {found.install}")
