from __future__ import annotations

from typing import Any

from compare.display.contribution import CellSample, Contribution
from compare.narrative.source_answers import SourceAnswers, source_answers
from kb.evidence.records import ADOPTION, CellKey
from tests.compare.records import source, vocabulary

NOWHERE = CellSample(0)
ORM, REDDIT = CellKey("flask", "orm"), CellKey("django", ADOPTION, "reddit")


def answers(**fields: Any) -> SourceAnswers:
    """What the page of a source says first that brings three claims of sixty in two cells of Flask."""
    usual = {"claims": 3, "of": 60, "cells": 2, "frameworks": (("flask", 2),)}
    places = dict.fromkeys(("alone", "disputed", "against_itself"), NOWHERE)
    return source_answers(source("a"), Contribution(**{**usual, **places, **fields}), vocabulary())


def sentences(said: SourceAnswers) -> list[str]:
    return [remark.sentence for remarks in said.lists for remark in remarks.remarks]


def test_it_says_how_much_of_all_claims_it_brings_and_about_what() -> None:
    said = answers()
    assert sentences(said) == ["3 claims in 2 cells, 5 % of all claims here, about Flask."]
    assert (said.headline, said.brief) == ("A: 3 claims about Flask", f"A. {sentences(said)[0]}")


def test_several_frameworks_have_the_number_of_their_cells() -> None:
    (first,) = sentences(answers(frameworks=(("django", 1_200), ("flask", 1))))
    assert first.endswith("about Django (1,200) and Flask (1).")


def test_many_frameworks_are_named_in_part() -> None:
    names = {f"f{number}": f"F{number}" for number in range(7)}
    brings = Contribution(7, 7, 7, tuple((slug, 1) for slug in names), NOWHERE, NOWHERE, NOWHERE)
    said = source_answers(source("a"), brings, vocabulary(**names))
    assert said.headline == "A: 7 claims about F0, F1, F2, F3 and 3 more"


def test_where_it_stands_alone_and_where_it_is_contradicted_leads_to_the_cells() -> None:
    said = answers(alone=CellSample(4, (ORM, REDDIT)), disputed=CellSample(1, (ORM,)))
    (remarks,) = said.lists
    assert [piece.href for remark in remarks.remarks[1:] for piece in remark.answer if piece.href] == [
        "/cells/flask/orm/", f"/cells/django/{ADOPTION}/reddit/", "/cells/flask/orm/",
    ]  # fmt: skip
    assert "Alone in 4 cells, no other document speaks there" in sentences(said)[1]
    assert sentences(said)[1].endswith("and 2 more.")


def test_a_source_without_a_published_claim_has_no_answers() -> None:
    assert answers(claims=0) == SourceAnswers((), "", "")
