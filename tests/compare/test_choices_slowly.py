"""Choices of the shipped base once more, slow and plain: verdicts from the claims, outcomes from every way in which
the open questions can turn out; and page, files and this say the same.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from kb.evidence.appraisal import Assertion
from tests.compare import reading
from tests.compare.slow_selection import Query, SlowBase, Where
from tests.conftest import TODAY
from tests.kb.slow_judge import SlowWalk, greedy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped", "today")]

Verdicts = Mapping[tuple[str, str], str]  # framework and need
OPEN = ("disputed", "conditional", "unknown")


@pytest.fixture(scope="module")
def base(shipped: None, django_db_blocker: DjangoDbBlocker) -> SlowBase:
    with django_db_blocker.unblock():
        return SlowBase(TODAY)


@pytest.fixture(scope="module")
def needs(base: SlowBase, django_db_blocker: DjangoDbBlocker) -> dict[str, Any]:
    with django_db_blocker.unblock():
        return {one["slug"]: one for one in reading.data("/choose.json")["needs"]}


def asked(needs: Mapping[str, Any], base: SlowBase, seed: int) -> Query:
    """A few musts and nices, mostly of the two frameworks that the documents compare, sometimes of one source."""
    draw = random.Random(seed)  # noqa: S311
    slugs = draw.sample(sorted(needs), draw.randint(1, 5))
    cut = draw.randint(0, len(slugs))
    frameworks = draw.choice([["django", "flask"], ["django", "flask"], ["flask", "django", "express"], []])
    source = draw.choice([[], [], [draw.choice(sorted({claim["source"] for claim in base.claims}))]])
    query = {"must": slugs[:cut], "nice": slugs[cut:], "framework": frameworks, "source": source}
    return {name: values for name, values in query.items() if values}


def claims_on(base: SlowBase, query: Query, framework: str, aspect: str) -> list[Assertion]:
    found = base.select({"source": query.get("source", [])}, Where({"framework": framework, "aspect": aspect}))
    return [base.claim(one) for one in base.claims if one["key"] in found.claims]


def verdict(base: SlowBase, claims: list[Assertion], need: Mapping[str, Any]) -> tuple[str, tuple[int, int], bool]:
    """The verdict, the roots for and against, and whether it holds under a condition alone."""
    good = [claim for claim in claims if claim.value in need["wanted"]]
    bad = [claim for claim in claims if claim not in good] if not many(base, need) else []
    walk = SlowWalk(claims, base.graph, inferred=False)
    roots = greedy(walk.brought(good)), greedy(walk.brought(bad))
    if all(roots):
        met = any(not one.scope or not other.scope or one.scope == other.scope for one, other in product(good, bad))
        return ("disputed" if met else "conditional"), roots, False
    conditioned = any(roots) and all(one.scope for one in (good if roots[0] else bad))
    return ("met" if roots[0] else "unmet" if roots[1] else "unknown"), roots, conditioned


def many(base: SlowBase, need: Mapping[str, Any]) -> bool:
    return bool(base.aspects[need["aspect"]]["cardinality"] == "many")


def outcomes(query: Query, frameworks: list[str], verdicts: Verdicts) -> Iterator[frozenset[str]]:
    """Who wins, in each way in which the open questions can turn out."""
    unsure = [key for key, one in verdicts.items() if one in OPEN]
    sure = {key: one == "met" for key, one in verdicts.items() if one not in OPEN}
    for way in product([True, False], repeat=len(unsure)):
        met = {**sure, **dict(zip(unsure, way, strict=True))}
        able = {
            slug: sum(met[slug, need] for need in query.get("nice", ()))
            for slug in frameworks
            if all(met[slug, need] for need in query.get("must", ()))
        }
        yield frozenset(slug for slug, count in able.items() if count == max(able.values()))


def shown_verdicts(query: Query) -> list[tuple[str, str]]:
    """Address of the cell and verdict, row by row."""
    links = reading.page("/choose/", query).find("a", class_="verdict")
    return [(str(one.get("href")), reading.words_of(one)) for one in links]


CONDITION = ", under a condition"
LABELS = {"unmet": "not met", "unknown": "not known"}


@pytest.mark.parametrize("seed", range(12))
def test_a_random_choice_is_the_same_by_hand_on_the_page_and_in_the_files(
    base: SlowBase, needs: dict[str, Any], seed: int
) -> None:
    query = asked(needs, base, seed)
    answer = reading.data("/choose.json", query)
    by_hand = {
        (slug, need): verdict(base, claims_on(base, query, slug, needs[need]["aspect"]), needs[need])
        for slug in answer["frameworks"]
        for need in [*query.get("must", ()), *query.get("nice", ())]
    }
    found = {(each["framework"], one["need"]): one for each in answer["choices"] for one in each["needs"]}
    told = {
        key: (one["verdict"], (one["for"]["roots"], one["against"]["roots"]), one["words"].endswith(CONDITION))
        for key, one in found.items()
    }
    assert told == by_hand
    verdicts = {key: one for key, (one, *_) in by_hand.items()}
    check_outcome(answer, list(outcomes(query, answer["frameworks"], verdicts)))
    check_files(query, verdicts)


def check_outcome(answer: dict[str, Any], ends: list[frozenset[str]]) -> None:
    outcome = answer["outcome"]
    assert set(outcome["frameworks"]) == frozenset().union(*ends)
    if answer["frameworks"]:
        assert (outcome["result"] == "decided") == (len(set(ends)) == len(ends[0]) == 1)
        assert (outcome["result"] == "none-left") == (set(ends) == {frozenset()})


def check_files(query: Query, verdicts: Verdicts) -> None:
    rows = {(row["framework"], row["need"]): row["verdict"] for row in reading.table("/choose.csv", query)}
    assert rows == verdicts
    assert sorted(words.removesuffix(CONDITION) for _, words in shown_verdicts(query)) == sorted(
        LABELS.get(one, one) for one in verdicts.values()
    )
    arguments = reading.text("/choose.md", query).partition("## Pros and Cons")[2].partition("## More")[0]
    assert arguments.count("\n* ") == len(verdicts)


def test_the_needs_that_visitors_name_first_can_be_asked(needs: dict[str, Any]) -> None:
    assert set(needs) >= {
        "rest-api", "first-project", "many-built-ins", "machine-learning", "quick-prototype", "team-of-thirty",
    }  # fmt: skip


def test_on_the_shipped_base_flask_serves_models_and_django_brings_an_admin() -> None:
    query = {"framework": ["flask", "django"]}
    assert reading.data("/choose.json", {**query, "must": ["machine-learning"]})["outcome"]["words"] == (
        "Flask, on this evidence."
    )
    assert reading.data("/choose.json", {**query, "must": ["admin-panel"]})["outcome"]["frameworks"] == ["django"]
    unknown = reading.page("/choose/", {**query, "must": ["team-of-thirty"]}).words
    assert "Team of thirty must have No framework here has evidence on it." in unknown
