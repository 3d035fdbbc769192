"""Every page without a script: what it offers can be done by links, forms and folds alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit
from xml.etree.ElementTree import Element

import pytest

from tests.compare import reading
from tests.compare.browser.pages import PAGES, STATUS, WHOLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]
EVERY = PAGES | WHOLE
OF_SCRIPT = {"find-need"}  # fields that style sheets show to browsers with script alone
FIELDS = ("input", "select", "textarea")


@pytest.fixture(scope="module")
def opened(shipped: None) -> Callable[[str], reading.Shown]:
    """Opens a page of the base, which nobody changes: each once for all tests."""

    @cache
    def page(name: str) -> reading.Shown:
        path, _, query = EVERY[name].partition("?")
        return reading.page(path, parse_qs(query), status=STATUS.get(name, 200))

    return page


def faults_of(form: Element, fields: list[Element]) -> Iterator[str]:
    """What of a form nobody could send."""
    if not any(button.get("type") == "submit" for button in form.iter("button")):
        yield f"nothing sends {form.get('action')}"
    if form.get("method", "get") not in ("get", "post", "dialog"):
        yield f"a method of {form.get('action')}"
    for field in fields:
        if not field.get("name") and field.get("id") not in OF_SCRIPT:
            yield f"a field without a name: {field.get('id')}"


def sent_by(form: Element) -> dict[str, list[str]]:
    """What a form sends as it stands."""
    values: dict[str, list[str]] = {}
    for field in form.iter("input"):
        if field.get("type") not in ("checkbox", "radio") or field.get("checked") is not None:
            values.setdefault(field.get("name") or "", []).append(field.get("value") or "")
    return {name: texts for name, texts in values.items() if name}


@pytest.mark.parametrize("name", EVERY)
def test_every_control_works_without_script(name: str, opened: Callable[[str], reading.Shown]) -> None:
    page = opened(name)
    forms = page.find("form")
    of_forms: dict[Any, list[Element]] = {form: [one for tag in FIELDS for one in form.iter(tag)] for form in forms}
    inside = {id(one) for fields in of_forms.values() for one in fields}
    buttons = {id(button) for form in forms for button in form.iter("button")}
    faults = [fault for form, fields in of_forms.items() for fault in faults_of(form, fields)]
    faults += [
        f"outside of a form: {one.get('id')}" for tag in FIELDS for one in page.find(tag) if id(one) not in inside
    ]
    faults += [f"a dead button: {reading.words_of(one)}" for one in page.find("button") if id(one) not in buttons]
    faults += [f"no way to unfold {one.attrib}" for one in page.find("details") if one[0].tag != "summary"]
    assert faults == []


@pytest.mark.parametrize("name", EVERY)
def test_every_link_leads_somewhere_without_script(name: str, opened: Callable[[str], reading.Shown]) -> None:
    page = opened(name)
    anchors = {one.get("id") for one in page.root.iter() if one.get("id")}
    hrefs = [link.get("href") or "" for link in page.root.iter("a")]
    assert [href for href in hrefs if not href or href == "#" or href.startswith("javascript:")] == []
    assert [href for href in hrefs if href.startswith("#") and href[1:] not in anchors] == []


@pytest.mark.parametrize("name", EVERY)
def test_every_form_that_asks_is_answered_as_it_stands(name: str, opened: Callable[[str], reading.Shown]) -> None:
    for form in opened(name).find("form"):
        if form.get("method", "get") == "get":
            path = urlsplit(urljoin(EVERY[name], form.get("action") or "")).path
            response = reading.visitor().get(path, sent_by(form))
            assert response.status_code in (200, 301, 302, STATUS.get(name)), path
