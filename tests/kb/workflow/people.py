"""People in the groups that the migration makes."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from kb.editing.workflow import PUBLISH, RETIRE, SEND_BACK, SUBMIT, sign, take
from kb.models import Claim
from tests import factories as make


def member(group: str, **fields: Any) -> Any:
    """A person in the group. A test with transactions empties the tables; then the migration's step is run again."""
    if not Group.objects.filter(name=group).exists():
        import_module("kb.migrations.0004_roles").make_groups(apps, None)
    person = make.person(**fields)
    person.groups.add(Group.objects.get(name=group))
    return get_user_model().objects.get(pk=person.pk)  # without the rights that were looked up before


def entered(person: Any, **fields: Any) -> Claim:
    """A draft that the person has entered."""
    claim = make.draft(**fields)
    entry = claim.history.get()
    entry.history_user = person
    entry.save()
    return claim


def submitted(person: Any, **fields: Any) -> Claim:
    """A claim that the person has entered and submitted."""
    return submit(entered(person, **fields), person)


# What a person does with a claim


def submit(claim: Claim, person: Any, why: str = "") -> Claim:
    return take(SUBMIT, claim, person, why)


def publish(claim: Claim, person: Any, why: str = "") -> Claim:
    return take(PUBLISH, claim, person, why)


def send_back(claim: Claim, person: Any, comment: str) -> Claim:
    return take(SEND_BACK, claim, person, comment)


def retire(claim: Claim, person: Any, reason: str, why: str = "") -> Claim:
    return take(RETIRE, claim, person, why, retire_reason=reason)


def correct(claim: Claim, person: Any, why: str = "") -> None:
    """Save what was changed in it."""
    sign(claim, person, why)
    claim.save()
