"""From a save to a proposal, and on to the decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kb.admin.proposal.public_pages import public_pages
from kb.admin.source.text_pages import add_text
from kb.editing.workflow import sign
from kb.merging.merge_steps import merge
from kb.models import Cell, Claim, Framework, Merge, Option, Proposal, Reading, Source
from tests import factories as make
from tests.kb.admin.pages import address, errors, messages, queries, saved
from tests.kb.workflow.people import member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rita(db: None) -> Any:
    return member("Reviewer", username="rita")


@pytest.fixture
def rob(db: None) -> Any:
    return member("Reviewer", username="rob")


@pytest.fixture
def eve(db: None) -> Any:
    return member("Editor", username="eve")


def decide(client: Client, proposal: Proposal, decision: str, **fields: str) -> Any:
    path = address(Proposal, "change", proposal.pk)
    seen = client.get(path).context["seen"]
    return client.post(path, {"_decision": decision, "seen": seen, **fields})


def test_a_source_is_made_generated_by_two_people(client: Client, eve: Any, rita: Any) -> None:
    """Case E3."""
    claim = make.claim()
    path = address(Source, "change", claim.source.pk)
    client.force_login(eve)
    assert "Public pages show this. What you change" in client.get(path).content.decode()
    refused = saved(client, path, kind="generated")
    assert errors(refused) == {"change_reason": ["Public pages show this: say why it changes."]}
    assert 'value="generated" selected' in refused.content.decode()
    response = saved(client, path, kind="generated", change_reason="A model wrote it.")
    proposal = Proposal.objects.get()
    assert response["Location"] == address(Proposal, "change", proposal.pk)
    assert (Source.objects.get().kind, Cell.objects.get().state) == ("article", "single")
    assert (proposal.author, proposal.reason, proposal.key) == (eve, "A model wrote it.", claim.source.pk)
    [[name, before, after]] = proposal.cells
    assert (name, before.split(":")[0], after.split(":")[0]) == ("Framework 1, Aspect 1", "single", "unrooted")
    page = client.get(response["Location"])
    assert "Nothing has changed yet." in messages(page)[0]
    assert [one.name for one in page.context["offers"]] == ["withdraw"]
    client.force_login(rita)
    decide(client, proposal, "accept")
    assert (Source.objects.get().kind, Cell.objects.get().state) == ("generated", "unrooted")
    entry = Source.history.first()
    assert (entry.history_user, entry.history_change_reason) == (rita, f"proposal {proposal.pk}: A model wrote it.")
    proposal.refresh_from_db()
    assert (proposal.stage, proposal.decided_by) == ("accepted", rita)


def test_a_published_claim_is_turned_by_two_people(client: Client, rita: Any, rob: Any) -> None:
    """Case E4."""
    claim = make.claim(reviewed_on=make.DAY, reviewed_by=rita)
    client.force_login(rita)
    saved(client, address(Claim, "change", claim.pk), boolean="false", change_reason="Misread.")
    claim.refresh_from_db()
    assert (claim.boolean, claim.reviewed_on) == (True, make.DAY)
    proposal = Proposal.objects.get()
    assert "Four eyes" in decide(client, proposal, "accept").context["form"].non_field_errors()[0]
    client.force_login(rob)
    decide(client, proposal, "accept")
    claim.refresh_from_db()
    assert (claim.boolean, claim.reviewed_on, claim.reviewed_by) == (False, timezone.localdate(), rob)


def test_the_page_of_a_retired_claim_is_rewritten_by_two_people(client: Client, rita: Any, rob: Any) -> None:
    claim = make.retired(statement="As it was.", reviewed_on=make.DAY, reviewed_by=rob)
    path = address(Claim, "change", claim.pk)
    client.force_login(rita)
    assert "This is retired, and its page stays public. What you change" in client.get(path).content.decode()
    response = saved(client, path, statement="Rewritten.", change_reason="A slip.")
    assert "This is retired, and its page stays public, so" in messages(client.get(response["Location"]))[0]
    assert Claim.objects.get().statement == "As it was."
    client.force_login(rob)
    decide(client, Proposal.objects.get(), "accept")
    claim.refresh_from_db()
    assert (claim.statement, claim.status, claim.reviewed_on) == ("Rewritten.", "retired", make.DAY)


def test_new_things_are_made_and_corrected_while_nothing_published_names_them(client: Client, eve: Any) -> None:
    client.force_login(eve)
    saved(client, address(Framework, "add"), name="Bottle")
    path = address(Framework, "change", Framework.objects.get().pk)
    assert saved(client, path, name="Falcon")["Location"] == address(Framework, "changelist")
    make.claim(framework=Framework.objects.get())
    assert "proposal" in saved(client, path, name="Flask", change_reason="A slip.")["Location"]
    assert Framework.objects.get().name == "Falcon"


def test_what_was_sent_back_is_made_anew_in_its_form(client: Client, eve: Any, rita: Any) -> None:
    claim = make.claim()
    path = address(Source, "change", claim.source.pk)
    client.force_login(eve)
    saved(client, path, kind="blog", author="Ada", change_reason="It is one.")
    former = Proposal.objects.get()
    client.force_login(rita)
    assert decide(client, former, "send_back").context["form"].errors["comment"]
    decide(client, former, "send_back", comment="Since when?")
    client.force_login(eve)
    page = client.get(address(Proposal, "change", former.pk))
    assert "Since when?" in page.content.decode()
    again = client.post(former.page, dict(page.context["anew"]))
    form = again.context["adminform"].form
    assert (form["kind"].value(), form["author"].value(), list(form.errors)) == ("blog", "Ada", ["change_reason"])
    data = {**dict(page.context["anew"]), "published_on": "2024", "change_reason": "It says so."}
    client.post(former.page, data)
    former.refresh_from_db()
    assert (former.stage, Proposal.objects.get(stage="open").reason) == ("withdrawn", "It says so.")


def test_a_deletion_is_proposed_with_a_reason(client: Client, eve: Any, rita: Any) -> None:
    path = address(Reading, "delete", make.reading().pk)
    client.force_login(eve)
    assert "say why it changes" in messages(client.post(path, {"post": "yes"}, follow=True))[0]
    client.post(path, {"post": "yes", "change_reason": "Nobody has."})
    many = {"action": "delete_selected", "_selected_action": [Reading.objects.get().pk], "post": "yes"}
    assert "one by one" in messages(client.post(address(Reading, "changelist"), many, follow=True))[-1]
    assert Reading.objects.exists()
    client.force_login(rita)
    decide(client, Proposal.objects.get(), "accept")
    assert not Reading.objects.exists()


def test_a_text_that_is_kept_leaves_the_reading_day_of_a_published_source(client: Client, eve: Any) -> None:
    source = make.claim().source
    add_text(source.pk, "What it says.", make.DAY, eve)
    source.refresh_from_db()
    assert (bool(source.sha256), source.read_on) == (True, None)


def test_the_queue_lists_what_waits_with_as_many_queries_for_any_number(client: Client, eve: Any, rita: Any) -> None:
    client.force_login(rita)
    queue, row = "/admin/kb/claim/review/", make.proposal(author=eve)
    client.get(queue)
    before = queries(client, queue), queries(client, address(Proposal, "changelist"))
    for _ in range(5):
        make.proposal(author=rita)
    assert (queries(client, queue), queries(client, address(Proposal, "changelist"))) == before
    assert [one.pk for one in client.get(f"{queue}?mine=no").context["proposals"]] == [row.pk]
    assert client.get(f"{queue}?source={Source.objects.first().slug}").context["proposals"] == []


def test_many_are_decided_at_once_in_their_order(client: Client, eve: Any, rita: Any) -> None:
    source = make.claim().source
    client.force_login(eve)
    saved(client, address(Source, "change", source.pk), kind="blog", change_reason="It is one.")
    saved(client, address(Source, "change", source.pk), kind="note", change_reason="It is one.")
    saved(client, address(Source, "change", make.claim().source.pk), kind="note", change_reason="It is one.")
    client.force_login(rita)
    data = {"action": "accept_proposals", "_selected_action": [one.pk for one in Proposal.objects.all()]}
    page = client.post(address(Proposal, "changelist"), data)
    seen = {f"seen-{proposal.pk}": token for proposal, token, *_ in page.context["proposals"]}
    response = client.post(address(Proposal, "changelist"), {**data, **seen, "confirmed": "yes"}, follow=True)
    assert messages(response)[-1] == "2 proposals accepted, 1 not."
    assert [one.stage for one in Proposal.objects.all()] == ["accepted", "open", "accepted"]
    client.force_login(eve)
    client.post(address(Proposal, "changelist"), {**data, "confirmed": "yes"})
    assert Proposal.objects.filter(stage="open").count() == 1


def test_who_decides_on_many_reads_what_each_changes(client: Client, eve: Any, rita: Any) -> None:
    claim = make.claim(statement="It was said so.")
    client.force_login(eve)
    saved(client, address(Claim, "change", claim.pk), statement="It was said otherwise.", change_reason="A slip.")
    client.force_login(rita)
    data = {"action": "accept_proposals", "_selected_action": [Proposal.objects.get().pk]}
    words = client.post(address(Proposal, "changelist"), data).content.decode()
    assert "otherwise" in words


def test_a_proposal_that_changes_no_cell_says_so_and_which_pages_show_it(client: Client, eve: Any, rita: Any) -> None:
    link = make.source_link(kind="cites")
    make.claim(source=link.from_source)
    cited, former = link.to_source, link.to_source.slug
    client.force_login(eve)
    made = saved(client, address(Source, "change", cited.pk), slug="renamed", kind="note", change_reason="A slip.")
    page = client.get(made["Location"])
    assert messages(page)[0].startswith("Nothing has changed yet. Public pages show this, so it is a proposal: no ")
    assert "No published cell changes. These pages show it" in page.content.decode()
    assert [shown.address for shown in page.context["pages"]] == [
        f"/sources/{former}/", f"/sources/{link.from_source.slug}/",
    ]  # fmt: skip
    client.force_login(rita)
    data = {"action": "accept_proposals", "_selected_action": [Proposal.objects.get().pk]}
    assert "No published cell changes." in client.post(address(Proposal, "changelist"), data).content.decode()
    decide(client, Proposal.objects.get(), "accept")
    assert set(Source.objects.filter(pk=cited.pk).values_list("slug", "kind")) == {("renamed", "note")}
    client.force_login(eve)
    taken = saved(client, address(Source, "change", make.source().pk), slug=former)
    assert errors(taken) == {"slug": [f"This address leads on to “{cited}” (renamed); choose another."]}


SHOWN_WITHOUT_CELL: dict[str, Callable[[], tuple[Any, list[str]]]] = {
    "option": lambda: ((claim := retired_choice()).option, [f"/aspects/{claim.aspect.slug}/", f"/claims/{claim.key}/"]),
    "scope": lambda: ((claim := make.retired(scope=make.scope())).scope, [f"/claims/{claim.key}/"]),
    "company": lambda: (
        (source := owned()).company,
        [f"/companies/{source.company.slug}/", f"/sources/{source.slug}/"],
    ),
    "reading": lambda: (
        (row := make.reading()),
        [f"/sources/{row.source.slug}/", f"/frameworks/{row.framework.slug}/"],
    ),
    "group": lambda: (make.group(), []),
}


def retired_choice() -> Claim:
    aspect = make.aspect(options=["easy"])
    return make.retired(aspect=aspect, option=aspect.options.get())


def owned() -> Source:
    source = make.source(company=make.company())
    make.claim(source=source)
    return source


@pytest.mark.parametrize("kind", SHOWN_WITHOUT_CELL)
def test_the_pages_of_a_row_are_its_own_and_those_of_what_names_it(kind: str, client: Client) -> None:
    row, addresses = SHOWN_WITHOUT_CELL[kind]()
    pages = public_pages(make.proposal(row=row, table=row._meta.label_lower))
    assert [page.address for page in pages] == addresses
    assert all(client.get(page.address).status_code == 200 for page in pages)


@pytest.mark.parametrize("build", [
    lambda: make.source_link(kind="cites", from_source=make.claim().source).to_source,
    lambda: make.reading().source,
    lambda: make.retired().source,
])  # fmt: skip
@pytest.mark.parametrize("is_heir", [True, False])
def test_a_merge_of_what_is_public_without_a_cell_is_proposed_too(
    client: Client, rita: Any, rob: Any, build: Callable[[], Source], is_heir: bool
) -> None:
    former, heir = (make.source(), build()) if is_heir else (build(), make.source())
    client.force_login(rita)
    shown = client.post(address(Source, "merge", former.pk), {"into": heir.pk, "reason": "One post."})
    assert shown.context["is_proposal"]


def test_a_merge_into_what_is_published_is_proposed_too(client: Client, rita: Any, rob: Any) -> None:
    heir, fresh = make.claim().source, make.source()
    client.force_login(rita)
    shown = client.post(address(Source, "merge", fresh.pk), {"into": heir.pk, "reason": "One post."})
    assert shown.context["is_proposal"]


def test_a_merge_of_what_is_published_is_proposed_and_undone_likewise(client: Client, rita: Any, rob: Any) -> None:
    claim = make.claim()
    former, heir = make.claim(framework=claim.framework, aspect=claim.aspect).source, claim.source
    path = address(Source, "merge", former.pk)
    client.force_login(rita)
    shown = client.post(path, {"into": heir.pk, "reason": "One post."})
    assert shown.context["is_proposal"]
    data = {"into": heir.pk, "reason": "One post.", "confirmed": shown.context["preview"].plan.digest}
    client.post(path, data)
    proposal = Proposal.objects.get()
    assert (proposal.deed, proposal.cell_count, Source.objects.count()) == ("merge", 1, 2)
    client.force_login(rob)
    assert "1 claim" in client.get(address(Proposal, "change", proposal.pk)).content.decode()
    decide(client, proposal, "accept")
    assert Source.objects.get() == heir
    undo = reverse("admin:kb_merge_undo", args=[Merge.objects.get().pk])
    assert "say why it changes" in client.post(undo, {}).content.decode()
    client.post(undo, {"reason": "They are two."})
    assert Source.objects.count() == 1
    client.force_login(rita)
    undoing = Proposal.objects.get(stage="open")
    assert f"Comes back: source {former}" in client.get(address(Proposal, "change", undoing.pk)).content.decode()
    decide(client, undoing, "accept")
    assert Source.objects.count() == 2


@pytest.mark.parametrize("writes", ["before", "meanwhile"])
def test_what_an_undoing_shows_first_is_looked_at_with_it(client: Client, rita: Any, rob: Any, writes: str) -> None:
    owner, heir = make.company(), make.source()
    former = make.source(company=owner)
    source = make.source_link(to_source=former, kind="cites").from_source
    merging = merge(former, heir, rita)
    make.claim(source=source)
    client.force_login(rita)
    client.post(reverse("admin:kb_merge_undo", args=[merging.pk]), {"reason": "They are two."})
    proposal = Proposal.objects.get()
    client.force_login(rob)
    seen = client.get(address(Proposal, "change", proposal.pk)).context["seen"]
    sign(owner, rob if writes == "before" else rita, "")
    owner.aliases = "Thieves"
    owner.save()
    data = {"_decision": "accept", "comment": "", "seen": seen}
    client.post(address(Proposal, "change", proposal.pk), data)
    proposal.refresh_from_db()
    assert proposal.stage == "open"


def test_a_merge_of_what_only_the_chooser_asks_is_proposed_and_undone_likewise(
    client: Client, rita: Any, rob: Any
) -> None:
    aspect = make.aspect(value_type="choice")
    former, heir = make.option(aspect=aspect), make.option(aspect=aspect)
    need = make.need(aspect=aspect, name="Small ones", boolean=None)
    need.options.set([former])
    path = address(Option, "merge", former.pk)
    client.force_login(rita)
    shown = client.post(path, {"into": heir.pk, "reason": "One answer."})
    assert "Small ones" in shown.content.decode()
    client.post(path, {"into": heir.pk, "reason": "One answer.", "confirmed": shown.context["preview"].plan.digest})
    assert list(need.options.all()) == [former]
    client.force_login(rob)
    assert "Small ones" in client.get(address(Proposal, "change", Proposal.objects.get().pk)).content.decode()
    decide(client, Proposal.objects.get(), "accept")
    assert list(need.options.all()) == [heir]
    client.post(reverse("admin:kb_merge_undo", args=[Merge.objects.get().pk]), {"reason": "They are two."})
    assert list(need.options.all()) == [heir]
    client.force_login(rita)
    decide(client, Proposal.objects.get(stage="open"), "accept")
    assert list(need.options.all()) == [former]


def test_a_merge_that_changed_since_is_made_anew(client: Client, rita: Any, rob: Any) -> None:
    former, heir = make.claim().source, make.claim().source
    path = address(Source, "merge", former.pk)
    client.force_login(rita)
    shown = client.post(path, {"into": heir.pk, "reason": "One post."})
    client.post(path, {"into": heir.pk, "reason": "One.", "confirmed": shown.context["preview"].plan.digest})
    make.claim(source=former)
    client.force_login(rob)
    page = client.get(address(Proposal, "change", Proposal.objects.get().pk))
    assert page.context["in_the_way"] == "Something that this merge touches has changed since, so it must be made anew."
    assert "accept" not in [one.name for one in page.context["offers"]]


def test_no_page_or_file_says_a_word_of_it(client: Client, eve: Any) -> None:
    claim = make.claim()
    make.proposal(row=claim.source, author=eve, reason="Unheard-of.", title="Unheard-of.", comment="Unheard-of.")
    paths = ["/", f"/sources/{claim.source.slug}/", f"/claims/{claim.key}/", "/claims.fixture.json", "/changes/"]
    assert not any(b"Unheard-of" in b"".join(client.get(path)) for path in paths)


def test_a_claim_is_retired_by_two_people(client: Client, rita: Any, rob: Any) -> None:
    one, other = make.claim(), make.claim()
    client.force_login(rita)
    saved(client, address(Claim, "change", one.pk), retire_reason="misread", _step="retire")
    data = {"action": "retire", "_selected_action": [one.pk, other.pk], "confirmed": "yes", "reason": "outdated"}
    response = client.post(address(Claim, "changelist"), data, follow=True)
    assert "2 proposals to retire" in messages(response)[-1]
    assert [row.reason for row in Proposal.objects.all()] == [
        "retired: misread",
        "retired: outdated",
        "retired: outdated",
    ]
    assert Claim.objects.published().count() == 2
    client.force_login(rob)
    for proposal in Proposal.objects.all():
        decide(client, proposal, "accept")
    assert [row.stage for row in Proposal.objects.all()] == ["accepted", "open", "accepted"]
    assert set(Claim.objects.values_list("key", "status", "retire_reason")) == {
        (one.key, "retired", "misread"), (other.key, "retired", "outdated"),
    }  # fmt: skip
