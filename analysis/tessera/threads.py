"""One thread while on cells: a few thousand points are done before a second thread has woken up."""

from contextlib import AbstractContextManager
from functools import cache

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[object]:
    """Hold every numerical library to one thread inside a ``with`` block, so that sums have one order too."""
    limit: AbstractContextManager[object] = _controller().limit(limits=1)
    return limit


@cache
def _controller() -> ThreadpoolController:
    """Handle on the thread pools, looked up once, after the last of them has been loaded."""
    import sklearn.cluster  # noqa: F401 - takes a second, and brings its own pool

    return ThreadpoolController()
