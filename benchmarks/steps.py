"""Build a project once and print, as JSON, what every step took: ``python steps.py PROJECT ENGINE [no-pdf] [force]``.

Run by ``sample.py`` in a process of its own for each build, so that every build pays its own imports.
"""

import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.modules["matplotlib"] = None  # type: ignore[assignment]  # the notebooks' alone; kneed would import it if it were here

from tessera_site.build import Order, build  # noqa: E402


def spent() -> float:
    """Processor seconds so far, of this process and of those it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def main() -> None:
    """Build, and say what each step took."""
    project, engine = Path(sys.argv[1]).resolve(), sys.argv[2]
    steps: dict[str, float] = {"Start and imports": spent()}

    @contextmanager
    def progress(what: str) -> Iterator[None]:
        before = spent()
        yield
        steps[what] = spent() - before

    asked = sys.argv[3:]
    order = Order(
        project=project,
        out=project / "_site",
        engine=engine,  # type: ignore[arg-type]
        pdf="no-pdf" not in asked,
        force="force" in asked,
    )
    result = build(order, progress)
    print(json.dumps({"steps": steps, "pages": result.pages}))


if __name__ == "__main__":
    main()
