"""One more face or filter is one entry of a registry, which has all that the site needs of it, and one test file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db.models import Q
from django.http import HttpResponseBase, QueryDict
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from compare.answers.answering import answering
from compare.display.cell_judgements import CellJudgement
from compare.faces import FACES, Face
from compare.faces.contents import Envelope
from compare.filters import FILTERS
from compare.filters.axis_filters import AXIS_FILTERS
from compare.filters.base_filter import AXES, EVIDENCE, SlugsFilter
from compare.filters.cell_filters import CELL_FILTERS, CellSwitch, WordsFilter
from compare.filters.evidence_filters import EVIDENCE_FILTERS
from compare.filters.need_filters import NEED_FILTERS
from compare.filters.order_filters import ARRANGEMENT_FILTERS, ArrangementFilter
from compare.pages.claim_pages import claims
from compare.panel.chips import chips
from compare.panel.facets import facets
from compare.query.selection import select
from tests.compare import drawing, reading
from tests.compare.filters.test_filter_form import chosen, form, named
from tests.conftest import TODAY

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests" / "compare"
STAGES = {
    "need_filters": NEED_FILTERS,
    "axis_filters": AXIS_FILTERS,
    "evidence_filters": EVIDENCE_FILTERS,
    "cell_filters": CELL_FILTERS,
    "order_filters": ARRANGEMENT_FILTERS,
}


def of_base(test: Any) -> Any:
    """A test that reads the varied base."""
    return pytest.mark.django_db(pytest.mark.usefixtures("varied_base", "today")(test))


@pytest.mark.parametrize("face", FACES.values(), ids=FACES)
def test_every_face_has_a_test_file(face: Face) -> None:
    module = face.write.__module__.rpartition(".")[2] if face.write else "fixture"
    assert (TESTS / "faces" / f"test_{module}.py").exists()


@pytest.mark.parametrize("suffix", FACES)
def test_every_face_is_held_against_the_pages_that_have_it(suffix: str) -> None:
    assert f'"{suffix}"' in (TESTS / "test_faces_equal_pages.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("stage", STAGES)
def test_every_filter_has_a_test_file_that_names_it(stage: str) -> None:
    tests = (TESTS / "filters" / f"test_{stage}.py").read_text(encoding="utf-8")
    assert [name for name in STAGES[stage] if name not in tests] == []


def test_every_filter_belongs_to_a_stage() -> None:
    assert [name for filters in STAGES.values() for name in filters] == list(FILTERS)


@pytest.mark.parametrize(
    ("drawn", "stage"),
    [(drawing.AXES, "axis_filters"), (drawing.EVIDENCE, "evidence_filters"), (drawing.CELLS, "cell_filters")],
)
def test_the_random_tests_draw_every_filter_of_a_stage(drawn: set[str], stage: str) -> None:
    assert drawn == set(STAGES[stage])


@pytest.mark.parametrize("name", [name for name, entry in FILTERS.items() if entry.choice_words])
def test_every_choice_of_the_contract_is_in_the_reference(name: str) -> None:
    entry = FILTERS[name]
    assert list(entry.choice_words) == ([slug for slug, _ in entry.extra.get("choices", ())] or list(entry.fixed))


@pytest.mark.parametrize("module", sorted(path.stem for path in (ROOT / "compare" / "pages").glob("[a-z]*.py")))
def test_every_module_of_pages_has_a_test_file(module: str) -> None:
    assert (TESTS / "pages" / f"test_{module}.py").exists()


# One more filter of each sort, with what CONTRIBUTING asks for and no more


class DepthFilter(WordsFilter):
    """Cells with several documents, or with one."""

    def keeps(self, cell: CellJudgement, value: list[str]) -> bool:
        return ("deep" if cell.judgement.documents > 1 else "flat") in value

    def where(self, value: list[str], today: date) -> Q:
        deep, flat = Q(documents__gt=1), Q(documents__lte=1)
        return deep | flat if len(set(value)) > 1 else deep if "deep" in value else flat


class SeveralFilter(CellSwitch):
    """Cells with several documents."""

    def keeps(self, cell: CellJudgement, value: bool) -> bool:
        return bool(cell.judgement.documents > 1)

    def where(self, value: bool, today: date) -> Q:
        return Q(documents__gt=1)


class DensityFilter(ArrangementFilter):
    """How close the rows stand."""

    field_class = forms.ChoiceField
    takes = "one of"


DUMMIES: dict[str, tuple[dict[str, Any], Any, str]] = {
    "in_depth": (
        CELL_FILTERS,
        DepthFilter(label="Depth", noun="depth", fixed={"deep": "deep", "flat": "flat"}, words="{}", effect="by depth"),
        "deep",
    ),
    "several": (CELL_FILTERS, SeveralFilter(label="Several", words="on several", effect="several documents"), "1"),
    "answers": (
        AXIS_FILTERS,
        SlugsFilter(
            stage=AXES,
            label="Answers",
            noun="number of answers",
            field_name="aspect__cardinality",
            of=lambda place, vocabulary: vocabulary.aspects[place.aspect].cardinality,
            fixed={"one": "one", "many": "many"},
            words="with answers: {}",
            effect="by number of answers",
        ),
        "many",
    ),
    "certainty": (
        EVIDENCE_FILTERS,
        SlugsFilter(
            stage=EVIDENCE,
            label="Status",
            noun="status",
            field_name="status",
            of=lambda claim, vocabulary: claim.status,
            fixed={"published": "published"},
            words="that are {}",
            effect="by status",
        ),
        "published",
    ),
    "density": (
        ARRANGEMENT_FILTERS,
        DensityFilter(label="Density", choices=[("close", "close"), ("wide", "wide")], effect="rows, close or wide"),
        "wide",
    ),
}
IN_STAGES = [name for name, (stage, _, _) in DUMMIES.items() if stage is not ARRANGEMENT_FILTERS]


@pytest.fixture(autouse=True)
def _more_filters(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "dummy" in request.fixturenames:
        for name, (stage, entry, _) in DUMMIES.items():
            monkeypatch.setitem(stage, name, entry)
            monkeypatch.setitem(FILTERS, name, entry)  # type: ignore[arg-type]


@pytest.mark.parametrize("dummy", DUMMIES)
def test_one_more_filter_has_a_field_that_sends_nothing_unasked(dummy: str) -> None:
    root = form("")
    assert named(root, dummy)
    assert chosen(root, dummy) == []


@pytest.mark.parametrize("dummy", DUMMIES)
def test_one_more_filter_has_a_field_that_keeps_what_was_asked(dummy: str) -> None:
    value = DUMMIES[dummy][2]
    assert chosen(form(f"{dummy}={value}"), dummy) == [value]


@of_base
@pytest.mark.parametrize("query", ["", "until=2022"])
@pytest.mark.parametrize("dummy", IN_STAGES)
def test_one_more_filter_has_the_numbers_that_it_would_leave(dummy: str, query: str) -> None:
    counts = facets(select(QueryDict(query), TODAY))[dummy]
    assert sum(counts.values()) > 0
    for value, number in counts.items():
        cells = select(QueryDict(f"{query}&{dummy}={value}"), TODAY).cells
        assert number == sum(1 for cell in cells if cell.judgement.values), value


@of_base
@pytest.mark.parametrize("dummy", IN_STAGES)
def test_one_more_filter_has_a_chip_that_takes_it_away(dummy: str) -> None:
    entry, value = DUMMIES[dummy][1:]
    (chip,) = chips(select(QueryDict(f"{dummy}={value}"), TODAY).filters, "/claims/")
    assert (chip.label, chip.words, chip.href) == (entry.label, entry.words.format(value), "/claims/")


@of_base
@pytest.mark.parametrize("dummy", IN_STAGES)
def test_one_more_filter_is_an_option_of_the_command(dummy: str) -> None:
    value, option = DUMMIES[dummy][2], f"--{dummy.replace('_', '-')}"
    arguments = [option] if DUMMIES[dummy][1].takes == "1" else [option, value]
    out = StringIO()
    call_command("export_kb", *arguments, stdout=out)
    rows = json.loads(out.getvalue())
    for row in rows:
        if row["model"] == "kb.claim":
            del row["fields"]["note"]  # which the public face leaves out
    assert rows == reading.data_list(f"/claims.fixture.json?{dummy}={value}")


@of_base
@pytest.mark.parametrize("dummy", DUMMIES)
def test_one_more_filter_is_in_the_reference_with_its_words(dummy: str) -> None:
    page = reading.page("/reference/")
    (line,) = [row for row in page.root.iter("tr") if (code := row.find("th/code")) is not None and code.text == dummy]
    entry = DUMMIES[dummy][1]
    assert reading.words_of(line) == " ".join([dummy, entry.takes, *entry.choice_words, entry.effect])


# One more face


def _write(envelope: Envelope) -> Iterator[str]:
    yield f"{envelope.sentence()}\n"


TEXT = Face(
    suffix="txt",
    name="Plain text",
    media_type="text/plain",
    write=_write,
    contents="the sentence alone",
    purpose="people in a hurry",
    only="claims",
    columns={"Sentences": ("sentence",)},
)


@pytest.fixture
def face(monkeypatch: pytest.MonkeyPatch) -> Face:
    monkeypatch.setitem(FACES, TEXT.suffix, TEXT)
    return TEXT


def _answer(suffix: str, path: str = "/claims.txt") -> HttpResponseBase:
    request = RequestFactory().get(path)
    request.user, request.htmx = AnonymousUser(), HtmxDetails(request)  # type: ignore[attr-defined]
    return answering(claims)(request, face=suffix)


@of_base
def test_one_more_face_is_served_as_what_its_entry_says(face: Face) -> None:
    response = _answer("txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="claimgrid-claims.txt"'
    assert reading.body(response).startswith("70 claims of 7 sources")


@of_base
def test_one_more_face_is_offered_where_it_can_hold_what_the_page_shows(face: Face) -> None:
    assert "/claims.txt" in reading.page("/claims/").links
    assert "/frameworks.txt" not in reading.page("/frameworks/").links


@of_base
def test_one_more_face_is_an_alternative_of_its_page(face: Face) -> None:
    links = [link for link in reading.page("/claims/").root.iter("link") if link.get("rel") == "alternate"]
    assert [link.get("type") for link in links if link.get("href") == "/claims.txt"] == ["text/plain"]


@of_base
def test_one_more_face_is_in_the_reference_with_its_words_and_columns(face: Face) -> None:
    words = reading.page("/reference/").words
    assert ".txt the sentence alone people in a hurry" in words
    assert "Sentences sentence" in words
