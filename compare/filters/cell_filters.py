"""Third stage: which judged cells stay."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache, reduce
from operator import or_
from typing import Any

import django_filters
from django import forms
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual

from compare.display.cell_judgements import CellJudgement
from compare.display.certainty_words import CERTAINTY_NAMES
from compare.display.labels import FLAG_NAMES, STATE_NAMES
from compare.filters.base_filter import (
    ARRANGEMENT,
    CELLS,
    LEGENDS,
    Facet,
    LookUp,
    SlugsField,
    SlugsFilter,
    StagedFilter,
    Switch,
    WholeNumberField,
    alternatives,
)
from compare.filters.inputs import Offered, SearchInput, ValuesInput
from kb.derived.cell_rows import value_word
from kb.entry.entry_faults import UnfitEntry
from kb.entry.entry_values import POINT, YES_AND_NO, read_number
from kb.entry.names import Names, WordLabel
from kb.evidence.judgement import Flag, State
from kb.evidence.shelves import by_name
from kb.evidence.vocabulary import Vocabulary, fetch
from kb.texts import cleaned, letters_key

LONGEST_SEARCH = 200
YES_NO_WORDS = {"yes": "yes", "no": "no"}


def holding(column: str, text: str) -> Q:
    """Whether a column of stored cells holds a text, letter by letter."""
    return Q(GreaterThan(StrIndex(column, Value(text)), 0))


class CellFilter(StagedFilter, django_filters.Filter):  # type: ignore[misc]
    """Decides over a judged cell; leaves querysets alone."""

    stage = CELLS

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs

    def keeps(self, cell: CellJudgement, value: Any) -> bool:
        """Whether the cell stays when ``value`` was asked for."""
        raise NotImplementedError


class WordsFilter(SlugsFilter):
    """Words of which a judged cell may have some; leaves querysets alone."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(stage=CELLS, **kwargs)

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs

    def keeps(self, cell: CellJudgement, value: list[str]) -> bool:
        """Whether the cell stays when ``value`` was asked for."""
        raise NotImplementedError


class StateFilter(WordsFilter):
    def keeps(self, cell: CellJudgement, value: list[str]) -> bool:
        return cell.judgement.state in value

    def where(self, value: list[str], today: date) -> Q:
        return Q(state__in=value)

    def wants_claims(self, value: list[str]) -> bool:
        return State.EMPTY not in value


class CertaintyFilter(WordsFilter):
    """Cells whose leading value is so certain."""

    def keeps(self, cell: CellJudgement, value: list[str]) -> bool:
        return cell.judgement.certainty in value

    def where(self, value: list[str], today: date) -> Q:
        return Q(certainty__in=value)


class FlagFilter(WordsFilter):
    def keeps(self, cell: CellJudgement, value: list[str]) -> bool:
        return any(flag in value for flag in cell.judgement.flags)

    def where(self, value: list[str], today: date) -> Q:
        flagged = (Q(fresh_until__lt=today) if flag == Flag.STALE else Q(**{flag: True}) for flag in value)
        return reduce(or_, flagged)


@lru_cache(maxsize=1_000)  # it is asked of each cell
def number(text: str) -> Decimal | None:
    """The number that a text writes, with a decimal point, or None."""
    try:
        return read_number(text, decimal_mark=POINT).number
    except UnfitEntry:
        return None


class ValuesField(SlugsField):
    """Values; of an option's slug that another option once had, what that is called now too (``renames``), and of a
    label every option that has it.
    """

    widget = ValuesInput
    takes_all = True

    def __init__(self, *, renames: Mapping[str, tuple[str, ...]] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.renames = {} if renames is None else renames

    def to_python(self, value: Any) -> list[str]:
        """As of slugs; whether they are some, is asked of all at once. One query more."""
        for rows in getattr(self.names, "maps", ()):
            fetch(rows, map(cleaned, value or ()))
        return super().to_python(value)

    def spelled(self, text: str) -> str:
        """Y is yes, 12.90 is 12.9."""
        word = cleaned(text)
        if word in self.names:
            return word
        if (written := number(word)) is not None:
            return value_word(written)
        return value_word(YES_AND_NO[word.casefold()]) if word.casefold() in YES_AND_NO else word

    def is_known(self, text: str) -> bool:
        return super().is_known(text) or number(text) is not None

    def clean(self, value: Any) -> list[str]:
        texts: list[str] = super().clean(value)
        slugs = [text for text in texts if number(text) is None and text not in YES_NO_WORDS]
        fetch(self.renames, slugs)
        return list(dict.fromkeys([*texts, *(new for slug in slugs for new in self.renames.get(slug, ()))]))

    def validate(self, value: list[str]) -> None:
        super().validate([text for text in value if number(text) is None])


class ValueFilter(WordsFilter):
    """Cells with a value: an option slug, yes, no or a number. Texts are found by ``q``."""

    field_class = ValuesField

    def open_to(self, vocabulary: Vocabulary, hidden: Collection[str] = ()) -> None:
        super().open_to(vocabulary, hidden)
        self.extra = {**self.extra, "renames": vocabulary.option_renames}

    def look_up_in(self, vocabulary: Vocabulary) -> LookUp:
        def labels(texts: Collection[str]) -> Names[Any]:
            options = {**YES_NO_WORDS, **by_name(vocabulary.option_labels, texts)}
            return Names([WordLabel(*pair) for pair in options.items()])

        return labels

    def widget_for(self, field: Any, offer: Callable[[], Offered]) -> forms.Widget:
        widget: forms.Widget = field.widget
        return widget

    def keeps(self, cell: CellJudgement, value: list[str]) -> bool:
        numbers = {number(text) for text in value} - {None}
        return any(
            side.value in numbers if isinstance(side.value, Decimal) else value_word(side.value) in value
            for side in cell.judgement.values
            if cell.value_type != "text"
        )

    def where(self, value: list[str], today: date) -> Q:
        words = (text if number(text) is None else value_word(Decimal(text)) for text in value)
        return reduce(or_, (holding("meanings", f"|{word}|") for word in words))

    def say(self, value: list[str]) -> str:
        labels = [self.names.get(text) or value_word(Decimal(text)) for text in value]
        return self.words.format(alternatives(list(dict.fromkeys(labels))))

    def plain(self, value: list[str]) -> list[str]:
        """One number is written in one way."""
        return sorted({text if text in self.names else value_word(Decimal(text)) for text in value})


class AtLeastFilter(CellFilter):
    """Cells with at least so many documents or roots."""

    field_class = WholeNumberField
    takes = "a whole number"

    def __init__(self, *, count: str, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=1_000_000, legend=LEGENDS[ARRANGEMENT], **kwargs)
        self.count = count

    def keeps(self, cell: CellJudgement, least: int) -> bool:
        return bool(getattr(cell.judgement, self.count) >= least)

    def where(self, value: int, today: date) -> Q:
        """Of a sum, so that no index of strengths is gone through where one of places leads to a page sooner."""
        return Q(GreaterThanOrEqual(F(self.count) + 0, value))

    def wants_claims(self, value: int) -> bool:
        return value > 0


class CellSwitch(Switch, CellFilter):
    """On, or off: of the judged cells some stay."""

    facet = Facet.WORDS


class DiffersFilter(CellSwitch):
    """Rows in which at least two frameworks have claims and their sets of values are not the same."""

    facet = Facet.ROWS
    form_place = 0

    def keeps(self, cell: CellJudgement, value: bool) -> bool:
        return cell.differs

    def where(self, value: bool, today: date) -> Q:
        """Any cell: which rows differ is a question about all that is on the axes."""
        return Q()

    def wants_claims(self, value: bool) -> bool:
        return False


class SearchField(forms.CharField):
    widget = SearchInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=True, **kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > LONGEST_SEARCH:
            raise forms.ValidationError(
                f"A search has at most {LONGEST_SEARCH} characters; this one has {len(value):,}.", code="long"
            )


class SearchFilter(CellFilter):
    """Cells in whose names, values or statements the text occurs, whatever its case, accents and quotation marks."""

    field_class = SearchField
    takes = "a text"

    def keeps(self, cell: CellJudgement, value: str) -> bool:
        letters = letters_key(value)
        return any(letters in text for text in cell.texts)

    def where(self, value: str, today: date) -> Q:
        return holding("words", letters_key(value))

    def wants_claims(self, value: str) -> bool:
        return False


def _values(vocabulary: Vocabulary) -> Mapping[str, str]:
    return ChainMap(YES_NO_WORDS, vocabulary.option_labels)  # type: ignore[arg-type]


CELL_FILTERS: dict[str, Any] = {
    "state": StateFilter(
        label="State",
        noun="state",
        fixed=STATE_NAMES,
        facet=Facet.STATES,
        tally="state",
        words="in cells that are {}",
        effect="cells in these states",
    ),
    "flag": FlagFilter(
        label="Flag",
        noun="flag",
        fixed=FLAG_NAMES,
        facet=Facet.FLAGS,
        words="flagged {}",
        effect="cells with one of these flags",
    ),
    "certainty": CertaintyFilter(
        label="Certainty",
        noun="certainty",
        fixed=CERTAINTY_NAMES,
        words="of {} certainty",
        effect="cells whose leading value is so certain",
    ),
    "value": ValueFilter(
        label="Value",
        noun="value: an option, yes, no or a number",
        offer=_values,
        facet=Facet.NONE,
        legend=LEGENDS[ARRANGEMENT],
        takes="an option’s slug, yes, no or a number",
        words="valued {}",
        effect="cells in which this value is claimed",
    ),
    "min_documents": AtLeastFilter(
        label="Documents at least",
        count="documents",
        words="resting on at least {} documents",
        effect="cells on so many documents or more",
    ),
    "min_roots": AtLeastFilter(
        label="Roots at least",
        count="roots",
        words="resting on at least {} roots",
        effect="cells on so many independent roots or more",
    ),
    "differs": DiffersFilter(
        label="Only rows that differ",
        words="in rows that differ",
        effect="rows in which frameworks have different values",
    ),
    "q": SearchFilter(
        label="Text",
        words="matching “{}”",
        legend=LEGENDS[ARRANGEMENT],
        effect="cells in whose names, values or statements it occurs",
    ),
}


def staying_cells(cells: Sequence[CellJudgement], values: dict[str, Any]) -> list[CellJudgement]:
    """The cells that every asked cell filter keeps, in their order."""
    tests = [(CELL_FILTERS[name], value) for name, value in values.items() if name in CELL_FILTERS]
    return [cell for cell in cells if all(test.keeps(cell, value) for test, value in tests)]
