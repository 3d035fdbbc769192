"""Rows by what texts call them, where a whole table is not at hand."""

from __future__ import annotations

import pytest

from kb.evidence.kinds import COMPANY, SOURCE
from kb.rows.name_lookup import options_by_name, slugs_by_name
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["Ada Bank", "ADA  BANK", "ada-bank", "Adabank", "adabanca"])
def test_a_company_is_known_by_slug_name_and_alias_in_any_case(text: str) -> None:
    use = make.aspect(per_company=True)
    make.claim(aspect=use, company=make.company(slug="ada-bank", name="Ada Bank", aliases="Adabank\nAdabanca"))
    make.claim(aspect=use, company=make.company(slug="other", name="Other"))
    assert slugs_by_name(COMPANY, [text]) == ["ada-bank"]


def test_all_rows_that_a_text_may_name_are_there() -> None:
    for slug in ("one", "two", "three"):
        make.claim(source=make.source(slug=slug, title="Ten years" if slug != "three" else "Eleven years"))
    assert slugs_by_name(SOURCE, ["ten years"]) == ["one", "two"]


def test_what_nobody_may_see_is_not_known_by_its_name() -> None:
    make.company(slug="ada", name="Ada Bank")
    assert slugs_by_name(COMPANY, ["Ada Bank"]) == []


def test_an_option_of_a_public_aspect_is_known_by_slug_and_label() -> None:
    make.named(make.aspect(options=["easy", "hard"]))
    make.aspect(options=["soft"])
    assert options_by_name(["Easy", "soft"]) == {"easy": "easy"}


def test_many_texts_are_one_question(django_assert_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        slugs_by_name(COMPANY, ["a", "b", "c"])
