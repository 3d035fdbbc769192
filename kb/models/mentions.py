"""The index that the search reads: derived, rebuilt at will, never edited, never in a fixture."""

from __future__ import annotations

from django.db import models


class Word(models.Model):
    """A word that stands in something published, as `kb.search.terms` spells it.

    ``start`` is its first two characters: words are found by their beginning on every database with an ordinary index.
    """

    word = models.CharField(max_length=60)
    start = models.CharField(max_length=2)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["word"], name="kb_word_once")]
        indexes = [models.Index(fields=["start"], name="kb_word_start")]

    def __str__(self) -> str:
        return self.word


class Mention(models.Model):
    """That a word stands in a thing, known by its kind and its primary key; ``weight`` says how prominently."""

    class Place(models.TextChoices):
        FRAMEWORK = "framework", "framework"
        ASPECT = "aspect", "aspect"
        COMPANY = "company", "company"
        SOURCE = "source", "source"
        CLAIM = "claim", "claim"

    word = models.ForeignKey(Word, on_delete=models.DO_NOTHING, related_name="mentions", db_index=False)
    kind = models.CharField(max_length=10, choices=Place.choices)
    target = models.PositiveBigIntegerField()
    weight = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["word", "kind", "target"], name="kb_mention_once")]
        indexes = [models.Index(fields=["target", "kind", "word", "weight"], name="kb_mention_words")]

    def __str__(self) -> str:
        return f"{self.word} in {self.kind} {self.target}"
