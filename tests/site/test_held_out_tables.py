"""From a table nobody has seen to a site and a briefing, with nothing but edits to study.yml."""

import csv

import numpy as np
import pytest
from click.testing import CliRunner
from pypdf import PdfReader
from tessera_site.cli import main

QUICK = "\ntrust: {draws: 0, bootstraps: 0}\n"


def comma(number):
    """A number as it is written where the comma parts decimals."""
    return f"{number:,.2f}".translate(str.maketrans(",.", ".,"))


def hotel(random, rows=240):
    """Guests, in German: semicolons, decimal commas, dates by day, letters beyond ASCII, yes and no in words, gaps."""
    yield ("Gästenummer", "Geschlecht", "Herkunftsland", "Nächte pro Jahr", "Zimmerpreis (€)", "Ausgaben im Restaurant (€)",
           "Stammgast", "Letzter Aufenthalt", "Bewertung")  # fmt: skip
    for i in range(rows):
        kind = i % 3
        yield (
            f"G{i:04}",
            ("weiblich", "männlich", "divers")[i % 7 % 3],
            ("Österreich", "Schweiz", "Türkei")[i % 5 % 3],
            1 + random.poisson((2, 7, 3)[kind]),
            comma(abs(random.normal((110, 1095, 260)[kind], 20))),
            comma(abs(random.normal((20, 60, 140)[kind], 12))),
            ("ja", "nein")[i % 2],
            f"{1 + i % 28:02}.{1 + i % 12:02}.2025",
            "" if i % 19 == 0 else 1 + i % 5,
        )


def accounts(random, rows=240):
    """Businesses: twenty columns, very unequal revenue, flags as letters, one column that never changes, long text."""
    yield ("account", "company", "industry", "country", "employees", "annual_revenue_keur", "margin", "orders", "contacts",
           "payment_delay_days", "years_customer", "nps", "discount_pct", "tier", "has_contract", "uses_portal",
           "complaints", "balance_eur", "remark", "reserved")  # fmt: skip
    for i in range(rows):
        kind = (0, 0, 0, 1, 1, 2)[i % 6]
        yield (
            f"ACC{i:04}",
            f"Company {i} Ltd.",
            ("Health", "Retail", "Public")[i % 4 % 3],
            ("DE", "FR", "IT", "PL")[i % 4],
            random.integers(3, 40) * (1, 8, 60)[kind],
            round(np.exp(random.normal((9, 11, 13.2)[kind], 0.3))),
            round(random.uniform(0.1, 0.45), 3),
            random.poisson((4, 20, 80)[kind]),
            random.poisson((1, 3, 9)[kind]),
            random.integers(0, 60),
            random.integers(1, 15),
            random.integers(0, 11),
            round(random.uniform(0, 30), 1),
            ("Gold", "Silver", "Bronze")[i % 5 % 3],
            "NY"[i % 2],
            "NY"[i % 3 % 2],
            random.poisson(2),
            round(random.normal(-200, 900), 2),
            f'Called about delivery {i}; wants, they say, "everything" by Friday',
            0,
        )


@pytest.fixture
def built(tmp_path):
    """A table made into a site by `init`, edits to the study, and `build`; the folder of the site."""

    def make(table, delimiter, edits, *options):
        with (tmp_path / "table.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, delimiter=delimiter).writerows(table(np.random.default_rng(8)))
        project = tmp_path / "project"
        run("init", str(project), "--data", str(tmp_path / "table.csv"))
        study = (project / "study.yml").read_text(encoding="utf-8")
        for old, new in edits.items():
            assert old in study
            study = study.replace(old, new)
        (project / "study.yml").write_text(study + QUICK, encoding="utf-8")
        run("build", "--project", str(project), "--engine", "pandoc", "--no-notebook", *options)
        return project / "_site"

    return make


def run(*command):
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output


def words_of(folder, page):
    return " ".join((folder / page).read_text(encoding="utf-8").split())


def test_guests_of_a_hotel_in_german(built):
    site = built(hotel, ";", {"title: Table ": "title: Gäste "})
    overview = words_of(site, "index.html")
    assert "Gäste" in overview
    assert "Ausgaben im Restaurant" in overview
    assert "Ausgaben im restaurant" not in overview
    assert "Ausgaben im Restaurant" in PdfReader(site / "briefing.pdf").metadata.title


def test_accounts_of_a_wholesaler_in_twenty_columns(built):
    edits = {"title: Table ": "title: Accounts ", "customers: customers ": "customers: accounts "}
    site = built(accounts, ",", edits, "--no-pdf")
    overview = words_of(site, "index.html")
    assert "annual revenue" in overview.lower()
    assert "keur" not in overview.replace("annual-revenue-keur", "").replace("annual_revenue_keur", "")
    assert "accounts" in overview
    assert "Ltd." not in "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.html"))
