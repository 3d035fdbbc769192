"""The history of a row, kept by simple-history."""

from __future__ import annotations

from functools import cache
from typing import Any

from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords


class MadeOnceManager(HistoryManager):  # type: ignore[misc]
    """A class of managers, made once: simple-history makes one for each look at a history, and each save looks."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type, class_name: str | None = None) -> Any:
        return super().from_queryset(queryset_class, class_name)


def row_history(**options: Any) -> Any:
    """The history of a model, a row for each change; ``options`` as HistoricalRecords takes them."""
    return HistoricalRecords(history_manager=MadeOnceManager, **options)
