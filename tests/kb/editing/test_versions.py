"""What differs between two versions of a row, in words."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Model
from django.db.models.query import QuerySet
from django.test.utils import CaptureQueriesContext

from kb.editing import versions
from kb.editing.trials import accepted
from kb.editing.versions import Difference, TextPiece
from kb.models import Claim, Framework, Gap, Need, Scope
from tests import factories as make

pytestmark = pytest.mark.django_db


def changed(row: Model, **fields: object) -> list[Difference]:
    """Save the changes; what the last entry of the history says about them."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    new, old = row.history.order_by("-history_id")[:2]  # type: ignore[attr-defined]
    return versions.differences(old, new)


def counted(call: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def in_words(found: list[Difference]) -> dict[str, tuple[str, str]]:
    return {one.label: (one.old, one.new) for one in found}


def test_the_same_version_differs_in_nothing() -> None:
    row = make.claim()
    assert versions.differences(row, row.history.get()) == []


def test_a_reference_is_called_by_its_name() -> None:
    claim = make.draft(scope=make.scope(name="Small apps"))
    found = changed(claim, scope=make.scope(name="Large apps"), compared_to=make.framework(name="Bottle"))
    assert in_words(found) == {"Scope": ("Small apps", "Large apps"), "Compared to": ("", "Bottle")}


def test_a_value_is_said_as_an_editor_reads_it() -> None:
    claim = make.draft(aspect=make.aspect(value_type="number"), number=Decimal("12.50"))
    found = changed(claim, number=Decimal("55600.0000"), hedged=True, status="review")
    assert in_words(found) == {
        "Number": ("12.5", "55600"),
        "Hedged": ("no", "yes"),
        "Status": ("draft", "in review"),
    }


def test_differences_stand_in_the_order_of_the_table() -> None:
    found = changed(make.draft(), note="a", locator="b", as_of="2024")
    assert [one.field for one in found] == ["locator", "as_of", "note"]


def test_many_references_are_named_in_both_versions() -> None:
    aspect = make.aspect(name="Size", options=["small", "large"])
    small, large = aspect.options.order_by("-slug")
    need = make.need([small])
    need.options.set([small, large])
    first, *_, last = need.history.order_by("history_id")
    assert in_words(versions.differences(first, last)) == {"Options": ("", "Size: large, Size: small")}
    assert versions.differences(last, need) == []


def test_a_deleted_reference_is_called_deleted() -> None:
    scope = make.scope(name="Gone")
    claim, key = make.draft(scope=scope), scope.pk
    assert in_words(changed(claim, scope=None)) == {"Scope": ("Gone", "")}
    scope.delete()
    new, old = claim.history.order_by("-history_id")
    assert in_words(versions.differences(old, new)) == {"Scope": (f"deleted scope (number {key})", "")}


def test_line_ends_are_no_difference() -> None:
    assert changed(make.framework(aliases="a\nb"), aliases="a\r\nb") == []


def test_words_that_the_other_text_lacks_are_marked() -> None:
    one = Difference("note", "Note", "easy to learn", "not easy to  learn")
    assert one.old_pieces == [
        TextPiece("easy to", changed=False), TextPiece(" ", changed=True), TextPiece("learn", changed=False)
    ]  # fmt: skip
    assert one.new_pieces[0] == TextPiece("not ", changed=True)
    assert "".join(piece.text for piece in one.new_pieces) == one.new


def test_a_very_long_text_is_one_piece() -> None:
    one = Difference("note", "Note", "word " * 5000, "")
    assert (len(one.old_pieces), one.new_pieces) == (1, [])


def test_a_history_says_who_did_what_and_why() -> None:
    row = make.gap(note="first")
    row.note, row._change_reason, row._history_user = "second", "A slip.", make.person(username="ada")
    with accepted():
        row.save()
    key = row.pk
    row._history_user = None
    row.delete()
    deleted, changed, created = versions.saved(list(versions.records_of(Gap, key)))
    assert [one.deed for one in (deleted, changed, created)] == ["deleted", "changed", "created"]
    assert (changed.who, changed.why, created.who) == ("ada", "A slip.", "nobody signed in")
    assert (deleted.changes, in_words(changed.changes), created.changes) == ([], {"Note": ("first", "second")}, [])


def test_a_history_takes_the_same_queries_however_long_it_is() -> None:
    aspect, claim = make.aspect(options=["a", "b"]), make.draft()

    def read() -> None:
        versions.saved(list(versions.records_of(Claim, claim.pk)))

    changed(claim, scope=make.scope(), via=make.source())
    before = counted(read)
    for _ in range(4):
        changed(claim, scope=make.scope(), via=make.source(), compared_to=make.framework())
    assert (counted(read), aspect.options.count()) == (before, 2)


def test_versions_of_many_references_take_the_same_queries_however_many() -> None:
    need = make.need(make.aspect(options=["a", "b", "c", "d"]).options.all()[:1])

    def read() -> None:
        versions.saved(list(versions.records_of(Need, need.pk)))

    before = counted(read)
    for _ in range(2):
        need.options.set(need.aspect.options.all())
        need.options.set(need.aspect.options.all()[:1])
    assert counted(read) == before


def test_a_row_without_history_gets_its_first_entry_once() -> None:
    need = make.need(make.aspect(options=["a", "b"]).options.all())
    need.history.all().delete()
    for _ in range(2):
        versions.begin(Need.objects.get())
    first = need.history.get()
    assert (first.history_change_reason, first.history_user) == (versions.FIRST_REASON, None)
    assert versions.differences(first, need) == []


def test_a_row_with_history_keeps_its_own() -> None:
    row = make.scope()
    versions.begin(Scope.objects.get())
    assert row.history.get().history_type == "+"


def test_old_rows_are_read_from_the_history_alone() -> None:
    framework = make.framework(name="Old")
    key = framework.pk
    framework.delete()
    QuerySet(Framework).all().delete()
    assert versions.read([versions.records_of(Framework, key).first()])[0].contents["name"].words == "Old"
