"""How long a page goes on with what may take any time. Pure but for the clock."""

from __future__ import annotations

from collections.abc import Callable
from time import thread_time

SECONDS_A_PAGE = 2  # of CPU, for all that a page looks for
GivesUp = Callable[[], bool]  # asked all the while by what may take long


class Unfinished(Exception):
    """Whoever asked has given up."""


class Patience:
    """Some seconds of CPU of this thread, for all that shares them."""

    def __init__(self, seconds: float = SECONDS_A_PAGE) -> None:
        self._end = thread_time() + seconds

    def is_over(self) -> bool:
        return thread_time() > self._end


def never() -> bool:
    return False
