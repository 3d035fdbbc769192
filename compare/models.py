"""What the site keeps for itself: prepared rows of tables. Losing them costs time, never truth."""

from __future__ import annotations

from django.db import models

from kb.models.rollup import PlaceField


class PreparedRow(models.Model):
    """A row of stored cells as `compare.display.pieces` packs it, the same for everybody on any day.

    ``version`` says which program wrote it: a row of another one is not read. The ``sources`` of its cells, and what
    they bring to a summary, their ``points``, stand apart, for those tables that show them.
    """

    place = PlaceField(max_length=250, primary_key=True)
    version = models.CharField(max_length=12)
    text = models.TextField()
    sources = models.TextField()
    points = models.TextField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Prepared row {self.place}"
