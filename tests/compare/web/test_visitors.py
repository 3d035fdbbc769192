"""Who asks, as far as trusted proxies say."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from compare.web.visitors import NOWHERE, visitor_address

PROXY = "10.0.0.7"


def address(forwarded: str = "", here: str = PROXY) -> str:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return visitor_address(RequestFactory().get("/", REMOTE_ADDR=here, headers=headers))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "visitor"),
    [
        (0, "203.0.113.1", PROXY),  # nobody was to say so
        (1, "203.0.113.1", "203.0.113.1"),
        (1, "198.51.100.9, 203.0.113.1", "203.0.113.1"),  # the first is what the visitor wrote
        (2, "198.51.100.9, 203.0.113.1, 10.0.0.6", "203.0.113.1"),
        (2, "203.0.113.1", "203.0.113.1"),  # one that came past the outer proxy
        (1, "", PROXY),
        (1, "203.0.113.1:4711", "203.0.113.1"),
    ],
)
def test_as_many_hops_are_believed_as_the_setting_says(
    settings: Any, proxies: int, forwarded: str, visitor: str
) -> None:
    settings.PROXIES = proxies
    assert address(forwarded) == visitor


@pytest.mark.parametrize(
    "hop", ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "[2001:db8:1:2::5]:443", '"[2001:db8:1:2::5]"']
)
def test_the_addresses_of_one_household_are_one(settings: Any, hop: str) -> None:
    settings.PROXIES = 1
    assert address(hop) == "2001:db8:1:2::"


def test_an_address_of_the_old_kind_is_one_also_where_it_is_mapped(settings: Any) -> None:
    assert address(here="::ffff:203.0.113.1") == "203.0.113.1"


@pytest.mark.parametrize("hop", ["unknown", "_hidden", "203.0.113.1.2", "' OR 1=1", ""])
def test_what_is_no_address_is_nowhere(hop: str) -> None:
    assert address(here=hop) == NOWHERE
