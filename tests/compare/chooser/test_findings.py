"""What is known of a need, in words: every count is told with what it is made of."""

from __future__ import annotations

from kb.evidence.choice import Wish
from kb.evidence.records import CellKey, GapRecord, ResolutionRecord
from tests.compare.choosers import DJANGO_YES, EASY, NEED, NO, YES, chooser, one
from tests.compare.records import TODAY, claim

SMALL = claim("k", scope="small")


def test_a_range_is_told_with_what_makes_it() -> None:
    found = chooser(YES, NO, DJANGO_YES, musts=[NEED, EASY])
    assert [words for each in found.contenders for words in each.counts] == [
        "Is said to meet 1 to 2 of 2 musts: is said to be met, by one independent source; nobody has looked.",
        "May meet 0 to 2 of 2 musts: disputed; nobody has looked.",
    ]


def test_a_finding_tells_both_sides_with_their_conditions() -> None:
    found = one(claim("k", scope="small"), claim("l", False, source="b", scope="large"))
    assert found.verdict.label == "conditional"
    assert [(side.title, side.sides[0].label, side.sides[0].scope_words) for side in found.evidence] == [
        ("For", "yes", "for small apps"), ("Against", "no", "for large apps"),
    ]  # fmt: skip


def test_several_values_of_a_side_are_told_apart_and_together() -> None:
    found = one(claim("s", "steep"), claim("m", "middling", source="b"), musts=[EASY])
    (against,) = found.evidence
    assert [side.label for side in against.sides] == ["steep", "middling"] or against.is_several
    assert against.evidence_words == "2 documents, 2 roots"


def test_what_is_not_known_says_why() -> None:
    key = CellKey("flask", "orm")
    assert one().status == "nobody has looked"
    assert one(gaps={key: GapRecord("not-applicable", None, "")}).status == "does not apply"
    assert one(hidden={key: 2}).status == "hidden by your filter"


def test_an_editors_reading_stands_beside_a_dispute() -> None:
    key = CellKey("flask", "orm")
    reading = ResolutionRecord("yes", None, "judgement", "Judgement", "", TODAY, frozenset({"k", "l"}))
    found = one(YES, NO, readings={key: reading})
    assert (found.verdict.label, found.reading_words) == ("disputed", "An editor reads it as yes.")
    older = ResolutionRecord("yes", None, "judgement", "Judgement", "", TODAY, frozenset({"k"}))
    assert one(YES, NO, readings={key: older}).reading_words.endswith(", before further claims came in.")


def test_what_is_met_under_a_condition_alone_says_so() -> None:
    by_one = "by one independent source"
    assert one(SMALL).verdict.label == one(SMALL).status == f"is said to be met, {by_one}, under a condition"
    assert one(SMALL, YES).verdict.label == f"is said to be met, {by_one}"
    assert one(claim("k", False, scope="small")).verdict.label.startswith(f"is said not to be met, {by_one}, under")


def test_counts_and_exclusions_say_what_holds_under_a_condition_alone() -> None:
    (flask,) = chooser(SMALL, frameworks=["flask"]).contenders
    assert flask.counts[0].endswith("is said to be met, by one independent source, under a condition.")
    assert flask.conditions_words(Wish.MUST) == "“Own ORM” only under a condition"
    assert flask.conditions_words(Wish.NICE) == ""
    (flask,) = chooser(claim("k", False, scope="small"), frameworks=["flask"]).contenders
    given = "if one independent source is right"
    assert flask.ruled_out_words == f"Ruled out by “Own ORM” (under a condition), {given}"


def test_an_exclusion_by_several_musts_says_of_each_what_it_rests_on() -> None:
    steep = [claim(f"s{slug}", "steep", source=slug) for slug in ("a", "c")]
    (flask,) = chooser(claim("k", False), *steep, musts=[NEED, EASY], frameworks=["flask"]).contenders
    assert flask.ruled_out_words == (
        f"Ruled out by “{EASY.name}”, as several independent sources say, "
        "and by “Own ORM”, if one independent source is right"
    )


def test_the_legend_holds_the_verdicts_that_occur_in_their_order() -> None:
    found = chooser(SMALL, DJANGO_YES, claim("e", "steep"), musts=[NEED], nices=[EASY])
    labels = [word.label for word in found.verdicts]
    said = "is said to be met, by one independent source"
    assert labels == [said, f"{said}, under a condition", said.replace("said", "said not"), "not known"]


def test_faint_evidence_may_and_is_shown() -> None:
    found = one(claim("k", hedged=True))
    assert found.verdict.label == "may be met"
    assert one(claim("k", False, hedged=True)).verdict.label == "may not be met"
    assert [side.title for side in found.evidence] == ["For"]
