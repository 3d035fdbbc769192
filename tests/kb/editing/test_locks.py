"""Of a publication and a change of what it rests on that come at the same time, the later one knows of the first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction

from kb.editing import proposal_steps, trials
from kb.editing.evidence_digest import evidence_digest
from kb.editing.proposal_steps import Origin
from kb.editing.workflow import NOT_AS_SEEN, PUBLISH, sign, take
from kb.models import Claim, Source, SourceLink
from tests import factories as make
from tests.kb.workflow.people import member, submitted

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
Write = Callable[[Claim, Any], None]


def new_link(claim: Claim, person: Any) -> None:
    link = SourceLink(from_source=claim.source, to_source=Source.objects.get(slug="other"), kind="cites")
    sign(link, person, "A slip.")
    link.save()


def lost_link(claim: Claim, person: Any) -> None:
    link = SourceLink.objects.get()
    sign(link, person, "A slip.")
    link.delete()


def other_name(row: Any, person: Any) -> None:
    row.name = row.label = "Another name"
    sign(row, person, "A slip.")
    row.save()


WRITES = pytest.mark.parametrize(
    "write",
    [
        new_link,
        lost_link,
        lambda claim, person: other_name(claim.option, person),
        lambda claim, person: other_name(claim.scope, person),
    ],
    ids=["new link", "lost link", "option", "scope"],
)


@pytest.fixture
def claim(db: None) -> Claim:
    """One that waits, alone on what it rests on."""
    link, aspect = make.source_link(), make.aspect(options=["harder"])
    make.source(slug="other")
    return submitted(
        member("Editor", username="eve"), aspect=aspect, option=aspect.options.get(), scope=make.scope(),
        source=link.from_source,
    )  # fmt: skip


@pytest.fixture
def rita(db: None) -> Any:
    member("Reviewer", username="rob")
    return member("Reviewer", username="rita")


def apart(deed: Callable[[], object]) -> Callable[[], str]:
    """Done on a connection of its own: what it was refused with."""

    def done() -> str:
        try:
            deed()
        except ValidationError as error:
            return " ".join(error.messages)
        finally:
            connections.close_all()
        return ""

    return done


def waits_or_is_done(deed: Future[str]) -> None:
    """Until another connection waits for this one."""
    with connection.cursor() as cursor:
        while not deed.done():
            # not the view of activity, which a transaction sees as it was when it first looked
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
            if cursor.fetchall():
                return


@WRITES
def test_what_is_being_published_is_not_changed_unseen(claim: Claim, rita: Any, write: Write) -> None:
    eve, deeds = member("Editor"), []
    with ThreadPoolExecutor(1) as threads:

        def look(claims: Sequence[Claim]) -> bool:
            evidence_digest(claims, lock=True)
            deeds.append(threads.submit(apart(lambda: write(claim, eve))))
            waits_or_is_done(deeds[0])
            return True

        take(PUBLISH, claim, rita, look=look)
        assert "is proposed" in deeds[0].result()


@WRITES
def test_what_is_being_changed_is_not_published_unseen(claim: Claim, rita: Any, write: Write) -> None:
    eve, seen = member("Editor"), evidence_digest([claim])

    def publish() -> None:
        take(PUBLISH, claim, rita, look=lambda claims: evidence_digest(claims, lock=True) == seen)

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            write(claim, eve)
            deed = threads.submit(apart(publish))
            waits_or_is_done(deed)
        assert deed.result() == NOT_AS_SEEN


def test_whoever_is_just_writing_in_what_a_proposal_shows_first_does_not_accept_it(rita: Any) -> None:
    eve, link = member("Editor", username="eve"), make.claim().source
    unseen = make.source(title="Unseen")
    with trials.tried() as trial:
        row = SourceLink(from_source=link, to_source=unseen, kind="cites")
        sign(row, eve, "It says so.")
        row.save()
    proposal = proposal_steps.make(trial, eve, "It says so.", Origin("/"))
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            unseen.author = "Evil"
            sign(unseen, rita, "")
            unseen.save()
            deed = threads.submit(apart(lambda: proposal_steps.accept(proposal, rita)))
            waits_or_is_done(deed)
        assert "somebody else decides on this" in deed.result()
