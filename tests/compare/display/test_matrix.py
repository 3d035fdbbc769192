from dataclasses import replace

import pytest

from compare.display.labels import FLAG_NAMES
from tests.compare.records import TODAY, claim, matrix, source, vocabulary

REDDIT = {"aspect": "used-in-production", "company": "reddit"}


def test_rows_stand_in_the_order_of_aspects_and_adoption_last_in_a_section_of_its_own() -> None:
    found = matrix([claim("1", "easy"), claim("2", True, **REDDIT), claim("3"), claim("4", 12)])
    assert [(part.slug, [row.name for row in part.rows]) for part in found.sections] == [
        ("basics", ["Orm", "Share"]),
        ("effort", ["Curve"]),
        ("used-by", ["Reddit"]),
    ]


def test_columns_stand_as_asked_and_an_empty_cell_is_there() -> None:
    found = matrix([claim("1")])
    assert [column.name for column in found.columns] == ["Flask", "Django"]
    assert [cell.state.slug for cell in found.cells] == ["single", "empty"]
    assert [cell.path for cell in found.cells] == ["/cells/flask/orm/", "/cells/django/orm/"]
    assert found.width == 3


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("aspect", ["Orm", "Share", "Curve"]),
        ("name", ["Curve", "Orm", "Share"]),
        ("evidence", ["Curve", "Orm", "Share"]),
        ("newest", ["Share", "Orm", "Curve"]),
        ("oldest", ["Curve", "Share", "Orm"]),
    ],
)
def test_rows_stand_in_the_order_asked_for_and_those_of_a_group_together(order: str, names: list[str]) -> None:
    curve = [claim("1", "easy", as_of="2019"), claim("2", "easy", source="b", as_of="2020")]
    found = matrix([*curve, claim("3"), claim("4", 12, as_of="2024")], order=order)
    assert [row.name for row in found.rows] == names


def test_a_split_company_marks_its_cell() -> None:
    found = matrix([claim("1", True, **REDDIT)], split={"reddit"})
    assert FLAG_NAMES["split"] in [flag.label for flag in found.cells[0].flags]


def test_sources_are_numbered_once_for_the_whole_table() -> None:
    found = matrix([claim("1", source="b"), claim("2", 12, source="a"), claim("3", "easy", source="b")])
    assert [note.slug for note in found.notes] == ["a", "b"]
    assert [cell.sides[0].note_words for cell in found.cells if not cell.is_empty] == ["2", "1", "2"]


def test_contested_values_stand_against_each_other() -> None:
    found = matrix([claim("1", "easy"), claim("2", "steep", source="b"), claim("3")])
    assert [cell.style for cell in found.cells if not cell.is_empty] == ["values", "sides"]
    assert found.rows[0].cells["flask"].only_side is not None
    assert found.rows[1].cells["flask"].only_side is None


def test_a_table_of_more_than_four_columns_is_wide_and_its_style_has_columns_up_to_twelve() -> None:
    found = matrix([claim("1")])
    (flask, *_) = found.columns
    tables = [replace(found, columns=(flask,) * number) for number in (2, 4, 5, 12, 13)]
    assert [(table.is_wide, table.style) for table in tables] == [
        (False, "c2"), (False, "c4"), (True, "c5"), (True, "c12"), (True, "c12"),
    ]  # fmt: skip


def test_groups_stand_in_the_order_asked_for_before_all_others() -> None:
    claims = [claim("1", "easy"), claim("2", 12), claim("3")]
    assert [part.slug for part in matrix(claims, groups=["effort"]).sections] == ["effort", "basics"]
    assert [part.slug for part in matrix(claims, groups=["basics", "effort"]).sections] == ["basics", "effort"]


def test_a_chapter_turned_round_has_a_line_for_each_framework() -> None:
    (section, _) = matrix([claim("1"), claim("2", 12), claim("3", "easy")]).sections
    assert [line.framework.slug for line in section.lines] == ["flask", "django"]
    assert [[cell.aspect.slug for cell in line.cells if cell] for line in section.lines] == [["orm", "share"]] * 2


def test_what_many_cells_have_in_common_is_said_once() -> None:
    kinds = [{"aspect": "orm"}, {"aspect": "used-in-production", "company": "reddit"}, {"aspect": "words"}]
    claims = [
        claim(f"{slug}-{number}", framework=slug, hedged=number == 0, **fields)
        for slug in ("flask", "django")
        for number, fields in enumerate(kinds)
    ]
    many, few = matrix(claims), matrix(claims[:2])
    assert [(one.flag.slug, one.everywhere) for one in many.common_flags] == [("undated", True), ("second_hand", True)]
    assert [flag.slug for flag in many.rows[0].cells["flask"].own_flags] == ["hedged"]
    assert (few.common_flags, few.cells[0].own_flags) == ((), few.cells[0].flags)


def test_the_few_cells_that_are_not_second_hand_say_so() -> None:
    plain = vocabulary(
        sources=[source("a"), source("b"), source("o", kind="official", framework="flask", read_on=TODAY)]
    )
    kinds = [{"aspect": "orm"}, {"aspect": "used-in-production", "company": "reddit"}, {"aspect": "words"}]
    claims = [
        claim(f"{slug}-{number}", framework=slug, source="o" if (slug, number) == ("flask", 0) else "a", **fields)
        for slug in ("flask", "django")
        for number, fields in enumerate(kinds)
    ]
    facts = {slug: replace(row, nature="fact") for slug, row in plain.aspects.items()}
    found = matrix(claims, replace(plain, aspects=facts))
    assert [(one.flag.slug, one.cells, one.of) for one in found.common_flags] == [
        ("undated", 6, 6),
        ("second_hand", 5, 6),
    ]
    marked = [cell.title for cell in found.cells if "first_hand" in [flag.slug for flag in cell.own_flags]]
    assert marked == ["Flask: Orm"]


def test_a_list_without_groups_has_its_rows_in_the_order_alone() -> None:
    claims = [claim("1", "easy", as_of="2020"), claim("2"), claim("3", 12, as_of="2024")]
    assert [row.name for row in matrix(claims, order="newest", by_section=False).rows] == ["Share", "Curve", "Orm"]


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_a_row_stands_by_its_newest_or_by_its_oldest_value(order: str) -> None:
    curve = [claim("1", "easy", as_of="2010"), claim("2", "steep", source="b", as_of="2024")]
    found = matrix([claim("3", 12, as_of="2020"), *curve], order=order, by_section=False)
    assert [row.name for row in found.rows] == ["Curve", "Share"]


def test_a_table_is_turned_round_only_where_that_is_asked_for() -> None:
    assert not matrix([claim("1")]).transposed


def test_adoption_stands_where_its_group_was_asked_for() -> None:
    claims = [claim("1", True, **REDDIT), claim("2", "easy"), claim("3")]
    assert [part.slug for part in matrix(claims).sections] == ["basics", "effort", "used-by"]
    assert [part.slug for part in matrix(claims, groups=["effort", "basics"]).sections] == [
        "effort",
        "used-by",
        "basics",
    ]
