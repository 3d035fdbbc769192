"""What an import finds in the base: words, stored claims, and what makes a claim the same as another.

A fixed number of queries, and one for each chunk of keys and of sources that a file names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from kb.evidence.kinds import BY_COLUMN, REFERENCES
from kb.models import Claim, Option, Resolution, Withdrawal
from kb.models.kind_models import KIND_MODELS
from kb.models.withdrawals import CLAIM_KIND

CHUNK = 500
KEY = re.compile(r"[A-Za-z0-9_-]{1,200}")
REFERS = {column: KIND_MODELS[kind.name] for column, kind in REFERENCES.items()}
IDENTITY = (
    "source_id", "locator", "framework_id", "aspect_id", "company_id", "option_id", "number", "boolean", "text",
    "scope_id", "compared_to_id", "as_of",
)  # fmt: skip
DUPLICATE = Claim.RetireReason.DUPLICATE  # of another claim, which the constraint lets it be equal to
FILLER: dict[str, Any] = {"boolean": False}  # as the constraint kb_claim_once fills what is empty; else 0

_T = TypeVar("_T")
Identity = tuple[Any, ...]


def chunks(of: Iterable[_T], size: int = CHUNK) -> Iterator[list[_T]]:
    """Portions of so many rows, the last one shorter; reads no further than the portion."""
    rest = iter(of)
    while portion := list(islice(rest, size)):
        yield portion


class ReferenceIndex:
    """Rows that a claim can refer to, by slug. Six queries."""

    def __init__(self) -> None:
        rows: dict[type[Model], dict[str, Any]] = {
            model: {row.slug: row for row in model._default_manager.order_by()} for model in set(REFERS.values())
        }
        self.rows = {column: rows[model] for column, model in REFERS.items()}
        self.options: dict[tuple[int, str], Option] = {
            (option.aspect_id, option.slug): option for option in Option.objects.order_by()
        }


def stored_claims(keys: Collection[str]) -> dict[str, Claim]:
    """The claims with these keys, with all that they refer to. A query for each chunk of keys."""
    return {
        claim.key: claim
        for chunk in chunks(sorted(key for key in keys if KEY.fullmatch(key)))
        for claim in Claim.objects.select_related(*BY_COLUMN).filter(key__in=chunk)
    }


def identities(sources: Collection[int]) -> dict[Identity, str]:
    """What the claims of these sources are, and the key of each, but of duplicates. A query for each chunk of them."""
    keys_by_identity: dict[Identity, str] = {}
    for portion in chunks(sorted(sources)):
        claims: QuerySet[Any] = Claim.objects.filter(source__in=portion).exclude(retire_reason=DUPLICATE)
        for key, *values in claims.order_by().values_list("key", *IDENTITY).iterator():
            keys_by_identity[filled(values)] = key
    return keys_by_identity


def identity(claim: Claim) -> Identity:
    """What no other claim may be the same in: the columns of the constraint ``kb_claim_once``."""
    return filled([getattr(claim, name) for name in IDENTITY])


def filled(values: Sequence[Any]) -> Identity:
    """An identity whose unknown values are as the constraint fills them, so that they compare equal."""
    return tuple(FILLER.get(name, 0) if value is None else value for name, value in zip(IDENTITY, values, strict=True))


def resolved_claims() -> set[int]:
    """Claims that a resolution has judged: they stay in their cell. One query."""
    return set(Resolution.claims.through.objects.values_list("claim_id", flat=True))


class Keys:
    """Makes keys as `rules.next_key` does: source, framework, aspect and the next free number. Two queries."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._last: dict[str, int] = {}
        self.withdrawn = set(Withdrawal.objects.filter(kind=CLAIM_KIND).order_by().values_list("slug", flat=True))
        for key in (*self.withdrawn, *Claim.objects.order_by().values_list("key", flat=True).iterator()):
            self._count(key)
        for key in keys:
            if KEY.fullmatch(key):
                self._count(key)

    def next(self, claim: Claim) -> str:
        stem = f"{claim.source.slug}-{claim.framework.slug}-{claim.aspect.slug}"
        self._last[stem] = self._last.get(stem, 0) + 1
        return f"{stem}-{self._last[stem]}"

    def _count(self, key: str) -> None:
        stem, _, digits = key.rpartition("-")
        if digits.isascii() and digits.isdigit():
            self._last[stem] = max(self._last.get(stem, 0), int(digits))
