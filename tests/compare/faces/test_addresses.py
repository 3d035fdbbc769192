from compare.faces import FACES
from compare.faces.addresses import (  # fmt: skip
    canonical_comparison_path,
    comparison_path,
    face_links,
    face_path,
    file_name,
    with_query,
)


def test_a_face_has_the_suffix_in_place_of_the_last_slash() -> None:
    assert face_path("/compare/flask-vs-django/", "csv") == "/compare/flask-vs-django.csv"
    assert face_path("/claims/", "fixture.json") == "/claims.fixture.json"


def test_every_face_of_a_page_keeps_its_query() -> None:
    links = {link.face.suffix: link.href for link in face_links("/claims/", "q=a%26b&source=x", "claims")}
    assert links == {suffix: f"/claims.{suffix}?q=a%26b&source=x" for suffix in FACES}


def test_no_query_leaves_no_question_mark() -> None:
    assert with_query("/claims/", "") == "/claims/"


def test_a_comparison_keeps_its_order_and_its_canonical_address_is_alphabetical() -> None:
    assert comparison_path(["flask", "django"]) == "/compare/flask-vs-django/"
    assert canonical_comparison_path(["flask", "django"]) == "/compare/django-vs-flask/"


def test_a_file_is_named_after_what_is_inside() -> None:
    assert file_name("/compare/flask-vs-django/", "csv") == "claimgrid-compare-flask-vs-django.csv"
    narrowed = file_name("/compare/flask-vs-django/", "md", "group=security&q=a%26%22b%C3%A4")
    assert narrowed == "claimgrid-compare-flask-vs-django-group-security-q-a-b.md"
