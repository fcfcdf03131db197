"""The address of a customer table, taken apart: a file, something on the web, or a table in a database.

``postgres://host/shop?table=customers``, ``duckdb://shop.duckdb?query=select ...``, ``local[2]?parquet=customers/``,
``https://host/customers.parquet``: docs/sources.md has them all. ``${NAME}`` stands for what the environment holds; a
secret may stand nowhere else.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal, TypeAlias
from urllib.parse import unquote

from tessera.errors import TableError
from tessera.nearest import did_you_mean

Kind: TypeAlias = Literal["file", "web", "postgres", "duckdb", "spark", "bigquery", "snowflake", "trino"]

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "postgres": "postgres",
        "postgresql": "postgres",
        "duckdb": "duckdb",
        "spark": "spark",
        "http": "web",
        "https": "web",
        "s3": "web",
        "bigquery": "bigquery",
        "snowflake": "snowflake",
        "trino": "trino",
    }
)
"""What an address begins with, and what that means. The last three are as ibis gives them, and untested."""

SETTINGS: Mapping[Kind, str] = MappingProxyType(
    {
        "postgres": r"host|port|user|service|sslmode|sslrootcert|sslcert|sslkey|passfile|connect_timeout",
        "duckdb": r"(?!)",
        "spark": r"spark\.\w[\w.]*",
    }
)
"""What an address may say beside its table, as a pattern; of what ibis opens by itself, anything."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://(.*)", re.DOTALL)
_SPARK_MASTER = re.compile(r"(local-cluster\[[^\]?]*\]|local\[[^\]?]*\]|local(?=\?)|spark:(?!//))(.*)", re.DOTALL)
_NAMED = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_PASSWORD = re.compile(r"[^/?#@]*:([^/?#@]*)@")
_SECRET = re.compile(r"pass(word|wd|phrase)?$|secret|token|signature|^sig$|credential|(api|access).?key", re.IGNORECASE)
_FROM_OUTSIDE = "Leave it out: PGPASSWORD, PGSERVICE or ~/.pgpass hold it for Postgres. Or write ${NAME}, and set that."


class AddressError(ValueError):
    """An address that cannot be used, with the reason as a sentence without its full stop."""

    def __init__(self, reason: str, hint: str = "") -> None:
        self.hint = hint
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a table is. ``written`` is the address as it was given: it holds no secret, so it may be said.

    Of a database, ``place`` is where that is (host, file, master), ``settings`` is what else its driver is told,
    ``pick`` says whether a table, a query or Parquet files are meant, and ``picked`` which.
    """

    kind: Kind
    written: str
    place: str
    settings: Mapping[str, str] = field(default_factory=dict)
    pick: str = ""
    picked: str = ""

    @property
    def name(self) -> str:
        """What the table is called in sentences and on pages: never a host, a user or a folder."""
        if self.pick == "query":
            return "a query"
        named = self.picked or (self.place.partition("?")[0] if self.kind == "web" else self.place)
        *folders, last = named.rstrip("/").split("/")
        return folders[-1] if folders and last.startswith("*") else last


def address_of(source: str) -> Address:
    """The address of a table, ready to be opened; one that is nothing but ``${NAME}`` is looked up first.

    Raises
    ------
    TableError
        If the address cannot be used, or names what the environment does not hold.
    """
    try:
        if _NAMED.fullmatch(source):
            return replace(parse_address(expanded(source), from_outside=True), written=source)
        return parse_address(source)
    except AddressError as error:
        raise TableError(f"The address of the table {error}.", hint=error.hint) from None


def parse_address(source: str, *, from_outside: bool = False) -> Address:
    """Take an address apart; what begins like no other kind is a file.

    Parameters
    ----------
    source : str
        The address.
    from_outside : bool
        It comes from the environment, so it may hold a secret.

    Raises
    ------
    AddressError
        If it holds a secret, begins with something unknown, or does not say which table is meant.
    """
    spark = _SPARK_MASTER.fullmatch(source)
    if spark:
        _refuse_secrets(spark[2])
        return _database("spark", source, spark[1].rstrip(":"), spark[2])
    scheme = _SCHEME.fullmatch(source)
    if scheme is None:
        return Address("file", source, source)
    kind = KINDS.get(scheme[1].lower())
    if kind is None:
        near = did_you_mean(scheme[1].lower(), KINDS) or f"Known are {', '.join(KINDS)}."
        raise AddressError(f"begins with '{scheme[1]}://', which is no kind of table that can be read", near)
    if not from_outside:
        _refuse_secrets(scheme[2])
    if kind == "web":
        return Address(kind, source, source)
    place, mark, rest = scheme[2].partition("?")
    return _database(kind, source, f"spark://{place}" if kind == "spark" else place, mark + rest)


def expanded(text: str) -> str:
    """A text with each ``${NAME}`` replaced by what the environment holds.

    Raises
    ------
    TableError
        If the environment does not hold it.
    """

    def held(match: re.Match[str]) -> str:
        if match[1] not in os.environ:
            raise TableError(
                f"The address of the table names {match[0]}, which the environment does not hold.",
                hint=f"Set it first: export {match[1]}=...",
            )
        return os.environ[match[1]]

    return _NAMED.sub(held, text)


def without_secrets(text: str, address: Address) -> str:
    """What a driver said, with whatever the environment added to the address taken out again."""
    for match in _NAMED.finditer(address.written):
        value = os.environ.get(match[1])
        text = text.replace(value, match[0]) if value else text
    return text


def _database(kind: Kind, written: str, place: str, rest: str) -> Address:
    """The address of a table, a query or, for Spark, Parquet files in a database."""
    settings = dict(_settings(rest.removeprefix("?")))
    picks = ("table", "query", "parquet") if kind == "spark" else ("table", "query")
    named = [pick for pick in picks if settings.get(pick)]
    ways = " or ".join(f"{pick}=..." for pick in picks)
    if len(named) != 1:
        reason = (
            f"names {' and '.join(named)} at once" if named else "does not say which table of the database is meant"
        )
        raise AddressError(reason, f"It ends in ? and one of {ways}: {written.partition('?')[0]}?table=customers.")
    picked = settings.pop(named[0]).strip()
    for key in settings:
        if not re.fullmatch(SETTINGS.get(kind, ".*"), key):
            near = did_you_mean(key, picks) or "docs/sources.md lists what there is."
            raise AddressError(f"says '{key}', which is nothing that can be said of {kind}", near)
    return Address(kind, written, place, settings, named[0], picked)


def _settings(rest: str) -> Iterator[tuple[str, str]]:
    """``key=value`` between ampersands; a query is all that follows ``query=``, as it stands."""
    while rest:
        if rest.startswith("query="):
            yield "query", rest.removeprefix("query=")
            return
        pair, _, rest = rest.partition("&")
        key, equals, value = pair.partition("=")
        if not equals:
            raise AddressError(f"holds '{pair}' after its question mark, which is no key=value")
        yield key, unquote(value)


def _refuse_secrets(text: str) -> None:
    """Refuse a password before an @, and a setting that holds a secret; ``${NAME}`` may stand for both."""
    password = _PASSWORD.match(text)
    if password and password[1] and not _NAMED.fullmatch(password[1]):
        raise AddressError("holds a password, which would be kept with the study", _FROM_OUTSIDE)
    before, _, _ = text.partition("?")[2].partition("query=")
    for pair in before.split("&"):
        key, _, value = pair.partition("=")
        if _SECRET.search(key) and value and not _NAMED.fullmatch(value):
            raise AddressError(f"holds a secret ('{key}'), which would be kept with the study", _FROM_OUTSIDE)
