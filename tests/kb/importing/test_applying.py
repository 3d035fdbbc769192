"""A plan is written whole or not at all, with history, cells and revision."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kb import importing
from kb.derived import upkeep
from kb.models import Aspect, Cell, Claim, Framework
from tests import factories
from tests.kb.bases import cells, picture
from tests.kb.importing import builders
from tests.kb.importing.builders import draft, imported, one, plan_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def base(db: None) -> None:
    builders.base()


def test_new_claims_are_written_as_drafts_with_every_column() -> None:
    adoption = {"aspect": "used-in-production", "company": "reddit", "scope": "small-apps", "compared_to": "django"}
    imported(one(**adoption, as_of="2024-05", hedged="yes", via="survey", via_stated="yes", quote="''tis",
                 statement="S.", note="N.", status="published", value="no"),
             one(aspect="stars", value="12.90"), one(aspect="remark", value="=1+1"),
             one(aspect="ease", value="easy"))  # fmt: skip
    first, stars, remark, ease = Claim.objects.order_by("pk")
    assert (first.status, first.boolean, first.as_of, first.quote, first.note) == (
        "draft",
        False,
        "2024-05",
        "'tis",
        "N.",
    )
    assert (first.company.slug, first.scope.slug, first.compared_to.slug) == ("reddit", "small-apps", "django")
    assert (first.via.slug, first.via_stated, first.hedged, first.statement) == ("survey", True, True, "S.")
    assert [str(stars.value), remark.value, ease.value] == ["12.9", "=1+1", "easy"]
    for claim in (first, stars, remark, ease):
        claim.full_clean()


def test_changed_claims_keep_what_the_file_does_not_say() -> None:
    reviewer = factories.editor()
    kept = draft(note="Kept.", reviewed_by=reviewer)
    outcome = imported(one(key=kept.key, aspect="ease", value="Easy", statement="New."))
    kept.refresh_from_db()
    assert (kept.aspect.slug, kept.value, kept.boolean, kept.statement) == ("ease", "easy", None, "New.")
    assert (kept.note, kept.reviewed_by) == ("Kept.", reviewer)
    assert outcome == importing.ImportReport(new=(), changed=(kept.key,), unchanged=0)


def test_every_row_has_history_with_person_and_reason() -> None:
    editor, kept, same = factories.editor(), draft(), draft(locator="same")
    imported(one(key=kept.key, statement="New."), one(locator="new"), one(key=same.key, locator="same"), user=editor)
    entries = Claim.history.filter(history_user=editor).order_by("history_id")
    assert [(entry.history_type, entry.key, entry.statement) for entry in entries] == [
        ("+", "article-flask-orm-3", ""),
        ("~", kept.key, "New."),
    ]
    assert {entry.history_change_reason for entry in entries} == {"import claims.csv"}
    assert {entry.id for entry in entries} == {claim.pk for claim in Claim.objects.exclude(pk=same.pk)}


def test_a_reason_can_be_given() -> None:
    importing.apply(plan_of(one()), None, "from the survey desk")
    assert Claim.history.get().history_change_reason == "from the survey desk"


def test_the_revision_is_raised_once_and_cells_are_right() -> None:
    draft(status="published")
    before = upkeep.revision()
    imported(*[one(locator=f"new {place}") for place in range(600)])
    assert upkeep.revision() == before + 1
    stored = cells()
    upkeep.rebuild()
    assert cells() == stored
    assert Cell.objects.count() == 1


def test_a_file_that_changes_nothing_writes_nothing() -> None:
    kept = draft()
    before = picture()
    assert imported(one(key=kept.key)) == importing.ImportReport((), (), unchanged=1)
    assert picture() == before


def test_a_plan_with_a_fault_changes_nothing() -> None:
    before = picture()
    with pytest.raises(importing.RefusedFile, match="no framework of this base"):
        importing.apply(plan_of(one(), one(framework="flsk")))
    assert picture() == before


def test_a_plan_holds_although_something_else_has_changed() -> None:
    plan = plan_of(one(locator="new"))
    draft()
    assert importing.apply(plan).new == ("article-flask-orm-2",)


def test_a_plan_that_would_now_be_another_one_is_refused() -> None:
    kept = draft()
    plan = plan_of(one(key=kept.key, statement="New."))
    kept.statement = "Somebody was here."
    kept.save()
    before = picture()
    with pytest.raises(importing.RefusedFile, match="The base has changed since this was looked at"):
        importing.apply(plan)
    assert picture() == before


def test_a_plan_that_would_now_have_faults_is_refused_with_them() -> None:
    plan = plan_of(one(quote="more"))
    kept = draft()
    with pytest.raises(importing.RefusedFile, match=f"at this place already: {kept.key}"):
        importing.apply(plan)


def test_the_database_has_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of(one(locator="a"), one(locator="b"))
    plan.new[1].locator = "a"
    before = picture()
    with pytest.raises(importing.RefusedFile, match="The database refused it"):
        importing.apply(plan)
    assert picture() == before


def test_a_fault_after_the_first_chunk_undoes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of(*[one(locator=f"new {place}") for place in range(501)])
    plan.new[500].compared_to = Framework.objects.get(slug="flask")
    before = picture()
    with pytest.raises(importing.RefusedFile, match="kb_claim_not_compared_to_itself"):
        importing.apply(plan)
    assert picture() == before


def test_an_aspect_that_changed_meanwhile_is_seen() -> None:
    plan = plan_of(one(aspect="remark", value="a text"))
    remark = Aspect.objects.get(slug="remark")
    remark.value_type = "boolean"
    remark.save()
    with pytest.raises(importing.RefusedFile, match="This takes a yes or no"):
        importing.apply(plan)


def test_writing_takes_a_few_queries_for_each_chunk() -> None:
    plan = plan_of(*[one(locator=f"new {place}") for place in range(1000)])
    with CaptureQueriesContext(connection) as captured:
        importing.apply(plan)
    assert len(captured) < 150  # SQLite takes some forty rows in one insert


def test_an_import_within_another_gathering_is_carried_out() -> None:
    draft(status="published")
    with upkeep.collected():
        imported(one(locator="new"))
    assert Claim.objects.count() == 2
