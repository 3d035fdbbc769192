"""`manage.py verify_quotes`: what it prints, and its exit code."""

from __future__ import annotations

from io import StringIO

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
        "2 quotes: 1 exact, 1 exact but for spaces and typography, 0 exact but for what it leaves out, 0 not found, "
        "0 no text to check against."
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
