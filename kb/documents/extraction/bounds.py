"""Readers at work within bounds: in a process of their own, which may take so much time and memory and no more.

No parser of markup is linear on every input, and none can be stopped from outside while it is at it. So each has the
seconds that an honest text of its size needs twice over, and one text at a time is read in a worker. Some 0.3 s of CPU
for the process.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from kb.documents.extraction.refusals import TextRefused
from kb.documents.extraction.text_kinds import TextKind

FIRST_SECONDS = 2  # of CPU, for a text of any size
SECONDS_A_MEBIBYTE = 3  # of CPU beside them: reStructuredText, the dearest, needs 1.4
WAIT_A_SECOND = 10  # seconds by the clock for one of CPU, on a machine with much else to do
MOST_WAIT_FOR_TURN = 2  # seconds, while other texts are read
MOST_MEMORY = 1024**3  # bytes of addresses
REFUSED = 3  # the exit code for a reason on stderr
ROOT = Path(__file__).parents[3]

_turn = threading.Lock()  # of this worker: who holds it has a text read

TOO_COSTLY = "This text takes too long to read as {}. Keep its text only, or read it as plain text."
TOO_BUSY = "Other texts are being read just now. Send this one again in a minute."
TOO_DEEP = "This text is nested too deeply. Keep its text only, or read it as plain text."


def reader(kind: TextKind) -> Callable[[str], str]:
    """The reader of a kind: `html_text` of `html_reader`. Parsers are loaded where they are needed."""
    if kind is TextKind.PLAIN:
        return str
    module = import_module(f"kb.documents.extraction.{kind}_reader")
    text_of: Callable[[str], str] = getattr(module, f"{kind}_text")
    return text_of


def seconds_for(text: str) -> int:
    """The seconds of CPU that the reading of a text may take: 2 for a page, 17 for 5 MiB."""
    return FIRST_SECONDS + SECONDS_A_MEBIBYTE * len(text) // 1024**2


def bounded(kind: TextKind, text: str, seconds: int | None = None, memory: int = MOST_MEMORY) -> str:
    """The text as its reader gives it. Raises TextRefused for what it refuses, and where it takes too much."""
    if kind is TextKind.PLAIN:
        return text
    if not _turn.acquire(timeout=MOST_WAIT_FOR_TURN):
        raise TextRefused(TOO_BUSY)
    try:
        return _answer(kind, text, seconds_for(text) if seconds is None else seconds, memory)
    finally:
        _turn.release()


def _answer(kind: TextKind, text: str, seconds: int, memory: int) -> str:
    command = [sys.executable, "-m", "kb.documents.extraction", kind, str(seconds), str(memory)]
    wait = WAIT_A_SECOND * (seconds + 1)
    try:
        done = subprocess.run(command, input=text.encode(), capture_output=True, cwd=ROOT, timeout=wait)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise TextRefused(TOO_COSTLY.format(kind.label)) from error
    if done.returncode == REFUSED:
        raise TextRefused(done.stderr.decode())
    if done.returncode:
        raise TextRefused(TOO_COSTLY.format(kind.label))
    return done.stdout.decode()


def bind(seconds: int, memory: int) -> None:
    """Let this process take so much CPU and so many bytes of memory, and no more."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
