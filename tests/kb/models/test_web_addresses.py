"""Addresses that a page may link to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.test import Client

from kb.models import Company
from tests import factories
from tests.kb.bases import load

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["ftp://x.test/", "https://user:pw@x.test/", "http://user@x.test/", "javascript:x", "http://["]
)
def test_an_address_that_leads_elsewhere_or_names_somebody_is_refused(address: str) -> None:
    for make, field in (
        (factories.company, "homepage"),
        (factories.framework, "repository"),
        (factories.source, "url"),
    ):
        with pytest.raises(ValidationError) as refusal:
            make(**{field: address})
        assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize("address", ["https://x.test/", "http://x.test:8080/@user/a?b=c@d"])
def test_other_addresses_are_kept(address: str) -> None:
    assert factories.company(homepage=address).homepage == address


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("ftp://x.test/", "Enter an address that begins with https:// or http://."),
        ("https://user:pw@x.test/", "Leave out the user name and password: this address is shown to everybody."),
    ],
)
def test_form_and_fixture_name_the_fault(admin_client: Client, tmp_path: Path, address: str, message: str) -> None:
    form = admin_client.post("/admin/kb/company/add/", {"name": "X", "homepage": address})
    assert form.context["adminform"].form.errors == {"homepage": [message]}
    with pytest.raises(CommandError, match=re.escape(f"homepage: {message}")):
        load(tmp_path, [{"model": "kb.company", "fields": {"name": "X", "slug": "x", "homepage": address}}])
    assert not Company.objects.exists()
