"""What pages tell machines: true, complete, and never more than data."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.contrib.staticfiles import finders

from compare.display.cells import CellView
from compare.faces import FACES
from compare.faces.contents import Content
from compare.metadata import linked_data
from compare.metadata.linked_data import Described, page_data
from kb.evidence.records import CellKey
from tests import factories
from tests.compare import reading, records
from tests.compare.test_hostile import BAD
from tests.kb.bases import base_of

ORIGIN = "https://claimgrid.example"


def described(content: Content, path: str = "/claims/", **fields: Any) -> Described:
    usual = {
        "envelope": records.envelope(content, **fields), "path": path, "canonical": f"{ORIGIN}{path}",
        "downloads": [("text/csv", "CSV", "/claims.csv?q=x")], "site": "Claimgrid", "license_url": "https://l.example/",
    }  # fmt: skip
    return Described(**usual)


def graph(page: Described) -> list[dict[str, Any]]:
    found = json.loads(page_data(page))
    assert found["@context"] == "https://schema.org"
    nodes: list[dict[str, Any]] = found["@graph"]
    return nodes


def test_a_list_is_a_dataset_with_its_files() -> None:
    (node,) = graph(described(records.claims_content(records.claim("k"))))
    assert node == {
        "@type": "Dataset",
        "@id": f"{ORIGIN}/claims/#data",
        "name": "Claims: Claimgrid",
        "description": f"What is shown. {linked_data.BACKED}",
        "url": f"{ORIGIN}/claims/",
        "license": "https://l.example/",
        "creator": {"@type": "Project", "@id": f"{ORIGIN}/#site", "name": "Claimgrid", "url": f"{ORIGIN}/"},
        "isAccessibleForFree": True,
        "inLanguage": "en",
        "version": "revision 7",
        "distribution": [
            {
                "@type": "DataDownload",
                "name": "CSV",
                "encodingFormat": "text/csv",
                "contentUrl": f"{ORIGIN}/claims.csv?q=x",
            }
        ],
    }


def test_a_filtered_list_is_a_part_of_the_whole_one() -> None:
    (node,) = graph(described(records.claims_content(), query="q=x"))
    assert node["url"] == f"{ORIGIN}/claims/?q=x"
    assert node["isPartOf"] == {"@type": "Dataset", "@id": f"{ORIGIN}/claims/#data"}


def test_a_matrix_says_what_it_compares_and_what_it_answers() -> None:
    matrix = records.matrix([records.claim("k"), records.claim("l", "easy"), records.claim("m", False)])
    content = Content(main="rows", title="Flask and Django", matrix=matrix)
    node, crumbs = graph(described(content, "/compare/flask-vs-django/"))
    assert [one["name"] for one in node["about"]] == ["Flask", "Django"]
    assert node["variableMeasured"] == ["Orm", "Curve"]
    assert [(one["position"], one["name"], one["item"]) for one in crumbs["itemListElement"]] == [
        (1, "Claimgrid", f"{ORIGIN}/"),
        (2, "Compare", f"{ORIGIN}/compare/"),
        (3, "Flask and Django", f"{ORIGIN}/compare/flask-vs-django/"),
    ]


def test_an_aspect_is_a_defined_term() -> None:
    aspect = records.aspect("orm", help_text="Does it have one?")
    content = Content(main="claims", title="Orm", claims=[], subject=aspect, subject_kind="aspect")
    dataset, term, _ = graph(described(content, "/aspects/orm/"))
    assert dataset["about"]["@id"] == term["@id"] == f"{ORIGIN}/aspects/orm/#term"
    assert (term["@type"], term["name"], term["description"]) == ("DefinedTerm", "Orm", "Does it have one?")
    assert term["inDefinedTermSet"] == {
        "@type": "DefinedTermSet",
        "@id": f"{ORIGIN}/aspects/?group=basics#terms",
        "name": "Claimgrid: Basics",
        "url": f"{ORIGIN}/aspects/?group=basics",
    }


def test_a_claim_says_its_text_its_subject_and_where_it_appears() -> None:
    a = records.source(
        "a", title="The list", url="https://a.example/", author="A. Writer", published_on=date(2024, 2, 1)
    )
    one = records.claim("k", statement="Flask has one.", quote="an ORM", as_of="2024", via="b", via_stated=True)
    content = Content(main="claims", title="Flask has one.", claims=[one], subject=one, subject_kind="claim")
    words = records.vocabulary([a, records.source("b")])
    node, crumbs = graph(described(content, "/claims/k/", words=words))
    assert (node["@type"], node["text"], node["temporalCoverage"]) == ("Claim", "Flask has one.", "2024")
    assert [subject["name"] for subject in node["about"]] == ["Flask", "Orm"]
    assert node["appearance"] == {
        "@type": "CreativeWork",
        "@id": f"{ORIGIN}/sources/a/#thing",
        "name": "The list",
        "url": "https://a.example/",
        "author": "A. Writer",
        "datePublished": "2024-02-01",
        "hasPart": {"@type": "CreativeWork", "name": "line 1", "text": "an ORM"},
    }
    assert node["isBasedOn"]["name"] == "B"
    assert [step["name"] for step in crumbs["itemListElement"]] == ["Claimgrid", "Claims", "Flask has one."]


def test_an_inference_of_the_editors_is_not_told_as_a_fact() -> None:
    one = records.claim("k", via="b", via_stated=False)
    content = Content(main="claims", title="k", claims=[one], subject=one, subject_kind="claim")
    assert "isBasedOn" not in graph(described(content, "/claims/k/"))[0]


def test_a_cell_is_about_its_framework_its_question_and_its_company() -> None:
    words, key = records.vocabulary(), CellKey("flask", "used-in-production", "reddit")
    (judged,) = records.cells([], words, [key])
    content = Content(main="claims", title="CellView", claims=[], subject=CellView(key, judged.judgement, words))
    node, crumbs = graph(described(content, "/cells/flask/used-in-production/reddit/"))
    assert [one["@type"] for one in node["about"]] == ["SoftwareSourceCode", "DefinedTerm", "Organization"]
    assert [step["name"] for step in crumbs["itemListElement"]] == ["Claimgrid", "Frameworks", "Flask", "CellView"]


@pytest.mark.parametrize("text", [BAD, "</script><!--<script>", "a\u2028b\u2029c & d", '"\\'])
def test_no_text_can_end_the_block_of_data(text: str) -> None:
    one = records.claim("k", statement=text)
    page = described(Content(main="claims", title=text, claims=[one], subject=one), "/claims/k/")
    assert not set(page_data(page)) & set("<>&\u2028\u2029")
    assert graph(page)[0]["text"] == text


def test_the_front_page_is_a_site_that_can_be_searched() -> None:
    (node,) = json.loads(linked_data.site_data(ORIGIN, "Claimgrid", "Compared."))["@graph"]
    assert (node["@type"], node["url"]) == ("WebSite", f"{ORIGIN}/")
    assert node["potentialAction"]["target"]["urlTemplate"] == f"{ORIGIN}/search/?q={{search_term_string}}"


# On the pages


def blocks(path: str, query: Any = None) -> Iterator[dict[str, Any]]:
    for script in reading.page(path, query).find("script", type="application/ld+json"):
        yield json.loads("".join(script.itertext()))


def head(path: str, query: Any = None, status: int = 200) -> dict[str, str]:
    """What the head of a page says of it, by the name of the property."""
    root = reading.page(path, query, status).root
    found: list[Element] = [one for one in root.iter("meta") if one.get("property") or one.get("name")]
    return {str(one.get("property") or one.get("name")): str(one.get("content")) for one in found}


@pytest.fixture
def claim() -> Any:
    return base_of(lone_claim)


def lone_claim() -> Any:
    return factories.claim(
        key="known", statement="Flask has one.", framework=factories.framework(name="Flask"),
        aspect=factories.aspect(name="ORM"), source=factories.source(slug="s"),
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "types"),
    [
        ("/claims/", ["Dataset"]),
        ("/disagreements/", ["Dataset"]),
        ("/frameworks/flask/", ["Dataset", "BreadcrumbList"]),
        ("/aspects/orm/", ["Dataset", "DefinedTerm", "BreadcrumbList"]),
        ("/sources/s/", ["Dataset", "BreadcrumbList"]),
        ("/cells/flask/orm/", ["Dataset", "BreadcrumbList"]),
        ("/claims/known/", ["Claim", "BreadcrumbList"]),
        ("/compare/flask/", ["Dataset", "BreadcrumbList"]),
    ],
)
def test_every_kind_of_page_says_what_it_is(claim: Any, path: str, types: list[str]) -> None:
    (found,) = blocks(path)
    assert [node["@type"] for node in found["@graph"]] == types


@pytest.mark.django_db
def test_the_files_named_to_machines_are_those_of_the_page(claim: Any) -> None:
    (found,) = blocks("/claims/")
    named = [one["contentUrl"] for one in found["@graph"][0]["distribution"]]
    assert named == [f"http://testserver/claims.{suffix}" for suffix in FACES]
    assert found["@graph"][0]["url"] == "http://testserver/claims/"


@pytest.mark.django_db
def test_machines_are_told_nothing_of_a_page_that_is_closed_to_them(claim: Any) -> None:
    assert list(blocks("/claims/", {"q": "Flask & co"})) == []


@pytest.mark.django_db
def test_a_page_can_be_shared_with_its_name_and_its_sentence(claim: Any) -> None:
    said = head("/claims/known/")
    assert said["og:title"] == "Flask has one."
    assert said["og:description"] == said["description"]
    assert said["og:url"] == "http://testserver/claims/known/"
    assert (said["og:site_name"], said["og:type"], said["twitter:card"]) == (
        "Claimgrid", "article", "summary_large_image",
    )  # fmt: skip
    assert said["og:image"] == "http://testserver/static/img/card.png"
    assert head("/claims/")["og:type"] == "website"
    assert head("/")["og:title"] == "Claimgrid"


def test_the_picture_of_a_shared_page_has_the_size_that_is_announced() -> None:
    found = finders.find("img/card.png")
    assert isinstance(found, str)
    picture = Path(found).read_bytes()
    assert struct.unpack(">II", picture[16:24]) == (1200, 630)
    assert len(picture) < 40_000


@pytest.mark.django_db
def test_a_filtered_page_is_one_with_the_page_without_a_filter(claim: Any) -> None:
    for path in ("/claims/", "/aspects/orm/", "/compare/flask/", "/changes/"):
        shown = reading.page(path, {"q": "flask"})
        (link,) = shown.find("link", rel="canonical")
        assert link.get("href") == f"http://testserver{path}"
        assert head(path, {"q": "flask"})["og:url"] == link.get("href")


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status"), [("/nothing/", 404), ("/claims/?nonsense=1", 400), ("/claims/no/", 404)])
def test_a_page_of_errors_has_no_canonical_address_and_is_not_shared(path: str, status: int) -> None:
    shown = reading.page(path, status=status)
    assert shown.find("link", rel="canonical") == []
    assert not any(name.startswith(("og:", "twitter:")) for name in head(path, status=status))
    assert shown.find("script", type="application/ld+json") == []
