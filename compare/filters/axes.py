"""First stage: which cells are looked at."""

from compare.filters.base import AXES, SlugsFilter

AXIS_FILTERS = {
    "framework": SlugsFilter(
        stage=AXES,
        field_name="framework__slug",
        label="Framework",
        noun="framework",
        offer=lambda vocabulary: {slug: row.name for slug, row in vocabulary.frameworks.items()},
        words="about {}",
    ),
    "aspect": SlugsFilter(
        stage=AXES,
        field_name="aspect__slug",
        label="Aspect",
        noun="aspect",
        offer=lambda vocabulary: {slug: row.name for slug, row in vocabulary.aspects.items()},
        words="on {}",
    ),
    "group": SlugsFilter(
        stage=AXES,
        field_name="aspect__group__slug",
        label="Group",
        noun="group of aspects",
        offer=lambda vocabulary: {slug: row.name for slug, row in vocabulary.groups.items()},
        words="in the group {}",
    ),
    "company": SlugsFilter(
        stage=AXES,
        field_name="company__slug",
        label="Company",
        noun="company",
        offer=lambda vocabulary: {slug: row.name for slug, row in vocabulary.companies.items()},
        words="at {}",
    ),
}
