"""A row of a table: what a filter hides whole is told apart, a split company is marked, names lead to their pages."""

from __future__ import annotations

import pytest

from compare.display.pieces import EMPTY, FILLED, HIDDEN_WHOLE, Piece, pieces_of, standing
from compare.display.table import TableRow, row_at

PLACE = "00001 basics 00002 used-in-production reddit"


def piece(state: str = FILLED, flags: str = "") -> Piece:
    return Piece(standing(state, flags=flags), "<td>", "")


def row(*pieces: Piece, place: str = PLACE, company: str = "Reddit <i>") -> TableRow:
    columns = {str(number): one for number, one in enumerate(pieces)}
    return row_at(place, ["Used in production", company], pieces_of(columns))


@pytest.mark.parametrize(
    ("states", "hidden"),
    [
        ([HIDDEN_WHOLE, HIDDEN_WHOLE], True),
        ([HIDDEN_WHOLE, EMPTY], False),
        ([FILLED, HIDDEN_WHOLE], False),
    ],
)
def test_a_row_that_a_filter_hides_whole_is_told_apart(states: list[str], hidden: bool) -> None:
    assert row(*map(piece, states)).is_hidden == hidden


def test_a_split_company_marks_its_row() -> None:
    one = row(piece(), piece(flags="undated split"))
    assert one.is_split
    assert 'class="tag">split' in one.head(bare=True)
    assert "split" not in one.head(bare=False)
    assert not row(piece(flags="undated")).is_split


def test_a_row_leads_to_its_company_or_its_aspect() -> None:
    assert row().head(bare=False) == "<a href=/companies/reddit/>Reddit &lt;i&gt;</a>"
    assert row(place=PLACE.replace("reddit", ""), company="").head(bare=False) == (
        "<a href=/aspects/used-in-production/>Used in production</a>"
    )


def test_adoption_stands_in_a_section_of_its_own() -> None:
    assert row().section == "used-by"
    assert row(place="00001 basics 00002 orm ", company="").section == "basics"


def test_a_row_of_some_frameworks_has_their_cells_alone() -> None:
    assert row(piece(), piece()).of({"1"}).pieces.columns == ("1",)
