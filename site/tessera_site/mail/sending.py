"""Sending by SMTP, with TLS from the first byte or after STARTTLS; never without."""

import os
import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from tessera.errors import MailError

from tessera_site.mail.envelope import Envelope

Tls = Literal["starttls", "implicit"]
PORTS: Mapping[Tls, int] = {"starttls": 587, "implicit": 465}
USER, PASSWORD = "TESSERA_SMTP_USER", "TESSERA_SMTP_PASSWORD"  # names of variables, no secrets
PATIENCE_S = 30.0
_SERVER = re.compile(r"(?:\[(?P<ip>[0-9A-Fa-f:.]+)\]|(?P<name>[A-Za-z0-9_.-]+))(?::(?P<port>\d{1,5}))?")


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server and how to speak with it. ``password`` never shows."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)
    patience: float = PATIENCE_S


def server(address: str, tls: Tls, patience: float = PATIENCE_S) -> Server:
    """The server that an option names, with the name and password that the environment holds.

    Parameters
    ----------
    address : str
        ``HOST``, ``HOST:PORT`` or ``[IPV6]:PORT``.
    tls : {"starttls", "implicit"}
    patience : float
        Seconds to wait for an answer.

    Raises
    ------
    MailError
        If the address has no host or no such port, or only half of the credentials is there.
    """
    parts = _SERVER.fullmatch(address)
    port = int(parts["port"] or PORTS[tls]) if parts else 0
    if parts is None or not 0 < port < 1 << 16:
        raise MailError(f"'{address}' is no mail server.", hint="Write it as smtp.example.org or smtp.example.org:587.")
    user, password = os.environ.get(USER, ""), os.environ.get(PASSWORD, "")
    if bool(user) != bool(password):
        raise MailError(f"Only one of {USER} and {PASSWORD} is set.", hint="Set both, or neither.")
    return Server(parts["ip"] or parts["name"], port, tls, user, password, patience)


def send(message: bytes, about: Envelope, to: Server) -> None:
    """Hand a message to a server, byte for byte.

    Raises
    ------
    MailError
        If the server cannot be reached, is not who it says, refuses, takes too long, or breaks off.
    """
    where = f"{to.host}:{to.port}"
    recipients = [person.addr_spec for person in about.to]
    with _said_plainly(where, to):
        secure = ssl.create_default_context()
        with _connected(to, secure) as connection:
            if to.tls == "starttls":
                connection.starttls(context=secure)
            if to.user:
                connection.login(to.user, to.password)
            refused = connection.sendmail(about.sender.addr_spec, recipients, message)
    if refused:
        raise MailError(
            f"{where} took the e-mail, but not for {', '.join(sorted(refused))}.", hint="The others have got it."
        )


def _connected(to: Server, secure: ssl.SSLContext) -> smtplib.SMTP:
    """A connection, secure from the first byte where the server is spoken to like that."""
    if to.tls == "implicit":
        return smtplib.SMTP_SSL(to.host, to.port, timeout=to.patience, context=secure)
    return smtplib.SMTP(to.host, to.port, timeout=to.patience)


@contextmanager
def _said_plainly(where: str, to: Server) -> Iterator[None]:
    """Turn what may go wrong into one sentence. What the server says may hold anything, and is shortened."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as fault:
        raise MailError(
            f"{where} does not accept the name and password.", hint=f"Look at {USER} and {PASSWORD}."
        ) from fault
    except smtplib.SMTPNotSupportedError as fault:
        raise MailError(
            f"{where} lacks what is needed: {_short(str(fault))}.",
            hint="Without TLS, or with a password it does not ask for, nothing is sent. Try --tls implicit.",
        ) from fault
    except smtplib.SMTPRecipientsRefused as fault:
        raise MailError(
            f"{where} takes no e-mail for {', '.join(sorted(fault.recipients))}.", hint="Nothing was sent."
        ) from fault
    except smtplib.SMTPServerDisconnected as fault:
        if isinstance(fault.__context__, TimeoutError):  # smtplib closes the connection when its patience ends
            raise _too_slow(where, to) from fault
        raise MailError(
            f"{where} broke off; whether the e-mail arrived is not known.", hint="Ask a recipient, or send it again."
        ) from fault
    except smtplib.SMTPResponseException as fault:
        raise MailError(
            f"{where} refused the e-mail: {fault.smtp_code} {_short(fault.smtp_error)}.", hint="Nothing was sent."
        ) from fault
    except TimeoutError as fault:
        raise _too_slow(where, to) from fault
    except ssl.SSLError as fault:
        raise MailError(
            f"No secure connection to {where}: {_short(fault.reason or str(fault))}.",
            hint="--tls implicit is for port 465, starttls for 587. SSL_CERT_FILE names authorities of your own.",
        ) from fault
    except (OSError, smtplib.SMTPException) as fault:
        raise MailError(
            f"{where} cannot be reached: {_short(getattr(fault, 'strerror', None) or str(fault))}.",
            hint="Nothing was sent.",
        ) from fault


def _too_slow(where: str, to: Server) -> MailError:
    return MailError(f"{where} did not answer within {to.patience:g} seconds.", hint="Is it the right server and port?")


def _short(said: str | bytes) -> str:
    """What a server said, on one line of plain signs."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:120].rstrip(".")
