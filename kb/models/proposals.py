"""Changes of what is public, until somebody else has decided on them."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

LONGEST_ENTRY = 200_000  # of what was typed; of more only what it changes is kept


class Proposal(models.Model):
    """What somebody wants to change, why, and which cells it would change. For editors; never in a file or on a page.

    ``table`` and ``key`` are of the row that it is about (no key: a new one), ``changes`` is what its ``deed`` carries
    out: see `kb.editing.trials` for rows. ``cells`` are the first that would change: name, before, after. ``page`` and
    ``entry`` bring back the form that it was typed into.
    """

    class Stage(models.TextChoices):
        OPEN = "open", "waits"
        SENT_BACK = "sent-back", "sent back"
        WITHDRAWN = "withdrawn", "withdrawn"
        ACCEPTED = "accepted", "accepted"
        REFUSED = "refused", "refused"

    class Deed(models.TextChoices):
        ROWS = "rows", "change"
        MERGE = "merge", "merge"
        UNDO = "undo", "undo a merge"

    title = models.CharField("what", max_length=300)
    table = models.CharField(max_length=40)
    key = models.PositiveBigIntegerField(null=True)
    deed = models.CharField(max_length=6, choices=Deed, default=Deed.ROWS)
    changes = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    cells = models.JSONField("first cells that change", default=list)
    cell_count = models.PositiveIntegerField("cells that change", default=0)
    reason = models.CharField(max_length=300)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField("made", auto_now_add=True)
    page = models.CharField(max_length=300)
    entry = models.TextField(blank=True, max_length=LONGEST_ENTRY)
    stage = models.CharField(max_length=9, choices=Stage, default=Stage.OPEN)
    comment = models.TextField(max_length=1000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField("decided", null=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["stage", "id"], name="kb_proposal_stage"),
            models.Index(fields=["table", "key", "stage"], name="kb_proposal_row"),
        ]

    def __str__(self) -> str:
        return self.title
