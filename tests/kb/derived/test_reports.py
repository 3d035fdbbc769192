"""Figures and coverage of the whole base."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kb.derived.reports import coverage, figures, unanswered
from kb.documents.snapshots import lost_quotes, number_of_lost_quotes
from kb.models import Cell
from tests import factories as make

pytestmark = pytest.mark.django_db


# Quotes


def test_a_quote_is_looked_for_in_the_newest_text() -> None:
    source = make.source()
    claim = make.claim(source=source, quote="the old words")
    make.snapshot(source=source, text="These are the old words.", taken_on=date(2026, 1, 1))
    assert lost_quotes() == frozenset()
    make.snapshot(source=source, text="These are new.", taken_on=date(2026, 2, 1))
    assert lost_quotes() == {claim.pk}


def test_without_a_text_no_quote_is_missing() -> None:
    make.claim(quote="anything")
    make.snapshot()
    assert lost_quotes() == frozenset()


def test_a_retired_claim_misses_nothing_and_a_draft_does() -> None:
    source = make.snapshot(text="Nothing of it.").source
    make.retired(source=source, quote="anything")
    draft = make.draft(source=source, quote="anything")
    assert lost_quotes() == {draft.pk}


@pytest.mark.usefixtures("memory_cache")
def test_texts_are_read_again_only_when_something_has_changed() -> None:
    source = make.snapshot(text="Nothing of it.").source
    claim = make.claim(source=source, quote="anything")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            lost_quotes()
        return len(captured)

    assert [queries(), queries()] == [5, 2]
    claim.quote = "Nothing of it"
    claim._change_reason = "spelling"
    claim.save()
    assert lost_quotes() == frozenset()


@pytest.mark.usefixtures("memory_cache")
def test_after_a_change_only_what_changed_is_checked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (make.claim(source=make.snapshot().source, quote="not there") for _ in range(2))
    assert lost_quotes() == {first.pk, second.pk}
    monkeypatch.setattr("kb.documents.snapshots.OVERLAP", 1)
    looked = CaptureQueriesContext(connection)
    make.snapshot(source=first.source, text="It is not there.", taken_on=date(2027, 1, 1))
    draft = make.draft(source=second.source, quote="neither")
    with looked:
        assert lost_quotes() == {second.pk, draft.pk}
    assert len(looked) <= 8


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch, memory_cache: None) -> None:
    """A page looks at the quotes of one source to their end, and gives up within those of the next."""

    class Impatience:
        def __init__(self) -> None:
            self.turns = 0

        def is_over(self) -> bool:
            self.turns += 1
            return self.turns > 4

    monkeypatch.setattr("kb.documents.snapshots.Patience", Impatience)


@pytest.mark.usefixtures("impatient")
def test_quotes_that_a_page_has_no_patience_for_are_looked_for_by_the_next() -> None:
    claims = [make.claim(source=make.snapshot().source, quote="not there") for _ in range(3)]
    pages = [lost_quotes() for _ in claims]
    assert pages == [{claim.pk for claim in claims[:number]} for number in (1, 2, 3)]


@pytest.mark.usefixtures("impatient")
def test_their_number_says_that_some_have_not_been_looked_for() -> None:
    for _ in range(2):
        make.claim(source=make.snapshot().source, quote="not there")
    assert [f"{number_of_lost_quotes():,}" for _ in range(2)] == ["1+", "2"]


@pytest.mark.usefixtures("impatient")
def test_a_source_that_takes_all_patience_keeps_no_other_from_its_turn() -> None:
    endless = make.snapshot(text="a" * 100).source
    make.claim(source=endless, quote="a")
    claim = make.claim(source=make.snapshot().source, quote="not there")
    assert [lost_quotes(), lost_quotes()] == [frozenset(), {claim.pk}]


def test_a_deleted_draft_misses_nothing_any_more() -> None:
    draft = make.draft(source=make.snapshot().source, quote="not there")
    assert lost_quotes() == {draft.pk}
    draft.delete()
    assert lost_quotes() == frozenset()


# The base at a glance


def test_figures_count_what_waits_and_what_is_weak(today: date) -> None:
    ada = make.editor()
    make.claim(status="review")
    mine, _ = make.draft(), make.draft()
    mine.history.update(history_user=ada)
    make.contested()
    yes, _ = make.contested()
    make.resolution([yes])
    make.resolution(list(make.contested()))
    make.claim(aspect=make.aspect(stale_after_months=1), as_of="2001")
    make.source(link_state="dead")
    found = figures(today, ada)
    assert (found.waiting, found.drafts, found.my_drafts, found.dead_links) == (1, 2, 1, 1)
    assert (found.contested, found.reopened, found.stale, found.lost_quotes) == (2, 1, 1, 0)


def test_coverage_is_frameworks_times_aspects_but_those_of_companies() -> None:
    basics, others = make.group(name="Basics", order=1), make.group(name="Others", order=2)
    aspects = [make.aspect(group=basics) for _ in range(3)]
    make.aspect(group=others)
    use = make.adoption(group=basics)
    flask, _ = make.framework(), make.framework()
    make.claim(framework=flask, aspect=aspects[0])
    make.gap(framework=flask, aspect=aspects[1])
    make.draft(framework=flask, aspect=aspects[2])
    make.claim(framework=flask, aspect=use, company=make.company())
    found = [(one.name, one.filled, one.absent, one.unanswered, one.total, one.share) for one in coverage()]
    assert found == [("Basics", 1, 1, 4, 6, 16), ("Others", 0, 0, 2, 2, 0)]


def test_unanswered_cells_are_as_many_as_the_coverage_says() -> None:
    for _ in range(2):
        make.claim(aspect=make.aspect(group=make.group()))
    make.draft(framework=make.framework(), aspect=Cell.objects.first().aspect)  # type: ignore[union-attr]
    by_group = {one.key: one.unanswered for one in coverage()}
    assert {key: len(unanswered(key)) for key in by_group} == by_group
    assert len(unanswered()) == sum(by_group.values())
    assert sum(row.under_way for row in unanswered()) == 1


def test_coverage_of_a_base_without_frameworks() -> None:
    make.aspect(group=make.group())
    assert [(one.total, one.unanswered, one.share) for one in coverage()] == [(0, 0, 0)]


def test_a_group_that_only_asks_of_companies_has_no_coverage() -> None:
    make.adoption(group=make.group())
    assert coverage() == []
