from datetime import date

import pytest

from kb.evidence.periods import Period, add_months, newest, parse_period, period_of


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
        ("0001", date(1, 1, 1), date(1, 12, 31)),
        ("9999-12-31", date(9999, 12, 31), date(9999, 12, 31)),
    ],
)
def test_a_date_as_written_covers_its_days(text: str, start: date, end: date) -> None:
    assert parse_period(text) == Period(start, end)


@pytest.mark.parametrize("text", ["2024", "2024-02", "2024-12", "2024-02-29", "0987", "0987-06", "0987-06-05"])
def test_a_period_shows_itself_as_it_is_written(text: str) -> None:
    assert str(parse_period(text)) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2024-13", "no month 13"),
        ("2024-00", "no month 00"),
        ("2024-02-30", "no day 30, this month goes from 01 to 29"),
        ("2023-02-29", "no day 29"),
        ("2024-04-00", "no day 00"),
        ("0000", "no year 0000"),
        ("0000-01-01", "no year 0000"),
    ],
)
def test_a_date_that_does_not_exist_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as caught:
        parse_period(text)
    assert text in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        " 2024",
        "2024 ",
        "2024\n",
        "2024-05-06\n",
        "24",
        "02024",
        "2024-5",
        "2024-05-6",
        "2024-",
        "2024-05-",
        "2024/05",
        "202405",
        "-2024",
        "+2024",
        "2024-W05",
        "2024-05-06T00:00",
        "May 2024",
        "٢٠٢٤",
        "２０２４",
        "2024-0५",
        "2024–05",
    ],
)
def test_any_other_writing_is_refused_with_the_right_one(text: str) -> None:
    with pytest.raises(ValueError, match="write YYYY, YYYY-MM or YYYY-MM-DD"):
        parse_period(text)


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ("2024", "2024-05", True),
        ("2024", "2024-12-31", True),
        ("2024-05", "2024-05", True),
        ("2024", "2025", False),
        ("2024-05-31", "2024-06", False),
    ],
)
def test_periods_overlap_when_they_share_a_day(one: str, other: str, overlap: bool) -> None:
    assert parse_period(one).overlaps(parse_period(other)) is overlap
    assert parse_period(other).overlaps(parse_period(one)) is overlap


@pytest.mark.parametrize(
    ("as_of", "modified_on", "published_on", "period"),
    [
        ("2020", "2024-02-02", "2023-01-01", Period(date(2020, 1, 1), date(2020, 12, 31))),
        ("", "2024-02-02", "2023-01-01", Period(date(2024, 2, 2), date(2024, 2, 2))),
        ("", "", "2023-01-01", Period(date(2023, 1, 1), date(2023, 1, 1))),
        ("", "", "2024", Period(date(2024, 1, 1), date(2024, 12, 31))),
        ("", "2024-05", "2024", Period(date(2024, 5, 1), date(2024, 5, 31))),
        ("", "", "", None),
    ],
)
def test_the_period_is_as_of_else_modified_else_published(
    as_of: str, modified_on: str, published_on: str, period: Period | None
) -> None:
    assert period_of(as_of, modified_on, published_on) == period


def test_an_unreadable_as_of_is_an_error_and_not_replaced_by_the_source_date() -> None:
    with pytest.raises(ValueError, match="spring 2024"):
        period_of("spring 2024", "2024-02-02", "")


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2024, 1, 15), 1, date(2024, 2, 15)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2023, 12, 31), 12, date(2024, 12, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 1, 31), -13, date(2022, 12, 31)),
        (date(2024, 5, 6), 0, date(2024, 5, 6)),
    ],
)
def test_adding_months_keeps_the_day_or_takes_the_last_of_the_month(day: date, months: int, result: date) -> None:
    assert add_months(day, months) == result


def test_adding_months_stops_at_the_ends_of_the_calendar() -> None:
    assert add_months(date(9998, 12, 31), 1) == date(9999, 1, 31)
    assert add_months(date(2, 1, 31), -1) == date(1, 12, 31)
    assert add_months(date(9999, 12, 31), 1) == date.max
    assert add_months(date(9998, 12, 31), 12) == date(9999, 12, 31)
    assert add_months(date(1, 1, 5), -1) == date.min
    assert add_months(date(2, 1, 5), -12) == date(1, 1, 5)


def test_the_newest_period_ends_last_and_then_starts_last() -> None:
    year, month, earlier = parse_period("2024"), parse_period("2024-12"), parse_period("2024-05")
    assert newest([earlier, None, year, month]) == month
    assert newest([year, earlier]) == year


def test_no_known_period_has_no_newest() -> None:
    assert newest([None, None]) is None
    assert newest([]) is None
