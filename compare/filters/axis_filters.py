"""First stage: which cells are looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from compare.filters.base_filter import AXES, SlugsFilter, all_of
from compare.filters.inputs import Offered
from kb.evidence.kinds import ASPECT, COMPANY, FRAMEWORK, GROUP
from kb.evidence.records import FACT, OPINION

NATURE_NAMES = {FACT: "facts", OPINION: "opinions"}


class InOrderFilter(SlugsFilter):
    """Slugs whose order says something: that of the groups of a table. Where most are chosen, the others are said."""

    def widget_for(self, field: Any, offer: Callable[[], Offered]) -> forms.Widget:
        return super().widget_for(field, lambda: offer().chosen_first)

    def plain(self, value: list[str]) -> list[str]:
        return list(dict.fromkeys(value))

    def is_said_at_once(self, value: list[str]) -> bool:
        """Whether more are chosen than left out."""
        return 2 * len(set(value)) > len(self.names) > 2

    def say(self, value: list[str]) -> str:
        if not self.is_said_at_once(value):
            return super().say(value)
        missing = [name for slug, name in self.names.items() if slug not in value]
        return f"in every group but {all_of(missing)}" if missing else "with the groups in this order"


AXIS_FILTERS = {
    "framework": SlugsFilter(
        stage=AXES,
        kind=FRAMEWORK,
        field_name="framework__slug",
        of=lambda place, vocabulary: place.framework,
        tally="framework__slug",
        words="about {}",
        effect="cells of these frameworks",
    ),
    "aspect": SlugsFilter(
        stage=AXES,
        kind=ASPECT,
        field_name="aspect__slug",
        of=lambda place, vocabulary: place.aspect,
        place_start=lambda slug, vocabulary: vocabulary.place(slug, None),
        words="on {}",
        effect="cells on these aspects",
    ),
    "group": InOrderFilter(
        stage=AXES,
        kind=GROUP,
        field_name="aspect__group__slug",
        of=lambda place, vocabulary: vocabulary.aspects[place.aspect].group,
        tally="group__slug",
        place_start=lambda slug, vocabulary: vocabulary.groups[slug].start,
        words="in the group {}",
        effect="cells on the aspects of these groups; a table has them in this order",
    ),
    "company": SlugsFilter(
        stage=AXES,
        kind=COMPANY,
        field_name="company__slug",
        of=lambda place, vocabulary: place.company,
        words="at {}",
        effect="cells about these companies",
    ),
    "nature": SlugsFilter(
        stage=AXES,
        field_name="aspect__nature",
        of=lambda place, vocabulary: vocabulary.aspects[place.aspect].nature,
        of_aspect="nature",
        label="Facts or opinions",
        noun="nature",
        fixed=NATURE_NAMES,
        words="of {}",
        effect="cells on questions of this nature: facts, which a look settles, or opinions",
    ),
}
