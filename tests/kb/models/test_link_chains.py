"""No chain of sources is so long that walking it costs a visitor anything."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError

from kb.models import link_chains
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_chains, "MOST_STEPS", 3)


def test_a_chain_that_grows_too_long_is_refused_at_either_end_and_in_the_middle() -> None:
    a, b, c, d, e = (make.source() for _ in range(5))
    for one, other in ((a, b), (b, c), (c, d)):
        make.source_link(from_source=one, to_source=other)
    first, second = make.source_link(), make.source_link()
    for one, other in ((e, a), (d, e), (first.to_source, second.from_source), (second.to_source, a)):
        if one is first.to_source:
            make.source_link(from_source=one, to_source=other)
            continue
        with pytest.raises(ValidationError, match="a chain from source to source would be longer"):
            make.source_link(from_source=one, to_source=other)


def test_a_ring_ends_where_it_began(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_chains, "MOST_STEPS", 5)  # whoever closes one stands before and behind all others
    ring = [make.source() for _ in range(3)]
    for place in range(3):
        make.source_link(from_source=ring[place], to_source=ring[place - 1], kind="cites")
    make.source_link(to_source=ring[0])


def test_a_link_of_a_chain_that_is_too_long_is_saved_for_its_note(monkeypatch: pytest.MonkeyPatch) -> None:
    sources = [make.source() for _ in range(4)]
    links = [make.source_link(from_source=one, to_source=other) for one, other in pairwise(sources)]
    monkeypatch.setattr(link_chains, "MOST_STEPS", 2)
    links[1].note = "It says so at its end."
    links[1].save()
    links[1].to_source = make.source()
    links[1].save()  # the chain is shorter now
    links[1].to_source = sources[2]
    with pytest.raises(ValidationError):
        links[1].save()
