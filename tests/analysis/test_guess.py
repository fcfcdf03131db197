"""A first study from a table nobody has described."""

import re
from pathlib import Path

import pytest
from tessera.clean import clean
from tessera.errors import TableError
from tessera.guess import guess_study
from tessera.header_words import label_of, unit_of
from tessera.looking import short_names
from tessera.source import open_source
from tessera.study import Study, parse_study

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
REAL = pytest.mark.skipif(not SHARED.exists(), reason="the real tables are not here")

HEADER = "Kundennummer;member_since;Joined Club;Home Town;annual salary;Basket value;age;Newsletter;comment;country"


def table(rows: int = 40) -> str:
    towns = ("Bern", "Basel", "no", 'Genf: "Altstadt"')
    lines = [
        f"K{i:03};{1 + i % 28:02}.0{1 + i % 9}.2020;{i % 7};{towns[i % 4].replace(chr(34), '')};{40000 + 777 * i};"
        f"{i * 1.5:.2f};{20 + i};{'yes' if i % 2 else 'no'};free text {i};CH"
        for i in range(rows)
    ]
    return "\n".join((HEADER, *lines)) + "\n"


def guessed(folder: Path, content: str) -> Study:
    (folder / "club members.csv").write_text(content)
    return parse_study(guess_study("club members.csv", folder), folder / "study.yml")


def test_roles_are_told_by_names_and_contents(tmp_path: Path) -> None:
    study = guessed(tmp_path, table())
    assert {name: column.role for name, column in study.columns.items()} == {
        "kundennummer": "id",
        "joined_club": "feature",
        "home_town": "trait",
        "annual_salary": "feature",
        "basket_value": "value",
        "age": "feature",
        "newsletter": "flag",
    }
    assert study.inputs["member_since"].type == "date"
    assert study.inputs["member_since"].dates == "day-month-year"
    assert study.title == "Club members"


def test_models_are_proposed_from_the_most_promising_columns(tmp_path: Path) -> None:
    study = guessed(tmp_path, table())
    assert [set(model.features) for model in study.models.values()] == [
        {"annual_salary", "basket_value"},
        {"age", "basket_value"},
        {"age", "annual_salary"},
    ]
    assert study.models["annual-salary-basket-value"].scaling == "standard"
    assert all(model.k == "auto" for model in study.models.values())


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(table())
    text = guess_study("t.csv", tmp_path)
    assert "# Left out: comment, text that differs from row to row." in text
    assert "# Left out: country, the same in every row." in text


def test_every_guess_says_that_it_is_one(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(table())
    text = guess_study("t.csv", tmp_path)
    for line in text.splitlines():
        if re.match(r"\s+(role|unit|scale|k|scaling|decimals|dates|missing|outliers):", line):
            assert "# guessed: " in line, line


def test_the_guessed_study_reads_the_table(tmp_path: Path) -> None:
    study = guessed(tmp_path, table())
    report = clean(open_source(study.data.source, study, tmp_path), study).report
    assert report.rows_kept == 40


def test_awkward_headers_get_usable_short_names(tmp_path: Path) -> None:
    content = "true,2nd,2nd (x),a b,A-B\n" + "\n".join(f"{i * 3},{i},{i + 1},{i % 5},{i * i}" for i in range(20))
    study = guessed(tmp_path, content)
    assert [*study.columns] == ["column_true", "column_2nd", "column_2nd_2", "a_b", "a_b_2"]
    assert clean(open_source(study.data.source, study, tmp_path), study).report.rows_kept == 20


@pytest.mark.parametrize(
    ("header", "name", "label", "unit"),
    [
        ("Annual Income (k$)", "annual_income", "Annual income", "k$"),
        ("Spending Score (1-100)", "spending_score", "Spending score", ""),
        ("NumWebPurchases", "num_web_purchases", "Num web purchases", "times"),
        ("Nächte pro Jahr", "nachte_pro_jahr", "Nächte pro jahr", ""),
        ("Größe", "grosse", "Größe", ""),
        ("data_gb", "data_gb", "Data", "GB"),
        ("annual_revenue_keur", "annual_revenue_keur", "Annual revenue", "thousand EUR"),
        ("discount_pct", "discount_pct", "Discount", "%"),
        ("tenure_months", "tenure_months", "Tenure", "months"),
        ("account_balance", "account_balance", "Account balance", ""),
        ("sms", "sms", "SMS", ""),
        ("days_since_visit", "days_since_visit", "Days since visit", "days"),
        ("_", "column", "_", ""),
    ],
)
def test_a_header_says_what_its_column_is_called_and_counted_in(header, name, label, unit) -> None:
    assert [*short_names((header,))] == [name]
    assert (label_of(header), unit_of(header, name)) == (label, unit)


def test_capitals_stay_where_nouns_have_them(tmp_path: Path) -> None:
    content = "Gast,Nächte pro Jahr,Preis,Stammgast\n" + "".join(f"g{i},{i % 9},{i * 3},ja\n" for i in range(20))
    study = guessed(tmp_path, content.replace("19,1,57,ja", "19,1,57,nein"))
    assert study.columns["nachte_pro_jahr"].short == "Nächte pro Jahr"
    assert study.columns["preis"].short == "Preis"
    assert study.columns["stammgast"].role == "flag"
    other = guessed(tmp_path, content.replace("Nächte pro Jahr", "Number of Orders"))
    assert other.columns["number_of_orders"].label == "Number of orders"


def test_a_single_number_is_cut_together_with_traits(tmp_path: Path) -> None:
    rows = "".join(f"{i},{('Bern', 'Basel', 'Genf')[i % 3]},{'FM'[i % 2]},{30 + i * 7 % 41}\n" for i in range(60))
    study = guessed(tmp_path, "id,town,gender,age\n" + rows)
    (model,) = study.models.values()
    assert model.features == ("gender", "town", "age")
    assert (model.encode, model.scaling) == ("one-hot", "standard")


def test_a_table_without_numbers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,town\n1,Bern\n2,Basel\n3,Bern\n")
    with pytest.raises(TableError, match="segments need two columns of numbers, or one and a trait; this table has 0"):
        guess_study("t.csv", tmp_path)


@REAL
@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("Mall_Customers", "spending_score", 200),
        ("customer_segmentation_data", "spending_score", 1000),
        ("marketing_campaign", "mnt_wines", 2216),
    ],
)
def test_the_real_tables_get_a_study_that_reads_them(name: str, value: str, kept: int, tmp_path: Path) -> None:
    study = parse_study(guess_study(str(SHARED / f"{name}.csv")), tmp_path / "study.yml")
    assert study.columns[value].role == "value"
    assert study.columns[next(iter(study.columns))].role == "id"
    assert len(study.models) == 3
    assert clean(open_source(study.data.source, study, tmp_path), study).report.rows_kept == kept


def test_codes_are_called_by_their_column(tmp_path: Path) -> None:
    rows = "".join(f"{i},{'ABC'[i % 3]},{('red', 'blue')[i % 2]},{20 + i % 40}\n" for i in range(60))
    study = guessed(tmp_path, "id,Home store,colour,age\n" + rows)
    assert study.columns["home_store"].values == {code: f"home store {code}" for code in "ABC"}
    assert set(study.columns["colour"].values.values()) == {"red", "blue"}


def test_codes_without_a_letter_are_called_by_their_column_however_long(tmp_path: Path) -> None:
    rows = "".join(f"{i},{('K-1', 'red')[i % 2]},#{100 + i % 3},{20 + i % 40}\n" for i in range(60))
    study = guessed(tmp_path, "id,colour,wave,age\n" + rows)
    assert study.columns["wave"].values == {code: f"wave {code}" for code in ("#100", "#101", "#102")}
    assert study.columns["colour"].values == {"K-1": "K-1", "red": "red"}
