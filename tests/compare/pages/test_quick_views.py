"""Quick views of the shipped base: each leads to as many rows as it says, and none to an empty page."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.http import QueryDict

from tests.compare import reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]
PATHS = ("/compare/flask-vs-django/", "/companies/", "/disagreements/")


def offered(path: str, query: str) -> list[tuple[str, str]]:
    """The number that each quick view says, and where it leads, but for all rows and for the present one."""
    page = reading.page(path, QueryDict(query).dict())
    (views,) = [one for one in page.find("p", class_="quick") if one[0].text == "Show"]
    links = [link for link in views.findall("a")[1:] if not link.get("aria-current")]
    return [("".join(link.find("span").itertext()), link.get("href") or "") for link in links]


def rows_at(address: str) -> int:
    parts = urlsplit(address)
    found = reading.data(f"{parts.path.rstrip('/')}.json", QueryDict(parts.query).dict())
    return len(found["rows"]) + len(found.get("conditional", ()))


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "query", ["", "state=contested", "state=corroborated", "flag=conditional", "q=performance", "source_kind=blog"]
)
def test_a_quick_view_leads_to_as_many_rows_as_it_says(path: str, query: str) -> None:
    views = offered(path, query)
    assert [number for number, _ in views] == [str(rows_at(address)) for _, address in views]
    assert "0" not in [number for number, _ in views]
