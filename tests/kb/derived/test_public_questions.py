"""The questions that anybody may see are listed by group, and follow whatever makes them public."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from kb.derived import public_questions
from kb.models import Aspect, PublicQuestion
from tests import factories as make

pytestmark = pytest.mark.django_db


def listed() -> dict[int, int]:
    return dict(PublicQuestion.objects.values_list("aspect", "group"))


@pytest.mark.parametrize("name", [make.claim, make.gap, make.need], ids=lambda name: name.__name__)
def test_what_names_a_question_makes_it_public(name: Callable[..., object]) -> None:
    aspect = make.aspect()
    assert not listed()
    name(aspect=aspect)
    assert listed() == {aspect.pk: aspect.group_id}


def test_a_draft_makes_no_question_public() -> None:
    make.draft()
    assert not listed()


def test_a_question_about_companies_is_not_asked_once() -> None:
    make.claim(aspect=make.adoption(), company=make.company())
    assert not listed()


def test_a_question_follows_into_its_group() -> None:
    aspect = make.claim().aspect
    aspect.group = make.group()
    aspect.save()
    assert listed() == {aspect.pk: aspect.group_id}


def test_a_need_that_asks_something_else_leaves_its_question() -> None:
    need, other = make.need(), make.aspect()
    need.aspect = other
    need.save()
    assert listed() == {other.pk: other.group_id}


def test_a_question_is_public_no_more_when_nothing_names_it() -> None:
    make.need().delete()
    assert not listed()


@pytest.mark.parametrize("seed", range(4))
def test_any_edits_end_equal_to_a_fresh_list(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311
    aspects = [make.aspect() for _ in range(4)]
    rows = []
    for number in range(12):
        if rows and draw.random() < 0.4:
            rows.pop(draw.randrange(len(rows))).delete()
        else:
            aspect, name = draw.choice(aspects), f"need {number}"
            rows.append(make.gap(aspect=aspect) if draw.random() < 0.5 else make.need(aspect=aspect, name=name))
    assert public_questions.misplaced() == []
    assert listed().keys() == {row.aspect_id for row in rows}


def test_only_what_changes_is_written(django_assert_num_queries: Any) -> None:
    aspects = [row.aspect_id for row in (make.gap(), make.need())]
    with django_assert_num_queries(1):
        public_questions.renew(aspects)


def test_all_are_listed_anew() -> None:
    stored = {row.aspect_id: row.aspect.group_id for row in (make.gap(), make.need())}
    PublicQuestion.objects.all().delete()
    public_questions.renew()
    assert listed() == stored
    assert Aspect.objects.count() == len(stored)
