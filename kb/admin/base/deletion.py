"""What stands in the way of deleting rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.admin.utils import NestedObjects
from django.db import models, router
from django.http import HttpRequest
from django.utils.html import format_html

from kb.admin.base.row_links import row_link

MOST_OBSTACLES = 20


def protected_rows(rows: Iterable[models.Model], model: type[models.Model]) -> list[models.Model]:
    """Rows of other tables that would lose what they name, in a few queries, however many they are."""
    collector = NestedObjects(using=router.db_for_write(model))
    collector.collect(list(rows))
    return list(collector.protected)


def obstacles(site: Any, request: HttpRequest, rows: Iterable[models.Model]) -> list[str]:
    """The first rows of each table, each with a link, and how many more there are. One query a table."""
    keys: dict[type[models.Model], list[Any]] = defaultdict(list)
    for row in rows:
        keys[type(row)].append(row.pk)
    links: list[str] = []
    for model, pks in keys.items():
        first = site.get_model_admin(model).get_queryset(request).filter(pk__in=pks)[:MOST_OBSTACLES]
        links += [format_html("{}: {}", model._meta.verbose_name, row_link(row, row)) for row in first]
        if (more := len(pks) - MOST_OBSTACLES) > 0:
            links.append(f"and {more} more of {model._meta.verbose_name_plural}")
    return links
