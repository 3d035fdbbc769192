"""What every filter has: a stage, its allowed values, and itself in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from kb.evidence.periods import Period, parse_period
from kb.evidence.records import ClaimRecord, Vocabulary
from kb.wording import all_of as all_of
from kb.wording import alternatives as alternatives

NEEDS, AXES, EVIDENCE, CELLS, ARRANGEMENT = "needs", "axes", "evidence", "cells", "arrangement"
LONGEST_PARAMETER_QUOTE = 60  # characters of a bad value that a message repeats

# What no page may repeat: control characters, non-characters, and what stands for bytes that are no UTF-8.
_LAST_TWO = "".join(chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF) for plane in range(17))
UNREADABLE_CHARACTERS = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffd{_LAST_TWO}]")

Offer = Callable[[Vocabulary], Mapping[str, str]]
SlugOf = Callable[[ClaimRecord, Vocabulary], str | None]


def readable(value: str) -> str:
    """The text with a mark for each character that a page cannot repeat."""
    return UNREADABLE_CHARACTERS.sub("\ufffd", value)


def parameter_quote(value: str) -> str:
    """A value as a message may repeat it: short, readable, in quotation marks."""
    return readable(f"“{value[:LONGEST_PARAMETER_QUOTE]}…”" if len(value) > LONGEST_PARAMETER_QUOTE else f"“{value}”")


class StagedFilter:
    """A filter with a stage and a sentence part. ``words`` holds a ``{}`` for the chosen names."""

    stage: str
    words: str
    many = False

    def say(self, value: Any) -> str:
        """The chosen value in words: “about Flask or Django”."""
        return self.words.format(value)

    def plain(self, value: Any) -> list[str]:
        """The chosen value as the query string writes it."""
        return [str(value)]

    def passes(self, claim: ClaimRecord, value: Any, vocabulary: Vocabulary) -> bool:
        """Whether a claim passes, for filters of axes and evidence: the same question as ``filter`` asks in SQL."""
        raise NotImplementedError

    def where(self, value: Any, today: date) -> Q:
        """Which stored cells stay, for filters of cells: the same question as ``keeps`` asks of a judged one."""
        raise NotImplementedError

    def wants_claims(self, value: Any) -> bool:
        """Whether a cell without a claim surely goes, for filters of cells."""
        return True


class SlugsField(forms.MultipleChoiceField):
    """Slugs out of ``names``. A wrong one is refused by name, with the nearest right ones."""

    def __init__(self, *, noun: str, names: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(choices=lambda: list(names.items()), **kwargs)
        self.noun, self.names = noun, names

    def __deepcopy__(self, memo: dict[int, Any]) -> SlugsField:
        """A copy that looks into the same names, however many there are."""
        memo[id(self.names)] = self.names
        return super().__deepcopy__(memo)

    def validate(self, value: list[str]) -> None:
        for slug in value:
            if slug not in self.names:
                raise forms.ValidationError(f"{parameter_quote(slug)} is not a {self.noun}.", code="unknown")


class SlugsFilter(StagedFilter, django_filters.MultipleChoiceFilter):
    """Any of several slugs. ``offer`` names the allowed ones; ``field_name`` is the path to the slug in SQL, and
    ``of`` its place in a claim read.
    """

    field_class = SlugsField
    many = True

    def __init__(
        self, *, stage: str, offer: Offer, words: str, noun: str, of: SlugOf | None = None, **kwargs: Any
    ) -> None:
        super().__init__(distinct=False, noun=noun, names={}, **kwargs)
        self.stage, self.offer, self.words, self.of = stage, offer, words, of
        self.names: Mapping[str, str] = {}

    def open_to(self, vocabulary: Vocabulary) -> None:
        """Offer what this base has. No query: names are looked up when they are asked for."""
        self.names = self.offer(vocabulary)
        self.extra: dict[str, Any] = {**self.extra, "names": self.names}

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs

    def passes(self, claim: ClaimRecord, value: list[str], vocabulary: Vocabulary) -> bool:
        return self.of is not None and self.of(claim, vocabulary) in value

    def say(self, value: list[str]) -> str:
        return self.words.format(alternatives([self.names[slug] for slug in dict.fromkeys(value)]))

    def plain(self, value: list[str]) -> list[str]:
        return sorted(set(value))


class WholeNumberField(forms.IntegerField):
    """A whole number from ``min_value`` to ``max_value``; a wrong one is refused by name."""

    def clean(self, value: Any) -> int | None:
        try:
            number: int | None = super().clean(value)
        except forms.ValidationError as error:
            span = f"from {self.min_value} to {self.max_value:,}"
            raise forms.ValidationError(
                f"{parameter_quote(str(value))} is not a whole number {span}.", code="number"
            ) from error
        return number


class SwitchField(forms.ChoiceField):
    """``1``, or nothing."""

    def clean(self, value: Any) -> bool | None:
        text = super().to_python(value)
        if text not in ("", "1"):
            raise forms.ValidationError(
                f"{parameter_quote(text)} is not allowed: write 1, or leave it out.", code="one"
            )
        return True if text else None


DATE_WORDS = "A date is YYYY, YYYY-MM or YYYY-MM-DD."


class PeriodField(forms.CharField):
    """A year, a month or a day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=10, error_messages={"max_length": DATE_WORDS}, **kwargs)

    def clean(self, value: Any) -> Period | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_period(text)
        except ValueError as error:
            raise forms.ValidationError(str(error), code="period") from error
