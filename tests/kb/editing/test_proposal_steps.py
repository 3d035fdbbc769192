"""A proposal from its author to the decision."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import override_settings
from django.utils import timezone

from kb.editing import proposal_steps, trials
from kb.editing.proposal_steps import Origin
from kb.editing.workflow import sign
from kb.models import Claim, Proposal, Reading, Source
from tests import factories as make
from tests.kb.workflow.people import member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def eve(db: None) -> Any:
    return member("Editor", username="eve")


@pytest.fixture(autouse=True)
def rita(db: None) -> Any:
    return member("Reviewer", username="rita")


@pytest.fixture(autouse=True)
def rob(db: None) -> Any:
    return member("Reviewer", username="rob")


def proposed(row: Any, person: Any, **values: Any) -> Proposal:
    row = type(row).objects.get(pk=row.pk)
    with trials.tried() as trial:
        for name, value in values.items():
            setattr(row, name, value)
        sign(row, person, "Seen.")
        row.save()
    return proposal_steps.make(trial, person, "Seen.", Origin("/"))


def write(row: Any, person: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    sign(row, person, "A slip.")
    row.save()


def stage(proposal: Proposal) -> str:
    return Proposal.objects.get(pk=proposal.pk).stage


def test_a_reason_is_required(eve: Any) -> None:
    with trials.tried() as trial:
        source = make.claim().source
        sign(source, eve, "")
        source.kind = "generated"
        source.save()
    with pytest.raises(ValidationError, match="say why it changes"):
        proposal_steps.make(trial, eve, "  ", Origin("/"))


def test_the_review_is_that_of_what_a_claim_says_now(eve: Any, rita: Any) -> None:
    claim = make.claim(reviewed_on=make.DAY)
    proposal_steps.accept(proposed(claim, eve, boolean=False), rita)
    claim.refresh_from_db()
    assert (claim.boolean, claim.reviewed_on, claim.reviewed_by) == (False, timezone.localdate(), rita)


def test_nobody_decides_on_their_own(rita: Any) -> None:
    proposal = proposed(make.claim(), rita, boolean=False)
    decisions: list[Any] = [proposal_steps.accept, proposal_steps.refuse, proposal_steps.send_back]
    for decide in decisions:
        with pytest.raises(ValidationError, match="Four eyes"):
            decide(proposal, rita, "So.")
    assert (stage(proposal), Claim.objects.get().boolean) == ("open", True)


def test_only_those_who_publish_decide(eve: Any, rita: Any) -> None:
    proposal = proposed(make.claim(), rita, boolean=False)
    decisions: list[Any] = [proposal_steps.accept, proposal_steps.refuse, proposal_steps.send_back]
    for decide in decisions:
        with pytest.raises(PermissionDenied):
            decide(proposal, eve, "So.")
    with override_settings(FOUR_EYES=False), pytest.raises(PermissionDenied):
        proposal_steps.accept(proposed(make.claim(), eve, boolean=False), eve)


def test_without_four_eyes_its_author_accepts_it(rita: Any, rob: Any) -> None:
    with override_settings(FOUR_EYES=False):
        proposal_steps.accept(proposed(make.claim(), rita, boolean=False), rita)
    assert Claim.objects.get().boolean is False
    rob.delete()
    proposal_steps.accept(proposed(Claim.objects.get(), rita, boolean=True), rita)
    assert Claim.objects.get().boolean is True


def test_a_stale_one_says_what_changed_and_is_not_accepted(eve: Any, rita: Any) -> None:
    source = make.claim().source
    proposal = proposed(source, eve, kind="generated")
    source.kind = "blog"
    source.save()
    assert proposal_steps.refusal(proposal, rita) == (f"Changed meanwhile, so it must be made anew: Kind of {source}.")
    with pytest.raises(ValidationError, match="made anew"):
        proposal_steps.accept(proposal, rita)
    assert Source.objects.get().kind == "blog"


def test_a_claim_that_was_retired_meanwhile_is_stale(eve: Any, rita: Any) -> None:
    claim = make.claim()
    proposal = proposed(claim, eve, boolean=False)
    claim.status, claim.retire_reason = "retired", "misread"
    claim.save()
    assert "Status" in proposal_steps.refusal(proposal, rita)


def test_those_on_one_row_are_decided_in_their_order(eve: Any, rita: Any) -> None:
    source = make.claim().source
    first, second = proposed(source, eve, kind="blog"), proposed(source, eve, published_on="2024")
    with pytest.raises(ValidationError, match=f"comes first: number {first.pk}"):
        proposal_steps.accept(second, rita)
    proposal_steps.refuse(first, rita, "It is none.")
    proposal_steps.accept(second, rita)
    source.refresh_from_db()
    assert (source.kind, source.published_on) == ("article", "2024")


def test_only_its_author_withdraws_it(eve: Any, rita: Any) -> None:
    proposal = proposed(make.claim(), eve, boolean=False)
    with pytest.raises(PermissionDenied):
        proposal_steps.withdraw(proposal, rita)
    proposal_steps.withdraw(proposal, eve)
    assert stage(proposal) == "withdrawn"
    with pytest.raises(ValidationError, match="does not wait"):
        proposal_steps.accept(proposal, rita)


def test_it_is_sent_back_or_refused_with_a_comment(eve: Any, rita: Any) -> None:
    proposal = proposed(make.claim(), eve, boolean=False)
    for decide in (proposal_steps.send_back, proposal_steps.refuse):
        with pytest.raises(ValidationError, match="its author reads your comment"):
            decide(proposal, rita, " ")
    sent = proposal_steps.send_back(proposal, rita, "Which line?")
    assert (sent.stage, sent.comment, sent.decided_by) == ("sent-back", "Which line?", rita)
    assert proposal_steps.refuse(sent, rita, "Nobody answers.").stage == "refused"


def test_what_is_made_anew_takes_the_place_of_what_was_sent_back(eve: Any, rita: Any) -> None:
    claim = make.claim()
    former = proposal_steps.send_back(proposed(claim, eve, boolean=False), rita, "Which line?")
    later = proposed(claim, eve, boolean=False, locator="line 7")
    proposal_steps.supersede(str(former.pk), eve, later)
    assert (stage(former), stage(later)) == ("withdrawn", "open")


def test_what_would_change_other_cells_than_those_looked_at_is_looked_at_again(eve: Any, rita: Any) -> None:
    claim = make.claim()
    proposal = proposed(claim.source, eve, kind="generated")
    seen = proposal_steps.cells_token(proposal)
    make.claim(framework=claim.framework, aspect=claim.aspect)
    with pytest.raises(ValidationError, match="Look again"):
        proposal_steps.accept(proposal, rita, seen=seen)
    assert (stage(proposal), Source.objects.first().kind) == ("open", "article")
    again = Proposal.objects.get()
    assert "2 documents" in again.cells[0][1]
    proposal_steps.accept(again, rita, seen=proposal_steps.cells_token(again))
    assert stage(proposal) == "accepted"


def test_what_it_names_is_looked_at_again_when_it_has_changed(eve: Any, rita: Any) -> None:
    claim, other = make.claim(), make.source(author="A. B.")
    proposal = proposed(claim, eve, source=other)
    seen = proposal_steps.cells_token(proposal)
    other.author = "C. D."
    other.save()
    with pytest.raises(ValidationError, match="Look again"):
        proposal_steps.accept(proposal, rita, seen=seen)
    assert stage(proposal) == "open"
    proposal_steps.accept(proposal, rita, seen=proposal_steps.cells_token(Proposal.objects.get()))
    assert stage(proposal) == "accepted"


@pytest.mark.parametrize("path", ["company", "links_out"])
def test_what_that_leads_to_is_looked_at_again_when_it_has_changed(eve: Any, rita: Any, path: str) -> None:
    other = make.source(company=make.company())
    link = make.source_link(from_source=other, kind="cites")
    proposal = proposed(make.claim(), eve, source=other)
    seen = proposal_steps.cells_token(proposal)
    if path == "company":
        write(other.company, eve, aliases="The best")
    else:
        write(link.to_source, eve, author="Somebody")
    with pytest.raises(ValidationError, match="Look again"):
        proposal_steps.accept(proposal, rita, seen=seen)


def test_who_writes_what_would_be_seen_with_it_does_not_accept_it(eve: Any, rita: Any, rob: Any) -> None:
    company = make.company(name="Acme")
    proposal = proposed(make.claim().source, eve, company=company)
    write(company, rita, aliases="The best")
    with pytest.raises(ValidationError, match="you made or changed the company “Acme”, which nobody has reviewed yet"):
        proposal_steps.accept(proposal, rita)
    proposal_steps.accept(proposal, rob)
    assert stage(proposal) == "accepted"


def test_where_everybody_wrote_some_of_it_the_refusal_says_what_helps(eve: Any, rita: Any, rob: Any) -> None:
    company = make.company(name="Acme")
    for person in (rita, rob):
        write(company, person, aliases=f"The best of {person}")
    write(company, rita, homepage="https://acme.example/")
    proposal = proposed(make.claim().source, eve, company=company)
    for person in (rita, rob):
        with pytest.raises(ValidationError, match="have one person make that row anew and propose it"):
            proposal_steps.accept(proposal, person)


def test_what_is_public_with_it_already_was_reviewed(eve: Any, rita: Any) -> None:
    company = make.company(name="Acme")
    company.history.update(history_user=rita)
    make.claim(source=make.source(company=company))
    proposal_steps.accept(proposed(make.claim().source, eve, company=company), rita)
    assert Proposal.objects.get().stage == "accepted"


def test_what_is_no_more_is_stale(rita: Any) -> None:
    gone = [
        make.proposal(key=99, changes=[{"table": "kb.source", "key": 99, "old": {}, "new": {"kind": "blog"}}]),
        make.proposal(deed="merge", changes={"kind": "source", "former": 98, "heir": 99, "digest": ""}),
        make.proposal(deed="undo", changes=99),
    ]
    for proposal in gone:
        with pytest.raises(ValidationError, match=r"is gone|was withdrawn"):
            proposal_steps.accept(proposal, rita)


def test_a_rule_that_is_broken_by_now_refuses_it(eve: Any, rita: Any) -> None:
    claim = make.claim()
    proposal = proposed(claim, eve, locator="line 99")
    make.claim(source=claim.source, framework=claim.framework, aspect=claim.aspect, locator="line 99")
    with pytest.raises(ValidationError, match="at this place already"):
        proposal_steps.accept(proposal, rita)
    assert stage(proposal) == "open"


def test_of_a_reading_it_says_on_how_many_questions_its_source_is_silent(eve: Any) -> None:
    claim = make.claim()
    for fields in ({}, {"added_on": timezone.localdate()}):
        make.aspect(**fields)
    make.adoption()
    row = Reading(source=claim.source, framework=claim.framework, read_on=make.DAY)
    sign(row, eve, "Read.")
    with trials.tried() as trial:
        row.save()
    proposal = proposal_steps.make(trial, eve, "Read.", Origin("/"))
    [(words, lines)] = proposal_steps.DEEDS[proposal.deed].lines(Proposal.objects.get())
    assert (words, lines[-1].new) == ("New reading", "1")
