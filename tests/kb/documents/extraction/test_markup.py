"""Whatever words are wrapped in, they are quoted as they are read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.documents.extraction.html_reader import html_text
from kb.documents.extraction.markdown_reader import markdown_text
from kb.documents.extraction.rst_reader import rst_text
from kb.documents.quotes import check

WORDS = st.lists(st.from_regex(r"[a-z]{2,8}", fullmatch=True), min_size=3, max_size=12)
WRAPS: dict[Callable[[str], str], list[str]] = {
    html_text: [
        "{}", "<b>{}</b>", "<a href='x>y'>{}</a>", "<code>{}</code>", "<p>{}", "<li>{}</li>", "{}<br>",
        "<i><b>{}</i></b>", "<td>{}</td>", "<span\n>{}</span>", "&nbsp;{}", "<!-- x -->{}",
    ],
    markdown_text: [
        "{}", "**{}**", "*{}*", "[{}](https://a.test/x_(y))", "`{}`", "~~{}~~", "<b>{}</b>", "![{}](a.png)", "***{}***",
        "[**{}**](<b c> 'd')", "`` {} ``", "{}<br>", "&nbsp;{}", "[{}][ref]",
    ],
    rst_text: [
        "{}", "**{}**", "*{}*", "``{}``", "`{} <https://a.test>`_", ":ref:`{} <b>`", ":class:`~a.{}`", "`{}`_", "|{}|",
        ":odd:`{}`",
    ],
}  # fmt: skip
JOINS = [" ", "  ", "\n"]


@pytest.mark.parametrize("reader", WRAPS)
@given(words=WORDS, data=st.data())
def test_wrapping_words_in_markup_loses_no_quote(
    reader: Callable[[str], str], words: list[str], data: st.DataObject
) -> None:
    wrapped = [data.draw(st.sampled_from(WRAPS[reader])).format(word) for word in words]
    joins = [data.draw(st.sampled_from(JOINS)) for _ in words]
    written = "".join(join + word for join, word in zip(joins, wrapped, strict=True))
    text = reader(f"First\n\n{written.strip()}\n\n[ref]: x\n")
    assert check(" ".join(words), text).holds


@given(words=WORDS, data=st.data())
def test_dividing_words_at_the_ends_of_lines_loses_no_quote(words: list[str], data: st.DataObject) -> None:
    places = [data.draw(st.integers(0, len(word))) for word in words]
    divided = [
        f"{word[:at]}-\n{word[at:]}" if 0 < at < len(word) else word for word, at in zip(words, places, strict=True)
    ]
    assert check(" ".join(words), f"Before {' '.join(divided)} after").holds


@given(words=WORDS, data=st.data())
def test_leaving_words_out_loses_no_quote_of_a_paragraph(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(1, len(words) - 1))
    end = data.draw(st.integers(start, len(words) - 1))
    mark = data.draw(st.sampled_from([" … ", " [...] ", " […] ", " ... ", "… ", " (...) "]))
    quote = mark.join([" ".join(words[:start]), " ".join(words[end:])])
    assert check(quote, f"Before. {' '.join(words)} after.").holds
