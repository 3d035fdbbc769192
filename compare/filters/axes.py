"""First stage: which cells are looked at."""

from __future__ import annotations

from compare.filters.base import AXES, SlugsFilter


class InOrderFilter(SlugsFilter):
    """Slugs whose order says something: the order of the chapters of a table."""

    def plain(self, value: list[str]) -> list[str]:
        return list(dict.fromkeys(value))


AXIS_FILTERS = {
    "framework": SlugsFilter(
        stage=AXES,
        field_name="framework__slug",
        of=lambda claim, vocabulary: claim.framework,
        label="Framework",
        noun="framework",
        offer=lambda vocabulary: {slug: row.name for slug, row in vocabulary.frameworks.items()},
        words="about {}",
    ),
    "aspect": SlugsFilter(
        stage=AXES,
        field_name="aspect__slug",
        of=lambda claim, vocabulary: claim.aspect,
        label="Aspect",
        noun="aspect",
        offer=lambda vocabulary: {slug: row.name for slug, row in vocabulary.aspects.items()},
        words="on {}",
    ),
    "group": InOrderFilter(
        stage=AXES,
        field_name="aspect__group__slug",
        of=lambda claim, vocabulary: vocabulary.aspects[claim.aspect].group,
        label="Group",
        noun="group of aspects",
        offer=lambda vocabulary: {slug: row.name for slug, row in vocabulary.groups.items()},
        words="in the group {}",
    ),
    "company": SlugsFilter(
        stage=AXES,
        field_name="company__slug",
        of=lambda claim, vocabulary: claim.company,
        label="Company",
        noun="company",
        offer=lambda vocabulary: {slug: row.name for slug, row in vocabulary.companies.items()},
        words="at {}",
    ),
}
