"""What counts in an address, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.evidence.document_identity import address_key, plain_address

TEN = "https://blog.example/ten"


@pytest.mark.parametrize(
    "url",
    [
        "http://blog.example/ten",
        "http://blog.example:80/ten",
        "https://www.blog.example/ten/",
        "http://www.blog.example/ten/?utm_source=x",
        "HTTPS://Blog.Example:443/ten#part",
        "https://blog.example/%74en?fbclid=1&utm_medium=y",
        " https://blog.example./ten ",
    ],
)
def test_the_same_document(url: str) -> None:
    assert address_key(url) == address_key(TEN)


@pytest.mark.parametrize(
    "url",
    [
        "https://blog.example/ten.html",
        "https://blog.example/Ten",
        "https://blog.example/ten?page=2",
        "https://docs.blog.example/ten",
        "https://blog.example:8443/ten",
        "https://blog.example/ten#!/other",
        "https://blog.example/ten/index.html",
    ],
)
def test_another_document(url: str) -> None:
    assert address_key(url) != address_key(TEN)


def test_versions_are_documents_of_their_own() -> None:
    assert address_key(TEN, "3.0") == address_key(TEN, " 3.0 ") != address_key(TEN, "3.1")


def test_the_order_of_parameters_does_not_count() -> None:
    assert plain_address("https://a.example/?b=2&a=1") == plain_address("https://a.example?a=1&b=2")


def test_the_values_of_parameters_count_and_where_a_reader_comes_from_does_not() -> None:
    assert plain_address(f"{TEN}?page=2&utm_source=x") == "blog.example/ten?page=2"
    assert plain_address(f"{TEN}?utm_source=x") == "blog.example/ten"
    assert plain_address(f"{TEN}?print=") == "blog.example/ten?print="


def test_no_address_has_no_key() -> None:
    assert address_key("", "3.0") == ""


def test_an_international_name_is_the_same_in_both_spellings() -> None:
    assert address_key("https://bücher.example/") == address_key("https://xn--bcher-kva.example")


@given(st.text(max_size=60))
def test_anything_typed_has_a_key_or_is_empty(text: str) -> None:
    assert len(address_key(text)) == (64 if plain_address(text) else 0)
