import pytest

from compare.web.accept import accepts, without_refused

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


@pytest.mark.parametrize("weight", ["nan", "inf", "-inf", "nonsense", "-1", "2", "1.5", "1e-1", "", "٠", "0_1"])
def test_a_range_whose_weight_is_none_is_left_aside(weight: str) -> None:
    assert accepts(f"text/csv;q={weight}", "text/csv")
    assert not accepts(f"text/html, text/csv;q={weight}", "text/csv")
    assert accepts(f"text/csv;q={weight}, */*", "text/csv")


@pytest.mark.parametrize(
    ("weight", "let_in"), [("0", False), ("0.", False), ("0.000", False), ("0.001", True), ("1.", True)]
)
def test_a_weight_is_a_number_from_nought_to_one(weight: str, let_in: bool) -> None:
    assert accepts(f"text/csv; Q = {weight}", "text/csv") is let_in


@pytest.mark.parametrize(
    ("header", "left"),
    [("gzip", "gzip"), ("gzip;q=0", ""), ("br, GZIP; Q=0.0", "br"), ("gzip;q=0.1,br;q=x", "gzip;q=0.1,br;q=x")],
)
def test_what_is_named_to_be_refused_goes(header: str, left: str) -> None:
    assert without_refused(header) == left
