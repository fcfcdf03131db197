"""The e-mail as a message: a short HTML summary with its text, a picture, and the briefing attached."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any, cast

from markupsafe import Markup

from tessera_site import drawing
from tessera_site.keyed import Node, plain, raw
from tessera_site.mail.envelope import Envelope
from tessera_site.mail.picture import painted, size_of
from tessera_site.mail.plain import plain_text
from tessera_site.pages.desk import leading, strip_columns, tiles_of
from tessera_site.pages.model import column_heads
from tessera_site.pages.overview import first_things_first
from tessera_site.paper import Edition
from tessera_site.render import render
from tessera_site.wording import Lexicon, in_words

PICTURE = "base@tessera"
ROWS = 5
_ID_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Letter:
    """What an e-mail says: the HTML, the same as text, the picture in it, and the name of the attached briefing."""

    html: str
    text: str
    picture: bytes | None
    attached: str


def letter(findings: Mapping[str, Any], project: Path, edition: Edition) -> Letter:
    """Write the summary.

    Parameters
    ----------
    findings : mapping
        The document of findings.json.
    project : Path
        Its templates go before the shipped ones.
    edition : Edition
        Who publishes, and where the site lives.
    """
    root = Node(Lexicon(findings, findings["study"]["locale"]))
    overview = root["overview"]
    lead = root["models"][raw(overview["lead_model"])]
    chart = drawing.where_map(lead, listed=False)
    first = first_things_first(root, lead)
    value = raw(root.study["value"])
    columns = [value] if value else strip_columns(root, leading(lead))[:1]
    context = {
        "findings": root,
        "overview": overview,
        "lead": lead,
        "brand": edition.brand,
        "language": findings["study"]["locale"].partition("_")[0],
        "site_url": edition.root,
        "picture_height": Markup(size_of(chart.narrow)[1]) if chart else None,
        "map_title": plain(overview["map_title"]),
        "picture": Markup(f"cid:{PICTURE}") if chart else None,
        "columns": column_heads(root, columns),
        "across": Markup(len(columns) + 2),
        "first": first[:ROWS],
        "more": len(first) > ROWS,
        "segments": in_words(len(first)),
        "tiles": tiles_of(lead, 11),
    }
    html = render("mail.html.j2", context, project, root=edition.root)
    picture = painted("mail-map", chart.narrow, project) if chart else None
    return Letter(html, plain_text(html), picture, _file_name(findings["study"]["title"]))


def message(said: Letter, about: Envelope, pdf: bytes) -> bytes:
    """The whole message as it is sent: the same words, headers and briefing always give the same bytes.

    Parameters
    ----------
    said : Letter
    about : Envelope
    pdf : bytes
        The briefing, locked or not.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = about.sender, about.to
    mail["Subject"], mail["Date"] = about.subject, about.date
    seal = _seal(said, about, pdf)
    mail["Message-ID"] = f"<{seal}@{about.sender.domain}>"
    mail.set_content(said.text, cte="quoted-printable")
    mail.add_alternative(said.html, subtype="html", cte="quoted-printable")
    if said.picture is not None:
        _, html = cast("list[EmailMessage]", mail.get_payload())
        html.add_related(said.picture, "image", "png", cid=f"<{PICTURE}>", filename="base.png", disposition="inline")
    mail.add_attachment(pdf, "application", "pdf", filename=said.attached)
    for place, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_{seal}_{place}")
    return mail.as_bytes()


def _seal(said: Letter, about: Envelope, pdf: bytes) -> str:
    """A digest of everything in the message, for what has to differ between messages and no further."""
    headers = (str(about.sender), *map(str, about.to), about.subject, about.date.isoformat())
    parts = (*(header.encode() for header in headers), said.html.encode(), said.picture or b"", pdf)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:_ID_LENGTH]


def _file_name(title: str) -> str:
    """What the attached briefing is called: letters and digits of the study's title."""
    words = "".join(sign if sign.isalnum() and sign.isascii() else " " for sign in title).split()
    return "-".join([*words, "briefing"]).lower()[-80:] + ".pdf"
