"""Documents, what they depend on, and their texts as read."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from kb.evidence.document_identity import address_key
from kb.models.checked import CheckedModel, CheckedQuerySet, SluggedModel

SHA256 = RegexValidator(r"\A[0-9a-f]{64}\Z", "A SHA-256 sum is 64 lower-case hexadecimal digits.")

# The columns of a source that tell its document from others, and what two sources share if they are equal.
DOCUMENT_KEYS = {"address_key": "the same address", "archive_key": "the same archive copy", "sha256": "the same text"}


class Source(SluggedModel):
    """One document. When it was published and when we read it are two dates."""

    class Kind(models.TextChoices):
        OFFICIAL = "official", "official documentation"
        REPOSITORY = "repository", "repository"
        SURVEY = "survey", "survey"
        MEASUREMENT = "measurement", "measurement"
        DIRECTORY = "directory", "self-reported directory"
        ARTICLE = "article", "article"
        BLOG = "blog", "blog"
        NOTE = "note", "note"
        VIDEO = "video", "video"
        GENERATED = "generated", "generated text"
        OTHER = "other", "other"

    class LinkState(models.TextChoices):
        UNCHECKED = "", "not checked"
        ANSWERS = "answers", "answers"
        MOVED = "moved", "moved"
        DEAD = "dead", "dead"
        UNCLEAR = "unclear", "unclear"

    title = models.CharField(max_length=250)
    slug = models.SlugField(max_length=60, unique=True)
    url = models.URLField(max_length=500, blank=True)
    version = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    author = models.CharField(max_length=120, blank=True)
    publisher = models.CharField(max_length=120, blank=True)
    published_on = models.DateField(null=True, blank=True)
    modified_on = models.DateField(null=True, blank=True)
    read_on = models.DateField(null=True, blank=True, help_text="When we read it. Empty: nobody has.")
    archive_url = models.URLField(max_length=500, blank=True)
    language = models.CharField(max_length=12, blank=True, help_text="For example en.")
    sha256 = models.CharField("SHA-256 of the text read", max_length=64, blank=True, validators=[SHA256])
    link_state = models.CharField(max_length=8, choices=LinkState.choices, blank=True, editable=False)
    link_checked_on = models.DateField(null=True, blank=True, editable=False)
    link_moved_to = models.URLField("moved to", max_length=500, blank=True, editable=False)
    archive_state = models.CharField(max_length=8, choices=LinkState.choices, blank=True, editable=False)
    another_document = models.BooleanField(
        default=False,
        help_text="Only if another source has its address, archive copy or text, and is another document all the same.",
    )
    address_key = models.CharField(max_length=64, blank=True, default="", editable=False)
    archive_key = models.CharField(max_length=64, blank=True, default="", editable=False)
    history = HistoricalRecords(excluded_fields=["address_key", "archive_key"])

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_on__isnull=True)
                | Q(modified_on__isnull=True)
                | Q(modified_on__gte=F("published_on")),
                name="kb_source_modified_after_published",
                violation_error_message="A source cannot be modified before it was published.",
            )
        ]
        indexes = [
            models.Index(fields=[column, "another_document"], name=f"kb_source_{column}") for column in DOCUMENT_KEYS
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        self.make_keys()

    def make_keys(self) -> None:
        """The keys by which its document is compared with others."""
        self.address_key = address_key(self.url, self.version)
        self.archive_key = address_key(self.archive_url)


class SourceLinkManager(models.Manager.from_queryset(CheckedQuerySet)):  # type: ignore[misc]
    """Finds a link by its natural key: both ends and the kind. One query."""

    def get_by_natural_key(self, from_source: str, to_source: str, kind: str) -> Any:
        return self.get(from_source__slug=from_source, to_source__slug=to_source, kind=kind)


class SourceLink(CheckedModel):
    """How one source depends on another. Only ``derives`` is followed when roots are counted."""

    class Relation(models.TextChoices):
        DERIVES = "derives", "its content comes from there"
        CITES = "cites", "it only refers to it"

    from_source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="links_out")
    to_source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=8, choices=Relation.choices)
    note = models.TextField(blank=True)
    objects: ClassVar[Any] = SourceLinkManager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["from_source", "kind", "to_source"]
        constraints = [
            models.UniqueConstraint(
                fields=["from_source", "to_source", "kind"],
                name="kb_sourcelink_once",
                violation_error_message="This link is recorded already.",
            ),
            models.CheckConstraint(
                condition=~Q(from_source=F("to_source")),
                name="kb_sourcelink_not_itself",
                violation_error_message="A source cannot depend on itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_source} {self.kind} {self.to_source}"

    def natural_key(self) -> tuple[str, str, str]:
        return (self.from_source.slug, self.to_source.slug, self.kind)

    natural_key.dependencies = ["kb.source"]  # type: ignore[attr-defined]


class Snapshot(CheckedModel):
    """The text of a source as read, for quote checks. Editors only; never exported, never shown publicly."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="snapshots")
    taken_on = models.DateField()
    sha256 = models.CharField("SHA-256", max_length=64, validators=[SHA256])
    text = models.TextField()
    history = HistoricalRecords(excluded_fields=["text"])

    class Meta:
        ordering = ["source", "-taken_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "sha256"],
                name="kb_snapshot_once",
                violation_error_message="This text of the source is kept already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.taken_on}"
