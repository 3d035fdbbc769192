"""Questions to the database that are answered in time, or not waited for: a database may take them and stay silent."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from threading import Event, Lock, Thread
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connections

MOST_LATE = 2  # questions of a process that nobody waits for any more: each keeps a thread and a connection

Answer = TypeVar("Answer")
_late: list[Thread] = []
_counting = Lock()


def within(seconds: float, ask: Callable[[], Answer]) -> Answer:
    """What ``ask`` returns or raises, asked in a thread of its own through the connection of this one.

    TimeoutError when the time is over, and at once while earlier questions are still without an answer. The connection
    is then left to the thread, which closes it when it can.
    """
    if _number_of_late() >= MOST_LATE:
        raise TimeoutError
    connection, context = connections[DEFAULT_DB_ALIAS], copy_context()
    answer: Future[Answer] = Future()
    turn, is_over, is_left = Lock(), Event(), Event()

    def run() -> None:
        connections[DEFAULT_DB_ALIAS] = connection
        try:
            answer.set_result(context.run(ask))
        except BaseException as error:  # noqa: BLE001  (whoever waits gets it)
            answer.set_exception(error)
        with turn:
            is_over.set()
            if is_left.is_set():
                connection.close()

    connection.inc_thread_sharing()
    thread = Thread(target=run, daemon=True)
    thread.start()
    try:
        return answer.result(seconds)
    except TimeoutError:
        with turn:
            if not is_over.is_set():
                is_left.set()
                del connections[DEFAULT_DB_ALIAS]
                _late.append(thread)
        raise
    finally:
        if not is_left.is_set():
            connection.dec_thread_sharing()


def _number_of_late() -> int:
    with _counting:
        _late[:] = [thread for thread in _late if thread.is_alive()]
        return len(_late)
