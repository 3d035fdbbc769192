"""What anybody may see: what something published names, and no more."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.test.utils import CaptureQueriesContext

from kb.derived import upkeep
from kb.editing import trials
from kb.editing.workflow import sign
from kb.evidence.kinds import ASPECT, COMPANY, FRAMEWORK, KINDS, SOURCE
from kb.models import Source
from kb.models.kind_models import KIND_MODELS
from kb.rows import public_things as public_things_module
from kb.rows.public_things import CONDITIONS, IsPublic, public_keys, without_page
from tests import factories as make
from tests.kb.rows.slow_public_things import ON_ANY_PAGE, slow_public_rows, slow_public_things

pytestmark = pytest.mark.django_db


def public_things() -> set[tuple[str, str]]:
    return {
        (name, slug)
        for name in CONDITIONS
        for slug in KIND_MODELS[name].objects.filter(IsPublic(kind=KINDS[name])).values_list("slug", flat=True)
    }


def random_base(random: Random) -> None:
    """A few things of each kind, of which some are named somewhere, in a row or in several."""
    with upkeep.collected():
        frameworks, companies, scopes = (
            [build() for _ in range(4)] for build in (make.framework, make.company, make.scope)
        )
        groups = [make.group() for _ in range(3)]
        aspects = [
            make.aspect(group=random.choice(groups), options=["easy", "hard"] if n == 3 else ()) for n in range(4)
        ] + [make.adoption(group=groups[0])]
        sources = [
            make.source(company=companies[0]),
            *(make.source(framework=random.choice([None, None, *frameworks])) for _ in range(7)),
        ]
        for _ in range(6):
            first, second = random.sample(sources, 2)
            if not first.links_out.filter(to_source=second).exists():
                make.source_link(from_source=first, to_source=second, kind=random.choice(["derives", "cites"]))
        for status in ("draft", "review", "published", "published", "retired"):
            place = place_in(random, frameworks[:3], aspects, companies)
            others = {"scope": random.choice([None, *scopes]), "via": random.choice([None, None, sources[-1]])}
            others["compared_to"] = random.choice([None, frameworks[3]])
            reason = {"retire_reason": "misread"} if status == "retired" else {}
            make.claim(source=random.choice(sources[:4]), status=status, **place, **others, **reason)
        if random.random() < 0.5:
            make.gap(**place_in(random, frameworks, aspects, companies))
            make.reading(source=random.choice(sources), framework=random.choice(frameworks))
            make.need(aspect=random.choice(aspects[:3]))


def place_in(random: Random, frameworks: list[Any], aspects: list[Any], companies: list[Any]) -> dict[str, Any]:
    aspect = random.choice(aspects)
    company = {"company": random.choice(companies)} if aspect.per_company else {}
    return {"framework": random.choice(frameworks), "aspect": aspect, **company}


@pytest.mark.parametrize("most", [0, public_things_module.MOST_WALKED])
@pytest.mark.parametrize("seed", range(12))
def test_public_is_what_something_published_names(monkeypatch: pytest.MonkeyPatch, seed: int, most: int) -> None:
    monkeypatch.setattr(public_things_module, "MOST_WALKED", most)
    random_base(Random(seed))  # noqa: S311
    assert public_things() == slow_public_things()


@pytest.mark.parametrize("seed", range(12))
def test_whoever_changes_a_row_or_many_is_told_alike_whether_a_page_shows_it(seed: int) -> None:
    random_base(Random(seed))  # noqa: S311
    shown = slow_public_rows(ON_ANY_PAGE)
    for name in CONDITIONS:
        rows = list(KIND_MODELS[name].objects.all())
        public = {row for row in rows if (name, row) in shown}
        assert {row for row in rows if trials.is_public(row)} == public
        assert public_keys(KINDS[name], [row.pk for row in rows]) == {row.pk for row in public}


def test_it_takes_one_query_for_a_row_and_for_many() -> None:
    sources = [make.claim().source, *(make.source() for _ in range(9))]
    for keys in ([sources[0].pk], [source.pk for source in sources]):
        with CaptureQueriesContext(connection) as captured:
            assert public_keys(SOURCE, keys) == {sources[0].pk}
        assert len(captured) == 1


def test_a_source_is_seen_through_any_number_of_links_from_one_that_is() -> None:
    first, second, third, stranger = (make.source(slug=slug) for slug in ("first", "second", "third", "stranger"))
    for pair in ((first, second), (second, third), (third, second), (stranger, first)):
        make.source_link(from_source=pair[0], to_source=pair[1])
    assert not Source.objects.filter(IsPublic(kind=SOURCE)).exists()
    make.claim(source=first)
    seen = Source.objects.filter(IsPublic(kind=SOURCE)).values_list("slug", flat=True)
    assert set(seen) == {"first", "second", "third"}


def steps_with_arms(hub: Source, arms: int) -> int:
    """Of SQLite, in hundreds: that many sources more cite a hub which cites as many, and nothing names any."""
    for _ in range(arms):
        make.source_link(from_source=make.source(), to_source=hub)
        make.source_link(from_source=hub, to_source=make.source())
    steps = []
    connection.connection.set_progress_handler(lambda: steps.append(1), 100)
    assert not Source.objects.filter(IsPublic(kind=SOURCE)).exists()
    connection.connection.set_progress_handler(None, 0)
    return len(steps)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts no steps")
def test_many_sources_that_nobody_sees_cost_no_walk_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_things_module, "MOST_WALKED", 1_000)
    hub = make.source()
    few = steps_with_arms(hub, 20)
    assert steps_with_arms(hub, 60) < 6 * few  # of four times as many sources


def test_the_condition_holds_of_the_rows_of_a_part_of_a_query() -> None:
    named, ghost = make.claim().source, make.source()
    inner = Source.objects.filter(IsPublic(kind=SOURCE), pk=OuterRef("pk")).values("pk")
    assert dict(Source.objects.values_list("pk", Subquery(inner))) == {named.pk: named.pk, ghost.pk: None}


def test_what_a_retired_claim_names_keeps_its_page_and_is_listed_nowhere() -> None:
    claim = make.retired()
    things = [(FRAMEWORK, claim.framework.slug), (ASPECT, claim.aspect.slug), (SOURCE, claim.source.slug)]
    assert (without_page(things), public_things()) == (set(), set())


def test_what_only_a_draft_names_has_no_page() -> None:
    adoption = make.draft(aspect=make.adoption())
    things = {(FRAMEWORK, adoption.framework.slug), (COMPANY, adoption.company.slug), (SOURCE, adoption.source.slug)}
    with CaptureQueriesContext(connection) as captured:
        assert without_page(sorted(things, key=lambda thing: thing[0].name)) == things
    assert len(captured) == 1


def test_what_a_published_claim_once_named_keeps_its_page() -> None:
    claim = make.claim(aspect=make.adoption(), company=make.company(slug="first"))
    former, claim.company = claim.company, make.company(slug="second")
    sign(claim, None, "Another.")
    claim.save()
    assert public_keys(COMPANY, [former.pk]) == {former.pk}
    assert ("company", "first") not in public_things()
