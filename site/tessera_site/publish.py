"""Replacing a site whole: either the new one is there, or the old one is as it was."""

import ctypes
import errno
import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from tessera.errors import PublishError

from tessera_site.holding import held

_MARKS = ("index.html", "findings.json")
_NEVER_IN_A_SITE = "study.yml"
_AT_CWD = -100
_EXCHANGE = 2
_TERMINATED = 143
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def publishing(target: Path) -> Iterator[Path]:
    """Give an empty folder to build in; when the block ends well, it takes the target's place at once.

    When the block fails, is interrupted or terminated, the target stays as it was. What a killed build left behind is
    cleared by the next one. Two builds never write to one target at the same time.

    Parameters
    ----------
    target : Path
        The published folder. It may be missing or empty, or hold a site that Tessera made.

    Yields
    ------
    Path
        The folder to build in, beside the target.

    Raises
    ------
    PublishError
        If another build is at work, the target holds something other than a site, or the disk is full.
    """
    target = _followed(target)
    _check_target(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    other = PublishError(
        f"Another build is writing to {target}.", hint="Wait until it is done, or name another folder with --out."
    )
    with held(target.with_name(f".{target.name}.lock"), other), _terminating_is_an_error():
        _clear_leftovers(target)
        new = target.with_name(f".{target.name}.new-{os.getpid()}")
        new.mkdir()
        try:
            yield new
            _swap(new, target)
        except OSError as error:
            if error.errno in _DISK_FULL:
                raise PublishError(
                    f"The disk is full; the site in {target} is as it was.", hint="Make room and build again."
                ) from error
            raise
        finally:
            shutil.rmtree(new, ignore_errors=True)


def _followed(target: Path) -> Path:
    """The folder that a target, or the link in its place, stands for."""
    try:
        return target.resolve()
    except (RuntimeError, OSError):
        raise PublishError(f"{target} is a link that leads back to itself.", hint="Remove it, or use --out.") from None


def _check_target(target: Path) -> None:
    """Refuse to replace anything that is not a site."""
    if not target.exists():
        return
    if not target.is_dir():
        raise PublishError(f"{target} is a file; a site needs a folder.", hint="Name another folder with --out.")
    names = {path.name for path in target.iterdir()}
    if names and (_NEVER_IN_A_SITE in names or not all(mark in names for mark in _MARKS)):
        raise PublishError(
            f"{target} holds files that are no site of Tessera's, so it is not replaced.",
            hint="Name an empty or a new folder with --out.",
        )


@contextmanager
def _terminating_is_an_error() -> Iterator[None]:
    """Let SIGTERM unwind like any other failure, so that the folder is cleared."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(_TERMINATED)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _clear_leftovers(target: Path) -> None:
    """Finish what a killed build left: bring back a site that was set aside, remove the rest."""
    for old in sorted(target.parent.glob(f".{target.name}.old-*")):
        if not target.exists():
            old.rename(target)
        else:
            shutil.rmtree(old, ignore_errors=True)
    for new in sorted(target.parent.glob(f".{target.name}.new-*")):
        shutil.rmtree(new, ignore_errors=True)


def _swap(new: Path, target: Path) -> None:
    """Put the new folder in the target's place, in one step where the system can."""
    if not target.exists():
        new.rename(target)
        return
    if _exchanged(new, target):
        return  # `new` now holds the old site, which the caller removes
    old = target.with_name(f".{target.name}.old-{os.getpid()}")
    target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _exchanged(a: Path, b: Path) -> bool:
    """Exchange two names in one step (Linux); say whether that worked."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    return bool(rename(_AT_CWD, os.fsencode(a), _AT_CWD, os.fsencode(b), _EXCHANGE) == 0)
