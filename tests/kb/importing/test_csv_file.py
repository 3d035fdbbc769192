"""CSV to rows: lines, separators, headers, and every way in which a record can be odd."""

from __future__ import annotations

import pytest

from kb.importing import csv_file
from kb.importing.file_records import FileTable
from kb.importing.messages import fault_words

HEADER = "framework,aspect,source,value,quote\n"


def read(text: str, most: int = 100) -> FileTable:
    return csv_file.read("a.csv", text, most)


def said(table: FileTable) -> list[str]:
    rows = [fault for row in table.rows for fault in row.faults]
    return [fault_words(fault) for fault in (*table.faults, *rows)]


def test_a_row_knows_the_line_on_which_its_record_begins() -> None:
    table = read(HEADER + 'flask,orm,a,yes,"two\nlines"\n\nflask,orm,b,"y\r\ne\rs",x\nlast,orm,a,no,x')
    assert [(row.line, row.number) for row in table.rows] == [(2, 1), (5, 2), (8, 3)]
    assert table.rows[0].cells["quote"] == "two\nlines"
    assert table.rows[1].cells["value"] == "y\r\ne\rs"


def test_one_guard_is_taken_off_every_cell() -> None:
    table = read(HEADER + "flask,orm,a,'=1+1,''tis\n")
    assert (table.rows[0].cells["value"], table.rows[0].cells["quote"]) == ("=1+1", "'tis")


@pytest.mark.parametrize(("separator", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_separator_is_found_and_said(separator: str, name: str) -> None:
    table = read((HEADER + 'flask,orm,a,yes,"a;b\tc"\n').replace(",", separator))
    assert table.rows[0].cells["quote"] == "a;b\tc"
    assert table.notes == (f"The columns are read as separated by {name}.",)


def test_a_header_of_very_many_cells_is_refused_whole() -> None:
    table = read(f"framework,aspect,source,value{',' * 1_000}\nflask,orm,a,yes\n")
    assert [fault.message for fault in table.faults] == ["The header has 1,004 cells, and 500 are the most."]
    assert table.rows == ()


def test_a_first_line_without_end_is_refused_before_it_is_taken_apart() -> None:
    table = read("framework,aspect,source,value" + "," * 100_000)
    assert said(table) == ["line 1: The first line is much longer than a header can be."]


def test_a_record_with_a_value_too_many_is_named() -> None:
    table = read(HEADER + "flask,orm,a,yes,q\nflask,orm,a,yes,q,more\n")
    assert said(table) == ["line 3: This record has 6 cells, and the header 5."]
    assert [row.line for row in table.rows] == [2, 3]


def test_what_a_spreadsheet_leaves_out_or_adds_at_the_end_is_read_and_noted() -> None:
    table = read("framework,aspect,source,value,quote,,\nflask,orm,a,yes\nflask,orm,b,no,q,,,,\n")
    assert [dict(row.cells)["quote"] for row in table.rows] == ["", "q"]
    assert table.notes == (
        "2 columns without a name left out: nothing stands there.",
        "Cells that are missing at the end of a record are read as empty: line 2.",
        "Empty cells beyond the header are left out: line 3.",
    )


def test_a_value_in_a_column_without_a_name_is_refused() -> None:
    assert said(read("framework,aspect,source,value,\nflask,orm,a,yes,q\n")) == [
        "line 2: “q” stands in a column without a name."
    ]


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;;"])
def test_a_line_that_names_the_separator_is_read_as_such(first: str) -> None:
    table = read(f"{first}\r\n" + (HEADER + "flask,orm,a,yes,q\n").replace(",", ";"))
    assert [(row.line, row.cells["quote"]) for row in table.rows] == [(3, "q")]
    assert said(table) == []


def test_an_apostrophe_that_guards_nothing_is_kept() -> None:
    assert read(HEADER + "flask,orm,a,'90s style,q\n").rows[0].cells["value"] == "'90s style"


@pytest.mark.parametrize(("separator", "mark"), [(",", "."), (";", ""), ("\t", "")])
def test_only_a_file_with_commas_says_what_its_decimal_mark_is(separator: str, mark: str) -> None:
    assert read((HEADER + "flask,orm,a,yes,q\n").replace(",", separator)).decimal_mark == mark


def test_an_unknown_column_is_named_with_the_nearest() -> None:
    assert said(read("framework,aspect,source,value,statment,,=x\na,b,c,d,e,,g\n")) == [
        "line 1, “statment”: There is no such column. Near: statement, status, via_stated.",
        "line 1, “=x”: There is no such column.",
    ]


def test_a_column_that_is_there_twice_or_missing_is_named() -> None:
    assert said(read("framework,aspect,source,source\na,b,c,d\n")) == [
        "line 1, source: This column is there more than once.",
        "line 1, value: This column is required and missing.",
    ]


def test_a_header_alone_holds_no_claims() -> None:
    assert said(read(HEADER)) == ["The file has a header and no claims."]
    assert said(read(HEADER + ",,,,\n  \n")) == ["The file has a header and no claims."]


def test_text_without_a_header_is_refused_shortly() -> None:
    faults = said(read("Dear all,\nplease find …\n" + "x," * 500))
    assert faults[0].startswith("line 1, “Dear all”: There is no such column.")
    assert len(faults) < 10
    assert len(said(read(",".join(f"c{number}" for number in range(5000)) + "\n"))) < 30


def test_a_quotation_mark_that_never_closes_is_named_where_it_opens() -> None:
    table = read(HEADER + 'flask,orm,a,yes,q\nflask,orm,"a,yes,q\nflask,orm,a,yes,q\n')
    assert said(table) == [
        "line 3: A quotation mark is opened in this record and never closed. What follows was not read."
    ]
    assert len(table.rows) == 1


def test_text_after_a_closing_quotation_mark_is_refused() -> None:
    assert said(read(HEADER + 'flask,orm,"a"b,yes,q\n'))[0].startswith("line 2: Text follows a closing quotation")
    assert said(read('"framework"x,aspect\n'))[0].startswith("line 1: Text follows a closing quotation mark")


def test_a_long_cell_is_read_so_that_the_field_can_refuse_it() -> None:
    assert len(read(HEADER + f"flask,orm,a,yes,{'x' * 1_000_000}\n").rows[0].cells["quote"]) == 1_000_000


def test_reading_stops_one_row_after_the_most() -> None:
    assert len(read(HEADER + "a,b,c,d,e\n" * 20, most=3).rows) == 4
