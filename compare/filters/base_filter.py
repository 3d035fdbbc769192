"""What every filter has: a stage, its allowed values, its input, its facet, and itself in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from compare.filters.inputs import Boxes, NumberInput, Offered, SwitchInput
from kb.entry.entry_faults import UnfitEntry
from kb.entry.entry_values import read_period
from kb.entry.names import Names
from kb.evidence.kinds import ThingKind
from kb.evidence.periods import Period
from kb.evidence.records import ClaimRecord
from kb.evidence.shelves import Column, by_name
from kb.evidence.vocabulary import Vocabulary
from kb.texts import UNPRINTABLE, cleaned, holds_unprintable
from kb.wording import all_of as all_of
from kb.wording import alternatives as alternatives

NEEDS, AXES, EVIDENCE, CELLS, ARRANGEMENT = "needs", "axes", "evidence", "cells", "arrangement"
LONGEST_PARAMETER_QUOTE = 60  # characters of a bad value that a message repeats

NO_UTF_8 = "\ufffd"  # stands for bytes that are no UTF-8

LEGENDS = {
    NEEDS: "What you need",
    AXES: "1 Which cells to look at",
    EVIDENCE: "2 Which evidence counts",
    CELLS: "3 Which judged cells stay",
    ARRANGEMENT: "4 Words, numbers, order",
}  # heads of the parts of the form


class Facet(StrEnum):
    """How the choices of a filter are counted. `AXIS`, `EVIDENCE` and `WORDS` fit any filter of their stage; the others
    one question each.
    """

    NONE = ""  # its choices have no numbers
    AXIS = "axis"  # cells by the column of the filter
    EVIDENCE = "evidence"  # cells by that column of their claims
    WORDS = "words"  # for each word the cells that the filter keeps
    STATES = "states"
    FLAGS = "flags"
    ROWS = "rows"  # rows that differ


class OnAxes(Protocol):
    """A claim, or the key of a cell."""

    @property
    def framework(self) -> str: ...
    @property
    def aspect(self) -> str: ...
    @property
    def company(self) -> str | None: ...


Offer = Callable[[Vocabulary], Mapping[str, str]]
LookUp = Callable[[Collection[str]], Names[Any]]
SlugOf = Callable[[Any, Vocabulary], str | None]  # of a claim; for filters of axes of whatever is `OnAxes`


def is_readable(value: str) -> bool:
    """Whether a page may repeat it: it is UTF-8, and no mark in it is unprintable."""
    return NO_UTF_8 not in value and not holds_unprintable(value)


def readable(value: str) -> str:
    """The text with a mark for each character that a page cannot repeat."""
    return UNPRINTABLE.sub(NO_UTF_8, value)


def parameter_quote(value: str) -> str:
    """A value as a message may repeat it: short, readable, in quotation marks."""
    return readable(f"“{value[:LONGEST_PARAMETER_QUOTE]}…”" if len(value) > LONGEST_PARAMETER_QUOTE else f"“{value}”")


class StagedFilter:
    """A filter with all that the site says and asks of it: one entry of the registry is a whole filter.

    ``words`` is its part of the sentence, with a ``{}`` for the chosen names; ``takes`` and ``effect`` are its line in
    the reference. ``legend`` is its part of the form, ``form_place`` its place among the others there.
    """

    stage: str
    words: str
    takes: str
    effect: str
    kind: ThingKind | None = None  # what its slugs name
    many = False
    facet = Facet.NONE
    tally = ""  # the path by which tallies of the whole base count its choices
    of_aspect = ""  # or the column of aspects by which what occurs in these is summed
    of_source = ""  # the column of sources that it asks: of claims, and of readings of sources that say nothing
    may_be_many = False  # so many choices that a form lists the likeliest
    repeats_input = False  # it is said and written as it was typed
    is_paging = False  # it says which part of a list is shown, and no form has it
    blank_choice = "any"  # what a list of single choices begins with
    form_place = 1
    argument: Mapping[str, Any] = {"action": "append"}  # its option of a command, as argparse takes it

    def __init__(
        self, *, effect: str, stage: str = "", words: str = "", takes: str = "", legend: str = "", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.effect = effect
        self.stage = stage or self.stage
        self.words = words or self.words
        self.takes = takes or self.takes
        self.legend = legend or LEGENDS[self.stage]

    @property
    def choice_words(self) -> Collection[str]:
        """The words that it may be, where they are few and the same in every base."""
        return ()

    @property
    def facet_values(self) -> Mapping[str, Any]:
        """What a facet of words counts: each word, and the value that it stands for."""
        return {}

    def widget_for(self, field: Any, offer: Callable[[], Offered]) -> forms.Widget:
        """The input of its field in a form. A single choice begins with a blank one: nothing is sent unasked."""
        if type(field.widget) is forms.Select:
            return forms.Select(choices=[("", self.blank_choice), *offer().choices])
        widget: forms.Widget = field.widget
        return widget

    def say(self, value: Any) -> str:
        """The chosen value in words: “about Flask or Django”."""
        return self.words.format(value)

    def is_said_at_once(self, value: Any) -> bool:
        """Whether its values are said together, not each by itself."""
        return not self.many

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
    """Slugs out of ``names``, or what they are called. A wrong one is refused by name, with the nearest right ones.

    ``look_up`` gives what texts may name. Afterwards ``slugs_of_names`` holds what was read otherwise than as a slug,
    and ``meanings`` the slugs of a name that means more than one.
    """

    takes_all = False  # a name stands for all that have it

    def __init__(
        self, *, noun: str, names: Mapping[str, str], look_up: LookUp | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(choices=lambda: list(names.items()), **kwargs)
        self.noun, self.names, self._look_up = noun, names, look_up
        self.slugs_of_names: dict[str, list[str]] = {}
        self.meanings: tuple[str, ...] = ()

    def __deepcopy__(self, memo: dict[int, Any]) -> SlugsField:
        """A copy that looks into the same names, however many there are."""
        memo[id(self.names)] = self.names
        return super().__deepcopy__(memo)

    def to_python(self, value: Any) -> list[str]:
        """Each value as its slug; a name costs two queries, a slug none."""
        texts = [self.spelled(text) for text in super().to_python(value)]
        unknown = [text for text in texts if not self.is_known(text)]
        if unknown and self._look_up:
            self._read(unknown, self._look_up(unknown))
        return [slug for text in texts for slug in self.slugs_of_names.get(text, [text])]

    def spelled(self, text: str) -> str:
        """The value in one way of writing it."""
        return text

    def is_known(self, text: str) -> bool:
        """Whether a value that is spelled so is taken as it is."""
        return text in self.names

    def is_wrong(self, text: str) -> bool:
        """Whether a value was neither a slug nor a name."""
        return not self.is_known(self.spelled(text)) and self.spelled(text) not in self.slugs_of_names

    def _read(self, texts: Sequence[str], names: Names[Any]) -> None:
        for text in texts:
            slugs = [row.slug for row in names.matches(text)]
            if len(slugs) > 1 and not self.takes_all:
                self.meanings = tuple(slugs)
                words = f"{parameter_quote(text)} names {len(slugs)}: write the slug."
                raise forms.ValidationError(words, code="ambiguous")
            if slugs:
                self.slugs_of_names[text] = slugs

    def validate(self, value: list[str]) -> None:
        for slug in value:
            if slug not in self.names:
                raise forms.ValidationError(f"{parameter_quote(slug)} is not a {self.noun}.", code="unknown")


FACETS = {AXES: Facet.AXIS, EVIDENCE: Facet.EVIDENCE, CELLS: Facet.WORDS}


class SlugsFilter(StagedFilter, django_filters.MultipleChoiceFilter):  # type: ignore[misc]
    """Any of several slugs: of a ``kind`` of thing, of the ``fixed`` names that every base has, or those that ``offer``
    names in a base. ``noun`` says what a wrong one is not; a ``kind`` brings its own. ``field_name`` is the path to the
    slug in SQL, and ``of`` its place in a claim read, on axes in whatever stands on them.

    ``place_start``: how the places of the cells of one begin, on axes where they stand together.
    """

    field_class = SlugsField
    many = True
    takes = "slugs, or names"

    def __init__(
        self,
        *,
        kind: ThingKind | None = None,
        fixed: Mapping[str, str] | None = None,
        offer: Offer | None = None,
        label: str = "",
        noun: str = "",
        of: SlugOf | None = None,
        facet: Facet | None = None,
        tally: str = "",
        of_aspect: str = "",
        place_start: Callable[[str, Vocabulary], str] | None = None,
        **kwargs: Any,
    ) -> None:
        if fixed is not None:
            kwargs = {"takes": "any of", **kwargs}
        if kind:
            label, noun = label or kind.name.capitalize(), noun or kind.words
            self.may_be_many = not kind.is_few
        if not noun:
            raise TypeError("A filter without a kind needs the noun of its values: a message says “x” is not a ….")
        super().__init__(distinct=False, label=label, noun=noun, names={}, **kwargs)
        self.kind, self.fixed, self.of, self.tally, self.place_start = kind, fixed or {}, of, tally, place_start
        self.of_aspect = of_aspect
        path, _, column = (self.field_name or "").rpartition("__")
        self.of_source = column if path == "source" else ""
        self.offer: Offer = offer or self._offer
        self.facet = FACETS.get(self.stage, Facet.NONE) if facet is None else facet
        self.names: Mapping[str, str] = {}

    def _offer(self, vocabulary: Vocabulary) -> Mapping[str, str]:
        return Column(vocabulary.of(self.kind), self.kind.full_name) if self.kind else self.fixed

    @property
    def choice_words(self) -> Collection[str]:
        return self.fixed.keys()

    @property
    def facet_values(self) -> Mapping[str, Any]:
        return {slug: [slug] for slug in self.fixed}

    def widget_for(self, field: Any, offer: Callable[[], Offered]) -> forms.Widget:
        offered = offer()
        return Boxes(list(offered.choices), list(offered.chosen), offered.finder)

    def open_to(self, vocabulary: Vocabulary, hidden: Collection[str] = ()) -> None:
        """Offer what this base has, but what is ``hidden``. No query: names are looked up when they are asked for."""
        names = self.offer(vocabulary)
        self.names = names.without(hidden) if isinstance(names, Column) else names
        self.extra: dict[str, Any] = {**self.extra, "names": self.names, "look_up": self.look_up_in(vocabulary)}

    def look_up_in(self, vocabulary: Vocabulary) -> LookUp | None:
        """What finds all things that texts may name; none where its words have no other names."""
        if kind := self.kind:
            return lambda texts: Names(by_name(vocabulary.of(kind), texts).values(), kind.words, kind.label)
        return None

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

    widget = NumberInput
    PLAIN = re.compile(r"[+-]?[0-9]+(\.0*)?")

    def to_python(self, value: Any) -> int | None:
        """Python reads other spellings too, such as 1_000 and digits of other scripts."""
        if value not in self.empty_values and not self.PLAIN.fullmatch(str(value).strip()):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        whole: int | None = super().to_python(value)
        return whole

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

    widget = SwitchInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[("1", "yes")], **kwargs)

    def clean(self, value: Any) -> bool | None:
        text = super().to_python(value)
        if text not in ("", "1"):
            raise forms.ValidationError(
                f"{parameter_quote(text)} is not allowed: write 1, or leave it out.", code="one"
            )
        return True if text else None


class Switch:
    """What a filter that is on or off has, whatever its stage; it stands before that stage's base class."""

    field_class = SwitchField
    takes = "1"
    argument: Mapping[str, Any] = {"action": "append_const", "const": "1"}

    @property
    def facet_values(self) -> Mapping[str, Any]:
        return {"1": True}

    def plain(self, value: bool) -> list[str]:
        return ["1"]


DATE_WORDS = "A date is YYYY, YYYY-MM or YYYY-MM-DD."


class PeriodField(forms.CharField):
    """A year, a month or a day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=10, error_messages={"max_length": DATE_WORDS}, **kwargs)

    def to_python(self, value: Any) -> str:
        return cleaned(super().to_python(value) or "")

    def clean(self, value: Any) -> Period | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_period(text)
        except UnfitEntry as unfit:
            raise forms.ValidationError(unfit.fault.message, code="period") from unfit
