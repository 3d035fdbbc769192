"""Whatever a base holds: written, loaded into an empty base and written again, it is the same file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kb.derived import upkeep
from kb.evidence.judging import Surroundings, judge_cells
from kb.evidence.records import CellKey
from kb.exchange.fixture import Chosen, collect, written
from kb.models import Cell, Claim, Gap, Resolution
from kb.models.industries import INDUSTRIES
from kb.rows.reading import read_claims
from kb.rows.vocabulary_reading import read_vocabulary
from kb.texts import cleaned
from tests import factories
from tests.kb.bases import cells, empty_base, load, whole_file

Draw = Callable[..., Any]
HOSTILE = [
    '=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "'", '"quoted", and comma', "a\r\nb\rc\nd", "\ttab", "| a | b |",
    "\u202egnirts\u202c", "\u200f\u200b", "\U0001f469\u200d\U0001f469\u200d\U0001f467", "e\u0301", "\u2028\u2029",
    "<script>alert(1)</script>", "{% now %}", "\\u0041 \\n", "]\n", "x" * 75, "%s %%", " ", "NULL", "0", "\xa0\u2009",
]  # fmt: skip
LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cn"])
INDUSTRY = st.sampled_from(("", *INDUSTRIES))
TEXT = st.one_of(st.sampled_from(HOSTILE), st.text(LETTERS, max_size=20), st.just(""))
DAYS = st.none() | st.dates(date(1, 1, 1), date(2026, 1, 1))
PERIODS = st.sampled_from(["", "2023", "2024-02", "2024-02-29", "0001", "9999-12"])
NUMBERS = st.decimals(-99_999_999_999, 99_999_999_999, places=4) | st.sampled_from([Decimal(0), Decimal("-0")])
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]  # to shrink a base takes minutes, and it is small
EXAMPLES = max(8, settings().max_examples // 10)


def many(draw: Draw, build: Callable[[int], Any], most: int = 3) -> list[Any]:
    return [build(n) for n in range(draw(st.integers(1, most)))]


def random_base(draw: Draw) -> None:
    """A small base of every kind of row, with the worst of texts."""
    texts = lambda n: {"name": f"{n}{draw(TEXT)}", "slug": f"s-{n}"}  # noqa: E731
    frameworks = many(draw, lambda n: factories.framework(**texts(n), aliases=draw(TEXT)))
    aspects = random_aspects(draw)
    sources = many(draw, lambda n: random_source(draw, n), most=4)
    companies = many(draw, lambda n: factories.company(**texts(n), industry=draw(INDUSTRY)), most=2)
    scopes = [None, *many(draw, lambda n: factories.scope(**texts(n)), most=2)]
    ends = st.tuples(st.sampled_from(sources), st.sampled_from(sources), st.sampled_from(["derives", "cites"]))
    for start, end, kind in draw(st.lists(ends, max_size=4, unique=True)):
        if start != end:
            factories.source_link(from_source=start, to_source=end, kind=kind, note=draw(TEXT))
    for n in range(draw(st.integers(0, 7))):
        random_claim(draw, n, frameworks, aspects, sources, companies, scopes)
    for claim in Claim.objects.published()[: draw(st.integers(0, 2))]:
        random_resolution(draw, claim)
    if draw(st.booleans()):
        factories.gap(framework=frameworks[0], aspect=aspects[0], note=draw(TEXT))
        factories.need(aspect=aspects[0], question=cleaned(draw(TEXT), multiline=True) or "?", slug="need", name="Need")


def random_aspects(draw: Draw) -> list[Any]:
    many_values = {"cardinality": draw(st.sampled_from(["one", "many"]))}
    months = {"stale_after_months": draw(st.sampled_from([None, 12])), "temporal": draw(st.booleans())}
    return [
        factories.aspect(slug="easy", help_text=draw(TEXT), group=factories.group(name=f"g{draw(TEXT)}", slug="g")),
        factories.aspect(["steep", "gentle"], slug="curve", **many_values),
        factories.aspect(slug="share", value_type="number", unit=draw(TEXT)[:30], **months),
        factories.aspect(slug="pattern", value_type="text"),
        factories.adoption(),
    ]


def random_source(draw: Draw, n: int) -> Any:
    days = [*sorted(day for day in (draw(DAYS), draw(DAYS)) if day), None, None]
    kind = draw(st.sampled_from(["blog", "survey", "generated"]))
    texts = {"title": f"{n}{draw(TEXT)}", "author": draw(TEXT), "version": draw(TEXT)[:40]}
    return factories.source(slug=f"s-{n}", kind=kind, published_on=days[0], modified_on=days[1], **texts)


def random_claim(
    draw: Draw, n: int, frameworks: list[Any], aspects: list[Any], sources: list[Any], companies: list[Any],
    scopes: list[Any],
) -> None:  # fmt: skip
    aspect, framework = draw(st.sampled_from(aspects)), draw(st.sampled_from(frameworks))
    source, via = draw(st.sampled_from(sources)), draw(st.sampled_from([None, *sources]))
    compared_to = draw(st.sampled_from([None, *frameworks]))
    status = draw(st.sampled_from(["published", "published", "published", "draft"]))
    via = None if via == source else via
    factories.claim(
        aspect=aspect, framework=framework, source=source, key=f"k-{n}", locator=f"{n} {draw(TEXT)}", via=via,
        via_stated=bool(via) and draw(st.booleans()), scope=draw(st.sampled_from(scopes)),
        compared_to=None if compared_to == framework else compared_to, as_of=draw(PERIODS), status=status,
        company=draw(st.sampled_from(companies)) if aspect.per_company else None, hedged=draw(st.booleans()),
        quote=draw(TEXT), statement=draw(TEXT), note=draw(TEXT), **random_value(draw, aspect),
    )  # fmt: skip


def random_value(draw: Draw, aspect: Any) -> dict[str, Any]:
    if aspect.value_type == "choice":
        return {"option": draw(st.sampled_from(list(aspect.options.all())))}
    values: dict[str, Any] = {"boolean": st.booleans(), "number": NUMBERS, "text": TEXT.map(lambda text: f"t{text}")}
    return {aspect.value_type: draw(values[aspect.value_type])}


def random_resolution(draw: Draw, claim: Claim) -> None:
    cell = {"framework": claim.framework, "aspect": claim.aspect, "company": claim.company}
    if not Resolution.objects.filter(**cell).exists():
        kept = list(Claim.objects.published().filter(**cell)) if draw(st.booleans()) else [claim]
        value = {"option": claim.option} if claim.option else random_value(draw, claim.aspect)
        factories.resolution(kept, explanation=f"e{draw(TEXT)}", **value)


def file_of(keys: Iterable[str] | None, gaps: Iterable[CellKey] = ()) -> str:
    kept = None if keys is None else set(keys)
    return "".join(written(collect(Chosen(Claim.objects.published(), keys=kept, gaps=set(gaps))), for_editors=True))


def reload(content: str) -> None:
    empty_base()
    with tempfile.TemporaryDirectory() as folder:
        load(Path(folder), content)


def counts(claims: Iterable[Any]) -> dict[CellKey, tuple[int, int, int]]:
    """Documents and roots of cells judged from some claims alone."""
    found = list(claims)
    keys = {claim.cell for claim in found}
    judged = judge_cells(keys, found, {}, Surroundings(read_vocabulary()), date.max)
    return {cell: (judgement.documents, judgement.roots, judgement.roots_min) for cell, judgement in judged.items()}


class TestRoundTrip(TestCase):
    @settings(max_examples=EXAMPLES, phases=PHASES)
    @given(data=st.data())
    def test_a_whole_base_comes_back_byte_for_byte(self, data: st.DataObject) -> None:
        with upkeep.collected():
            random_base(data.draw)
        Claim.objects.filter(status="draft").delete()
        content, before = whole_file(), cells()
        reload(content)
        assert whole_file() == content
        assert cells() == before

    @settings(max_examples=EXAMPLES, phases=PHASES)
    @given(data=st.data())
    def test_any_choice_of_claims_comes_back_with_its_roots(self, data: st.DataObject) -> None:
        with upkeep.collected():
            random_base(data.draw)
        claims = read_claims(Claim.objects.published())
        some = [claim for claim in claims if data.draw(st.booleans())]
        gaps = [CellKey(*gap.natural_key()) for gap in Gap.objects.all() if data.draw(st.booleans())]
        content, before = file_of({claim.key for claim in some}, gaps), counts(some)
        reload(content)
        assert file_of(None, gaps) == whole_file() == content
        assert counts(read_claims(Claim.objects.all())) == before
        assert Cell.objects.exclude(state="empty").count() == len(before)
