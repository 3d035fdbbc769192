import pytest

from compare.filters.order_filters import ORDERS
from tests.compare.filters.asking import asked, refused


@pytest.mark.parametrize("order", ["aspect", "name", "evidence", "newest", "oldest"])
def test_every_order_of_the_contract_is_taken(order: str) -> None:
    assert asked(f"order={order}").criteria == {"order": order}
    assert order in ORDERS


def test_another_order_is_refused_with_the_known() -> None:
    (fault,) = refused("order=newst")
    assert fault.message == (
        "“newst” is no order: it is aspect, name, evidence, newest or oldest. Did you mean “newest”?"
    )
    assert fault.allowed == tuple(ORDERS)


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "99999999"])
def test_a_page_is_a_number_from_one(page: str) -> None:
    (fault,) = refused(f"page={page}")
    assert fault.message == f"“{page}” is not a whole number from 1 to 1,000,000."


def test_frameworks_become_rows_by_one_and_nothing_else() -> None:
    assert asked("transpose=1").normalised() == "transpose=1"
    (fault,) = refused("transpose=yes")
    assert fault.message == "“yes” is not allowed: write 1, or leave it out."


def test_arrangement_is_no_part_of_the_words() -> None:
    filters = asked("order=name&transpose=1&page=2")
    assert (filters.words(), filters.active) == ([], 0)


def test_a_list_goes_on_after_any_key() -> None:
    filters = asked("after=a-claim-1")
    assert (filters.criteria, filters.words(), filters.active) == ({"after": "a-claim-1"}, [], 0)
