"""Bad tables: one sentence that says what, where and what to do; never a traceback, never a silent loss."""

import re
from pathlib import Path

import pytest
from tessera.clean import clean
from tessera.errors import TableError
from tessera.source import open_source
from tessera.study import parse_study

STUDY = """
title: Shop
columns:
  id: {column: CustomerID, role: id}
  gender: {column: Gender, role: trait, also: [Genre]}
  age: {column: Age, role: feature}
  income: {column: Annual Income (k$), role: feature, also: [Annual_Income]}
models:
  age-income: {features: [age, income], k: 2}
cleaning:
  implausible:
    age: {min: 0, max: 110}
"""

ROWS = (
    "CustomerID,Gender,Age,Annual Income (k$)",
    "1,Male,19,15",
    "2,Female,21,15.5",
    "3,Female,20,16",
    "4,Male,35,120",
)


def refusal(table: str | bytes, folder: Path, study: str = STUDY, name: str = "shop.csv") -> TableError:
    """What is said of a table that cannot be used."""
    content = table.encode() if isinstance(table, str) else table
    (folder / name).write_bytes(content)
    parsed = parse_study(study, folder / "study.yml")
    with pytest.raises(TableError) as caught:
        clean(open_source(name, parsed, folder), parsed)
    return caught.value


def lines(*changed: str) -> str:
    return "\n".join(changed) + "\n"


def with_row(row: str) -> str:
    return lines(*ROWS, row)


TABLE_FAULTS: dict[str, tuple[str | bytes, str]] = {
    "an empty file": ("", r"shop\.csv: the file is empty\. A header and at least one row are needed\."),
    "a file of blank lines": ("\n\n  \n", r"shop\.csv: the file is empty\."),
    "a header only": (lines(ROWS[0]), r"shop\.csv: the table has a header but no rows\."),
    "a renamed column": (
        lines("CustomerID,Gender,Years,Annual Income (k$)", *ROWS[1:]),
        r"shop\.csv has no column 'Age', which the study calls 'age'\. .*'CustomerID', 'Gender', 'Years'",
    ),
    "a column nearly named": (
        lines("CustomerID,Gender,Agee,Annual Income (k$)", *ROWS[1:]),
        r"no column 'Age'.*Is it 'Agee' now\? Then add that under columns\.age\.also\.",
    ),
    "two columns that fit equally": (
        lines("CustomerID,Gender,AGE,age_,Annual Income (k$)", "1,Male,19,19,15"),
        r"the column 'Age' could be 'AGE' or 'age_'\. Write the right one under columns\.age\.column",
    ),
    "a repeated header": (
        lines("CustomerID,Gender,Age,Age", "1,Male,19,15"),
        r"the header 'Age' is there 2 times, in columns 3 and 4\.",
    ),
    "text in a number column": (
        with_row("5,Male,old,20"),
        r"shop\.csv, row 5 \(line 6\): column 'Age' holds 'old', which is not a number\. Correct or empty",
    ),
    "text in several rows": (
        lines(*ROWS, *[f"{i},Male,x{i},20" for i in range(5, 15)]),
        r"row 5 \(line 6\): column 'Age' holds 'x5'.*; the same in rows 6, 7, 8, 9 and 5 more\.",
    ),
    "an infinite number": (
        with_row("5,Male,40,inf"),
        r"column 'Annual Income \(k\$\)' holds 'inf', which is not",
    ),
    "a number too large": (with_row("5,Male,40,1e999"), r"holds '1e999', which is not a number"),
    "a row too short": (with_row("5,Male,40"), r"shop\.csv: line 6 cannot be read as a row of 4 columns"),
    "a row too long": (with_row("5,Male,40,20,7"), r"shop\.csv: line 6 cannot be read as a row of 4 columns"),
    "an open quotation": (with_row('5,"Male,40,20'), r"shop\.csv: line 6 cannot be read as a row of 4 columns"),
    "one id for two customers": (
        with_row("2,Male,40,20"),
        r"rows with the same id in column 'CustomerID' differ: rows 2 and 5\. Correct the ids",
    ),
    "a constant feature": (
        lines(ROWS[0], "1,Male,19,15", "2,Male,19,16"),
        r"column 'Age' has the same value in every row, so model 'age-income' cannot use it\.",
    ),
    "nothing left": (
        lines(ROWS[0], "1,Male,,15", "2,Male,190,16"),
        r"cleaning leaves none of 2 rows: 1 age missing, 1 age below 0 or above 110\.",
    ),
    "numbers with two readings": (
        lines("CustomerID;Gender;Age;Annual Income (k$)", "1;Male;19;1,234", "2;Male;20;5,678"),
        r"column 'Annual Income \(k\$\)' can be read in two ways.*data\.decimal",
    ),
    "binary junk": (bytes(range(256)) * 20, r"shop\.csv: the file holds no text"),
    "a workbook called csv": (b"PK\x03\x04rest", r"shop\.csv: this is an Excel workbook or a zip archive"),
    "a packed file": (b"\x1f\x8b\x08rest", r"shop\.csv: this is compressed, not a text file\. Unpack it first\."),
}


@pytest.mark.parametrize(("table", "says"), TABLE_FAULTS.values(), ids=TABLE_FAULTS.keys())
def test_a_bad_table_is_refused_in_one_sentence(table: str | bytes, says: str, tmp_path: Path) -> None:
    error = refusal(table, tmp_path)
    assert re.search(says, str(error)), str(error)
    assert "\n" not in str(error)
    assert len(str(error)) < 400


def test_a_missing_file_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(lines(*ROWS))
    study = parse_study(STUDY, tmp_path / "study.yml")
    with pytest.raises(TableError, match=r"custmers\.csv: there is no such file\. Did you mean 'customers\.csv'\?"):
        open_source("custmers.csv", study, tmp_path)


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    study = parse_study(STUDY, tmp_path / "study.yml")
    with pytest.raises(TableError, match="folder without Parquet files"):
        open_source(str(tmp_path), study, tmp_path)


def test_an_unknown_kind_of_file_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "shop.sav").write_bytes(b"x")
    study = parse_study(STUDY, tmp_path / "study.yml")
    with pytest.raises(TableError, match=r"'\.sav' cannot be read\. These can: \.csv"):
        open_source("shop.sav", study, tmp_path)


@pytest.mark.parametrize("name", ["shop.parquet", "shop.xlsx"])
def test_junk_under_a_good_name_is_refused(name: str, tmp_path: Path) -> None:
    assert "cannot be read as" in str(refusal(b"junk" * 100, tmp_path, name=name))


def test_ids_are_never_told_in_a_refusal(tmp_path: Path) -> None:
    table = lines(ROWS[0], "secret-7,Male,19,15", "secret-7,Male,20,16")
    assert "secret" not in str(refusal(table, tmp_path))


def test_a_pattern_that_fits_nothing_is_refused(tmp_path: Path) -> None:
    study = parse_study(STUDY, tmp_path / "study.yml")
    with pytest.raises(TableError, match="no file fits this pattern"):
        open_source("*.parquet", study, tmp_path)


def test_a_pattern_of_text_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(lines(*ROWS))
    with pytest.raises(TableError, match="only Parquet files can be read as one table"):
        open_source("*.csv", parse_study(STUDY, tmp_path / "study.yml"), tmp_path)


def test_no_table_at_all_is_refused(tmp_path: Path) -> None:
    study = parse_study(STUDY, tmp_path / "study.yml")
    with pytest.raises(TableError, match="No customer table is named"):
        open_source("", study, tmp_path)
