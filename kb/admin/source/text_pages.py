"""The text of a source as read: added, looked at, kept; then the quotes of its claims are checked against it.

A text is shown as text, never as HTML. Between the look and the deed it is kept in the database (see
`kb.editing.unconfirmed`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from kb.admin.base.row_links import row_link
from kb.derived import upkeep
from kb.documents import extraction, snapshots
from kb.documents.patience import Patience
from kb.documents.quotes import QuoteResult
from kb.documents.snapshots import CheckedQuote
from kb.documents.twins import same_text
from kb.editing import trials
from kb.editing.unconfirmed import Unconfirmed, forget, keep, of_text, unconfirmed_of
from kb.models import Claim, Snapshot, Source

TEXT_PERMISSION = "kb.add_snapshot"
MOST_PAGE_CHARACTERS = 200_000  # characters of a text on the page
TEXT_REASON = "its text was added"
WORST_FIRST = (
    QuoteResult.ABSENT, QuoteResult.UNFINISHED, QuoteResult.ELSEWHERE, QuoteResult.NO_TEXT, QuoteResult.ELIDED,
    QuoteResult.NORMALISED, QuoteResult.EXACT,
)  # fmt: skip

QUOTE_WARNINGS = {
    QuoteResult.UNFINISHED: "was not looked for to the end, which takes too long",
    QuoteResult.ABSENT: "is not in the newest text of the source",
    QuoteResult.ELSEWHERE: "is in the newest text of the source, but not at the line that the locator names",
}
TEXT_GONE = "The text is no longer kept: please add it again. Nothing was saved."
THERE_ALREADY = "This text of the source is kept already, taken on {}."
TEXT_TOO_LARGE = f"The file has {{:.1f}} MiB, and {extraction.MOST_TEXT_SIZE} is the most. Keep its text only."


class TextForm(forms.Form):
    """A text, pasted or in a file, and the day on which it was read."""

    pasted = forms.CharField(
        label="Paste it",
        required=False,
        strip=False,
        help_text="The text, the HTML source of the page, Markdown, reStructuredText, JSON of a blog, code.",
        widget=forms.Textarea(attrs={"rows": 16, "class": "vLargeTextField"}),
    )
    file = forms.FileField(
        label="Or upload it",
        required=False,
        help_text=f"HTML, Markdown, reStructuredText, JSON, plain text or code, {extraction.MOST_TEXT_SIZE} at most.",
    )
    kind = forms.ChoiceField(
        label="It is",
        required=False,
        choices=[("", "what its name or its text says"), *((kind, kind.label) for kind in extraction.TextKind)],
    )
    encoding = forms.ChoiceField(
        label="Its encoding",
        required=False,
        choices=[("", "UTF-8, or what the file says"), *((name, name) for name in extraction.ENCODINGS)],
        help_text="Of a file. What is pasted has none.",
    )
    taken_on = forms.DateField(
        label="Taken on",
        help_text="The day on which the source said this.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, source: Source, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = source
        self.fields["taken_on"].initial = timezone.localdate

    def clean_taken_on(self) -> date:
        day: date = self.cleaned_data["taken_on"]
        if day > timezone.localdate():
            raise ValidationError("This day is still to come.")
        return day

    def clean_file(self) -> UploadedFile[Any] | None:
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file and (file.size or 0) > extraction.MOST_TEXT_BYTES:
            raise ValidationError(TEXT_TOO_LARGE.format((file.size or 0) / 1024 / 1024))
        return file

    def clean(self) -> dict[str, Any]:
        """Adds ``document``: what is to be kept. One query."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        pasted, file = cleaned["pasted"], cleaned["file"]
        if bool(pasted) == bool(file):
            raise ValidationError("Paste the text or choose a file, one of the two.")
        try:
            cleaned["document"] = _document_of(cleaned)
        except extraction.TextRefused as refused:
            self.add_error("file" if file else "pasted", str(refused))
        else:
            self._refuse_the_same(cleaned["document"].text)
        return cleaned

    def _refuse_the_same(self, text: str) -> None:
        if same := self.source.snapshots.filter(sha256=extraction.sha256_of(text)).defer("text").first():
            raise ValidationError(THERE_ALREADY.format(same.taken_on))


def urls(admin: Any) -> list[URLPattern]:
    """The addresses of the pages, for the admin of sources."""

    def page(view: Callable[..., HttpResponse]) -> Any:
        return admin.admin_site.admin_view(partial(view, admin))

    return [
        path("<int:pk>/text/", page(add_page), name="kb_source_text"),
        path("<int:pk>/text/<slug:key>/", page(look_page), name="kb_source_text_look"),
        path("<int:pk>/quotes/", page(quotes_page), name="kb_source_quotes"),
    ]


def add_page(admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a text, and leads to the page that shows what is to be kept of it."""
    source = _source(request, pk)
    form = TextForm(source, request.POST, request.FILES) if request.method == "POST" else TextForm(source)
    if not (form.is_bound and form.is_valid()):
        return _page(admin, request, source, "text", "Add the text", {"form": form})
    entries = form.cleaned_data
    document, day = entries["document"], entries["taken_on"].isoformat()
    key = keep(request.user, of_text(source), document.text.encode(), taken_on=day, read_as=document.words)
    return HttpResponseRedirect(reverse("admin:kb_source_text_look", args=[source.pk, key]))


def look_page(admin: Any, request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """GET: the text that is to be kept. POST: keep it, and check the quotes."""
    source = _source(request, pk)
    unconfirmed = unconfirmed_of(request.user, of_text(source), key)
    if unconfirmed is None:
        messages.error(request, TEXT_GONE)
        return HttpResponseRedirect(reverse("admin:kb_source_text", args=[source.pk]))
    if request.method == "POST":
        return _snapshot_answer(admin, request, source, unconfirmed)
    text = unconfirmed.content.decode()
    context = {
        "text": text[:MOST_PAGE_CHARACTERS],
        "left": max(len(text) - MOST_PAGE_CHARACTERS, 0),
        "length": len(text),
        "lines": len(text.splitlines()),
        "sha256": extraction.sha256_of(text),
        "twins": [row_link(twin, twin) for twin in same_text(source, extraction.sha256_of(text))],
        "taken_on": date.fromisoformat(unconfirmed.words["taken_on"]),
        "read_as": unconfirmed.words.get("read_as", ""),
        "key": key,
    }
    return _page(admin, request, source, "text_look", "Look at the text", context)


def quotes_page(admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Each quote of the source's claims, and whether it stands in the newest text. The worst come first."""
    source = _source(request, pk)
    checked = sorted(snapshots.check_claims(source.claims.all(), gives_up=Patience().is_over), key=_order)
    counts = Counter(quote.check.result for quote in checked)
    context = {
        "snapshot": source.snapshots.order_by(*snapshots.NEWEST_FIRST).defer("text").first(),
        "checked": checked,
        "counts": [(result.words, counts[result]) for result in WORST_FIRST if counts[result]],
        "unquoted": source.claims.filter(quote="").count(),
    }
    return _page(admin, request, source, "text_quotes", "Quotes and the text", context)


def warn_of_quote(request: HttpRequest, claim: Claim) -> None:
    """Say it, if the quote of the claim does not stand in the newest text of its source. At most one query."""
    check = snapshots.check_claim(claim)
    if check and check.result in QUOTE_WARNINGS:
        words = f"{{}}: the quote {QUOTE_WARNINGS[check.result]}. It is saved all the same."
        messages.warning(request, format_html(words, row_link(claim, claim.key)))


def add_text(source_pk: int, text: str, taken_on: date, person: Any) -> Snapshot:
    """Keep the text of a source; fill the source's sum and reading day where they are empty. With history.

    The reading day decides what published cells say: of a source that is public, it is proposed on its page. One
    transaction. Raises ValidationError if the text is kept already.
    """
    with upkeep.collected():
        source = Source.objects.select_for_update().get(pk=source_pk)
        snapshot = Snapshot(source=source, taken_on=taken_on, text=text, sha256=extraction.sha256_of(text))
        _signed(snapshot, person).save()
        if not (source.sha256 and source.read_on):
            source.sha256 = source.sha256 or snapshot.sha256
            source.read_on = source.read_on or (None if trials.is_public(source) else taken_on)
            _signed(source, person).save()
    return snapshot


def _signed(row: Any, person: Any) -> Any:
    row._history_user, row._change_reason = person, TEXT_REASON
    return row


def _snapshot_answer(admin: Any, request: HttpRequest, source: Source, unconfirmed: Unconfirmed) -> HttpResponse:
    day = date.fromisoformat(unconfirmed.words["taken_on"])
    try:
        snapshot = add_text(source.pk, unconfirmed.content.decode(), day, request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(reverse("admin:kb_source_text", args=[source.pk]))
    forget(unconfirmed)
    admin.admin_site.get_model_admin(Snapshot).log_addition(request, snapshot, TEXT_REASON)
    messages.success(request, f"The text is kept: {len(snapshot.text):,} characters, taken on {day}.")
    return HttpResponseRedirect(reverse("admin:kb_source_quotes", args=[source.pk]))


def _source(request: HttpRequest, pk: int) -> Source:
    """The source, for those who may add texts. One query."""
    if not request.user.has_perm(TEXT_PERMISSION):
        raise PermissionDenied
    return get_object_or_404(Source, pk=pk) if pk < 2**63 else get_object_or_404(Source.objects.none())


def _document_of(entries: dict[str, Any]) -> extraction.DocumentText:
    """Raises TextRefused for a file or a pasted text without a text."""
    file: UploadedFile[Any] | None = entries["file"]
    if not file:
        return extraction.pasted(entries["pasted"], entries["kind"])
    name, content_type = file.name or "", _type_of(file)
    return extraction.read(file.read(), name, content_type, entries["kind"], entries["encoding"])


def _type_of(file: UploadedFile[Any]) -> str:
    """The type with its encoding, which Django takes out of it, as bytes."""
    charset: bytes | str = file.charset or b""
    name = charset.decode("ascii", "replace") if isinstance(charset, bytes) else charset
    return f"{file.content_type or ''}; charset={name}" if name else file.content_type or ""


def _order(quote: CheckedQuote) -> tuple[int, str]:
    return (WORST_FIRST.index(quote.check.result), quote.key)


def _page(
    admin: Any, request: HttpRequest, source: Source, template: str, title: str, context: dict[str, Any]
) -> HttpResponse:
    shared = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": title,
        "subtitle": source.title,
        "source": source,
    }
    return TemplateResponse(request, f"admin/kb/source/{template}.html", {**shared, **context})
