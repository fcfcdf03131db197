"""The e-mail: what it says and how it is made, and what a real mail server gets or does to it."""

import re
import socket
import ssl
import threading
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from html import unescape

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from click.testing import CliRunner
from tessera.errors import MailError
from tessera_site.cli import main
from tessera_site.mail import Post, post
from tessera_site.mail.envelope import envelope
from tessera_site.mail.plain import plain_text
from tessera_site.mail.sending import server

DATE = datetime(2026, 3, 2, 9, tzinfo=UTC)
PEOPLE = ("--from", "Insights <insights@example.org>", "--to", "Ada B <ada@example.org>", "--to", "chief@example.org")
WHEN = ("--date", "2026-03-02T09:00:00+0000")


@pytest.fixture(scope="module")
def eml(sample, tmp_path_factory):
    """The sample's e-mail as it is kept in a file."""
    out = tmp_path_factory.mktemp("mail") / "briefing.eml"
    done = CliRunner().invoke(main, ["email", "--project", str(sample), *PEOPLE, *WHEN, "--out", str(out)])
    assert done.exit_code == 0, done.output
    return out.read_bytes()


def parts(eml):
    return {part.get_content_type(): part for part in message_from_bytes(eml, policy=default).walk()}


def words(text):
    """Words and figures alone: without lines under headings, between cells and before items."""
    return re.findall(r"[^\s·]+", re.sub(r"(?m)^(-+|\d+\. )", " ", text))


# ---------------------------------------------------------------- what it says


def test_an_email_has_text_html_a_picture_by_its_content_id_and_the_briefing(eml, site):
    assert list(parts(eml)) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]
    found = parts(eml)
    assert f'src="cid:{found["image/png"]["Content-ID"].strip("<>")}"' in found["text/html"].get_content()
    assert found["application/pdf"].get_content() == (site / "briefing.pdf").read_bytes()
    assert found["application/pdf"].get_filename() == "mall-customers-briefing.pdf"


def test_the_text_says_what_the_html_says(eml):
    html, text = (parts(eml)[kind].get_content() for kind in ("text/html", "text/plain"))
    shown = unescape(re.sub(r"(?s)<(head|style)\b.*?</\1>|<[^>]+>", " ", html))
    assert "".join(words(shown)) == "".join(words(text))
    assert max(map(len, text.splitlines())) <= 72


def test_items_are_numbered_and_cells_stay_apart_in_the_text():
    html = "<h1>A</h1><table><tr><td>b</td><td>c<br>d</td></tr></table><ol><li>e</li><li>f</li></ol><p>g</p>"
    assert plain_text(html) == "A\n-\n\nb · c d\n\n1. e\n2. f\ng\n"


def test_the_html_needs_no_style_sheet_no_script_and_no_address(eml):
    html = parts(eml)["text/html"].get_content()
    assert not re.search(r"<(script|link|svg|form)\b|https?://|url\(", html)
    assert len(html) < 100_000  # a mail client cuts longer ones
    assert all("style=" in cell for cell in re.findall(r"<(?:td|th|p|h1|h2)\b[^>]*>", html))


def test_the_same_site_people_and_date_give_the_same_bytes(eml, sample, tmp_path):
    def again(*date):
        out = tmp_path / "again.eml"
        command = ["email", "--project", str(sample), *PEOPLE, *date, "--out", str(out)]
        assert CliRunner().invoke(main, command).exit_code == 0
        return out.read_bytes()

    assert again(*WHEN) == eml
    other = again("--date", "2026-03-03T09:00:00+0000")
    assert parts(other)["multipart/mixed"]["Message-ID"] != parts(eml)["multipart/mixed"]["Message-ID"]


def test_a_dry_run_shows_the_email_and_keeps_nothing(sample, tmp_path):
    command = ["email", "--project", str(sample), *PEOPLE, "--dry-run", "--out", str(tmp_path / "not.eml")]
    shown = CliRunner().invoke(main, command)
    assert shown.exit_code == 0
    assert "To: Ada B <ada@example.org>, chief@example.org" in shown.output
    assert "Decision asked" in shown.output
    assert not list(tmp_path.iterdir())


def test_people_and_subject_come_from_the_study_unless_they_are_said(sample, tmp_path):
    own = (sample / "study.yml").read_text(encoding="utf-8")
    said = "\nmail: {sender: me@example.org, to: [all@example.org], subject: Third quarter}\n"
    (tmp_path / "study.yml").write_text(own + said, encoding="utf-8")
    order = {"project": tmp_path, "site": sample / "_site", "date": DATE, "dry_run": True}
    assert post(Post(**order)).startswith(
        "From: me@example.org\nTo: all@example.org\nSubject: Third quarter\nDate: 2026-03-02"
    )
    assert "To: you@example.org\nSubject: Now" in post(Post(**order, to=("you@example.org",), subject="Now"))


def test_a_site_that_was_changed_is_not_sent(sample, tmp_path):
    for name in ("manifest.json", "findings.json", "briefing.pdf"):
        (tmp_path / name).write_bytes((sample / "_site" / name).read_bytes())
    (tmp_path / "briefing.pdf").write_bytes(b"%PDF-1.7 another")
    with pytest.raises(MailError, match=r"briefing\.pdf in .* was changed after the site was made"):
        post(Post(project=sample, site=tmp_path, date=DATE, dry_run=True))
    (tmp_path / "briefing.pdf").unlink()
    with pytest.raises(MailError, match=r"There is no briefing\.pdf in .* Build it without --no-pdf"):
        post(Post(project=sample, site=tmp_path, date=DATE, dry_run=True))


# ---------------------------------------------------------------- headers


@pytest.mark.parametrize(
    "written",
    [
        "ada@example.org\r\nBcc: all@example.org",
        "Ada\nBcc: x <ada@example.org>",
        "a@example.org, b@example.org",
        "ada",
        "ada@",
        "ada@exa mple.org",
        '"a@b.org> \r\nX: y" <ada@example.org>',
        "",
    ],
)
def test_an_address_that_is_more_or_less_than_one_is_refused(written):
    with pytest.raises(MailError):
        envelope("me@example.org", [written], "Hello", DATE)


def test_a_subject_cannot_end_its_line():
    about = envelope("me@example.org", ["you@example.org"], "Third\r\nBcc: all@example.org\x00\tquarter", DATE)
    assert about.subject == "Third Bcc: all@example.org quarter"


def test_a_name_with_signs_of_its_own_stays_a_name():
    about = envelope('"Sales, North" <north@example.org>', ["Jürgen <j@example.org>"], "Hello", DATE)
    assert (about.sender.display_name, about.to[0].display_name) == ("Sales, North", "Jürgen")


# ---------------------------------------------------------------- a real server


class Inbox:
    """Keeps what arrives, as it arrives; refuses one recipient."""

    def __init__(self):
        self.got = []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if address.startswith("gone@"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        if b"Subject: Too much" in envelope.content:
            return "552 too much\tmail for today"
        self.got.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content))
        return "250 OK"


def known(_server, _session, _envelope, _mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"ada", b"right"), handled=False)


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture(params=["starttls", "implicit"])
def inbox(request, authority, monkeypatch, tmp_path):
    """A mail server on this machine, its kind of TLS, and what it got."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    handler = Inbox()
    tls = (
        {"tls_context": context, "require_starttls": True} if request.param == "starttls" else {"ssl_context": context}
    )
    controller = Controller(
        handler,
        hostname="localhost",
        port=free_port(),
        authenticator=known,
        auth_require_tls=request.param == "starttls",
        **tls,
    )
    controller.start()
    yield request.param, controller.port, handler.got
    controller.stop()


def free_port():
    with socket.socket() as free:
        free.bind(("localhost", 0))
        return free.getsockname()[1]


def sent(sample, port, tls, *more):
    """What the command says when it sends the sample's e-mail."""
    command = ["email", "--project", str(sample), *PEOPLE, *WHEN, "--smtp", f"localhost:{port}", "--tls", tls, *more]
    return CliRunner().invoke(main, command)


def test_an_email_arrives_byte_for_byte_over_tls(inbox, sample, eml, monkeypatch):
    tls, port, got = inbox
    monkeypatch.setenv("TESSERA_SMTP_USER", "ada")
    monkeypatch.setenv("TESSERA_SMTP_PASSWORD", "right")
    done = sent(sample, port, tls)
    assert done.exit_code == 0, done.output
    assert got == [("insights@example.org", ["ada@example.org", "chief@example.org"], eml)]
    assert "right" not in done.output


def test_what_the_server_refuses_is_one_sentence(inbox, sample, monkeypatch):
    tls, port, got = inbox
    refused = sent(sample, port, tls, "--to", "gone@example.org")
    assert refused.exit_code == 1
    assert "took the e-mail, but not for gone@example.org" in refused.stderr
    too_much = sent(sample, port, tls, "--subject", "Too much")
    assert (too_much.exit_code, "552 too much mail for today" in too_much.stderr) == (1, True)
    monkeypatch.setenv("TESSERA_SMTP_USER", "ada")
    half = sent(sample, port, tls)
    assert (half.exit_code, "Only one of TESSERA_SMTP_USER" in half.stderr) == (1, True)
    monkeypatch.setenv("TESSERA_SMTP_PASSWORD", "wrong")
    wrong = sent(sample, port, tls)
    assert (wrong.exit_code, "does not accept the name and password" in wrong.stderr) == (1, True)
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
    unknown = sent(sample, port, tls)
    assert (unknown.exit_code, "No secure connection" in unknown.stderr) == (1, True)
    assert len(got) == 1
    assert all(said.stderr.count("\n") == 1 for said in (refused, too_much, half, wrong, unknown))


GREETING, HELLO = b"220 here\r\n", b"250 here\r\n"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([], "did not answer within 0.3 seconds"),
        ([GREETING], "did not answer within 0.3 seconds"),
        ([GREETING, HELLO], "lacks what is needed: STARTTLS"),
        ([GREETING, None], "broke off; whether the e-mail arrived is not known"),
        ([b"554 not today\r\n"], "refused the e-mail: 554 not today"),
        ([b"\x16\x03\x01 no mail server\r\n" * 3], "refused the e-mail"),
    ],
)
def test_a_server_that_stops_or_talks_nonsense_gives_one_sentence(sample, answers, said):
    with socket.create_server(("localhost", 0)) as listening:
        done = threading.Event()

        def answer():
            peer, _ = listening.accept()
            with peer:
                for place, line in enumerate(answers):
                    if place:
                        peer.recv(1024)
                    if line is None:
                        return
                    peer.sendall(line)
                done.wait(5)

        talking = threading.Thread(target=answer)
        talking.start()
        refused = sent(sample, listening.getsockname()[1], "starttls", "--timeout", "0.3")
        done.set()
        talking.join()
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_connection_that_breaks_within_the_message_gives_one_sentence(sample, authority, monkeypatch, tmp_path):
    """The server says it is ready for the message, reads some of it and is gone."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    with socket.create_server(("localhost", 0)) as listening:

        def answer():
            peer, _ = listening.accept()
            with context.wrap_socket(peer, server_side=True) as secure:
                for line in (GREETING, HELLO, b"250 ok\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n"):
                    if line != GREETING:
                        secure.recv(4096)
                    secure.sendall(line)
                secure.recv(20_000)

        talking = threading.Thread(target=answer)
        talking.start()
        refused = sent(sample, listening.getsockname()[1], "implicit")
        talking.join()
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert "broke off; whether the e-mail arrived is not known" in refused.stderr


def test_a_server_that_is_not_there_gives_one_sentence(sample):
    refused = sent(sample, free_port(), "starttls")
    assert (refused.exit_code, "cannot be reached: Connection refused" in refused.stderr) == (1, True)


@pytest.mark.parametrize("address", ["", ":25", "host:0", "host:99999", "host:mail", "a b", "me@host", "host/path"])
def test_what_is_no_server_is_refused(address):
    with pytest.raises(MailError, match="is no mail server"):
        server(address, "starttls")


def test_ports_follow_the_kind_of_tls():
    assert [server("example.org", tls).port for tls in ("starttls", "implicit")] == [587, 465]
    assert (server("[::1]:25", "starttls").host, server("[::1]:25", "starttls").port) == ("::1", 25)
