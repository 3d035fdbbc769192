"""The rows that a fixture speaks of, found by natural key without a query for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models

from kb.fixture import ORDER
from kb.importing.matching import chunks
from kb.models.checked import NO_TEXT

Key = tuple[str | None, ...]

IN_FIXTURES = frozenset(ORDER)
KNOWN_BY = {
    "kb.claim": ("key",),
    "kb.gap": ("framework", "aspect", "company"),
    "kb.option": ("aspect", "slug"),
    "kb.resolution": ("framework", "aspect", "company"),
    "kb.sourcelink": ("from_source", "to_source", "kind"),
}
BY_SLUG = ("slug",)
MAY_BE_EMPTY = "company"


class Known:
    """The rows that objects of a fixture are about or refer to: read at once, and kept up with what is written.

    A query for each 500 keys of a model.
    """

    def __init__(self, objects: Iterable[dict[str, Any]]) -> None:
        self._rows: dict[type[models.Model], dict[Key, Any]] = defaultdict(dict)
        for obj in objects:
            model = apps.get_model(obj["model"])
            for named, key in ((model, key_of(obj)), *_references(model, obj["fields"])):
                if key:
                    self._rows[named][key] = None
        for model in self._rows:
            self._read(model)

    def _read(self, model: type[models.Model]) -> None:
        parts = KNOWN_BY.get(model._meta.label_lower, BY_SLUG)
        place = parts.index("aspect") if "aspect" in parts else 0
        related = [part for part in parts if model._meta.get_field(part).is_relation]
        column = f"{parts[place]}__slug" if parts[place] in related else parts[place]
        rows = model._default_manager.select_related(*related)
        for some in chunks({key[place] for key in self._rows[model] if len(key) == len(parts)}):
            self._rows[model] |= {row.natural_key(): row for row in rows.filter(**{f"{column}__in": some})}  # type: ignore[attr-defined]

    def covers(self, model: type[models.Model], key: Key | None) -> bool:
        """Whether it was looked for: what is not found then is not there."""
        return key in self._rows[model]

    def find(self, model: type[models.Model], key: Key | None) -> Any | None:
        return self._rows[model].get(key) if key else None

    def keep(self, row: Any, renamed: bool = False) -> None:
        """The row is written, and what its key leads to. If it had another one, nothing that was read is sure."""
        if renamed:
            self._rows.clear()
        self._rows[type(row)][row.natural_key()] = row


def key_of(obj: dict[str, Any]) -> Key | None:
    """The natural key that an object gives itself; None where it has none, or one that takes a closer look."""
    key = []
    for part in KNOWN_BY.get(obj["model"].lower(), BY_SLUG):
        value = obj["fields"].get(part)
        key.append(value[0] if isinstance(value, list) and len(value) == 1 else value)
        if not value and part != MAY_BE_EMPTY:
            return None
    return plain_key(key)


def plain_key(value: Any) -> Key | None:
    """A natural key as a file writes it; None if it is none, or has characters on which databases choke."""
    if not isinstance(value, list):
        return None
    texts = all(part is None or (isinstance(part, str) and not NO_TEXT.search(part)) for part in value)
    return tuple(value) if value and texts else None


def _references(model: type[models.Model], fields: dict[str, Any]) -> Iterator[tuple[type[models.Model], Key | None]]:
    for field in model._meta.fields:
        if field.is_relation and field.related_model in IN_FIXTURES:
            yield field.related_model, plain_key(fields.get(field.name))
