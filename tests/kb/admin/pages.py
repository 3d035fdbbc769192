"""Addresses, forms and messages of the admin, as the tests use them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.forms import NullBooleanSelect, Widget
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kb.admin.claim.outlook import outlook, review_digest
from kb.editing.evidence_digest import evidence_digest


def address(model: type[models.Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def queries(client: Client, path: str) -> int:
    """How many queries a page takes; it answers 200."""
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    assert response.status_code == 200
    return len(captured)


def context_of(client: Client, path: str) -> dict[str, Any]:
    """What the page of a form is made of. It is not rendered: what a browser would send of it decides here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SimpleTemplateResponse, "rendered_content", "")
        response: Any = client.get(path)
    assert response.status_code == 200
    context: dict[str, Any] = response.context_data
    return context


def typed_on(context: Any) -> dict[str, Any]:
    """What a browser would send of a page with a form and rows that nobody has touched."""
    data = typed(context["adminform"].form)
    if "page_evidence" in context:
        data["page_evidence"] = context["page_evidence"]
    for inline in context.get("inline_admin_formsets", []):
        for form in (inline.formset.management_form, *inline.formset.forms):
            data |= typed(form)
    return data


def typed(form: Any) -> dict[str, Any]:
    """What a browser would send of a form nobody has touched."""
    data = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, bool):
            value = _ticked(bound.field.widget, value)
        if value not in (None, ""):
            data[bound.html_name] = value
    return data


def _ticked(widget: Widget, value: bool) -> str | None:
    if isinstance(widget, NullBooleanSelect):
        return str(value).lower()
    return "on" if value else None


def sent(client: Client, path: str, **changes: Any) -> Any:
    """Open the form at the address, type the changes (None: clear it), press Save, and accept what it proposes."""
    return confirmed(client, saved(client, path, **changes))


def saved(client: Client, path: str, **changes: Any) -> Any:
    """Open the form at the address, type the changes (None: clear it), press Save."""
    data = typed_on(context_of(client, path)) | changes
    return client.post(path, {name: value for name, value in data.items() if value is not None})


def confirmed(client: Client, response: Any) -> Any:
    """The answer; if it leads to a proposal that this person may accept alone, that is done."""
    place = getattr(response, "redirect_chain", [(response.headers.get("Location", ""), 0)])
    path = place[-1][0] if place else ""
    page = client.get(path) if "/admin/kb/proposal/" in path else None
    if page and page.status_code == 200 and "accept" in [one.name for one in page.context["offers"]]:
        client.post(path, {"_decision": "accept", "seen": page.context["seen"]}, follow=True)
    return response


def errors(response: Any) -> dict[str, list[str]]:
    """The messages of the form that came back; it did not save."""
    assert response.status_code == 200
    return {name: list(messages) for name, messages in response.context["adminform"].form.errors.items()}


def messages(response: HttpResponse | Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def seen_in_review(claim: Any) -> str:
    """What the page of its review sends along."""
    return review_digest(evidence_digest([claim]), outlook(claim, timezone.localdate()))


def rule(model: type[models.Model], name: str) -> str:
    """What an editor reads when the constraint is broken."""
    return next(str(one.violation_error_message) for one in model._meta.constraints if one.name == name)
