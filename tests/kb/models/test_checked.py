"""Rows are checked on every way in, and no change is without history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from kb.derived import upkeep
from kb.models import Claim, Company, Framework
from kb.models.checked import CheckedModel, is_text, longest_text
from kb.models.web_addresses import WebAddressField
from kb.texts import LONGEST_TEXT, lines
from tests import factories
from tests.kb.bases import cells, tables

pytestmark = pytest.mark.django_db
BUILDERS = [
    factories.framework, factories.group, factories.aspect, factories.option, factories.scope, factories.company,
    factories.source, factories.source_link, factories.snapshot, factories.draft, factories.gap,
    factories.resolution, factories.need, factories.former_slug, factories.reading,
]  # fmt: skip
CHANGES = {
    "option": "label", "sourcelink": "note", "snapshot": "taken_on", "claim": "note", "gap": "note",
    "resolution": "explanation", "source": "title", "formerslug": "slug", "reading": "read_on",
}  # fmt: skip


def unsaved_claim(**fields: Any) -> Claim:
    """A draft without a key, which is not stored yet."""
    row = factories.draft(**fields)
    row.delete()
    return Claim(
        source=row.source,
        framework=row.framework,
        aspect=row.aspect,
        boolean=True,
        locator="x",
        status="published",
    )


def test_every_table_that_is_edited_is_checked_and_has_a_builder_here() -> None:
    edited = {model for model in tables() if hasattr(model._meta, "simple_history_manager_attribute")}
    assert edited == {model for model in tables() if issubclass(model, CheckedModel)}
    assert edited == {type(build()) for build in BUILDERS}


@pytest.mark.parametrize("build", BUILDERS, ids=lambda build: build.__name__)
def test_create_change_and_delete_leave_history(build: Callable[[], Any]) -> None:
    row = build()
    field = CHANGES.get(row._meta.model_name, "name")
    value = getattr(row, field)
    setattr(row, field, f"{value}-changed" if isinstance(value, str) else value.replace(year=2020))
    row.save()
    history = row.history.all()
    row.delete()
    assert [entry.history_type for entry in history.model.objects.filter(id=history[0].id).order_by("history_id")] in (
        ["+", "~", "-"],
        ["+", "~", "~", "-"],  # a resolution or need whose members were set
    )


def test_an_invalid_row_is_not_saved() -> None:
    with pytest.raises(ValidationError, match="-vs-"):
        Framework(name="Odd", slug="a-vs-b").save()
    assert not Framework.objects.exists()


def test_create_and_get_or_create_check_too() -> None:
    with pytest.raises(ValidationError):
        Company.objects.create(name="", slug="nameless")
    with pytest.raises(ValidationError):
        Company.objects.get_or_create(slug="nameless")
    with pytest.raises(ValidationError):
        Company.objects.update_or_create(slug="nameless", defaults={"homepage": "no address"})


@pytest.mark.parametrize("text", ["a\x00b", "a\x0bb", "a\ud800b"], ids=["NUL", "control character", "half a pair"])
def test_text_that_no_file_can_carry_is_refused(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        factories.draft(note=text)
    assert refused.value.message_dict == {"note": ["Control characters are not allowed."]}


def test_a_text_of_lines_has_a_length() -> None:
    assert factories.draft(note="x" * LONGEST_TEXT).note == "x" * LONGEST_TEXT
    with pytest.raises(ValidationError) as refused:
        factories.draft(note="x" * (LONGEST_TEXT + 1))
    assert refused.value.message_dict == {"note": ["Ensure this value has at most 20000 characters (it has 20001)."]}


def test_a_longer_text_that_is_stored_stays_until_it_is_changed() -> None:
    claim = factories.draft()
    QuerySet(Claim).filter(pk=claim.pk).update(note="x" * (LONGEST_TEXT + 1))
    claim.refresh_from_db()
    claim.locator = "line 9"
    claim.save()
    claim.note += "x"
    with pytest.raises(ValidationError, match="it has 20002"):
        claim.save()


def test_every_text_has_a_length_and_every_address_is_one_of_the_web() -> None:
    rows = [model for model in apps.get_app_config("kb").get_models() if issubclass(model, CheckedModel)]
    fields = [(model, field) for model in rows for field in model._meta.fields]
    assert all(longest_text(model, field) > 0 for model, field in fields if is_text(field))
    addresses = [field for _, field in fields if isinstance(field, models.URLField)]
    assert len(addresses) >= 6
    assert {type(field) for field in addresses} == {WebAddressField}


def test_line_breaks_and_every_script_are_text_which_is_cleaned() -> None:
    claim = factories.draft(note="=1+1\n\t“u\u0308”\u00a0 x \r\n\u202eabc\U0001f600 ", locator="a\r\n\u200bb")
    claim.refresh_from_db()
    assert (claim.note, claim.locator) == ("=1+1\n“ü” x\nabc\U0001f600", "a b")


def test_a_text_as_read_stays_as_it_is_to_the_last_blank() -> None:
    snapshot = factories.snapshot(text="two  blanks, and an end \n")
    snapshot.refresh_from_db()
    assert snapshot.text == "two  blanks, and an end \n"


def test_update_is_refused() -> None:
    claim = factories.claim()
    with pytest.raises(TypeError, match="skip rules and history"):
        Claim.objects.filter(pk=claim.pk).update(boolean=False)
    with pytest.raises(TypeError, match="skip rules and history"):
        claim.framework.claims.update(boolean=False)


def test_bulk_create_checks_every_row() -> None:
    with pytest.raises(ValidationError):
        Company.objects.bulk_create([Company(name="A", slug="a"), Company(name="B", slug="not a slug")])
    assert not Company.objects.exists()


def test_bulk_create_rolls_up() -> None:
    Claim.objects.bulk_create([unsaved_claim()])
    assert [cell["documents"] for cell in cells()] == [1]


def test_bulk_create_numbers_the_keys_of_its_rows() -> None:
    first = unsaved_claim()
    second = Claim(source=first.source, framework=first.framework, aspect=first.aspect, boolean=True, locator="y")
    Claim.objects.bulk_create([first, second])
    stem = f"{first.source.slug}-{first.framework.slug}-{first.aspect.slug}"
    assert [first.key, second.key] == [f"{stem}-1", f"{stem}-2"]


def test_bulk_update_checks_every_row() -> None:
    claim = factories.claim()
    claim.locator = ""
    with pytest.raises(ValidationError, match="needs a locator"):
        Claim.objects.bulk_update([claim], ["locator"])
    assert Claim.objects.get().locator


def test_bulk_update_rebuilds_the_cell_it_leaves_and_the_cell_it_enters() -> None:
    claim = factories.claim()
    claim.aspect = factories.aspect()
    Claim.objects.bulk_update([claim], ["aspect"])
    kept = cells()
    upkeep.rebuild()
    assert kept == cells()
    assert [cell["cell"] for cell in kept] == [claim.cell_words()]


def test_bulk_helpers_leave_history() -> None:
    [claim] = bulk_create_with_history([unsaved_claim()], Claim)
    claim.hedged = True
    bulk_update_with_history([claim], Claim, ["hedged"], default_change_reason="it says may")
    assert [(entry.history_type, entry.hedged) for entry in claim.history.all()] == [
        ("~", True),
        ("+", False),
    ]
    assert cells()[0]["flags"] == ["undated", "second_hand", "hedged"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("write", ["save", "bulk_create"])
def test_a_row_is_not_kept_when_its_cells_cannot_be_built(write: str, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = unsaved_claim()

    def fail(touched: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(upkeep, "_carry_out", fail)
    with pytest.raises(RuntimeError):
        claim.save() if write == "save" else Claim.objects.bulk_create([claim])
    assert not Claim.objects.exists()
    assert not Claim.history.filter(history_type="+", status="published").exists()


def test_relations_of_evidence_are_protected() -> None:
    for model in tables():
        if issubclass(model, CheckedModel):
            ends = [field for field in model._meta.fields if isinstance(field, models.ForeignKey)]
            kinds = {field.remote_field.on_delete for field in ends if field.related_model._meta.app_label == "kb"}
            assert kinds <= {models.PROTECT}, model


def test_conditions_that_hold_are_asked_about_in_one_query() -> None:
    source = factories.source()
    with CaptureQueriesContext(connection) as captured:
        source.validate_constraints()
    assert sum('AS "_check"' in query["sql"] for query in captured) == 1


def test_every_condition_that_is_broken_is_named() -> None:
    claim = factories.claim(as_of="2024")
    claim.locator, claim.as_of, claim.via_stated = " ", "soon", True
    with pytest.raises(ValidationError) as error:
        claim.validate_constraints()
    assert [message.split()[0] for message in error.value.messages] == ["A", "“Upstream", "“As"]


def test_a_condition_on_what_is_left_out_is_not_asked_about() -> None:
    claim = factories.claim()
    claim.locator, claim.via_stated = "", True
    claim.validate_constraints(exclude={"locator", "via"})
    with pytest.raises(ValidationError, match="needs a locator"):
        claim.validate_constraints(exclude={"via"})
    with pytest.raises(ValidationError, match="needs the upstream source"):
        claim.validate_constraints(exclude={"locator"})


def test_conditions_do_not_hide_that_a_row_is_there_already() -> None:
    first, second = factories.claim(), factories.claim()
    for name in ("source", "framework", "aspect", "locator"):
        setattr(second, name, getattr(first, name))
    with pytest.raises(ValidationError, match="at this place already"):
        second.validate_constraints()


def test_lines_are_stripped_and_empty_ones_left_out() -> None:
    assert lines(" Nest \n\n Nest.js\r\n") == ["Nest", "Nest.js"]
