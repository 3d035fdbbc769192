from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def first_editor() -> str:
    out = StringIO()
    call_command("first_editor", stdout=out)
    return out.getvalue()


def test_the_first_editor_can_sign_in_with_the_printed_password() -> None:
    password = first_editor().split("password ")[1].split()[0]
    user = get_user_model().objects.get(username="editor")
    assert (user.check_password(password), user.is_superuser) == (True, True)


def test_where_there_is_a_user_nothing_happens() -> None:
    get_user_model().objects.create_user("somebody")
    assert first_editor() == ""
    assert get_user_model().objects.count() == 1
