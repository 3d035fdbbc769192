"""How much work a reader does, in steps and not in seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

from kb.documents.extraction.refusals import TextRefused


def steps(read: Callable[[str], str], text: str) -> int:
    """The calls of functions while a text is read, those into C with them."""
    calls = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        with suppress(TextRefused):
            read(text)
    finally:
        sys.setprofile(before)
    return calls
