"""Rows that are checked on every way in, not only in forms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NoReturn

from django.db import models


class CheckedQuerySet(models.QuerySet):
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
        for row in rows:
            row.full_clean()
        created = super().bulk_create(rows, *args, **options)
        _follow(created)
        return created

    def bulk_update(self, objs: Iterable[Any], fields: Sequence[str], batch_size: int | None = None) -> int:
        rows = list(objs)
        for row in rows:
            row.full_clean()
        count = models.QuerySet(self.model, using=self.db).bulk_update(rows, fields, batch_size)
        _follow(rows)
        return count


def _follow(rows: Collection[models.Model]) -> None:
    """Tell the roll-up of rows that were written without a signal."""
    from kb import rollup

    rollup.follow(rows)


class CheckedModel(models.Model):
    """A row whose rules hold whichever way it is saved. Costs one query for each rule that needs one."""

    objects = CheckedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row if it is valid, else raise ValidationError with a message per field."""
        self.full_clean()
        super().save(*args, **kwargs)


class SlugManager(models.Manager.from_queryset(CheckedQuerySet)):  # type: ignore[misc]
    """Finds a row by its natural key, the slug. One query."""

    def get_by_natural_key(self, slug: str) -> Any:
        return self.get(slug=slug)


class SluggedModel(CheckedModel):
    """A row that is known by its slug: in addresses, fixtures and files."""

    objects = SlugManager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str]:
        return (self.slug,)  # type: ignore[attr-defined]


def lines(text: str) -> list[str]:
    """The non-empty lines of a text, stripped: how aliases are kept."""
    return [line.strip() for line in text.splitlines() if line.strip()]
