"""Tables in every dress they come in give the same customers."""

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tessera.errors import TableError
from tessera.source import Source, open_source
from tessera.study import Study, load_study, parse_study

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT / ".." / "shared" / "data"

STUDY = """
title: Shop
columns:
  id: {column: CustomerID, role: id, also: [Customer ID]}
  gender: {column: Gender, role: trait, also: [Genre]}
  age: {column: Age, role: feature}
  income: {column: Annual Income (k$), role: feature, also: [Annual_Income]}
  member: {column: Member, role: flag}
models:
  age-income: {features: [age, income], k: 2}
"""
HEADERS = ("CustomerID", "Gender", "Age", "Annual Income (k$)", "Member")
ROWS = (
    ("0001", "Male", "19", "15.5", "yes"),
    ("0002", "Fémale", "21", "1015", "no"),
    ("0003", "Female; other", "", "16", "yes"),
)
EXPECTED = [
    {"id": "0001", "gender": "Male", "age": 19.0, "income": 15.5, "member": 1},
    {"id": "0002", "gender": "Fémale", "age": 21.0, "income": 1015.0, "member": 0},
    {"id": "0003", "gender": "Female; other", "age": None, "income": 16.0, "member": 1},
]


def study(text: str = STUDY) -> Study:
    return parse_study(text, Path("study.yml"))


def opened(content: bytes, folder: Path, name: str = "shop.csv") -> Source:
    (folder / name).write_bytes(content)
    return open_source(name, study(), folder)


def rows(source: Source) -> list[dict[str, object]]:
    return source.table.to_pyarrow().to_pylist()


def text(delimiter: str = ",", headers: tuple[str, ...] = HEADERS, line_end: str = "\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=line_end).writerows((headers, *ROWS))
    return out.getvalue()


DRESSES: dict[str, Callable[[], bytes]] = {
    "commas": lambda: text().encode(),
    "semicolons": lambda: text(";").encode(),
    "tabs": lambda: text("\t").encode(),
    "pipes": lambda: text("|").encode(),
    "a byte order mark": lambda: text().encode("utf-8-sig"),
    "latin-1": lambda: text().encode("latin-1"),
    "utf-16": lambda: text("\t").encode("utf-16"),
    "Windows line ends": lambda: text(line_end="\r\n").encode(),
    "no last line end": lambda: text().rstrip("\n").encode(),
    "blank lines at the end": (text() + "\n\n").encode,
    "other spellings": lambda: text(headers=("Customer ID", "Genre", "AGE", "Annual_Income", " member ")).encode(),
    "decimal commas": lambda: text(";").replace("15.5", "15,5").encode(),
    "marked thousands": lambda: text(";").replace("1015", "1,015").encode(),
    "marked thousands and decimal commas": lambda: text(";").replace("15.5", "15,5").replace("1015", "1.015").encode(),
    "thousands by a space": lambda: text(";").replace("1015", "1 015").encode(),
    "words for nothing": lambda: text().replace(",,16", ",N/A,16").encode(),
    "true and false": lambda: text().replace("yes", "TRUE").replace("no\n", "False\n").encode(),
}


@pytest.mark.parametrize("dress", DRESSES.values(), ids=DRESSES.keys())
def test_a_text_file_is_the_same_table_in_every_dress(dress: Callable[[], bytes], tmp_path: Path) -> None:
    assert rows(opened(dress(), tmp_path)) == EXPECTED


def test_a_windows_euro_sign_survives(tmp_path: Path) -> None:
    content = text().replace("Fémale", "Fé€male").encode("cp1252")
    assert rows(opened(content, tmp_path))[1]["gender"] == "Fé€male"


def test_a_line_break_inside_a_category_is_a_space(tmp_path: Path) -> None:
    content = text().replace("Male,19", '"Ma\nle",19').encode()
    assert rows(opened(content, tmp_path))[0]["gender"] == "Ma le"


def parquet(folder: Path, name: str) -> None:
    columns = {
        "CustomerID": pa.array([1, 2, 3]),
        "Gender": pa.array(["Male", "Fémale", "Female; other"]),
        "Age": pa.array([19, 21, None], pa.int16()),
        "Annual Income (k$)": pa.array([15.5, 1015.0, 16.0], pa.float32()),
        "Member": pa.array([True, False, True]),
    }
    pq.write_table(pa.table(columns), folder / name)


def workbook(cells: tuple[tuple[object, ...], ...]) -> bytes:
    """The smallest file that is an Excel workbook."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in cells)
    parts = {
        "[Content_Types].xml": f"<Types xmlns='{kinds}/content-types'><Default Extension='rels' "
        "ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
        f"<Override PartName='/xl/workbook.xml' ContentType='{types}.sheet.main+xml'/>"
        f"<Override PartName='/xl/worksheets/sheet1.xml' ContentType='{types}.worksheet+xml'/></Types>",
        "_rels/.rels": f"<Relationships xmlns='{kinds}/relationships'><Relationship Id='r1' "
        f"Type='{relations}/officeDocument' Target='xl/workbook.xml'/></Relationships>",
        "xl/workbook.xml": f"<workbook xmlns='{main}' xmlns:r='{relations}'><sheets>"
        "<sheet name='Customers' sheetId='1' r:id='r1'/></sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{kinds}/relationships'><Relationship Id='r1' "
        f"Type='{relations}/worksheet' Target='worksheets/sheet1.xml'/></Relationships>",
        "xl/worksheets/sheet1.xml": f"<worksheet xmlns='{main}'><sheetData>{body}</sheetData></worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, f"<?xml version='1.0' encoding='UTF-8'?>{content}")
    return out.getvalue()


def cell(value: object) -> str:
    """One cell: a number, or text in place."""
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    return f"<c t='inlineStr'><is><t>{escape(str(value))}</t></is></c>" if value else "<c/>"


def test_an_excel_workbook_is_the_same_table(tmp_path: Path) -> None:
    numbers = tuple((int(i), g, int(a) if a else "", float(n), m) for i, g, a, n, m in ROWS)
    assert rows(opened(workbook((HEADERS, *numbers)), tmp_path, "shop.xlsx")) == [
        {**row, "id": str(i + 1)} for i, row in enumerate(EXPECTED)
    ]


def test_text_in_a_number_column_of_a_workbook_is_refused_by_row(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"row 1 \(line 2\): column 'Age' holds 'old', which is not a number"):
        opened(workbook((HEADERS, (1, "m", "old", 3, 1))), tmp_path, "shop.xlsx")


EXPECTED_PARQUET = [{**row, "id": i + 1} for i, row in enumerate(EXPECTED)]


def test_parquet_is_the_same_table(tmp_path: Path) -> None:
    parquet(tmp_path, "shop.parquet")
    assert rows(open_source("shop.parquet", study(), tmp_path)) == EXPECTED_PARQUET


def test_a_folder_and_a_pattern_of_parquet_files_are_one_table(tmp_path: Path) -> None:
    (tmp_path / "shops").mkdir()
    parquet(tmp_path / "shops", "a.parquet")
    parquet(tmp_path / "shops", "b.parquet")
    folder = open_source("shops", study(), tmp_path)
    pattern = open_source("shops/*.parquet", study(), tmp_path)
    assert rows(folder) == rows(pattern) == EXPECTED_PARQUET * 2
    assert folder.fingerprint == pattern.fingerprint


@pytest.mark.parametrize("name", ["shop [1] * 'x'.csv", "shop [1] 'x'.parquet"])
def test_a_file_name_is_never_a_pattern_when_the_file_is_there(name: str, tmp_path: Path) -> None:
    if name.endswith("csv"):
        assert rows(opened(text().encode(), tmp_path, name)) == EXPECTED
    else:
        parquet(tmp_path, name)
        assert rows(open_source(name, study(), tmp_path)) == EXPECTED_PARQUET


def test_an_infinite_number_in_parquet_is_refused(tmp_path: Path) -> None:
    columns = dict(zip(HEADERS, (["1"], ["Male"], [float("inf")], [1.0], [1]), strict=True))
    pq.write_table(pa.table(columns), tmp_path / "shop.parquet")
    with pytest.raises(TableError, match="row 1: column 'Age' holds 'inf', which is not a finite number"):
        open_source("shop.parquet", study(), tmp_path)


def test_a_flag_that_is_neither_yes_nor_no_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"column 'Member' holds 'maybe', which is neither yes nor no"):
        opened(text().replace("no\n", "maybe\n").encode(), tmp_path)


def test_a_stated_decimal_mark_settles_what_can_be_read_in_two_ways(tmp_path: Path) -> None:
    (tmp_path / "shop.csv").write_text("CustomerID;Gender;Age;Annual Income (k$);Member\n1;Male;19;1,234;1\n")
    for mark, value in ((",", 1.234), (".", 1234.0)):
        stated = study(STUDY + f"data: {{decimal: '{mark}'}}\n")
        assert rows(open_source("shop.csv", stated, tmp_path))[0]["income"] == value


def test_only_the_columns_of_the_study_are_read(tmp_path: Path) -> None:
    content = text(headers=(*HEADERS[:4], "Member")).replace("\n", ",x\n").replace("Member,x", "Member,Secret")
    source = opened(content.encode(), tmp_path)
    assert source.table.columns == ("id", "gender", "age", "income", "member")
    assert source.columns_read == (*HEADERS, "Secret")
    assert source.headers["income"] == "Annual Income (k$)"


def test_headers_are_text_whatever_they_hold(tmp_path: Path) -> None:
    content = text().replace("Member", "Member\"'); DROP TABLE customers; --").encode()
    with pytest.raises(TableError):
        opened(content, tmp_path)
    safe = study(STUDY.replace("column: Member", "column: 'a\"b''c; --'"))
    (tmp_path / "shop.csv").write_text(text(headers=(*HEADERS[:4], "a\"b'c; --")))
    assert rows(open_source("shop.csv", safe, tmp_path)) == EXPECTED


def test_the_fingerprint_is_of_the_bytes(tmp_path: Path) -> None:
    one = opened(text().encode(), tmp_path)
    same = opened(text().encode(), tmp_path, "other.csv")
    changed = opened(text().replace("19", "20").encode(), tmp_path)
    assert one.fingerprint == same.fingerprint != changed.fingerprint
    assert (one.name, same.name) == ("shop.csv", "other.csv")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(values=st.lists(st.floats(-(2.0**49), 2.0**49, width=32), min_size=1, max_size=20))
def test_any_number_survives_the_way_through_a_text_file(values: list[float], tmp_path: Path) -> None:
    lines = [",".join(HEADERS), *(f"{i},Male,{value!r},1,1" for i, value in enumerate(values))]
    source = opened("\n".join(lines).encode(), tmp_path)
    assert [row["age"] for row in rows(source)] == values


@pytest.mark.skipif(not SHARED.exists(), reason="the real tables are not here")
def test_the_real_mall_table_opens_with_the_worked_study() -> None:
    source = open_source(str(SHARED / "Mall_Customers.csv"), load_study(ROOT / "study.yml"), ROOT)
    assert source.table.count().to_pyarrow().as_py() == 200
    assert rows(source)[0] == {"id": "1", "gender": "Male", "age": 19.0, "income": 15.0, "spending": 39.0}
