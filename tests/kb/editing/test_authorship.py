"""Nobody makes public alone what they wrote, whether a claim says it or rests on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kb.editing.authorship import NOBODY_LEFT, OWN, authors, authors_of
from kb.editing.past_writing import keep, keep_entries, past_writings
from kb.editing.workflow import PUBLISH, move, sign
from kb.merging.merge_steps import merge, undo_merge
from kb.models import Claim, SourceLink
from tests import factories as make
from tests.kb.workflow.people import member, publish, send_back, submit, submitted

pytestmark = pytest.mark.django_db
Change = Callable[[Claim, Any], None]  # of what a claim rests on, by a person


@pytest.fixture(autouse=True)
def others(db: None) -> list[Any]:
    """Two more who may publish."""
    return [member("Reviewer", username=name) for name in ("ada", "bob")]


@pytest.fixture
def rob(db: None) -> Any:
    return member("Reviewer", username="rob")


@pytest.fixture
def eve(db: None) -> Any:
    return member("Editor", username="eve")


def waiting(eve: Any) -> Claim:
    """A submitted claim that names as much as one can; nothing published does."""
    aspect = make.aspect(options=["harder"], per_company=True)
    return submitted(
        eve, aspect=aspect, option=aspect.options.get(), company=make.company(), scope=make.scope(),
        compared_to=make.framework(), via=make.source(title="Upstream"), via_stated=True,
        source=make.source(title="Blog"),
    )  # fmt: skip


def write(row: Any, person: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    sign(row, person, "A slip.")
    row.save()


def of(path: str, **values: Any) -> Change:
    """A change of what the claim names."""
    return lambda claim, person: write(getattr(claim, path), person, **values)


def new_link(claim: Claim, person: Any) -> None:
    write(SourceLink(from_source=claim.source, to_source=make.source(), kind="derives"), person)


def lost_link(claim: Claim, person: Any) -> None:
    link = make.source_link(from_source=claim.source)
    sign(link, person, "A slip.")
    link.delete()


def far_upstream(claim: Claim, person: Any) -> None:
    near = make.source_link(from_source=claim.source)
    write(make.source_link(from_source=near.to_source).to_source, person, kind="generated")


def owner(claim: Claim, person: Any) -> None:
    claim.source.company = make.company(name="Owner")
    claim.source.save()
    write(claim.source.company, person, aliases="The owners")


def cited(claim: Claim, person: Any) -> None:
    link = make.source_link(from_source=claim.source, kind="cites")
    write(link.to_source, person, author="Somebody")


def other_option(claim: Claim, person: Any) -> None:
    write(make.option(aspect=claim.aspect, label="easy"), person, label="easiest")


CHANGES: dict[str, tuple[Change, str]] = {
    "label of an option": (of("option", label="easier"), "the option “easier”"),
    "degree of an option": (of("option", degree=2), "option “harder”"),
    "kind of a source": (of("source", kind="official"), "the source “Blog”"),
    "date of a source": (of("source", published_on="2026"), "the source “Blog”"),
    "kind of the upstream source": (of("via", kind="official"), "the source “Upstream”"),
    "kind of a far source": (far_upstream, "the source “Source "),
    "new link": (new_link, "links of the source “Blog”"),
    "deleted link": (lost_link, "links of the source “Blog”"),
    "framework": (of("framework", name="Flask"), "the framework “Flask”"),
    "other framework": (of("compared_to", name="Django"), "the framework “Django”"),
    "aspect": (of("aspect", nature="fact"), "the aspect “Aspect 1”"),
    "company": (of("company", name="Acme"), "the company “Acme”"),
    "owner of the source": (owner, "the company “Owner”"),
    "source that it cites": (cited, "the source “Source "),
    "other option of a new question": (other_option, "the option “easiest”"),
    "scope": (of("scope", name="Large apps"), "the scope “Large apps”"),
}


def refusal(claim: Claim, person: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        publish(claim, person)
    return str(refused.value)


@pytest.mark.parametrize("name", CHANGES)
def test_who_changes_what_a_waiting_claim_rests_on_does_not_publish_it(eve: Any, rob: Any, name: str) -> None:
    change, words = CHANGES[name]
    claim = waiting(eve)
    change(Claim.objects.get(), rob)
    said = refusal(claim, rob)
    assert "Four eyes: you made or changed" in said
    assert words in said


@pytest.mark.parametrize("name", CHANGES)
def test_somebody_else_publishes_it(eve: Any, rob: Any, others: list[Any], name: str) -> None:
    claim = waiting(eve)
    CHANGES[name][0](Claim.objects.get(), rob)
    assert publish(claim, others[0]).status == "published"


def test_a_source_without_a_history_has_links_of_somebody(eve: Any, rob: Any) -> None:
    claim = waiting(eve)
    new_link(Claim.objects.get(), rob)
    claim.source.history.all().delete()
    assert "links of the source" in refusal(claim, rob)


def test_who_makes_what_the_first_claim_names_does_not_publish_that(eve: Any, rob: Any) -> None:
    framework = make.framework(name="Flask")
    framework.history.update(history_user=rob)
    assert "the framework “Flask”" in refusal(submitted(eve, framework=framework), rob)


def test_what_something_published_rests_on_has_been_looked_at(eve: Any, rob: Any) -> None:
    row = make.claim()
    for thing in (row.source, row.framework, row.aspect):
        thing.history.update(history_user=rob)
    claim = submitted(eve, source=row.source, framework=row.framework, aspect=row.aspect)
    assert publish(claim, rob).status == "published"


def test_what_somebody_else_wrote_over_it_is_theirs(eve: Any, rob: Any) -> None:
    claim = submitted(eve, source=make.source())
    write(claim.source, rob, kind="official")
    write(claim.source, eve, kind="blog")
    assert publish(claim, rob).status == "published"


def test_a_note_or_a_title_makes_nobody_an_author(eve: Any, rob: Any) -> None:
    claim = submitted(eve, source=make.source())
    write(claim.source, rob, title="Another title")
    assert authors(claim) == {eve.pk}


@pytest.mark.parametrize("again", ["own", "made again"])
def test_a_link_that_is_as_it_was_makes_nobody_an_author(eve: Any, rob: Any, again: str) -> None:
    claim = submitted(eve, source=make.source())
    link = make.source_link(from_source=claim.source)
    if again == "own":
        link.history.update(history_user=rob)
    sign(link, rob, "A slip.")
    ends = {"from_source": link.from_source, "to_source": link.to_source}
    link.delete()
    if again == "made again":
        make.source_link(**ends)
    assert authors(claim) == {eve.pk}


def test_where_nobody_else_may_publish_it_goes_back_to_be_submitted_anew(rob: Any, others: list[Any]) -> None:
    """Of three who publish, one entered it, and the others wrote what it rests on while it waited."""
    ada, bob = others
    claim = submitted(ada)
    write(claim.source, rob, kind="official")
    write(claim.framework, bob, name="Flask")
    assert NOBODY_LEFT.strip() in refusal(claim, rob)
    claim.refresh_from_db()
    sign(claim, ada, "sent back: look at it")
    claim.status = "draft"
    claim.save()
    submit(claim, ada)
    assert authors(claim) == {ada.pk}
    assert publish(claim, rob).status == "published"


def test_whoever_submits_clears_nobody_while_somebody_else_may_publish(eve: Any, rob: Any) -> None:
    claim = submitted(eve)
    write(claim.source, rob, kind="official")
    claim.statement = "Rob says so."
    sign(claim, rob, "")
    claim.status = "draft"
    claim.save()
    submit(claim, eve)
    assert authors_of([claim.pk])[claim.pk][rob.pk] == OWN


def test_many_are_published_with_the_queries_about_authors_of_one(eve: Any, rob: Any) -> None:
    def asked(number: int) -> int:
        keys = [submitted(eve).pk for _ in range(number)]
        with CaptureQueriesContext(connection) as captured:
            authors_of(keys)
        return len(captured)

    assert asked(1) == asked(30) == 5


def test_a_claim_that_is_published_with_others_is_asked_about_with_them(eve: Any, rob: Any, client: Client) -> None:
    good, bad = submitted(eve), submitted(eve)
    write(bad.source, rob, kind="official")
    outcome = move([good.pk, bad.pk], PUBLISH, rob)
    assert outcome.changed == [good]
    assert [(claim, "links" in why, "the source" in why) for claim, why in outcome.refused] == [(bad, False, True)]


def test_one_publication_asks_of_all_claims_at_once(eve: Any, rob: Any) -> None:
    def history_queries(number: int) -> int:
        keys = [submitted(eve).pk for _ in range(number)]
        with CaptureQueriesContext(connection) as captured:
            assert len(move(keys, PUBLISH, rob).changed) == number
        return sum("kb_historicalsource" in one["sql"] and "SELECT" in one["sql"] for one in captured)

    assert history_queries(1) == history_queries(3)


def test_whoever_brings_a_claim_back_wrote_none_of_it(others: list[Any], rob: Any) -> None:
    ada, _ = others
    heir, former = (make.company(slug=slug) for slug in ("heir", "former"))
    place = {"aspect": make.adoption(), "framework": make.framework(), "source": make.source()}
    make.claim(company=heir, locator="p. 1", **place)
    claim = submitted(rob, company=former, locator="p. 1", statement="Rob says so.", **place)
    merging = merge(former, heir, ada)
    assert not Claim.objects.filter(pk=claim.pk).exists()
    undo_merge(merging, ada)
    assert authors(Claim.objects.get(pk=claim.pk)) == {rob.pk}


def test_whoever_led_a_claim_to_what_was_merged_since_wrote_that(others: list[Any], eve: Any, rob: Any) -> None:
    ada, _ = others
    claim = submitted(eve, company=make.company(), aspect=make.adoption())
    former, heir = make.company(), make.company()
    claim.company = former
    sign(claim, rob, "")
    claim.save()
    merging = merge(former, heir, ada)
    assert authors(claim) == {eve.pk, rob.pk, ada.pk}
    undo_merge(merging, ada)
    assert authors(claim) == {eve.pk, rob.pk, ada.pk}


def test_whoever_wrote_what_was_merged_into_something_wrote_that(others: list[Any], eve: Any, rob: Any) -> None:
    ada, _ = others
    former, heir = make.company(), make.company()
    write(former, rob, aliases="Thieves")
    claim = submitted(eve, company=heir, aspect=make.adoption())
    merge(former, heir, ada)
    assert authors(claim) == {eve.pk, rob.pk, ada.pk}


@pytest.mark.parametrize("away", ["deleted", "moved"])
def test_whoever_takes_an_option_from_a_question_that_nobody_has_seen_wrote_it(eve: Any, rob: Any, away: str) -> None:
    aspect = make.aspect(options=["easier", "harder"])
    claim = submitted(eve, aspect=aspect, option=aspect.options.get(slug="easier"))
    option = aspect.options.get(slug="harder")
    sign(option, rob, "")
    if away == "deleted":
        option.delete()
    else:
        option.aspect = make.aspect(options=["other"])
        option.save()
    assert authors(claim) == {eve.pk, rob.pk}


@pytest.mark.parametrize("part", ["link", "option"])
def test_whoever_led_a_part_to_what_was_merged_since_took_it(others: list[Any], eve: Any, rob: Any, part: str) -> None:
    ada, _ = others
    claim = waiting(eve)
    if part == "link":
        row, former, heir = make.source_link(from_source=claim.source), make.source(), make.source()
        write(row, rob, to_source=former)
    else:
        row, former, heir = (make.option(aspect=claim.aspect), make.aspect(["a"]), make.aspect(["b"]))
        write(row, rob, aspect=former)
    merge(former, heir, ada)
    assert rob.pk in authors(claim)


def test_the_last_that_somebody_wrote_counts(others: list[Any], eve: Any, rob: Any) -> None:
    ada, bob = others
    claim = submitted(eve)
    for person in (ada, bob):
        write(claim.source, person, author=f"Author {person}")
    days = [datetime(2026, 1, day, tzinfo=UTC) for day in (1, 3, 2)]
    for day in days:
        keep([(("source", claim.source_id), rob.pk, day)])
    assert [*past_writings([("source", claim.source_id)])["source", claim.source_id]] == [(rob.pk, days[1])]


def test_a_link_from_a_file_that_somebody_took_away_is_theirs(eve: Any, rob: Any) -> None:
    claim = waiting(eve)
    link = make.source_link(from_source=claim.source)
    SourceLink.history.all().delete()
    sign(link, rob, "A slip.")
    link.delete()
    assert rob.pk in authors(claim)


def test_a_submission_seconds_nothing_that_the_claim_was_led_to_since(others: list[Any], eve: Any, rob: Any) -> None:
    for person in others:
        person.groups.clear()
    rita = member("Reviewer", username="rita")
    heir, former = make.company(), make.company()
    write(heir, rob, homepage="https://evil.example/")
    claim = submitted(eve, company=former, aspect=make.adoption())
    merge(former, heir, rita)
    assert authors(claim) >= {rob.pk, rita.pk}
    claim.refresh_from_db()
    send_back(claim, rita, "Submit it as it is now.")
    submit(claim, eve)
    assert authors(claim) == {eve.pk}


def test_who_entered_a_claim_has_entered_it_also_where_its_history_is_forgotten(eve: Any, rob: Any) -> None:
    claim = submitted(eve)
    claim.statement = "So it is."
    sign(claim, rob, "")
    claim.save()
    keep_entries(Claim, Claim.history.filter(id=claim.pk))
    [writings] = past_writings([("claim", claim.pk)]).values()
    assert {person: at is None for person, at in writings} == {eve.pk: True, rob.pk: False}
