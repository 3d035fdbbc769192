"""Before the first stage, at the chooser alone: which needs are asked, and how much each matters."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from compare.filters.base_filter import NEEDS, SlugsFilter, all_of
from kb.evidence.records import Vocabulary
from kb.evidence.shelves import Column


class NeedsFilter(SlugsFilter):
    """Needs that must or should be met. They select no claims: their aspects are the place of the chooser."""

    def __init__(self, *, words: str, label: str) -> None:
        super().__init__(stage=NEEDS, field_name="", noun="need", offer=_names, words=words, label=label)

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs

    def say(self, value: list[str]) -> str:
        return self.words.format(all_of([f"“{self.names[slug]}”" for slug in value]))


def _names(vocabulary: Vocabulary) -> Column:
    return Column(vocabulary.needs, "name")


NEED_FILTERS = {
    "must": NeedsFilter(label="Must have", words="where {} must be met"),
    "nice": NeedsFilter(label="Nice to have", words="where {} would be nice"),
}
