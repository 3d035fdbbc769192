"""Names and values as people type them: by slug, name or alias, in any case, read in the words of the base."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Generic, TypeVar

from django.db import models
from django.utils.functional import cached_property

from kb.models import Aspect, Company, Framework, Option, Scope, Source
from kb.models.checked import lines

_T = TypeVar("_T", bound=models.Model)
YES = {"yes", "y", "true", "1"}
NO = {"no", "n", "false", "0"}
LONGEST_INPUT_QUOTE = 60  # characters of what was typed that a message repeats
INPUT_NUMBER = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{1,20})?")


class UnknownName(Exception):
    """What was typed cannot be meant. The message is for an editor."""


class Names(Generic[_T]):
    """Rows of one table by what people call them."""

    def __init__(self, rows: Iterable[_T], of: str = "") -> None:
        self.rows = list(rows)
        self.of = of  # what they are called in a message
        self._by_name: dict[str, list[_T]] = defaultdict(list)
        self._aliased: dict[str, list[_T]] = defaultdict(list)
        for row in self.rows:
            for name in {called(row).casefold(), row.slug.casefold()}:  # type: ignore[attr-defined]
                self._by_name[name].append(row)
            for alias in {alias.casefold() for alias in aliases(row)}:
                self._aliased[alias].append(row)

    def find(self, text: str) -> _T:
        """The row with this slug or name, else with this alias. Raises Unfit."""
        word = text.casefold()
        matches = self._by_name.get(word) or self._aliased.get(word) or []
        if len(matches) == 1:
            return matches[0]
        if matches:
            slugs = ", ".join(row.slug for row in matches)  # type: ignore[attr-defined]
            raise UnknownName(f"“{_short(text)}” names several: write {slugs}.")
        raise UnknownName(f"“{_short(text)}” is no {self.of}.{self._near(word)}")

    def _near(self, word: str) -> str:
        close = get_close_matches(word[:LONGEST_INPUT_QUOTE], [*self._by_name, *self._aliased], 4, 0.6)
        near = dict.fromkeys(called((self._by_name.get(name) or self._aliased[name])[0]) for name in close)
        return f" Near: {', '.join(near)}." if near else ""


class NameIndex:
    """All that a row can name. Six queries, each when it is first needed."""

    @cached_property
    def frameworks(self) -> Names[Framework]:
        return Names(Framework.objects.order_by("name"), "framework")

    @cached_property
    def aspects(self) -> Names[Aspect]:
        return Names(Aspect.objects.order_by("group__order", "group__slug", "order", "slug"), "aspect")

    @cached_property
    def companies(self) -> Names[Company]:
        return Names(Company.objects.order_by("name"), "company")

    @cached_property
    def scopes(self) -> Names[Scope]:
        return Names(Scope.objects.order_by("name"), "scope")

    @cached_property
    def sources(self) -> Names[Source]:
        return Names(Source.objects.order_by("title"), "source")

    @cached_property
    def options(self) -> dict[int, Names[Option]]:
        """The options of each aspect, by its primary key."""
        aspects = {aspect.pk: aspect for aspect in self.aspects.rows}
        options: dict[int, list[Option]] = {key: [] for key in aspects}
        for option in Option.objects.order_by("order", "slug"):
            option.aspect = aspects[option.aspect_id]
            options[option.aspect_id].append(option)
        return {key: Names(group, f"option of “{aspects[key]}”") for key, group in options.items()}

    def value(self, aspect: Aspect, text: str) -> dict[str, Any]:
        """The field that holds the value, and the value, read by the aspect's type. Raises Unfit."""
        kind = aspect.value_type
        if kind == Aspect.ValueType.CHOICE:
            return {"option": self.options[aspect.pk].find(text)}
        if kind == Aspect.ValueType.BOOLEAN:
            return {"boolean": _yes_or_no(text)}
        return {"number": _number(text, aspect.unit)} if kind == Aspect.ValueType.NUMBER else {"text": text}

    def inverse(self, option: Option | None) -> Option | None:
        """The option that the other side of a comparison takes. No query."""
        if option is None or option.degree is None:
            return None
        others = self.options[option.aspect_id].rows if option.degree else [option]
        return next((other for other in others if other.degree == -option.degree), None)


def called(row: Any) -> str:
    """The name of a row without what it belongs to."""
    return str(getattr(row, "label", "") or row)


def aliases(row: Any) -> list[str]:
    return lines(getattr(row, "aliases", ""))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_INPUT_QUOTE else f"{text[:LONGEST_INPUT_QUOTE]}…"


def _yes_or_no(text: str) -> bool:
    word = text.casefold()
    if word not in YES | NO:
        raise UnknownName(f"“{_short(text)}” is neither yes nor no.")
    return word in YES


def _number(text: str, unit: str) -> Decimal:
    digits = text.removesuffix(unit).strip() if unit else text
    if not INPUT_NUMBER.fullmatch(digits):
        raise UnknownName(f"“{_short(text)}” is no number. Write it like 12.9 or 55600.")
    return Decimal(digits)
