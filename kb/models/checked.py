"""Rows that are checked on every way in, not only in forms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any, ClassVar, NoReturn

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, router, transaction
from django.dispatch import Signal

from kb.models import constraints, name_rules
from kb.models.industries import IndustryField, listed_industry
from kb.texts import CONTROL_FAULT, LONGEST_SLUG, LONGEST_TEXT, cleaned, free_slug, holds_unprintable, slug_of

NO_SLUG, SLUG_NEEDED = "No slug can be made of this: type one of letters, digits and hyphens.", "kb_slug_needed"
MADE_SLUG = "Left empty, it is made of the name, with words for its marks: c-sharp."

# within the transaction of a bulk write; ``rows`` are of one model
rows_making = Signal()  # new rows, before they are written
rows_changing = Signal()  # stored rows, before they are written again
rows_written = Signal()

# the slug and names of a ``row`` are checked, but for fields to ``exclude``; who may not have them, raises
row_naming = Signal()


class CheckedQuerySet(models.QuerySet[Any]):
    """Bulk writes that run the same rules as a form, or refuse.

    ``update()`` is refused: it would skip the rules, the history and the roll-up. Write rows
    with ``save()``, or many of them with simple-history's bulk helpers, which come through here.
    """

    def update(self, **values: Any) -> NoReturn:
        raise TypeError(
            f"{self.model.__name__}.objects.update() would skip rules and history; "
            "use save(), or simple_history.utils.bulk_update_with_history()."
        )

    def bulk_create(self, objs: Iterable[Any], *args: Any, **options: Any) -> list[Any]:
        rows = list(objs)
        with transaction.atomic(using=self.db):
            _check(rows)
            rows_making.send(sender=self.model, rows=rows)
            created = super().bulk_create(rows, *args, **options)
            rows_written.send(sender=self.model, rows=created)
        return created

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        rows = list(objs)
        with transaction.atomic(using=self.db):
            _check(rows)
            rows_changing.send(sender=self.model, rows=rows)
            count = models.QuerySet(self.model, using=self.db).bulk_update(rows, fields, batch_size)
            rows_written.send(sender=self.model, rows=rows)
        return count


def _check(rows: Collection[models.Model]) -> None:
    for row in rows:
        row.full_clean()
    name_rules.check_names_among(rows)


class CheckedModel(models.Model):
    """A row whose rules hold whichever way it is saved. Costs one query for each rule that needs one."""

    objects: ClassVar[Any] = CheckedQuerySet.as_manager()
    verbatim: ClassVar[frozenset[str]] = frozenset()  # texts that stay as they are to the last blank
    longest: ClassVar[Mapping[str, int]] = {}  # characters of texts of lines that are longer than others
    _sound: tuple[models.BaseConstraint, ...] = ()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row if it is valid, else raise ValidationError with a message per field.

        One transaction with its history and the cells that follow from it.
        """
        with transaction.atomic():
            self.full_clean()
            super().save(*args, **kwargs)

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Clean every text; refuse, besides what Django does, characters that a file or a database could not keep."""
        self.clean_texts(exclude or ())
        faults: dict[str, Any] = {}
        try:
            super().clean_fields({*(exclude or ()), *constraints.existing_ends(self, exclude or ())})
        except ValidationError as error:
            faults = error.update_error_dict(faults)
        for field in self._meta.fields:
            if field.name not in (exclude or ()) and (broken := self._text_faults(field)):
                faults.setdefault(field.name, []).extend(broken)
        if faults:
            raise ValidationError(faults)

    def _text_faults(self, field: models.Field[Any, Any]) -> list[ValidationError]:
        """What Django does not look at: control characters, and the length of a text of lines. No query, or one for a
        text that is too long; what is stored already stays.
        """
        text = getattr(self, field.attname)
        if not isinstance(text, str):
            return []
        faults = [ValidationError(CONTROL_FAULT)] if holds_unprintable(text) else []
        most = longest_text(type(self), field)
        if isinstance(field, models.TextField) and len(text) > most and not self._is_stored(field.attname, text):
            faults.append(too_long(most, len(text)))
        return faults

    def _is_stored(self, column: str, text: str) -> bool:
        return bool(self.pk) and type(self)._base_manager.filter(pk=self.pk, **{column: text}).exists()

    def clean_texts(self, exclude: Collection[str] = ()) -> None:
        """What is stored is what is compared: see `kb.texts.cleaned`."""
        for field in self._meta.fields:
            text = getattr(self, field.attname)
            if isinstance(text, str) and is_text(field) and field.name not in exclude:
                setattr(self, field.attname, cleaner(type(self), field)(text))

    def _perform_unique_checks(self, unique_checks: list[tuple[Any, tuple[str, ...]]]) -> Any:
        """Ask about all at once, and about each, as Django does, only if another row has something of them."""
        if constraints.alone(self, unique_checks, router.db_for_write(type(self), instance=self)):
            return {}
        return super()._perform_unique_checks(unique_checks)  # type: ignore[misc]

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Ask about all conditions at once, and about each, as Django does, only if they do not hold together; so of
        what is unique.
        """
        known = {field.name for field in self._meta.fields} - {*(exclude or ())}
        self._sound = constraints.sound(self, known, router.db_for_write(type(self), instance=self))
        try:
            super().validate_constraints(exclude)
        finally:
            self._sound = ()

    def get_constraints(self) -> Any:
        """Those that are left to ask about."""
        groups = super().get_constraints()
        return [(model, [rule for rule in group if rule not in self._sound]) for model, group in groups]


class SlugManager(models.Manager.from_queryset(CheckedQuerySet)):  # type: ignore[misc]
    """Finds a row by its natural key, the slug. One query."""

    def get_by_natural_key(self, slug: str) -> Any:
        return self.get(slug=slug)


class SluggedModel(CheckedModel):
    """A row that is known by its slug: in addresses, fixtures and files."""

    objects: ClassVar[Any] = SlugManager()
    slug_from: ClassVar[str] = "name"

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """As for every row; and a slug is made of the name where there is none. One query for it."""
        if not self.slug and "slug" not in (exclude or ()):  # type: ignore[has-type]
            self.slug = made_slug(type(self)._default_manager.exclude(pk=self.pk), getattr(self, self.slug_from))
        super().clean_fields(exclude)
        require_slug(self, exclude)
        row_naming.send(sender=type(self), row=self, exclude=exclude or ())

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        """Names are unique whatever their case. One query more for a row with a name."""
        faults: dict[str, Any] = {}
        try:
            super().validate_unique(exclude)
        except ValidationError as error:
            faults = error.update_error_dict(faults)
        if name_rules.has_names(type(self)) and "name" not in {*(exclude or ()), *faults}:
            name_rules.check_name(self)
        if faults:
            raise ValidationError(faults)


def made_slug(rows: models.QuerySet[Any], name: str) -> str:
    """A slug for the name that none of the rows has. One query, or none where the name has no letter for it."""
    if not (start := slug_of(name)):
        return ""
    slugs = rows.filter(slug__startswith=start[: LONGEST_SLUG - 8]).values_list("slug", flat=True)
    return free_slug(name, {*slugs})


def require_slug(row: Any, exclude: Collection[str] | None) -> None:
    """Refuse a row whose name gives no slug and that has none of its own."""
    if not row.slug and "slug" not in (exclude or ()):
        raise ValidationError({"slug": ValidationError(NO_SLUG, code=SLUG_NEEDED)})


def longest_text(model: type[models.Model], field: models.Field[Any, Any]) -> int:
    """How many characters a text of lines may have."""
    return field.max_length or getattr(model, "longest", {}).get(field.name, LONGEST_TEXT)


def too_long(most: int, length: int) -> ValidationError:
    """In the words that Django has for a text of one line."""
    rule = MaxLengthValidator(most)
    return ValidationError(rule.message, code=rule.code, params={"limit_value": most, "show_value": length})


def is_text(field: models.Field[Any, Any]) -> bool:
    """Whether a field holds words, which are cleaned before they are stored."""
    return isinstance(field, models.CharField | models.TextField)


def cleaner(model: type[models.Model], field: models.Field[Any, Any]) -> Callable[[str], str]:
    """What makes of a text the one that the field of the model stores."""
    if field.name in getattr(model, "verbatim", ()):
        return str
    if isinstance(field, IndustryField):
        return listed_industry
    return partial(cleaned, multiline=True) if isinstance(field, models.TextField) else cleaned


def clean_text(model: type[models.Model], field: models.Field[Any, Any], text: str) -> str:
    """A text as the field of the model stores it."""
    return cleaner(model, field)(text)
