"""Takes the pictures of this folder: every kind of page, at 1280 and 390 pixels, light and dark, side by side.

Run by ``nox -s pictures``. Sites that pages come from are built into a temporary folder, in which nothing is left.
"""

import functools
import http.server
import io
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = {1280: 2200, 390: 2600}
"""Widths of the window, and how much of the page's height is taken."""
SCALE = 0.3
GAP, GROUND = 14, "#8A8378"
QUALITY = 40
TABLE = "data/mall_customers.csv"
PAGES = {
    "sample": {
        "overview": "index.html",
        "which-segment": "which.html",
        "model": "models/income-spend.html",
        "model-drawn": "models/age-income.html",
        "segment": "segments/income-spend/high-income-low-spending.html",
        "comparison": "compare.html",
        "plan": "plan.html",
        "data": "data.html",
        "methods": "methods.html",
        "downloads": "downloads.html",
        "glossary": "glossary.html",
        "not-found": "404.html",
    },
    "public": {"public-segment": "segments/income-spend/high-income-high-spending.html", "public-data": "data.html"},
    "later": {"changes": "changes.html"},
    "results": {"results": "index.html"},
    "space": {"model-three-dimensions": "models/three-in-five.html"},
    "crowd": {"model-twelve-segments": "models/twelve.html"},
}


def main() -> None:
    """Build what is needed, take every picture, write one file a page."""
    with tempfile.TemporaryDirectory() as folder:
        sites = _sites(Path(folder))
        browser_path = next(path for path in map(shutil.which, BROWSERS) if path)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
            for site, pages in PAGES.items():
                with _served(sites[site]) as address:
                    for name, path in pages.items():
                        sheet = _sheet(
                            [_shot(browser, f"{address}/{path}", w, s) for w in WIDTHS for s in ("light", "dark")]
                        )
                        sheet.save(HERE / f"{name}.webp", quality=QUALITY, method=6)
                        print(f"{name}.webp: {(HERE / f'{name}.webp').stat().st_size // 1000} kB")
            browser.close()


def _sites(folder: Path) -> dict[str, Path]:
    """The sites that the pages come from."""
    project = folder / "project"
    shutil.copytree(ROOT / "data", project / "data")
    shutil.copy(ROOT / "study.yml", project)
    sites = {name: folder / name for name in PAGES}
    common, plain = ("--engine", "pandoc", "--no-pdf"), ("--no-notebook",)
    _tessera("build", "--project", project, "--out", sites["sample"], *common)
    _tessera("build", "--project", project, "--out", sites["public"], "--audience", "public", *common)
    head, *rows = (project / TABLE).read_text(encoding="utf-8").splitlines()
    later = folder / "later.csv"
    later.write_text("\n".join([head, *rows[20:]]) + "\n", encoding="utf-8")
    earlier = ("--baseline", sites["sample"] / "findings.json")
    _tessera(
        "build", "--project", project, "--data", later, "--out", sites["later"], *earlier, *common, "--no-notebook"
    )
    results = folder / "results.csv"
    results.write_text(_results(rows), encoding="utf-8")
    _tessera("measure", results, "--project", project, "--out", sites["results"])
    _tessera("build", "--project", ROOT / "examples/mall-three-features", "--out", sites["space"], *common, *plain)
    _tessera("build", "--project", _crowd(folder / "club"), "--out", sites["crowd"], *common, *plain)
    return sites


def _crowd(folder: Path) -> Path:
    """The project of many segments that tests use."""
    sys.path.append(str(ROOT / "tests"))
    from crowded_project import crowded_project  # tests are no package

    return crowded_project(folder)


def _results(rows: list[str]) -> str:
    """A campaign that lifts customers with odd numbers by a tenth, half of all held out."""
    lines = ["CustomerID,campaign,arm,Spending Score (1-100)"]
    for row in rows:
        number, *_, score = row.split(",")
        treated = int(number) % 4 < 2
        lines.append(
            f"{number},Spring,{'treated' if treated else 'holdout'},{float(score) * (1.1 if treated else 1):.1f}"
        )
    return "\n".join(lines) + "\n"


def _tessera(*arguments: object) -> None:
    subprocess.run(["tessera", *map(str, arguments)], check=True)


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """A site's address while it is served."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _shot(browser: Browser, address: str, width: int, scheme: str) -> Image.Image:
    """The upper part of a page, scaled down."""
    page = browser.new_page(viewport={"width": width, "height": WIDTHS[width]}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    taken = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.close()
    size = (round(taken.width * SCALE), round(taken.height * SCALE))
    return taken.resize(size, Image.Resampling.LANCZOS)


def _sheet(shots: list[Image.Image]) -> Image.Image:
    """Pictures side by side."""
    width = sum(shot.width for shot in shots) + GAP * (len(shots) + 1)
    sheet = Image.new("RGB", (width, max(shot.height for shot in shots) + 2 * GAP), GROUND)
    x = GAP
    for shot in shots:
        sheet.paste(shot, (x, GAP))
        x += shot.width + GAP
    return sheet


if __name__ == "__main__":
    main()
