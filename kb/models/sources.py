"""Documents, what they depend on, and their texts as read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Substr
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone

from kb.evidence.document_identity import address_key
from kb.evidence.periods import parse_period
from kb.models import claim_rules
from kb.models.checked import MADE_SLUG, CheckedModel, CheckedQuerySet, SluggedModel
from kb.models.histories import row_history
from kb.models.link_chains import check_chain
from kb.models.subjects import Company, Framework
from kb.models.web_addresses import WebAddressField

DATE_HELP = "YYYY, YYYY-MM or YYYY-MM-DD, as the source says it. Empty: it says nothing."
DATES = ("published_on", "modified_on", "read_on")
SHA256 = RegexValidator(r"\A[0-9a-f]{64}\Z", "A SHA-256 sum is 64 lower-case hexadecimal digits.")

# The columns of a source that tell its document from others, and what two sources share if they are equal.
DOCUMENT_KEYS = {"address_key": "the same address", "archive_key": "the same archive copy", "sha256": "the same text"}


class WrittenDateField(models.CharField):  # type: ignore[type-arg]
    """A year, a month or a day, as it is written: 2024, 2024-05 or 2024-05-31. Blank is unknown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_length": 10, "blank": True, "default": ""}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"], kwargs["blank"], kwargs["default"]
        return name, path, args, kwargs

    def to_python(self, value: Any) -> Any:
        """Files of before have a null for an unknown day; code may give one as a date."""
        return value.isoformat() if isinstance(value, date) else value or ""


class Source(SluggedModel):
    """One document. When it was published and when we read it are two dates."""

    slug_from = "title"

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
    slug = models.SlugField(max_length=60, unique=True, blank=True, help_text=MADE_SLUG)
    url = WebAddressField(max_length=500, blank=True)
    version = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    author = models.CharField(max_length=120, blank=True)
    publisher = models.CharField(max_length=120, blank=True)
    published_on = WrittenDateField(validators=[claim_rules.valid_period], help_text=DATE_HELP)
    modified_on = WrittenDateField(validators=[claim_rules.valid_period], help_text=DATE_HELP)
    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, null=True, blank=True, related_name="own_sources",
        help_text="Whose own source it is: its documentation, its repository. Empty: of no framework.",
    )  # fmt: skip
    company = models.ForeignKey(
        Company, on_delete=models.PROTECT, null=True, blank=True, related_name="own_sources",
        help_text="Whose own source it is: its blog, its own list. Empty: of no company.",
    )  # fmt: skip
    read_on = models.DateField(null=True, blank=True, help_text="When we read it. Empty: nobody has.")
    archive_url = WebAddressField(max_length=500, blank=True)
    no_address_because = models.CharField(
        "why it has no address", max_length=200, blank=True, help_text="Only where there is none."
    )
    language = models.CharField(max_length=12, blank=True, help_text="For example en.")
    sha256 = models.CharField("SHA-256 of the text read", max_length=64, blank=True, validators=[SHA256])
    link_state = models.CharField(max_length=8, choices=LinkState.choices, blank=True, editable=False)
    link_checked_on = models.DateField(null=True, blank=True, editable=False)
    link_moved_to = WebAddressField("moved to", max_length=500, blank=True, editable=False)
    archive_state = models.CharField(max_length=8, choices=LinkState.choices, blank=True, editable=False)
    another_document = models.BooleanField(
        default=False,
        help_text="Only if another source has its address, archive copy or text, and is another document all the same.",
    )
    address_key = models.CharField(max_length=64, blank=True, default="", editable=False)
    archive_key = models.CharField(max_length=64, blank=True, default="", editable=False)
    history = row_history(excluded_fields=["address_key", "archive_key"])

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_on="")
                | Q(modified_on="")
                | Q(GreaterThanOrEqual(F("modified_on"), Substr("published_on", 1, Length("modified_on")))),
                name="kb_source_modified_after_published",
                violation_error_code="kb_source_modified_after_published",
                violation_error_message="A source cannot be modified before it was published.",
            ),
            models.CheckConstraint(
                condition=Q(framework__isnull=True) | Q(company__isnull=True),
                name="kb_source_one_owner",
                violation_error_code="kb_source_one_owner",
                violation_error_message="A source is a framework’s own or a company’s own, not both.",
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(no_address_because=""),
                name="kb_source_address_or_reason",
                violation_error_code="kb_source_address_or_reason",
                violation_error_message="It has an address: there is no reason why it has none.",
            ),
        ]
        indexes = [
            models.Index(fields=["title"], name="kb_source_title"),
            *(
                models.Index(fields=[column, "another_document"], name=f"kb_source_{column}")
                for column in DOCUMENT_KEYS
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """No date of a source lies in the future."""
        self.make_keys()
        faults = {name: "This day is still to come." for name in DATES if _begins_later(getattr(self, name))}
        if faults:
            raise ValidationError(faults)

    def make_keys(self) -> None:
        """The keys by which its document is compared with others."""
        self.address_key = address_key(self.url, self.version)
        self.archive_key = address_key(self.archive_url)


def _begins_later(written: Any) -> bool:
    """Whether a date, as it is written, begins after today; one that cannot be read is refused elsewhere."""
    day = Source._meta.get_field("published_on").to_python(written)
    try:
        return bool(day) and parse_period(day).start > timezone.localdate()
    except ValueError:
        return False


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
    stated = models.BooleanField(default=True, help_text="The document says so itself; else it is your inference.")
    note = models.TextField(blank=True, help_text="For an inference, the reason. Shown publicly.")
    objects: ClassVar[Any] = SourceLinkManager()
    history = row_history()

    class Meta:
        ordering = ["from_source", "kind", "to_source"]
        constraints = [
            models.UniqueConstraint(
                fields=["from_source", "to_source", "kind"],
                name="kb_sourcelink_once",
                violation_error_code="kb_sourcelink_once",
                violation_error_message="This link is recorded already.",
            ),
            models.CheckConstraint(
                condition=~Q(from_source=F("to_source")),
                name="kb_sourcelink_not_itself",
                violation_error_code="kb_sourcelink_not_itself",
                violation_error_message="A source cannot depend on itself.",
            ),
            models.CheckConstraint(
                condition=Q(stated=True) | ~Q(note=""),
                name="kb_sourcelink_inferred_has_reason",
                violation_error_code="kb_sourcelink_inferred_has_reason",
                violation_error_message="An inference needs its reason, in the note.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_source} {self.kind} {self.to_source}"

    def clean(self) -> None:
        claim_rules.check_inferred_link(self)
        if self.from_source_id and self.to_source_id:
            check_chain(self)

    def natural_key(self) -> tuple[str, str, str]:
        return (self.from_source.slug, self.to_source.slug, self.kind)

    natural_key.dependencies = ["kb.source"]  # type: ignore[attr-defined]


class ReadingManager(models.Manager.from_queryset(CheckedQuerySet)):  # type: ignore[misc]
    """Finds a reading by its natural key: source and framework. One query."""

    def get_by_natural_key(self, source: str, framework: str) -> Any:
        return self.get(source__slug=source, framework__slug=framework)


class Reading(CheckedModel):
    """A source was read in full for a framework: where it says nothing, it is silent.

    It covers every company, and every aspect that was asked by that day.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="readings")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="readings")
    read_on = models.DateField()
    objects: ClassVar[Any] = ReadingManager()
    history = row_history()

    class Meta:
        ordering = ["source", "framework"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "framework"],
                name="kb_reading_once",
                violation_error_code="kb_reading_once",
                violation_error_message="This source was read for this framework already; change that day.",
            )
        ]
        indexes = [models.Index(fields=["framework", "read_on", "source"], name="kb_reading_framework")]

    def __str__(self) -> str:
        return f"{self.source} for {self.framework}, {self.read_on}"

    def natural_key(self) -> tuple[str, str]:
        return (self.source.slug, self.framework.slug)

    natural_key.dependencies = ["kb.source", "kb.framework"]  # type: ignore[attr-defined]

    def clean(self) -> None:
        if _begins_later(self.read_on):
            raise ValidationError({"read_on": "This day is still to come."})


class Snapshot(CheckedModel):
    """The text of a source as read, for quote checks. Editors only; never exported, never shown publicly."""

    verbatim = frozenset({"text"})
    longest: ClassVar[Mapping[str, int]] = {"text": 6 * 2**20}  # more than `kb.documents.extraction` gives

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="snapshots")
    taken_on = models.DateField()
    sha256 = models.CharField("SHA-256", max_length=64, validators=[SHA256])
    text = models.TextField()
    history = row_history(excluded_fields=["text"])

    class Meta:
        ordering = ["source", "-taken_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "sha256"],
                name="kb_snapshot_once",
                violation_error_code="kb_snapshot_once",
                violation_error_message="This text of the source is kept already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.taken_on}"
