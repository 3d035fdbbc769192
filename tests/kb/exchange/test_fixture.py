"""Fixtures: what goes along with a set of claims, and how it is written."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kb.evidence.records import CellKey
from kb.exchange.fixture import (
    EDITORS_COLUMNS,
    FIXTURE_ORDER,
    NOT_CARRIED,
    PUBLIC_COLUMNS,
    Chosen,
    as_object,
    collect,
    written,
)
from kb.models import Claim, Company, Framework, Source
from tests import factories
from tests.kb.bases import whole_file

pytestmark = pytest.mark.django_db


def names(claims: Collection[Claim] = (), **options: Any) -> set[str]:
    """Model and natural key of every row that goes along with the claims."""
    chosen = Chosen(Claim.objects.published(), keys={claim.key for claim in claims}, **options)
    return {f"{row._meta.model_name} {' '.join(map(str, row.natural_key()))}" for row in collect(chosen)}


# What goes along


def test_a_claim_takes_all_it_refers_to() -> None:
    group = factories.group(slug="learning")
    aspect = factories.aspect(["steep", "gentle"], slug="curve", group=group)
    claim = factories.claim(
        key="c", aspect=aspect, framework=factories.framework(slug="flask"), source=factories.source(slug="blog"),
        compared_to=factories.framework(slug="django"), scope=factories.scope(slug="small"),
        via=factories.source(slug="survey"),
    )  # fmt: skip
    factories.claim()
    assert names([claim]) == {
        "framework flask", "framework django", "aspectgroup learning", "aspect curve", "option curve steep",
        "option curve gentle", "scope small", "source blog", "source survey", "claim c",
    }  # fmt: skip


def test_a_company_goes_along() -> None:
    claim = factories.claim(aspect=factories.adoption(), company=factories.company(slug="nasa"))
    factories.company()
    assert "company nasa" in names([claim])
    assert "company company-2" not in names([claim])


def test_links_and_the_sources_behind_them_go_along_to_the_end() -> None:
    chain = [factories.source(slug=slug) for slug in ("blog", "list", "survey", "paper")]
    factories.source_link(from_source=chain[0], to_source=chain[1])
    factories.source_link(from_source=chain[1], to_source=chain[2], kind="cites")
    factories.source_link(from_source=chain[2], to_source=chain[0])
    factories.source_link(from_source=chain[3], to_source=chain[0])
    found = names([factories.claim(source=chain[0])])
    assert {name for name in found if name.startswith("source")} == {
        "source blog", "source list", "source survey", "sourcelink blog list derives",
        "sourcelink list survey cites", "sourcelink survey blog derives",
    }  # fmt: skip


def test_the_links_of_an_upstream_source_go_along() -> None:
    via = factories.source(slug="list")
    factories.source_link(from_source=via, to_source=factories.source(slug="survey"))
    assert "sourcelink list survey derives" in names([factories.claim(via=via)])


def test_only_the_gaps_of_the_chosen_cells_go_along() -> None:
    gap, other = factories.gap(aspect=factories.aspect(slug="easy")), factories.gap()
    found = names(gaps=[CellKey(*gap.natural_key())])
    assert {f"gap {gap.framework.slug} easy None", "aspect easy", f"framework {gap.framework.slug}"} <= found
    assert f"framework {other.framework.slug}" not in found


def test_a_gap_of_a_company_goes_along_with_the_company() -> None:
    gap = factories.gap(aspect=factories.adoption(), company=factories.company(slug="nasa"))
    assert "company nasa" in names(gaps=[CellKey(*gap.natural_key())])


def test_a_resolution_goes_along_only_with_all_claims_it_judged() -> None:
    yes = factories.claim(framework=factories.framework(slug="flask"), aspect=factories.aspect(slug="easy"))
    no = factories.claim(framework=yes.framework, aspect=yes.aspect, boolean=False)
    factories.resolution([yes, no], compared_to=factories.framework(slug="django"))
    assert {"resolution flask easy None", "framework django"} <= names([yes, no])
    assert "resolution flask easy None" not in names([yes])


def test_a_resolution_that_judged_nothing_stays() -> None:
    reading = factories.resolution()
    claim = factories.claim(framework=reading.framework, aspect=reading.aspect)
    assert not any(name.startswith("resolution") for name in names([claim]))


def test_rows_can_go_along_without_a_claim() -> None:
    factories.framework(slug="rails")
    factories.aspect(["steep"], slug="curve", group=factories.group(slug="learning"))
    factories.source_link(from_source=factories.source(slug="blog"), to_source=factories.source(slug="survey"))
    rows = {Framework: {"rails"}, type(factories.aspect()): {"curve"}, Source: {"blog"}}
    assert names(rows=rows) == {
        "framework rails", "aspectgroup learning", "aspect curve", "option curve steep", "source blog",
        "source survey", "sourcelink blog survey derives",
    }  # fmt: skip


def test_the_whole_base_holds_what_no_claim_names() -> None:
    factories.framework(slug="rails")
    factories.need([factories.option(slug="steep")], slug="gentle")
    factories.company(slug="nasa")
    factories.gap()
    factories.draft(key="hidden")
    models = [row._meta.model_name for row in collect(Chosen(Claim.objects.published(), whole=True, unnamed=True))]
    assert {"need", "company", "gap", "option"} <= set(models)
    assert "claim" not in models


def test_needs_go_along_with_the_whole_base_only() -> None:
    need = factories.need()
    claim = factories.claim(aspect=need.aspect)
    assert f"need {need.slug}" not in names([claim])


def test_drafts_go_along_when_they_are_asked_for() -> None:
    factories.draft(key="hidden")
    assert [row.natural_key() for row in collect(Chosen(Claim.objects.all()))][-1] == ("hidden",)


# How it is written


def everything() -> None:
    yes = factories.claim(aspect=factories.adoption(), reviewed_by=factories.editor(), reviewed_on=date(2026, 11, 2))
    no = factories.claim(framework=yes.framework, aspect=yes.aspect, company=yes.company, boolean=False)
    factories.resolution([yes, no], resolved_by=factories.editor())
    factories.claim(option=factories.option(), scope=factories.scope(), via=factories.source())
    factories.claim(aspect=factories.aspect(value_type="number"), number="12.90", as_of="2024-05")
    factories.need([factories.option()])
    factories.gap()
    factories.source_link(from_source=yes.source)
    factories.reading()


def test_no_primary_key_no_person_and_nothing_derived() -> None:
    everything()
    content = json.loads(whole_file())
    assert {frozenset(row) for row in content} == {frozenset({"model", "fields"})}
    fields = {name for row in content for name in row["fields"]}
    assert fields.isdisjoint({"id", "reviewed_by", "resolved_by", "link_state", "link_checked_on", "history"})
    assert {row["model"] for row in content} == {model._meta.label_lower for model in FIXTURE_ORDER}
    text, people = whole_file(), get_user_model().objects.values_list("username", flat=True)
    assert people
    assert [name for name in people if name in text] == []


def test_a_row_names_others_by_their_keys_and_keeps_its_values() -> None:
    claim = factories.claim(
        key="c", aspect=factories.aspect(slug="share", value_type="number"), number="12.90", as_of="2024-05",
        framework=factories.framework(slug="flask"), source=factories.source(slug="blog"), locator="line 1",
        reviewed_on=date(2026, 11, 2),
    )  # fmt: skip
    claim.refresh_from_db()
    assert as_object(claim) == {
        "model": "kb.claim",
        "fields": {
            "key": "c", "source": ["blog"], "locator": "line 1", "framework": ["flask"], "aspect": ["share"],
            "company": None, "option": None, "number": "12.9", "boolean": None, "text": "", "scope": None,
            "compared_to": None, "as_of": "2024-05", "hedged": False, "via": None, "via_stated": False, "quote": "",
            "statement": "", "status": "published", "retire_reason": "", "reviewed_on": "2026-11-02",
        },
    }  # fmt: skip


def test_only_editors_get_their_notes() -> None:
    claim = factories.draft(note="For editors.")
    assert "note" not in as_object(claim)["fields"]
    assert as_object(claim, for_editors=True)["fields"]["note"] == "For editors."


def test_of_every_column_somebody_has_decided_who_gets_it() -> None:
    for model, columns in PUBLIC_COLUMNS.items():
        every = {column.name for column in (*model._meta.fields, *model._meta.many_to_many)}
        decided = [columns, EDITORS_COLUMNS.get(model, frozenset()), every & NOT_CARRIED]
        assert sum(map(len, decided)) == len(every)
        assert frozenset().union(*decided) == every


def test_members_are_listed_in_order() -> None:
    options = [factories.option(slug=slug, aspect=factories.aspect(slug="x", value_type="choice")) for slug in "b"]
    options += [factories.option(slug=slug, aspect=options[0].aspect) for slug in "ca"]
    need = factories.need(options)
    assert as_object(need)["fields"]["options"] == [["x", "a"], ["x", "b"], ["x", "c"]]


def test_one_object_stands_on_each_line() -> None:
    factories.company(name="Café “x” =1+1", slug="cafe")
    text = "".join(written(Company.objects.all()))
    lines = text.splitlines()
    assert (lines[0], lines[-1], len(lines), text[-1]) == ("[", "]", 3, "\n")
    assert json.loads(text)[0]["fields"]["name"] == "Café “x” =1+1"
    assert "Café" in text


def test_no_rows_are_an_empty_list() -> None:
    assert json.loads("".join(written([]))) == []


def test_rows_come_in_an_order_that_loads_and_depends_on_nothing_but_content() -> None:
    for slug in ("b", "a", "c"):
        factories.claim(key=slug, source=factories.source(slug=slug), framework=factories.framework(slug=slug))
    rows = list(collect(Chosen(Claim.objects.order_by("-key"))))
    assert [FIXTURE_ORDER.index(type(row)) for row in rows] == sorted(FIXTURE_ORDER.index(type(row)) for row in rows)
    assert [row.key for row in rows if isinstance(row, Claim)] == ["a", "b", "c"]
    assert [row.slug for row in rows if isinstance(row, Framework)] == ["a", "b", "c"]


def queries() -> int:
    with CaptureQueriesContext(connection) as captured:
        whole_file()
    return len(captured)


def test_the_number_of_queries_does_not_depend_on_the_size() -> None:
    everything()
    small = queries()
    for _ in range(3):
        factories.resolution([factories.claim(option=factories.option(), scope=factories.scope())])
        factories.need([factories.option(), factories.option(aspect=factories.aspect(["x"]))][:1])
        factories.gap(company=factories.company())
        factories.source_link()
    assert queries() == small
    assert small <= 23
