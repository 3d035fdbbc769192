"""Lists of things are counted no further than their numbered pages reach."""

from __future__ import annotations

import pytest

from tests import factories
from tests.compare import reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.mark.parametrize("query", ["", "?framework=flask"])
@pytest.mark.parametrize(("most", "words"), [(2, "2+ aspects"), (3, "3 aspects")])
def test_a_list_of_more_things_than_are_counted_says_so(
    query: str, most: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("compare.query.things.NUMBER_BOUND", most)
    flask = factories.framework(slug="flask")
    for number in range(3):
        factories.claim(framework=flask, aspect=factories.aspect(slug=f"aspect-{number}"))
    assert words in reading.text(f"/aspects/{query}")
