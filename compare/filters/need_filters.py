"""Before the first stage, at the chooser alone: which needs are asked, and how much each matters."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from compare.filters.base_filter import NEEDS, SlugsFilter, all_of
from kb.evidence.kinds import NEED


class NeedsFilter(SlugsFilter):
    """Needs that must or should be met. They select no claims: their aspects are the place of the chooser."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(stage=NEEDS, kind=NEED, field_name="", **kwargs)

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs

    def say(self, value: list[str]) -> str:
        return self.words.format(all_of([f"“{self.names[slug]}”" for slug in value]))


NEED_FILTERS = {
    "must": NeedsFilter(
        label="Must have",
        words="where {} must be met",
        effect="a framework that does not meet all of these needs is ruled out",
    ),
    "nice": NeedsFilter(
        label="Nice to have",
        words="where {} would be nice",
        effect="these needs decide between those that meet every must; one asked as both is a must",
    ),
}
