"""Words that lead to a list of the admin, or to the page of a row."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString


def list_link(model: type[models.Model], words: object, **lookups: Any) -> SafeString:
    """The words, leading to the rows of a table for which the lookups hold."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return format_html('<a href="{}?{}">{}</a>', address, urlencode(lookups), words)


def row_link(row: models.Model, words: object) -> SafeString:
    """The words, leading to the admin page of the row."""
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', address, words)
