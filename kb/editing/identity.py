"""What people may call a row, so that none passes for another one. What code writes without a person (commands, files)
goes on as it does, and so does what has been decided on.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError

from kb.editing import trials
from kb.models.checked import row_naming
from kb.models.former_slugs import HOLDER_MODELS, former_holders


def connect() -> None:
    """Look at every row that is known by its slug before it is written."""
    for model in HOLDER_MODELS.values():
        row_naming.connect(_look, sender=model)


def _look(row: Any, exclude: Collection[str], **kwargs: Any) -> None:
    """One query for what a person writes, a few more where its slug leads on."""
    if not trials.is_free(row) and "slug" not in exclude:
        check_slug(row)


def check_slug(row: Any) -> None:
    """Refuse a slug that leads on to another row on which published cells rest: that would have its address no more."""
    holder = next((other for other in former_holders(row) if trials.rests_on(other)), None)
    if holder is not None:
        raise ValidationError({"slug": f"This address leads on to “{holder}” ({holder.slug}); choose another."})
