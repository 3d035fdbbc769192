from kb.evidence.records import CellKey
from tests.compare.records import cells, claim, vocabulary


def test_a_row_differs_when_two_frameworks_have_different_sets_of_values() -> None:
    found = cells([claim("f", True), claim("d", False, framework="django")])
    assert [cell.differs for cell in found] == [True, True]


def test_the_same_values_in_another_order_are_no_difference() -> None:
    both = [claim("f1", "easy"), claim("f2", "steep", source="b")]
    found = cells([*both, *(claim(f"d{one.key}", one.value, framework="django") for one in reversed(both))])
    assert not any(cell.differs for cell in found)


def test_numbers_differ_as_numbers() -> None:
    found = cells([claim("f", 12.90), claim("d", 12.9, framework="django")])
    assert not any(cell.differs for cell in found)


def test_an_empty_cell_is_no_difference() -> None:
    found = cells([claim("f", True)], keys=[CellKey("django", "orm")])
    assert [cell.differs for cell in found] == [False, False]


def test_each_company_is_a_row_of_its_own() -> None:
    adoption = {"aspect": "used-in-production", "company": "reddit"}
    found = cells([claim("f", True, **adoption), claim("d", False, framework="django", aspect="orm")])
    assert not any(cell.differs for cell in found)


def test_a_search_looks_through_names_labels_and_statements_in_any_case() -> None:
    words = vocabulary(flask="FLÄSK")
    adoption = {"aspect": "used-in-production", "company": "reddit"}
    (cell,) = cells([claim("f", True, statement="Große Wörter", **adoption)], words)
    assert {"flask", "used in production", "reddit", "yes", "grosse worter"} <= set(cell.texts)
