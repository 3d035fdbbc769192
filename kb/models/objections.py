"""What visitors say is wrong: unasked, without an account, and read by nobody but editors."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from kb.texts import CONTROL_FAULT, cleaned, holds_unprintable


class Objection(models.Model):
    """Somebody says that a page is wrong. Plain text; nothing is kept of who sent it; never in a file or on a page."""

    class Progress(models.TextChoices):
        OPEN = "open", "open"
        MENDED = "mended", "right: mended"
        REFUTED = "refuted", "not right: all stays"
        SPAM = "spam", "says nothing"

    path = models.CharField("page", max_length=300)
    text = models.TextField("what is wrong", max_length=2000)
    source = models.CharField("a source that says so", max_length=500, blank=True)
    sent_at = models.DateTimeField("sent", default=timezone.now, editable=False)
    state = models.CharField(max_length=8, choices=Progress, default=Progress.OPEN)
    answer = models.TextField(max_length=1000, blank=True, help_text="For other editors: what was done, and why.")
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    settled_at = models.DateTimeField("settled", null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("change", "view")
        indexes = [
            models.Index(fields=["state", "-id"], name="kb_objection_state"),
            models.Index(fields=["sent_at"], name="kb_objection_sent_at"),
        ]

    def __str__(self) -> str:
        return f"{self.path}, {self.sent_at:%Y-%m-%d}"

    def clean_fields(self, exclude: Any = None) -> None:
        """Texts are stored clean, as everywhere."""
        if holds_unprintable(self.text.replace("\n", " ").replace("\r", " ").replace("\t", " ")):
            raise ValidationError({"text": CONTROL_FAULT})
        if holds_unprintable(self.source):
            raise ValidationError({"source": CONTROL_FAULT})
        self.text, self.answer = (cleaned(text, multiline=True) for text in (self.text, self.answer))
        self.source = cleaned(self.source)
        super().clean_fields(exclude)
