"""Slugs that rows lose, noted at every save and deletion: what anybody could see keeps leading to its row.

What only editors know of has no address yet. If its old slugs led on once it is published, whoever wrote them would
have made addresses that nobody reviewed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models.signals import post_delete, pre_save

from kb.evidence.kinds import KINDS
from kb.models import FormerSlug
from kb.models.former_slugs import HOLDER_MODELS, end_leads, room_of
from kb.models.kind_models import NAME_OF_MODEL
from kb.rows.public_things import public_keys


def connect() -> None:
    for model in HOLDER_MODELS.values():
        pre_save.connect(_note_rename, sender=model)
        post_delete.connect(_forget, sender=model)


def _note_rename(sender: Any, instance: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
    """Keep the slug that a row is about to lose, if it is on a page; the one that it takes leads nowhere else any more,
    nor does the one of an option that moves to another aspect.

    One query if the slug is new, four or so if it has changed.
    """
    if update_fields is not None and {"slug", "aspect", "aspect_id"}.isdisjoint(update_fields):
        return
    kind = NAME_OF_MODEL[sender]
    stored = sender._default_manager.filter(pk=instance.pk).first() if instance.pk else None
    places = {(room_of(row), row.slug) for row in (instance, stored) if row is not None}
    if stored is not None and len(places) == 1:
        return
    end_leads(kind, places)
    if stored is not None and stored.slug != instance.slug and public_keys(KINDS[kind], [instance.pk]):
        FormerSlug.objects.create(kind=kind, slug=stored.slug, target=instance.pk)


def _forget(sender: Any, instance: Any, **kwargs: Any) -> None:
    """What is gone has no address to lead to."""
    FormerSlug.objects.filter(kind=NAME_OF_MODEL[sender], target=instance.pk).delete()
