"""What people type is read in the words of the base."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kb.entry.entry_faults import UnfitEntry
from kb.entry.naming import NameIndex
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
    for number in range(12):
        make.framework(name=f"Other {number}")
    with pytest.raises(UnfitEntry, match=r"“djnago” is no framework of this base\.") as unfit:
        NameIndex().frameworks.find("djnago")
    assert unfit.value.fault.words.endswith(" Near: django.")


def test_a_name_of_several_rows_is_asked_back() -> None:
    for slug in ("twin-1", "twin-2"):
        make.source(title="Twin", slug=slug)
    with pytest.raises(UnfitEntry, match=r"“twin” names 2: write the slug\.") as unfit:
        NameIndex().sources.find("twin")
    assert unfit.value.fault.allowed == ("twin-1", "twin-2")


def test_a_message_repeats_the_beginning_only() -> None:
    with pytest.raises(UnfitEntry, match=f"“{'x' * 60}…” is no scope of this base."):
        NameIndex().scopes.find("x" * 100_000)


@pytest.mark.parametrize(("typed", "value"), [("yes", True), ("Y", True), ("no", False), ("0", False)])
def test_yes_and_no_can_be_short(typed: str, value: bool) -> None:
    assert NameIndex().value(make.aspect(), typed) == ({"boolean": value}, "")


@pytest.mark.parametrize("typed", ["12.9", "12.9 %", "12.9%", "+12.9"])
def test_a_number_can_carry_its_unit(typed: str) -> None:
    assert NameIndex().value(make.aspect(value_type="number", unit="%"), typed) == ({"number": Decimal("12.9")}, "")


@pytest.mark.parametrize("typed", ["1e5", "٣", "Infinity", "NaN", "12.9.1"])
def test_what_is_no_plain_number_is_refused(typed: str) -> None:
    with pytest.raises(UnfitEntry, match="This takes a number"):
        NameIndex().value(make.aspect(value_type="number", unit="stars"), typed)


def test_options_are_those_of_the_aspect() -> None:
    ease, other = make.aspect(options=["easy", "hard"]), make.aspect(options=["small"])
    words = NameIndex()
    assert words.value(ease, "EASY") == ({"option": ease.options.get(slug="easy")}, "")
    with pytest.raises(UnfitEntry, match=f"is no option of “{other}”"):
        words.value(other, "easy")


def test_an_aspect_without_options_says_so() -> None:
    with pytest.raises(UnfitEntry, match="is no option"):
        NameIndex().value(make.aspect(value_type="choice"), "easy")


def test_the_inverse_has_the_opposite_degree() -> None:
    ease = make.aspect(value_type="choice")
    less, same, more = (make.option(aspect=ease, slug=slug, degree=degree) for degree, slug in enumerate("abc", -1))
    lonely = make.option(aspect=ease, slug="d", degree=3)
    words = NameIndex()
    assert [words.inverse(one) for one in (less, same, more, lonely, None)] == [more, same, less, None, None]
