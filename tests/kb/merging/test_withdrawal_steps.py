"""What is withdrawn on request is gone from every table, and its address says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from kb.editing.authorship import authors
from kb.editing.trials import accepted
from kb.editing.unconfirmed import OF_IMPORT, keep, of_text, unconfirmed_of
from kb.editing.workflow import sign
from kb.keeping.soundness import base_faults
from kb.merging.merge_steps import merge, undo_merge
from kb.merging.withdrawal_steps import leaving, withdraw
from kb.models import Cell, Claim, Company, Merge, Objection, Proposal, Source, Withdrawal
from tests import factories as make
from tests.compare import reading
from tests.kb.admin.pages import address
from tests.kb.bases import picture
from tests.kb.workflow.people import member, publish, submitted

pytestmark = pytest.mark.django_db

WORD = "Nevermore"  # stands in every text of what is withdrawn


@pytest.fixture
def reviewer(db: None) -> Any:
    return member("Reviewer", username="rita")


def source(reviewer: Any) -> Source:
    """With a text, a reading, a link, a merge and a claim, once renamed."""
    row = make.source(title=WORD, slug="gone", author=WORD, url=f"https://{WORD.lower()}.example/")
    make.snapshot(source=row, text=WORD)
    make.reading(source=row)
    make.source_link(from_source=row, note=WORD)
    make.proposal(row=row, reason=f"{WORD} is a blog.")
    make.claim(source=row, key="gone-1", quote=WORD, statement=f"{WORD} says so.", note=WORD)
    merge(make.named(make.source(title=f"{WORD} again", slug="gone-too")), row, reviewer)
    return Source.objects.get(slug="gone")


def company(reviewer: Any) -> Company:
    row = make.company(name=WORD, slug="gone", aliases=WORD)
    claims = make.contested(aspect=make.adoption(), company=row)
    make.resolution(claims, explanation=WORD)
    make.gap(aspect=claims[0].aspect, company=row, note=WORD)
    make.proposal(cells=[[f"Flask, {WORD}", "single", "unrooted"]])
    make.source(company=row)
    merge(make.named(make.company(name=f"{WORD} Ltd", slug="gone-too")), row, reviewer)
    return Company.objects.get(slug="gone")


def claim(reviewer: Any) -> Claim:
    yes, no = make.contested(quote=WORD, statement=f"{WORD} says so.", note=WORD)
    make.resolution([yes, no], explanation=WORD)
    yes.statement = f"{WORD} says it otherwise."
    yes.save()
    return yes


BUILDERS = {"source": source, "company": company, "claim": claim}
KINDS = pytest.mark.parametrize("build", BUILDERS.values(), ids=BUILDERS)


def words_of_base() -> str:
    return f"{picture()} {list(LogEntry.objects.values_list())}".lower()


@KINDS
def test_no_table_holds_a_word_of_it_and_all_that_is_derived_fits(build: Callable[[Any], Any], reviewer: Any) -> None:
    row = build(reviewer)
    assert WORD.lower() in words_of_base()
    withdraw(row, reviewer, "asked for")
    assert WORD.lower() not in words_of_base()
    assert list(base_faults(make.DAY)) == []


@pytest.mark.parametrize("suffix", ["", ".json", ".csv", ".md"])
def test_its_addresses_say_that_and_when_it_was_withdrawn(reviewer: Any, suffix: str, today: Any) -> None:
    withdraw(source(reviewer), reviewer, "asked for")
    for path in ("/sources/gone", "/sources/gone-too", "/claims/gone-1"):
        text = reading.text(f"{path}{suffix or '/'}", status=410)
        assert "withdrawn on 1 December 2026" in text
        assert "asked for" not in text


def test_the_address_of_what_nobody_could_see_says_nothing(reviewer: Any) -> None:
    row = make.company(slug="unseen")
    make.draft(key="unseen-1", aspect=make.adoption(), company=row)
    withdraw(row, reviewer, "asked for")
    for path in ("/companies/unseen/", "/claims/unseen-1/"):
        assert "withdrawn" not in reading.text(path, status=404)


def test_what_was_merged_into_what_was_merged_into_it_goes_with_it(reviewer: Any) -> None:
    first, second, row = (make.named(make.source(slug=slug)) for slug in ("first", "second", "third"))
    earlier = merge(first, second, reviewer)
    merge(second, row, reviewer)
    withdraw(row, reviewer, "asked for")
    assert not Merge.objects.exists()
    assert not Source.history.filter(id=first.pk).exists()
    with pytest.raises(Merge.DoesNotExist):
        undo_merge(earlier, reviewer)


def test_a_source_that_others_cite_is_withdrawn_whatever_slug_is_taken(reviewer: Any) -> None:
    row = make.source_link().to_source
    make.source(slug=f"withdrawn-{row.pk}")
    withdraw(row, reviewer, "asked for")
    assert Source.objects.get(pk=row.pk).slug.startswith("withdrawn-")


def test_a_name_that_nobody_has_reviewed_takes_no_files_of_others(reviewer: Any) -> None:
    person = make.person()
    key = keep(person, OF_IMPORT, b"source,locator\n")
    withdraw(make.company(slug="locator"), reviewer, "asked for")
    assert unconfirmed_of(person, OF_IMPORT, key)


def test_who_wrote_what_stays_is_known_and_its_past_says_nothing_of_it(reviewer: Any) -> None:
    writer, row = member("Reviewer"), make.company(slug="gone")
    other = make.source(company=row)
    other.author = "Ada"
    sign(other, writer, f"of {row}")
    other.save()
    withdraw(make.named(row), reviewer, "asked for")
    past = list(other.history.order_by("history_id").values_list("author", "history_user", "history_change_reason"))
    assert past == [("", None, None), ("Ada", writer.pk, "of [withdrawn]"), ("Ada", None, "withdrawn")]
    assert authors(make.draft(source=other)) == {writer.pk}


def test_the_past_of_what_was_merged_into_it_by_mistake_stays(reviewer: Any) -> None:
    row, other = make.company(slug="gone"), make.company(slug="gone-on")
    undo_merge(merge(other, row, reviewer), reviewer)
    past = Company.history.filter(id=other.pk).count()
    withdraw(row, reviewer, "asked for")
    assert Company.history.filter(id=other.pk).count() == past
    assert not Merge.objects.exists()


def test_a_link_that_was_led_away_and_went_with_it_was_taken_by_somebody(reviewer: Any) -> None:
    eve, rob = member("Editor"), member("Reviewer")
    row, gone = make.source(), make.source()
    link = make.source_link(from_source=row)
    sign(link, rob, "")
    link.from_source = gone
    link.save()
    claim = submitted(eve, source=row)
    withdraw(gone, reviewer, "asked for")
    assert authors(claim) == {eve.pk, rob.pk}


def test_whoever_withdraws_an_owner_has_changed_the_sources_that_were_its_own(reviewer: Any, client: Client) -> None:
    eve, row = member("Editor"), make.company()
    claim = submitted(eve, source=make.source(company=row))
    client.force_login(reviewer)
    client.post(address(Company, "withdraw", row.pk), {"reason": "asked for"})
    assert not Company.objects.exists()
    assert authors(claim) == {eve.pk, reviewer.pk}


def test_no_merge_brings_back_a_claim_of_it(reviewer: Any) -> None:
    heir, former, row = make.company(), make.company(), make.source()
    place = {"aspect": make.adoption(), "framework": make.framework(), "source": row, "locator": "p. 1"}
    make.draft(company=heir, **place)
    went = make.draft(company=former, statement=WORD, **place)
    merging = merge(former, heir, reviewer)
    assert not Claim.objects.filter(pk=went.pk).exists()
    assert leaving(row)["merges"] == 1
    withdraw(row, reviewer, "asked for")
    with pytest.raises(Merge.DoesNotExist):
        undo_merge(merging, reviewer)
    assert WORD.lower() not in words_of_base()


def test_the_past_of_a_claim_that_was_of_it_keeps_no_words(reviewer: Any) -> None:
    row, other, writer = make.source(), make.source(), member("Editor")
    gone, moved = make.draft(source=row, statement=WORD), make.draft(source=row, statement=WORD)
    gone.delete()
    sign(moved, writer, "")
    moved.quote = WORD
    moved.save()
    sign(moved, reviewer, "")
    moved.source, moved.quote, moved.statement = other, "", "It says so."
    moved.save()
    withdraw(row, reviewer, "asked for")
    assert WORD.lower() not in words_of_base()
    assert authors(moved) == {writer.pk, reviewer.pk}


def test_reasons_in_the_past_of_others_do_not_say_its_name(reviewer: Any) -> None:
    other = make.company()
    sign(other, reviewer, f"is not {WORD} but {WORD}er")
    other.save()
    withdraw(make.named(make.company(name=WORD, slug="gone")), reviewer, "asked for")
    assert other.history.latest().history_change_reason == f"is not [withdrawn] but {WORD}er"


def test_cells_that_rested_on_it_are_judged_anew(reviewer: Any) -> None:
    _, no = make.contested()
    assert Cell.objects.get().state == "contested"
    withdraw(no, reviewer, "asked for")
    assert Cell.objects.get().state == "single"


def test_copies_of_a_source_that_was_withdrawn_still_share_its_root(reviewer: Any) -> None:
    upstream = make.source(title=WORD, slug="gone")
    one = make.claim(via=upstream, via_stated=True)
    two = make.claim(framework=one.framework, aspect=one.aspect)
    make.source_link(from_source=two.source, to_source=upstream, note=WORD)
    withdraw(upstream, reviewer, "asked for")
    assert (Cell.objects.get().documents, Cell.objects.get().roots) == (2, 1)
    assert WORD.lower() not in words_of_base()
    assert reading.text("/sources/gone/", status=410)


def test_nothing_new_takes_its_slug_or_key(reviewer: Any) -> None:
    gone = make.claim(source=make.source(slug="blog"))
    withdraw(gone, reviewer, "asked for")
    again = make.claim(source=gone.source, framework=gone.framework, aspect=gone.aspect, locator=gone.locator)
    assert again.key == f"{gone.key[:-1]}2"
    withdraw(again.source, reviewer, "asked for")
    with pytest.raises(ValidationError, match="“blog” was withdrawn on"):
        make.source(slug="blog")
    with pytest.raises(ValidationError, match="was withdrawn on"):
        Source.objects.bulk_create([Source(title="Blog", slug="blog", kind="blog")])


@pytest.mark.parametrize("slug", ["NetFlix", "netflix"])
def test_no_row_takes_its_slug_in_another_case_or_by_a_new_name(reviewer: Any, slug: str) -> None:
    other = make.company(name="Another")
    withdraw(make.named(make.company(name="Netflix", slug="netflix")), reviewer, "asked for")
    for taking in (lambda: make.company(name="Netflix", slug=slug), lambda: renamed(other, reviewer, slug=slug)):
        with pytest.raises(ValidationError, match="“netflix” was withdrawn on"):
            taking()


def test_the_slug_of_what_nobody_could_see_is_taken_as_it_was_alone(reviewer: Any) -> None:
    withdraw(make.company(name="Netflix", slug="NETFLIX"), reviewer, "asked for")
    assert make.company(name="Netflix", slug="netflix").pk
    with pytest.raises(ValidationError, match="was withdrawn on"):
        make.company(name="Another", slug="NETFLIX")


def test_a_row_whose_slug_differs_by_case_alone_goes_on(reviewer: Any) -> None:
    beside = make.source(slug="Blog")
    withdraw(make.source(slug="blog"), reviewer, "asked for")
    assert renamed(beside, reviewer, title="Another title").slug == "Blog"


@pytest.mark.parametrize("group", ["Editor", "Reviewer"])
def test_without_the_right_or_a_reason_nothing_changes(group: str) -> None:
    person, row = member(group, username="eve"), make.claim()
    before = picture()
    with pytest.raises(PermissionDenied if group == "Editor" else ValidationError):
        withdraw(row, person, "asked for" if group == "Editor" else " ")
    assert picture() == before


def test_a_reviewer_withdraws_it_from_its_page(reviewer: Any, client: Client) -> None:
    row = make.claim()
    client.force_login(reviewer)
    page = address(Claim, "withdraw", row.pk)
    assert page in client.get(address(Claim, "change", row.pk)).content.decode()
    assert "Say who asked for it" in client.post(page, {"reason": ""}).content.decode()
    assert client.post(page, {"reason": "asked for"}).status_code == 302
    [withdrawal] = Withdrawal.objects.all()
    assert (withdrawal.slug, withdrawal.withdrawn_by, withdrawal.reason) == (row.key, reviewer, "asked for")
    assert LogEntry.objects.get().object_id == str(withdrawal.pk)


def test_no_file_of_claims_brings_it_back(reviewer: Any, tmp_path: Path) -> None:
    row = make.claim()
    file = tmp_path / "claims.csv"
    file.write_text(reading.text("/claims.csv"), encoding="utf-8")
    withdraw(row, reviewer, "asked for")
    with pytest.raises(CommandError, match="The claim with this key was withdrawn"):
        call_command("import_claims", str(file), verbosity=0)


def test_a_name_that_was_made_up_takes_no_proposal_with_it(reviewer: Any) -> None:
    proposal = make.proposal(reason="The article is a blog.", entry="kind=article&name=The")
    before = Proposal.objects.values().get(pk=proposal.pk)
    for number, name in enumerate(["e", "The", "blog"]):
        withdraw(make.company(name=name, slug=f"{name}-{number}".lower()), reviewer, "asked for")
    assert Proposal.objects.values().get(pk=proposal.pk) == before


@pytest.fixture
def editor(db: None) -> Any:
    """With a second person who publishes, so that four eyes are on."""
    member("Reviewer", username="rob")
    return member("Editor", username="eve")


def renamed(row: Any, person: Any, **values: str) -> Any:
    for name, value in values.items():
        setattr(row, name, value)
    sign(row, person, "")
    row.save()
    return row


def published(row: Source, person: Any, reviewer: Any) -> None:
    """Somebody else publishes a claim of it."""
    publish(submitted(person, source=row), reviewer)


@pytest.mark.parametrize("name", ["Flask", "FLASK", "Pocoo", "simple to learn", "first steps"])
def test_a_name_that_another_thing_bears_is_looked_for_nowhere(reviewer: Any, name: str) -> None:
    make.framework(name="Flask", aliases="Pocoo")
    make.option(label="simple to learn", aspect=make.aspect(name="First steps", value_type="choice"))
    row = make.source(title=name, slug="gone")
    make.claim(source=row)
    texts = {"reason": f"It is {name}.", "changes": []}
    proposal, objection = make.proposal(**texts), make.objection(text=f"It is {name}.")
    upload = keep(reviewer, OF_IMPORT, f"framework\n{name}\n".encode())
    withdraw(row, reviewer, "asked for")
    assert Proposal.objects.get(pk=proposal.pk).reason == f"It is {name}."
    assert Objection.objects.get(pk=objection.pk).text == f"It is {name}."
    assert unconfirmed_of(reviewer, OF_IMPORT, upload)


@pytest.mark.parametrize("is_public", [True, False])
def test_a_title_that_nobody_else_has_looked_at_is_looked_for_nowhere(
    reviewer: Any, editor: Any, is_public: bool
) -> None:
    row = make.source(title="Old title", slug="gone")
    row.history.update(history_user=editor)
    if is_public:
        published(row, editor, reviewer)
    renamed(row, reviewer, title=WORD)
    proposal, reviewed = make.proposal(reason=f"As {WORD} says."), make.proposal(reason="As Old title says.")
    withdraw(row, reviewer, "asked for")
    assert Proposal.objects.get(pk=proposal.pk).reason == f"As {WORD} says."
    assert Proposal.objects.get(pk=reviewed.pk).reason == ("" if is_public else "As Old title says.")


def test_who_publishes_under_a_title_of_their_own_reviews_no_name(reviewer: Any, editor: Any) -> None:
    row = make.source(title="Old title", slug="gone")
    published(row, editor, reviewer)
    renamed(row, reviewer, title=WORD)
    published(row, editor, reviewer)
    proposal = make.proposal(reason=f"As {WORD} says.")
    withdraw(row, reviewer, "asked for")
    assert Proposal.objects.get(pk=proposal.pk).reason == f"As {WORD} says."


def test_a_title_under_which_somebody_else_published_is_a_name(reviewer: Any, editor: Any) -> None:
    row = make.source(title="Old title", slug="gone")
    renamed(row, editor, title=WORD)
    published(row, editor, reviewer)
    renamed(row, editor, title="Another title")
    proposal = make.proposal(reason=f"As {WORD} says.")
    withdraw(row, reviewer, "asked for")
    assert Proposal.objects.get(pk=proposal.pk).reason == ""


def test_names_that_were_proposed_are_names(reviewer: Any, editor: Any) -> None:
    row = make.company(name="Acme", slug="gone")
    make.claim(aspect=make.adoption(), company=row)
    with accepted():
        renamed(row, reviewer, name=WORD)
        renamed(row, reviewer, name="Another name")
    reasons = [make.proposal(reason=f"As {name} says.").pk for name in ("Acme", WORD, "Another name")]
    withdraw(row, reviewer, "asked for")
    assert set(Proposal.objects.filter(pk__in=reasons).values_list("reason", flat=True)) == {""}


def test_a_proposal_that_leads_to_it_is_emptied_whatever_it_says(reviewer: Any, editor: Any) -> None:
    row = make.source(title="No name of it", slug="gone")
    values = {"source_id": row.pk, "framework_id": make.framework().pk, "read_on": "2026-11-01"}
    change = {"table": "kb.reading", "key": None, "old": None, "new": values}
    proposal = make.proposal(table="kb.reading", key=None, changes=[change], title="new reading", author=editor)
    withdraw(row, reviewer, "asked for")
    kept = Proposal.objects.get(pk=proposal.pk)
    assert (kept.changes, kept.author, kept.stage) == ([], editor, "refused")


@pytest.mark.parametrize("words", ["Theory of it", "breatheThe", "the"])
def test_a_name_is_a_whole_word_of_a_text(reviewer: Any, words: str) -> None:
    row = make.claim(aspect=make.adoption(), company=make.company(name="The", slug="the-company")).company
    proposal = make.proposal(reason=words, changes=[{"table": "The", "key": 1, "The": 1}])
    withdraw(row, reviewer, "asked for")
    assert Proposal.objects.get(pk=proposal.pk).reason == words


@pytest.mark.parametrize(
    ("stage", "after"),
    [("accepted", "accepted"), ("refused", "refused"), ("open", "refused"), ("sent-back", "refused")],
)
def test_a_proposal_that_says_its_name_stays_without_its_words(reviewer: Any, stage: str, after: str) -> None:
    row, author = company(reviewer), make.person()
    Proposal.objects.all().delete()
    decider = make.person() if stage == after else None
    texts = {"entry": f"name={WORD}+Ltd", "comment": WORD, "cells": [[WORD, "", ""]]}
    proposal = make.proposal(author=author, decided_by=decider, stage=stage, **texts)
    assert leaving(row)["proposals that say its name"] == 1
    withdraw(row, reviewer, "asked for")
    kept = Proposal.objects.get(pk=proposal.pk)
    assert (kept.author, kept.stage, kept.decided_by) == (author, after, decider or reviewer)
    assert (kept.changes, kept.cells, kept.entry, kept.reason, kept.comment) == ([], [], "", "", "")


def test_an_alias_is_a_name_too(reviewer: Any) -> None:
    row = make.company(name="Acme", aliases=f"Acme Ltd\n{WORD}")
    make.claim(aspect=make.adoption(), company=row)
    proposal = make.proposal(reason=f"{WORD} says so.")
    withdraw(row, reviewer, "asked for")
    assert Proposal.objects.get(pk=proposal.pk).reason == ""


def test_the_page_lists_the_proposals_that_go_and_that_are_emptied(reviewer: Any, client: Client) -> None:
    row = source(reviewer)
    other = make.proposal(comment=f"As {WORD} says.")
    client.force_login(reviewer)
    text = client.get(address(Source, "withdraw", row.pk)).content.decode()
    assert text.index("Proposals that go") < text.index("Proposals that are emptied")
    assert address(Proposal, "change", other.pk) in text.partition("Proposals that are emptied")[2]


def test_an_emptied_proposal_can_be_looked_at(reviewer: Any, client: Client) -> None:
    row = source(reviewer)
    other = make.proposal(comment=f"As {WORD} says.", deed="merge")
    withdraw(row, reviewer, "asked for")
    client.force_login(reviewer)
    assert "what it said was withdrawn" in client.get(address(Proposal, "change", other.pk)).content.decode()


def log_line(reviewer: Any, row: Any, words: str) -> None:
    LogEntry.objects.log_actions(reviewer.pk, [row], CHANGE, change_message=words)


@pytest.mark.parametrize(("build", "folder"), [(source, "sources"), (company, "companies"), (claim, "claims")])
def test_no_other_line_says_its_name(build: Callable[[Any], Any], folder: str, reviewer: Any) -> None:
    row = build(reviewer)
    name, slug = str(row), getattr(row, "slug", None) or row.key
    other, lost = make.proposal(title=f"As {name}"), make.proposal(table=row._meta.label_lower, key=row.pk)
    for proposal in (other, lost):
        log_line(reviewer, proposal, f"accepted for {name}")
    scope = make.scope()
    scope._change_reason = f"proposal {other.pk}: as {name} says"
    scope.save()
    for path in (f"/{folder}/{slug}/", f"/{folder}/{slug}.json?a=b", f"/claims/?q={slug}"):
        Objection.objects.create(path=path, text=f"“{name}” is wrong.", source=name, answer=name)
    withdraw(row, reviewer, "asked for")
    words = picture()
    del words["Withdrawal"]
    assert name not in f"{words} {list(LogEntry.objects.values_list())}"
    assert list(Objection.objects.values_list("path", "text")) == [("/claims/", "“[withdrawn]” is wrong.")]
    assert LogEntry.objects.get().change_message == "accepted for [withdrawn]"
    assert scope.history.latest().history_change_reason == f"proposal {other.pk}"


def test_other_objections_and_lines_of_the_log_stay(reviewer: Any) -> None:
    row, other = source(reviewer), make.source(slug="gone-on")
    log_line(reviewer, other, "changed")
    for path in ("/sources/gone-on/", "/claims/gone/", "/"):
        Objection.objects.create(path=path, text="It is wrong.")
    before = list(Objection.objects.values_list()), list(LogEntry.objects.values_list())
    withdraw(row, reviewer, "asked for")
    assert (list(Objection.objects.values_list()), list(LogEntry.objects.values_list())) == before


def test_what_nobody_has_confirmed_of_it_goes(reviewer: Any) -> None:
    row = make.named(make.source(title="Né “Bär”", slug="gone"))
    other, person = make.source(slug="gone-on"), make.person()
    gone = [
        (of_text(row), b"It says so."),
        (OF_IMPORT, b"source,value\ngone,yes\n"),
        (OF_IMPORT, b'[{"source": "N\\u00e9 \\u201cB\\u00e4r\\u201d"}]'),
    ]
    stays = [(of_text(other), b"It says so."), (OF_IMPORT, b"source,value\nforegone,yes\n")]
    keys = [(purpose, keep(person, purpose, content)) for purpose, content in [*gone, *stays]]
    withdraw(row, reviewer, "asked for")
    found = [unconfirmed_of(person, purpose, key) for purpose, key in keys]
    assert [one.content if one else None for one in found] == [None, None, None, *(content for _, content in stays)]
    assert Session.objects.count() == len(stays)
