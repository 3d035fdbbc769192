"""The filters of every page and face: one registry, one order, validated before anything is read.

One more filter is one entry in the module of its stage; `ComparisonFilter` takes it up from there, and the form, its
facets, the chips, the command line and the reference ask the entry.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import django_filters
from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property

from compare.filters.axis_filters import AXIS_FILTERS
from compare.filters.base_filter import (  # fmt: skip
    ARRANGEMENT,
    AXES,
    CELLS,
    EVIDENCE,
    LONGEST_PARAMETER_QUOTE,
    NEEDS,
    Facet,
    SlugsField,
    SlugsFilter,
    StagedFilter,
    all_of,
    is_readable,
    parameter_quote,
    readable,
)
from compare.filters.cell_filters import CELL_FILTERS
from compare.filters.evidence_filters import EVIDENCE_FILTERS
from compare.filters.filter_form import helper
from compare.filters.need_filters import NEED_FILTERS
from compare.filters.order_filters import ARRANGEMENT_FILTERS
from kb.entry.entry_faults import EntryFault, nearest
from kb.evidence.kinds import ThingKind
from kb.evidence.records import ClaimRecord
from kb.evidence.shelves import near
from kb.evidence.vocabulary import Vocabulary
from kb.models import Claim
from kb.texts import slug_of

__all__ = [
    "ARRANGEMENT",
    "AXES",
    "CELLS",
    "EVIDENCE",
    "FILTERS",
    "NEEDS",
    "BadQuery",
    "ComparisonFilter",
    "Facet",
    "NamesInQuery",
    "ParameterFault",
    "all_of",
    "parameter_quote",
    "takes_nothing",
]

FILTERS: Mapping[str, Any] = {
    **NEED_FILTERS, **AXIS_FILTERS, **EVIDENCE_FILTERS, **CELL_FILTERS, **ARRANGEMENT_FILTERS,
}  # fmt: skip
MAY_BE_MANY = tuple(name for name, entry in FILTERS.items() if entry.may_be_many)  # choices of which a form lists some
MOST_VALUES_LISTED = 40  # allowed values that a message lists
MOST_PARAMETERS = 500
NEAR_PARAMETERS = (3, 0.6)  # words that a hint names, and how alike they are


@dataclass(frozen=True)
class ParameterFault(EntryFault):
    """What is wrong with one parameter, its field (empty: the query), in one value of it."""

    value: str = ""


class BadQuery(Exception):
    """A query that cannot be answered. Nothing was read."""

    def __init__(self, faults: Collection[ParameterFault], filters: ComparisonFilter | None = None) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = tuple(faults)
        self.filters = filters


class NamesInQuery(Exception):
    """A query that can be answered, but calls things by their names: ``slugs`` are all values of each such parameter.
    Nothing was read but names.
    """

    def __init__(self, slugs: Mapping[str, list[str]]) -> None:
        super().__init__("; ".join(slugs))
        self._slugs = slugs

    def with_slugs(self, query: QueryDict) -> QueryDict:
        """The same query with slugs, each once."""
        changed = query.copy()
        for name, slugs in self._slugs.items():
            changed.setlist(name, list(dict.fromkeys(slugs)))
        return changed


class LazyMapping(Mapping[str, Any]):
    """Values by name, each made when it is first looked at."""

    def __init__(self, names: Collection[str], make: Callable[[str], Any]) -> None:
        self._names, self._make, self._made = dict.fromkeys(names), make, dict[str, Any]()

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            if name not in self._names:
                raise KeyError(name)
            self._made[name] = self._make(name)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class ComparisonFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Every filter of the site over published claims, in four stages.

    ``narrow`` applies one stage to a queryset of claims or gaps; the cell stage decides over judged cells.
    """

    locals().update(FILTERS)

    class Meta:
        model = Claim
        fields: list[str] = []

    def __init__(self, data: QueryDict, vocabulary: Vocabulary, without: Collection[str] = ()) -> None:
        """``without`` names the filters that the address has decided already, or that make no sense there."""
        self.parameters, self.vocabulary = clean_query(data), vocabulary
        self.without = frozenset(without)
        self.is_bound, self.data = True, _readable(self.parameters)
        self.queryset, self.request, self.form_prefix = Claim.objects.all(), None, None
        self.filters: Mapping[str, Any] = LazyMapping([name for name in FILTERS if name not in self.without], self._own)

    def _own(self, name: str) -> Any:
        """A filter of this query, with the names of this base. A flat copy: deep ones cost more than a page."""
        mine = copy.copy(FILTERS[name])
        mine.parent, mine.model = self, Claim
        if isinstance(mine, SlugsFilter):
            mine.open_to(self.vocabulary, self._hidden.get(mine.kind, ()))
        return mine

    @cached_property
    def _hidden(self) -> Mapping[ThingKind | None, Collection[str]]:
        """The slugs asked for that only editors know, by kind: like any that do not exist. One query for each kind, by
        which the others are at hand.
        """
        slugs: dict[ThingKind | None, set[str]] = defaultdict(set)
        for name in self.parameters:
            if name in self.filters and (kind := FILTERS[name].kind):
                slugs[kind].update(self.parameters.getlist(name))
        return {kind: mine - self.vocabulary.public(kind, mine) for kind, mine in slugs.items() if kind}

    @property
    def registry(self) -> Mapping[str, StagedFilter]:
        """Every filter that there is, whether it makes sense here or not."""
        return FILTERS

    @property
    def helper(self) -> FormHelper:
        return helper(self)

    @property
    def active(self) -> int:
        """How many filters were asked for, valid or not, but order and page."""
        return sum(1 for name in self.parameters if name in FILTERS and FILTERS[name].stage != ARRANGEMENT)

    def check(self) -> None:
        """Raise BadQuery with every fault of the query, NamesInQuery if a name stands for a slug, or return."""
        faults = list(self._misplaced()) or list(self._invalid())
        if faults:
            raise BadQuery(faults, self)
        if slugs := {name: value for name, value in self.criteria.items() if self._has_names(name)}:
            raise NamesInQuery(slugs)

    def _has_names(self, name: str) -> bool:
        field = self.filters[name].field
        return isinstance(field, SlugsField) and bool(field.slugs_of_names)

    @property
    def criteria(self) -> dict[str, Any]:
        """The cleaned values that were asked for, by parameter, in the order of the stages."""
        return self._cleaned[0]

    @cached_property
    def _cleaned(self) -> tuple[dict[str, Any], dict[str, list[str]]]:
        """The values asked for as each field reads them, and why others cannot be read. Other fields are not made."""
        values: dict[str, Any] = {}
        errors: dict[str, list[str]] = {}
        for name in self.filters:
            if name not in self.parameters:
                continue
            field = self.filters[name].field
            try:
                value = field.clean(field.widget.value_from_datadict(self.data, {}, name))
            except forms.ValidationError as error:
                errors[name] = error.messages
                continue
            if value not in (None, "", []):
                values[name] = value
        return values, errors

    def staged(self, stage: str) -> dict[str, Any]:
        """Those of one stage."""
        return {name: value for name, value in self.criteria.items() if FILTERS[name].stage == stage}

    def narrow(self, rows: QuerySet[Any], stage: str, but: str = "") -> QuerySet[Any]:
        """The rows that one stage leaves, ``but`` one filter."""
        for name, value in self.staged(stage).items():
            rows = rows if name == but else self.filters[name].filter(rows, value)
        return rows

    def passing(
        self, claims: Iterable[ClaimRecord], stage: str, vocabulary: Vocabulary, but: str = ""
    ) -> list[ClaimRecord]:
        """The claims read that one stage leaves, ``but`` one filter: as `narrow` in SQL."""
        pairs = [(self.filters[name], value) for name, value in self.staged(stage).items() if name != but]
        return [claim for claim in claims if all(entry.passes(claim, value, vocabulary) for entry, value in pairs)]

    def normalised(self, leave_out: Collection[str] = ()) -> str:
        """The query as one and the same text for one and the same selection."""
        query = QueryDict(mutable=True)
        for name, value in self.criteria.items():
            if name not in leave_out:
                query.setlist(name, self._plain(name, value))
        return query.urlencode()

    def _plain(self, name: str, value: Any) -> list[str]:
        if self.filters[name].repeats_input:
            return [str(self.parameters[name]).strip()]
        plain: list[str] = self.filters[name].plain(value)
        return plain

    def words(self) -> list[str]:
        """What was asked, in words, a part for each filter of the first three stages."""
        return [self.words_of(name) for name in self.criteria if FILTERS[name].stage != ARRANGEMENT]

    def words_of(self, name: str) -> str:
        """One of the filters asked for, with all its values, in words."""
        entry = self.filters[name]
        words: str = entry.say(self.parameters[name] if entry.repeats_input else self.criteria[name])
        return words

    def _misplaced(self) -> Any:
        """Parameters that do not exist here, or stand there in a wrong way."""
        names = tuple(name for name in FILTERS if name in self.filters)
        if sum(len(values) for _, values in self.parameters.lists()) > MOST_PARAMETERS:
            yield ParameterFault(f"A query has at most {MOST_PARAMETERS} values.")
            return
        for name, values in self.parameters.lists():
            if name in self.without:
                yield _meaningless(name)
            elif name not in self.filters:
                yield _unknown(name, names)
            elif not all(map(is_readable, values)):
                yield ParameterFault(
                    f"{parameter_quote(name)} holds a control character or bytes that are not UTF-8.", name
                )
            elif len(values) > 1 and not getattr(self.filters[name], "many", False):
                yield ParameterFault(
                    f"{parameter_quote(name)} takes one value, not {len(values)}.",
                    name,
                    value=values[-1][:LONGEST_PARAMETER_QUOTE],
                )

    def _invalid(self) -> Any:
        """Values that a filter cannot take."""
        for name, messages in self._cleaned[1].items():
            wrong, known = self._wrong(name)
            alike = nearest(slug_of(wrong) or wrong, known, *NEAR_PARAMETERS)
            for message in messages:
                yield ParameterFault(
                    f"{message}{_hint(alike)}",
                    name,
                    known if len(known) <= MOST_VALUES_LISTED else alike,
                    alike,
                    wrong,
                )

    def _wrong(self, name: str) -> tuple[str, tuple[str, ...]]:
        """The value of a filter that it does not know, as a message quotes it, and those among which it is meant."""
        field, values = self.filters[name].field, self.parameters.getlist(name)
        if isinstance(field, SlugsField):
            wrong = next(filter(field.is_wrong, values), values[-1])[:LONGEST_PARAMETER_QUOTE]
            return wrong, field.meanings or tuple(near(field.names, slug_of(wrong) or wrong))
        words = [str(value) for value, _ in getattr(field, "choices", ()) if value]
        wrong = next((text for text in values if text not in words), values[-1])
        return wrong[:LONGEST_PARAMETER_QUOTE], tuple(words)


def _unknown(name: str, names: tuple[str, ...]) -> ParameterFault:
    alike = nearest(name, names, *NEAR_PARAMETERS)
    message = f"There is no parameter {parameter_quote(name)} here.{_hint(alike)}"
    return ParameterFault(message, name[:LONGEST_PARAMETER_QUOTE], names, alike)


def _hint(alike: Collection[str]) -> str:
    return f" Did you mean {' or '.join(map(parameter_quote, alike))}?" if alike else ""


def _meaningless(name: str) -> ParameterFault:
    message = f"{parameter_quote(name)} has no meaning at this address; leave it out."
    return ParameterFault(message, name[:LONGEST_PARAMETER_QUOTE])


def _readable(data: QueryDict) -> QueryDict:
    """The same query as the form can show it again."""
    form = QueryDict(mutable=True)
    for name, values in data.lists():
        form.setlist(name, [readable(value) for value in values])
    return form


def takes_nothing(data: QueryDict) -> None:
    """BadQuery for any parameter, at an address that takes none."""
    faults = [_meaningless(name) for name in clean_query(data)]
    if faults:
        raise BadQuery(faults)


def clean_query(data: MultiValueDict[str, str]) -> QueryDict:
    """What a query really asks: empty values left out. A name without any value is kept if it is unknown."""
    query = QueryDict(mutable=True)
    for name, values in data.lists():
        filled = [value for value in values if value.strip()]
        if filled or name not in FILTERS:
            query.setlist(name, filled)
    return query
