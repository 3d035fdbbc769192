"""Files turned into the text of a document: kinds, encodings, what is refused. No database."""

from __future__ import annotations

import hashlib
import json
import re
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.documents.extraction import (
    MOST_TEXT_BYTES,
    TextRefused,
    document_text,
    html_text,
    pasted_text,
    sha256_of,
)
from kb.texts import UNPRINTABLE

MANY = 50_000  # pieces of broken markup: far too many for anything that reads them twice


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


def wordpress(**fields: object) -> bytes:
    """A post as the API of WordPress answers."""
    post = {
        "id": 7,
        "link": "https://blog.test/7/",
        "title": {"rendered": "Flask &#8211; or Django?"},
        "content": {"rendered": "\n<p>Flask is <em>small</em>.</p>\n<p>Django is\nnot.</p>", "protected": False},
        "excerpt": {"rendered": "<p>Flask is</p>"},
        "yoast_head": f"<meta content='{'x' * 500}'/><p></p>",
    }
    return json.dumps(post | fields).encode()


# --- HTML


def test_blocks_become_lines_and_cells_are_apart() -> None:
    body = "<h1>Which?</h1><p>Flask\n is <b>sm</b>all.<br>Very.</p><ul><li>a<li>b</ul>"
    table = "<table><tr><th>ORM<td>no</tr><tr><td>Admin</td><td>yes</td></tr></table>"
    assert document_text(page(body + table), "a.html") == "Which?\nFlask is small.\nVery.\na\nb\nORM\tno\nAdmin\tyes"


def test_entities_are_decoded() -> None:
    assert (
        html_text("a&nbsp;b &amp; c &lt;p&gt; &#8217;&#x2713; &copy &unknown; &#0;")
        == "a\u00a0b & c <p> ’✓ © &unknown; \ufffd"
    )


@pytest.mark.parametrize("name", ["script", "style", "template", "noscript", "svg", "iframe", "SCRIPT"])
def test_what_is_no_text_of_the_page_is_left_out(name: str) -> None:
    hidden = f'<{name} title="a>b">if (a < b) {{ "<p>no</p>" }}</{name.lower()} >'
    assert document_text(page(f"<p>one{hidden} two</p>"), "a.html") == "one two"


def test_an_element_that_is_never_closed_loses_nothing() -> None:
    assert html_text("<p>one <svg/> two <svg> three <noscript> four") == "one two three four"


def test_tags_end_where_they_end() -> None:
    assert html_text("<a title='x > y' href=\"?a>b\" data-q=it's>in</a> 1 < 2 <!-- <p>not --> out <!doctype x>!") == (
        "in 1 < 2 out !"
    )


def test_lines_of_code_stay_lines() -> None:
    assert html_text("<pre>a = 1\nb = 2</pre>\nand\nthen") == "a = 1\nb = 2\nand then"


def test_the_title_of_a_page_is_kept() -> None:
    assert document_text(page("<p>Text</p>", "<title>Flask &amp; Django</title>"), "a.htm") == "Flask & Django\nText"


@pytest.mark.parametrize(
    "piece",
    ["<", "<!", "<!--", "</", "<a ", "<a b='", "<script>", "<svg>", "<![", "&#1", "<pre>", "<td>", "\t"],
)
@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_broken_markup_is_read_once(piece: str, name: str) -> None:
    started = time.perf_counter()
    with suppress(TextRefused):
        document_text((piece * MANY).encode(), name)
    assert time.perf_counter() - started < 10  # what reads twice takes minutes


@given(st.text(alphabet="<>/!-=\"'&#;apre script\n\0", max_size=80))
def test_no_html_is_too_odd_and_the_same_gives_the_same(markup: str) -> None:
    said = html_text(markup)
    assert said == html_text(markup)
    assert not UNPRINTABLE.search(said)


# --- JSON


def test_the_body_of_a_wordpress_post_comes_after_its_title() -> None:
    assert document_text(wordpress(), "post.json") == "Flask – or Django?\nFlask is small.\nDjango is not."


@pytest.mark.parametrize(
    "answer",
    [
        {"posts": [{"title": "T", "html": "<p>Body</p>", "excerpt": "Body"}]},
        {"data": {"post": {"title": "T", "contentHtml": "<div>Body</div>", "author": {"title": "CEO"}}}},
        {
            "title": "T",
            "body_html": "<h2>Body</h2>",
            "body_markdown": "## Body with <br> and more words than the other",
        },
        [{"title": {"raw": "", "rendered": "T"}, "content": {"rendered": "<p>Body</p>"}}],
    ],
)
def test_other_apis_are_understood_without_their_names(answer: object) -> None:
    assert document_text(json.dumps(answer).encode(), "a.json") == "T\nBody"


def test_a_body_without_a_title_is_enough() -> None:
    assert document_text(b'{"html": "<p>Body</p>"}', "a.json") == "Body"


def test_several_documents_in_one_file_are_refused() -> None:
    posts = [json.loads(wordpress()), json.loads(wordpress(id=8))]
    with pytest.raises(TextRefused, match="holds 2 documents"):
        document_text(json.dumps(posts).encode(), "posts.json")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"a": ', "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b"1" * 5000, "JSON"),
        (b'{"title": "no body", "words": "plain"}', "no field with HTML"),
        (b"[]", "no field with HTML"),
    ],
)
def test_json_without_a_document_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(TextRefused, match=message):
        document_text(content, "a.json")


# --- Markdown and plain text


def test_markdown_is_what_its_reader_reads() -> None:
    written = (
        "# **Flask** vs *Django*\n\n> It's _very_ [light **weight**](https://a.test/x_(y)), see ![logo](a.png)<br>\n\n"
        "- `**kwargs` and snake_case_name, 2 * 3, \\*so\\* &amp; ~~not~~ so\n\n"
        "```python\nx = a*b*c\n```\n| a | **b** |\n"
    )
    assert document_text(written.encode(), "note.md") == (
        "Flask vs Django\n\nIt's very light weight, see logo\n\n\n"
        "- **kwargs and snake_case_name, 2 * 3, *so* & not so\n\npython\nx = a*b*c\n\n| a | b |\n"
    )


def test_plain_text_stays_as_it_is() -> None:
    written = "# not **Markdown**\r\n<p>nor HTML\r  two  spaces"
    assert document_text(written.encode(), "a.txt") == "# not **Markdown**\n<p>nor HTML\n  two  spaces"


# --- which kind


@pytest.mark.parametrize("name", ["", "download", "saved.txt"])
def test_a_page_and_an_api_answer_are_known_without_a_name(name: str) -> None:
    assert document_text(b"\n" + page("<p>Text</p>"), name) == "Text"
    assert document_text(wordpress(), name).endswith("Django is not.")
    assert document_text(b"{not JSON}", name) == "{not JSON}"


@pytest.mark.parametrize("content_type", ["text/html", "Text/HTML; charset=utf-8"])
def test_the_type_says_what_the_name_does_not(content_type: str) -> None:
    assert document_text(b"<p>Text</p>", "upload", content_type) == "Text"
    assert document_text(b"<p>Text</p>", "a.txt", "text/plain") == "<p>Text</p>"


def test_what_is_pasted_is_read_like_a_file() -> None:
    assert pasted_text("Flask “is” small\x00.\ud800") == "Flask “is” small.?"
    assert pasted_text(wordpress().decode()).startswith("Flask – or Django?")
    with pytest.raises(TextRefused, match="too large"):
        pasted_text("é" * (MOST_TEXT_BYTES // 2 + 1))


# --- encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_encoding_is_read(encoding: str) -> None:
    assert document_text("Flask’s “café” – naïve".encode(encoding), "a.txt") == "Flask’s “café” – naïve"


@pytest.mark.parametrize("meta", ['<meta charset="windows-1251">', "<meta content='text/html; charset=WINDOWS-1251'>"])
def test_a_page_is_read_as_it_declares(meta: str) -> None:
    content = page("<p>Привет</p>", meta).decode().encode("cp1251")
    assert document_text(content, "a.html") == "Привет"


def test_the_type_declares_before_the_page_and_a_mark_before_both() -> None:
    meta = '<meta charset="windows-1252">'
    assert document_text(page("<p>é</p>", meta), "a.html", "text/html; charset=UTF-8") == "é"
    assert document_text(b"\xef\xbb\xbf" + page("<p>é</p>", meta), "a.html") == "é"


def test_latin_1_is_what_browsers_take_it_for() -> None:
    assert document_text(b"\x93so\x94", "a.txt", "text/plain; charset=iso-8859-1") == "“so”"


@pytest.mark.parametrize("charset", ["utf-8", "unicode_escape", "idna", "hex", "rot13", "utf-16", "utf-7", "nonsense"])
def test_a_wrong_or_odd_declaration_is_passed_over(charset: str) -> None:
    assert document_text(b"caf\xe9 \\u0041 +AGE-", "a.txt", f"text/plain; charset={charset}") == "café \\u0041 +AGE-"


def test_an_example_of_a_declaration_in_a_text_declares_nothing() -> None:
    assert document_text("`<meta charset=windows-1251>` é".encode(), "a.txt") == "`<meta charset=windows-1251>` é"


# --- characters, and what is refused


def test_control_characters_are_taken_out() -> None:
    assert document_text(b"Flask \x00is\x0b small, long enough to be a text\x1b.\ttab\x0cpage", "a.txt") == (
        "Flask is small, long enough to be a text.\ttab\npage"
    )
    assert html_text("a&#1;b&#xD800;c&#65534;d") == "ab\ufffdcd"
    assert document_text(b'{"h": "<p>a\\u0000b\\ud800c</p>"}', "a.json") == "abc"


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"x" * (MOST_TEXT_BYTES + 1), "a.txt", r"too large: 5\.0 MiB, and 5 MiB is the most"),
        (b"%PDF-1.7 ...", "a.pdf", "This is a PDF, not a text"),
        (b"PK\x03\x04...", "a.docx", "ZIP or office file"),
        (b"\x89PNG\r\n", "a.txt", "a picture"),
        (bytes(range(256)) * 4, "a.txt", "binary file"),
        ("no mark".encode("utf-16-le"), "a.txt", "binary file.*UTF-8"),
        (b"caf\x81 \xff", "a.txt", "cannot be read. Save it as UTF-8"),
        (b"\xef\xbb\xbfcaf\xe9", "a.txt", "cannot be read"),
        (b"", "a.txt", "no text in this file"),
        (b" \n\xef\xbb\xbf", "a.txt", "no text in this file"),
        (page("<script>draw()</script>"), "a.html", "a script draws"),
        (b'{"h": "<p></p>"}', "a.json", "no text in this file"),
    ],
)
def test_what_gives_no_text_is_refused_in_words(content: bytes, name: str, message: str) -> None:
    with pytest.raises(TextRefused, match=message):
        document_text(content, name)


def test_as_much_as_is_allowed_is_taken() -> None:
    assert len(document_text(b"x" * MOST_TEXT_BYTES, "a.txt")) == MOST_TEXT_BYTES


def test_the_sum_is_that_of_the_kept_text() -> None:
    text = document_text(b"\xef\xbb\xbfcaf\xc3\xa9\r\n", "a.txt")
    assert sha256_of(text) == hashlib.sha256("café\n".encode()).hexdigest()
    assert re.fullmatch(r"[0-9a-f]{64}", sha256_of(""))
