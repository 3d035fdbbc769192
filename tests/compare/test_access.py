"""Who may what: every address of the URLconf, asked as everybody, does what the table says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
from django.db import connection
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import Client
from pytest_django import DjangoDbBlocker

from compare.web.access import ACCESS, Role
from tests.compare import doors, reading, varied
from tests.kb.bases import passing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

REFUSED = (403, 404, 405)
SIGN_IN, FRONT = "/admin/login/", "/admin/"
UNCOUNTED = ("django_session", "auth_user")  # a sign-in writes to them


@pytest.fixture(scope="module")
def clients(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Mapping[Role, Client]]:
    """Everybody's browser, in a base with something at each address, for the tests of this module."""
    with django_db_blocker.unblock(), passing():
        doors.build()
        people = doors.people()
        with django_db_blocker.block():
            yield people


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Pages are not rendered, until the patch is undone."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    monkeypatch.setattr("compare.answers.answering.render", lambda *args, **options: HttpResponse())
    return monkeypatch


@contextmanager
def written() -> Iterator[list[str]]:
    """The statements that write to the base; what they write is gone afterwards."""
    statements: list[str] = []

    def watch(execute: Any, sql: str, *args: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and not any(name in sql for name in UNCOUNTED):
            statements.append(sql)
        return execute(sql, *args)

    with passing(), connection.execute_wrapper(watch):
        yield statements


class Answer(NamedTuple):
    """Whether an address answers somebody, what it writes, and what it says."""

    answers: bool
    statements: list[str]
    text: str


def answer(client: Client, method: str, route: str, path: str) -> Answer:
    cookies = dict(client.cookies)
    with written() as statements:
        response = getattr(client, method)(path, doors.POSTS.get(route) if method == "post" else None)
        text = reading.body(response)
    client.cookies.clear()
    client.cookies.update(cookies)
    return Answer(not is_refused(response, route), statements, text)


def is_refused(response: Any, route: str) -> bool:
    """Refused is who is sent to sign in or away, or told that it is not theirs or not there. What waits to be confirmed
    is there for who has sent it alone: who might have is told that it has gone.
    """
    if response.status_code == 302 and route != "admin/login/":
        return response["Location"].startswith(SIGN_IN) or response["Location"] == FRONT
    gone = response.status_code == 404 and route.startswith("admin/") and "<key>" in route
    return response.status_code in REFUSED and not gone


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert sorted(ACCESS) == sorted(set(doors.routes()))


@pytest.mark.parametrize("route", sorted(set(doors.routes())))
def test_an_address_is_for_those_whom_the_table_names(
    route: str, clients: Mapping[Role, Client], bare: pytest.MonkeyPatch
) -> None:
    """Whoever may only read is answered with no more when they send something. Reading writes nothing, and without a
    right in the admin nobody reads what is not published.
    """
    path, row = doors.address(route), ACCESS[route]
    for role, client in reversed(clients.items()):
        if role in (row.read, Role.ANYBODY):  # for the others no page is made
            bare.undo()
        page, form = (answer(client, method, route, path) for method in ("get", "post"))
        assert page.answers == (role >= row.read)
        assert form.answers or role < row.write
        assert not form.answers or role >= min(row.read, row.write)
        assert not page.statements
        assert not form.statements or role >= row.write
        assert varied.SECRET not in page.text + form.text or role >= Role.EDITOR
