"""Choices of the shipped base once more, slow and plain: verdicts from the claims, outcomes from every way in which
the open questions can turn out; and page, files and this say the same.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from kb.evidence.judgement import Assertion
from tests.compare import reading
from tests.compare.slow_selection import Query, SlowBase, Where, key_of
from tests.conftest import TODAY
from tests.kb.slow_judge import SlowCell, contest, greedy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped", "today")]

Verdicts = Mapping[tuple[str, str], str]  # framework and need


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


class SlowSides(SlowCell):
    """Two sides of a need, each counted as one value."""

    def also_contests(self, source: str, group: list[Assertion]) -> bool:
        """Whether a document speaks on both sides, in a way that cannot hold together."""
        mine = [claim for claim in self.claims if claim.source == source]
        return any(contest(one, other, self.question) for one in mine if one in group for other in mine
                   if other not in group)  # fmt: skip


def verdict(
    base: SlowBase, claims: list[Assertion], need: Mapping[str, Any], framework: str
) -> tuple[str, tuple[int, int], bool, str | None]:
    """The verdict, the roots for and against, whether it holds under a condition alone, and how certain it is."""
    good = [claim for claim in claims if claim.value in need["wanted"]]
    bad = [claim for claim in claims if claim not in good] if not many(base, need) else []
    question = base.question((framework, need["aspect"], None))
    keys = {claim.key for claim in claims}
    hidden = [one for one in base.claims if key_of(one) == (framework, need["aspect"], None) and one["key"] not in keys]
    slow = SlowSides(claims, question, base.graph, framework, None, [base.claim(one) for one in hidden])
    roots = greedy(slow.stated.brought(good)), greedy(slow.stated.brought(bad))
    grades = [slow.grade(side) for side in (good, bad)]
    strong = [grade[0] == "strong" for grade in grades]
    if all(roots) and (question.opinion or sum(strong) != 1):
        met = any(not one.scope or not other.scope or one.scope == other.scope for one, other in product(good, bad))
        return ("disputed" if met else "conditional"), roots, False, None
    if not any(roots):
        return "unknown", roots, False, None
    place = (0 if strong[0] else 1) if all(roots) else (0 if roots[0] else 1)
    conditioned = all(one.scope for one in (good, bad)[place]) or grades[place][2] is not None
    return ("met", "unmet")[place], roots, conditioned, grades[place][0]


def many(base: SlowBase, need: Mapping[str, Any]) -> bool:
    return bool(base.aspects[need["aspect"]]["cardinality"] == "many")


def outcomes(query: Query, frameworks: list[str], verdicts: Verdicts) -> Iterator[frozenset[str]]:
    """Who wins, in each way in which the open questions can turn out; ``verdicts`` are those that decide."""
    unsure = [key for key, one in verdicts.items() if one == "open"]
    sure = {key: one == "met" for key, one in verdicts.items() if one != "open"}
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
STEPS = ("strong", "fair", "weak")


@pytest.mark.parametrize("seed", range(12))
def test_a_random_choice_is_the_same_by_hand_on_the_page_and_in_the_files(
    base: SlowBase, needs: dict[str, Any], seed: int
) -> None:
    query = asked(needs, base, seed)
    answer = reading.data("/choose.json", query)
    by_hand = {
        (slug, need): verdict(base, claims_on(base, query, slug, needs[need]["aspect"]), needs[need], slug)
        for slug in answer["frameworks"]
        for need in [*query.get("must", ()), *query.get("nice", ())]
    }
    found = {(each["framework"], one["need"]): one for each in answer["choices"] for one in each["needs"]}
    told = {
        key: (
            one["verdict"], (one["for"]["roots"], one["against"]["roots"]), one["words"].endswith(CONDITION),
            one["certainty"],
        )
        for key, one in found.items()
    }  # fmt: skip
    assert told == by_hand
    check_outcome(answer, query, by_hand)
    check_files(query, {key: one for key, (one, *_) in by_hand.items()})


def ends_at(answer: dict[str, Any], query: Query, by_hand: Mapping[Any, Any], steps: Sequence[str]) -> Any:
    """How it can end with every verdict open that is less certain than these steps; None: it is no competition."""
    named = sorted({slug for (slug, _), one in by_hand.items() if one[0] != "unknown"})
    decides = {
        key: one[0] if one[3] in steps else "open" for key, one in by_hand.items() if key[0] in named
    }  # fmt: skip
    return set(outcomes(query, named, decides)) if len(named) > 1 else None


def check_outcome(answer: dict[str, Any], query: Query, by_hand: Mapping[Any, Any]) -> None:
    outcome, ends = answer["outcome"], ends_at(answer, query, by_hand, STEPS)
    if ends is None:
        assert outcome["result"] in ("only-named", "nobody")
        return
    assert set(outcome["frameworks"]) == frozenset().union(*ends)
    assert (outcome["result"] == "decided") == (len(ends) == 1 and len(next(iter(ends))) == 1)
    assert (outcome["result"] == "none-left") == (ends == {frozenset()})
    if outcome["certainty"]:
        steps = STEPS[: STEPS.index(outcome["certainty"]) + 1]
        assert frozenset().union(*ends_at(answer, query, by_hand, steps)) == set(outcome["frameworks"])


def check_files(query: Query, verdicts: Verdicts) -> None:
    rows = {(row["framework"], row["need"]): row["verdict"] for row in reading.table("/choose.csv", query)}
    assert rows == verdicts
    assert len(shown_verdicts(query)) == len(verdicts)
    arguments = reading.text("/choose.md", query).partition("## Pros and Cons")[2].partition("## More")[0]
    assert arguments.count("\n* ") == len(verdicts)


def test_the_needs_that_visitors_name_first_can_be_asked(needs: dict[str, Any]) -> None:
    assert set(needs) >= {
        "rest-api", "first-project", "many-built-ins", "machine-learning", "quick-prototype", "team-of-thirty",
    }  # fmt: skip


def test_on_the_shipped_base_flask_serves_models_and_django_brings_an_admin() -> None:
    query = {"framework": ["flask", "django"]}
    assert reading.data("/choose.json", {**query, "must": ["machine-learning"]})["outcome"]["words"] == (
        "Flask, if one blog is right: Flask vs Django: Difference Between Flask and Django (Hirist). The weakest "
        "links: Flask, “Machine learning”: is said to be met, by one independent source; Django, “Machine learning”: "
        "is said not to be met, by one independent source."
    )
    assert reading.data("/choose.json", {**query, "must": ["admin-panel"]})["outcome"]["frameworks"] == ["django"]
    unknown = reading.page("/choose/", {**query, "must": ["team-of-thirty"]}).words
    assert "Team of thirty must have No framework here has evidence on it." in unknown
