"""Who is held out: decided by a fixed hash of the customer's id, so that it can be repeated anywhere.

The rule: take the SHA-256 of ``SALT:ID`` (UTF-8), read its first eight hexadecimal digits, and hold the
customer out when they come before the same share of all such numbers. It needs no table of who was drawn,
does not depend on the order of rows, and gives the same answer in Python and in SQL. Another salt, for
example the campaign's name, gives a fresh draw.
"""

import hashlib
import re
from collections.abc import Mapping
from types import MappingProxyType

_DIGITS = 8
_NUMBERS = 16**_DIGITS
_PLAIN_SALT = re.compile(r"[A-Za-z0-9 ._-]+")

HASHES: Mapping[str, str] = MappingProxyType(
    {
        "duckdb": "sha256({text})",
        "postgres": "encode(sha256(convert_to({text}, 'UTF8')), 'hex')",
        "spark": "sha2({text}, 256)",
        "snowflake": "sha2({text}, 256)",
        "bigquery": "to_hex(sha256({text}))",
    }
)
"""How each dialect writes the hexadecimal SHA-256 of a text."""


def held_out(customer: str | int, salt: str, share: float = 0.5) -> bool:
    """Whether a customer belongs to the holdout.

    Parameters
    ----------
    customer : str or int
        The id as the table has it; 17 and "17" are the same customer.
    salt : str
        Names the draw: letters, digits, blanks and ``._-``.
    share : float
        Of customers held out, above 0 and below 1.

    Raises
    ------
    ValueError
        If the salt has other signs, or the share is not between 0 and 1.
    """
    return hashlib.sha256(f"{_plain(salt)}:{customer}".encode()).hexdigest()[:_DIGITS] < _edge(share)


def holdout_sql(column: str, salt: str, share: float = 0.5, dialect: str = "duckdb") -> str:
    """The same rule as an SQL condition, true for customers who are held out.

    Parameters
    ----------
    column : str
        Of the table, holding the ids; quoted here.
    salt, share
        As in `held_out`.
    dialect : str
        One of `HASHES`.

    Raises
    ------
    KeyError
        If the dialect is unknown.
    ValueError
        As in `held_out`.
    """
    quote = "`" if dialect in ("spark", "bigquery") else '"'
    name = quote + column.replace(quote, quote * 2) + quote
    kind = "string" if dialect in ("spark", "bigquery") else "varchar"
    text = f"concat('{_plain(salt)}:', cast({name} as {kind}))"
    return f"substr({HASHES[dialect].format(text=text)}, 1, {_DIGITS}) < '{_edge(share)}'"


def _edge(share: float) -> str:
    """The first number that is not held out, as hexadecimal digits: they sort as numbers do."""
    if not 0.0 < share < 1.0:
        raise ValueError(f"the share held out must lie between 0 and 1, not {share}")
    return f"{min(_NUMBERS - 1, round(share * _NUMBERS)):0{_DIGITS}x}"


def _plain(salt: str) -> str:
    """A salt that means the same in every dialect."""
    if not _PLAIN_SALT.fullmatch(salt):
        raise ValueError(f"a salt has letters, digits, blanks and ._- only: {salt!r}")
    return salt
