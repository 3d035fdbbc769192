import pytest

from compare.accept import accepts

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize("header", ["", " ", ",", "*/*", BROWSER, "text/csv", "text/*", "TEXT/CSV", "text/csv;q=0.1"])
def test_a_header_lets_in_what_it_names(header: str) -> None:
    assert accepts(header, "text/csv")


@pytest.mark.parametrize(
    "header", ["text/html", "application/*", "text/csv;q=0", "*/*;q=0", "text/*;q=0.0, text/html", "text/csv;q=0, */*"]
)
def test_a_header_excludes_what_it_does_not_name_or_weighs_nothing(header: str) -> None:
    assert not accepts(header, "text/csv")


def test_the_most_precise_range_decides() -> None:
    assert accepts("*/*;q=0, text/*;q=0, text/csv", "text/csv")
    assert not accepts("text/csv;q=0, text/*, */*", "text/csv")


def test_parameters_but_the_weight_exclude_nothing() -> None:
    assert accepts("text/csv; charset=utf-8; header=present", "text/csv")
    assert accepts("text/csv; q=nonsense", "text/csv")
