"""The list of tables that the admin shows beside its pages, made when a page shows it: some have no room for it, and
the front page has its own.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject


def prepare(site: AdminSite) -> None:
    """The site lists its tables when somebody looks at the list."""
    tables = site.get_app_list

    def listed(request: HttpRequest, app_label: str | None = None) -> Any:
        return SimpleLazyObject(partial(tables, request, app_label))

    site.get_app_list = listed  # type: ignore[method-assign]
