"""Rows of one kind by slug, each read when it is first asked for: the vocabulary is read where it occurs. Pure.

A shelf is a mapping like any other; `fetch` takes many rows down at once, so that a page asks one query for a kind.
To go through a shelf reads it whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from operator import attrgetter
from typing import Any, Generic, TypeVar, overload

READABLE_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,60}")
Row = TypeVar("Row")
Read = Callable[[Collection[str] | None], Mapping[str, Row]]
Near = Callable[[str], Sequence[str]]
ByName = Callable[[Collection[str]], Mapping[str, Row]]


class Shelf(Mapping[str, Row]):
    """``read`` gives the rows of some slugs, or with None all there are, in the order in which pages list them.

    A ``small`` one is read whole when any of its rows is asked for. ``near`` gives what stands near a slug, ``by_name``
    the rows that texts name otherwise than by their slugs. A ``partial`` one has rows that it does not list: by their
    slugs they are read nonetheless. ``parts`` is the shelf of what belongs to its rows and is read apart;
    ``read_public`` gives the rows of some slugs that anybody may see.
    """

    def __init__(
        self,
        read: Read[Row],
        small: bool = False,
        near: Near | None = None,
        by_name: ByName[Row] | None = None,
        *,
        partial: bool = False,
        parts: Shelf[Any] | None = None,
        read_public: Read[Row] | None = None,
    ) -> None:
        self.parts = parts
        self._read, self._small, self._near, self._by_name, self._partial = read, small, near, by_name, partial
        self._read_public, self._public = read_public or read, set[str]()
        self._known: dict[str, Row] = {}
        self._absent: set[str] = set()
        self._listed: dict[str, Row] | None = None
        self.beside = 0  # rows of another shelf for which it was asked together
        self.walked: set[str] = set()  # rows of which all that they lead to is at hand

    def fetch(self, slugs: Iterable[str | None]) -> None:
        """Have these rows at hand. One query, or none if they are."""
        missing = {slug for slug in slugs if slug} - self._known.keys() - self._absent
        if missing and self._small:
            self._all()
            missing -= self._known.keys()
        if not missing or (self._listed is not None and not self._partial):
            return
        sane = {slug for slug in missing if READABLE_SLUG.fullmatch(slug)}
        if sane:
            self._known.update(self._read(sane))
        self._absent |= missing - self._known.keys()

    def public(self, slugs: Iterable[str]) -> set[str]:
        """Those of these slugs whose rows anybody may see, which are at hand then. One query, or none if they were
        asked before or all there are is listed.
        """
        readable = {slug for slug in slugs if READABLE_SLUG.fullmatch(slug)}
        if self._small:
            self._all()
        if self._partial and self._listed is not None:
            self._public |= self._listed.keys()
        if missing := readable - self._public - self._absent:
            rows = self._read_public(missing)
            self._known.update(rows)
            self._public |= rows.keys()
        return readable & self._public

    def have(self, rows: Mapping[str, Row]) -> None:
        """Keep rows that were read elsewhere."""
        self._known.update(rows)

    def have_all(self, rows: Mapping[str, Row]) -> None:
        """The same of all rows that it lists."""
        self._listed = dict(rows)
        self.have(rows)

    def near(self, slug: str) -> Sequence[str]:
        """The slugs among which one that is none may be meant."""
        return self._near(slug) if self._near and self._listed is None else list(self)

    def by_name(self, texts: Collection[str]) -> Mapping[str, Row]:
        """The rows that one of these texts may name. Three queries, or none where all rows are at hand."""
        return self._by_name(texts) if self._by_name and self._listed is None else self

    @property
    def known(self) -> Mapping[str, Row]:
        """The rows that are at hand."""
        return self._known

    def __getitem__(self, slug: str) -> Row:
        if slug not in self._known:
            self.fetch([slug])
        return self._known[slug]

    def __contains__(self, slug: object) -> bool:
        if slug not in self._known and isinstance(slug, str):
            self.fetch([slug])
        return slug in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> dict[str, Row]:
        if self._listed is None:
            self._listed = dict(self._read(None))
            self._known |= self._listed
        return self._listed


class Column(Mapping[str, Any]):
    """One attribute of the rows of a shelf, by slug."""

    def __init__(self, rows: Mapping[str, Any], attribute: str) -> None:
        self._rows, self._get = rows, attrgetter(attribute)
        self._left_out: Collection[str] = ()

    def without(self, slugs: Collection[str]) -> Column:
        """The same, which says not to have these, and gives them nonetheless to who asks."""
        other = copy(self)
        other._left_out = slugs
        return other

    def __getitem__(self, slug: str) -> Any:
        return self._get(self._rows[slug])

    def fetch(self, slugs: Iterable[str]) -> None:
        """Have these rows at hand. One query, or none if they are."""
        if isinstance(self._rows, Shelf):
            self._rows.fetch(slugs)

    def __contains__(self, slug: object) -> bool:
        return slug not in self._left_out and slug in self._rows

    def near(self, slug: str) -> Sequence[str]:
        """As `near` of the rows."""
        return near(self._rows, slug)

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def near(rows: Mapping[str, Any], slug: str) -> Sequence[str]:
    """The slugs among which one that is none may be meant: all, where they are not read on demand."""
    return rows.near(slug) if isinstance(rows, Shelf | Column) else list(rows)


def by_name(rows: Mapping[str, Row], texts: Collection[str]) -> Mapping[str, Row]:
    """The rows that one of these texts may name: all, where they are not read on demand."""
    return rows.by_name(texts) if isinstance(rows, Shelf) else rows


class Later(Sequence[Row], Generic[Row]):
    """A sequence that is looked up when it is first looked at."""

    __slots__ = ("_made", "_make")

    def __init__(self, look_up: Callable[[], Sequence[Row]]) -> None:
        self._make = look_up
        self._made: Sequence[Row] | None = None

    def _look_up(self) -> Sequence[Row]:
        if self._made is None:
            self._made = self._make()
        return self._made

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        return self._look_up()[place]

    def __len__(self) -> int:
        return len(self._look_up())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(tuple(self))
