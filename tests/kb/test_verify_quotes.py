"""`manage.py verify_quotes`: what it prints, and its exit code."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kb.models import Claim, Source
from tests import factories

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, list[str]]:
    """The exit code, and what was printed."""
    out = StringIO()
    try:
        call_command("verify_quotes", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, [*out.getvalue().splitlines(), str(error)]
    return 0, out.getvalue().splitlines()


def quoted(slug: str, quote: str, text: str = "", **fields: object) -> Claim:
    """A claim with this quote, and the text of its source if there is one."""
    source = Source.objects.filter(slug=slug).first() or factories.source(slug=slug)
    if text:
        factories.snapshot(source=source, text=text)
    return factories.claim(source=source, quote=quote, **fields)


def test_all_quotes_hold() -> None:
    quoted("a", "is small", "Flask is small")
    quoted("b", "isn't it", "It isn’t it")
    summary = (
        "2 quotes: 1 exact, 1 exact but for spaces and typography, 0 exact but for what it leaves out, "
        "0 not at the line of its locator, 0 not found, 0 no text to check against."
    )
    assert run() == (0, [summary])


def test_a_base_without_quotes_holds() -> None:
    factories.claim()
    code, printed = run()
    assert (code, printed[0][:10]) == (0, "0 quotes: ")


def test_what_is_not_found_is_named_and_fails() -> None:
    claim = quoted("a", "big", "Flask is small")
    code, printed = run()
    assert code == 1
    assert printed[0] == f"{claim.key}: “big” not found"
    assert printed[-1] == "1 quotes do not hold."


def test_a_source_without_a_text_is_named_and_fails_only_if_texts_are_required() -> None:
    quoted("a", "one")
    quoted("a", "two")
    code, printed = run()
    assert (code, printed[0]) == (0, "a has no text: 2 quotes not checked")
    assert run("--require-text")[0] == 1


def test_retired_claims_are_left_out_and_drafts_are_not() -> None:
    quoted("a", "misread", "Flask is small", status="retired", retire_reason="misread")
    assert run()[0] == 0
    quoted("a", "wrong", status="draft")
    assert run()[0] == 1


def test_only_the_named_sources_are_checked() -> None:
    quoted("a", "big", "Flask is small")
    quoted("b", "small", "Flask is quite small")
    quoted("c", "quite", "Flask is quite, quite small")
    code, printed = run("--source", "b", "c")
    assert (code, printed[-1][:17]) == (0, "2 quotes: 2 exact")
    assert run("--source", "b", "--source", "a")[0] == 1


def test_an_unknown_source_is_refused() -> None:
    assert run("--source", "y", "nowhere") == (2, ["There is no source nowhere, y."])


def test_a_quote_must_stand_at_the_line_of_its_locator() -> None:
    text = "Flask is small\n" + "and so on\n" * 9 + "as Flask is small"
    quoted("a", "is small", text, locator="a.py, line 1")
    claims = [quoted("a", "is small", locator=f"a.py, line {line}") for line in (6, 10)]
    code, printed = run()
    assert (code, printed[0]) == (1, f"{claims[0].key}: “is small” not at the line of its locator")
    assert printed[-1] == "1 quotes do not hold."


@pytest.mark.process
def test_texts_in_a_folder_take_the_place_of_those_that_are_kept(tmp_path: Path) -> None:
    quoted("a", "it is small", "Flask is big", locator="A, line 4")
    quoted("b", "it is `big`", "it is `big`")
    (tmp_path / "a.txt").write_text("A\n=====\n\nSo :ref:`it <b>` **is** ``small``.\n")
    (tmp_path / "c.txt").write_text("of no source")
    code, printed = run("--texts", str(tmp_path))
    assert (code, printed[1]) == (0, "b has no text: 1 quotes not checked")
    assert run("--texts", str(tmp_path), "--require-text")[0] == 1


@pytest.mark.process
def test_a_file_without_a_text_is_named(tmp_path: Path) -> None:
    quoted("a", "it is small")
    (tmp_path / "a.html").write_text("<script>draw()</script>")
    code, printed = run("--texts", str(tmp_path))
    assert (code, printed[-1].startswith(f"{tmp_path / 'a.html'}: There is no text")) == (2, True)


def test_a_file_that_is_named_after_no_source_is_named(tmp_path: Path) -> None:
    (tmp_path / "001_article.txt").write_text("Flask is small", encoding="utf-8")
    assert run("--texts", str(tmp_path))[1][0] == "001_article.txt is named after no source, and not read: SLUG.txt"
