"""The review queue, and the page on which a claim is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from kb.editing import workflow
from kb.models import Cell, Claim
from tests import factories as make
from tests.kb.admin.browsing import SECRET, hear, sign_in
from tests.kb.admin.pages import messages, queries
from tests.kb.workflow import people
from tests.kb.workflow.people import entered, member, submitted

if TYPE_CHECKING:
    from playwright.sync_api import Page

QUEUE = "/admin/kb/claim/review/"
MOST_QUERIES = 60

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(db: None) -> Any:
    return member("Editor", username="ada")


@pytest.fixture
def bob(client: Client) -> Any:
    """A reviewer, signed in; a second one makes four eyes count."""
    member("Reviewer", username="eve")
    person = member("Reviewer", username="bob")
    client.force_login(person)
    return person


def review(claim: Claim) -> str:
    return f"/admin/kb/claim/{claim.pk}/review/"


def save(row: Any, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def lines(client: Client, query: str = "") -> list[Claim]:
    return [line.claim for line in client.get(QUEUE + query).context["lines"]]


def decide(client: Client, claim: Claim, step: str, **more: Any) -> Any:
    """Open the page and press one of its buttons."""
    page = client.get(review(claim) + more.pop("query", ""))
    data = {"_step": step, "seen": page.context["seen"], **more}
    return client.post(page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"], data)


# --- the queue


def test_what_waits_is_shown_oldest_first(client: Client, ada: Any, bob: Any) -> None:
    first, second = submitted(ada), submitted(ada)
    entered(ada)
    make.claim()
    page = client.get(QUEUE)
    assert [line.claim for line in page.context["lines"]] == [first, second]
    assert page.context["lines"][0].submitted.history_user == ada
    assert review(first) in page.content.decode()


def test_the_queue_is_filtered_by_source_group_and_whose_it_is(client: Client, ada: Any, bob: Any) -> None:
    theirs = submitted(ada, aspect=make.aspect(group=make.group(slug="speed")))
    mine = submitted(bob, aspect=make.aspect(group=make.group(slug="size")))
    assert lines(client, f"?source={theirs.source.slug}") == [theirs]
    assert lines(client, "?group=size") == [mine]
    assert lines(client, "?mine=yes") == [mine]
    assert lines(client, "?mine=no&source=") == [theirs]
    assert lines(client, f"?group=size&source={theirs.source.slug}") == []


@pytest.mark.parametrize("query", ["?source=x", "?group=x", "?mine=perhaps"])
def test_a_bad_filter_shows_nothing_and_says_so(client: Client, ada: Any, bob: Any, query: str) -> None:
    submitted(ada)
    response = client.get(QUEUE + query)
    assert (response.status_code, response.context["lines"]) == (400, [])
    assert "There is no such filter" in response.content.decode()


def test_a_claim_without_history_waits_too(client: Client, bob: Any) -> None:
    claim = make.claim(status="review")
    claim.history.all().delete()
    assert lines(client) == [claim]
    assert client.get(review(claim)).status_code == 200


def test_a_long_queue_has_pages(client: Client, bob: Any) -> None:
    source, framework, aspect = make.source(), make.framework(), make.aspect()
    for number in range(51):
        make.claim(source=source, framework=framework, aspect=aspect, locator=f"{number}", status="review")
    assert len(lines(client)) == 50
    assert len(lines(client, "?p=2")) == 1


def test_the_list_of_claims_leads_to_the_queue(client: Client, bob: Any) -> None:
    assert f'href="{QUEUE}"' in client.get("/admin/kb/claim/").content.decode()
    client.force_login(make.viewer())
    assert QUEUE not in client.get("/admin/kb/claim/").content.decode()


@pytest.mark.parametrize("query", ["", "?mine=no"])
def test_the_queue_takes_the_same_queries_for_any_number(client: Client, ada: Any, bob: Any, query: str) -> None:
    submitted(ada, scope=make.scope(), compared_to=make.framework())
    before = queries(client, QUEUE + query)
    for _ in range(4):
        submitted(ada, scope=make.scope(), compared_to=make.framework())
    assert queries(client, QUEUE + query) == before < MOST_QUERIES


# --- one claim


def test_a_decision_leads_to_the_next_claim_that_waits(client: Client, ada: Any, bob: Any) -> None:
    first, second, third = (submitted(ada) for _ in range(3))
    assert decide(client, first, "publish").url == review(second)
    assert decide(client, third, "send_back", comment="Which?").url == QUEUE
    assert dict(Claim.objects.values_list("pk", "status")) == {
        first.pk: "published",
        second.pk: "review",
        third.pk: "draft",
    }


def test_the_filter_of_the_queue_goes_along(client: Client, ada: Any, bob: Any) -> None:
    group = make.group(slug="speed")
    first = submitted(ada, aspect=make.aspect(group=group))
    submitted(ada, aspect=make.aspect(group=make.group()))
    last = submitted(ada, aspect=make.aspect(group=group))
    assert client.get(review(first) + "?group=speed").context["onward"] == f"{review(last)}?group=speed"
    assert decide(client, first, "publish", query="?group=speed").url == f"{review(last)}?group=speed"
    assert decide(client, last, "publish", query="?group=speed").url == f"{QUEUE}?group=speed"


def test_a_comment_is_kept_with_the_claim(client: Client, ada: Any, bob: Any) -> None:
    claim = submitted(ada)
    decide(client, claim, "send_back", comment="Which table?\nAnd which row?")
    entry = claim.history.latest()
    assert (entry.status, entry.history_user) == ("draft", bob)
    assert "Which table?" in entry.history_change_reason
    assert messages(client.get(QUEUE)) == [f"{claim.key}: sent back."]


def test_sending_back_without_a_comment_is_refused(client: Client, ada: Any, bob: Any) -> None:
    claim = submitted(ada)
    response = decide(client, claim, "send_back", comment=" ")
    assert response.context["form"].errors["comment"] == [workflow.WHY_BACK]
    assert Claim.objects.get().status == "review"


def test_what_was_typed_survives_a_refusal(client: Client, ada: Any, bob: Any) -> None:
    claim = submitted(ada, locator="")
    response = decide(client, claim, "publish", comment="Fine with me.")
    assert "needs a locator" in str(response.context["form"].non_field_errors())
    assert "Fine with me." in response.content.decode()


def test_nothing_is_decided_without_the_version_that_was_seen(client: Client, ada: Any, bob: Any) -> None:
    claim = submitted(ada)
    response = client.post(review(claim), {"_step": "publish"})
    assert "changed since you opened it" in response.content.decode()
    assert Claim.objects.get().status == "review"


def test_a_claim_that_changed_meanwhile_is_looked_at_again(client: Client, ada: Any, bob: Any) -> None:
    claim = submitted(ada)
    seen = client.get(review(claim)).context["seen"]
    claim.statement = "Slipped in."
    people.correct(claim, ada)
    response = client.post(review(claim), {"_step": "publish", "seen": seen, "comment": "kept"})
    page = response.content.decode()
    assert "changed since you opened it" in page
    assert "Slipped in." in page
    assert "kept" in page
    assert Claim.objects.get().status == "review"
    client.post(review(claim), {"_step": "publish", "seen": response.context["seen"]})
    assert Claim.objects.get().status == "published"


@pytest.mark.parametrize("change", ["source", "upstream", "option", "cell"])
def test_what_a_claim_rests_on_is_looked_at_again_once_it_changed(
    client: Client, ada: Any, bob: Any, change: str
) -> None:
    aspect = make.aspect(value_type="choice")
    claim = submitted(ada, aspect=aspect, boolean=None, option=make.option(aspect=aspect))
    seen = client.get(review(claim)).context["seen"]
    if change == "source":
        save(claim.source, published_on="2020")
    if change == "upstream":
        make.source_link(from_source=claim.source)
    if change == "option":
        save(claim.option, degree=7)
    if change == "cell":
        make.claim(framework=claim.framework, aspect=aspect, boolean=None, option=make.option(aspect=aspect))
    response = client.post(review(claim), {"_step": "publish", "seen": seen})
    assert response.context["form"].non_field_errors() == [workflow.NOT_AS_SEEN]
    client.post(review(claim), {"_step": "publish", "seen": response.context["seen"]})
    claim.refresh_from_db()
    assert claim.status == "published"


def test_what_cells_rest_on_of_a_source_is_shown(client: Client, ada: Any, bob: Any) -> None:
    source = make.source(kind="blog", company=make.company(name="Acme"), published_on="2020-02")
    page = client.get(review(submitted(ada, source=source)))
    assert {("Kind", str(source.get_kind_display())), ("Company", "Acme"), ("Published on", "2020-02")} <= set(
        page.context["source_lines"]
    )


def test_two_reviewers_decide_once(client: Client, ada: Any, bob: Any) -> None:
    claim = submitted(ada)
    people.publish(claim, member("Reviewer"))
    response = client.post(review(claim), {"_step": "send_back", "comment": "Too late."})
    assert "does not wait" in response.content.decode()
    assert Claim.objects.get().status == "published"


def test_a_new_claim_has_no_changes_to_show(client: Client, ada: Any, bob: Any) -> None:
    response = client.get(review(submitted(ada)))
    assert response.context["differences"] == []
    assert "Nothing: it is as it was first entered." in response.content.decode()


def test_the_changes_since_it_was_sent_back_are_shown_word_by_word(client: Client, ada: Any, bob: Any) -> None:
    claim = submitted(ada, statement="It is very easy.")
    claim = people.send_back(claim, bob, "Is it?")
    claim.statement = "It is rather easy."
    people.correct(claim, ada)
    response = client.get(review(people.submit(claim, ada)))
    assert [one.field for one in response.context["differences"]] == ["statement"]
    page = response.content.decode()
    assert "<del>very</del>" in page
    assert "<ins>rather</ins>" in page
    assert "as it was when it was sent back" in page
    assert "sent back: Is it?" in page


def test_the_passage_is_shown_with_the_quote_marked(client: Client, ada: Any, bob: Any) -> None:
    claim = submitted(ada, quote="small <b>apps</b>")
    make.snapshot(source=claim.source, text="Flask fits small <b>apps</b> best.")
    page = client.get(review(claim)).content.decode()
    assert "Flask fits <mark>small &lt;b&gt;apps&lt;/b&gt;</mark> best." in page
    assert "In the text of the source: exact." in page


@pytest.mark.parametrize(("quote", "words"), [("", "It has no quote."), ("never said", "no text to check against")])
def test_without_text_or_quote_it_says_so(client: Client, ada: Any, bob: Any, quote: str, words: str) -> None:
    assert words in client.get(review(submitted(ada, quote=quote))).content.decode()


def test_the_cell_is_shown_as_it_is_and_as_it_would_become(client: Client, ada: Any, bob: Any) -> None:
    there = make.claim(boolean=True)
    claim = submitted(ada, framework=there.framework, aspect=there.aspect, boolean=False)
    outlook = client.get(review(claim)).context["outlook"]
    assert (outlook.now.state, outlook.then.state) == ("single", "contested")
    assert outlook.now.values == ["yes: 1 document, roots 1"]
    assert outlook.then.values == ["no: 1 document, roots 1", "yes: 1 document, roots 1"]
    decide(client, claim, "publish")
    assert Cell.objects.get().state == "contested"


def test_a_copy_adds_a_document_and_no_root(client: Client, ada: Any, bob: Any) -> None:
    there, copy = make.claim(boolean=True), make.source()
    make.source_link(from_source=copy, to_source=there.source)
    claim = submitted(ada, framework=there.framework, aspect=there.aspect, source=copy, boolean=True)
    rows = {label: (now, then) for label, now, then in client.get(review(claim)).context["outlook"].rows}
    assert rows["Documents"] == (1, 2)
    assert rows["Independent roots, at least"] == ("1", "1")


def test_an_empty_cell_says_which_kind_of_empty(client: Client, ada: Any, bob: Any) -> None:
    gap = make.gap()
    claim = submitted(ada, framework=gap.framework, aspect=gap.aspect)
    outlook = client.get(review(claim)).context["outlook"]
    assert (outlook.now.state, outlook.then.state) == ("empty (searched-silent)", "single")


def test_a_second_framework_splits_the_company(client: Client, ada: Any, bob: Any) -> None:
    adoption, company = make.adoption(), make.company()
    make.claim(aspect=adoption, company=company)
    claim = submitted(ada, aspect=adoption, company=company)
    outlook = client.get(review(claim)).context["outlook"]
    assert "split" not in outlook.now.flags
    assert "split" in outlook.then.flags


def test_the_author_sees_why_there_is_no_button(client: Client, bob: Any) -> None:
    page = client.get(review(submitted(bob))).content.decode()
    assert workflow.OWN in page
    assert 'value="publish"' not in page


def test_a_claim_takes_the_same_queries_whatever_surrounds_it(client: Client, ada: Any, bob: Any) -> None:
    via, aspect = make.source(), make.adoption()
    claim = submitted(
        ada,
        aspect=aspect,
        company=make.company(),
        scope=make.scope(),
        compared_to=make.framework(),
        via=via,
        quote="a b",
    )
    claim = people.send_back(claim, bob, "Which?")
    claim.statement, claim.scope, claim.via = "Another.", make.scope(), make.source()
    people.correct(claim, ada)
    claim = people.submit(claim, ada)
    make.claim(aspect=aspect, company=claim.company, framework=claim.framework)
    make.resolution([make.claim(aspect=aspect, company=claim.company, framework=claim.framework, boolean=False)])
    before = queries(client, review(claim))
    for _ in range(4):
        make.snapshot(source=claim.source)
        make.claim(aspect=aspect, company=claim.company, framework=claim.framework, scope=make.scope())
        submitted(ada)
        claim.note += "More."
        people.correct(claim, ada)
    assert queries(client, review(claim)) == before < MOST_QUERIES


def test_there_is_no_review_of_nothing(client: Client, bob: Any) -> None:
    assert client.get("/admin/kb/claim/99999/review/").status_code == 404


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_reviewer_goes_through_the_queue_by_keyboard(page: Page, live_server: Any) -> None:
    editor = member("Editor")
    member("Reviewer")
    member("Reviewer", username="bob", password=SECRET)
    first, second = submitted(editor), submitted(editor)
    complaints: list[str] = []
    hear(page, complaints)
    page.goto(f"{live_server.url}/admin/login/?next={QUEUE}")
    sign_in(page, "bob", until=f"**{QUEUE}")
    page.focus(f"a[href='{review(first)}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{review(first)}")
    page.focus("#id_comment")
    page.keyboard.type("Which table?")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{review(second)}")
    assert f"{first.key}: sent back." in page.inner_text(".messagelist").lower()
    page.focus("button[value=publish]")
    page.keyboard.press("Space")
    page.wait_for_url(f"**{QUEUE}")
    assert "Nothing waits." in page.inner_text("#content-main")
    assert (dict(Claim.objects.values_list("pk", "status")), complaints) == (
        {first.pk: "draft", second.pk: "published"},
        [],
    )
