"""Rows that change, and the cells that follow them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kb.derived import upkeep
from kb.models import Cell, Claim
from tests import factories
from tests.kb.bases import cells, counts


@contextmanager
def followed() -> Iterator[None]:
    """What happens within changes cells, and they then equal those of a rebuilt base."""
    before, revision = cells(), upkeep.revision()
    yield
    after, added_up = cells(), counts()
    upkeep.rebuild()
    assert (after, added_up) == (cells(), counts())
    assert after != before
    assert upkeep.revision() > revision


def contested() -> tuple[Claim, Claim]:
    yes = factories.claim()
    return yes, factories.claim(framework=yes.framework, aspect=yes.aspect, boolean=False)


def only() -> Cell:
    return Cell.objects.get()


def save(row: Any, **fields: Any) -> None:
    """Save a row with other values."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
