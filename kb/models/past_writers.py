"""Who wrote what, where no history says so any more: it was forgotten with a withdrawal, or is another's by a merge."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class PastWriter(models.Model):
    """A person wrote something of a row until a moment (null: from the first on). Never in a fixture."""

    kind = models.CharField(max_length=10)  # claim, or that of a thing
    target = models.PositiveBigIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "target", "person"], name="kb_pastwriter_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}: {self.person_id}"
