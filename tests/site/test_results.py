"""`tessera measure` and a build with a baseline, from a folder to pages that are proved."""

import csv
import json
import shutil

import numpy as np
import pytest
from click.testing import CliRunner
from sample_project import quiet
from simulated_base import CENTRES, PER_GROUP, write_base, write_study
from tessera.holdout import held_out
from tessera_site.build import Order, build
from tessera_site.cli import main
from tessera_site.verify import verify_folder

UPLIFT = 8.0
WINNER = "high-income-low-spending"
WON = 1  # the place of its group among the centres


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = write_study(tmp_path_factory.mktemp("measured"))
    write_base(folder / "base.csv")
    return folder


def write_results(path, head=("id", "campaign", "arm", "amount"), **changes):
    """A campaign in which one group responds; changes replace single cells by column."""
    random = np.random.default_rng(4)
    rows = []
    for group in range(len(CENTRES)):
        for i in range(PER_GROUP):
            customer = f"c{group}{i:04d}"
            treated = not held_out(customer, "spring")
            spent = random.normal(40 + (UPLIFT if treated and group == WON else 0), 9)
            rows.append([customer, "Spring 26", "treated" if treated else "holdout", f"{spent:.2f}"])
    for column, values in changes.items():
        for i, value in enumerate(values):
            rows[i][("id", "campaign", "arm", "outcome").index(column)] = value
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def measure(project, results, out):
    return CliRunner().invoke(main, ["measure", str(results), "--project", str(project), "--out", str(out)])


@pytest.fixture(scope="module")
def measured(project):
    done = measure(project, write_results(project / "results.csv"), project / "measured")
    assert done.exit_code == 0, done.output
    return project / "measured"


@pytest.fixture(scope="module")
def results(measured):
    return json.loads((measured / "results.json").read_text())


def test_the_one_segment_that_responded_is_found(results):
    (campaign,) = results["campaigns"]
    states = {slug: uplift["state"] for slug, uplift in campaign["models"]["all"]["segments"].items()}
    assert states.pop(WINNER) == "gain"
    assert set(states.values()) == {"open"}
    found = campaign["models"]["all"]["segments"][WINNER]
    assert found["low"] < UPLIFT < found["high"]


def test_the_page_says_so_in_a_sentence_and_is_proved(measured):
    page = (measured / "index.html").read_text()
    assert "It worked for" in page
    assert "than their holdout of" in page
    assert "1 pages" in verify_folder(measured)


def test_every_hypothesis_of_every_segment_has_an_answer_even_if_it_is_none(results, measured):
    segments = results["campaigns"][0]["models"]["all"]["segments"]
    page = (measured / "index.html").read_text()
    assert segments[WINNER]["settles"].startswith(("Supported", "Settled"))
    for slug, uplift in segments.items():
        assert uplift["hypotheses"]
        for hypothesis in uplift["hypotheses"]:
            assert hypothesis["hypothesis"].startswith(f"/models/all/segments/{slug}/strategy/levers/")
            assert hypothesis["state"] == "not tested"  # the campaign's name says no lever
            assert "would be settled by" in hypothesis["sentence"]
    assert "Hypotheses that this campaign does not test" in page


def test_a_campaign_named_after_a_lever_answers_its_hypotheses_only(project, tmp_path):
    path = write_results(tmp_path / "r.csv")
    path.write_text(path.read_text().replace("Spring 26", "Spring discount"))
    done = measure(project, path, tmp_path / "out")
    assert done.exit_code == 0, done.output
    (campaign,) = json.loads((tmp_path / "out" / "results.json").read_text())["campaigns"]
    for slug, uplift in campaign["models"]["all"]["segments"].items():
        priced = {h["state"] for h in uplift["hypotheses"] if h["lever"] == "pricing"}
        assert priced <= ({"supported"} if slug == WINNER else {"open"})
        assert {h["state"] for h in uplift["hypotheses"] if h["lever"] != "pricing"} == {"not tested"}


def test_no_id_is_in_anything_published(measured):
    texts = [p.read_text(errors="ignore") for p in measured.rglob("*") if p.suffix in (".html", ".json", ".csv", ".js")]
    assert not any("c00017" in text or "c10017" in text for text in texts)


def test_yes_and_no_are_read_as_a_rate(project, tmp_path):
    head, *rows = list(csv.reader(write_results(tmp_path / "r.csv").read_text().splitlines()))
    answered = [[*row[:3], "yes" if float(row[3]) > 45 else "no"] for row in rows]
    with (tmp_path / "r.csv").open("w", newline="") as file:
        csv.writer(file).writerows([head, *answered])
    done = measure(project, tmp_path / "r.csv", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert json.loads((tmp_path / "out" / "results.json").read_text())["kind"] == "binary"
    assert "percentage points" in (tmp_path / "out" / "index.html").read_text()


def test_one_arm_only_in_a_segment_is_said_as_such(project, tmp_path):
    done = measure(project, write_results(tmp_path / "r.csv", arm=["treated"] * PER_GROUP), tmp_path / "out")
    assert done.exit_code == 0, done.output
    found = json.loads((tmp_path / "out" / "results.json").read_text())
    first = found["campaigns"][0]["models"]["all"]["segments"]["high-income-high-spending"]
    assert first["state"] == "untested"
    assert "none held out" in first["sentence"]


def test_a_column_named_holdout_that_says_yes_means_held_out(project, tmp_path):
    plain = write_results(tmp_path / "r.csv")
    head, *rows = list(csv.reader(plain.read_text().splitlines()))
    head[2] = "holdout"
    turned = [[*row[:2], "0" if row[2] == "treated" else "1", row[3]] for row in rows]
    with plain.open("w", newline="") as file:
        csv.writer(file).writerows([head, *turned])
    assert measure(project, plain, tmp_path / "out").exit_code == 0
    found = json.loads((tmp_path / "out" / "results.json").read_text())
    assert found["campaigns"][0]["models"]["all"]["segments"][WINNER]["difference"] > 0


@pytest.mark.parametrize(
    ("head", "changes", "said"),
    [
        (("id", "campaign", "colour", "amount"), {}, "has no column for the arm"),
        (("id", "campaign", "arm", "colour"), {}, "has no column for the outcome"),
        (("who", "campaign", "arm", "amount"), {}, "has no column for the customer"),
        (("id", "campaign", "arm", "amount"), {"outcome": ["12,5x"]}, "holds no number in 1 of its rows"),
        (("id", "campaign", "arm", "amount"), {"outcome": ["inf"]}, "holds no number in 1 of its rows"),
        (("id", "campaign", "arm", "amount"), {"outcome": [""]}, "1 rows have no 'amount'"),
        (("id", "campaign", "arm", "amount"), {"arm": ["maybe"]}, "neither treated nor holdout"),
        (("id", "campaign", "arm", "amount"), {"id": ["c00001"]}, "more than once in a campaign"),
        (("id", "campaign", "arm", "amount"), {"id": [f"x{i}" for i in range(800)]}, "none of its 800 customers"),
    ],
)
def test_results_that_cannot_be_used_are_refused_in_a_sentence(project, tmp_path, head, changes, said):
    done = measure(project, write_results(tmp_path / "r.csv", head, **changes), tmp_path / "out")
    assert done.exit_code == 1
    assert said in done.output
    assert "Traceback" not in done.output
    assert not (tmp_path / "out").exists()


def test_a_missing_file_is_refused(project, tmp_path):
    done = measure(project, tmp_path / "none.csv", tmp_path / "out")
    assert done.exit_code == 1
    assert "no such file" in done.output


# ---------------------------------------------------------------- with a baseline


@pytest.fixture(scope="module")
def twice(project):
    """The base built, a tenth of one segment moved, and built again against the first."""
    order = Order(project=project, engine="pandoc", pdf=False, notebook=False)
    build(order, quiet)
    earlier = project / "earlier.json"
    shutil.copy(project / "_site" / "findings.json", earlier)
    later = write_base(project / "later.csv", moved=0.1)
    build(Order(project=project, data=str(later), baseline=earlier, engine="pandoc", pdf=False, notebook=False), quiet)
    return project / "_site"


def test_the_changes_page_says_what_moved(twice):
    page = (twice / "changes.html").read_text()
    assert "10.0%" in page
    assert "What to reconsider" in page
    assert 'href="changes.html"' in (twice / "index.html").read_text()


def test_a_site_is_not_replaced_by_results(project, twice):
    done = measure(project, write_results(project / "results.csv"), twice)
    assert done.exit_code == 1
    assert "holds a site" in done.output


def test_a_broken_baseline_is_one_sentence_and_the_site_stays(project, twice, tmp_path):
    broken = tmp_path / "findings.json"
    broken.write_text('{"schema_version": "0.9"}')
    before = (twice / "index.html").read_bytes()
    done = CliRunner().invoke(main, ["build", "--project", str(project), "--baseline", str(broken), "--no-pdf"])
    assert done.exit_code == 1
    assert "schema version 0.9" in done.output
    assert (twice / "index.html").read_bytes() == before
