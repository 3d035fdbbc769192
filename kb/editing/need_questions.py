"""What people may have the chooser ask: nothing that nobody has reviewed.

A need is saved at once and shows its question to anybody (`kb.rows.public_things`), so it would make public what one
person wrote. What code writes without a person goes on as it does.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError

from kb.editing import trials
from kb.editing.authorship import four_eyes
from kb.models import Need
from kb.models.checked import row_naming

UNSEEN_QUESTION = "Nobody sees “{}” yet, and nobody has reviewed it: publish a claim about it first, then ask it here."


def connect() -> None:
    """Look at every need before it is written."""
    row_naming.connect(_look, sender=Need)


def _look(row: Need, exclude: Collection[str], **kwargs: Any) -> None:
    """One query or two for what a person writes, one more where the question is new to it."""
    if "aspect" in exclude or trials.is_free(row) or not four_eyes():
        return
    if row.pk and Need.objects.filter(pk=row.pk, aspect=row.aspect_id).exists():
        return
    if not trials.is_public(row.aspect):
        raise ValidationError({"aspect": UNSEEN_QUESTION.format(row.aspect)})
