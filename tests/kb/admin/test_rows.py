"""The forms of the other tables."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pytest
from django.test import Client

from kb.derived.upkeep import revision
from kb.models import (
    Aspect,
    AspectGroup,
    Cell,
    Company,
    Framework,
    Gap,
    Need,
    Option,
    Resolution,
    Snapshot,
    Source,
    SourceLink,
)
from tests import factories as make
from tests.kb.admin.pages import address, errors, messages, rule, sent

pytestmark = pytest.mark.django_db


def row_errors(response: Any, inline: int = 0) -> list[str]:
    """The messages of the rows that came back."""
    formset = response.context["inline_admin_formsets"][inline].formset
    return [str(message) for messages in formset.errors for one in messages.values() for message in one]


def new_options(*slugs: str) -> dict[str, Any]:
    rows: dict[str, Any] = {"options-TOTAL_FORMS": len(slugs)}
    for place, slug in enumerate(slugs):
        rows |= {f"options-{place}-label": slug, f"options-{place}-slug": slug, f"options-{place}-order": place}
    return rows


def typed_aspect(**fields: Any) -> dict[str, Any]:
    start = {"name": "Speed", "slug": "speed", "group": make.group().pk, "order": 1}
    return {**start, "value_type": "choice", "cardinality": "one", **fields}


def test_an_aspect_is_entered_with_its_options(admin_client: Client) -> None:
    sent(admin_client, address(Aspect, "add"), **typed_aspect(), **new_options("slow", "fast"))
    assert [option.slug for option in Aspect.objects.get().options.all()] == ["slow", "fast"]


def test_only_a_choice_aspect_has_options(admin_client: Client) -> None:
    typed = typed_aspect(value_type="boolean") | new_options("slow")
    response = sent(admin_client, address(Aspect, "add"), **typed)
    assert row_errors(response) == ["Only an aspect of type choice has options."]
    assert not Aspect.objects.exists()


def test_an_option_stands_once_in_its_aspect(admin_client: Client) -> None:
    response = sent(admin_client, address(Aspect, "add"), **typed_aspect(), **new_options("slow", "slow"))
    assert not Aspect.objects.exists()
    assert "duplicate" in response.content.decode()


def test_an_option_that_claims_name_is_not_deleted(admin_client: Client) -> None:
    aspect = make.aspect(options=["slow"])
    make.claim(aspect=aspect)
    path = address(Aspect, "change", aspect.pk)
    response = sent(admin_client, path, **{"options-0-DELETE": "on"})
    assert "would require deleting the following protected related objects" in str(response.context["errors"])
    assert Option.objects.count() == 1


def test_an_aspect_in_use_keeps_its_type(admin_client: Client) -> None:
    aspect = make.claim().aspect
    response = sent(admin_client, address(Aspect, "change", aspect.pk), value_type="number")
    assert list(errors(response)) == ["value_type"]


@pytest.mark.parametrize(
    ("typed", "field", "name"),
    [
        ({"value_type": "text"}, "cardinality", "kb_aspect_text_is_many"),
        ({"unit": "%"}, "unit", "kb_aspect_unit_for_numbers"),
        ({"slug": "used-in-production"}, "value_type", "kb_aspect_adoption_shape"),
    ],
)
def test_a_rule_of_aspects_is_said_at_its_field(
    admin_client: Client, typed: dict[str, str], field: str, name: str
) -> None:
    response = sent(admin_client, address(Aspect, "add"), **typed_aspect(**typed))
    assert errors(response) == {field: [rule(Aspect, name)]}


def test_a_framework_is_not_called_a_comparison(admin_client: Client) -> None:
    typed = {"name": "A vs B", "slug": "a-vs-b"}
    response = sent(admin_client, address(Framework, "add"), **typed)
    assert errors(response) == {"slug": [rule(Framework, "kb_framework_slug_without_vs")]}


def test_a_slug_that_is_left_empty_is_made_of_the_name(admin_client: Client) -> None:
    for name in ("C", "C#"):
        sent(admin_client, address(Framework, "add"), name=name)
    assert list(Framework.objects.values_list("name", "slug")) == [("C", "c"), ("C#", "c-sharp")]


@pytest.mark.parametrize("number", [2, 200])
def test_a_question_has_as_many_options_whose_slugs_are_left_empty(admin_client: Client, number: int) -> None:
    typed = {"name": "ORM", "group": make.group().pk, "value_type": "choice", "cardinality": "one", "nature": "fact"}
    rows = {f"options-{place}-label": f"Option {place}" for place in range(number)}
    blank = {f"options-{place}-{name}": "" for place in range(number) for name in ("slug", "degree", "description")}
    orders = {f"options-{place}-order": place for place in range(number)}
    totals = {"options-TOTAL_FORMS": number, "options-INITIAL_FORMS": 0}
    response = admin_client.post(
        "/admin/kb/aspect/add/", {**typed, **rows, **blank, **orders, **totals, "added_on": "2026-11-01", "order": "0"}
    )
    assert response.status_code == 302, errors(response)
    assert list(Option.objects.order_by("order").values_list("slug", flat=True)) == [
        f"option-{n}" for n in range(number)
    ]


@pytest.mark.parametrize(("number", "links"), [(3, 0), (2, 2)])
def test_a_form_links_a_source_to_so_many_others_and_no_more(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch, number: int, links: int
) -> None:
    monkeypatch.setattr("kb.admin.source.source_admin.LinkOut.max_num", 2)
    source = make.source()
    typed = {"kind": "cites", "stated": "on", "note": ""}
    rows = {f"links_out-{place}-{name}": text for place in range(number) for name, text in typed.items()}
    targets = {f"links_out-{place}-to_source": make.source().pk for place in range(number)}
    totals = {"links_out-TOTAL_FORMS": number}
    sent(admin_client, address(Source, "change", source.pk), **rows, **targets, **totals, no_address_because="print")
    assert source.links_out.count() == links


def test_a_form_of_more_fields_than_its_rows_have_is_refused(admin_client: Client) -> None:
    fields = {f"options-{place}-label": "" for place in range(3_001)}
    assert admin_client.post("/admin/kb/aspect/add/", fields).status_code == 400


def test_a_stored_row_whose_slug_is_emptied_gets_the_same_again(admin_client: Client) -> None:
    row, option = make.company(name="Acme", slug="acme"), make.option(label="So", slug="so")
    sent(admin_client, address(Company, "change", row.pk), slug="")
    sent(admin_client, address(Option, "change", option.pk), slug="")
    assert (Company.objects.get(pk=row.pk).slug, Option.objects.get(pk=option.pk).slug) == ("acme", "so")


def test_two_options_of_one_label_are_one_too_many(admin_client: Client) -> None:
    aspect = make.aspect(["one"])
    rows = {"options-0-label": "Two", "options-1-label": "two", "options-0-order": 0, "options-1-order": 1}
    blank = {f"options-{place}-{name}": "" for place in (0, 1) for name in ("slug", "degree", "description", "id")}
    totals = {"options-TOTAL_FORMS": 2, "options-INITIAL_FORMS": 0}
    response = sent(admin_client, address(Aspect, "change", aspect.pk), **rows, **blank, **totals)
    assert response.status_code == 200
    assert aspect.options.count() == 1


def test_a_name_that_differs_by_case_alone_is_refused(admin_client: Client) -> None:
    make.framework(name="Flask", slug="flask")
    response = sent(admin_client, address(Framework, "add"), name="FLASK ")
    words = "“FLASK” is the name of flask already: names differ by more than case and blanks."
    assert errors(response) == {"name": [words]}


def typed_link(**fields: Any) -> dict[str, Any]:
    fields = {"stated": "on", **fields}
    return {"links_out-TOTAL_FORMS": 1, **{f"links_out-0-{name}": value for name, value in fields.items()}}


def test_a_source_is_saved_with_its_links_in_one_roll_up(admin_client: Client) -> None:
    make.claim(source=make.source(slug="copy"))
    copy, original, before = Source.objects.get(), make.source(), revision()
    typed = typed_link(kind="derives", to_source=original.pk)
    sent(admin_client, address(Source, "change", copy.pk), author="Ada", change_reason="It says so.", **typed)
    assert SourceLink.objects.get().to_source == original
    assert revision() == before + 1


def test_a_source_does_not_depend_on_itself(admin_client: Client) -> None:
    source = make.source()
    typed = typed_link(kind="derives", to_source=source.pk)
    response = sent(admin_client, address(Source, "change", source.pk), **typed)
    assert row_errors(response) == [rule(SourceLink, "kb_sourcelink_not_itself")]


def test_a_link_is_recorded_once(admin_client: Client) -> None:
    link = make.source_link()
    typed = {
        "links_out-TOTAL_FORMS": 2,
        "links_out-1-kind": link.kind,
        "links_out-1-stated": "on",
        "links_out-1-to_source": link.to_source_id,
    }
    response = sent(admin_client, address(Source, "change", link.from_source_id), **typed)
    assert response.status_code == 200
    assert rule(SourceLink, "kb_sourcelink_once") in row_errors(response)
    assert SourceLink.objects.count() == 1


def test_a_link_is_deleted_on_the_page_of_its_source(admin_client: Client) -> None:
    link = make.source_link()
    path = address(Source, "change", link.from_source_id)
    sent(admin_client, path, **{"links_out-0-id": link.pk, "links_out-0-DELETE": "on"})
    assert not SourceLink.objects.exists()


def test_a_source_is_not_modified_before_it_is_published(admin_client: Client) -> None:
    source = make.source()
    typed = {"published_on": "2024-02-01", "modified_on": "2024-01-01"}
    response = sent(admin_client, address(Source, "change", source.pk), **typed)
    assert list(errors(response)) == ["modified_on"]


def test_an_address_without_a_scheme_is_https(admin_client: Client) -> None:
    company = make.company()
    sent(admin_client, address(Company, "change", company.pk), homepage="example.org")
    company.refresh_from_db()
    assert company.homepage == "https://example.org"


def test_a_snapshot_gets_the_sum_of_its_text(admin_client: Client) -> None:
    text = "  two\nlines\n"
    typed = {"source": make.source().pk, "taken_on": "2024-01-01", "text": text.replace("\n", "\r\n")}
    sent(admin_client, address(Snapshot, "add"), **typed)
    stored = Snapshot.objects.get()
    assert (stored.text, stored.sha256) == (text, hashlib.sha256(text.encode()).hexdigest())
    response = sent(admin_client, address(Snapshot, "add"), **typed)
    assert errors(response) == {"text": [rule(Snapshot, "kb_snapshot_once")]}


def test_the_text_of_a_snapshot_stays(admin_client: Client) -> None:
    row = make.snapshot()
    text = row.text
    sent(admin_client, address(Snapshot, "change", row.pk), text="Another text.", taken_on="2020-01-01")
    row.refresh_from_db()
    assert (row.text, row.taken_on) == (text, date(2020, 1, 1))


def test_a_need_takes_options_of_its_own_aspect(admin_client: Client) -> None:
    aspect, other = make.aspect(options=["slow"]), make.option(label="mature")
    typed = {"name": "Fast", "slug": "fast", "question": "Fast?", "aspect": aspect.pk}
    response = sent(admin_client, address(Need, "add"), **typed, options=[other.pk])
    assert list(errors(response)) == ["options"]
    sent(admin_client, address(Need, "add"), **typed, options=[aspect.options.get().pk])
    assert Need.objects.get().options.get().slug == "slow"


def test_a_resolution_is_settled_by_whoever_saves_it(admin_client: Client, today: date) -> None:
    aspect, framework = make.aspect(), make.framework()
    claims = [make.claim(aspect=aspect, framework=framework, boolean=value) for value in (True, False)]
    typed = {"framework": framework.pk, "aspect": aspect.pk, "claims": [claim.pk for claim in claims]}
    typed |= {"boolean": "false", "reason": "misreading", "explanation": "One misreads."}
    sent(admin_client, address(Resolution, "add"), change_reason="Both say so.", **typed)
    row = Resolution.objects.get()
    assert (row.resolved_by.username, row.resolved_on, row.boolean) == ("ada", today, False)
    assert Cell.objects.get().state == "resolved"


@pytest.mark.parametrize("other", ["of another cell", "never published"])
def test_a_resolution_judges_published_claims_of_its_cell(admin_client: Client, other: str) -> None:
    row = make.resolution([make.claim()])
    place = {"aspect": row.aspect, "framework": row.framework}
    wrong = make.claim() if other == "of another cell" else make.draft(**place)
    response = sent(admin_client, address(Resolution, "change", row.pk), claims=[wrong.pk])
    assert list(errors(response)) == ["claims"]


def test_a_cell_has_one_resolution(admin_client: Client) -> None:
    row = make.resolution([make.claim()])
    typed = {"framework": row.framework_id, "aspect": row.aspect_id, "claims": [row.claims.get().pk]}
    typed |= {"boolean": "true", "reason": "judgement", "explanation": "Again."}
    response = sent(admin_client, address(Resolution, "add"), **typed)
    assert errors(response) == {"aspect": [rule(Resolution, "kb_resolution_once")]}


def test_a_cell_has_one_recorded_absence(admin_client: Client) -> None:
    row = make.gap()
    typed = {"framework": row.framework_id, "aspect": row.aspect_id, "kind": "not-applicable"}
    response = sent(admin_client, address(Gap, "add"), **typed)
    assert errors(response) == {"aspect": [rule(Gap, "kb_gap_once")]}


def test_what_is_used_is_protected_and_the_page_says_by_what(admin_client: Client) -> None:
    claim = make.claim()
    path = address(Framework, "delete", claim.framework_id)
    page = admin_client.post(path, {"post": "yes"}).content.decode()
    assert claim.key in page
    assert Framework.objects.count() == 1


def test_many_rows_in_the_way_are_counted(admin_client: Client) -> None:
    framework = make.framework()
    for _ in range(22):
        make.claim(framework=framework, aspect=Aspect.objects.first() or make.aspect())
    page = admin_client.get(address(Framework, "delete", framework.pk)).content.decode()
    assert "and 2 more of claims" in page


def test_rows_in_the_way_of_a_bulk_deletion_are_named(admin_client: Client) -> None:
    link = make.source_link()
    data = {"action": "delete_selected", "_selected_action": [link.to_source_id], "post": "yes"}
    page = admin_client.post(address(Source, "changelist"), data).content.decode()
    assert str(link) in page
    assert Source.objects.count() == 2


def test_unused_rows_are_deleted(admin_client: Client) -> None:
    group = make.group()
    response = admin_client.post(address(AspectGroup, "delete", group.pk), {"post": "yes"}, follow=True)
    assert "deleted successfully" in messages(response)[0]
    assert not AspectGroup.objects.exists()


def test_the_roll_up_is_not_edited(admin_client: Client) -> None:
    make.claim()
    cell = Cell.objects.get()
    path = address(Cell, "change", cell.pk)
    assert admin_client.post(path, {"state": "contested"}).status_code == 403
    assert admin_client.post(address(Cell, "delete", cell.pk), {"post": "yes"}).status_code == 403


def test_cells_are_found_by_their_flags_and_their_state(admin_client: Client) -> None:
    company, aspect = make.company(), make.adoption()
    for _ in range(2):
        make.claim(company=company, aspect=aspect)
    make.claim()

    def found(query: str) -> int:
        return admin_client.get(f"{address(Cell, 'changelist')}?{query}").context["cl"].result_count

    assert [found("cell_flag=split"), found("cell_state=single"), found("cell_state=contested")] == [2, 3, 0]


def test_claims_are_found_by_the_state_of_their_cell(admin_client: Client) -> None:
    aspect, framework = make.aspect(stale_after_months=1), make.framework()
    for value in (True, False):
        make.claim(aspect=aspect, framework=framework, boolean=value, as_of="2001")
    make.claim()

    def found(query: str) -> int:
        return admin_client.get(f"/admin/kb/claim/?{query}").context["cl"].result_count

    assert [found("cell_state=contested"), found("cell_stale=yes"), found("cell_stale=no")] == [2, 2, 1]
