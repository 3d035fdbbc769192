"""What becomes of a row: new, changed, unchanged or refused, with every fault at its line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kb import importing
from kb.importing.file_records import ColumnChange
from kb.models import Claim, Framework, Source
from tests import factories
from tests.kb.bases import picture
from tests.kb.importing import builders
from tests.kb.importing.builders import csv_of, draft, imported, json_of, one, plan_of, said, verdicts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def base(db: None) -> None:
    builders.base()


def test_a_row_without_a_key_is_new_and_gets_the_next_one() -> None:
    draft()
    plan = plan_of(one(locator="line 2"), one(locator="line 3"), one(locator="line 4", key="my-own-5"))
    assert verdicts(plan) == ["new"] * 3
    assert [row.key for row in plan.rows] == ["article-flask-orm-2", "article-flask-orm-3", "my-own-5"]


def test_a_row_that_says_the_same_is_unchanged_whatever_columns_it_lacks() -> None:
    kept = draft(statement="Said.", note="Kept.")
    assert verdicts(plan_of(one(key=kept.key))) == ["unchanged"]
    assert verdicts(plan_of(one(key=kept.key, statement="Said.", value_label="no", url="x"))) == ["unchanged"]


def test_a_change_is_shown_with_old_and_new() -> None:
    kept = draft(statement="Old.", hedged=True)
    plan = plan_of(one(key=kept.key, aspect="stars", value="12.50", statement="", hedged="no", via="survey"))
    assert plan.rows[0].changes == (
        ColumnChange("aspect", "orm", "stars"),
        ColumnChange("hedged", True, False),
        ColumnChange("via", None, "survey"),
        ColumnChange("statement", "Old.", None),
        ColumnChange("value", True, plan.changed[0].number),
    )
    assert str(plan.rows[0].changes[-1].new) == "12.5"
    assert picture()["Claim"] == list(Claim.objects.values_list())


def test_a_claim_in_review_that_changes_is_a_draft_again() -> None:
    kept = draft(status="review")
    assert verdicts(plan_of(one(key=kept.key))) == ["unchanged"]
    plan = plan_of(one(key=kept.key, statement="New."))
    assert plan.rows[0].changes[-1] == ColumnChange("status", "review", "draft")


@pytest.mark.parametrize(
    ("status", "cells", "message"),
    [
        ("published", {"statement": "New."}, "is published, and the row changes statement. An editor changes a"),
        ("published", {"status": "retired"}, "is published, and the row changes status. An editor changes a"),
        ("retired", {"value": "no", "quote": "q"}, "is retired, and the row changes quote, value. A retired claim st"),
    ],
)
def test_what_is_published_or_retired_does_not_change(status: str, cells: dict[str, Any], message: str) -> None:
    kept = draft(status=status, retire_reason="misread" if status == "retired" else "")
    assert verdicts(plan_of(one(key=kept.key, status=status))) == ["unchanged"]
    plan = plan_of(one(key=kept.key, **cells))
    assert verdicts(plan) == ["refused"]
    assert message in said(plan)[0]


def test_a_status_is_not_imported_and_that_is_said_once() -> None:
    kept = draft()
    plan = plan_of(
        one(key=kept.key, status="published"),
        one(locator="2", status="published"),
        one(locator="3", status="retired"),
        one(locator="4", status="draft"),
        one(locator="5", status=""),
    )
    assert verdicts(plan) == ["unchanged", "new", "new", "new", "new"]
    assert [claim.status for claim in plan.new] == ["draft"] * 4
    assert [note for note in plan.notes if "3 rows" in note] == list(plan.notes)


def test_a_claim_that_is_there_already_is_refused_by_its_key() -> None:
    kept = draft()
    plan = plan_of(one(quote="more"), one(key="another-1"), one(value="no"))
    assert said(plan) == [
        f"line {line}: This source has this claim at this place already: {kept.key}." for line in (2, 3)
    ]
    assert verdicts(plan) == ["refused", "refused", "new"]


def test_a_change_that_makes_a_claim_another_one_is_refused() -> None:
    kept, other = draft(), draft(locator="line 2")
    assert said(plan_of(one(key=other.key))) == [
        f"line 2: This source has this claim at this place already: {kept.key}."
    ]


def test_doubles_within_the_file_name_both_lines() -> None:
    plan = plan_of(one(quote="two\nlines"), one(), one(key="k", locator="a"), one(key="k", locator="b"))
    assert said(plan) == [
        "line 4: Line 2 and line 4 hold the same claim.",
        "line 6, key: Line 5 and line 6 have the same key.",
    ]
    table = importing.read("a.json", json.dumps([one(), one()]).encode())
    assert said(importing.plan(table)) == [
        "line 1, claim 2: Claim 1 on line 1 and claim 2 on line 1 hold the same claim."
    ]


def test_a_claim_that_a_resolution_judged_stays_in_its_cell() -> None:
    kept = draft(status="review")
    factories.resolution([kept])
    assert said(plan_of(one(key=kept.key, framework="django"))) == [
        "line 2, framework: A resolution has judged this claim in its cell; take it out there first."
    ]
    assert said(plan_of(one(key=kept.key, statement="Its cell stays."))) == []


def test_all_faults_of_all_rows_come_at_once_in_the_order_of_lines() -> None:
    plan = plan_of(
        one(framework="flsk", quote="x" * 121, as_of="2024-13"),
        one(aspect="used-in-production"),
        one(locator="fine"),
        one(aspect="ease", value="esy", via="article"),
        one(company="reddit", compared_to="flask", via_stated="yes"),
        one(key="not a key", aspect="remark", value="x" * 301, locator="a\x07b"),
    )
    assert said(plan) == [
        "line 2, framework: “flsk” is no framework of this base. Allowed: django, flask.",
        "line 2, as_of: “2024-13”: there is no month 13, months go from 01 to 12.",
        "line 2, quote: Ensure this value has at most 120 characters (it has 121).",
        "line 3, company: “Used in production” is asked of each company: choose one.",
        "line 5, value: “esy” is no option of “Ease”. Allowed: easy, not-easy.",
        "line 5, via: The upstream source must be another source.",
        "line 6, company: “Orm” is not asked of companies: leave it empty.",
        "line 6, compared_to: A framework cannot be compared to itself.",
        "line 6, via: “Upstream stated” needs the upstream source.",
        "line 7, key: Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
        "line 7, value: Ensure this value has at most 300 characters (it has 301).",
        "line 7, locator: Control characters are not allowed.",
    ]
    assert verdicts(plan) == ["refused", "refused", "new", "refused", "refused", "refused"]
    assert not plan.ok


def test_faults_of_the_file_and_of_its_rows_come_together() -> None:
    content = csv_of(one(extra=1), one(value="maybe"), columns=["framework", "aspect", "source", "value", "extra"])
    plan = importing.plan(importing.read("a.csv", content + b"flask,orm,article,yes,,more\r\n"))
    assert [fault.line for fault in plan.faults] == [1, 3, 4]
    assert [(row.line, str(row.verdict)) for row in plan.rows] == [(2, "new"), (3, "refused"), (4, "refused")]


def test_a_cell_of_a_megabyte_is_refused_by_the_length_of_its_field() -> None:
    for column, most in (("quote", 120), ("note", 20_000), ("key", 200)):
        assert said(plan_of(one(**{column: "x" * 1_000_000}))) == [
            f"line 2, {column}: Ensure this value has at most {most} characters (it has 1000000)."
        ]


def test_json_of_wrong_types_is_refused_by_column() -> None:
    content = json_of(one(key=5, framework=None, hedged=1, via={}, locator=["x"], aspect=True, value=float("nan")))
    assert said(importing.plan(importing.read("a.json", content))) == [
        "line 2, claim 1, key: This takes a text, in quotation marks, not the number 5.",
        "line 2, claim 1, framework: This is required.",
        "line 2, claim 1, aspect: This takes a text, in quotation marks, not true.",
        "line 2, claim 1, hedged: This takes a yes or no, not the number 1. Allowed: yes, no.",
        "line 2, claim 1, via: This takes a text, in quotation marks, not an object.",
        "line 2, claim 1, locator: This takes a text, in quotation marks, not a list.",
    ]


def test_planning_changes_nothing() -> None:
    kept = draft()
    before = picture()
    plan_of(one(key=kept.key, statement="New."), one(locator="new"), one(framework="?"))
    assert picture() == before


def test_the_number_of_queries_does_not_grow_with_the_rows() -> None:
    def queries(number: int) -> int:
        rows = [one(locator=f"line {place}") for place in range(number)]
        kept = [one(key=f"kept-{place}", locator=f"kept {place}", statement="New.") for place in range(number)]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert verdicts(plan_of(*rows, *kept)) == ["new"] * number + ["changed"] * number
        return len(captured)

    for place in range(40):
        draft(key=f"kept-{place}", locator=f"kept {place}")
    assert queries(40) == queries(4) <= 20


def test_the_digest_tells_plans_apart_but_not_by_the_numbers_of_new_keys() -> None:
    first = plan_of(one(locator="a")).digest
    draft()
    assert plan_of(one(locator="a")).digest == first
    assert plan_of(one(locator="b")).digest != first
    assert plan_of(one(locator="a", key="k")).digest != first


def test_claims_of_another_source_are_no_doubles() -> None:
    draft(source=Source.objects.get(slug="survey"))
    draft(framework=Framework.objects.get(slug="django"))
    assert imported(one()).new == ("article-flask-orm-1",)
