"""No page that shows examples says more of them than their evidence: home, the search, the examples of `/about/`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kb.evidence.certainty import Certainty
from kb.models import Cell
from tests import factories
from tests.compare import reading
from tests.compare.test_hard_words import KINDS, Kind, too_hard

pytestmark = pytest.mark.django_db


def record(kind: Kind, nature: str) -> None:
    """Flask has its own ORM, on evidence of this kind."""
    rows = {one.slug: factories.source(slug=one.slug, kind=one.kind, read_on=factories.DAY) for one in kind.sources}
    for one in kind.sources:
        for upstream in one.derives:
            factories.source_link(from_source=rows[one.slug], to_source=rows[upstream])
    here = {"framework": factories.framework(slug="flask"), "aspect": factories.aspect(slug="own-orm", nature=nature)}
    for number, row in enumerate(rows.values()):
        value = number == 0 or not kind.contested
        factories.claim(**here, source=row, boolean=value, hedged=kind.hedged, reviewed_on=factories.DAY)


def sentences(element: Any) -> Iterator[str]:
    """The words of each element, with those of what stands in it."""
    for one in element.iter():
        if words := reading.words_of(one):
            yield words


@pytest.mark.parametrize("nature", ["fact", "opinion"])
@pytest.mark.parametrize("name", KINDS)
def test_examples_are_worded_as_their_evidence_bears(name: str, nature: str) -> None:
    kind = KINDS[name]
    record(kind, nature)
    certainty = kind.fact if nature == "fact" else kind.opinion
    assert kind.contested or Cell.objects.get().certainty == certainty
    home, search = reading.page("/"), reading.page("/search/", {"q": "flask"})
    shown = [home.main, search.main, *reading.page("/about/").find("ul", class_="live")]
    assert "/frameworks/flask/" in search.links
    assert [hard for one in shown for words in sentences(one) if (hard := too_hard(words, certainty))] == []


def test_a_word_that_is_too_hard_would_be_seen() -> None:
    record(KINDS["single"], "fact")
    home = reading.page("/").main
    home.append(home.makeelement("p", {}))
    home[-1].text = "Flask is widely said to be known to meet it."
    assert [hard for words in sentences(home[-1]) if (hard := too_hard(words, Certainty.WEAK))] == [
        ["known to", "widely"]
    ]
