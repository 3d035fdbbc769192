"""Bases that many tests read, each put into one transaction round a module's tests and rolled back after it.

A module that asks for one of them holds tests of that base alone: until its end no base is empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.template.response import SimpleTemplateResponse
from django.test import Client
from pytest_django import DjangoDbBlocker

from compare.faces import FACES
from tests.compare import varied
from tests.kb.bases import base_of, built, passing, put, put_shipped


@pytest.fixture(scope="module")
def shipped(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The shipped base, for the tests of a module."""
    with django_db_blocker.unblock(), passing():
        put_shipped()
        with django_db_blocker.block():
            yield


@pytest.fixture(scope="module")
def varied_base(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A small base with something of everything, for the tests of a module."""
    with django_db_blocker.unblock(), passing():
        put(built(varied.build))
        with django_db_blocker.block():
            yield


@pytest.fixture
def editor_client() -> Client:
    """A browser in which an editor has signed in."""
    from tests import factories

    client = Client()
    client.force_login(factories.editor())
    return client


@pytest.fixture
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on, whatever renders a template or writes a face fails."""

    def fail(*args: Any, **options: Any) -> Any:
        raise AssertionError("rendered")

    monkeypatch.setattr("compare.answers.answering.render", fail)
    monkeypatch.setattr("compare.answers.problems.render", fail)
    monkeypatch.setattr(SimpleTemplateResponse, "render", fail)
    monkeypatch.setattr(
        "compare.answers.answering.FACES", {name: replace(face, write=fail) for name, face in FACES.items()}
    )


@pytest.fixture
def known_claim() -> Any:
    """The one claim of a base: of Flask, beside which Django stands."""
    return base_of(_one_claim)


def _one_claim() -> Any:
    from tests import factories

    with time_machine.travel(factories.DAY):  # whatever the clock says in the test that asks first
        django = factories.framework(name="Django")
        claim = factories.claim(framework=factories.framework(name="Flask"), key="known")
        factories.reading(framework=django, source=claim.source)
    return claim
