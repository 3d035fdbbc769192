"""The door for texts: uploaded and pasted alike; what is refused; chapter F of the cases."""

from __future__ import annotations

import hashlib
import json
import re

import pytest

from kb.documents.extraction import MOST_TEXT_BYTES, TextRefused, pasted, read, sha256_of
from kb.documents.quotes import QuoteResult, check

pytestmark = pytest.mark.process

README = """[![PyPI](https://img.test/a.svg)](https://pypi.test/p/a) [![Tests](b.svg)](c)

# **Quick** server

Quick is a *lightweight* [WSGI][1] web application framework.
It is designed to make getting started **quick and easy**,
with `async` views, ~~no~~ typed handlers &amp; a
[test client](https://a.test/x_(y) "t").

| Name | Version |
|------|---------|
| [Koa](k) | `2.13.0` |

- needs no *ORM*<br>at all
- `<form>` tags stay

```python
app = Quick(__name__)
```

[1]: https://wsgi.test
"""
READ_QUOTES = [
    "Quick server", "a lightweight WSGI web application framework", "make getting started quick and easy, with",
    "typed handlers & a test client", "Koa 2.13.0", "no ORM at all", "<form> tags stay", "app = Quick(__name__)",
]  # fmt: skip
POST = {
    "title": {"rendered": "A short post"},
    "content": {"rendered": "<p>The post itself is short.</p>"},
    "_embedded": {"replies": [[{"content": {"rendered": f"<p>{'One reader answered at length. ' * 9}</p>"}}]]},
}


def results(text: str, quotes: list[str]) -> set[QuoteResult]:
    return {check(quote, text).result for quote in quotes}


def test_a_readme_holds_every_quote_uploaded_and_pasted() -> None:
    uploaded, typed = read(README.encode(), "README.md"), pasted(README)
    assert uploaded.text == typed.text
    assert [quote for quote in READ_QUOTES if not check(quote, uploaded.text).holds] == []


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("a.html", "<!doctype html><h1>A</h1><p>It is <b>so</b>.</p><table><tr><td>Koa<td>2.13.0</table>"),
        ("a.json", json.dumps(POST)),
        ("a.rst", "A\n====\n\nIt is ``so`` and :ref:`so <b>`.\n"),
        ("a.txt", "frame-\nwork and so on"),
        ("a.py", "import os\n\n\ndef a(*args, **kwargs):\n    return '**b** and [c](d)'\n\n\nclass B:\n    c = 1\n"),
        ("PKG-INFO", "Metadata-Version: 2.4\nDescription-Content-Type: text/markdown\n\nIt is **so**.\n"),
    ],
)
def test_a_file_and_a_paste_give_the_same(name: str, written: str) -> None:
    assert read(written.encode(), name).text == pasted(written.replace("\n", "\r\n")).text


def test_tags_in_code_of_a_readme_are_kept() -> None:
    written = b"Use the `<form>` tag and the `{% csrf_token %}` inside `<a href>` places."
    assert read(written, "a.md").text == "Use the <form> tag and the {% csrf_token %} inside <a href> places."


def test_a_comment_is_never_the_post() -> None:
    assert read(json.dumps(POST).encode(), "a.json").text == "A short post\n\nThe post itself is short."


def test_cells_of_a_row_are_quoted_together_whatever_the_markup() -> None:
    tables = {
        "a.md": "| a | b |\n|---|---|\n| `Koa` | `2.13.0` |",
        "a.html": "<table><tr><td>Koa</td><td>2.13.0</td></tr></table>",
        "a.rst": "===  ======\nKoa  2.13.0\n===  ======",
    }
    texts = [read(table.encode(), name).text for name, table in tables.items()]
    assert [check("Koa 2.13.0", text).result for text in texts] == [QuoteResult.NORMALISED] * 3


def test_quotes_hold_across_roles_backticks_and_links() -> None:
    written = b"Use the :meth:`~flask.Flask.route` decorator with ``async def`` and the `test client <a>`_.\n"
    assert results(read(written, "a.rst").text, ["the route decorator with async def and the test client"]) == {
        QuoteResult.EXACT
    }


def test_what_was_read_is_said() -> None:
    assert read("<meta charset=windows-1251><p>Да".encode("cp1251"), "a.html").words == (
        "HTML, windows-1251, as the file says"
    )
    assert pasted("# A\n\n**b**\n\n`c`").words == "Markdown"


def test_a_person_chooses_the_kind() -> None:
    assert read(b"# **a**", "a.md", kind="text").text == "# **a**"
    assert pasted("**a**", kind="markdown").text == "a"


def test_what_is_pasted_is_cleaned() -> None:
    assert pasted("Flask “is” small\x00.\ud800") == pasted("Flask “is” small.?")
    with pytest.raises(TextRefused, match="too large"):
        pasted("é" * (MOST_TEXT_BYTES // 2 + 1))


def test_control_characters_are_taken_out() -> None:
    said = read(b"Flask \x00is\x0b small, long enough to be a text\x1b.\ttab\x0cpage", "a.txt").text
    assert said == "Flask is small, long enough to be a text.\ttab\npage"
    assert read(b"<p>a&#1;b&#xD800;c&#65534;d", "a.html").text == "ab\ufffdcd"
    assert read(b'{"h": "<p>a\\u0000b\\ud800c</p>"}', "a.json").text in ("abc", "a\ufffdb\ufffdc")


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"x" * (MOST_TEXT_BYTES + 1), "a.txt", r"too large: 5\.0 MiB, and 5 MiB is the most"),
        (b"%PDF-1.7 ...", "a.pdf", "This is a PDF, not a text"),
        (b"PK\x03\x04...", "a.docx", "ZIP or office file"),
        (b"\x89PNG\r\n", "a.txt", "a picture"),
        (bytes(range(256)) * 4, "a.txt", "binary file"),
        ("no mark".encode("utf-16-le"), "a.txt", "binary file.*UTF-8"),
        (b"caf\x81 \xff", "a.txt", "not UTF-8"),
        (b"\xef\xbb\xbfcaf\xe9", "a.txt", "cannot be read"),
        (b"", "a.txt", "no text in this file"),
        (b" \n\xef\xbb\xbf", "a.txt", "no text in this file"),
        (b"<script>draw()</script>", "a.html", "a script draws"),
        (b'{"h": "<p></p>"}', "a.json", "no text in this file"),
    ],
)
def test_what_gives_no_text_is_refused_in_words(content: bytes, name: str, message: str) -> None:
    with pytest.raises(TextRefused, match=message):
        read(content, name)


def test_as_much_as_is_allowed_is_taken() -> None:
    assert len(read(b"x" * MOST_TEXT_BYTES, "a.txt").text) == MOST_TEXT_BYTES


def test_the_sum_is_that_of_the_kept_text() -> None:
    text = read(b"\xef\xbb\xbfcaf\xc3\xa9\r\n", "a.txt").text
    assert sha256_of(text) == hashlib.sha256("café\n".encode()).hexdigest()
    assert re.fullmatch(r"[0-9a-f]{64}", sha256_of(""))
