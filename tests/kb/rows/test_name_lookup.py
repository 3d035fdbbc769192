"""Rows by what texts call them, where a whole table is not at hand."""

from __future__ import annotations

import pytest

from kb.models import Company, Source
from kb.rows.name_lookup import options_by_name, slugs_by_name
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["Ada Bank", "ADA  BANK", "ada-bank", "Adabank", "adabanca"])
def test_a_company_is_known_by_slug_name_and_alias_in_any_case(text: str) -> None:
    make.company(slug="ada-bank", name="Ada Bank", aliases="Adabank\nAdabanca")
    make.company(slug="other", name="Other")
    assert slugs_by_name(Company, [text]) == ["ada-bank"]


def test_all_rows_that_a_text_may_name_are_there() -> None:
    for slug in ("one", "two", "three"):
        make.source(slug=slug, title="Ten years" if slug != "three" else "Eleven years")
    assert slugs_by_name(Source, ["ten years"], "title") == ["one", "two"]


def test_an_option_is_known_by_slug_and_label() -> None:
    make.aspect(options=["easy", "hard"])
    assert options_by_name(["Easy", "soft"]) == {"easy": "easy"}


def test_many_texts_are_one_question(django_assert_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        slugs_by_name(Company, ["a", "b", "c"])
