"""What holds of every cell, tried on random ones, and a comparison with the slow judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from kb.evidence.appraisal import judge
from kb.evidence.certainty import Certainty
from kb.evidence.judgement import Assertion, CellValue, Judgement, Question, State
from kb.evidence.periods import parse_period
from kb.evidence.roots import Lead, Mode, Roots, SourceGraph, Upstream, independent, trace
from tests.kb.evidence_builders import TODAY, make_claim, value_of
from tests.kb.slow_judge import slow_judge

SOURCES = list("abcdefgh")
KINDS = ["official", "measurement", "survey", "article", "blog", "generated", "generated"]
VALUES: list[list[Any]] = [["yes", "no", "maybe"], [True, False], [Decimal(1), Decimal("1.0"), Decimal(2)]]
PERIODS = [None, None, *map(parse_period, ["2024", "2024-03", "2024-12-31", "2025", "2026-11"])]
BEFORE_AND_AFTER_ALL_OTHERS = st.sampled_from(["0-new", "z-new"])

sources = st.sampled_from(SOURCES)
graphs = st.builds(
    SourceGraph,
    kinds=st.dictionaries(sources, st.sampled_from(KINDS)),
    derives=st.dictionaries(sources, st.sets(sources, max_size=3)),
    inferred=st.dictionaries(sources, st.sets(sources, max_size=2), max_size=2),
    read=st.dictionaries(sources, st.sampled_from([TODAY, None])),
    frameworks=st.dictionaries(sources, st.sampled_from(["flask", "django", None])),
    companies=st.dictionaries(sources, st.sampled_from(["nasa", None])),
)
questions = st.builds(
    Question,
    many=st.sampled_from([False, False, True]),
    temporal=st.booleans(),
    stale_after_months=st.sampled_from([None, 0, 6, 24]),
    opinion=st.booleans(),
    adoption=st.sampled_from([False, False, True]),
)


@st.composite
def claim_lists(draw: st.DrawFn, min_size: int = 0, **fixed: Any) -> list[Assertion]:
    """Claims of one cell, on few sources, so that they meet, copy and contradict each other."""
    value = st.sampled_from(draw(st.sampled_from(VALUES)))
    fields: dict[str, st.SearchStrategy[Any]] = {
        "source": sources,
        "value": value,
        "compared_to": st.sampled_from([None, None, "django"]),
        "scope": st.sampled_from([None, None, "small", "large"]),
        "period": st.sampled_from(PERIODS),
        "hedged": st.booleans(),
        "via": st.none() | sources,
        "via_stated": st.booleans(),
        "status": st.sampled_from(["published"] * 5 + ["draft", "retired"]),
    } | {name: st.just(value) for name, value in fixed.items()}
    said = draw(st.lists(st.fixed_dictionaries(fields), min_size=min_size, max_size=9))
    return [make_claim(key=f"c{n}", **fields) for n, fields in enumerate(said)]


@dataclass(frozen=True)
class Cell:
    """What a judge is given."""

    claims: Sequence[Assertion]
    question: Question
    graph: SourceGraph

    def judged(self, **options: Any) -> Judgement[Assertion]:
        return judge(self.claims, self.question, self.graph, TODAY, **options)

    def with_claim(self, claim: Assertion, derives: Sequence[str] = (), kind: str = "blog") -> Cell:
        """The same cell with one more claim, from a new document."""
        kinds = {**self.graph.kinds, claim.source: kind}
        links = {**self.graph.derives, claim.source: derives}
        return Cell([*self.claims, claim], self.question, replace(self.graph, kinds=kinds, derives=links))


cells = st.builds(Cell, claim_lists(), questions, graphs)
published_cells = st.builds(Cell, claim_lists(min_size=1, status="published"), questions, graphs)
one_answer = st.builds(
    Question, many=st.just(False), temporal=st.just(False), stale_after_months=st.none(), opinion=st.booleans()
)
contested_cells = st.builds(Cell, claim_lists(min_size=2, scope=None, compared_to=None), one_answer, graphs).filter(
    lambda cell: cell.judged().state == State.CONTESTED
)


def copy_of(original: Assertion, source: str, **fields: Any) -> Assertion:
    """A claim of another document that says the same value."""
    via = {"via": None, "via_stated": False} | fields
    return replace(original, key=source, source=source, **via)


def counts(judgement: Judgement[Assertion], claim: Assertion) -> list[CellValue[Assertion] | Judgement[Assertion]]:
    """What counts the roots of a claim: its value, and the cell."""
    return [value_of(judgement, claim.value, claim.compared_to), judgement]


def raised(before: Cell, after: Cell, claim: Assertion) -> set[str]:
    """Which of the two counts are higher after, for the value of the claim or for the cell."""
    pairs = zip(counts(before.judged(), claim), counts(after.judged(), claim), strict=True)
    names = ["roots", "roots_min"]
    return {name for one, other in pairs for name in names if getattr(other, name) > getattr(one, name)}


def rooted(cell: Cell, original: Assertion, sources: Sequence[str]) -> bool:
    """Whether each of the sources brings a root to the value of the claim, in both modes.

    One that brings none, because its claim has it from a generated source, may still derive from a document:
    a copy of it is walked through that link too, and counts where the original does not.
    """
    group = value_of(cell.judged(), original.value, original.compared_to).claims
    brought = [Roots(cell.claims, cell.graph, mode).brought(group) for mode in Mode]
    return all(found[source] for found in brought for source in sources)


# Copies


@given(published_cells, BEFORE_AND_AFTER_ALL_OTHERS, st.data())
def test_a_copy_of_a_document_never_raises_a_count(cell: Cell, source: str, data: st.DataObject) -> None:
    original = data.draw(st.sampled_from(cell.claims))
    assume(rooted(cell, original, [original.source]))
    copied = cell.with_claim(copy_of(original, source), derives=[original.source])
    assert raised(cell, copied, original) == set()


@given(published_cells, BEFORE_AND_AFTER_ALL_OTHERS, st.data())
def test_a_copy_that_states_its_via_never_raises_a_count(cell: Cell, source: str, data: st.DataObject) -> None:
    original = data.draw(st.sampled_from(cell.claims))
    assume(rooted(cell, original, [original.source]))
    copied = cell.with_claim(copy_of(original, source, via=original.source, via_stated=True))
    assert raised(cell, copied, original) == set()


@given(published_cells, BEFORE_AND_AFTER_ALL_OTHERS, st.data())
def test_a_copy_whose_via_is_inferred_never_raises_the_least_count(
    cell: Cell, source: str, data: st.DataObject
) -> None:
    original = data.draw(st.sampled_from(cell.claims))
    assume(rooted(cell, original, [original.source]))
    copied = cell.with_claim(copy_of(original, source, via=original.source))
    assert least(copied, original) <= least(cell, original)


def least(cell: Cell, original: Assertion) -> int:
    """The roots of the value of a claim with all inferences followed, before they are held against the stated ones."""
    published = [claim for claim in cell.claims if claim.status == "published"]
    group = value_of(cell.judged(), original.value, original.compared_to).claims
    return independent(Roots(published, cell.graph, Mode.MIN).brought(group))


@given(published_cells, BEFORE_AND_AFTER_ALL_OTHERS, st.data())
def test_a_document_made_from_several_that_say_the_same_never_raises_a_count(
    cell: Cell, source: str, data: st.DataObject
) -> None:
    original = data.draw(st.sampled_from(cell.claims))
    same = value_of(cell.judged(), original.value, original.compared_to).sources
    derives = data.draw(st.lists(st.sampled_from(same), min_size=1, unique=True))
    assume(rooted(cell, original, derives))
    copied = cell.with_claim(copy_of(original, source), derives=derives)
    assert raised(cell, copied, original) == set()


@given(published_cells, BEFORE_AND_AFTER_ALL_OTHERS, st.data())
def test_a_copy_leaves_the_counts_of_all_other_values_alone(cell: Cell, source: str, data: st.DataObject) -> None:
    original = data.draw(st.sampled_from(cell.claims))
    assume(rooted(cell, original, [original.source]))
    copied = cell.with_claim(copy_of(original, source), derives=[original.source]).judged()
    for value in cell.judged().values:
        if original not in value.claims:
            after = value_of(copied, value.value, value.compared_to)
            assert (after.roots, after.roots_min) == (value.roots, value.roots_min)


@given(cells, BEFORE_AND_AFTER_ALL_OTHERS, st.sampled_from(VALUES[0]))
def test_a_generated_source_never_adds_roots(cell: Cell, source: str, value: str) -> None:
    claim = make_claim(source, value, key=source)
    before, after = cell.judged(), cell.with_claim(claim, kind="generated").judged()
    assert (after.roots, after.roots_min) == (before.roots, before.roots_min)
    assert after.root_names == before.root_names
    told = [(v.roots, v.roots_min) for v in after.values if v.sources == (source,)]
    assert told in ([], [(0, 0)])


@given(published_cells, BEFORE_AND_AFTER_ALL_OTHERS, st.data())
def test_a_generated_source_made_from_the_documents_of_a_value_never_raises_a_count(
    cell: Cell, source: str, data: st.DataObject
) -> None:
    original = data.draw(st.sampled_from(cell.claims))
    same = value_of(cell.judged(), original.value, original.compared_to).sources
    derives = data.draw(st.lists(st.sampled_from(same), unique=True))
    assume(rooted(cell, original, derives))
    generated = cell.with_claim(copy_of(original, source), derives=derives, kind="generated")
    assert raised(cell, generated, original) == set()


# Counting


@given(cells)
def test_there_are_never_more_roots_than_documents(cell: Cell) -> None:
    judgement = cell.judged()
    all_counted: list[Judgement[Assertion] | CellValue[Assertion]] = [judgement, *judgement.values]
    for counted in all_counted:
        assert max(counted.roots, counted.roots_min) <= counted.documents


@given(cells)
def test_the_cell_has_roots_exactly_when_they_have_names(cell: Cell) -> None:
    judgement = cell.judged()
    assert bool(judgement.roots) == bool(judgement.root_names) == any(v.roots for v in judgement.values)
    assert bool(judgement.roots_min) == bool(judgement.roots and judgement.root_names_min)
    assert len(judgement.root_names) >= judgement.roots


@given(cells)
def test_only_published_claims_count(cell: Cell) -> None:
    published = replace(cell, claims=[claim for claim in cell.claims if claim.status == "published"])
    assert cell.judged() == published.judged()


@given(cells, st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_claims_never_matters(cell: Cell, random: Any, resolved: bool) -> None:
    shuffled = random.sample(cell.claims, len(cell.claims))
    keys = [claim.key for claim in cell.claims] if resolved else None
    assert cell.judged(resolved_claims=keys) == replace(cell, claims=shuffled).judged(resolved_claims=keys)


@given(cells)
def test_every_claim_stands_in_one_value(cell: Cell) -> None:
    judgement = cell.judged()
    assert sorted(c.key for value in judgement.values for c in value.claims) == [c.key for c in judgement.claims]


@given(cells, st.sampled_from(Mode))
def test_every_walk_ends_cycles_or_not(cell: Cell, mode: Mode) -> None:
    for claim in cell.claims:
        chain = trace(claim, cell.claims, cell.graph, mode)
        assert chain.ends
        assert len(set(chain.steps)) == len(chain.steps)


@given(cells, st.sampled_from(Mode))
def test_the_walks_of_all_claims_together_are_those_of_each(cell: Cell, mode: Mode) -> None:
    upstream = Upstream(cell.claims, cell.graph, mode)
    chains = [upstream.trace(claim) for claim in cell.claims]
    steps = list(upstream.steps(cell.claims))
    assert sorted((step.source, step.upstream) for step in steps) == sorted(
        {(step.source, step.upstream) for chain in chains for step in chain.steps}
    )
    assert set(steps) <= {step for chain in chains for step in chain.steps}
    assert set(upstream.ends(cell.claims)) == {end for chain in chains for end in chain.ends}


# Resolutions


@given(contested_cells)
def test_a_resolution_of_all_claims_settles_a_contested_cell(cell: Cell) -> None:
    keys = [claim.key for claim in cell.claims]
    assert cell.judged(resolved_claims=keys).state == State.RESOLVED


@given(contested_cells, BEFORE_AND_AFTER_ALL_OTHERS, st.data())
def test_a_new_claim_reopens_a_resolved_cell(cell: Cell, source: str, data: st.DataObject) -> None:
    keys = [claim.key for claim in cell.claims]
    new = make_claim(source, data.draw(st.sampled_from(cell.claims)).value, key=source)
    assert cell.with_claim(new).judged(resolved_claims=keys).state == State.CONTESTED


@given(cells)
def test_a_resolution_changes_nothing_but_the_state(cell: Cell) -> None:
    resolved = cell.judged(resolved_claims=[claim.key for claim in cell.claims])
    assert replace(resolved, state=cell.judged().state) == cell.judged()


# The slow judge


def plain(judgement: Judgement[Assertion]) -> dict[str, Any]:
    """A judgement as the slow judge gives it."""
    told = {name: getattr(judgement, name) for name in Judgement.__dataclass_fields__}
    told |= {name: list(told[name]) for name in ("flags", "root_names", "root_names_min", "through")}
    told["claims"] = [claim.key for claim in judgement.claims]
    told["values"] = [plain_value(value) for value in judgement.values]
    return told


def plain_value(value: CellValue[Assertion]) -> dict[str, Any]:
    told = {name: getattr(value, name) for name in CellValue.__dataclass_fields__}
    told |= {name: list(told[name]) for name in ("scopes", "sources", "claim_counts", "keys")}
    return told | {"claims": [claim.key for claim in value.claims]}


hidden_claims = st.lists(st.builds(Lead, source=sources, via=sources, via_stated=st.booleans()), max_size=3)
OPTIONS: dict[str, st.SearchStrategy[Any]] = {
    "framework": st.just("flask"),
    "company": st.sampled_from([None, None, "nasa"]),
    "gap": st.sampled_from([None, "searched-silent", "not-applicable"]),
    "hidden": st.integers(0, 2),
    "through": hidden_claims.map(tuple),
    "read": st.integers(0, 2),
    "resolved_claims": st.none() | st.sets(st.sampled_from([f"c{n}" for n in range(9)])),
    "split": st.booleans(),
}


@given(cells, st.fixed_dictionaries(OPTIONS))
def test_the_judge_agrees_with_the_slow_one(cell: Cell, options: dict[str, Any]) -> None:
    slow = slow_judge(cell.claims, cell.question, cell.graph, TODAY, **options)
    quick = plain(cell.judged(**options))
    assert {name: quick[name] for name in slow} == slow


@given(contested_cells, st.booleans())
def test_the_judge_agrees_with_the_slow_one_on_contested_cells(cell: Cell, resolved: bool) -> None:
    keys = [claim.key for claim in cell.claims] if resolved else None
    slow = slow_judge(cell.claims, cell.question, cell.graph, TODAY, resolved_claims=keys, framework="flask")
    assert plain(cell.judged(resolved_claims=keys, framework="flask")) == slow


# Certainty


def certainties(judgement: Judgement[Assertion]) -> dict[tuple[Any, str | None], Certainty]:
    return {(value.value, value.compared_to): value.certainty for value in judgement.values}


@given(cells, BEFORE_AND_AFTER_ALL_OTHERS, st.data())
def test_a_hedged_claim_of_a_new_document_raises_no_certainty_and_alone_is_faint(
    cell: Cell, source: str, data: st.DataObject
) -> None:
    value = data.draw(st.sampled_from(VALUES[0]))
    hedged = make_claim(source, value, key=source, hedged=True, via=data.draw(st.none() | sources))
    before = certainties(cell.judged(framework="flask"))
    after = certainties(cell.with_claim(hedged, kind="official").judged(framework="flask"))
    assert all(certainty.rank >= before.get(key, Certainty.FAINT).rank for key, certainty in after.items())


@given(cells)
def test_only_unhedged_claims_make_more_than_faint(cell: Cell) -> None:
    hedged = replace(cell, claims=[replace(claim, hedged=True) for claim in cell.claims])
    assert {value.certainty for value in hedged.judged(framework="flask").values} <= {Certainty.FAINT}


@given(published_cells, st.sampled_from(SOURCES))
def test_hiding_a_document_never_raises_what_counts_under_the_same_condition(cell: Cell, source: str) -> None:
    roots = [Roots(cell.claims, cell.graph, mode) for mode in Mode]
    assume(all(len(names) <= 1 for walk in roots for names in walk.brought(cell.claims).values()))
    hidden = tuple(claim for claim in cell.claims if claim.source == source)
    left = replace(cell, claims=[claim for claim in cell.claims if claim.source != source])
    after = left.judged(framework="flask", through=hidden, hidden=len(hidden))
    for value in after.values:
        before = value_of(cell.judged(framework="flask"), value.value, value.compared_to)
        if before.certain_scope == value.certain_scope and same_scope(before, value):
            assert value.certain_roots <= before.certain_roots


def same_scope(before: CellValue[Assertion], after: CellValue[Assertion]) -> bool:
    """Whether claims without a condition count in both or in neither."""
    free = [{c.scope for c in value.claims if not c.hedged} for value in (before, after)]
    return (None in free[0]) == (None in free[1])


@given(cells)
def test_what_counts_is_never_more_than_the_roots_of_the_value(cell: Cell) -> None:
    assume(all(len(names) <= 1 for mode in Mode for names in reached(cell, mode).values()))
    for value in cell.judged(framework="flask").values:
        assert value.certain_roots <= min(value.roots, value.roots_min)


def reached(cell: Cell, mode: Mode) -> dict[str, frozenset[str]]:
    published = [claim for claim in cell.claims if claim.status == "published"]
    return Roots(published, cell.graph, mode).brought(published)


@given(cells)
def test_the_least_count_never_exceeds_the_stated_one(cell: Cell) -> None:
    judgement = cell.judged()
    counted: list[Any] = [judgement, *judgement.values]
    assert all(count.roots_min <= count.roots for count in counted)


@given(cells)
def test_a_cell_is_corroborated_only_where_two_roots_count(cell: Cell) -> None:
    judgement = cell.judged(framework="flask")
    if judgement.state == State.CORROBORATED:
        assert judgement.values[0].certain_roots >= 2
