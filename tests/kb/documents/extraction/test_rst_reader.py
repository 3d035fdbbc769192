"""reStructuredText with what Sphinx adds, line by line as its reader reads it."""

from __future__ import annotations

import pytest

from kb.documents.extraction.rst_reader import rst_text
from tests.kb.documents.extraction.steps import steps


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Use :meth:`~flask.Flask.route` or :func:`!run`.", "Use route or run."),
        ("See :ref:`the *guide* <guide>` and :doc:`/install`.", "See the *guide* and /install."),
        ("A ``wsgi.py`` *file* of `Django <https://a.test>`_ and Flask_.", "A wsgi.py file of Django and Flask."),
        ("It is |version|, \\*so\\*, for ``**kwargs``.", "It is version, *so*, for **kwargs."),
        ("Some ``code\nover`` lines", "Some code\nover lines"),
    ],
)
def test_inline_markup_is_taken_off(written: str, read: str) -> None:
    assert rst_text(written) == read


@pytest.mark.parametrize(
    "directive",
    [
        "note::", "versionadded:: 4.0", "admonition:: Title", "py:class:: Flask(name)", "class:: Flask(name)",
        "setting:: DEBUG\n   :odd: option", "unheard-of:: *x*\n   :a: b",
    ],
)  # fmt: skip
def test_the_content_of_a_directive_is_read(directive: str) -> None:
    text = rst_text(f".. {directive}\n\n   It takes *one* :term:`thread`.\n\nAfter.")
    assert "It takes one thread." in text
    assert text.endswith("After.")


@pytest.mark.parametrize("name", ["code", "code-block", "sourcecode", "prompt"])
def test_code_stays_as_it_is(name: str) -> None:
    assert rst_text(f".. {name}:: python\n   :linenos:\n\n   f(*args, **kwargs)\n") == "\n\n\nf(*args, **kwargs)"


@pytest.mark.parametrize("name", ["include", "raw", "literalinclude"])
def test_no_file_is_read(name: str) -> None:
    assert "root:" not in rst_text(f".. {name}:: /etc/passwd\n\nText.")
    assert "root:" not in rst_text(f".. {name}:: html\n   :file: /etc/passwd\n\nText.")
    assert "root:" not in rst_text(".. csv-table::\n   :file: /etc/passwd\n\nText.")


TABLE = """
=======  =====================
Name     Version
=======  =====================
``Koa``  2.13.0 and a
         line more
=======  =====================
"""


def test_cells_of_a_row_are_apart_and_each_is_whole() -> None:
    assert rst_text(TABLE) == "\n\nName\tVersion\n\nKoa\t2.13.0 and a line more"


@pytest.mark.parametrize(
    "block",
    [
        "Title LAST\n==========", "===\nLAST\n===", "a *b\nc* LAST", "- a\n- b\n\n  - LAST", "term\n   LAST",
        ".. note:: a\n   b\n\n   LAST", "::\n\n   a\n\n   LAST", ".. code::\n\n   a\n   LAST", "| a\n| LAST",
        ":field: LAST", ".. [1] a\n   LAST", ".. comment LAST", ">>> a\nLAST", "a\n\n----\n\nLAST",
    ],
)  # fmt: skip
def test_a_line_stays_where_it_is_written(block: str) -> None:
    written = f"Title\n=====\n\nFirst.\n\n{block}\n"
    places = [text[: text.index("LAST")].count("\n") for text in (written, rst_text(written))]
    assert places[0] == places[1]


@pytest.mark.parametrize(
    "fault", ["Title\n===", "a **b", ":odd:`x", "  a\n b", ".. a::\n   :b", "=== ===\na\n=== ==", "`a"]
)
def test_faulty_markup_loses_no_words(fault: str) -> None:
    text = rst_text(f"Before.\n\n{fault}\n\nAfter.")
    assert text.startswith("Before.")
    assert text.endswith("After.")


@pytest.mark.parametrize("piece", ["*a ", "**a ", "`a ", "|a ", "a_ ", ":a:`b` ", "a\n\n", "- a\n", "x" * 50 + " "])
def test_the_steps_grow_with_the_text_alone(piece: str) -> None:
    few, many = (steps(rst_text, piece * number) for number in (200, 400))
    assert many <= 2.6 * few + 2_000
