"""The document inside an answer of an API."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kb.documents.extraction.json_reader import json_text
from kb.documents.extraction.refusals import TextRefused

LONG = "<p>One reader answered at length and said that nothing is right, which is longer than the post.</p>"


def wordpress(**fields: object) -> dict[str, Any]:
    """A post as the API of WordPress answers."""
    post = {
        "id": 7,
        "title": {"rendered": "Flask &#8211; or Django?"},
        "content": {"rendered": "\n<p>Flask is <em>small</em>.</p>\n<p>Django is\nnot.</p>", "protected": False},
        "excerpt": {"rendered": "<p>Flask is</p>"},
        "yoast_head": f"<meta content='{'x' * 500}'/><p></p>",
    }
    return post | fields


@pytest.mark.parametrize(
    "beside",
    [
        {},
        {"_embedded": {"replies": [[{"content": {"rendered": LONG}}]], "author": [{"description": LONG}]}},
        {"_embedded": {"wp:featuredmedia": [{"title": {"rendered": "no"}, "caption": {"rendered": LONG}}]}},
        {"comments": [{"content": {"rendered": LONG}}]},
        {"excerpt": {"rendered": LONG}},
    ],
)
def test_the_post_comes_after_its_title_whatever_is_carried_along(beside: dict[str, Any]) -> None:
    assert json_text(json.dumps(wordpress(**beside))) == "Flask – or Django?\n\nFlask is small.\n\nDjango is not."


@pytest.mark.parametrize(
    "answer",
    [
        {"posts": [{"title": "T", "html": "<p>Body</p>", "excerpt": "Body"}]},
        {"data": {"post": {"title": "T", "contentHtml": "<div>Body</div>", "author": {"title": "CEO"}}}},
        {"title": "T", "body_html": "<h2>Body</h2>", "body_markdown": "## Body with <br> and more words"},
        [{"title": {"raw": "", "rendered": "T"}, "content": {"rendered": "<p>Body</p>"}}],
    ],
)
def test_other_apis_are_understood_without_their_names(answer: object) -> None:
    assert json_text(json.dumps(answer)) == "T\n\nBody"


def test_the_one_field_with_html_needs_no_usual_name() -> None:
    assert json_text('{"was_geschah": "<p>Body</p>"}') == "Body"


def test_several_fields_of_which_none_says_that_it_is_the_text_are_named() -> None:
    with pytest.raises(TextRefused, match=r"several texts \(after, before\)"):
        json_text('{"before": "<p>One</p>", "after": "<p>Two, which is longer</p>"}')


def test_several_documents_in_one_file_are_refused() -> None:
    with pytest.raises(TextRefused, match="holds 2 documents"):
        json_text(json.dumps([wordpress(), wordpress(id=8)]))


def test_data_without_html_stay_as_they_are_written() -> None:
    written = '{\n  "engines": {\n    "node": ">= 18"\n  }\n}\n'
    assert json_text(written) == written


@pytest.mark.parametrize("written", ['{"a": ', "[" * 100_000, "1" * 5000])
def test_what_is_no_json_is_refused(written: str) -> None:
    with pytest.raises(TextRefused, match="not valid JSON"):
        json_text(written)
