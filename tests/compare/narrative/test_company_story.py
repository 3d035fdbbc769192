from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from compare.display.cells import CellView
from compare.display.sentences import words_of
from compare.narrative import company_story as module
from compare.narrative.company_story import Story, story
from kb.evidence.periods import period_of
from kb.evidence.records import ADOPTION, ClaimRecord
from kb.evidence.vocabulary import Vocabulary
from tests.compare import records
from tests.compare.records import TODAY, claim, source, vocabulary

KINDS = {"a": "blog", "b": "article", "c": "directory", "d": "generated"}
WORDS = vocabulary([source(slug, kind, read_on=TODAY) for slug, kind in KINDS.items()])


def used(key: str, value: bool = True, **fields: Any) -> ClaimRecord:
    return claim(key, value, **{"aspect": ADOPTION, "company": "reddit", **fields})


def told(*claims: ClaimRecord, words: Vocabulary = WORDS) -> Story:
    cells = [CellView(one.key, one.judgement, words) for one in records.cells(claims, words)]
    return story(words.companies["reddit"], cells, TODAY)


def lead(*claims: ClaimRecord) -> str:
    return " ".join(map(words_of, told(*claims).lead))


def first(*claims: ClaimRecord, words: Vocabulary = WORDS) -> list[str]:
    """The paragraphs on the first framework."""
    return [" ".join(map(words_of, one)) for one in told(*claims, words=words).chapters[0].paragraphs]


def test_one_framework_is_simply_claimed() -> None:
    assert lead(used("1")) == "Reddit is claimed for Flask."


def test_a_split_company_is_claimed_for_both_and_the_split_is_explained() -> None:
    text = lead(used("1"), used("2", framework="django"))
    assert text.startswith("Reddit is claimed for both Django and Flask. One company can use several frameworks")
    assert "marked split" in text


def test_a_denial_is_told_as_one() -> None:
    assert lead(used("1", False)) == "Reddit is claimed for no framework, and denied for Flask."
    text = lead(used("1"), used("2", False, framework="django"))
    assert text == "Reddit is claimed for Flask. It is only denied for Django."


def test_disagreement_stands_in_the_lead_and_both_sides_in_the_chapter() -> None:
    claims = used("1"), used("2", False, source="b")
    assert lead(*claims) == "Reddit is claimed for Flask. The sources disagree on Flask."
    assert first(*claims)[1].startswith(
        "Against that, one document says that Reddit does not use Flask, resting on one"
    )
    assert told(*claims).chapters[0].contested


def test_without_a_claim_there_is_no_story() -> None:
    assert told() == Story((), ())
    assert told(claim("1")) == Story((), ())


def test_a_single_undated_document_is_told_in_the_singular() -> None:
    assert first(used("1")) == [
        "One document says that Reddit uses Flask, resting on one root. A (blog, undated) says so.",
        "In the end it rests on A. None of it is dated. None of that is first-hand.",
    ]


def test_dates_are_told_in_the_order_of_time_and_the_undated_last() -> None:
    claims = [used("1"), used("2", source="b", as_of="2024"), used("3", source="c", as_of="2023-06")]
    assert first(*claims)[0] == (
        "Three documents say that Reddit uses Flask, resting on three independent roots. C (directory) says so for "
        "June 2023. B (article) says so too for 2024. A (blog, undated) says so too."
    )
    assert "The newest evidence holds for 2024, 2 years ago." in first(*claims)[1]


def test_the_date_of_a_document_is_no_date_of_what_it_says() -> None:
    words = vocabulary([source("a", "blog", modified_on=date(2025, 2, 7), published_on=date(2024, 5, 1))])
    undated = used("1", period=period_of("", "2025-02-07", ""))
    text, end = first(undated, words=words)
    assert "A (blog, changed February 2025) says so." in text
    assert "The newest evidence is dated by its source only, changed February 2025, 22 months ago." in end
    assert "A (blog) says so for 2023." in first(used("2", as_of="2023"), words=words)[0]


def test_a_root_that_we_have_not_read_is_told_so_once() -> None:
    words = vocabulary([source("a", read_on=TODAY), source("b"), source("c", read_on=TODAY)])
    claims = used("1", via="b", via_stated=True), used("2", source="c")
    text, end = first(*claims, words=words)
    assert "not read" not in text
    assert end.startswith("In the end it rests on B (which we have not read) and C.")


def test_a_stated_upstream_is_named_and_an_inferred_one_is_the_editors() -> None:
    text, end = first(used("1", via="c", via_stated=True), used("2", source="b", via="c"))
    assert "A (blog, undated) says so, naming C as its source." in text
    assert "B (article, undated) says so too; the editors infer that it comes from C." in text
    assert "resting on one to two independent roots, depending on links that the editors inferred" in text
    assert end.startswith("In the end it rests on C. Unless the inferred links hold, it also rests on B.")


def test_generated_text_is_no_root() -> None:
    text, end = first(used("1", via="d", via_stated=True))
    assert "naming D as its source, which is generated text and no root." in text
    assert "and it rests on no root" in text
    assert end.startswith("In the end there is only generated text, which is no root.")
    assert "D (article, undated)" not in first(used("1", source="d"))[0]
    assert "generated text is no root" in first(used("1", source="d"))[0]


def test_a_root_that_an_inferred_link_would_take_away_is_one_at_most() -> None:
    text, end = first(used("1", via="d"))
    assert "resting on one root at most, depending on links that the editors inferred." in text
    assert end.startswith("Unless the inferred links hold, it rests on A.")


def test_conditions_and_reservations_are_told() -> None:
    text = first(used("1", scope="small", hedged=True), used("2", source="b", scope="large"), used("3", source="b"))[0]
    assert "says so, with a reservation such as may or reportedly, only for small apps." in text
    assert "partly only for large apps" in text


def test_content_that_comes_from_elsewhere_is_told() -> None:
    words = vocabulary([source("a", "blog", derives=("c",)), source("c", "survey")])
    assert "A (blog, undated) says so; its content comes from C." in first(used("1"), words=words)[0]
    inferred = vocabulary([source("a", "blog", derives_inferred=("c",)), source("c", "survey")])
    lead = "by the editors’ inference, its content comes from C."
    assert lead in first(used("1"), words=inferred)[0]


def test_a_source_of_the_companys_own_that_we_read_is_first_hand() -> None:
    own = vocabulary([source("a", "blog", company="reddit", read_on=TODAY)])
    assert "first-hand" not in first(used("1"), words=own)[1]


def test_very_many_documents_are_told_in_a_number() -> None:
    slugs = [f"s{n:02}" for n in range(module.MOST_DOCUMENTS + 2)]
    words = vocabulary([source(slug) for slug in slugs])
    text = first(*(used(slug, source=slug) for slug in slugs), words=words)[0]
    assert text.startswith("14 documents say that Reddit uses Flask")
    assert text.endswith("2 more documents say the same.")


one_claim = st.fixed_dictionaries(
    {
        "source": st.sampled_from("abcd"),
        "framework": st.sampled_from(["flask", "django"]),
        "scope": st.sampled_from([None, "small"]),
        "hedged": st.booleans(),
        "via": st.sampled_from([None, None, "c", "d"]),
        "via_stated": st.booleans(),
        "as_of": st.sampled_from(["", "2024", "2024-06", "2025-03-01"]),
    }
)


@given(st.lists(st.tuples(one_claim, st.booleans()), min_size=1, max_size=9))
def test_every_document_is_told_once_for_each_framework_and_answer(rows: list[tuple[dict[str, Any], bool]]) -> None:
    claims = [used(f"c{n}", value, **one) for n, (one, value) in enumerate(rows) if one["via"] != one["source"]]
    for chapter in told(*claims).chapters:
        here = {(one.source, one.value) for one in claims if one.framework == chapter.framework.slug}
        sentences = [sentence for paragraph in chapter.paragraphs[:-1] for sentence in paragraph[1:]]
        speakers = [next(piece.href for piece in sentence if piece.href) for sentence in sentences]
        assert Counter(speakers) == Counter(f"/sources/{slug}/" for slug, _ in here)


@given(st.lists(st.tuples(one_claim, st.booleans()), min_size=1, max_size=9))
def test_every_sentence_is_one(rows: list[tuple[dict[str, Any], bool]]) -> None:
    claims = [used(f"c{n}", value, **one) for n, (one, value) in enumerate(rows) if one["via"] != one["source"]]
    found = told(*claims)
    sentences = [*found.lead, *(one for chapter in found.chapters for part in chapter.paragraphs for one in part)]
    for text in map(words_of, sentences):
        assert text[0].isupper()
        assert text.endswith(".")
        assert not any(fault in text for fault in ("  ", " ,", "..", ",,", ", ."))
