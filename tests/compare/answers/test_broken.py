"""What is answered when the database fails: pages and faces say so, and what was typed can be sent again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from html5lib import parse

from compare.pages import machines
from compare.web.request_ids import HEADER

pytestmark = pytest.mark.django_db
LOCKED = "The database is busy with what somebody else saves."
OBJECTION = "/objections/?about=/claims/x/"


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def locked(db: None) -> Iterator[None]:
    """From here on every query fails as PostgreSQL says that a lock is not to be had."""

    class NoLock(Exception):
        sqlstate = "55P03"

    def fail(*args: Any) -> Any:
        raise OperationalError from NoLock()

    with connection.execute_wrapper(fail):
        yield


def fields(response: HttpResponse) -> list[tuple[str, str]]:
    html = response.content.decode()
    assert parse(html) is not None
    return re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', html)


@pytest.mark.parametrize("path", ["/", "/compare/flask-vs-django/", "/claims/", "/search/?q=orm", OBJECTION])
def test_a_page_says_what_is_wrong_and_when_to_ask_again(client: Client, locked: None, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "2", "no-store")
    assert LOCKED in response.content.decode()


@pytest.mark.parametrize("suffix", ["json", "csv", "md", "jsonl", "fixture.json"])
def test_a_face_says_it_as_a_problem(client: Client, locked: None, suffix: str) -> None:
    response = client.get(f"/claims.{suffix}")
    assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")
    problem = json.loads(response.content)
    assert (problem["status"], response[HEADER] in problem["detail"]) == (503, True)


def test_an_address_that_nobody_has_needs_no_database(client: Client, locked: None) -> None:
    assert client.get("/nothing-here/").status_code == 404


def test_what_was_typed_comes_back_to_be_sent_again(client: Client, locked: None) -> None:
    typed = {"text": "It is <b>wrong</b>.\nReally.", "source": "", "_save": "Save"}
    response = client.post(OBJECTION, typed)
    assert response.status_code == 503
    assert fields(response) == [
        ("text", "It is &lt;b&gt;wrong&lt;/b&gt;.\nReally."),
        ("source", ""),
        ("_save", "Save"),
    ]
    assert f'action="{OBJECTION}"' in response.content.decode()


def test_a_file_is_to_be_chosen_once_more(client: Client, locked: None) -> None:
    response = client.post(OBJECTION, {"file": SimpleUploadedFile("claims.csv", b"key")})
    assert "claims.csv is to be chosen once more" in response.content.decode()


def test_a_password_is_to_be_typed_once_more(client: Client, locked: None) -> None:
    response = client.post("/admin/login/", {"username": "ed", "password": "correct horse"})
    text = response.content.decode()
    assert (fields(response), "correct horse" in text) == ([("username", "ed")], False)
    assert '<input type="password" name="password" required' in text


def test_the_probes_name_the_fault(client: Client, locked: None) -> None:
    for probe in ("/healthz", "/readyz"):
        response = client.get(probe)
        assert (response.status_code, response.content.decode()) == (503, f"{LOCKED}\n")


def test_a_site_with_rows_of_its_own_is_ready(client: Client) -> None:
    assert client.get("/readyz").content.startswith(b"ready, revision ")


def test_a_site_with_rows_of_another_version_is_not_ready(client: Client) -> None:
    machines.PreparedRow.objects.create(place="f:flask", version="another", text="")
    response = client.get("/readyz")
    assert (response.status_code, b"stored rows are of another version" in response.content) == (503, True)


@pytest.mark.parametrize(("path", "media_type"), [("/", "text/html"), ("/claims.json", "application/problem+json")])
def test_an_error_of_ours_is_a_500(client: Client, path: str, media_type: str) -> None:
    def fail(*args: Any) -> Any:
        raise ZeroDivisionError

    with connection.execute_wrapper(fail):
        response = client.get(path)
    assert (response.status_code, response["Content-Type"].split(";")[0]) == (500, media_type)


# The name of a request


def test_a_request_has_the_name_that_its_proxy_gave_it(client: Client) -> None:
    assert client.get("/nothing-here/", headers={HEADER: "edge-1234.5"})[HEADER] == "edge-1234.5"


def test_a_good_answer_names_no_request(client: Client) -> None:
    assert HEADER not in client.get("/robots.txt").headers


@pytest.mark.parametrize("given", ["", "short", "with blanks in it", "x" * 65, "new\tline-1234"])
def test_a_request_without_a_usable_name_gets_one(client: Client, given: str) -> None:
    assert re.fullmatch("[0-9a-f]{32}", client.get("/nothing-here/", headers={HEADER: given})[HEADER])
