"""Addresses that a page may link to."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from tests import factories

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
