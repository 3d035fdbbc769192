"""Pictures on pages: valid, with their words beside them, and nothing that a page must not carry."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests import factories
from tests.compare import reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]
NETFLIX = "/cells/flask/used-in-production/netflix/"
DRAWN = [NETFLIX, "/cells/flask/developer-usage/", "/aspects/github-stars/", "/quality/", "/about/", "/companies/"]


def svg(shown: reading.Shown, name: str) -> list[Any]:
    return list(shown.root.iter(f"{{http://www.w3.org/2000/svg}}{name}"))


@pytest.mark.parametrize("path", [*DRAWN, "/companies/pinterest/"])
def test_a_page_with_pictures_is_valid_and_carries_no_inline_style(path: str) -> None:
    markup = reading.text(path)
    reading.strict(markup)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", markup)


@pytest.mark.parametrize("path", DRAWN[:5])
def test_a_picture_is_hidden_from_readers_who_have_the_words(path: str) -> None:
    shown = reading.page(path)
    assert svg(shown, "svg")
    assert all(one.get("aria-hidden") == "true" and one.get("focusable") == "false" for one in svg(shown, "svg"))
    assert all(one.get("tabindex") == "-1" for one in svg(shown, "a"))


def test_every_source_in_the_picture_of_roots_stands_in_the_list_beside_it() -> None:
    shown = reading.page(NETFLIX)
    (tree,) = shown.find("ul", class_="tree")
    listed = {link.get("href") for link in tree.iter("a")}
    assert {link.get("href") for link in svg(shown, "a")} == listed
    assert len(svg(shown, "a")) == len(listed) == 7


def test_the_picture_of_roots_dashes_what_is_inferred() -> None:
    lines = [one.get("class") for one in svg(reading.page(NETFLIX), "g") if "line" in one.get("class", "").split()]
    assert sorted(lines) == ["line", "line", "line", "line inferred", "line inferred", "line inferred"]


def test_a_claim_page_draws_where_the_claim_comes_from() -> None:
    claim = reading.page(NETFLIX).claims[0]
    assert svg(reading.page(f"/claims/{claim}/"), "svg")


def test_the_table_beside_a_timeline_has_every_value() -> None:
    shown = reading.page("/aspects/github-stars/")
    words = shown.words
    assert "Over time" in words
    assert "2025-02-07, date of the source Django 55,600 stars" in words
    assert "2025-02-07, date of the source Flask 53,900 stars" in words
    assert "no date stated: placed by the date of its source" in words
    assert "The scale of values does not begin at zero." in words


def test_only_temporal_questions_have_a_timeline() -> None:
    assert "Over time" in reading.page("/cells/flask/developer-usage/").words
    assert "Over time" not in reading.page("/cells/flask/builtin-orm/").words
    assert "Over time" not in reading.page("/aspects/builtin-orm/").words


def test_hostile_titles_are_escaped_in_pictures() -> None:
    title = "<script>\"&'</script> and more"
    source = factories.source(title=title, slug="hostile")
    claim = factories.claim(source=source, via=factories.source(title=f"{title} again"))
    markup = reading.text(f"/cells/{claim.framework.slug}/{claim.aspect.slug}/")
    reading.strict(markup)
    assert "<script>" not in markup.partition("<main")[2].replace('<script src="', "")
