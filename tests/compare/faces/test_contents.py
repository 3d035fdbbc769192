from collections.abc import Mapping
from dataclasses import replace

from compare.faces.contents import Content, Labels
from kb.evidence.records import FrameworkRecord
from kb.evidence.vocabulary import Vocabulary
from tests.compare.faces import tiny
from tests.compare.records import claim, claims_content, matrix, source, vocabulary


def test_the_count_is_that_of_the_main_list() -> None:
    assert claims_content(claim("1"), claim("2")).count == 2
    assert Content(main="rows", title="", matrix=matrix([claim("1")])).count == 1
    assert Content(main="sources", title="", records=[source("a")], records_kind="sources").count == 1
    assert Content(main="claims", title="").count == 0


def labels_of(content: Content, known: Vocabulary | None = None) -> Mapping[str, Mapping[str, str]]:
    """What a face that writes each claim names at its end."""
    occurring = Labels(content, known or vocabulary())
    for one in content.every_claim:
        occurring.claim(one)
    return occurring.labels()


def test_labels_name_everything_that_occurs_in_claims() -> None:
    content = claims_content(claim("1", "easy", scope="small", compared_to="django", via="b"))
    assert labels_of(content) == {
        "frameworks": {"django": "Django", "flask": "Flask"},
        "aspects": {"curve": "Curve"},
        "groups": {"effort": "Effort"},
        "companies": {},
        "scopes": {"small": "small apps"},
        "sources": {"a": "A", "b": "B"},
    }


def test_labels_of_a_matrix_name_its_columns_rows_and_sources() -> None:
    content = Content(main="rows", title="", matrix=matrix([claim("1", scope="large")]))
    labels = labels_of(content)
    assert set(labels["frameworks"]) == {"flask", "django"}
    assert (labels["aspects"], labels["scopes"], labels["sources"]) == (
        {"orm": "Orm"},
        {"large": "large apps"},
        {"a": "A"},
    )


def test_labels_of_sources_name_what_they_depend_on() -> None:
    content = Content(
        main="sources", title="", records=[source("a", derives=("b",), cites=("c",))], records_kind="sources"
    )
    assert list(labels_of(content)["sources"]) == ["a", "b", "c"]


def test_labels_of_a_choice_name_what_can_be_asked_and_what_is_left_out() -> None:
    found = tiny.choice()
    assert found.choice is not None
    react = FrameworkRecord("react", "React", (), "", "")
    known = vocabulary(tiny.SOURCES, react="React")
    labels = labels_of(replace(found, choice=replace(found.choice, left_out=(react,))), known)
    assert labels["needs"] == {"gentle": "Gentle start", "no-orm": "No ORM", "orm": "An | *ORM*"}
    assert set(labels["aspects"]) == {"curve", "orm"}
    assert labels["frameworks"]["react"] == "React"
    nothing = replace(found, claims=[], choice=replace(found.choice, cells={}))
    assert set(labels_of(nothing, known)["aspects"]) == {"curve", "orm"}
