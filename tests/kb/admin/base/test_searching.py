"""What a search of a list finds: words of what is published, the beginning of a key, the text of drafts."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kb.admin.base import searching
from kb.models import (
    Aspect,
    Cell,
    Claim,
    Company,
    Framework,
    Gap,
    Need,
    Objection,
    Option,
    Proposal,
    Reading,
    Snapshot,
    Source,
    SourceLink,
)
from tests import factories as make
from tests.kb.admin.pages import address

pytestmark = pytest.mark.django_db


def found(client: Client, model: Any, text: str, **query: str) -> set[Any]:
    return set(client.get(address(model, "changelist"), {"q": text, **query}).context["cl"].result_list)


def test_a_published_claim_is_found_by_the_words_of_what_it_says_and_names(admin_client: Client) -> None:
    claim = make.claim(statement="Needles are quick.", framework=make.framework(name="Größe"))
    make.claim(statement="Nothing of it.")
    for text in ("needle", "QUICK needles", "grosse", "größe quick"):
        assert found(admin_client, Claim, text) == {claim}
    assert found(admin_client, Claim, "needle slow") == set()


def test_a_draft_is_found_by_any_part_of_its_text_and_by_what_it_names(admin_client: Client) -> None:
    draft = make.draft(statement="Unthreaded.", note="Ask Grace", framework=make.framework(name="Flask"))
    make.draft()
    for text in ("thread", "grace", "flask thread", "flask"):
        assert found(admin_client, Claim, text) == {draft}
    assert found(admin_client, Claim, "flask nothing") == set()


def test_of_very_many_drafts_the_newest_are_searched(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "NEWEST_UNPUBLISHED", 1)
    old, new = make.draft(statement="needle"), make.draft(statement="needle")
    assert found(admin_client, Claim, "needle") == {new}
    assert found(admin_client, Claim, old.key) == {old}


def test_a_claim_is_found_by_the_beginning_of_its_key(admin_client: Client) -> None:
    source = make.source(slug="survey-2024")
    claims = {make.claim(source=source), make.draft(source=source), make.retired(source=source)}
    make.claim(source=make.source(slug="a-survey-2024"))
    assert found(admin_client, Claim, "survey-2024") == claims
    assert found(admin_client, Claim, "survey-20") == claims


@pytest.mark.parametrize("build", [make.framework, make.aspect, make.company])
def test_a_thing_is_found_by_its_words_and_the_beginning_of_its_slug(admin_client: Client, build: Any) -> None:
    row = build(name="Über Web.py", slug="uber-web")
    build()
    model = type(row)
    assert all(found(admin_client, model, text) == {row} for text in ("uber", "webpy", "web über", "uber-w"))
    assert found(admin_client, model, "wbe") == set()


def test_a_source_is_found_by_its_words_and_any_part_of_its_address(admin_client: Client) -> None:
    row = make.source(title="The survey", publisher="Ädams", url="https://example.org/s/2024")
    make.source()
    assert all(found(admin_client, Source, text) == {row} for text in ("adams", "survey the", "example", "2024"))


def test_cells_and_what_is_recorded_of_them_are_found_by_what_they_name(admin_client: Client) -> None:
    company, aspect = make.company(name="Acme"), make.adoption()
    claim = make.claim(company=company, aspect=aspect)
    make.claim(company=make.company(), aspect=aspect)
    gap = make.gap(note="Nobody says")
    assert {cell.company for cell in found(admin_client, Cell, "acme used")} == {claim.company}
    assert found(admin_client, Gap, "nobody") == found(admin_client, Gap, gap.framework.name) == {gap}


def test_an_option_is_found_by_its_label_and_its_aspect(admin_client: Client) -> None:
    aspect = make.aspect(["quick", "slow"], name="Speed")
    quick = aspect.options.get(slug="quick")
    assert found(admin_client, Option, "speed uick") == {quick}


def test_a_search_keeps_the_filter(admin_client: Client) -> None:
    claim = make.claim(statement="needle", hedged=True)
    make.claim(statement="needle")
    assert found(admin_client, Claim, "needle", hedged__exact="1") == {claim}


def test_a_search_lists_no_more_than_its_bound_and_an_action_takes_all(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_HITS", 1)
    monkeypatch.setattr("kb.admin.base.lists.HitPaginator.most", 1)
    claims = [make.claim(statement="needle") for _ in range(3)]
    page = admin_client.get("/admin/kb/claim/?q=needle")
    assert "1+ claims" in page.content.decode()
    chosen = {"action": "export_csv", "_selected_action": [claims[0].pk], "select_across": "1"}
    assert "Export 3 claims" in admin_client.post("/admin/kb/claim/?q=needle", chosen).content.decode()


@pytest.mark.parametrize("model", [Aspect, Cell, Claim, Company, Framework, Gap, Option, Source])
def test_a_search_without_a_word_finds_nothing_and_does_no_harm(admin_client: Client, model: Any) -> None:
    make.claim(company=make.company())
    assert found(admin_client, model, "?!") == set()


@pytest.mark.parametrize("model", [Claim, Need, Objection, Proposal, Reading, Snapshot, SourceLink])
def test_a_search_of_very_many_words_does_no_harm(admin_client: Client, model: Any) -> None:
    assert found(admin_client, model, "a " * 1_500) == set()
