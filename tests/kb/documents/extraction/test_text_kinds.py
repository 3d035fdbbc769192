"""Which kind of text a file is."""

from __future__ import annotations

import pytest

from kb.documents.extraction.text_kinds import TextKind, kind_by_name, kind_of, without_examples

CODE = (
    'import os\n\n\ndef a(*args):\n    """Uses ``os``, :class:`A`, **b** and :ref:`c`."""\n\n\n@b\n'
    "class A:\n    x = 1\n"
)
SCRIPT = "'use strict'\n\nconst a = require('b')\n\n/**\n * Uses `a`, **b** and [c](d).\n */\nfunction c (a) {\n}\n"


@pytest.mark.parametrize(
    ("name", "content_type", "kind"),
    [
        ("A.HTM", "", TextKind.HTML),
        ("readme.md", "application/octet-stream", TextKind.MARKDOWN),
        ("index.rst.txt", "text/plain", TextKind.RST),
        ("package.json", "", TextKind.JSON),
        ("app.py", "text/x-python", TextKind.PLAIN),
        ("page", "Text/HTML; charset=utf-8", TextKind.HTML),
        ("saved.txt", "text/plain", None),
        ("LICENSE", "", None),
        ("", "", None),
    ],
)
def test_a_name_or_a_type_says_it(name: str, content_type: str, kind: TextKind | None) -> None:
    assert kind_by_name(name, content_type) is kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("\n<!doctype html><p>a", TextKind.HTML),
        ("<!-- saved --><html>", TextKind.HTML),
        ('{"a": 1}', TextKind.JSON),
        ("{not JSON}", TextKind.PLAIN),
        ("Metadata-Version: 2.4\nName: a\n", TextKind.METADATA),
        ("# A\n\nIt is **b** and [c](d).\n\n```python\nimport os\n\nx = 1\ny = 2\n```\n", TextKind.MARKDOWN),
        ("A\n=====\n\nIt is ``b`` and :ref:`c`.\n\n.. note:: d\n", TextKind.RST),
        ("A plain text.\n\nWith two paragraphs - and * a star.\n", TextKind.PLAIN),
        ("One # sign of **Markdown** alone", TextKind.PLAIN),
        (CODE, TextKind.PLAIN),
        (SCRIPT, TextKind.PLAIN),
        ('[project]\nname = "a"\n# uses `b` and **c**\nversion = "1"\n', TextKind.PLAIN),
    ],
)
def test_without_a_name_the_text_says_it(text: str, kind: TextKind) -> None:
    assert kind_of(text) is kind


@pytest.mark.parametrize(
    "beginning", ["![", "[a](", "[", "class a\nclass ", ":a", "`", "**", "|", "a = ", "```\n~~~\n"]
)
def test_a_text_of_mere_beginnings_is_soon_looked_through(beginning: str) -> None:
    assert kind_of("x" + beginning * (60_000 // len(beginning))) in TextKind


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\n```\nb\n```\nc", ["a", "c"]),
        ("~~~~\na\n~~~\nb\n~~~~~\nc", ["c"]),
        ("a\n```\nb", ["a"]),
        (f"{'`' * 60_000}\n{'a' * 60_000}\nb", []),  # tried with each number of ticks, it took a minute
    ],
)
def test_fenced_lines_are_examples(text: str, lines: list[str]) -> None:
    assert list(without_examples(text)) == lines
