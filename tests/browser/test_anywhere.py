"""The site somewhere else: as a zip on a disk, and under a path of a server; every page kind, no request beyond it."""

import functools
import http.server
import shutil
import threading
from pathlib import Path

import pytest

UNDER = "customers/mall 2026"
PICTURES_WITHOUT = """() => [...document.images].filter((picture) => picture.complete && !picture.naturalWidth)
    .map((picture) => picture.src)"""


@pytest.fixture(scope="module")
def unzipped(site, tmp_path_factory):
    """The site after a journey as a zip, in a folder whose name has blanks and more."""
    packed = shutil.make_archive(str(tmp_path_factory.mktemp("zip") / "site"), "zip", site)
    folder = tmp_path_factory.mktemp("disk") / "Sent to me, 100% über all"
    shutil.unpack_archive(packed, folder)
    return folder


@pytest.fixture(scope="module")
def under(site, tmp_path_factory):
    """The site's address where a server keeps it below other folders, and the paths that were asked for in vain."""
    root, failed = tmp_path_factory.mktemp("host"), []
    (root / UNDER).parent.mkdir(parents=True)
    (root / UNDER).symlink_to(site)

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def send_error(self, code, message=None, explain=None):
            failed.append(self.path)
            super().send_error(code, message, explain)

    handler = functools.partial(Handler, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{UNDER}".replace(" ", "%20"), failed
        server.shutdown()


def listened(page):
    """What a page says and asks for from now on; of Quarto's own modules, which no disk can serve, nothing of ours is."""
    said, asked = [], []

    def hear(message):
        told = f"{message.text} {message.location.get('url', '')}"
        if message.type in {"error", "warning"} and "/site_libs/" not in told:
            said.append(told)

    page.on("console", hear)
    page.on("pageerror", lambda fault: said.append(str(fault)))
    page.on("request", lambda request: asked.append(request.url))
    return said, asked


def walk_through(page, home):
    """Click as a reader does: model, segment, the next one, a chart, the page that places a customer, the glossary."""
    page.locator("#pages").get_by_role("link", name="Income and spending").click()
    page.locator("#pages .segs a").first.click()
    page.locator(".pager a[rel=next]").click()
    page.locator(".explore").first.click()
    page.locator("figure .plot .main-svg").first.wait_for()
    page.locator(".trail a").last.click()
    page.wait_for_url("**/models/income-spend.html")
    page.locator("#pages").get_by_role("link", name="Which segment?").click()
    page.locator("#which-income").fill("100")
    assert page.locator("#which-answer a").count() > 1
    page.locator("#pages").get_by_role("link", name="Glossary").click()
    page.locator("a.brand").click()
    page.wait_for_url(lambda url: url.removesuffix("index.html") == f"{home}/")  # Quarto's script leaves the name out
    assert page.evaluate(PICTURES_WITHOUT) == []


def test_a_zip_of_the_site_is_read_from_any_folder(reader, unzipped, kinds):
    page = reader("index.html", base=unzipped.as_uri())
    said, asked = listened(page)
    walk_through(page, unzipped.as_uri())
    for path in kinds:
        page.goto(f"{unzipped.as_uri()}/{path}")
    assert said == []
    assert [url for url in asked if not url.startswith((unzipped.as_uri() + "/", "data:", "blob:"))] == []


def test_under_a_path_of_a_server_everything_is_found(reader, under, kinds):
    home, failed = under
    page = reader("index.html", base=home)
    said, asked = listened(page)
    walk_through(page, home)
    for path in kinds:
        page.goto(f"{home}/{path}")
    page.goto(f"{home}/index.html")
    page.keyboard.press("/")
    page.keyboard.type("silhouette")
    page.locator(".search-results a:not([href$='index.html'])").first.click()
    page.wait_for_url(lambda url: url.startswith(home) and url.removesuffix("index.html") != f"{home}/")
    assert failed == []
    assert said == []
    assert [url for url in asked if not url.startswith((home + "/", "data:", "blob:"))] == []


def test_nothing_in_the_site_needs_a_name_that_a_zip_cannot_carry(site):
    names = [path.relative_to(site).as_posix() for path in Path(site).rglob("*")]
    assert [name for name in names if not name.isascii() or len(name) > 150 or set(name) & set('<>:"|?*\\')] == []
