"""The rows that a fixture speaks of, found by natural key without a query for each."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import Any

from django.db import models

from kb.exchange.fixture import FIXTURE_ORDER, RowName
from kb.importing.matching import chunks
from kb.models import Claim
from kb.texts import holds_unprintable

Key = tuple[str | None, ...]

IN_FIXTURES = frozenset(FIXTURE_ORDER)
KNOWN_BY = {
    "kb.claim": ("key",),
    "kb.gap": ("framework", "aspect", "company"),
    "kb.option": ("aspect", "slug"),
    "kb.reading": ("source", "framework"),
    "kb.resolution": ("framework", "aspect", "company"),
    "kb.sourcelink": ("from_source", "to_source", "kind"),
}
BY_SLUG = ("slug",)
MAY_BE_EMPTY = "company"


class Known:
    """The rows that objects of a fixture are about or refer to: read together, and kept up with what is written.

    Claims, which are many and which only readings name, are known as long as the objects they were looked up for.
    """

    def __init__(self) -> None:
        self._rows: dict[type[models.Model], dict[Key, Any]] = defaultdict(dict)

    def look_up(self, model: type[models.Model], objects: Iterable[dict[str, Any]]) -> None:
        """Read what these objects of a model are about or refer to. A query for each 500 keys of a model."""
        self._rows.pop(Claim, None)
        keys_of: dict[type[models.Model], set[Key]] = defaultdict(set)
        for obj in objects:
            for target, key in ((model, key_of(obj)), *_references(model, obj["fields"])):
                if key and key not in self._rows[target]:
                    keys_of[target].add(key)
        for target, keys in keys_of.items():
            self._rows[target] |= dict.fromkeys(keys)
            self._read(target, keys)

    def _read(self, model: type[models.Model], keys: Collection[Key]) -> None:
        parts = KNOWN_BY.get(model._meta.label_lower, BY_SLUG)
        place = parts.index("aspect") if "aspect" in parts else 0
        related = [part for part in parts if model._meta.get_field(part).is_relation]
        column = f"{parts[place]}__slug" if parts[place] in related else parts[place]
        rows = model._default_manager.select_related(*related)
        for portion in chunks({key[place] for key in keys if len(key) == len(parts)}):
            by_key = {row.natural_key(): row for row in rows.filter(**{f"{column}__in": portion})}  # type: ignore[attr-defined]
            self._rows[model] |= {key: row for key, row in by_key.items() if not self.find(model, key)}

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

    def keep_under(self, row: Any, key: Key) -> None:
        """The key leads to this stored row, which has another one."""
        self._rows[type(row)][key] = row

    def forget(self, row: Any) -> None:
        """The row was not written after all."""
        self._rows[type(row)][row.natural_key()] = None


def key_of(obj: dict[str, Any]) -> Key | None:
    """The natural key that an object gives itself; None where it has none, or one that takes a closer look."""
    key = []
    for part in KNOWN_BY.get(obj["model"].lower(), BY_SLUG):
        value = obj["fields"].get(part)
        key.append(value[0] if isinstance(value, list) and len(value) == 1 else value)
        if not value and part != MAY_BE_EMPTY:
            return None
    return plain_key(key)


def names_in(text: str) -> set[RowName]:
    """The rows that a fixture holds. JSONDecodeError or TypeError for a text that is none."""
    return {(obj["model"], key) for obj in json.loads(text) if (key := key_of(obj))}


def plain_key(value: Any) -> Key | None:
    """A natural key as a file writes it; None if it is none, or has characters on which databases choke."""
    if not isinstance(value, list):
        return None
    for part in value:
        if part is not None and (not isinstance(part, str) or holds_unprintable(part)):
            return None
    return tuple(value) or None


def _references(model: type[models.Model], fields: dict[str, Any]) -> Iterator[tuple[type[models.Model], Key | None]]:
    for name, related in _relations(model):
        if fields.get(name):
            yield related, plain_key(fields[name])


@cache
def _relations(model: type[models.Model]) -> list[tuple[str, type[models.Model]]]:
    """The fields that refer to rows which fixtures hold, with the models of these."""
    fields: list[Any] = [
        field for field in model._meta.fields if field.is_relation and field.related_model in IN_FIXTURES
    ]
    return [(field.name, field.related_model) for field in fields]
