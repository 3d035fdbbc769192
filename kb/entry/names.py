"""Rows by what people call them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.utils.functional import cached_property

from kb.entry.entry_faults import MOST_NEAR, NearWords, UnfitEntry, entry_quote
from kb.texts import cleaned, lines, name_key

LONGEST_NAME_READ = 2_000  # characters: more than any row has, with what is typed around it
_T = TypeVar("_T")


class Names(Generic[_T]):
    """Rows of one kind by slug, name and alias. ``noun`` is what they are called in a message, ``title`` the attribute
    that holds the name of a row.
    """

    def __init__(self, rows: Iterable[_T], noun: str = "", title: str = "name") -> None:
        self.rows = list(rows)
        self.noun = noun
        self._name = attrgetter(title)

    def matches(self, text: str) -> Sequence[_T]:
        """The row with this slug; else those with this name as it is written; else with either in another case; else
        with this alias.
        """
        if len(text) > LONGEST_NAME_READ:
            return ()
        word = cleaned(text)
        if (row := self._by_slug.get(word)) is not None:
            return [row]
        key = name_key(word)
        return self._by_name.get(word) or self._by_key.get(key) or self._by_alias.get(key) or ()

    def find(self, text: str) -> _T:
        """The one row that matches. Raises UnfitEntry."""
        matches = self.matches(text)
        if len(matches) == 1:
            return matches[0]
        if matches:
            slugs = [row.slug for row in matches]  # type: ignore[attr-defined]
            raise UnfitEntry(f"{entry_quote(text)} names {len(slugs)}: write the slug.", slugs[:MOST_NEAR])
        allowed = tuple(self._by_slug) if len(self.rows) <= MOST_NEAR else ()
        raise UnfitEntry(
            f"{entry_quote(text)} is no {self.noun}.", allowed, self._near(name_key(text[:LONGEST_NAME_READ]))
        )

    @cached_property
    def _by_slug(self) -> dict[str, _T]:
        return {row.slug: row for row in self.rows}  # type: ignore[attr-defined]

    @cached_property
    def _by_name(self) -> dict[str, list[_T]]:
        return _gathered((cleaned(self._name(row)), row) for row in self.rows)

    @cached_property
    def _by_key(self) -> dict[str, list[_T]]:
        pairs = ((key, row) for row in self.rows for key in {row.slug.casefold(), name_key(self._name(row))})  # type: ignore[attr-defined]
        return _gathered(pairs)

    @cached_property
    def _by_alias(self) -> dict[str, list[_T]]:
        return _gathered((key, row) for row in self.rows for key in {name_key(alias) for alias in aliases(row)})

    @cached_property
    def _near(self) -> NearWords:
        groups = (self._by_alias, self._by_key)
        return NearWords({key: rows[0].slug for group in groups for key, rows in group.items()})  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class WordLabel:
    """A word that is called otherwise on pages."""

    slug: str
    name: str


def _gathered(pairs: Iterable[tuple[str, _T]]) -> dict[str, list[_T]]:
    groups: dict[str, list[_T]] = defaultdict(list)
    for key, row in pairs:
        groups[key].append(row)
    return groups


def aliases(row: Any) -> list[str]:
    """Other names of a row or record; none where it can have none."""
    others = getattr(row, "aliases", ())
    return lines(others) if isinstance(others, str) else list(others)
