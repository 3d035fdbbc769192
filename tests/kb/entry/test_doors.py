"""What is typed means the same at every door: desk, admin form, file, fixture and filter; but a number may be asked
about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from compare.filters import FILTERS
from compare.filters.base_filter import PeriodField
from compare.filters.cell_filters import ValuesField, number
from kb.entry.entry_faults import UnfitEntry
from kb.entry.form_fields import NumberEntryField
from kb.entry.names import Names
from kb.entry.naming import NameIndex
from kb.entry.recording import DeskRow, carried_down
from kb.evidence.periods import parse_period
from kb.evidence.records import AspectRecord, FrameworkRecord
from kb.evidence.vocabulary import Vocabulary
from kb.exchange.fixture_loading import field_value
from kb.importing.cell_values import Reader
from kb.importing.file_records import FileRow
from kb.models import Aspect, Claim
from kb.models.checked import clean_text
from kb.texts import cleaned

BLANKS = st.sampled_from(["", " ", "\u00a0", "\u200b", "\t", "  "])
DIGITS = st.text("0123456789", min_size=1, max_size=4)
NUMBERS = st.lists(st.tuples(DIGITS, st.sampled_from([".", ",", " ", "'", "-", ""])), min_size=1, max_size=4).map(
    lambda parts: "".join(digits + mark for digits, mark in parts)
)
FLAGS = st.sampled_from(["yes", "Y", "NO", "n", "true", "FALSE", "1", "0", "maybe", "ja"])
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=20)
PERIODS = st.one_of(
    st.dates().map(str),
    st.from_regex(r"[0-9]{4}(-[0-9]{1,2}){0,3}", fullmatch=True),
    st.sampled_from(["2024", "May 2024"]),
)
FRAMEWORKS = [
    ("c", "C", (), "", ""),
    ("c-sharp", "C#", ("C sharp",), "", ""),
    ("flask", "Flask", ("Fläsk", "The flask"), "", ""),
    ("flask-2", "FLASK", (), "", ""),
    ("koa", "koa", ("flask 3", "micro"), "", ""),
    ("micro", "Strasse", ("Straße",), "", ""),
]
NAMES = [*(name for _, *names, _, _ in FRAMEWORKS for name in (names[0], *names[1])), "flask-2", "micro", "none"]
QUESTION: Any = object()
UNFIT: Any = object()


def padded(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(BLANKS, texts, BLANKS).map("".join)


def reading(read: Callable[[], Any]) -> Any:
    """What a door reads, or that it asks, or that it refuses."""
    try:
        return read()
    except UnfitEntry as unfit:
        return QUESTION if "in one country" in unfit.fault.message else UNFIT
    except ValidationError as error:
        return QUESTION if "in one country" in error.messages[0] else UNFIT


def as_unfit(value: Any) -> Any:
    return UNFIT if value is None else value


def desk(kind: str, text: str, unit: str = "") -> Any:
    aspect = Aspect(value_type=kind, unit=unit)
    return reading(lambda: next(iter(NameIndex().value(aspect, text)[0].values())))


def vocabulary(kind: str = "number", unit: str = "") -> Vocabulary:
    aspect = AspectRecord(
        slug="a", name="A", group="", order=0, help_text="", value_type=kind, cardinality="one", temporal=False,
        unit=unit, stale_after_months=None, per_company=False, options=(),
    )  # fmt: skip
    frameworks = {name: FrameworkRecord(name, *parts) for name, *parts in FRAMEWORKS}
    return Vocabulary(
        frameworks=frameworks, groups={}, aspects={"a": aspect}, scopes={}, companies={}, sources={}, links=()
    )


def file(kind: str, text: str, decimal_mark: str, unit: str = "") -> Any:
    result = Reader(vocabulary(kind, unit), decimal_mark).read(FileRow(2, 1, {"aspect": "a", "value": text}))
    faults = [fault for fault in result.faults if fault.field == "value"]
    if any("in one country" in fault.message for fault in faults):
        return QUESTION
    return UNFIT if faults else result.values.get("value")


def file_value(column: str, text: str) -> Any:
    return Reader(vocabulary()).read(FileRow(2, 1, {column: text})).values.get(column, UNFIT)


def framework_filter(words: Vocabulary) -> Any:
    entry = copy(FILTERS["framework"])
    entry.open_to(words)
    return entry.field


def fixture(kind: str, text: str) -> Any:
    field = Claim._meta.get_field(kind)
    return reading(lambda: clean_text(Claim, field, text) if kind in ("text", "as_of") else field_value(field, text))


def form(kind: str, text: str, unit: str = "") -> Any:
    """What the form of a claim reads, as the admin makes it."""
    field = form_fields()[kind]
    if isinstance(field, NumberEntryField):
        field.unit = unit
    return reading(lambda: field.clean(text))


@cache
def form_fields() -> Mapping[str, Any]:
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True)
    return site._registry[Claim].get_form(request).base_fields


def stored_period(text: Any) -> Any:
    """The period of a claim of this date, as its model stores it."""
    if text is UNFIT:
        return UNFIT
    claim = Claim(as_of=text)
    others = [field.name for field in Claim._meta.fields if field.name != "as_of"]
    return reading(lambda: claim.clean_fields(others) or parse_period(claim.as_of))


@given(padded(NUMBERS), st.sampled_from(["", "%", "req/s"]))
def test_a_number(text: str, unit: str) -> None:
    typed = f"{text} {unit}"
    asking = [desk("number", typed, unit), file("number", typed, "", unit), form("number", typed, unit)]
    settled = [file("number", text, "."), fixture("number", text), as_unfit(number(text))]
    assert asking[0] == asking[1] == asking[2]
    assert settled[0] == settled[1] == settled[2]
    assert asking[0] in (QUESTION, settled[0])
    assert settled[0] is not QUESTION


@given(padded(FLAGS))
def test_a_yes_or_no(text: str) -> None:
    word = {True: "yes", False: "no", UNFIT: UNFIT}[desk("boolean", text)]
    assert desk("boolean", text) == file("boolean", text, ".") == fixture("boolean", text)
    if cleaned(text) not in ("1", "0"):  # a filter takes these as numbers
        assert reading(lambda: ValuesField(noun="value", names={"yes": "", "no": ""}).clean([text])[0]) == word


@given(padded(TEXTS).filter(cleaned))
def test_a_text(text: str) -> None:
    assert desk("text", text) == file("text", text, ".") == fixture("text", text) == form("text", text)


@given(padded(PERIODS))
def test_a_date(text: str) -> None:
    (row,) = carried_down([DeskRow(locator="p. 1", as_of=text)])
    periods = [
        stored_period(row.as_of),
        stored_period(Reader(vocabulary(), "").read(FileRow(2, 1, {"as_of": text})).values["as_of"]),
        stored_period(fixture("as_of", text)),
        stored_period(form("as_of", text)),
        reading(lambda: PeriodField().clean(text)),
    ]
    assert periods == [periods[0]] * len(periods)


@given(padded(st.sampled_from(NAMES)), st.sampled_from([str, str.upper, str.casefold]))
def test_a_name(name: str, folded: Callable[[str], str]) -> None:
    text = folded(name)
    words = vocabulary()
    names = [
        reading(lambda: Names(words.frameworks.values()).find(text).slug),
        file_value("framework", text),
        reading(lambda: framework_filter(words).clean([text])[0]),
    ]
    assert names == [names[0]] * len(names)


@given(st.decimals(-99_999, 99_999, places=4))
def test_a_number_that_a_form_shows_is_read_as_the_same(number: Decimal) -> None:
    field = NumberEntryField()
    assert field.clean(field.prepare_value(number)) == number
    assert not field.has_changed(number, field.prepare_value(number))


@pytest.mark.parametrize("text", ["55.600", "14,200"])
def test_a_form_asks_about_a_number_that_two_countries_read_differently(text: str) -> None:
    with pytest.raises(ValidationError, match=f"“{text}” is .* in one country and .* in another: write"):
        NumberEntryField().clean(text)
