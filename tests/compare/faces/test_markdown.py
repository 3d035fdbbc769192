from __future__ import annotations

import re

import pytest
from hypothesis import given

from compare.display.cells import CellView
from compare.faces.contents import Content
from compare.faces.markdown import escaped, source_line, write
from kb.evidence.records import CellKey, ClaimRecord
from tests.compare.faces import tiny
from tests.compare.faces.hostile import TEXT, claims
from tests.compare.records import TODAY, cells, claim, claims_content, envelope, matrix, source, text, vocabulary

BAR = re.compile(r"(?<!\\)(?:\\\\)*\|")


@pytest.mark.parametrize("name", tiny.CONTENTS)
def test_the_whole_file_is_as_expected(name: str) -> None:
    assert tiny.written(name, "md") == tiny.expected(name, "md")


def test_conditional_cells_stand_under_a_head_of_their_own() -> None:
    content = Content(main="rows", title="Disagreements", matrix=matrix([]), conditional=tiny.comparison().matrix)
    assert "\n## Different under different conditions\n\n| Aspect |" in text(write(envelope(content, tiny.words())))


def test_a_cell_says_how_many_of_its_claims_a_filter_hides() -> None:
    found = matrix([claim("a"), claim("b", False, source="b")], hidden={CellKey("flask", "orm"): 3})
    written = text(write(envelope(Content(main="rows", title="", matrix=found))))
    assert (
        "| no (1 document, 1 root, weak)[^1] **vs** yes (1 document, 1 root, weak)[^2] – *contested · undated"
        in written
    )
    assert "* (3 claims hidden by your filter) |" in written


def test_only_what_contradicts_each_other_stands_against_each_other() -> None:
    claims = [claim("a", scope="small"), claim("b", False, source="b", scope="large")]
    written = text(write(envelope(Content(main="rows", title="", matrix=matrix(claims)))))
    assert "| no for large apps (1 document, 1 root, weak)[^1]; yes for small apps (1 document" in written
    assert "**vs**" not in written


def test_a_claim_says_how_sure_it_is_and_where_it_has_it_from() -> None:
    words = vocabulary([source("a", modified_on=TODAY), source("b", "generated", kind_label="generated text")])
    written = text(write(envelope(claims_content(claim("k", hedged=True, via="b")), words)))
    (line,) = [line for line in written.splitlines() if line.startswith("| Flask")]
    columns = [column.strip() for column in line.strip("|").split("|")]
    assert columns[4:7] == ["hedged", "", "changed 2026-12-01"]
    assert columns[9] == "B (generated text)[^2], inferred by the editors"


def test_an_empty_cell_says_how_it_is_empty() -> None:
    (judged,) = cells([], words := vocabulary(), [CellKey("flask", "orm")])
    cell = CellView(judged.key, judged.judgement, words)
    content = Content(main="claims", title="", claims=[], subject=cell, subject_kind="cell")
    assert "|  | *nobody has looked* |  |\n" in text(write(envelope(content)))


def test_a_matrix_with_records_besides_is_one_table() -> None:
    found = matrix([tiny.CLAIMS[0]], tiny.words())
    content = Content(main="rows", title="", matrix=found, records=list(tiny.SOURCES), records_kind="sources")
    assert text(write(envelope(content, tiny.words()))).count("\n| --- ") == 1


def test_nothing_found_is_said_in_words_and_a_table_head() -> None:
    written = text(write(envelope(claims_content())))
    assert written.startswith("# Claims\n\nWhat is shown.\n\n| Framework |")
    assert "[^1]" not in written


def test_a_source_is_a_line_of_a_reference_list() -> None:
    one = source("a", title="T", author="A. B.", publisher="P", url="https://x.example/a b<c>")
    assert source_line(one) == "A. B.. T. P. undated. article. <https://x.example/a%20b%3Cc%3E>"


@given(TEXT)
def test_any_text_is_one_line_without_markup(hostile: str) -> None:
    line = escaped(hostile)
    assert len(line.splitlines()) <= 1
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>|#~&$]", line)


@given(claims())
def test_no_cell_breaks_the_table(some: list[ClaimRecord]) -> None:
    written = text(write(envelope(claims_content(*some))))
    lines = [line for line in written.splitlines() if line.startswith("|")]
    assert len(lines) == len(some) + 2
    assert {len(BAR.findall(line)) for line in lines} == {11}
