import pytest

from compare.display.cells import NO_BREAK, CellSide, number_words, strip
from kb.evidence.records import CellKey, ClaimRecord
from tests.compare.records import claim, matrix, silence


def side(*claims: ClaimRecord) -> CellSide:
    return matrix(claims).rows[0].cells["flask"].sides[0]


def test_the_four_kinds_of_empty_have_words() -> None:
    keys = {kind: CellKey("django", kind) for kind in ("orm", "share")}
    found = matrix([claim("1"), claim("2", 12)], gaps={keys["orm"]: silence()}, hidden={keys["share"]: 2})
    words = {cell.key.aspect: (cell.empty_words, cell.hidden_words) for cell in found.cells if cell.is_empty}
    assert words["orm"][0] == "looked, sources are silent"
    assert words["share"] == ("hidden by your filter", "2 claims hidden by your filter")


def test_a_side_says_its_conditions() -> None:
    assert side(claim("1")).scope_words == ""
    assert side(claim("1", scope="small")).scope_words == "for small apps"
    assert side(claim("1", scope="small"), claim("2", source="b")).scope_words == "partly for small apps"


@pytest.mark.parametrize(
    ("documents", "roots", "least", "marks"),
    [(4, 3, 2, "●●◐○"), (1, 1, 1, "●"), (2, 0, 0, "○○"), (30, 1, 1, f"●{'○' * 19}+")],
)
def test_evidence_is_marks_for_roots_and_further_documents(documents: int, roots: int, least: int, marks: str) -> None:
    assert strip(documents, roots, least).marks == marks


def test_a_side_is_said_shortly_where_each_document_is_a_root() -> None:
    copied = claim("2", source="b", via="a", via_stated=True)
    assert side(claim("1")).short_words == f"1{NO_BREAK}root"
    assert side(claim("1"), claim("2", source="b")).short_words == f"2{NO_BREAK}roots"
    assert side(claim("1"), copied).short_words == f"2{NO_BREAK}documents, 1{NO_BREAK}root"


@pytest.mark.parametrize(
    ("numbers", "words"), [([], ""), ([1], "1"), ([1, 2], "1, 2"), ([1, 2, 3, 5], "1–3, 5"), ([2, 4, 5, 6], "2, 4–6")]
)
def test_numbers_are_written_in_runs(numbers: list[int], words: str) -> None:
    assert number_words(numbers) == words


def test_a_cell_leads_to_its_page_with_the_evidence_that_counts() -> None:
    found = matrix([claim("1")], evidence_query="source=a")
    assert found.cells[0].href == "/cells/flask/orm/?source=a"
    assert matrix([claim("1")]).cells[0].href == "/cells/flask/orm/"
