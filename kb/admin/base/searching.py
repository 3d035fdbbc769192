"""Searches of lists that ask the index of words, in place of reading every row.

The index holds what is published, and all frameworks, aspects, companies and sources. A search finds a row by the
beginning of its key too; and an unpublished claim by any part of its own text, if it is one of the newest.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from kb.admin.base.lists import MOST_HITS
from kb.evidence.kinds import KINDS, SOURCE
from kb.models import Claim
from kb.search import finding
from kb.search.queries import Search

NEWEST_UNPUBLISHED = 2_000
OWN_TEXT = ("statement", "quote", "locator", "text", "note")
SEARCHABLE_KEY = re.compile(r"[-a-zA-Z0-9_]{1,200}")
AFTER_KEYS = "~"  # sorts behind every character of a key
CELL_REFERENCES = {name: name for name, kind in KINDS.items() if kind.in_cell == name}


@dataclass(frozen=True)
class WordSearch:
    """Finds a row of a table if each word stands in one of the things that it names.

    ``references`` has the path to each of them and its kind; ``texts`` are short columns of its own, searched row by
    row: only for tables that stay small.
    """

    references: Mapping[str, str] = field(default_factory=dict)
    key: str = ""  # the column that is found by its beginning
    texts: Sequence[str] = ()

    def rows(self, queryset: QuerySet[Any], text: str, *, bounded: bool) -> QuerySet[Any]:
        """The rows that a text finds; all without one. ``bounded``: not many more than `MOST_HITS`.

        A query for each way, and those of `ways`; unbounded only those.
        """
        if not text:
            return queryset
        ways = self.ways(queryset.model, text)
        if not bounded:
            return queryset.filter(reduce(operator.or_, ways, Q(pk__in=[])))
        keys: set[int] = set()
        for way in ways:
            keys |= set(queryset.filter(way).order_by().values_list("pk", flat=True)[: MOST_HITS + 1])
        return queryset.filter(pk__in=sorted(keys)[: MOST_HITS + 1])

    def ways(self, model: Any, text: str) -> list[Q]:
        """The conditions of which a row meets at least one; each is asked for itself. Three queries at most.

        What is written as keys are, and begins one, means that key.
        """
        by_key = [begins(self.key, text)] if self.key and SEARCHABLE_KEY.fullmatch(text) else []
        if by_key and "-" in text and model._base_manager.filter(*by_key).exists():
            return by_key
        search = finding.understood(text, for_editors=True)
        return by_key + (self.in_words(model, search) if search.terms else [])

    def in_words(self, model: Any, search: Search) -> list[Q]:
        return [reduce(operator.and_, (self._has(term) for term in search.terms))]

    def _has(self, term: Any) -> Q:
        conditions = (
            [finding.having(kind, [term], path) for path, kind in self.references.items()] if term.known else []
        )
        own = [Q(**{f"{name}__icontains": term.term.text}) for name in self.texts]
        return reduce(operator.or_, [*conditions, *own], Q(pk__in=[]))


class ThingSearch(WordSearch):
    """Of a table whose rows the index knows."""

    def in_words(self, model: Any, search: Search) -> list[Q]:
        return [] if search.unknown else [finding.having(model._meta.model_name, search.terms)]


class ClaimSearch(WordSearch):
    """Of claims: what is published by the index, the newest of the others by their own text."""

    def in_words(self, model: Any, search: Search) -> list[Q]:
        published = [] if search.unknown else [finding.having("claim", search.terms)]
        return [_unpublished(search), *published]


def _unpublished(search: Search) -> Q:
    """The newest claims that are not published, each word of the search in its text or in what it names. One query for
    these: where it is part of the search, PostgreSQL reads the texts of all claims.
    """
    newest = Claim.objects.exclude(status=Claim.Status.PUBLISHED).order_by("-pk").values_list("pk", flat=True)
    references = {**CELL_REFERENCES, SOURCE.name: SOURCE.name}
    condition = Q(pk__in=list(newest[:NEWEST_UNPUBLISHED]))
    for term in search.terms:
        own = [Q(**{f"{name}__icontains": term.term.text}) for name in OWN_TEXT]
        names = [finding.having(kind, [term], path) for path, kind in references.items()] if term.known else []
        condition &= reduce(operator.or_, [*own, *names])
    return condition


def begins(column: str, text: str) -> Q:
    """Rows whose slug or key begins with the text, by an index: SQLite has none for ``startswith``."""
    condition = Q(**{f"{column}__startswith": text})
    if connection.vendor == "sqlite":
        condition &= Q(**{f"{column}__gte": text, f"{column}__lt": text + AFTER_KEYS})
    return condition
