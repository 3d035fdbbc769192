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
from kb.texts import lines, name_key


def connect() -> None:
    """Look at every row that is known by its slug before it is written."""
    for model in HOLDER_MODELS.values():
        row_naming.connect(_look, sender=model)


def _look(row: Any, exclude: Collection[str], **kwargs: Any) -> None:
    """One query for what a person writes, a few more where its slug leads on, two where it has aliases."""
    if trials.is_free(row):
        return
    if "slug" not in exclude:
        check_slug(row)
    if "aliases" not in exclude and hasattr(row, "aliases") and row.aliases:
        check_aliases(row)


def check_slug(row: Any) -> None:
    """Refuse a slug that leads on to another row that anybody may see: that would have its address no more."""
    holder = next((other for other in former_holders(row) if trials.is_public(other)), None)
    if holder is not None:
        raise ValidationError({"slug": f"This address leads on to “{holder}” ({holder.slug}); choose another."})


def check_aliases(row: Any) -> None:
    """Refuse a new alias that is a slug, name or alias of another row, whatever its case. One query for those that it
    has; one more, which reads all names of the table, for new ones.
    """
    rows = type(row)._default_manager
    stored = rows.filter(pk=row.pk).values_list("aliases", flat=True).first() if row.pk else ""
    fresh = {name_key(alias): alias for alias in lines(row.aliases)}
    for alias in lines(stored or ""):
        fresh.pop(name_key(alias), None)
    if not fresh:
        return
    faults = [
        f"“{fresh[key]}” is a name of {slug} already."
        for slug, name, aliases in rows.exclude(pk=row.pk).order_by("slug").values_list("slug", "name", "aliases")
        for key in fresh.keys() & {name_key(word) for word in (slug, name, *lines(aliases))}
    ]
    if faults:
        raise ValidationError({"aliases": sorted(faults)})
