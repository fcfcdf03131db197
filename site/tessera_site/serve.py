"""Preview: the site on this machine, built again when something it comes from changes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from tessera.errors import PublishError, TesseraError

from tessera_site.shipped import shipped

ADDRESS = "127.0.0.1"
_SCRIPT, _EVENTS = "/__preview/reload.js", "/__preview/events"
_RELOAD = b"""\
new EventSource("%s").addEventListener("rebuilt", () => location.reload());
""" % _EVENTS.encode()
_TAG = f'<script defer src="{_SCRIPT}"></script></head>'.encode()
_OWN_OUTPUT = ("_site", "build", "private", "__pycache__")
_HEARTBEAT = 15.0  # seconds between signs of life to a waiting page
_POLL = 0.05  # seconds until a stopped server notices
_SETTLE = 300  # milliseconds without a further change before a rebuild


@dataclass(slots=True)
class Rebuilt:
    """Tells waiting pages that there is something new."""

    changed: threading.Condition
    count: int = 0

    def announce(self) -> None:
        """Wake every waiting page."""
        with self.changed:
            self.count += 1
            self.changed.notify_all()

    def wait(self, seen: int, seconds: float) -> int:
        """Wait until there is more than was seen, or the time is over; give the count then."""
        with self.changed:
            self.changed.wait_for(lambda: self.count != seen, timeout=seconds)
            return self.count


def preview(
    project: Path,
    build: Callable[[], Path],
    port: int,
    say: Callable[[str], None],
    watched: tuple[Path, ...] = (),
) -> None:
    """Build, serve on this machine only, and build again on every change until interrupted.

    A refused rebuild is said in its sentence and leaves the site that is served as it was.

    Parameters
    ----------
    project : Path
        The folder of the study; everything in it but Tessera's own output is watched.
    build : callable
        Builds the site and gives its folder, always the same one.
    port : int
        Where to serve; 0 takes any free port.
    say : callable
        Takes sentences for the person at the keyboard.
    watched : tuple of Path, optional
        Further files and folders, such as a table outside the project.

    Raises
    ------
    TesseraError
        If the first build is refused, or the port is taken.
    """
    from watchfiles import watch

    site = build()
    places = [project, *watched, shipped("templates"), shipped("theme")]
    with serving(site, port) as (address, rebuilt):
        say(f"{address} shows the site. Every change builds it again; Ctrl-C ends.")
        for _changes in watch(
            *places, watch_filter=partial(_matters, project.resolve(), site), debounce=_SETTLE, raise_interrupt=False
        ):
            try:
                build()
            except TesseraError as refusal:
                say(f"Not built, the site is as it was. {refusal}")
            else:
                rebuilt.announce()
                say("Built again.")


@contextmanager
def serving(site: Path, port: int) -> Iterator[tuple[str, Rebuilt]]:
    """Serve a folder on this machine; give its address and the means to say that it has changed.

    The folder is looked up for every request, so that it may be replaced meanwhile.

    Raises
    ------
    PublishError
        If the port is taken.
    """
    rebuilt = Rebuilt(threading.Condition())
    try:
        server = ThreadingHTTPServer((ADDRESS, port), partial(_Handler, rebuilt, site))
    except OSError as error:
        raise PublishError(f"Port {port} is taken.", hint="Choose another with --port.") from error
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(_POLL,), daemon=True)
    thread.start()
    try:
        yield f"http://{ADDRESS}:{server.server_address[1]}/", rebuilt
    finally:
        server.shutdown()
        server.server_close()


class _Handler(SimpleHTTPRequestHandler):
    """Serves files, adds the reload script to pages, and tells pages when to reload."""

    protocol_version = "HTTP/1.1"

    def __init__(self, rebuilt: Rebuilt, site: Path, *arguments: object) -> None:
        self._rebuilt = rebuilt
        self._site = site
        super().__init__(*arguments, directory=str(site))  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer one request."""
        path = urlsplit(self.path).path
        if not self._is_for_here():
            self.send_error(HTTPStatus.FORBIDDEN)
        elif path == _SCRIPT:
            self._send(HTTPStatus.OK, "text/javascript", _RELOAD)
        elif path == _EVENTS:
            self._send_events()
        else:
            self._send_file()

    def end_headers(self) -> None:
        """Let no browser keep an old page."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing about single requests."""

    def _is_for_here(self) -> bool:
        """Whether the request names this machine; a page elsewhere may point its own name at it."""
        host = self.headers.get("Host", "").rsplit(":", 1)[0]
        return host in (ADDRESS, "localhost")

    def _send_file(self) -> None:
        """Send a file, a page with the reload script, or the site's own "not found" page."""
        file = Path(self.translate_path(self.path))
        if file.is_dir():
            file /= "index.html"
        status = HTTPStatus.OK
        if not file.is_file():
            file, status = self._site / "404.html", HTTPStatus.NOT_FOUND
        try:
            data = file.read_bytes()
        except OSError:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        if file.suffix == ".html":
            data = data.replace(b"</head>", _TAG, 1)
        self._send(status, self.guess_type(str(file)), data)

    def _send(self, status: HTTPStatus, kind: str, data: bytes) -> None:
        """Send one answer whole."""
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _send_events(self) -> None:
        """Hold the line and say so when the site was rebuilt."""
        seen = self._rebuilt.count
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            while True:
                count = self._rebuilt.wait(seen, _HEARTBEAT)
                self.wfile.write(b": here\n\n" if count == seen else b"event: rebuilt\ndata: \n\n")
                self.wfile.flush()
                seen = count
        except OSError:
            return  # the page has gone


def _matters(project: Path, site: Path, _change: object, path: str) -> bool:
    """Whether a changed file can change the site: not what the build itself writes, nor an editor's scratch file."""
    file = Path(path)
    file = file.relative_to(project) if file.is_relative_to(project) else Path(file.name)
    scratch = file.name.endswith(("~", ".tmp", ".swp"))
    own = any(part == site.name or part in _OWN_OUTPUT or part.startswith(".") for part in file.parts)
    return not scratch and not own
