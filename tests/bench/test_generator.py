"""Generated bases: the same bytes for the same shape, and rows that our own rules take."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from kb.models import Cell, Claim
from tests.bench.generator import Shape, rows, written
from tests.bench.generator.base import IN_NARROW, IN_WIDE, Vocabulary
from tests.bench.generator.things import NARROW, WIDE
from tests.bench.generator.words import aspect_name, company_name
from tests.kb.bases import load

SMALL = Shape(claims=300, wide=5, narrow=3)


def objects(model: str, shape: Shape = SMALL) -> list[dict[str, object]]:
    return [each["fields"] for each in rows(shape) if each["model"] == f"kb.{model}"]


def test_the_same_shape_gives_the_same_bytes() -> None:
    assert "".join(written(SMALL)) == "".join(written(Shape(claims=300, wide=5, narrow=3)))


def test_another_seed_gives_another_base() -> None:
    assert "".join(written(SMALL)) != "".join(written(Shape(claims=300, wide=5, narrow=3, seed=10)))


def test_a_base_has_as_many_claims_as_it_was_asked_for() -> None:
    keys = {claim["key"] for claim in objects("claim")}
    assert len(objects("claim")) == len(keys) == 300


@pytest.mark.parametrize("group", [WIDE, NARROW])
def test_the_full_comparisons_are_the_same_at_every_size(group: str) -> None:
    sizes = [Shape(claims=claims, wide=5, narrow=3) for claims in (300, 900)]
    small, large = ([aspect for aspect in objects("aspect", size) if aspect["group"] == [group]] for size in sizes)
    slugs = [[aspect["slug"]] for aspect in small]
    claims = [[claim for claim in objects("claim", size) if claim["aspect"] in slugs] for size in sizes]
    assert small == large
    assert claims[0] == claims[1] != []


def test_aspects_sources_and_companies_grow_and_frameworks_and_groups_do_not() -> None:
    small, large = (Counter(each["model"] for each in Vocabulary(Shape(claims)).rows()) for claims in (10_000, 20_000))
    assert all(large[model] > 1.7 * small[model] for model in ("kb.aspect", "kb.source", "kb.company"))
    assert all(large[model] == small[model] for model in ("kb.framework", "kb.aspectgroup", "kb.scope"))


def test_names_of_aspects_and_companies_are_their_own() -> None:
    assert len({aspect_name(number) for number in range(52_000)}) == 52_000
    assert len({company_name(number) for number in range(12_000)}) == 12_000


@pytest.mark.django_db
def test_a_base_loads_with_every_rule_and_has_every_state(tmp_path: Path) -> None:
    load(tmp_path, "".join(written(SMALL)))
    filled = Cell.objects.filter(documents__gt=0)
    assert Claim.objects.count() == 300
    assert filled.filter(aspect__group__slug=WIDE).count() == 5 * len(IN_WIDE)
    assert filled.filter(aspect__group__slug=NARROW).count() == 3 * len(IN_NARROW)
    assert set(Cell.objects.values_list("state", flat=True)) >= {"contested", "corroborated", "empty", "single"}


def test_a_base_has_what_real_ones_have() -> None:
    claims = objects("claim")
    asked = objects("aspect", Shape(claims=1))
    assert {aspect["value_type"] for aspect in asked} == {"boolean", "choice", "number", "text"}
    for name in ("company", "scope", "compared_to", "as_of", "hedged", "via", "via_stated", "retire_reason"):
        assert any(claim[name] for claim in claims), name
    assert {claim["status"] for claim in claims} == {"draft", "review", "published", "retired"}
    assert {link["kind"] for link in objects("sourcelink")} == {"derives", "cites"}
    assert {source["published_on"] is None for source in objects("source")} == {True, False}


def test_a_fixture_is_one_object_a_line() -> None:
    lines = "".join(written(SMALL)).splitlines()
    assert [lines[0], lines[-1]] == ["[", "]"]
    assert all(json.loads(line.removesuffix(","))["model"].startswith("kb.") for line in lines[1:-1])
