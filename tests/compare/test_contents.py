from compare.contents import Content
from tests.compare.records import claim, claims_content, envelope, matrix, source


def test_the_count_is_that_of_the_main_list() -> None:
    assert claims_content(claim("1"), claim("2")).count == 2
    assert Content(main="rows", title="", matrix=matrix([claim("1")])).count == 1
    assert Content(main="sources", title="", records=[source("a")], records_kind="sources").count == 1
    assert Content(main="claims", title="").count == 0


def test_labels_name_everything_that_occurs_in_claims() -> None:
    content = claims_content(claim("1", "easy", scope="small", compared_to="django", via="b"))
    assert envelope(content).labels == {
        "frameworks": {"django": "Django", "flask": "Flask"},
        "aspects": {"curve": "Curve"},
        "groups": {"effort": "Effort"},
        "companies": {},
        "scopes": {"small": "small apps"},
        "sources": {"a": "A", "b": "B"},
    }


def test_labels_of_a_matrix_name_its_columns_rows_and_sources() -> None:
    content = Content(main="rows", title="", matrix=matrix([claim("1", scope="large")]))
    labels = envelope(content).labels
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
    assert list(envelope(content).labels["sources"]) == ["a", "b", "c"]
