"""Who sends an e-mail to whom, about what and when; each of it one line of plain text, or refused."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.utils import getaddresses

from tessera.errors import MailError

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*")
LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Envelope:
    """What an e-mail's headers say. ``date`` bears its time zone."""

    sender: Address
    to: tuple[Address, ...]
    subject: str
    date: datetime


def envelope(sender: str, to: Sequence[str], subject: str, date: datetime) -> Envelope:
    """Headers from what a study or a person wrote.

    Parameters
    ----------
    sender : str
        ``Insights <insights@example.org>``, or the bare address.
    to : sequence of str
        The same for everybody who gets it.
    subject : str
        Line ends and other control signs in it become blanks.
    date : datetime
        With a time zone.

    Raises
    ------
    MailError
        If an address is none, there is nobody to write to, or the date has no time zone.
    """
    if not sender:
        raise MailError("Nobody sends this e-mail.", hint="Say who with --from, or under mail: sender: in the study.")
    if not to:
        raise MailError("This e-mail goes to nobody.", hint="Say to whom with --to, or under mail: to: in the study.")
    if date.tzinfo is None:
        raise MailError("The e-mail's date has no time zone.", hint="For example: --date 2026-03-02T09:00:00+01:00")
    about = " ".join("".join(sign if sign.isprintable() else " " for sign in subject).split())
    return Envelope(_address(sender), tuple(_address(one) for one in to), about[:LONGEST_SUBJECT], date)


def _address(written: str) -> Address:
    """An address with its name; nothing in it can end a header line or bring another address along."""
    found = getaddresses([written]) if written.isprintable() else []
    if len(found) != 1 or found[0][1] not in written or not _ADDRESS.fullmatch(found[0][1]):
        shown = "".join(sign if sign.isprintable() else "�" for sign in written)
        raise MailError(
            f"'{shown}' is no e-mail address.", hint="Write it as name@example.org or Name <name@example.org>."
        )
    name, address = found[0]
    return Address(display_name=name, addr_spec=address)
