"""A slug that only editors know is answered like one that does not exist: same status, same words, no name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from compare.filters import FILTERS
from kb.evidence.kinds import ASPECT, COMPANY, FRAMEWORK, GROUP, KINDS, OPTION, SCOPE, SOURCE, ThingKind
from kb.models.kind_models import KIND_MODELS
from tests import factories as make
from tests.compare.reading import body, visitor
from tests.compare.test_urls import PAGES, address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hidden_base", "today")]
HIDDEN, ABSENT, FORMER = "qqhidden", "qqabsent", "qqformer"  # slugs; of equal length, and like no other
NAME, NO_NAME = "Quaggaquincunx", "Zebrazwischenzug"
HIDDEN_KINDS = (FRAMEWORK, ASPECT, GROUP, COMPANY, SOURCE, SCOPE, OPTION)
PARAMETERS = {name: entry.kind for name, entry in FILTERS.items() if entry.kind} | {"value": OPTION}


@pytest.fixture(scope="module")
def hidden_base(varied_base: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The varied base, and one of each kind that a draft alone names, renamed once."""
    with django_db_blocker.unblock():
        aspect = make.aspect(group=make.group(slug=f"{FORMER}"), slug=FORMER, options=[FORMER])
        rows: list[Any] = [aspect, aspect.group, aspect.options.get()]
        rows += [build(slug=FORMER) for build in (make.framework, make.company, make.source, make.scope)]
        _, _, option, framework, _, source, scope = rows
        make.draft(framework=framework, aspect=aspect, option=option, source=source, scope=scope)
        for row in rows:
            row.slug = HIDDEN
            setattr(row, KINDS[kind_of(row)].label, NAME)
            row.save()


def kind_of(row: Any) -> str:
    return next(name for name, model in KIND_MODELS.items() if model is type(row))


def queries(kind: ThingKind, suffixes: tuple[str, ...] = ("", "json")) -> Iterator[str]:
    """Addresses with a place for a slug of the kind: on each page and in its file, by each parameter that takes it."""
    for name in (name for name, of in PARAMETERS.items() if of is kind):
        for path in PAGES:
            for suffix in suffixes:
                yield f"{address(path, suffix)}?{name}={{}}"
        yield f"/feeds/changes.atom?{name}={{}}"
        yield f"/filters/claims/?{name}={{}}"


OF_ONE = {
    FRAMEWORK: [
        "/frameworks/{}/", "/frameworks/{}.json", "/frameworks/{}.fixture.json", "/cells/{}/learning-curve/",
        "/compare/flask-vs-{}/", "/compare/{}-vs-django.json", "/compare/{}-vs-django/summary.md",
        "/compare/?framework=flask&framework={}", "/objections/?page=/frameworks/{}/", "/filters/frameworks/{}/",
        "/filters/compare/flask-vs-{}/",
    ],
    ASPECT: ["/aspects/{}/", "/aspects/{}.json", "/cells/flask/{}/", "/objections/?page=/aspects/{}/"],
    COMPANY: ["/companies/{}/", "/companies/{}.csv", "/cells/flask/used-in-production/{}/"],
    SOURCE: ["/sources/{}/", "/sources/{}.json", "/sources/{}.md", "/filters/sources/{}/"],
}  # fmt: skip
ADDRESSES = {kind: [*OF_ONE.get(kind, ()), *queries(kind), "/search/?q={}"] for kind in HIDDEN_KINDS}


def answer(pattern: str, slug: str) -> tuple[int, str, str]:
    """Status, where it leads, and its text, with the slug and all that is made of it left out."""
    response = visitor().get(pattern.format(slug))
    text = re.sub(r'(?:nonce|data-revision)="[^"]*"', "", body(response))
    place, text = (re.sub(slug, "SLUG", part, flags=re.IGNORECASE) for part in (response.get("Location", ""), text))
    return response.status_code, place, text


@pytest.mark.parametrize("kind", HIDDEN_KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("slug", [HIDDEN, FORMER])
def test_what_only_editors_know_is_answered_like_what_does_not_exist(kind: ThingKind, slug: str) -> None:
    for pattern in ADDRESSES[kind]:
        hidden, absent = answer(pattern, slug), answer(pattern, ABSENT)
        assert hidden == absent, pattern
        assert NAME not in hidden[2], pattern


@pytest.mark.parametrize("kind", HIDDEN_KINDS, ids=lambda kind: kind.name)
def test_its_name_is_answered_like_one_that_does_not_exist(kind: ThingKind) -> None:
    for pattern in [*queries(kind, suffixes=("",)), "/search/?q={}"]:
        assert answer(pattern, NAME) == answer(pattern, NO_NAME), pattern
