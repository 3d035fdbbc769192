"""What the site keeps for itself: prepared pieces of pages. Losing them costs time, never truth."""

from __future__ import annotations

from django.db import models

from kb.models import Cell


class Piece(models.Model):
    """The inner part of a stored cell as `compare.display.pieces` writes it, the same for everybody on any day.

    ``version`` says which program wrote it: a piece of another one is not read.
    """

    cell = models.OneToOneField(
        Cell, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="piece"
    )
    version = models.CharField(max_length=12)
    text = models.TextField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Piece of cell {self.pk}"
