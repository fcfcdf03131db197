"""Analyse a project and print, as JSON, what the engine and what the statistics took: ``python parts.py PROJECT``."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from ibis.expr.types.core import Expr
from tessera.analyse import analyse
from tessera.study import load_study

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Time every answer of the engine, and everything."""
    asked = Expr.to_pyarrow
    spent: list[float] = []

    def timed(self: Expr, *args: Any, **options: Any) -> Any:
        before = time.process_time()
        try:
            return asked(self, *args, **options)
        finally:
            spent.append(time.process_time() - before)

    Expr.to_pyarrow = timed  # type: ignore[method-assign]
    project = Path(sys.argv[1])
    study = load_study(project / "study.yml")
    before = time.process_time()
    analyse(study, study.data.source, project, HERE.parent / "templates" / "playbook")
    whole = time.process_time() - before
    print(json.dumps({"engine": sum(spent), "statistics": whole - sum(spent), "questions": len(spent)}))


if __name__ == "__main__":
    main()
