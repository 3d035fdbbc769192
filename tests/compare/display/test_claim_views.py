from compare.display.claim_views import ClaimView, claim_views
from tests.compare.records import claim, vocabulary


def shown(**fields: object) -> ClaimView:
    (found,) = claim_views([claim("a-1", **fields)], vocabulary())
    return found


def test_every_slug_is_looked_up() -> None:
    found = shown(scope="small", compared_to="django", via="b", company="reddit", aspect="used-in-production")
    names = (found.framework.name, found.source.title, found.scope, found.compared_to, found.via, found.company)
    assert names[:2] == ("Flask", "A")
    assert [getattr(one, "name", "") or getattr(one, "title", "") for one in names[2:]] == [
        "small apps", "Django", "B", "Reddit",
    ]  # fmt: skip
    assert found.cell_path == "/cells/flask/used-in-production/reddit/"


def test_what_is_not_given_is_nothing() -> None:
    found = shown()
    assert (found.scope, found.compared_to, found.via, found.company) == (None, None, None, None)
    assert found.cell_path == "/cells/flask/orm/"


def test_a_claim_without_statement_shows_its_key() -> None:
    assert shown(statement="").text == "a-1"


def test_when_it_holds_is_what_is_stated_and_never_the_date_of_its_source() -> None:
    assert shown(as_of="2024-02").period == "2024-02"
    assert shown().period == "not stated (source undated)"


def test_an_upstream_is_named_by_the_document_or_inferred() -> None:
    assert shown(via="b", via_stated=True).via_words == "named by the document"
    assert shown(via="b").via_words == "the editors’ inference"


def test_a_retired_claim_says_why() -> None:
    found = shown(status="retired", retire_reason="wrong-subject")
    assert (found.is_retired, found.status, found.retired_because) == (True, "retired", "wrong subject")
