"""One build at a time, and files that are whole or not there: what keeps two builds, or a killed one, from mixing."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from tessera.errors import PublishError


@contextmanager
def held(path: Path, refusal: PublishError) -> Iterator[None]:
    """Hold a lock file; the lock goes with the process, however that ends.

    Parameters
    ----------
    path : Path
        The lock file; made, and removed at the end.
    refusal : PublishError
        Raised when another process, or this one, holds it already.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        if not (_lock(file) and _is_there(file, path)):
            raise refusal
        try:
            yield
        finally:
            with suppress(OSError):
                path.unlink()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a reader never sees half of it, and a killed build leaves none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_bytes(data)
    temporary.replace(path)


def _lock(file: IO[str]) -> bool:
    """Lock an open file without waiting; say whether that worked."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_there(file: IO[str], path: Path) -> bool:
    """Whether the locked file is still the one under its name: a build that just ended may have removed it."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False
