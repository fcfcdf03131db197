"""The briefing of a built site, brought by e-mail."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tessera.errors import MailError

from tessera_site.holding import write_whole
from tessera_site.mail.envelope import Envelope, envelope
from tessera_site.mail.letter import letter, message
from tessera_site.mail.sending import Server, send
from tessera_site.proof.manifest import NAME, digest

_FINDINGS, _BRIEFING = "findings.json", "briefing.pdf"


@dataclass(frozen=True, slots=True)
class Post:
    """What to send, as asked on the command line. What is left out stands in the study."""

    project: Path
    site: Path
    date: datetime
    to: tuple[str, ...] = ()
    sender: str = ""
    subject: str = ""
    out: Path | None = None
    server: Server | None = None
    dry_run: bool = False
    password: str | None = field(default=None, repr=False)


def post(order: Post) -> str:
    """Write the e-mail, prove it, and keep it or send it; or show it. One line that says what was done.

    Raises
    ------
    TesseraError
        If there is no site, an address is none, the e-mail says what the findings do not, or the server refuses.
    """
    from tessera.study import load_study

    from tessera_site.build import study_file
    from tessera_site.keyed import Node, plain
    from tessera_site.locking import locked
    from tessera_site.papers import edition_of
    from tessera_site.verify import verify_mail
    from tessera_site.wording import Lexicon

    if not order.dry_run and (order.out is None) == (order.server is None):
        raise MailError("The e-mail is either kept or sent.", hint="Say --out FILE.eml or --smtp HOST, or --dry-run.")
    study = load_study(study_file(order.project))
    findings, briefing = _published(order.site)
    headline = plain(Node(Lexicon(findings, findings["study"]["locale"]))["overview"]["headline"])
    subject = order.subject or study.mail.subject or f"{findings['study']['title']}: {headline}"
    about = envelope(order.sender or study.mail.sender, order.to or study.mail.to, subject, order.date)
    said = letter(findings, order.project, edition_of(study))
    mail = message(said, about, briefing)
    verify_mail(mail, findings)
    if order.password:
        mail = message(said, about, locked(briefing, order.password))
    people = ", ".join(str(person) for person in about.to)
    if order.dry_run:
        return _shown(about, said.text, said.attached, mail)
    if order.server is not None:
        send(mail, about, order.server)
        return f"Sent to {people} through {order.server.host} ({len(mail) / 1e6:.1f} MB)."
    assert order.out is not None
    write_whole(order.out, mail)
    return f"{order.out} holds the e-mail to {people} ({len(mail) / 1e6:.1f} MB)."


def _published(site: Path) -> tuple[dict[str, Any], bytes]:
    """The findings and the briefing of a built site, as its manifest lists them."""
    read: dict[str, bytes] = {}
    for name in (NAME, _FINDINGS, _BRIEFING):
        if not (site / name).is_file():
            hint = "Build it without --no-pdf." if name == _BRIEFING else "Build it first: tessera build"
            raise MailError(f"There is no {name} in {site}.", hint=hint)
        read[name] = (site / name).read_bytes()
    listed = json.loads(read[NAME])["files"]
    for name in (_FINDINGS, _BRIEFING):
        if listed.get(name) != digest(read[name]):
            raise MailError(f"{name} in {site} was changed after the site was made.", hint="Build it again.")
    return json.loads(read[_FINDINGS]), read[_BRIEFING]


def _shown(about: Envelope, text: str, attached: str, mail: bytes) -> str:
    """The e-mail for the eyes of whoever is about to send it."""
    head = {
        "From": str(about.sender),
        "To": ", ".join(str(person) for person in about.to),
        "Subject": about.subject,
        "Date": about.date.isoformat(),
        "Attached": f"{attached}; {len(mail) / 1e6:.1f} MB in all",
    }
    return "\n".join((*(f"{name}: {value}" for name, value in head.items()), "", text))
