"""An address with a null character is no address, whatever the database makes of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/frameworks/%00/",
        "/cells/flask/%00/",
        "/cells/flask/orm/%00/",
        "/claims/%00/",
        "/claims/%00.json",
        "/sources/%00/",
    ],
)
def test_there_is_nothing_at_it(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_filter_refuses_it(client: Client) -> None:
    assert client.get("/claims/?source=%00").status_code == 400


@pytest.mark.parametrize("path", ["/admin/kb/claim/?status__exact=%00", "/admin/kb/claim/review/?source=%00"])
def test_no_list_of_the_admin_is_narrowed_by_it(admin_client: Any, path: str) -> None:
    assert admin_client.get(path).status_code == 400
