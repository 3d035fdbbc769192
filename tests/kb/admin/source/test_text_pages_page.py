"""The text of a source: added, looked at as text, kept; then the quotes are checked against it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse

from kb.admin.source import text_pages as pages
from kb.documents import extraction
from kb.models import Claim, Snapshot, Source
from tests import factories as make
from tests.conftest import TODAY
from tests.kb.admin.pages import address, messages, queries, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

SAID = "Flask ships no ORM.\nDjango does.\n"
DAY = "2026-11-30"


@pytest.fixture
def source() -> Source:
    return make.source(title="A comparison", slug="article")


def add(client: Client, source: Source, pasted: str = "", **fields: Any) -> Any:
    """Send the text; returns the page that shows it, or the form with its faults."""
    data = {"pasted": pasted, "taken_on": DAY, **fields}
    return client.post(reverse("admin:kb_source_text", args=[source.pk]), data, follow=True)


def keep(client: Client, look: Any) -> Any:
    """Press the button under the text."""
    return client.post(look.request["PATH_INFO"], follow=True)


def file(content: bytes | str, name: str, kind: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content, kind)


def faults(response: Any) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


# --- looking -----------------------------------------------------------------------------------------------------


def test_a_pasted_text_is_shown_with_its_length_and_sum(admin_client: Client, source: Source) -> None:
    look = add(admin_client, source, SAID.replace("\n", "\r\n"))
    page = look.content.decode()
    assert f'aria-label="The text">\n{SAID}</pre>' in page
    assert extraction.sha256_of(SAID) in page
    assert (look.context["length"], look.context["lines"], look.context["taken_on"]) == (33, 2, date(2026, 11, 30))
    assert Snapshot.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("<!doctype html><title>A</title><p>Flask ships <b>no</b> ORM.", "a.html"),
        ("A\n\nFlask ships no ORM.", "a.txt"),
        ("# A\n\nFlask ships **no** ORM.", "a.md"),
        ("A\n\nFlask ships :ref:`no <b>` ORM.", "a.rst"),
        ('{"title": "A", "body": "<p>Flask ships <b>no</b> ORM.</p>"}', "a.json"),
    ],
)
def test_every_kind_of_file_gives_its_text(admin_client: Client, source: Source, content: str, name: str) -> None:
    look = add(admin_client, source, file=file(content, name))
    assert look.context["text"] == "A\n\nFlask ships no ORM."


def test_the_type_of_an_upload_counts_where_its_name_says_nothing(admin_client: Client, source: Source) -> None:
    look = add(
        admin_client, source, file=file("<p>caf\xe9</p>".encode("latin-1"), "page", "text/html; charset=latin-1")
    )
    assert look.context["text"] == "café"
    assert "Read as HTML, windows-1252, as the file says." in look.content.decode()


def test_an_encoding_that_nobody_names_is_asked_about(admin_client: Client, source: Source) -> None:
    content = "caf\xe9 in a plain text".encode("latin-1")
    refused = add(admin_client, source, file=file(content, "a.txt"))
    assert "does not say what it is. Choose its encoding." in faults(refused)["file"][0]
    look = add(admin_client, source, file=file(content, "a.txt"), encoding="windows-1252")
    assert look.context["text"] == "café in a plain text"


def test_a_person_may_say_what_a_text_is(admin_client: Client, source: Source) -> None:
    look = add(admin_client, source, "It is **so**.", kind="markdown")
    assert (look.context["text"], look.context["read_as"]) == ("It is so.", "Markdown")


def test_another_source_with_the_same_text_is_named_before_it_is_kept(admin_client: Client, source: Source) -> None:
    twin = make.source(title="The same", sha256=extraction.sha256_of(SAID))
    page = add(admin_client, source, SAID).content.decode()
    assert f'The same text is kept of <a href="{address(Source, "change", twin.pk)}">The same</a>.' in page


def test_markup_in_a_text_is_shown_not_rendered(admin_client: Client, source: Source) -> None:
    look = add(admin_client, source, file=file("Write <script>alert(1)</script>", "a.txt"))
    page = look.content.decode()
    assert "<script>alert(1)" not in page
    assert "Write &lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_of_a_long_text_the_beginning_is_shown_and_all_is_kept(admin_client: Client, source: Source) -> None:
    long = "word " * 100_000
    look = add(admin_client, source, file=file(long, "a.txt"))
    assert (len(look.context["text"]), look.context["left"]) == (
        pages.MOST_PAGE_CHARACTERS,
        500_000 - pages.MOST_PAGE_CHARACTERS,
    )
    keep(admin_client, look)
    assert Snapshot.objects.get().text == long


# --- keeping -----------------------------------------------------------------------------------------------------


def test_the_text_is_kept_and_fills_what_the_source_lacks(admin_client: Client, editor: Any, source: Source) -> None:
    done = keep(admin_client, add(admin_client, source, SAID))
    assert messages(done) == ["The text is kept: 33 characters, taken on 2026-11-30."]
    snapshot = Snapshot.objects.get()
    assert (snapshot.source, snapshot.text, snapshot.taken_on) == (source, SAID, date(2026, 11, 30))
    source.refresh_from_db()
    assert (source.sha256, source.read_on) == (extraction.sha256_of(SAID), date(2026, 11, 30))
    entries = [snapshot.history.get(), source.history.latest()]
    assert {(entry.history_user, entry.history_change_reason) for entry in entries} == {(editor, pages.TEXT_REASON)}


def test_what_the_source_says_of_itself_stays(admin_client: Client) -> None:
    source = make.source(read_on=date(2020, 1, 1), sha256="a" * 64)
    keep(admin_client, add(admin_client, source, SAID))
    source.refresh_from_db()
    assert (source.read_on, source.sha256, source.history.count()) == (date(2020, 1, 1), "a" * 64, 1)


def test_the_day_is_today_unless_it_is_given(admin_client: Client, source: Source) -> None:
    form = admin_client.get(reverse("admin:kb_source_text", args=[source.pk])).context["form"]
    assert form["taken_on"].value() == TODAY
    refused = add(admin_client, source, SAID, taken_on="2026-12-02")
    assert faults(refused) == {"taken_on": ["This day is still to come."]}
    assert refused.context["form"]["pasted"].value() == SAID


def test_a_text_that_is_there_already_is_refused(admin_client: Client, source: Source) -> None:
    make.snapshot(source=source, text=SAID)
    assert faults(add(admin_client, source, SAID)) == {
        "__all__": ["This text of the source is kept already, taken on 2026-11-01."]
    }
    assert "text_look" not in str(add(admin_client, make.source(), SAID).templates)


def test_a_text_that_came_in_meanwhile_is_refused(admin_client: Client, source: Source) -> None:
    look = add(admin_client, source, SAID)
    make.snapshot(source=source, text=SAID)
    assert messages(keep(admin_client, look)) == ["This text of the source is kept already."]
    assert Snapshot.objects.count() == 1


def test_a_second_press_of_the_button_keeps_nothing_twice(admin_client: Client, source: Source) -> None:
    look = add(admin_client, source, SAID)
    keep(admin_client, look)
    assert messages(keep(admin_client, look)) == [pages.TEXT_GONE]
    assert Snapshot.objects.count() == 1


# --- what is refused ---------------------------------------------------------------------------------------------


def test_one_of_text_and_file_is_needed(admin_client: Client, source: Source) -> None:
    words = {"__all__": ["Paste the text or choose a file, one of the two."]}
    assert faults(add(admin_client, source)) == words
    both = add(admin_client, source, SAID, file=file("other", "a.txt"))
    assert (faults(both), both.context["form"]["pasted"].value()) == (words, SAID)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"%PDF-1.7 ...", "a.pdf", "This is a PDF, not a text."),
        (b"<script>1</script>", "a.html", "There is no text in this file."),
        (b"{", "a.json", "This is not valid JSON"),
        (b"", "a.txt", "The submitted file is empty."),
        (b"x" * (extraction.MOST_TEXT_BYTES + 1), "a.txt", "The file has 5.0 MiB, and 5 MiB is the most."),
    ],
)
def test_a_file_without_a_text_is_refused(
    admin_client: Client, source: Source, content: bytes, name: str, words: str
) -> None:
    assert faults(add(admin_client, source, file=file(content, name)))["file"][0].startswith(words)


def test_a_pasted_text_of_more_than_five_mebibytes_is_refused(
    admin_client: Client, source: Source, settings: Any
) -> None:
    long = "x" * (extraction.MOST_TEXT_BYTES + 1)
    refused = add(admin_client, source, long)
    assert faults(refused)["pasted"][0].startswith("This file is too large: 5.0 MiB, and 5 MiB is the most.")
    assert refused.context["form"]["pasted"].value() == long


# --- quotes ------------------------------------------------------------------------------------------------------


def test_the_quotes_of_the_source_are_checked(admin_client: Client, source: Source) -> None:
    spelled = {"exact": "ships no ORM", "normalised": "no ORM. Django", "not-found": "ships an ORM"}
    claims = {result: make.claim(source=source, quote=quote) for result, quote in spelled.items()}
    make.draft(source=source)
    done = keep(admin_client, add(admin_client, source, SAID))
    assert [(one.claim, one.check.result) for one in done.context["checked"]] == [
        (claims[result].pk, result) for result in ("not-found", "normalised", "exact")
    ]
    page = " ".join(done.content.decode().split())
    assert "3 quotes: 1 not found, 1 exact but for spaces and typography, 1 exact" in page
    assert all(f'href="{address(Claim, "change", claim.pk)}"' in page for claim in claims.values())
    assert "1 of its claims has no quote." in page


def test_without_a_text_the_quotes_say_so(admin_client: Client, source: Source) -> None:
    make.claim(source=source, quote="a quote")
    page = admin_client.get(reverse("admin:kb_source_quotes", args=[source.pk])).content.decode()
    assert "No text of this source is kept." in page
    assert "no text to check against" in page


def warned(claim: Claim) -> list[str]:
    request = RequestFactory().get("/")
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    pages.warn_of_quote(request, claim)
    return [str(message) for message in get_messages(request)]


def test_a_quote_that_is_not_there_is_a_warning(source: Source) -> None:
    make.snapshot(source=source, text=SAID)
    claims = [make.draft(source=source, quote=quote) for quote in ("ships an ORM", "ships no  ORM", "")]
    [words], *none = [warned(claim) for claim in claims]
    assert "the quote is not in the newest text of the source" in words
    assert address(Claim, "change", claims[0].pk) in words
    assert none == [[], []]


def test_a_claim_whose_quote_is_not_there_is_saved_with_a_warning(admin_client: Client, source: Source) -> None:
    make.snapshot(source=source, text=SAID)
    claim = make.draft(source=source)
    saved = sent(admin_client, address(Claim, "change", claim.pk), quote="ships an ORM")
    said = messages(admin_client.get(saved.url))
    assert [one for one in said if "quote" in one and "is saved all the same" in one]
    claim.refresh_from_db()
    assert claim.quote == "ships an ORM"


def test_without_a_text_there_is_no_warning(source: Source) -> None:
    assert warned(make.draft(source=source, quote="a quote")) == []


# --- rights and queries ------------------------------------------------------------------------------------------


def adder() -> Any:
    person = make.viewer()
    person.user_permissions.add(Permission.objects.get(codename="add_snapshot"))
    return person


def test_who_may_not_add_texts_is_refused_at_every_address(client: Client, source: Source) -> None:
    ada = adder()
    client.force_login(ada)
    look = add(client, source, SAID)
    ada.user_permissions.remove(Permission.objects.get(codename="add_snapshot"))
    path = look.request["PATH_INFO"]
    quotes = reverse("admin:kb_source_quotes", args=[source.pk])
    asked = [client.get(path), client.get(quotes), client.get(reverse("admin:kb_source_text", args=[source.pk]))]
    sent = [add(client, source, SAID), keep(client, look)]
    assert {response.status_code for response in asked + sent} == {403}
    source.refresh_from_db()
    assert (Snapshot.objects.count(), source.read_on) == (0, None)


def test_the_right_to_add_texts_is_enough(client: Client, source: Source) -> None:
    client.force_login(adder())
    assert keep(client, add(client, source, SAID)).status_code == 200
    assert Snapshot.objects.count() == 1


def test_nobody_keeps_the_text_of_somebody_else_or_for_another_source(admin_client: Client, source: Source) -> None:
    look = add(admin_client, source, SAID)
    client = Client()
    client.force_login(adder())
    other = reverse("admin:kb_source_text_look", args=[make.source().pk, look.context["key"]])
    assert messages(keep(client, look)) == [pages.TEXT_GONE]
    assert messages(admin_client.post(other, follow=True)) == [pages.TEXT_GONE]
    assert Snapshot.objects.count() == 0


def test_a_form_of_another_site_is_refused(admin_client: Client, editor: Any, source: Source) -> None:
    look = add(admin_client, source, SAID)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert {add(strict, source, SAID).status_code, keep(strict, look).status_code} == {403}
    assert Snapshot.objects.count() == 0


def test_a_source_that_is_not_there_is_not_found(admin_client: Client) -> None:
    for pk in (1, 2**63):
        assert admin_client.get(f"/admin/kb/source/{pk}/text/").status_code == 404


def test_the_pages_take_few_queries_however_many_claims(admin_client: Client, source: Source) -> None:
    look = add(admin_client, source, SAID).request["PATH_INFO"]
    make.snapshot(source=source)
    paths = [reverse(f"admin:kb_source_{page}", args=[source.pk]) for page in ("text", "quotes")] + [look]
    make.claim(source=source, quote="a quote")
    few = [queries(admin_client, path) for path in paths]
    for _ in range(6):
        make.claim(source=source, quote="a quote")
    assert [queries(admin_client, path) for path in paths] == few
    assert max(few) < 15


def test_the_page_of_a_source_leads_here(admin_client: Client, source: Source) -> None:
    page = admin_client.get(address(Source, "change", source.pk)).content.decode()
    assert reverse("admin:kb_source_text", args=[source.pk]) in page
