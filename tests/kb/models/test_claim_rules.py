"""The rules that span rows and tables, with the words an editor reads."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from kb.models import Claim, Gap, claim_rules
from tests import factories

pytestmark = pytest.mark.django_db


def faults(row: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        row.save()
    return refused.value.message_dict


def draft(**fields: Any) -> Claim:
    """A draft that is not stored."""
    return Claim(source=factories.source(), framework=factories.framework(), locator="x", **fields)


# Values and companies

ANSWERS: dict[str, dict[str, Any]] = {
    "boolean": {"boolean": False}, "number": {"number": 0}, "text": {"text": "MVT"},
}  # fmt: skip


@pytest.mark.parametrize("given", ANSWERS)
@pytest.mark.parametrize("wanted", ["boolean", "choice", "number", "text"])
def test_the_value_is_of_the_type_of_the_aspect(wanted: str, given: str) -> None:
    aspect = factories.aspect(name="Learning", value_type=wanted)
    row = draft(aspect=aspect, **ANSWERS[given])
    if wanted == given:
        row.save()
        return
    words = f"“Learning” takes {claim_rules.VALUE_WORDS[wanted]}, and exactly one value."
    assert words in faults(row)[given]


def test_an_option_is_no_answer_to_a_yes_or_no() -> None:
    row = draft(aspect=factories.aspect(name="Easy"), option=factories.option())
    assert faults(row) == {"option": ["“Easy” takes a yes or no, and exactly one value."]}


def test_a_missing_value_is_asked_for_in_its_own_field() -> None:
    row = draft(aspect=factories.aspect(name="Share", value_type="number"))
    assert faults(row)["number"] == ["“Share” takes a number, and exactly one value."]


def test_two_values_are_refused_where_the_wrong_one_stands() -> None:
    row = draft(aspect=factories.aspect(name="Easy"), boolean=True, text="very")
    assert faults(row)["text"] == ["“Easy” takes a yes or no, and exactly one value."]


def test_an_option_of_another_aspect_is_refused() -> None:
    option = factories.option(label="Steep", aspect=factories.aspect(name="Learning", value_type="choice"))
    row = draft(aspect=factories.aspect(name="Speed", value_type="choice"), option=option)
    assert faults(row) == {"option": ["“Steep” is an option of “Learning”, not of “Speed”."]}


def test_a_company_is_asked_for_where_the_aspect_asks_each_company() -> None:
    row = draft(aspect=factories.adoption(), boolean=True)
    assert faults(row) == {"company": ["“Used in production” is asked of each company: choose one."]}


def test_a_company_is_refused_elsewhere() -> None:
    row = draft(aspect=factories.aspect(name="Easy"), boolean=True, company=factories.company())
    assert faults(row) == {"company": ["“Easy” is not asked of companies: leave it empty."]}


def test_a_gap_has_a_company_exactly_where_the_aspect_asks_each_company() -> None:
    framework, easy = factories.framework(), factories.aspect()
    with_company = Gap(framework=framework, aspect=easy, company=factories.company(), kind="searched-silent")
    without = Gap(framework=framework, aspect=factories.adoption(), kind="searched-silent")
    assert [set(faults(row)) for row in (with_company, without)] == [{"company"}, {"company"}]


def test_a_resolution_takes_the_value_and_company_that_the_aspect_asks_for() -> None:
    row = factories.resolution(aspect=factories.aspect(name="Easy"))
    row.boolean, row.text = None, "perhaps"
    assert faults(row)["text"] == ["“Easy” takes a yes or no, and exactly one value."]
    row.boolean, row.text, row.company = True, "", factories.company()
    assert set(faults(row)) == {"company"}


def test_a_claim_without_an_aspect_hears_of_the_aspect_alone() -> None:
    assert faults(draft(boolean=True)) == {"aspect": ["This field cannot be null."]}


# Keys


def test_a_key_is_made_of_source_framework_aspect_and_a_number() -> None:
    place = {
        "source": factories.source(slug="blog"),
        "framework": factories.framework(slug="flask"),
        "aspect": factories.aspect(slug="easy"),
    }
    assert [factories.draft(**place).key for _ in range(2)] == ["blog-flask-easy-1", "blog-flask-easy-2"]


def test_a_key_takes_the_number_after_the_highest() -> None:
    first = factories.draft()
    stem = first.key.removesuffix("-1")
    factories.draft(key=f"{stem}-9", source=first.source)
    factories.draft(key=f"{stem}-x-40", source=first.source)
    again = factories.draft(source=first.source, framework=first.framework, aspect=first.aspect)
    assert again.key == f"{stem}-10"


def test_a_given_key_is_kept() -> None:
    assert factories.draft(key="mine").key == "mine"


def test_the_longest_slugs_make_a_key_that_fits() -> None:
    claim = factories.draft(
        source=factories.source(slug="s" * 60),
        framework=factories.framework(slug="f" * 60),
        aspect=factories.aspect(slug="a" * 60),
    )
    claim.save()
    assert len(claim.key) == 184


@pytest.mark.parametrize("key", ["other", ""])
def test_a_key_is_permanent(key: str) -> None:
    claim = factories.draft(key="mine")
    claim.key = key
    assert faults(claim) == {"key": ["The key of a claim is permanent: mine."]}


def test_a_key_stays_when_the_claim_moves() -> None:
    claim = factories.claim(key="mine")
    claim.framework = factories.framework(name="Other")
    claim.save()
    assert Claim.objects.get().key == "mine"


# Statuses

PATHS = {
    "draft": ["draft", "review", "published"],
    "review": ["draft", "review", "published"],
    "published": ["published", "retired"],
    "retired": ["retired"],
}


@pytest.mark.parametrize("before", PATHS)
@pytest.mark.parametrize("after", PATHS)
def test_a_claim_goes_forward_only(before: str, after: str) -> None:
    claim = factories.claim(status=before, retire_reason="misread" if before == "retired" else "")
    claim.status, claim.retire_reason = after, "misread" if after == "retired" else ""
    if after in PATHS[before]:
        claim.save()
        assert Claim.objects.get().status == after
    else:
        assert faults(claim) == {"status": [f"A {before} claim cannot become {after}."]}


def test_a_published_claim_keeps_its_locator() -> None:
    claim = factories.claim()
    claim.locator = ""
    assert faults(claim) == {"__all__": ["A published claim needs a locator: say where in the source it stands."]}


def test_an_unknown_status_is_refused() -> None:
    claim = factories.draft()
    claim.status = "secret"
    assert "status" in faults(claim)


def test_a_period_is_checked_in_words() -> None:
    with pytest.raises(ValidationError, match="there is no month 13"):
        claim_rules.valid_period("2024-13")
