"""A real browser before the built sample: a server without the network, one visit of every page, and its findings."""

import http.server
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest
from sample_project import quiet
from tessera_site.build import Order, build
from tessera_site.quarto import quarto_program

WIDTHS = (1280, 390, 360)
HEIGHT = 900
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
CHARTS = (Path(__file__).parent / "charts.js").read_text(encoding="utf-8")


ENGINES = ["pandoc", *(["quarto"] if quarto_program() else [])]


@pytest.fixture(scope="session", params=ENGINES)
def engine(request):
    """Every claim about the sample's pages holds for both engines, where Quarto is at hand."""
    return request.param


@pytest.fixture(scope="session")
def project_of_engine(engine, sample, tmp_path_factory):
    """The sample's project, built by the engine; what the other engine found is not worked out again."""
    if engine == "pandoc":
        return sample
    copy = tmp_path_factory.mktemp("quarto") / "project"
    shutil.copytree(sample, copy, ignore=shutil.ignore_patterns("_site"))
    build(Order(project=copy, engine="quarto"), quiet)
    return copy


@pytest.fixture(scope="session")
def site(project_of_engine):
    """The built site of the sample."""
    return project_of_engine / "_site"


@dataclass(frozen=True)
class Visit:
    """What one page said and showed; the lists and numbers by width of the window."""

    path: str
    messages: list[str]
    requests: list[str]
    head: dict[str, object]
    sideways: dict[int, int]
    charts: dict[int, dict[str, list[str]]]


class _SiteHandler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder as a host of static pages does: its own page for what is not there."""

    def log_message(self, *_):
        pass

    def send_error(self, code, message=None, explain=None):
        if code != 404:
            super().send_error(code, message, explain)
            return
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def address(site):
    """Where the site is served; under a folder, as on GitHub Pages."""

    def handler(*args):
        return _SiteHandler(*args, directory=str(site))

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser(site):  # the site first: its notebook and the browser cannot share an event loop
    """Chromium as it is on this machine."""
    if CHROMIUM is None:
        pytest.fail("The browser tests need Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def reader(browser, address):
    """Opens pages: ``reader(path, width=..., scheme=..., scripts=...)``; every page closes after the test."""
    contexts = []

    def read(path, width=1280, scheme="light", scripts=True, base=address):
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHT}, color_scheme=scheme, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{base}/{path}")
        return page

    yield read
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def paths(site):
    """Every page of the site."""
    return sorted(str(page.relative_to(site)) for page in site.rglob("*.html"))


@pytest.fixture(scope="module")
def kinds(paths):
    """One page of every kind, and two models: one with natural groups, one without."""
    segments = [path for path in paths if path.startswith("segments/")]
    models = [path for path in paths if path.startswith("models/")]
    return [*(path for path in paths if path not in {*segments, *models}), models[0], models[-1], segments[0]]


@pytest.fixture(scope="module")
def visits(browser, address, paths):
    """Every page read once, at every width."""
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": HEIGHT})
    page = context.new_page()
    messages, requests = [], []
    page.on("console", lambda m: messages.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda fault: messages.append(str(fault)))
    page.on("request", lambda request: requests.append(request.url))
    made = []
    for path in paths:
        page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        page.goto(f"{address}/{path}")
        sideways, charts = {}, {}
        head = page.evaluate(
            """() => ({
                titles: [...document.querySelectorAll("h1")].map((h) => h.textContent.trim()),
                title: document.title,
                description: (document.querySelector('meta[name="description"]') || {}).content || "",
                language: document.documentElement.lang,
            })"""
        )
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            sideways[width] = page.evaluate("document.documentElement.scrollWidth") - width
            charts[width] = page.evaluate(CHARTS)
        made.append(Visit(path, list(messages), list(requests), head, sideways, charts))
        messages.clear()
        requests.clear()
    context.close()
    return made
