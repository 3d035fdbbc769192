"""What people type is read in the words of the base."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kb.entry.naming import NameIndex, UnknownName
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["Flask", "flask", "FLASK MICRO", "flask.py"])
def test_a_row_is_found_by_slug_name_and_alias_in_any_case(typed: str) -> None:
    flask = make.framework(name="Flask", aliases="Flask micro\nflask.py")
    assert NameIndex().frameworks.find(typed) == flask


def test_a_name_goes_before_an_alias() -> None:
    make.framework(name="Other", aliases="Django")
    django = make.framework(name="Django")
    assert NameIndex().frameworks.find("django") == django


def test_near_names_are_named() -> None:
    make.framework(name="Django", aliases="The web framework")
    with pytest.raises(UnknownName, match=r"“djnago” is no framework\. Near: Django\."):
        NameIndex().frameworks.find("djnago")


def test_a_name_of_several_rows_is_asked_back() -> None:
    for slug in ("twin-1", "twin-2"):
        make.source(title="Twin", slug=slug)
    with pytest.raises(UnknownName, match=r"“twin” names several: write twin-1, twin-2\."):
        NameIndex().sources.find("twin")


def test_a_message_repeats_the_beginning_only() -> None:
    with pytest.raises(UnknownName, match=f"“{'x' * 60}…” is no scope."):
        NameIndex().scopes.find("x" * 100_000)


@pytest.mark.parametrize(("typed", "value"), [("yes", True), ("Y", True), ("no", False), ("0", False)])
def test_yes_and_no_can_be_short(typed: str, value: bool) -> None:
    assert NameIndex().value(make.aspect(), typed) == {"boolean": value}


@pytest.mark.parametrize("typed", ["12.9", "12.9 %", "12.9%", "+12.9"])
def test_a_number_can_carry_its_unit(typed: str) -> None:
    assert NameIndex().value(make.aspect(value_type="number", unit="%"), typed) == {"number": Decimal("12.9")}


@pytest.mark.parametrize("typed", ["55,600", "12,9", "1e5", "٣", "Infinity", "NaN", "9" * 21])
def test_what_is_no_plain_number_is_refused(typed: str) -> None:
    with pytest.raises(UnknownName, match="is no number"):
        NameIndex().value(make.aspect(value_type="number", unit="stars"), typed)


def test_options_are_those_of_the_aspect() -> None:
    ease, other = make.aspect(options=["easy", "hard"]), make.aspect(options=["small"])
    words = NameIndex()
    assert words.value(ease, "EASY") == {"option": ease.options.get(slug="easy")}
    with pytest.raises(UnknownName, match=f"is no option of “{other}”"):
        words.value(other, "easy")


def test_an_aspect_without_options_says_so() -> None:
    with pytest.raises(UnknownName, match="is no option"):
        NameIndex().value(make.aspect(value_type="choice"), "easy")


def test_the_inverse_has_the_opposite_degree() -> None:
    ease = make.aspect(value_type="choice")
    less, same, more = (make.option(aspect=ease, slug=slug, degree=degree) for degree, slug in enumerate("abc", -1))
    lonely = make.option(aspect=ease, slug="d", degree=3)
    words = NameIndex()
    assert [words.inverse(one) for one in (less, same, more, lonely, None)] == [more, same, less, None, None]
