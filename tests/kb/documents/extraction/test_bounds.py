"""Readers in a process of their own, which may take so much and no more."""

from __future__ import annotations

import pytest

from kb.documents.extraction import bounds
from kb.documents.extraction.bounds import FIRST_SECONDS, bounded, seconds_for
from kb.documents.extraction.refusals import TextRefused
from kb.documents.extraction.text_kinds import TextKind

pytestmark = pytest.mark.process


def test_a_text_comes_back_as_its_reader_gives_it() -> None:
    assert bounded(TextKind.RST, "It’s :ref:`so <a>` 🙂") == "It’s so 🙂"


def test_plain_text_needs_no_process_and_stays_as_it_is() -> None:
    assert bounded(TextKind.PLAIN, "**a**", seconds=0) == "**a**"


def test_what_a_reader_refuses_is_refused_in_its_words() -> None:
    with pytest.raises(TextRefused, match="This is not valid JSON"):
        bounded(TextKind.JSON, "{")


def test_what_takes_too_long_is_given_up() -> None:
    with pytest.raises(TextRefused, match="takes too long to read as reStructuredText"):
        bounded(TextKind.RST, "*a " * 100_000, seconds=1)


def test_what_takes_too_much_memory_is_given_up() -> None:
    memory = 80 * 1024**2
    assert bounded(TextKind.MARKDOWN, "*a*", memory=memory) == "a"
    with pytest.raises(TextRefused, match="takes too long to read as Markdown"):
        bounded(TextKind.MARKDOWN, "*a* " * 100_000, memory=memory)


def test_what_is_nested_too_deeply_is_given_up() -> None:
    with pytest.raises(TextRefused, match="nested too deeply"):
        bounded(TextKind.RST, "- " * 3_000)


def test_a_small_text_has_the_seconds_of_a_small_text() -> None:
    text = "*a " * 20_000

    assert seconds_for(text) == FIRST_SECONDS
    with pytest.raises(TextRefused, match="takes too long to read as reStructuredText"):
        bounded(TextKind.RST, text)


def test_one_text_at_a_time_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_WAIT_FOR_TURN", 0)
    with bounds._turn, pytest.raises(TextRefused, match="Other texts are being read just now"):
        bounded(TextKind.JSON, "{}")

    assert bounded(TextKind.JSON, '{"a": "b"}')
