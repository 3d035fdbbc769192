"""First stage: which cells are looked at."""

from __future__ import annotations

from compare.filters.base_filter import AXES, SlugsFilter, all_of
from kb.evidence.records import FACT, OPINION
from kb.evidence.shelves import Column

NATURE_NAMES = {FACT: "facts", OPINION: "opinions"}


class InOrderFilter(SlugsFilter):
    """Slugs whose order says something: that of the groups of a table. Where most are chosen, the others are said."""

    def plain(self, value: list[str]) -> list[str]:
        return list(dict.fromkeys(value))

    def is_most(self, value: list[str]) -> bool:
        """Whether more are chosen than left out."""
        return 2 * len(set(value)) > len(self.names) > 2

    def say(self, value: list[str]) -> str:
        if not self.is_most(value):
            return super().say(value)
        missing = [name for slug, name in self.names.items() if slug not in value]
        return f"in every group but {all_of(missing)}" if missing else "with the groups in this order"


AXIS_FILTERS = {
    "framework": SlugsFilter(
        stage=AXES,
        field_name="framework__slug",
        of=lambda claim, vocabulary: claim.framework,
        label="Framework",
        noun="framework",
        offer=lambda vocabulary: Column(vocabulary.frameworks, "name"),
        words="about {}",
    ),
    "aspect": SlugsFilter(
        stage=AXES,
        field_name="aspect__slug",
        of=lambda claim, vocabulary: claim.aspect,
        label="Aspect",
        noun="aspect",
        offer=lambda vocabulary: Column(vocabulary.aspects, "name"),
        words="on {}",
    ),
    "group": InOrderFilter(
        stage=AXES,
        field_name="aspect__group__slug",
        of=lambda claim, vocabulary: vocabulary.aspects[claim.aspect].group,
        label="Group",
        noun="group of aspects",
        offer=lambda vocabulary: Column(vocabulary.groups, "name"),
        words="in the group {}",
    ),
    "company": SlugsFilter(
        stage=AXES,
        field_name="company__slug",
        of=lambda claim, vocabulary: claim.company,
        label="Company",
        noun="company",
        offer=lambda vocabulary: Column(vocabulary.companies, "name"),
        words="at {}",
    ),
    "nature": SlugsFilter(
        stage=AXES,
        field_name="aspect__nature",
        of=lambda claim, vocabulary: vocabulary.aspects[claim.aspect].nature,
        label="Facts or opinions",
        noun="nature",
        offer=lambda vocabulary: NATURE_NAMES,
        words="of {}",
    ),
}
