"""Text from a table, a study or a playbook is text everywhere: on pages, in drawings, scripts, tables, rules, names."""

import csv
import html
import io
import json
import re
from pathlib import Path

import duckdb
import pytest
from hostile import HOSTILE
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from sample_project import quiet
from tessera.scoring import _name
from tessera_site.build import Order, build
from tessera_site.exports import _csv
from tessera_site.figures import script_json
from tessera_site.keyed import attribute, text
from tessera_site.pandoc import pandoc_program
from tessera_site.proof.page import read_page
from tiny_project import rows

TAGS = re.compile(r"<\s*/?\s*([a-zA-Z][\w-]*)")
ALARMS = re.compile(r"<script>alert|<img src=x|<svg onload|</td><b>|href=\"javascript", re.IGNORECASE)


def hostile_project(folder: Path) -> Path:
    """The tiny project with a hostile text in every place that takes one: headers, values, ids, titles, labels, plays."""
    folder.mkdir()
    header = "Spent <b>&\"'|`{{x}}$ *today*"
    lines = [row.split(",") for row in rows()]
    for i, line in enumerate(lines):
        line[0] = f"<id>{i:04}=\"'"
        line[1] = HOSTILE[i % len(HOSTILE)]
    with (folder / "shop.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["Customer", "Gen|der <i>", "Age", header], *lines])
    study = {
        "title": HOSTILE[0] + HOSTILE[4],
        "question": HOSTILE[6] + " " + HOSTILE[11],
        "customers": "people <b>& co</b>",
        "organisation": HOSTILE[2],
        "data": {"source": "shop.csv", "note": HOSTILE[9] + "\n" + HOSTILE[10], "simulated": True},
        "columns": {
            "id": {"column": "Customer", "role": "id"},
            "gender": {"column": "Gen|der <i>", "role": "trait", "label": HOSTILE[7], "values": {"=1+1": "</td><b>"}},
            "age": {"column": "Age", "role": "feature", "unit": "<u>years", "note": HOSTILE[12]},
            "spending": {"column": header, "role": "value", "prefix": "<$", "label": HOSTILE[1], "suffix": "*k*"},
        },
        "models": {"age-spend": {"features": ["age", "spending"], "k": 2, "k_max": 3, "title": HOSTILE[3]}},
        "trust": {"draws": 0, "bootstraps": 0},
        "theme": {"name": HOSTILE[5]},
    }
    YAML(typ="safe").dump(study, folder / "study.yml")
    return folder


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    """The hostile project's site, which its own proof has let pass."""
    project = hostile_project(tmp_path_factory.mktemp("hostile") / "project")
    build(Order(project=project, engine="pandoc", notebook=False), quiet)
    return project


def test_no_tag_and_no_handler_comes_out_of_a_text(hostile: Path) -> None:
    pages = {path: path.read_text() for path in (hostile / "_site").rglob("*.html")}
    assert len(pages) >= 10
    for path, page in pages.items():
        visible = re.sub(r"<(script|style)\b[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
        assert not ALARMS.search(visible), path
        assert read_page(page).handlers == ()
        assert {tag.lower() for tag in TAGS.findall(visible)}.isdisjoint({"u", "iframe", "object", "embed"}), path


def test_every_hostile_value_is_shown_as_it_is(hostile: Path) -> None:
    shown = html.unescape((hostile / "_site/data.html").read_text())
    for value in ("<img src=x onerror=alert(1)>", "[x](javascript:alert(1)) ![x](y)", "'; DROP TABLE customers; --"):
        assert value in shown


def test_nothing_in_a_chart_file_ends_its_script(hostile: Path) -> None:
    for path in (hostile / "_site/charts").glob("*.js"):
        assert not set("<>&\u2028\u2029") & set(path.read_text()), path


def test_no_cell_of_a_table_is_a_formula(hostile: Path) -> None:
    for path in (hostile / "_site/tables").glob("*.csv"):
        for line in csv.reader(io.StringIO(path.read_text())):
            assert not [cell for cell in line if cell[:1] in "=+@\t\r" and cell], path


def test_the_rule_places_the_hostile_table_in_its_own_engine(hostile: Path) -> None:
    rule = (hostile / "_site/scoring/age-spend.sql").read_text()
    connection = duckdb.connect()
    with (hostile / "shop.csv").open(encoding="utf-8", newline="") as file:
        _, *lines = csv.reader(file)
    connection.execute("CREATE TABLE customers (id VARCHAR, gender VARCHAR, age DOUBLE, spending DOUBLE)")
    connection.executemany("INSERT INTO customers VALUES (?, ?, ?, ?)", lines)
    placed = connection.execute(rule).fetchall()
    assert len(placed) == len(rows())
    assert connection.execute("SELECT count(*) FROM customers").fetchone() == (len(rows()),)


def test_no_file_leaves_the_site_and_no_name_is_hostile(hostile: Path) -> None:
    names = [path.relative_to(hostile / "_site").as_posix() for path in (hostile / "_site").rglob("*")]
    assert all(re.fullmatch(r"[\w./-]+", name) and ".." not in name for name in names)
    assert {path.name for path in hostile.iterdir()} == {"study.yml", "shop.csv", "build", "_site"}


def test_no_id_is_published(hostile: Path) -> None:
    assert not [path for path in (hostile / "_site").rglob("*") if path.is_file() and b"id>0007" in path.read_bytes()]


# ---------------------------------------------------------------- any text at all

ANY = st.text(max_size=60)


def some(check):
    """A property that hostile texts have to have before made-up ones."""
    for value in HOSTILE:
        check = example(value)(check)
    return settings(max_examples=60, deadline=None)(given(ANY)(check))


@some
def test_any_text_is_text_in_html(value: str) -> None:
    page = read_page(f'<p title="{attribute(value)}">{text(value)}</p>')
    assert page.handlers == ()
    assert not TAGS.search(str(text(value)))
    assert '"' not in str(attribute(value))


@some
def test_any_text_is_a_string_in_a_script(value: str) -> None:
    written = script_json(value)
    assert json.loads(written) == value
    assert not set("<>&\u2028\u2029") & set(written)


@some
def test_any_text_is_one_cell_of_a_table(value: str) -> None:
    (_, (cell, other)) = list(csv.reader(io.StringIO(_csv(("a", "b"), [(value, "x")]), newline="")))
    assert other == "x"
    assert cell in (value, f"'{value}")
    assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r")


@some
def test_any_text_is_a_name_in_a_rule(value: str) -> None:
    if not value or "\0" in value or not value.isprintable():
        return
    named = duckdb.connect().execute(f"SELECT 1 AS {_name(value)}").description
    assert named[0][0] == value


def test_any_text_is_text_in_markdown() -> None:
    """All hostile texts, each a paragraph and a cell of a table, in one run of the engine."""
    import subprocess

    values = [value for value in HOSTILE if value.isprintable()]
    paragraphs = "\n\n".join(f'P{i} <span data-key="x">{text(value)}</span>' for i, value in enumerate(values))
    cells = "\n".join(f"| P{i} | {text(value)} |" for i, value in enumerate(values))
    document = f"{paragraphs}\n\n| a | b |\n|---|---|\n{cells}\n"
    done = subprocess.run(
        [pandoc_program(), "-f", "markdown", "-t", "html", "--mathml", "--wrap=none"],
        input=document.encode(),
        capture_output=True,
        check=True,
    )
    made = done.stdout.decode()
    for i, value in enumerate(values):
        as_text = " ".join(html.unescape(re.sub(r"<[^<>]*>", "", made)).split())
        assert f"P{i} {' '.join(value.split())}" in as_text, value
    assert set(TAGS.findall(made)) <= {"p", "span", "table", "thead", "tbody", "tr", "th", "td", "colgroup", "col"}
