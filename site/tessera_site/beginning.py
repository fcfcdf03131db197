"""The first step of a study: its file, guessed from a table."""

import os
import shlex
from pathlib import Path

from tessera.errors import StudyError
from tessera.guess import guess_study

from tessera_site.holding import write_whole


def begin(folder: Path, data: str | None) -> Path:
    """Write ``study.yml`` into a new or an old folder, with roles guessed and models proposed; its path.

    Raises
    ------
    TesseraError
        If there is a study already, no table was named, or the table cannot be read.
    """
    target = folder / "study.yml"
    if folder.is_file():
        meant = shlex.join(["tessera", "init", folder.stem, "--data", str(folder)])
        raise StudyError(f"{folder} is a file; a study is written into a folder.", hint=f"Name both: {meant}")
    if data is None:
        raise StudyError("A study is written from a table, and none was named.", hint="Name it after --data.")
    if target.exists():
        raise StudyError(f"{target} is there already.", hint="Choose another folder, or move it away.")
    source = os.path.relpath(data, folder) if Path(data).exists() else data
    write_whole(target, guess_study(source, folder).encode())
    return target
