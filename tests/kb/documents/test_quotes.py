"""Quotes in texts: exact, normalised, not found; where; and links to them. No database."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.documents import quotes
from kb.documents.folding import MOST_ACCENTS, fold
from kb.documents.quotes import (
    AROUND,
    MOST_PASSAGES,
    PartPlaces,
    QuotableText,
    QuoteResult,
    check,
    line_of,
    quoted_address,
    text_fragment,
)

WORDS = "Flask is a micro-framework."
ODD = "a b\u00a0\n-–—'’\"“”ﬁfi…\u00ade\u0301é\u200b."


def found(quote: str, text: str) -> tuple[str, list[str]]:
    """The result, and the places as the text spells them."""
    checked = check(quote, text)
    assert all(text[passage.start : passage.end] == passage.quote for passage in checked.passages)
    return checked.result.value, [passage.quote for passage in checked.passages]


def test_a_quote_that_stands_there_is_exact() -> None:
    checked = check("micro-framework", WORDS)
    (passage,) = checked.passages
    assert (checked.result, checked.holds) == (QuoteResult.EXACT, True)
    assert (passage.start, passage.end) == (11, 26)
    assert (passage.before, passage.quote, passage.after) == ("Flask is a ", "micro-framework", ".")


@pytest.mark.parametrize(
    ("quote", "text", "spelled"),
    [
        ("it's easy", "so it’s easy.", "it’s easy"),
        ("it’s easy", "so it's easy.", "it's easy"),
        ('the "best" one', "the “best” one", "the “best” one"),
        ("micro-framework", "a micro\u2011framework", "micro\u2011framework"),
        ("small - fast", "small — fast", "small — fast"),
        ("small -- fast", "small – fast", "small – fast"),
        ("is a micro", "is\u00a0a\n\tmicro", "is\u00a0a\n\tmicro"),
        ("is  a\nmicro", "is a micro", "is a micro"),
        ("efficient", "very eﬃcient.", "eﬃcient"),
        ("framework", "a frame\u00adwork", "frame\u00adwork"),
        ("framework", "a \u200bframe\u200bwork\u200b!", "frame\u200bwork"),
        ("café", "the cafe\u0301.", "cafe\u0301"),
        ("cafe\u0301", "the café.", "café"),
        ("and so on...", "and so on…", "and so on…"),
        ("✅", "yes ✅\ufe0f", "✅"),
        ("yes ✅ no", "yes ✅\ufe0f no", "yes ✅\ufe0f no"),
        ("framework", "a frame-\nwork.", "frame-\nwork"),
        ("well-known", "a well-\n  known one", "well-\n  known"),
        ("well- known", "a well-\nknown one", "well-\nknown"),
        ("well-known framework", "a well-\nknown frame\u00ad\nwork", "well-\nknown frame\u00ad\nwork"),
        ("frame-\nwork", "a framework", "framework"),
        ("UTF-8", "in UTF-\n8", "UTF-\n8"),
        ("Koa 2.13.0", "Koa\t2.13.0\tMIT", "Koa\t2.13.0"),
    ],
)
def test_spaces_and_typography_do_not_matter(quote: str, text: str, spelled: str) -> None:
    result, places = found(quote, text)
    assert result == ("exact" if quote in text else "normalised")
    assert places == [spelled]


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("Flask is big", WORDS),
        ("flask is", WORDS),
        ("micro framework", WORDS),
        ("ML", "HTML is fine"),
        ("framework", "many frameworks"),
        ("12.9", "12.95 and 112.9"),
        ("2030", "pages 20-\n30"),
        ("framework", "a frame-\n\nwork"),
        ("wellknown", "a well-known one"),
        ("work", "frameworks, not frame-\nworks"),
        ("small … not", "Flask is small.\n\nDjango is not."),
        ("not … small", "Flask is small, Django is not"),
        ("small … no", "small, and nothing more"),
        ("small … not", "small" + " and" * 300 + " not"),
        (" … ", WORDS),
        ("", WORDS),
        (" \u00ad", WORDS),
    ],
)
def test_what_does_not_stand_there_word_for_word_is_not_found(quote: str, text: str) -> None:
    checked = check(quote, text)
    assert (checked.result, checked.holds, checked.passages) == (QuoteResult.ABSENT, False, ())


def test_words_end_at_signs_and_in_scripts_without_case_anywhere() -> None:
    assert found("12%", "about 12%.") == ("exact", ["12%"])
    assert found("ML", "HTML, ML and (ML)") == ("exact", ["ML", "ML"])
    assert found("框架", "微框架很小") == ("exact", ["框架"])
    assert found("Lyft's", "at Lyft's.")[0] == "exact"


@pytest.mark.parametrize("text", ["", " \n"])
def test_without_a_text_nothing_is_said(text: str) -> None:
    checked = check("Flask", text)
    assert (checked.result, checked.holds) == (QuoteResult.NO_TEXT, False)


def test_an_exact_place_goes_before_a_normalised_one() -> None:
    assert found("it's", "it’s, it's") == ("exact", ["it's"])


def test_every_place_is_given_up_to_a_number() -> None:
    assert [passage.start for passage in check("no", "no, no; no").passages] == [0, 4, 8]
    assert len(check("no", "no " * 100).passages) == MOST_PASSAGES


def test_a_passage_begins_and_ends_with_whole_words() -> None:
    words = "word " * 100
    (passage,) = check("HERE", f"{words}HERE {words}").passages
    assert passage.before.startswith("… word ")
    assert passage.after.endswith(" word …")
    assert AROUND - 10 < len(passage.before) <= AROUND + 1


def test_a_passage_without_spaces_is_cut_anyhow() -> None:
    (passage,) = check("!", "x" * 500 + "!" + "y" * 500).passages
    assert (passage.before, passage.after) == ("…" + "x" * AROUND, "y" * AROUND + "…")


@given(st.text(alphabet=ODD, max_size=30), st.integers(0, 30), st.integers(1, 30))
def test_a_normalised_place_says_the_same_as_the_quote(text: str, start: int, length: int) -> None:
    quote = text[start : start + length]
    for passage in check(quote.replace("’", "'").replace("\u00a0", " "), text).passages:
        assert text[passage.start : passage.end] == passage.quote
        assert check(quote, passage.quote).holds


def test_many_quotes_share_the_work_on_a_long_text() -> None:
    text = QuotableText("It’s “so”\u00a0– or not… " * 5_000 + "in the end")
    started = time.perf_counter()
    results = {text.check(f"it's {number}").result for number in range(100)}
    assert results == {QuoteResult.ABSENT}
    assert time.perf_counter() - started < 20
    assert text.check("not... in the").holds


@pytest.mark.parametrize("mark", [" … ", " ... ", "… ", " [...] ", " […] ", " (...) ", " ..... "])
def test_a_quote_may_leave_out_what_stands_between_in_a_paragraph(mark: str) -> None:
    assert found(f"is small{mark}not", "Flask is small,\nDjango is not.") == ("elided", ["is small,\nDjango is not"])


def test_another_spelling_of_the_text_is_given() -> None:
    text = "It’s small, and so on"
    spellings = [check(quote, text).spelling for quote in ("It's", "It’s … so", "small", "big")]
    assert spellings == ["It’s", "It’s small, and so", "", ""]


def test_a_quote_may_leave_out_its_beginning_and_its_end() -> None:
    assert found("[…] is small …", "Flask is small") == ("elided", ["is small"])


def test_a_quote_that_leaves_out_takes_the_place_where_all_its_parts_stand() -> None:
    text = "So a.\n\nSo a, then b, then b; a and b."
    assert found("a … b", text) == ("elided", ["a, then b", "a and b"])
    assert found("a … b … b", text) == ("elided", ["a, then b, then b"])


def test_a_text_that_leaves_out_itself_is_exact() -> None:
    assert found("small … not", "Flask is small … not big") == ("exact", ["small … not"])


@pytest.mark.parametrize("text", ["a " * 400_000, "a-\na " * 100_000, "a...b " * 100_000])
def test_no_text_is_too_odd_to_be_searched(text: str) -> None:
    checked = QuotableText(text)
    assert not any(checked.check(quote).holds for quote in ("a … zz", "a-a-zz", "aaaaaaaazz", "… a […] zz …"))


def test_of_many_accents_on_a_letter_so_many_are_composed_at_once() -> None:
    origins = fold("e" + "\u0301\u0323" * 1_000).origins
    assert max(end - start for start, end in pairwise(origins)) == 1 + MOST_ACCENTS


class Counted(str):
    """A text that counts how often it is looked through."""

    looks = 0

    def find(self, *where: Any) -> int:
        self.looks += 1
        return super().find(*where)


def test_a_text_is_looked_through_once_for_a_part_however_often_it_is_asked_for() -> None:
    text = Counted("ab " * 1_000)
    places = PartPlaces("ab", text)
    ends = [places.end_after(at) for at in range(0, 3_000, 3) for _ in range(20)]
    assert ends == [at + 2 for at in range(0, 3_000, 3) for _ in range(20)]
    assert places.end_after(2_998) is None
    assert text.looks == 1_001


class Turns:
    """Gives up after so many turns."""

    def __init__(self, number: int) -> None:
        self.left = number

    def are_over(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("a" * 3_000, "a"), ("ab-\ncd " * 2_000, "abcd " * 9 + "zz"), ("a\n" * 3_000, "a … a … zz"),
        ("“a” " * 3_000, "b"),
    ],
    ids=["within a word", "divided", "elided", "to be folded"],
)  # fmt: skip
def test_whoever_asks_may_give_up(monkeypatch: pytest.MonkeyPatch, text: str, quote: str) -> None:
    monkeypatch.setattr(quotes, "STEPS_A_WINDOW", 1_000)
    assert QuotableText(text).check(quote).result == QuoteResult.ABSENT
    quotable = QuotableText(text, Turns(3).are_over)
    assert [quotable.check(quote).result for _ in range(2)] == [QuoteResult.UNFINISHED] * 2


def test_what_was_there_before_somebody_gave_up_is_not_lost() -> None:
    assert QuotableText("so it is", Turns(2).are_over).check("it is").result == QuoteResult.EXACT


@given(st.text(alphabet="ab- \n", max_size=40), st.text(alphabet="ab- ", min_size=1, max_size=6))
def test_a_text_is_looked_through_by_windows_as_in_one(text: str, quote: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quotes, "STEPS_A_WINDOW", 1)
        by_windows = check(quote, text)
    assert by_windows == check(quote, text)


def parts_in_order(parts: list[str], words: list[str]) -> bool:
    """Whether words stand in order, the first anywhere."""
    rest = iter(words)
    return all(part in rest for part in parts)


@given(st.lists(st.sampled_from(["a", "b", "ab"]), min_size=2, max_size=4), st.data())
def test_parts_of_a_quote_hold_where_a_paragraph_has_them_in_order(parts: list[str], data: st.DataObject) -> None:
    paragraphs = data.draw(st.lists(st.lists(st.sampled_from(["a", "b", "ab", "c"]), max_size=8), max_size=3))
    text = "\n\n".join(map(" ".join, paragraphs))
    assert check(" … ".join(parts), text).holds == any(parts_in_order(parts, words) for words in paragraphs)


# --- lines


@pytest.mark.parametrize(
    ("locator", "line"),
    [
        ("Getting started, line 12", 12),
        ("src/app.py, lines 3–9", 3),
        ("line 7", 7),
        ("Baseline 7", None),
        ("table, row 3", None),
        ("line 7, note", None),
        ("", None),
    ],
)
def test_a_locator_may_end_in_a_line(locator: str, line: int | None) -> None:
    assert line_of(locator) == line


LINES = QuotableText("so it is\n" + "other\n" * 9 + "well, so it\nis\n" + "more\n" * 9)


@pytest.mark.parametrize(("line", "places"), [(1, [0]), (3, [0]), (9, [69]), (13, [69]), (None, [0, 69])])
def test_near_the_line_of_a_locator_the_quote_holds(line: int | None, places: list[int]) -> None:
    checked = LINES.check("so it is", line)
    assert checked.holds
    assert {place.start for place in checked.passages} <= set(places)


@pytest.mark.parametrize("line", [5, 14, 22, 10_000])
def test_a_quote_that_stands_elsewhere_alone_says_so(line: int) -> None:
    checked = LINES.check("so it is", line)
    assert (checked.result, checked.holds) == (QuoteResult.ELSEWHERE, False)
    assert checked.passages


def test_many_places_before_the_line_do_not_hide_it() -> None:
    text = QuotableText("yes\n" * 200)
    assert [place.start for place in text.check("yes", 100).passages] == [4 * line for line in range(97, 102)]


def test_a_quote_that_is_nowhere_is_not_found_at_a_line() -> None:
    assert LINES.check("nowhere", 3).result == QuoteResult.ABSENT


# --- links


@pytest.mark.parametrize(
    ("quote", "fragment"),
    [
        ("Flask is small", "#:~:text=Flask%20is%20small"),
        ("a-b, c & d", "#:~:text=a%2Db%2C%20c%20%26%20d"),
        ("100% “so”/#?=+", "#:~:text=100%25%20%E2%80%9Cso%E2%80%9D%2F%23%3F%3D%2B"),
        (" two\n  lines ", "#:~:text=two%20lines"),
        ("", ""),
        (" ", ""),
    ],
)
def test_a_fragment_leads_to_the_quote(quote: str, fragment: str) -> None:
    assert text_fragment(quote) == fragment


@given(st.text(max_size=40))
def test_nothing_in_a_quote_is_taken_for_an_order(quote: str) -> None:
    value = text_fragment(quote).removeprefix("#:~:text=")
    assert not set(value) & set("-,&#\"'<> ")
    assert unquote(value) == " ".join(quote.encode(errors="replace").decode().split())


def test_an_address_leads_to_the_quote_and_keeps_its_own_fragment() -> None:
    assert quoted_address("https://a.test/x", "so it is") == "https://a.test/x#:~:text=so%20it%20is"
    assert quoted_address("https://a.test/x#top", "so") == "https://a.test/x#top:~:text=so"
    assert quoted_address("https://a.test/#:~:text=other", "so") == "https://a.test/#:~:text=other"
    assert quoted_address("https://a.test/", "") == "https://a.test/"
    assert quoted_address("", "so") == ""
