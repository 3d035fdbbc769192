"""`manage.py check_links`: which links it asks, what it records, what it prints."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kb.documents import link_checks
from kb.documents.link_checks import LinkAnswer, State
from kb.management.commands import check_links
from kb.models import Revision, Source
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
FINE, GONE = LinkAnswer(State.ANSWERS, "status 200"), LinkAnswer(State.DEAD, "status 404")
MOVED = LinkAnswer(State.MOVED, "moved to https://b.test/new", "https://b.test/new")


class Asking:
    """Stands for the checker: knows the answers, and what it was asked."""

    def __init__(self, answers: dict[str, LinkAnswer | None] | None = None) -> None:
        self.answers = answers or {}
        self.asked: list[str] = []

    def __call__(self) -> Asking:
        return self

    def check(self, url: str) -> LinkAnswer | None:
        self.asked.append(url)
        return self.answers.get(url, FINE)


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> Asking:
    one = Asking()
    monkeypatch.setattr(check_links.Command, "checker", one)
    return one


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("check_links", *arguments, stdout=out)
    return out.getvalue()


def test_state_day_and_new_address_are_recorded_with_history(asking: Asking, today: date) -> None:
    source = factories.source(url="https://b.test/")
    asking.answers["https://b.test/"] = MOVED
    run()
    source.refresh_from_db()
    assert (source.link_state, source.link_checked_on) == ("moved", today)
    assert source.link_moved_to == "https://b.test/new"
    newest = source.history.first()
    assert (newest.link_state, newest.history_change_reason) == (
        "moved",
        "check_links: moved to https://b.test/new",
    )


def test_what_was_moved_and_answers_again_has_no_new_address(asking: Asking) -> None:
    factories.source(url="https://b.test/", link_state="moved", link_moved_to="https://b.test/new")
    run()
    assert Source.objects.values_list("link_state", "link_moved_to").get() == ("answers", "")


def test_every_link_has_its_line_and_the_end_a_sum(asking: Asking) -> None:
    factories.source(slug="a", url="https://a.test/", archive_url="https://archive.test/a")
    factories.source(slug="b", url="https://b.test/")
    factories.source(slug="c", url="https://c.test/")
    factories.source(slug="none")
    asking.answers = {"https://a.test/": GONE, "https://b.test/": MOVED, "https://c.test/": None}
    assert run().splitlines() == [
        "a: dead (status 404)",
        "a, archive copy: answers (status 200)",
        "b: moved (moved to https://b.test/new)",
        "c: left for later: the host asks to wait",
        "4 links: 1 answers, 1 moved, 1 dead, 0 unclear, 1 left for later.",
    ]


def test_no_link_is_called_verified(asking: Asking) -> None:
    factories.source(url="https://a.test/")
    assert "verified" not in run()
    assert "verified" not in str(Source.LinkState.choices)


def test_a_link_left_for_later_keeps_its_state(asking: Asking) -> None:
    day = date(2026, 1, 1)
    factories.source(url="https://a.test/", link_state="dead", link_checked_on=day)
    asking.answers["https://a.test/"] = None
    run()
    assert Source.objects.values_list("link_state", "link_checked_on").get() == ("dead", day)


def test_only_the_named_sources_are_asked(asking: Asking) -> None:
    for slug in "abc":
        factories.source(slug=slug, url=f"https://{slug}.test/")
    run("--source", "a", "c")
    assert asking.asked == ["https://a.test/", "https://c.test/"]


def test_an_unknown_source_is_refused(asking: Asking) -> None:
    with pytest.raises(CommandError, match="There is no source nowhere"):
        run("--source", "nowhere")


def test_only_what_was_not_checked_for_so_long_is_asked_the_oldest_first(asking: Asking, today: date) -> None:
    for slug, days in {"new": 6, "week": 7, "old": 8, "older": 30}.items():
        factories.source(slug=slug, url=f"https://{slug}.test/", link_checked_on=today - timedelta(days=days))
    factories.source(slug="never", url="https://never.test/")
    run("--older-than", "7")
    assert asking.asked == ["https://never.test/", "https://older.test/", "https://old.test/"]


def test_an_address_changed_meanwhile_is_not_judged_by_the_old_one(today: date) -> None:
    source = factories.source(url="https://new.test/")
    assert not link_checks.record(source.pk, "https://old.test/", GONE, today)
    assert Source.objects.get().link_state == ""


def test_an_edit_made_meanwhile_stays(today: date) -> None:
    source = factories.source(url="https://a.test/")
    edited = Source.objects.get()
    edited.title = "Edited"
    edited.save()
    assert link_checks.record(source.pk, source.url, FINE, today)
    assert Source.objects.get().title == "Edited"


def test_what_was_asked_is_recorded_when_the_rest_is_broken_off(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    for slug in "ab":
        factories.source(slug=slug, url=f"https://{slug}.test/")

    def broken_off(url: str) -> LinkAnswer:
        if url == "https://b.test/":
            raise KeyboardInterrupt
        return FINE

    monkeypatch.setattr(asking, "check", broken_off)
    with pytest.raises(KeyboardInterrupt):
        run()
    assert list(Source.objects.values_list("slug", "link_state")) == [("a", "answers"), ("b", "")]


@pytest.mark.parametrize(("sources", "batches"), [(1, 1), (20, 1), (21, 2)])
def test_the_base_is_judged_afresh_once_a_batch(asking: Asking, sources: int, batches: int) -> None:
    for number in range(sources):
        factories.source(slug=f"s{number}", url=f"https://s{number}.test/")
    before = Revision.objects.get().number
    run()
    assert Revision.objects.get().number == before + batches
    assert Source.objects.filter(link_state="answers").count() == sources


@pytest.mark.parametrize("answer", [FINE, MOVED, GONE, LinkAnswer(State.UNCLEAR, "x" * 300)])
def test_every_answer_can_be_kept(asking: Asking, answer: LinkAnswer) -> None:
    factories.source(url="https://a.test/")
    asking.answers["https://a.test/"] = answer
    run()
    assert Source.objects.get().link_state == answer.state


LOST = LinkAnswer(State.DEAD, "no host a.test", reached=False)


def test_without_a_network_nothing_is_recorded(asking: Asking) -> None:
    factories.source(url="https://a.test/")
    asking.answers["https://a.test/"] = LOST
    with pytest.raises(CommandError, match="the network may be down"):
        run()
    assert Source.objects.values_list("link_state", "link_checked_on").get() == ("", None)


@pytest.mark.parametrize("online", [True, False])
def test_a_dead_link_is_recorded_where_the_network_is_up(asking: Asking, online: bool) -> None:
    factories.source(slug="dead", url="https://a.test/")
    asking.answers["https://a.test/"] = LOST
    if online:
        run("--online")
    else:
        factories.source(url="https://fine.test/")
        run()
    assert Source.objects.get(slug="dead").link_state == "dead"
