"""Rows that texts name otherwise than by their slugs: by a name or an alias, in any case.

Each question is one query, which reads the names of a whole table.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Model

from kb.models import Option
from kb.texts import lines, name_key


def slugs_by_name(model: type[Model], texts: Collection[str], title: str = "name") -> list[str]:
    """The slugs of all rows that one of these texts may name; ``title`` is the column with their name."""
    columns = ("slug", title, "aliases") if hasattr(model, "aliases") else ("slug", title)
    rows = model._default_manager.order_by("slug").values_list(*columns).iterator()
    return [slug for slug, *names in rows if _names_one(texts, slug, *names)]


def options_by_name(texts: Collection[str]) -> dict[str, str]:
    """The options of any aspect that one of these texts may name: label by slug."""
    rows = Option.objects.order_by("slug").values_list("slug", "label").iterator()
    return {slug: label for slug, label in rows if _names_one(texts, slug, label)}


def _names_one(texts: Collection[str], *names: str) -> bool:
    keys = {name_key(text) for text in texts}
    return any(name_key(name) in keys for text in names for name in lines(text))
