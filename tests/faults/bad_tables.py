"""Customer tables that cannot be used, and what is said of each. The study is the tiny project's."""

from tiny_project import HEAD, rows

ROWS = rows()
MANY = 10_000
READ_AS = "cannot be read as a row of 4 columns"


def table(head: str = HEAD, lines: list[str] | None = None) -> str:
    return "\n".join([head, *(ROWS if lines is None else lines)]) + "\n"


def with_sixth(row: str) -> str:
    return table(lines=[*ROWS[:5], row, *ROWS[6:]])


def numbered(row: str) -> str:
    return table(lines=[row.format(i=i, other=(i * 37) % 60) for i in range(60)])


BAD_TABLES: dict[str, tuple[str | bytes | None, str]] = {
    # ---- encodings and kinds of file
    "empty": ("", r"shop\.csv: the file is empty\. A header and at least one row are needed"),
    "blank lines": ("\n \n\n", "the file is empty"),
    "UTF-16 that breaks off": (b"\xff\xfeC\x00u", "begins as UTF-16 and does not go"),
    "UTF-16 with half a sign": (
        b"\xff\xfe" + "Customer".encode("utf-16-le") + b"\0",
        "begins as UTF-16 and does not go",
    ),
    "UTF-16 with a lone surrogate": (b"\xff\xfe\x00\xd8" + table().encode("utf-16-le"), "begins as UTF-16"),
    "UTF-8 mark on Latin-1": (
        b"\xef\xbb\xbf" + table().replace("Female", "Fémale").encode("latin-1"),
        "begins as UTF-8",
    ),
    "UTF-32": (table().encode("utf-32"), READ_AS),
    "EBCDIC": (table().encode("cp500"), "has no column 'Customer', which the study calls 'id'"),
    "zero bytes": (table().replace("Female", "Fem\0ale").encode(), "holds no text"),
    "binary": (bytes(range(256)) * 50, "holds no text"),
    "a zip archive": (b"PK\x03\x04rest", "is an Excel workbook or a zip archive"),
    "a packed file": (b"\x1f\x8brest", "is compressed"),
    "a PDF": (b"%PDF-1.7", "is a PDF"),
    "a Parquet file": (b"PAR1xxxx", "is a Parquet file"),
    "an old workbook": (b"\xd0\xcf\x11\xe0xxxx", "is an old Excel workbook"),
    "a page to sign in": ("<!doctype html><html><body>Sign in</body></html>", "has no column 'Customer'"),
    "JSON": ('[{"Customer": 1, "Gender": "Male"}]', "has no column 'Customer'"),
    "a folder": (None, "is a folder without Parquet files"),
    "one endless line": ("x" * 3_000_000, "the first lines are no rows of a table"),
    "an endless cell": (table(lines=["C-1," + "x" * 3_000_000 + ",30,5", *ROWS[1:]]), "no rows of a table"),
    # ---- rows and quotation
    "a header only": (HEAD + "\n", "has a header but no rows"),
    "a row too long": (table(lines=[*ROWS[:3], ROWS[3] + ",9", *ROWS[4:]]), rf"line 5 {READ_AS} \(too many columns\)"),
    "a row too short": (table(lines=[*ROWS[:3], "C-1,Male", *ROWS[4:]]), rf"line 5 {READ_AS} \(missing columns\)"),
    "an open quotation": (table(lines=['"' + ROWS[0], *ROWS[1:]]), f"line 2 {READ_AS}"),
    "a quotation closed early": (table(lines=['C-1,"Fe"male,51,20', *ROWS[1:]]), f"line 2 {READ_AS}"),
    # ---- headers
    "a header twice": (
        table("Customer,Gender,Age,Spending,Age", [row + ",1" for row in ROWS]),
        "the header 'Age' is there 2 times, in columns 3 and 5",
    ),
    "an empty header": (table("Customer,Gender,,Spending"), "no column 'Age', .* 'column 3'"),
    "only empty headers": (table(",,,"), "no column 'Customer'"),
    "another name": (table("Customer,Gender,Years,Spending"), "no column 'Age', which the study calls 'age'"),
    "a name nearly right": (table("Customer,Gender,Agee,Spending"), "Is it 'Agee' now"),
    "two that fit": (
        table("Customer,Gender,AGE,age_,Spending", [row.replace(",", ",1,", 1) for row in ROWS]),
        "'Age' could be 'AGE' or 'age_'",
    ),
    "ten thousand other columns": (
        ",".join(f"x{i}" for i in range(MANY)) + "\n" + ",".join("1" for _ in range(MANY)) + "\n",
        "no column 'Customer'.*and 9970 more",
    ),
    # ---- numbers
    "a word": (with_sixth("C-1,Male,old,20"), r"row 6 \(line 7\): column 'Age' holds 'old', which is not a number"),
    "infinity": (with_sixth("C-1,Male,inf,20"), "'Age' holds 'inf', which is not a number"),
    "minus infinity": (with_sixth("C-1,Male,-Infinity,20"), "holds '-Infinity', which is not"),
    "a number beyond numbers": (with_sixth("C-1,Male,1e400,20"), "holds '1e400', which is not"),
    "a vast number": (with_sixth("C-1,Male,1e300,20"), "holds '1e300', which is a number beyond 1,000,000,000,000,000"),
    "vanishing numbers": (numbered("C-{i},Male,{i}e-310,{other}"), "'Age' has the same value in every row"),
    "a date": (with_sixth("C-1,Male,2024-01-02,20"), "holds '2024-01-02', which is not a number"),
    "a currency sign": (with_sixth("C-1,Male,30,$20"), r"'Spending' holds '\$20'"),
    "a percent sign": (with_sixth("C-1,Male,30,20%"), "'Spending' holds '20%'"),
    "a formula": (with_sixth("C-1,Male,=1+1,20"), "'Age' holds '=1[+]1'"),
    "hexadecimal": (with_sixth("C-1,Male,0x1F,20"), "'Age' holds '0x1F'"),
    "thousands or decimals": (
        table("Customer;Gender;Age;Spending", [f"C-{i};Male;{20 + i};{1 + i % 9},{100 + i}" for i in range(60)]),
        "the numbers of column 'Spending' can be read in two ways",
    ),
    "both decimal marks": (
        table("Customer;Gender;Age;Spending", [f"C-{i};Male;{20 + i};{'1.5' if i % 2 else '1,5'}" for i in range(60)]),
        "'Spending' holds '1,5', which is not a number; the same in rows 3, 5, 7, 9 and 25 more",
    ),
    # ---- too little in it
    "nothing but missing values": (numbered("C-{i},Male,,{i}"), "cleaning leaves none of 60 rows: 60 age missing"),
    "a constant": (numbered("C-{i},Male,30,{i}"), "'Age' has the same value in every row"),
    "minus nought": (numbered("C-{i},Male,-0,{i}"), "'Age' has the same value in every row"),
    "one row": (table(lines=ROWS[:1]), "'Age' has the same value in every row"),
    "two rows": (table(lines=ROWS[:2]), "2 segments of 2 customers leave nothing to compare"),
    # ---- ids
    "an id twice": (table(lines=[*ROWS, "C-1000,Male,33,44"]), "same id in column 'Customer' differ: rows 1 and 61"),
    "one id for all": (numbered("C-1,Male,{i},{other}"), "same id in column 'Customer' differ"),
}
