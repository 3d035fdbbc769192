from __future__ import annotations

from datetime import date

import pytest

from kb.models import Source
from tests.compare.filters.asking import asked, refused


def test_every_kind_of_source_can_be_asked_for() -> None:
    for kind in Source.Kind.values:
        assert asked(f"source_kind={kind}").criteria == {"source_kind": [kind]}


@pytest.mark.parametrize("name", ["source", "source_kind", "scope"])
def test_an_unknown_slug_is_refused_with_the_known(name: str) -> None:
    (fault,) = refused(f"{name}=nonsense")
    assert fault.field == name
    assert fault.allowed


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
    ],
)
def test_a_date_is_a_year_a_month_or_a_day(written: str, first: date, last: date) -> None:
    period = asked(f"since={written}").criteria["since"]
    assert (period.start, period.end) == (first, last)
    assert asked(f"until={written}").words() == [f"holding until {written}"]


@pytest.mark.parametrize("written", ["24", "2024-13", "2023-02-29", "2024-2", "0000", "today", "2024-02-29T00", "٢٠٢٤"])
@pytest.mark.parametrize("name", ["since", "until"])
def test_anything_else_is_no_date(name: str, written: str) -> None:
    (fault,) = refused(f"{name}={written}")
    assert fault.field == name
    assert len(fault.message) < 120
