"""The bases that we ship, and what their earlier editions held that the present ones do not.

`kb/fixtures/NAME.json` is a base; `NAME.former.json` beside it, if there is one, names each row that an earlier
edition held, and its heir: where an old address leads.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

from kb.exchange.load_report import LOADING_REASON, LOADING_REASONS
from kb.exchange.natural_keys import Key
from kb.merging.references import tables
from kb.models import Claim, Framework
from kb.rows.statements import portions

SHIPPED_BASES = ("flask_vs_django", "python_web_frameworks")
"""Their names, in the order in which they are loaded: one may refer to rows of those before it."""

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
SHIPPED_KEYS_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class FormerRow:
    """A row that is in no edition any more, by its natural key, and that of its heir; None: it has none."""

    model: type[models.Model]
    key: Key
    heir: Key | None

    @property
    def name(self) -> str:
        """“aspect core-scope (framework-type)”, with its heir."""
        words = f"{self.model._meta.verbose_name} {_joined(self.key)}"
        return f"{words} ({_joined(self.heir)})" if self.heir else words


def _joined(key: Key) -> str:
    return "/".join(part for part in key if part)


def fixture_paths() -> list[str]:
    """The files of all shipped bases, in their order."""
    return [str(FIXTURES / f"{name}.json") for name in SHIPPED_BASES]


def former_rows() -> list[FormerRow]:
    """What earlier editions of all shipped bases held, in the order of the files."""
    return [row for name in SHIPPED_BASES for row in _former_rows(FIXTURES / f"{name}.former.json")]


def _former_rows(path: Path) -> Iterator[FormerRow]:
    if not path.exists():
        return
    for row in json.loads(path.read_text(encoding="utf-8")):
        heir = None if row["heir"] is None else tuple(row["heir"])
        yield FormerRow(apps.get_model(row["model"]), tuple(row["key"]), heir)


def is_empty() -> bool:
    """Whether the base has no framework and no claim. Two queries."""
    return not (Framework.objects.exists() or Claim.objects.exists())


def is_edited() -> bool:
    """Whether anybody or anything but a file has changed a row. One query for each table with a history."""
    pasts: list[Any] = [table.history for table in tables() if hasattr(table, "history")]
    return any(past.exclude(history_change_reason__in=LOADING_REASONS).exists() for past in pasts)


def holds_shipped() -> bool:
    """Whether this is the first shipped base, of any edition: at least half of its claims came from a file. Some five
    queries.
    """
    content: list[dict[str, Any]] = json.loads((FIXTURES / f"{SHIPPED_BASES[0]}.json").read_text(encoding="utf-8"))
    keys = [row["fields"]["key"] for row in content if row["model"] == "kb.claim"]
    first = Claim.history.filter(history_type="+", history_change_reason=LOADING_REASON)
    here: int = sum(first.filter(key__in=portion).count() for portion in portions(keys, SHIPPED_KEYS_AT_ONCE))
    return 2 * here >= len(keys)
