"""Where a table is, in one line of text; and what such a line must not hold."""

from pathlib import Path

import pytest
from tessera.addresses import AddressError, address_of, parse_address, without_secrets
from tessera.errors import StudyError, TableError
from tessera.study import parse_study


@pytest.mark.parametrize(
    ("written", "kind", "place", "pick", "picked", "name"),
    [
        ("data/shop.csv", "file", "data/shop.csv", "", "", "shop.csv"),
        ("data/shop [1]?.csv", "file", "data/shop [1]?.csv", "", "", "shop [1]?.csv"),
        ("https://a.org/b/shop.parquet?v=1", "web", "https://a.org/b/shop.parquet?v=1", "", "", "shop.parquet"),
        ("s3://bucket/shop/*.parquet", "web", "s3://bucket/shop/*.parquet", "", "", "shop"),
        ("postgres://me@h:5/db?table=a.b", "postgres", "me@h:5/db", "table", "a.b", "a.b"),
        ("postgresql:///db?table=a%20b", "postgres", "/db", "table", "a b", "a b"),
        ("duckdb://x/y.duckdb?table=t", "duckdb", "x/y.duckdb", "table", "t", "t"),
        ("spark://h:7077?table=t", "spark", "spark://h:7077", "table", "t", "t"),
        ("spark:?table=t", "spark", "spark", "table", "t", "t"),
        ("local[2]?parquet=data/shop/", "spark", "local[2]", "parquet", "data/shop/", "shop"),
        ("local-cluster[2,1,1024]?parquet=shop", "spark", "local-cluster[2,1,1024]", "parquet", "shop", "shop"),
        ("trino://me@h:8080/c/s?table=t", "trino", "me@h:8080/c/s", "table", "t", "t"),
    ],
)
def test_an_address_is_taken_apart(written, kind, place, pick, picked, name):
    address = parse_address(written)
    assert (address.kind, address.place, address.pick, address.picked, address.name) == (
        kind,
        place,
        pick,
        picked,
        name,
    )


def test_a_query_is_all_that_follows_as_it_stands():
    address = parse_address(
        "postgres://h/db?sslmode=require&query=select * from a where b like '50%25' and c = 'x&y=z'"
    )
    assert address.picked == "select * from a where b like '50%25' and c = 'x&y=z'"
    assert address.settings == {"sslmode": "require"}
    assert address.name == "a query"


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("postgres://me:secret@h/db?table=t", "holds a password"),
        ("https://me:secret@h/t.parquet", "holds a password"),
        ("postgres://h/db?password=secret&table=t", "holds a secret ('password')"),
        ("https://h/t.parquet?X-Amz-Signature=abc", "holds a secret ('X-Amz-Signature')"),
        ("local[2]?spark.ssl.keyPassword=abc&table=t", "holds a secret ('spark.ssl.keyPassword')"),
        ("mysql://h/db?table=t", "begins with 'mysql://'"),
        ("postgers://h/db?table=t", "begins with 'postgers://'"),
        ("postgres://h/db", "does not say which table"),
        ("postgres://h/db?table=", "does not say which table"),
        ("postgres://h/db?table=t&query=select 1", "names table and query at once"),
        ("postgres://h/db?sslmod=x&table=t", "says 'sslmod', which is nothing that can be said of postgres"),
        ("duckdb://f?mode=x&table=t", "says 'mode'"),
        ("local[2]?executors=4&table=t", "says 'executors'"),
        ("postgres://h/db?nonsense", "'nonsense' after its question mark"),
    ],
)
def test_what_an_address_must_not_hold_is_refused(written, says):
    with pytest.raises(AddressError) as refused:
        parse_address(written)
    assert says in str(refused.value)
    assert "secret@" not in f"{refused.value}{refused.value.hint}"


def test_the_study_is_refused_with_the_line_of_its_address():
    text = (
        "title: Shop\ndata:\n  source: postgres://me:secret@h/db?table=t\n"
        "columns:\n  a: {role: feature}\n  b: {role: feature}\nmodels:\n  m: {features: [a, b]}\n"
    )
    with pytest.raises(StudyError, match=r"study\.yml:3: 'data\.source' holds a password, .* PGPASSWORD") as refused:
        parse_study(text, Path("study.yml"))
    assert "secret" not in str(refused.value)


def test_the_environment_may_hold_a_secret_or_the_whole_address(monkeypatch):
    monkeypatch.setenv("SHOP", "postgres://me:secret@h/db?table=t")
    address = address_of("${SHOP}")
    assert (address.kind, address.picked, address.written) == ("postgres", "t", "${SHOP}")
    assert parse_address("postgres://me:${PW}@h/db?table=t").place == "me:${PW}@h/db"
    assert without_secrets("cannot reach postgres://me:secret@h/db?table=t", address) == "cannot reach ${SHOP}"
    monkeypatch.delenv("SHOP")
    with pytest.raises(TableError, match=r"names \$\{SHOP\}, which the environment does not hold\. Set it first"):
        address_of("${SHOP}")
