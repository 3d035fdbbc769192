"""Claims: entering one, and taking it from draft to published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format

from kb.admin.base.edits import Edit
from kb.admin.base.evidence_lines import claims_first_seen
from kb.admin.base.list_filters import (
    CellFlag,
    CellStale,
    CellState,
    ChoiceFilter,
    DeadLink,
    LostQuoteFilter,
    Mine,
    yes_no,
)
from kb.admin.base.lists import FewChoices
from kb.admin.base.row_links import row_link
from kb.admin.base.searching import NEWEST_UNPUBLISHED, ClaimSearch
from kb.admin.base.value_forms import VALUE, ValueAdmin, ValueForm, value_words
from kb.admin.claim import import_pages, review
from kb.admin.claim.claim_actions import CLAIM_ACTIONS, may_take, permit_action
from kb.admin.claim.export_actions import export_csv, export_fixture
from kb.admin.source.text_pages import warn_of_quote
from kb.admin.withdrawal import withdrawal_pages
from kb.editing import workflow
from kb.editing.authorship import four_eyes, others_wrote
from kb.editing.evidence_columns import CLOSED, STANDING
from kb.editing.evidence_digest import evidence_digest, evidence_rows
from kb.editing.workflow import STEPS, Step
from kb.evidence.kinds import REFERENCES
from kb.models import Cell, Claim
from kb.models.kind_models import KIND_MODELS

Status = Claim.Status
HAS_DATE = ~Q(as_of="") | ~Q(source__published_on="") | ~Q(source__modified_on="")


class UpstreamFilter(ChoiceFilter):
    """Where the source has the statement from."""

    title = "upstream"
    parameter_name = "upstream"
    answers = (("stated", "The source names it"), ("inferred", "Our inference"), ("none", "None"))

    def narrowed(self, queryset: Any, answer: str) -> Any:
        conditions = {
            "stated": Q(via_stated=True),
            "inferred": Q(via__isnull=False, via_stated=False),
            "none": Q(via__isnull=True),
        }
        return queryset.filter(conditions[answer]) if answer in conditions else queryset


STEP = "_step"  # the name of the buttons that save and take a step
PAGE_EVIDENCE = "page_evidence"  # a digest of what the claim rested on when its page was made


LEADS_TO_THE_UNSEEN = (
    "What you chose leads to what nobody sees yet and somebody else wrote. Save the claim first: its page shows that, "
    "and takes the step."
)


class ClaimForm(ValueForm):
    """What a claim says. Its status is none of the fields: a button takes the step, with all that was typed."""

    class Meta:
        widgets = {
            "locator": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "quote": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "statement": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "note": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = {name: getattr(self.instance, name) for name in STANDING}
        self.step = step_of(self.edit)
        if self.step is workflow.RETIRE:
            self.fields["change_reason"].required = False  # the reason why it is retired is one

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        workflow.sign(self.instance, self.edit.person, cleaned.get("change_reason", ""))
        if self.step:
            cleaned["change_reason"] = self._prepared(self.step, cleaned)
        return cleaned

    def _prepared(self, step: Step, cleaned: dict[str, Any]) -> str:
        """Take the step, to be saved with what was typed. Returns the words for the history."""
        words: str = cleaned.get("change_reason", "")
        if step.is_tied and not self._evidence_is_the_same():
            self.add_error(None, workflow.NOT_AS_SEEN)
        if step.is_tied and four_eyes() and self._leads_to_the_unseen(cleaned):
            self.add_error(None, LEADS_TO_THE_UNSEEN)
        try:
            workflow.prepare(step, self.instance, self.edit.person, words, cleaned.get("retire_reason", ""))
        except ValidationError as error:
            self.add_error("change_reason" if error.code == "comment" else None, error)
            return words
        return str(self.instance._change_reason)

    def _evidence_is_the_same(self) -> bool:
        """Whether the stored claim and what it rests on are as they were when the page that came back was made, and it
        says how that was. A new claim rests on nothing that anybody has looked at.
        """
        if not self.instance.pk:
            return True
        return stored_evidence(self.instance, lock=True) == self.edit.entry.get(PAGE_EVIDENCE, "")

    def _leads_to_the_unseen(self, cleaned: Mapping[str, Any]) -> bool:
        """Whether what was chosen on this page leads to what nobody sees yet and somebody else wrote some of. A step
        can stand for a second person, and the page has not shown it to this one.
        """
        chosen = {
            (kind.name, cleaned[column].pk)
            for column, kind in REFERENCES.items()
            if cleaned.get(column) and cleaned[column].pk != getattr(self.instance, f"{column}_id")
        }
        if not chosen:
            return False
        evidence_rows({KIND_MODELS[kind]: [key] for kind, key in chosen}, lock=True)  # they stay as they are
        return others_wrote(chosen, self.edit.person.pk)

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:  # the page shows the claim as it stands
            for name, value in self.standing.items():
                setattr(self.instance, name, value)


@admin.register(Claim)
class ClaimAdmin(ValueAdmin):
    form = ClaimForm
    save_as = True
    list_display = ["key", "status", "framework", "question", "value_now", "locator", "reviewed_on"]
    list_filter = [
        "status",
        yes_no("has a locator?", "located", ~Q(locator="")),
        yes_no("is it dated?", "dated", HAS_DATE),
        UpstreamFilter,
        "hedged",
        CellState,
        CellFlag,
        CellStale,
        "reviewed_on",
        ("framework", FewChoices),
        ("aspect__group", FewChoices),
        "source__kind",
        yes_no("has a note?", "noted", ~Q(note="")),
        Mine,
        LostQuoteFilter,
        DeadLink,
    ]
    actions: Any = [*CLAIM_ACTIONS, export_fixture, export_csv]
    list_select_related = ["framework", "aspect", "company", "option"]
    sortable_by = ("key", "status", "reviewed_on")
    search = ClaimSearch(key="key")
    search_fields = ["key"]
    search_help_text: ClassVar[str] = (
        "By words, or by the beginning of a key. "
        f"Of what is not published, the newest {NEWEST_UNPUBLISHED:,} by any part of their text."
    )
    autocomplete_fields = ["source", "framework", "aspect", "company", "option", "scope", "compared_to", "via"]
    readonly_fields = ["status", "sent_back"]
    pages = (import_pages.urls, review.urls, withdrawal_pages.urls)
    made = ("key", "reviewed_by", "reviewed_on", "cell_now")
    layout = [
        ("Where it stands", {"fields": ["source", "locator", "quote"]}),
        ("What it says", {"fields": ["framework", "aspect", "company", VALUE, "statement"]}),
        ("Under which conditions", {"fields": ["scope", "compared_to", "hedged", "via", "via_stated"]}),
        ("When it holds", {"fields": ["as_of"]}),
        ("Review", {"fields": ["status", "sent_back", "retire_reason", "note"]}),
    ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        permit_action(self, request)
        return super().changelist_view(request, {"may_review": review.involved(request), **(extra_context or {})})

    @admin.display(description="Value")
    def value_now(self, claim: Claim) -> str:
        return value_words(claim)

    @admin.display(description="Aspect")
    def question(self, claim: Claim) -> str:
        return f"{claim.aspect}: {claim.company}" if claim.company else str(claim.aspect)

    @admin.display(description="Its cell")
    def cell_now(self, claim: Claim) -> str:
        """The cell as it stands, leading to it. One query."""
        cell = Cell.objects.filter(
            framework=claim.framework_id, aspect=claim.aspect_id, company=claim.company_id
        ).first()
        return row_link(cell, cell.state) if cell else "nothing published yet"

    def has_submit_permission(self, request: HttpRequest) -> bool:
        return may_take(request, workflow.SUBMIT)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may_take(request, workflow.PUBLISH)

    def has_send_back_permission(self, request: HttpRequest) -> bool:
        return may_take(request, workflow.SEND_BACK)

    def has_retire_permission(self, request: HttpRequest) -> bool:
        return may_take(request, workflow.RETIRE)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was once published is retired, never deleted."""
        permanent = obj is not None and obj.status in (Status.PUBLISHED, Status.RETIRED)
        return not permanent and bool(super().has_delete_permission(request, obj))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is published is changed only by those who publish."""
        allowed = bool(super().has_change_permission(request, obj))
        return allowed and (obj is None or workflow.may_change(obj, request.user))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """A reason to retire only where there can be one, and what a draft was sent back for."""
        dropped = {"retire_reason"} if obj is None or obj.status not in CLOSED else {"sent_back"}
        if obj is None or obj.status != Status.DRAFT:
            dropped.add("sent_back")
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name not in dropped]})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        fields = super().get_readonly_fields(request, obj)
        retirable = obj and obj.status == Status.PUBLISHED and self.has_retire_permission(request)
        return fields if retirable or "retire_reason" in fields else (*fields, "retire_reason")

    @admin.display(description="Sent back")
    def sent_back(self, claim: Claim) -> str:
        """By whom, when and why. One query."""
        entry = workflow.last_comment(claim)
        if entry is None:
            return "no"
        day = date_format(entry.history_date, "DATE_FORMAT")
        return f"{entry.history_user or 'nobody signed in'}, {day}: {entry.history_change_reason}"

    def row_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """The steps that the page offers: for a new claim, those that a draft can take at once."""
        may_change = row is None or self.has_change_permission(request, row)
        offers = workflow.offers(row or Claim(), request.user) if may_change else []
        is_tied = row is not None and any(offer.step.is_tied for offer in offers)
        seen = {PAGE_EVIDENCE: stored_evidence(row), "first_seen": claims_first_seen([row])} if is_tied else {}
        return {"offers": offers, **seen, **withdrawal_pages.withdrawal_context(request, row)}

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        self._say_step(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        self._say_step(request, obj)
        return super().response_change(request, obj)

    def _say_step(self, request: HttpRequest, claim: Claim) -> None:
        warn_of_quote(request, claim)
        if step := step_of(self.edit):
            self.message_user(request, f"{claim.key}: {step.deed}.", messages.SUCCESS)


def stored_evidence(claim: Claim, *, lock: bool = False) -> str:
    """The digest of a claim as it is stored, whatever its form holds. The queries of `evidence_digest` and one."""
    return evidence_digest(list(Claim.objects.filter(pk=claim.pk)), lock=lock)


def step_of(edit: Edit) -> Step | None:
    """The step whose button was pressed. Raises BadRequest, PermissionDenied."""
    name = edit.entry.get(STEP, "")
    if not name:
        return None
    if name not in STEPS:
        raise BadRequest(f"No such step: {name}")
    workflow.permit(STEPS[name], edit.person)
    return STEPS[name]
