"""What an editor types becomes claims, or comes back whole with its faults."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kb.entry import recording
from kb.entry.recording import DeskReport, DeskRow, carried_down, record
from kb.models import Claim, Option, Revision, Source
from tests import factories as make
from tests.kb.admin.pages import rule
from tests.kb.bases import base_of

MOST_PER_CLAIM = 40


def comparison() -> Source:
    """A source in a base with two frameworks, a yes-or-no aspect, and a comparison with its degrees."""
    make.framework(name="Flask", aliases="Flask micro\nflask.py")
    make.framework(name="Django")
    make.aspect(name="Built-in admin")
    ease = make.aspect(name="Ease", value_type="choice")
    for degree, slug in ((-1, "easier"), (0, "as-easy"), (1, "harder")):
        make.option(aspect=ease, slug=slug, label=slug.replace("-", " ").capitalize(), degree=degree)
    return make.source(title="A comparison")


@pytest.fixture
def source(db: None) -> Source:
    return base_of(comparison)


def plain(**typed: Any) -> DeskRow:
    return DeskRow(**{"framework": "Flask", "aspect": "Built-in admin", "value": "no", "locator": "line 1", **typed})


def compared(**typed: Any) -> DeskRow:
    return plain(**{"aspect": "Ease", "value": "easier", "compared_to": "Django", "mirror": True, **typed})


def recorded(source: Source, *rows: DeskRow, **options: Any) -> DeskReport:
    return record(source, rows, make.editor(), **options)


def faults(source: Source, row: DeskRow) -> dict[str, list[str]]:
    """What the row is refused for; nothing was written."""
    before = Claim.objects.count()
    outcome = recorded(source, row)
    assert (outcome.recorded, Claim.objects.count(), outcome.refused[0].row) == ([], before, row)
    return {name: [fault.words for fault in some] for name, some in outcome.refused[0].faults.items()}


# --- what is written ---------------------------------------------------------------------------------------------


def test_a_row_becomes_a_draft_with_history_in_the_name_of_the_person(source: Source) -> None:
    person = make.editor(username="ada")
    claim = record(source, [plain(quote="no admin", statement="It has none.", hedged=True)], person).claims[0]
    entry = claim.history.get()
    assert (claim.key, claim.status, claim.boolean) == ("a-comparison-flask-built-in-admin-1", "draft", False)
    assert (claim.quote, claim.statement, claim.hedged) == ("no admin", "It has none.", True)
    assert (entry.history_type, entry.history_user, entry.history_change_reason) == ("+", person, "recording desk")


def test_rows_can_be_recorded_and_submitted_at_once(source: Source) -> None:
    assert recorded(source, plain(), status=Claim.Status.REVIEW).claims[0].status == "review"


def test_who_may_not_submit_records_nothing_that_way(source: Source) -> None:
    with pytest.raises(PermissionDenied):
        record(source, [plain()], make.person(), status=Claim.Status.REVIEW)
    assert not Claim.objects.exists()


@pytest.mark.parametrize("typed", ["Flask", "flask", "FLASK MICRO", "flask.py"])
def test_names_are_found_by_slug_name_and_alias_in_any_case(source: Source, typed: str) -> None:
    assert recorded(source, plain(framework=typed)).claims[0].framework.slug == "flask"


def test_a_text_is_taken_as_it_is(source: Source) -> None:
    make.aspect(name="Creators", value_type="text")
    assert recorded(source, plain(aspect="creators", value="yes")).claims[0].text == "yes"


def test_all_that_limits_a_claim_is_recorded(source: Source) -> None:
    scope, via, company = make.scope(name="Small apps"), make.source(title="The origin"), make.company(name="Acme")
    make.adoption()
    row = plain(aspect="Used in production", value="y", company="acme", scope="small apps", as_of="2024-05")
    claim = recorded(source, DeskRow(**{**vars(row), "via": "The origin", "via_stated": True})).claims[0]
    assert (claim.scope, claim.via, claim.via_stated, claim.company, claim.as_of) == (
        scope, via, True, company, "2024-05",
    )  # fmt: skip


def test_rows_without_text_are_passed_over(source: Source) -> None:
    assert recorded(source, DeskRow(), DeskRow(hedged=True, mirror=True)) == DeskReport()


# --- what stands above -------------------------------------------------------------------------------------------


def test_a_ditto_mark_takes_over_what_stands_above() -> None:
    rows = [plain(scope="small apps"), DeskRow(), DeskRow(framework='"', aspect="″", scope="〃", value="yes")]
    assert list(carried_down(rows))[1] == DeskRow(
        framework="Flask", aspect="Built-in admin", scope="small apps", value="yes"
    )


def test_a_ditto_mark_goes_through_several_rows() -> None:
    rows = [plain(), DeskRow(framework='"', value="1"), DeskRow(framework='"', value="2")]
    assert [row.framework for row in carried_down(rows)] == ["Flask"] * 3


def test_a_ditto_mark_in_the_first_row_is_a_fault(source: Source) -> None:
    found = faults(source, plain(framework='"', locator='"'))
    assert found == {name: ["There is no row above."] for name in ("framework", "locator")}


def test_a_quote_may_be_a_quotation_mark(source: Source) -> None:
    assert recorded(source, plain(), plain(locator="2", quote='"')).claims[1].quote == '"'


# --- what comes back ---------------------------------------------------------------------------------------------


def test_good_rows_are_kept_and_faulty_ones_come_back_in_order(source: Source) -> None:
    rows = [plain(value="perhaps"), plain(), plain(framework="Rails"), plain(locator="line 2")]
    outcome = recorded(source, *rows)
    assert [claim.locator for claim in outcome.claims] == ["line 1", "line 2"]
    assert [refused.row for refused in outcome.refused] == [rows[0], rows[2]]
    assert Claim.objects.count() == 2


def test_every_fault_of_a_row_is_named_at_its_field(source: Source) -> None:
    row = plain(framework="Djnago", value="many", as_of="May", scope="big", via_stated=True, statement="x" * 401)
    assert faults(source, row) == {
        "framework": ["“Djnago” is no framework of this base. Allowed: django, flask."],
        "value": ["This takes a yes or no, not “many”. Allowed: yes, no."],
        "as_of": ["“May” is not a date: write YYYY, YYYY-MM or YYYY-MM-DD, like 2024-05."],
        "scope": ["“big” is no scope of this base."],
        "via": [rule(Claim, "kb_claim_stated_needs_via")],
        "statement": ["Ensure this value has at most 400 characters (it has 401)."],
    }


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"framework": ""}, "framework", "Which framework?"),
        ({"aspect": ""}, "aspect", "Which aspect?"),
        ({"aspect": "Built in admin"}, "aspect", "“Built in admin” is no aspect of this base."),
        ({"value": ""}, "value", "“Built-in admin” takes a yes or no, and exactly one value."),
        ({"compared_to": "flask"}, "compared_to", rule(Claim, "kb_claim_not_compared_to_itself")),
        ({"via": "a-comparison"}, "via", rule(Claim, "kb_claim_not_via_itself")),
        ({"quote": "x" * 121}, "quote", "Ensure this value has at most 120 characters (it has 121)."),
        ({"locator": "a\x00b"}, "locator", "Control characters are not allowed."),
        ({"aspect": "Ease", "value": "easy"}, "value", "“easy” is no option of “Ease”."),
    ],
)  # fmt: skip
def test_a_fault_stands_where_it_is_mended(source: Source, typed: dict[str, str], field: str, message: str) -> None:
    found = faults(source, plain(**typed))
    assert message in found[field][0]
    assert set(found) == {field}


def test_a_company_is_asked_for_at_its_field(source: Source) -> None:
    make.adoption()
    assert list(faults(source, plain(aspect="Used in production", value="yes"))) == ["company"]


def test_a_duplicate_names_the_claim_that_is_there(source: Source) -> None:
    there = recorded(source, plain()).claims[0]
    outcome = recorded(source, plain(statement="In other words."))
    (fault,) = outcome.refused[0].faults["locator"]
    assert (fault.message, fault.claim) == (rule(Claim, "kb_claim_once"), there)


def test_the_same_row_twice_is_recorded_once(source: Source) -> None:
    outcome = recorded(source, plain(), plain())
    assert outcome.refused[0].faults["locator"][0].claim == outcome.claims[0]


# --- the mirror --------------------------------------------------------------------------------------------------


def test_a_comparison_makes_its_mirror(source: Source) -> None:
    row = compared(quote="easier than Django", hedged=True, as_of="2024")
    claim, mirror = recorded(source, row).claims
    assert (claim.framework.slug, claim.option.slug, claim.compared_to.slug) == ("flask", "easier", "django")
    assert (mirror.framework.slug, mirror.option.slug, mirror.compared_to.slug) == ("django", "harder", "flask")
    assert (mirror.locator, mirror.quote, mirror.hedged, mirror.as_of) == (
        "line 1", "easier than Django", True, "2024",
    )  # fmt: skip
    assert mirror.statement == "Seen from the other side, Django against Flask is “Harder” (Ease)."


def test_an_option_in_the_middle_is_its_own_mirror(source: Source) -> None:
    assert [claim.option.slug for claim in recorded(source, compared(value="as easy")).claims] == ["as-easy"] * 2


def test_the_editor_can_say_the_mirror_otherwise(source: Source) -> None:
    row = compared(mirror_value="as easy", mirror_statement="Django is as easy.")
    mirror = recorded(source, row).claims[1]
    assert (mirror.option.slug, mirror.statement) == ("as-easy", "Django is as easy.")


@pytest.mark.parametrize("typed", [{"mirror": False}, {"compared_to": ""}])
def test_without_tick_or_other_side_there_is_no_mirror(source: Source, typed: dict[str, Any]) -> None:
    assert len(recorded(source, compared(**typed)).claims) == 1


def test_where_no_option_is_the_opposite_the_editor_is_asked(source: Source) -> None:
    make.aspect(name="Style", options=["terse", "wordy"])
    found = faults(source, compared(aspect="Style", value="terse"))
    assert found == {"mirror_value": ["What does the source then say about Django? Say it, or take the tick away."]}
    assert len(recorded(source, compared(aspect="Style", value="terse", mirror_value="wordy")).claims) == 2


@pytest.mark.parametrize(("kind", "said", "words"), [("number", "1", "1"), ("boolean", "no", "no")])
def test_other_values_than_options_have_a_mirror_too(source: Source, kind: str, said: str, words: str) -> None:
    make.aspect(name="Lead", value_type=kind)
    mirror = recorded(source, compared(aspect="Lead", value="1", mirror_value=said)).claims[1]
    assert mirror.statement == f"Seen from the other side, Django against Flask is “{words}” (Lead)."


def test_a_faulty_mirror_keeps_the_row_whole(source: Source) -> None:
    assert list(faults(source, compared(mirror_value="strange"))) == ["mirror_value"]
    assert list(faults(source, compared(mirror_statement="x" * 401))) == ["mirror_statement"]


def test_a_mirror_that_is_there_already_is_no_fault(source: Source) -> None:
    other = plain(framework="Django", aspect="Ease", value="harder", compared_to="Flask")
    there = recorded(source, other).claims[0]
    (one,) = recorded(source, compared()).recorded
    assert (one.mirror, one.mirror_there, len(one.claims)) == (there, True, 1)


def test_degrees_are_told_apart_within_an_aspect(source: Source) -> None:
    easier = Option.objects.get(slug="easier")
    assert (easier.inverse, easier.inverse.inverse) == (Option.objects.get(slug="harder"), easier)
    make.option(aspect=easier.aspect, slug="the-same", degree=0)
    with pytest.raises(ValidationError, match="has this degree already"):
        make.option(aspect=easier.aspect, slug="simpler", degree=-1)


def test_an_option_without_a_degree_has_no_opposite(source: Source) -> None:
    assert make.option().inverse is None
    assert make.option(degree=5).inverse is None


# --- cost --------------------------------------------------------------------------------------------------------


def queries(source: Source, rows: list[DeskRow]) -> int:
    person = make.editor()
    with CaptureQueriesContext(connection) as captured:
        record(source, rows, person)
    return len(captured)


def test_a_row_costs_a_bounded_number_of_queries(source: Source) -> None:
    first = queries(source, [plain(locator="a")])
    more = queries(source, [plain(locator=f"b{number}") for number in range(4)])
    assert more - first <= 3 * MOST_PER_CLAIM
    assert first <= MOST_PER_CLAIM + 40


def test_the_cells_are_rebuilt_once(source: Source) -> None:
    before = Revision.objects.get().number
    recorded(source, *[plain(locator=f"line {number}") for number in range(5)])
    assert Revision.objects.get().number == before + 1


def test_nothing_is_kept_if_the_whole_fails(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(rows: Any) -> Any:
        yield from rows
        raise RuntimeError("the machine stops")

    monkeypatch.setattr(recording, "carried_down", fail)
    with pytest.raises(RuntimeError):
        recorded(source, plain())
    assert not Claim.objects.exists()
