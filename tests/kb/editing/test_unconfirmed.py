"""What is kept between two requests comes back to whoever sent it, and to nobody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from kb.editing.unconfirmed import HOLDING_TIME, forget, keep, unconfirmed_of
from tests import factories as make
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db

CONTENT = bytes(range(256)) * 40


def test_it_comes_back_as_it_was() -> None:
    ada = make.person()
    found = unconfirmed_of(ada, "import", keep(ada, "import", CONTENT, name="a.csv"))
    assert found
    assert (found.content, found.words) == (CONTENT, {"name": "a.csv"})


def test_nobody_else_has_it_nor_another_page() -> None:
    ada, bea = make.person(), make.person()
    key = keep(ada, "import", CONTENT)
    assert (
        unconfirmed_of(bea, "import", key),
        unconfirmed_of(ada, "text of 1", key),
        unconfirmed_of(ada, "import", "x" * 32),
    ) == (None, None, None)


def test_what_is_forgotten_is_gone() -> None:
    ada = make.person()
    key = keep(ada, "import", CONTENT)
    found = unconfirmed_of(ada, "import", key)
    assert found
    forget(found)
    assert unconfirmed_of(ada, "import", key) is None


def test_it_goes_away_by_itself(today: date) -> None:
    ada = make.person()
    key = keep(ada, "import", CONTENT)
    with time_machine.travel(TODAY + timedelta(days=1) + HOLDING_TIME):
        assert unconfirmed_of(ada, "import", key) is None
        keep(ada, "import", CONTENT)
        assert Session.objects.count() == 1


def test_its_key_signs_nobody_in(client: Client) -> None:
    client.cookies["sessionid"] = keep(make.editor(), "import", CONTENT)
    assert client.get("/admin/kb/claim/import/").status_code == 302


def test_the_session_of_a_person_is_not_taken_for_it(admin_client: Client) -> None:
    assert unconfirmed_of(make.editor(), "import", admin_client.cookies["sessionid"].value) is None
