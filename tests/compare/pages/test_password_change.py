"""Who is signed in changes the password: with the old one, and no more wrong ones are taken than at the sign-in."""

from __future__ import annotations

from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client

from compare.web.sign_in_limits import MOST_OF_A_NAME
from tests import factories as make

pytestmark = pytest.mark.django_db

SECRET = "a long secret"
NEWER = "another secret, longer"
PATH = "/admin/password_change/"


@pytest.fixture
def ann(client: Client) -> Any:
    person = make.editor(username="ann", password=SECRET)
    client.force_login(person)
    return person


def changed(client: Client, old: str, new: str = NEWER, again: str = NEWER) -> Any:
    return client.post(PATH, {"old_password": old, "new_password1": new, "new_password2": again})


def test_the_old_password_brings_a_new_one(ann: Any, client: Client) -> None:
    assert changed(client, SECRET)["Location"] == "/admin/password_change/done/"
    ann.refresh_from_db()
    assert ann.check_password(NEWER)
    assert client.get("/admin/").status_code == 200


def test_a_wrong_one_changes_nothing_and_says_so(ann: Any, client: Client) -> None:
    assert "Your old password was entered incorrectly" in changed(client, "wrong").content.decode()
    ann.refresh_from_db()
    assert ann.check_password(SECRET)


def test_after_some_wrong_ones_the_right_one_is_refused(ann: Any, client: Client) -> None:
    statuses = [changed(client, "wrong").status_code for _ in range(MOST_OF_A_NAME)]
    assert statuses == [200] * (MOST_OF_A_NAME - 1) + [429]
    assert changed(client, SECRET)["Retry-After"]
    ann.refresh_from_db()
    assert ann.check_password(SECRET)


def test_the_right_one_with_a_new_one_that_does_not_do_counts_as_no_try(ann: Any, client: Client) -> None:
    for _ in range(MOST_OF_A_NAME + 1):
        assert changed(client, SECRET, again="not the same").status_code == 200
    assert not AccessAttempt.objects.exists()


def test_who_is_not_signed_in_signs_in_first(client: Client) -> None:
    assert client.get(PATH)["Location"] == f"/admin/login/?next={PATH}"
