from django.http import QueryDict

from compare.filters import ComparisonFilter
from compare.panel.chips import chips, quick_views
from compare.query.quick_numbers import QUICK_OF_COMPANIES, QUICK_OF_COMPARISONS
from tests.compare.records import vocabulary


def asked(query: str) -> ComparisonFilter:
    filters = ComparisonFilter(QueryDict(query), vocabulary())
    filters.check()
    return filters


def test_each_value_has_a_chip_that_takes_only_it_away() -> None:
    found = chips(asked("framework=flask&framework=django&min_roots=2&order=name"), "/claims/")
    assert [(chip.label, chip.words, chip.href) for chip in found] == [
        ("Framework", "about Django", "/claims/?framework=flask&min_roots=2&order=name"),
        ("Framework", "about Flask", "/claims/?framework=django&min_roots=2&order=name"),
        ("Roots at least", "resting on at least 2 roots", "/claims/?framework=django&framework=flask&order=name"),
    ]


def test_order_and_page_have_no_chip() -> None:
    assert chips(asked("order=name&page=1"), "/claims/") == []


def test_the_last_chip_leads_to_the_bare_page() -> None:
    (chip,) = chips(asked("q=a%26b"), "/claims/")
    assert (chip.words, chip.href) == ("matching “a&b”", "/claims/")


def test_a_date_is_said_as_it_was_written() -> None:
    (chip,) = chips(asked("since=2024-02"), "/claims/")
    assert chip.words == "holding since 2024-02"


def test_a_quick_view_keeps_the_other_filters_and_knows_where_one_is() -> None:
    views = {
        view.name: view
        for view in quick_views(asked("q=x&state=contested&page=2"), "/compare/a-vs-b/", QUICK_OF_COMPARISONS, {})
    }
    assert [view.name for view in views.values() if view.here] == ["Contested"]
    assert views["All rows"].href == "/compare/a-vs-b/?q=x"
    assert views["Rows that differ"].href == "/compare/a-vs-b/?q=x&differs=1"


def test_rows_of_companies_are_not_offered_by_their_difference() -> None:
    names = [view.name for view in quick_views(asked(""), "/companies/", QUICK_OF_COMPANIES, {})]
    assert names == ["All rows", "With claims", "Contested", "Corroborated"]


def test_a_quick_view_that_would_leave_nothing_is_not_offered_but_where_one_is() -> None:
    numbers = {"state=contested": 0, "state=corroborated": 0, "min_documents=1": 4}
    views = quick_views(asked("state=contested"), "/companies/", QUICK_OF_COMPANIES, numbers)
    assert [(view.name, view.number) for view in views] == [("All rows", None), ("With claims", 4), ("Contested", 0)]
