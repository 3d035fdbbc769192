from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compare.query.highlights import FACTS, OPINIONS, highlights
from kb.models import AspectGroup, Framework
from tests import factories

pytestmark = pytest.mark.django_db
COLUMNS = ("django", "flask")


@pytest.fixture(autouse=True)
def frameworks() -> None:
    for slug in COLUMNS:
        factories.framework(slug=slug)


def answer(slug: str, group: AspectGroup, **values: Sequence[bool]) -> None:
    """An opinion: what sources of its own say of each framework."""
    aspect = factories.aspect(slug=slug, group=group, nature="opinion")
    for framework, words in values.items():
        for value in words:
            factories.claim(framework=Framework.objects.get(slug=framework), aspect=aspect, boolean=value)


def test_the_surest_come_first_one_of_each_group() -> None:
    first, second = factories.group(order=1), factories.group(order=2)
    answer("weak", first, django=[True] * 3, flask=[False])
    answer("sure", first, django=[True] * 3, flask=[False] * 3)
    answer("fair", second, django=[True] * 2, flask=[False] * 2)
    assert [entry.topic.aspect for entry in highlights(COLUMNS).differ] == ["sure", "fair"]


def test_what_says_the_same_or_stands_on_one_side_is_no_difference() -> None:
    answer("one-sided", factories.group(), django=[True])
    answer("same", factories.group(), django=[True], flask=[True])
    assert highlights(COLUMNS).differ == []


def test_the_best_supported_dispute_of_either_is_named() -> None:
    answer("small", factories.group(), flask=[True, False])
    answer("large", factories.group(), flask=[True, True, False, False])
    assert [entry.topic.aspect for entry in highlights(COLUMNS).disputed] == ["large"]


def test_two_queries_are_asked_however_many_rows_there_are() -> None:
    for _ in range(FACTS + OPINIONS + 3):
        answer("", factories.group(), django=[True], flask=[False])
    with CaptureQueriesContext(connection) as queries:
        highlights(COLUMNS)
    assert len(queries) == 2
