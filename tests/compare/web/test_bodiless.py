"""Answers without a body say nothing of one."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from compare.web.bodiless import bodiless


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_304_has_no_type_and_no_length(rf: RequestFactory, method: str) -> None:
    answer = bodiless(lambda request: HttpResponse(status=304, headers={"Content-Length": "0", "ETag": "x"}))
    assert dict(answer(getattr(rf, method)("/")).items()) == {"ETag": "x"}


def test_an_empty_answer_to_head_has_no_length_and_a_written_one_keeps_it(rf: RequestFactory) -> None:
    def lengths(text: str) -> list[str | None]:
        answer = bodiless(lambda request: HttpResponse(text, headers={"Content-Length": str(len(text))}))
        return [answer(rf.head("/")).get("Content-Length"), answer(rf.get("/")).get("Content-Length")]

    assert lengths("") == [None, "0"]
    assert lengths("text") == ["4", "4"]
