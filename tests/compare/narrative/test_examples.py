from compare.narrative.examples import examples
from tests.compare import records
from tests.compare.records import ADOPTION, claim, source, vocabulary

WORDS = vocabulary([*(source(slug) for slug in "abc"), source("d", "generated")])


def test_the_best_supported_cell_stands_for_its_state() -> None:
    claims = [claim("1"), claim("2", source="b"), claim("3", "easy"), claim("4", "easy", source="b")]
    claims += [claim("5", "easy", source="c"), claim("6", 12)]
    found = examples(records.cells(claims, WORDS), WORDS).states
    assert {state: cell.path for state, cell in found.items()} == {
        "single": "/cells/flask/share/",
        "corroborated": "/cells/flask/curve/",
    }


def test_every_flag_that_occurs_has_an_example() -> None:
    found = examples(records.cells([claim("1", hedged=True)], WORDS), WORDS).flags
    assert list(found) == ["undated", "second_hand", "hedged"]


def test_a_split_company_is_shown_with_all_its_frameworks() -> None:
    claims = [claim(name, aspect=ADOPTION, company="reddit", framework=name) for name in ("flask", "django")]
    found = examples(records.cells(claims, WORDS, split={"reddit"}), WORDS)
    assert [cell.framework.slug for cell in found.split] == ["django", "flask"]


def test_conditions_are_shown_where_nothing_is_contested() -> None:
    sides = [claim("1", scope="small"), claim("2", False, source="b", scope="large")]
    assert [cell.path for cell in examples(records.cells(sides, WORDS), WORDS).conditional] == ["/cells/flask/orm/"]
    sides.append(claim("3", False, source="c"))
    assert examples(records.cells(sides, WORDS), WORDS).conditional == ()


def test_the_drawn_cell_has_an_inferred_link() -> None:
    claims = [claim("1", via="c", via_stated=True), claim("2", source="b"), claim("3", "easy", via="c")]
    found = examples(records.cells(claims, WORDS), WORDS)
    assert found.drawn is not None
    assert found.drawn.path == "/cells/flask/curve/"
    assert found.tree is not None
    assert found.tree.drawing is not None


def test_without_an_inferred_link_any_link_will_do() -> None:
    found = examples(records.cells([claim("1", via="c", via_stated=True), claim("2", "easy")], WORDS), WORDS)
    assert found.drawn is not None
    assert found.drawn.path == "/cells/flask/orm/"


def test_an_empty_base_has_no_example() -> None:
    found = examples([], WORDS)
    assert (found.states, found.flags, found.split, found.conditional) == ({}, {}, (), ())
    assert (found.drawn, found.tree) == (None, None)
