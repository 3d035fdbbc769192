"""Reads answers as a person or a script does: pages as strict HTML, faces as data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from django.http import HttpResponseBase
from django.test import Client

MATRIX_CSV = "group aspect company framework state value compared_to scopes documents roots sources".split()


def body(response: Any) -> str:
    """The whole text of an answer, streamed or not."""
    pieces = response.streaming_content if response.streaming else [response.content]
    return b"".join(pieces).decode()


@cache
def visitor() -> Client:
    """An anonymous visitor, who comes with no cookie. One for all: a new one looks for static files first."""
    return Client()


def get(path: str, query: Any = None, status: int = 200, **headers: str) -> Any:
    """The answer of an address to an anonymous visitor, which must have this status."""
    response = visitor().get(path, query or {}, headers=headers)
    assert response.status_code == status, f"{path}?{query}: {response.status_code}"
    return response


def text(path: str, query: Any = None, status: int = 200) -> str:
    return body(get(path, query, status))


def data(path: str, query: Any = None, status: int = 200) -> dict[str, Any]:
    """What a JSON address holds."""
    found: dict[str, Any] = json.loads(text(path, query, status))
    return found


def data_list(path: str, query: Any = None) -> list[dict[str, Any]]:
    """The objects of a fixture face."""
    found: list[dict[str, Any]] = json.loads(text(path, query))
    return found


def table(path: str, query: Any = None) -> list[dict[str, str]]:
    """The rows of a CSV face."""
    return list(csv.DictReader(io.StringIO(text(path, query), newline="")))


def face(path: str, suffix: str) -> str:
    return f"{path.rstrip('/')}.{suffix}"


def strict(markup: str) -> Element:
    """The document, which must be without any parse error."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parse(markup)
    assert [(code, place) for place, code, _ in parser.errors] == []
    return root


@dataclass(frozen=True)
class Shown:
    """A page as parsed."""

    response: HttpResponseBase
    root: Element

    @property
    def words(self) -> str:
        return words_of(self.root)

    @cached_property
    def main(self) -> Element:
        found = self.root.find(".//main")
        assert found is not None
        return found

    def find(self, tag: str, **attributes: str) -> list[Element]:
        """The elements of a tag whose attributes hold these words; ``class_`` for class."""
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [
            one
            for one in self.root.iter(tag)
            if all(value in one.get(name, "").split() for name, value in wanted.items())
        ]

    @property
    def links(self) -> list[str]:
        return [str(link.get("href")) for link in self.main.iter("a")]

    @property
    def sentence(self) -> str:
        return words_of(self.find("p", class_="selection")[0])

    @property
    def claims(self) -> list[str]:
        """The keys of the claims listed, in order."""
        lists = self.find("ol", class_="evidence")
        return [str(one.get("id")) for listed in lists for one in listed.findall("li")]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of the matrix: its name, and for each cell its address and value labels; None where left out, no
        labels where another cell has said the same.
        """
        return [row for listed in self.find("table", class_="matrix") for row in _matrix_rows(listed)]

    @property
    def whole_hidden(self) -> list[str]:
        """The addresses of rows of which a filter hides every claim."""
        lines = [*self.find("tr", class_="left-out"), *self.find("p", class_="left-out")]
        return [str(link.get("href")) for line in lines for link in line.iter("a")]

    @property
    def answers(self) -> list[str]:
        """The sentences of a comparison before its table."""
        lines = [line.find("span[@class='said']") for line in self.find("li", class_="answer")]
        return [" ".join("".join(line.itertext()).split()) for line in lines if line is not None]

    @property
    def live(self) -> list[dict[str, Any]]:
        """The cells of a list of cells."""
        found = []
        for listed in self.find("ul", class_="live"):
            for one in listed.findall("li"):
                link = one.find("*/a")
                assert link is not None
                href = str(link.get("href")).partition("?")[0]
                found.append({"href": href, "labels": _labels(one.find("div"))})
        return found

    @property
    def claimed(self) -> list[str]:
        """The addresses of the cells of companies that are claimed for several frameworks."""
        found = [link.get("href") for one in self.find("div", class_="claimed") for link in one.iterfind(".//li/h4/a")]
        return [str(href).partition("?")[0] for href in found]

    @property
    def listed(self) -> list[str]:
        """The addresses of the things in a plain list."""
        return [str(link.get("href")) for one in self.find("table", class_="plain") for link in one.iterfind(".//th/a")]


def page(path: str, query: Any = None, status: int = 200) -> Shown:
    """A page, which must be valid HTML."""
    response = get(path, query, status)
    return Shown(response, strict(body(response)))


def words_of(element: Element | None) -> str:
    """Its text, with a space wherever an element begins or ends, without the marks that are for the eye alone."""
    assert element is not None
    return " ".join(" ".join(_texts(element)).split())


def _texts(element: Element) -> Iterator[str]:
    if element.get("class") != "marks":
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""


def _matrix_rows(listed: Element) -> Iterator[dict[str, Any]]:
    for line in listed.iterfind("tbody/tr"):
        head = line.find("th[@scope='row']/a")
        if head is not None:
            yield {"href": head.get("href"), "cells": [_cell(one) for one in line.findall("td")]}


def _cell(one: Element) -> dict[str, Any] | None:
    link = one.find(".//a")
    if link is None:
        return None
    href = str(link.get("href")).partition("?")[0]
    if one.get("class") == "mirror":
        return {"href": href, "labels": None}
    return {"href": href, "labels": [] if one.get("class") == "empty" else _labels(one)}


def _labels(one: Element | None) -> list[str]:
    """The labels of the values of a cell: the first is its link, and begins it or its list of sides; behind these stand
    the values that contest nobody.
    """
    assert one is not None
    sides = one.findall("./ul/li")
    labels = [side[0] for side in sides] or one.findall("./a")
    beside = [line.text or "" for line in one.findall("./p[@class='beside']")]
    return [_label(label) for label in labels] + [text.strip() for text in beside]


def _label(element: Element) -> str:
    """Its text, without what is for those who do not see in which cell it stands."""
    parts = ["".join(child.itertext()) if child.tag != "u" else "" for child in element]
    return (element.text or "") + "".join(part + (child.tail or "") for part, child in zip(parts, element, strict=True))
