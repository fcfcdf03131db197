"""A password on a PDF: AES with 256 bits, as PDF 2.0 defines it. The password comes from where nobody else reads it."""

import os
import secrets
from collections.abc import Callable
from io import BytesIO

from tessera.errors import PublishError

SHORTEST = 8
_SOURCES = "prompt, env:NAME or fd:NUMBER"


def locked(pdf: bytes, password: str) -> bytes:
    """The same document, readable only with a password. Tags and texts stay for whoever opens it.

    Keys and salts are drawn anew each time, as the standard wants it, so the bytes are never the same twice.

    Parameters
    ----------
    pdf : bytes
    password : str
        Opens the document for reading. The right to change it has a password that nobody knows.

    Raises
    ------
    PublishError
        If pikepdf is not installed, or the password is too short.
    """
    if len(password) < SHORTEST:
        raise PublishError(
            f"The PDF's password is too short: it needs {SHORTEST} characters.", hint="Choose a longer one."
        )
    try:
        import pikepdf
    except ImportError as fault:
        raise PublishError(
            "A PDF with a password needs pikepdf, which is not installed.", hint='pip install "tessera-segments[lock]"'
        ) from fault
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(
            out,
            encryption=pikepdf.Encryption(user=password, owner=secrets.token_urlsafe(24), R=6),  # AES-256
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return out.getvalue()


def password_from(source: str, ask: Callable[[], str]) -> str:
    """The password that an option names: where it is, never what it is.

    Parameters
    ----------
    source : str
        ``prompt``, ``env:NAME`` (an environment variable) or ``fd:NUMBER`` (an open file descriptor; its first line).
    ask : callable
        Asks the person at the terminal, without an echo.

    Raises
    ------
    PublishError
        If the source is none of these, or holds nothing.
    """
    kind, _, name = source.partition(":")
    if source == "prompt":
        found = ask()
    elif kind == "env" and name:
        found = os.environ.get(name, "")
    elif kind == "fd" and name.isdecimal():
        found = _first_line(int(name))
    else:
        raise PublishError(
            f"A password is taken from {_SOURCES}; it is never written on the command line.",
            hint="For example: --password-from env:TESSERA_PDF_PASSWORD",
        )
    if not found:
        raise PublishError(f"There is no password in {kind}{':' if name else ''}{name}.", hint=f"Use {_SOURCES}.")
    return found


def _first_line(descriptor: int) -> str:
    """What an open file descriptor gives up to the end of its line."""
    try:
        with os.fdopen(descriptor, encoding="utf-8", closefd=False) as file:
            return file.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as fault:
        raise PublishError(
            f"The file descriptor {descriptor} cannot be read.", hint="In a shell: --password-from fd:3 3< FILE"
        ) from fault
