"""What is derived is held against a fresh computation, table by table."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from kb.keeping.derived_faults import derived_faults
from kb.models import (
    AdoptionTally,
    Cell,
    Claim,
    Expiry,
    Mention,
    Occurrence,
    PeriodEnd,
    PublicQuestion,
    Source,
    Tally,
    Word,
)
from tests import factories as make
from tests.compare.varied import build
from tests.kb.bases import base_of, picture

pytestmark = pytest.mark.django_db


def faults() -> list[str]:
    return [str(fault) for fault in derived_faults()]


def checked() -> str:
    out = StringIO()
    call_command("check_base", stdout=out)
    return out.getvalue()


def test_a_sound_base_is_said_to_be_sound_and_nothing_is_written() -> None:
    base_of(build)
    before = picture()
    with CaptureQueriesContext(connection) as captured:
        assert checked().startswith("The base is sound: ")
    verbs = {query["sql"].split()[0] for query in captured}
    assert (verbs & {"INSERT", "UPDATE", "DELETE"}, picture()) == (set(), before)


def test_each_fault_is_a_line_and_the_command_fails() -> None:
    base_of(build)
    Cell.objects.filter(pk__in=list(Cell.objects.values_list("pk", flat=True)[:2])).update(words="wrong")
    out = StringIO()
    with pytest.raises(CommandError, match="2 faults") as refused:
        call_command("check_base", stdout=out)
    assert (out.getvalue().count("A fresh computation gives another words."), refused.value.returncode) == (2, 1)


def other_state() -> str:
    Cell.objects.update(state="contested", documents=9)
    return "cell flask/admin: A fresh computation gives another state, documents."


def no_cell() -> str:
    Cell.objects.all().delete()
    return "cell flask/admin: It is not stored."


def idle_cell() -> str:
    row = Cell.objects.create(framework=make.framework(slug="bottle"), aspect=make.aspect(slug="orm"), state="single")
    return f"cell bottle/{row.aspect.slug}: It has no published claim and no gap."


def other_tally() -> str:
    Tally.objects.update(claims=7)
    return "tallies: framework_id "


def idle_occurrence() -> str:
    Occurrence.objects.create(kind="framework", target=999, claims=1, cells=1)
    return "occurrences: kind framework, target 999: "


def no_expiry() -> str:
    Expiry.objects.all().delete()
    return "expiries: framework_id "


def other_adoption() -> str:
    make.claim(aspect=make.adoption(), company=make.company(), source=Source.objects.get())
    AdoptionTally.objects.update(certainty="strong")
    return "adoptions: framework_id "


def no_public_question() -> str:
    PublicQuestion.objects.all().delete()
    return f"public question {Claim.objects.get().aspect.slug}: "


def question_that_is_not_public() -> str:
    row = make.aspect()
    PublicQuestion.objects.create(aspect=row, group=row.group)
    return f"public question {row.slug}: "


def no_period_end() -> str:
    PeriodEnd.objects.all().delete()
    return f"end of the period of claim {Claim.objects.get().key}: "


def idle_period_end() -> str:
    row = make.draft()
    PeriodEnd.objects.create(claim=row, day="", place="")
    return f"end of the period of claim {row.key}: "


def other_weight() -> str:
    Mention.objects.filter(kind="claim").update(weight=1)
    return f"words of claim {Claim.objects.get().key}: "


def mention_of_what_is_gone() -> str:
    Mention.objects.create(kind="source", target=999, word=Word.objects.first(), weight=1)
    return "words of source 999: "


def idle_word() -> str:
    Word.objects.create(word="nowhere", start="no")
    return "word nowhere: It stands nowhere."


def other_address_key() -> str:
    models.QuerySet(Source).update(address_key="other")
    return f"source {Source.objects.get().slug}: The keys of its document"


BROKEN = [
    other_state, no_cell, idle_cell, other_tally, idle_occurrence, no_expiry, other_adoption,
    no_public_question, question_that_is_not_public, no_period_end, idle_period_end,
    other_weight, mention_of_what_is_gone, idle_word, other_address_key,
]  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.__name__)
def test_what_is_not_as_a_fresh_computation_gives_it_is_named(broken: Callable[[], str]) -> None:
    aspect = make.aspect(slug="admin", stale_after_months=12)
    make.claim(framework=make.framework(slug="flask"), aspect=aspect, as_of="2026")
    words = broken()
    assert [fault for fault in faults() if fault.startswith(words)], faults()
