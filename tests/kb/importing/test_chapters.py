"""Files that people have, as others have reported them: each small input with its right answer."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kb import importing
from kb.importing import RowFate
from kb.importing.file_records import Plan
from kb.models import Cell, Claim
from tests import factories
from tests.kb.bases import base_of
from tests.kb.importing.builders import said

pytestmark = pytest.mark.django_db

SEMICOLON_NUMBERS = "framework;aspect;source;value;locator\n"
WORKBOOK = b"PK\x03\x04\x14\x00\x06\x00\x08\x00[Content_Types].xml"


def things() -> None:
    for name in ("Flask", "Django"):
        factories.framework(name=name)
    for slug in ("alpha", "beta"):
        factories.source(slug=slug)
    factories.aspect(slug="has-orm")
    factories.aspect(slug="stars", value_type="number")
    factories.aspect(slug="template-engine", value_type="text")


@pytest.fixture(autouse=True)
def base(db: None) -> None:
    base_of(things)


def plan_of(text: str | bytes, name: str = "claims.csv") -> Plan:
    return importing.plan(importing.read(name, text.encode() if isinstance(text, str) else text))


def values(plan: Plan) -> list[object]:
    assert said(plan) == []
    return [row.values["value"] for row in plan.rows]


def test_a_blank_at_the_end_makes_no_second_value() -> None:
    plan = plan_of(
        "framework,aspect,source,value,locator\n"
        'flask,template-engine,alpha,Jinja2,h2\nflask,template-engine,beta,"Jinja2\u00a0",h2\n'
    )
    importing.apply(plan)
    for claim in Claim.objects.all():
        claim.status = Claim.Status.PUBLISHED
        claim.save()
    assert [(value["label"], value["documents"]) for value in Cell.objects.get(claims=2).values] == [("Jinja2", 2)]


def test_a_name_and_a_short_yes_are_read_in_a_file_as_at_the_desk() -> None:
    assert values(plan_of("framework,aspect,source,value,locator\nFlask,has-orm,Alpha,y,h2\n")) == [True]


def test_a_row_without_a_key_that_says_what_a_claim_says_is_that_claim() -> None:
    row = "flask,has-orm,alpha,no,h2\n"
    importing.apply(plan_of("framework,aspect,source,value,locator\n" + row))
    plan = plan_of("framework,aspect,source,value,locator\n" + row + "django,has-orm,alpha,yes,h2\n")
    assert [row.verdict for row in plan.rows] == [RowFate.UNCHANGED, RowFate.NEW]
    assert plan.rows[0].key == "alpha-flask-has-orm-1"


def test_a_row_without_a_key_that_says_more_than_a_claim_is_refused() -> None:
    importing.apply(plan_of("framework,aspect,source,value,locator\nflask,has-orm,alpha,no,h2\n"))
    plan = plan_of("framework,aspect,source,value,locator,quote\nflask,has-orm,alpha,no,h2,no ORM\n")
    assert said(plan) == ["line 2: This source has this claim at this place already: alpha-flask-has-orm-1."]


def test_a_claim_twice_without_a_key_is_refused() -> None:
    importing.apply(plan_of("framework,aspect,source,value,locator\nflask,has-orm,alpha,no,h2\n"))
    plan = plan_of("framework,aspect,source,value,locator\n" + "flask,has-orm,alpha,no,h2\n" * 2)
    assert said(plan) == ["line 3: Line 2 and line 3 hold the same claim."]


def test_a_number_that_two_countries_read_differently_is_asked_about() -> None:
    assert said(plan_of(SEMICOLON_NUMBERS + "flask;stars;alpha;55.600;h2\n")) == [
        "line 2, value: “55.600” is 55,600 in one country and 55.6 in another: write 55600 or 55.6. "
        "Allowed: 55600, 55.6."
    ]


@pytest.mark.parametrize(
    ("other", "number"), [("12,9", "55600"), ("12.9", "55.6"), ("1.234.567", "55600"), ("1 234,5", "55600")]
)
def test_another_number_of_the_file_settles_it(other: str, number: str) -> None:
    plan = plan_of(SEMICOLON_NUMBERS + f"flask;stars;alpha;55.600;h2\ndjango;stars;alpha;{other};h2\n")
    assert values(plan)[0] == Decimal(number)


def test_numbers_of_both_kinds_settle_nothing() -> None:
    rows = "".join(f"flask;stars;alpha;{number};h{place}\n" for place, number in enumerate(["55.600", "1,5", "1.5"]))
    assert [fault.line for fault in plan_of(SEMICOLON_NUMBERS + rows).faults] == [2]


def test_groups_of_three_are_taken_and_noted() -> None:
    plan = plan_of(SEMICOLON_NUMBERS + "flask;stars;alpha;50\u202f363;h2\n")
    assert values(plan) == [Decimal(50363)]
    assert "Line 2: “50 363” is read as 50363." in plan.notes


@pytest.mark.parametrize(("number", "value"), [("55.600", "55.6"), ('"14,200"', "14200"), ('"12,9"', "12.9")])
def test_in_a_file_with_commas_the_point_is_the_decimal_mark(number: str, value: str) -> None:
    plan = plan_of(f"framework,aspect,source,value,locator\nflask,stars,alpha,{number},h2\n")
    assert values(plan) == [Decimal(value)]


def test_a_person_can_say_the_decimal_mark_of_a_file() -> None:
    content = (SEMICOLON_NUMBERS + "flask;stars;alpha;55.600;h2\n").encode()
    for mark, number in ((".", "55.6"), (",", "55600")):
        assert values(importing.plan(importing.read("a.csv", content, mark))) == [Decimal(number)]


def test_an_apostrophe_at_the_start_is_kept() -> None:
    plan = plan_of(
        "framework,aspect,source,value,locator,statement\n"
        "flask,template-engine,alpha,'90s style,h2,'Micro' means small\n"
    )
    assert values(plan) == ["'90s style"]
    assert plan.rows[0].values["statement"] == "'Micro' means small"


@pytest.mark.parametrize(
    "text",
    [
        "framework,aspect,source,value,locator,quote,note\nflask,has-orm,alpha,no,h2,,\ndjango,has-orm,alpha,yes,h2\n",
        "framework,aspect,source,value,locator,,,\nflask,has-orm,alpha,no,h2,,,\n",
        "sep=;\nframework;aspect;source;value;locator\nflask;has-orm;alpha;no;h2\n",
    ],
    ids=["ragged", "empty columns", "sep="],
)
def test_a_file_as_a_spreadsheet_writes_it_is_read_and_what_was_done_is_noted(text: str) -> None:
    plan = plan_of(text)
    assert values(plan)[0] is False
    assert plan.notes


def test_a_file_of_a_spreadsheet_in_utf_16_is_read() -> None:
    text = "framework\taspect\tsource\tvalue\tlocator\nflask\thas-orm\talpha\tno\th2\n"
    assert values(plan_of(text.encode("utf-16"))) == [False]


@pytest.mark.parametrize(("content", "words"), [(WORKBOOK, ".xlsx"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", ".xls")])
def test_a_workbook_is_named_as_one(content: bytes, words: str) -> None:
    (fault,) = plan_of(content, "claims.xlsx").faults
    assert "spreadsheet workbook" in fault.message
    assert words in fault.message
