"""From a clean folder to a published site: what a user relies on."""

import json
import shutil
import subprocess
import sys

import jsonschema
import pytest
from click.testing import CliRunner
from sample_project import project_in, quiet
from tessera_site.build import Order, build
from tessera_site.cli import main

SEGMENTS = 13


def test_the_promised_files_are_there(site):
    for name in ("index.html", "findings.json", "briefing.pdf", "404.html", "methods.html", "glossary.html"):
        assert (site / name).stat().st_size > 0


def test_there_is_a_page_for_every_segment_and_twenty_in_all(site):
    assert len(list(site.glob("segments/*/*.html"))) == SEGMENTS
    assert len(list(site.rglob("*.html"))) >= 20


def test_findings_keep_to_their_schema(site):
    schema = json.loads((site / "findings.schema.json").read_text())
    jsonschema.validate(json.loads((site / "findings.json").read_text()), schema)


def test_methods_ran_and_agree_with_the_findings(site):
    page = (site / "methods.html").read_text()
    assert page.count("cell-output") >= 4
    assert "0.0000%" in page


def test_a_page_says_that_the_sample_is_simulated(site):
    for page in site.glob("segments/*/*.html"):
        assert "Simulated table." in page.read_text()


@pytest.fixture
def project(tmp_path):
    """A project whose earlier site must stay whatever happens."""
    project = project_in(tmp_path)
    (project / "_site").mkdir()
    (project / "_site" / "index.html").write_text("the earlier site")
    (project / "_site" / "findings.json").write_text("{}")
    return project


def refused(project, *options):
    """The message of a build that refuses, after checking that it leaves the earlier site alone."""
    result = CliRunner().invoke(main, ["build", "--project", str(project), "--engine", "pandoc", *options])
    assert result.exit_code == 1, result.output
    assert (project / "_site" / "index.html").read_text() == "the earlier site"
    assert sorted(p.name for p in (project / "_site").iterdir()) == ["findings.json", "index.html"]
    assert "Traceback" not in result.output
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("tessera: ")]
    return line


HEAD = "CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)\n"
ROWS = [f"{i},{'Male' if i % 2 else 'Female'},{20 + i},{15 + 3 * i},{(i * 37) % 99 + 1}\n" for i in range(1, 41)]


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("", ["empty"]),
        (HEAD, ["no rows"]),
        (HEAD.replace("Age", "Years") + "".join(ROWS), ["Age", "Years"]),
        (HEAD + "".join(ROWS[:5]) + "6,Male,young,30,40\n" + "".join(ROWS[6:]), ["age", "young"]),
        (
            HEAD + "".join(r.replace(f",{20 + i},", ",30,") for i, r in enumerate(ROWS, 1)),
            ["age", "same value in every row"],
        ),
        (HEAD + "1,Male,20,30,40\n2,Female,25,35,45\n3,Male,30,20,60\n", ["income-spend", "5 segments", "3 distinct"]),
        (HEAD + "".join(ROWS) + "40,Male,33,44,55\n", ["id"]),
    ],
    ids=[
        "empty",
        "header only",
        "renamed column",
        "text in a number",
        "constant feature",
        "too few tuples",
        "ids twice",
    ],
)
def test_a_table_that_cannot_be_used_is_refused_in_one_sentence(project, table, says):
    (project / "data" / "mall_customers.csv").write_text(table)
    message = refused(project)
    for part in says:
        assert part.lower() in message.lower(), message


def test_a_missing_table_is_refused_with_its_name(project):
    (project / "data" / "mall_customers.csv").unlink()
    assert "mall_customers.csv" in refused(project)


def test_an_unknown_key_is_refused_with_file_line_and_the_key_meant(project):
    study = project / "study.yml"
    study.write_text(study.read_text().replace("outliers: keep", "outlier: keep"))
    message = refused(project)
    line = next(i for i, text in enumerate(study.read_text().splitlines(), 1) if "outlier: keep" in text)
    assert f"study.yml:{line}" in message
    assert "outliers" in message


def test_a_missing_study_is_refused(tmp_path):
    result = CliRunner().invoke(main, ["build", "--project", str(tmp_path)])
    assert result.exit_code == 1
    assert "tessera init" in result.stderr


def test_quarto_is_refused_where_there_is_none(project, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert "Quarto" in refused(project, "--engine", "quarto")


def test_wrong_usage_exits_with_2():
    assert CliRunner().invoke(main, ["build", "--no-such-option"]).exit_code == 2


def test_init_writes_a_study_that_builds(tmp_path, sample):
    runner = CliRunner()
    made = runner.invoke(main, ["init", str(tmp_path / "mine"), "--data", str(sample / "data" / "mall_customers.csv")])
    assert made.exit_code == 0, made.output
    checked = runner.invoke(main, ["check", "--project", str(tmp_path / "mine")])
    assert checked.exit_code == 0, checked.output
    again = runner.invoke(main, ["init", str(tmp_path / "mine"), "--data", "x.csv"])
    assert again.exit_code == 1
    assert "already" in again.stderr


def test_init_says_what_it_needs(tmp_path):
    table = tmp_path / "my table.csv"
    table.write_text("id,age\n1,20\n")
    for asked, said in (([str(table)], "--data '"), ([str(tmp_path / "mine")], "--data")):
        refused_with = CliRunner().invoke(main, ["init", *asked])
        assert refused_with.exit_code == 1
        assert said in refused_with.stderr
    assert [path.name for path in tmp_path.iterdir()] == [table.name]


def test_words_change_without_a_new_analysis(sample, tmp_path, monkeypatch):
    project = tmp_path / "copy"
    shutil.copytree(sample, project)
    import tessera.analyse

    monkeypatch.setattr(tessera.analyse, "analyse_table", lambda *_: pytest.fail("the analysis ran again"))
    build(Order(project=project, engine="pandoc", pdf=False, notebook=False), quiet)


def test_help_comes_without_heavy_imports():
    heavy = "sklearn,scipy,ibis,pandas,numpy,weasyprint,plotly,pydantic"
    code = (
        "import sys; from click.testing import CliRunner; from tessera_site.cli import main;"
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0;"
        f"print([m for m in '{heavy}'.split(',') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
