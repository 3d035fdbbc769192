"""Which rows have a name, whatever letters it is written with: asked of the base, against all names one by one."""

from __future__ import annotations

import pytest
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.models import Company, name_rules
from kb.texts import cleaned, name_key

LETTERS = [
    "k",
    "K",
    "\u212a",
    "s",
    "ß",
    "ss",
    "ſ",
    "É",
    "e\u0301",
    "İ",
    "i",
    "I",
    " ",
    "  ",
    "\u00a0",
    "\u200b",
    "1",
    "_",
    "%",
    "'",
]
NAMES = st.lists(st.sampled_from(LETTERS), min_size=1, max_size=4).map("".join).map(cleaned).filter(bool)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(NAMES, max_size=8, unique=True), name=NAMES)
def test_those_with_a_name_are_those_with_its_key(names: list[str], name: str) -> None:
    Company.objects.all().delete()
    rows = [Company(slug=f"company-{number}", name=text) for number, text in enumerate(names)]
    QuerySet(Company).bulk_create(rows)
    alike = [slug for _, slug, _ in name_rules.namesakes(Company(name=name))]
    assert alike == [row.slug for row in rows if name_key(row.name) == name_key(name)]
