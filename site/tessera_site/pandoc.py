"""The embedded engine: staged pages -> website, with Pandoc alone. One process reads them all."""

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tessera.errors import PublishError

from tessera_site.holding import write_whole
from tessera_site.layout import lay_out, sitemap
from tessera_site.search import index_site
from tessera_site.shipped import shipped
from tessera_site.stage import Stage
from tessera_site.website import Page

_LAST_LINES = 5


def render(stage: Stage, out: Path, project: Path | None = None) -> None:
    """Turn a staged website into a finished one in an empty folder.

    The same stage always gives the same bytes.

    Parameters
    ----------
    stage : Stage
        What `write_stage` staged.
    out : Path
        Where the website goes; made when missing. Nothing in it is removed.
    project : Path, optional
        A folder whose own templates and theme go before the shipped ones.

    Raises
    ------
    PublishError
        If Pandoc or the search index fails; the sentence carries the tool's last words.
    """
    bodies = page_bodies(stage, stage.site.pages, project)
    for name in stage.assets:
        copy_into(stage.folder / name, out / name)
    for page in stage.site.pages:
        _write(out / page.path, lay_out(stage.site, page, bodies[page.path], project))
    if stage.site.site_url:
        _write(out / "sitemap.xml", sitemap(stage.site))
    index_site(out)


def page_bodies(stage: Stage, pages: tuple[Page, ...], project: Path | None = None) -> dict[str, str]:
    """Give the pages' own HTML, by path: kept from an earlier build where document and engine are the same.

    What has changed is read in one run of Pandoc.
    """
    program, script = pandoc_program(), shipped("theme/embedded.lua", project)
    engine = script.read_bytes() + f"{program} {Path(program).stat().st_mtime_ns}".encode()
    kept = stage.folder.parent / "bodies"
    names = {str(Path(page.path).with_suffix(".qmd").as_posix()): page.path for page in pages}
    files = {name: kept / hashlib.sha256(engine + (stage.folder / name).read_bytes()).hexdigest() for name in names}
    new = [name for name, file in files.items() if not file.is_file()]
    if new:
        for name, html in _read(program, script, stage.folder, new).items():
            write_whole(files[name], html.encode())
    bodies = {path: files[name].read_text(encoding="utf-8") for name, path in names.items()}
    for stale in set(kept.iterdir()) - set(files.values()):
        stale.unlink()
    return bodies


def _read(program: str, script: Path, folder: Path, names: list[str]) -> dict[str, str]:
    """Documents as HTML, by name, in one run of Pandoc."""
    try:
        done = subprocess.run(  # noqa: S603  (our own arguments, no shell)
            [program, "lua", str(script), str(folder)],
            input="".join(f"{name}\n" for name in names).encode(),
            capture_output=True,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode(errors="replace").strip().splitlines()
        raise PublishError(
            f"Pandoc could not read the staged pages: {' '.join(lines[-_LAST_LINES:])}",
            hint=f"The pages are in {folder}.",
        ) from error
    return dict(_fragments(done.stdout))


def pandoc_program() -> str:
    """Find the Pandoc that came with Tessera, or the machine's own.

    Raises
    ------
    PublishError
        If there is none.
    """
    import pypandoc

    try:
        return str(pypandoc.get_pandoc_path())
    except OSError as error:
        raise PublishError(
            "There is no Pandoc on this machine.", hint="Install Tessera again: it brings one."
        ) from error


def copy_into(source: Path, target: Path) -> None:
    """Copy one file, making its folder; a hard link where the disk allows none is a copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    shutil.copyfile(source, target)


def _fragments(output: bytes) -> Iterator[tuple[str, str]]:
    """Names and HTML as the script frames them: a name, a length in bytes, the HTML."""
    place = 0
    while place < len(output):
        name_end = output.index(b"\n", place)
        length_end = output.index(b"\n", name_end + 1)
        end = length_end + 1 + int(output[name_end + 1 : length_end])
        yield output[place:name_end].decode(), output[length_end + 1 : end].decode()
        place = end


def _write(path: Path, text: str) -> None:
    """Write a text file, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


__all__ = ["copy_into", "page_bodies", "pandoc_program", "render"]
