"""The methods page: a notebook whose Python cells run through Jupyter and check the findings from the table anew.

The executed page is frozen: it runs again only when its cells, the study, the table or Tessera change.
"""

import asyncio
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tessera.errors import PublishError

from tessera_site.holding import write_whole
from tessera_site.keyed import text
from tessera_site.shipped import shipped
from tessera_site.website import Page

FENCE = re.compile(r"^```\{python\}\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
TIMEOUT_S = 300
ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Notebook:
    """What the cells are given: the study's file, another table if one was named, and the findings to check."""

    study: Path
    source: str
    base: Path
    findings: Mapping[str, Any]


def methods_page(notebook: Notebook, folder: Path, *, execute: bool, project: Path | None = None) -> Page:
    """The methods page with its cells' output.

    Parameters
    ----------
    notebook : Notebook
    folder : Path
        Where the frozen page and the kernel's working files live; outside the site.
    execute : bool
        Whether cells may run. Without it a frozen page is used when it still fits, else the cells stand alone.
    project : Path, optional
        A folder whose templates go before the shipped ones.

    Raises
    ------
    PublishError
        If a cell fails: with the cell's first line and the error.
    """
    document = shipped("templates/pages/methods.qmd", project).read_text(encoding="utf-8")
    key = _key(document, notebook)
    frozen = folder / f"methods-{key}.md"
    if frozen.exists():
        body = frozen.read_text(encoding="utf-8")
    elif execute:
        body = _executed(document, notebook, folder)
        for stale in folder.glob("methods-*.md"):
            stale.unlink()
        write_whole(frozen, body.encode())
    else:
        body = FENCE.sub(lambda cell: _source_block(cell.group(1)), document)
    return Page(
        path="methods.html",
        kind="methods",
        title="Methods",
        description="How the segments were found and checked, with the code that does it and what it printed.",
        body=body,
    )


def _key(document: str, notebook: Notebook) -> str:
    """What the frozen page depends on."""
    parts = (document, json.dumps(notebook.findings, sort_keys=True), notebook.study.read_text(encoding="utf-8"))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _executed(document: str, notebook: Notebook, folder: Path) -> str:
    """The document with every cell run in one kernel, in order."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError
    from nbformat.v4 import new_code_cell, new_notebook

    folder.mkdir(parents=True, exist_ok=True)
    given = {"study": str(notebook.study), "source": notebook.source, "base": str(notebook.base)}
    (folder / "given.json").write_text(json.dumps(given), encoding="utf-8")
    (folder / "findings.json").write_text(json.dumps(notebook.findings), encoding="utf-8")
    cells = [new_code_cell(match.group(1)) for match in FENCE.finditer(document)]  # type: ignore[no-untyped-call]
    book = new_notebook(cells=cells)  # type: ignore[no-untyped-call]
    client = NotebookClient(
        book, timeout=TIMEOUT_S, resources={"metadata": {"path": str(folder)}}, kernel_name="python3"
    )
    environment = dict(os.environ, PYTHONHASHSEED="0", JUPYTER_PLATFORM_DIRS="1", TESSERA_GIVEN=str(folder))
    manager: Any = client.create_kernel_manager()
    manager.kernel_spec.argv[0] = sys.executable
    with TemporaryDirectory(prefix="tessera-") as sockets:
        if os.name == "posix":  # nothing of the table goes through a network port
            manager.transport, manager.ip = "ipc", str(Path(sockets, "kernel"))
        try:
            asyncio.run(client.async_execute(env=environment))
        except CellExecutionError as fault:
            raise PublishError(
                f"templates/pages/methods.qmd: a cell failed with {fault.ename}: {ANSI.sub('', fault.evalue)}.",
                hint="Mend the cell, or build with --no-notebook.",
            ) from fault
        except (RuntimeError, TimeoutError) as fault:
            raise PublishError(
                f"The methods page's kernel did not answer: {fault}.", hint="Build with --no-notebook."
            ) from fault
    outputs = iter(book.cells)
    return FENCE.sub(lambda cell: _source_block(cell.group(1)) + _output(next(outputs)), document)


def _source_block(source: str) -> str:
    """A cell's code as the reader sees it."""
    return f"```python\n{source}```\n"


def _output(cell: Mapping[str, Any]) -> str:
    """A cell's output as Markdown."""
    return "".join(f"\n::: {{.cell-output}}\n{shown}\n:::\n" for shown in _shown(cell))


def _shown(cell: Mapping[str, Any]) -> Iterator[str]:
    """Each output in its best form: Markdown where the cell made some, text otherwise."""
    for output in cell["outputs"]:
        data = output.get("data", {})
        if "text/markdown" in data:
            yield data["text/markdown"].strip()
        elif output["output_type"] == "stream" and output["name"] == "stdout":
            yield f"```{{=html}}\n<pre>{text(output['text'].rstrip())}</pre>\n```"
        elif "text/plain" in data:
            yield f"```{{=html}}\n<pre>{text(data['text/plain'])}</pre>\n```"
