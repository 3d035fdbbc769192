"""Links that move, leave out and add columns and groups."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from compare.panel.columns import Arranging, arranging
from compare.parts.tables import matrix_of
from compare.query.selection import AddressPlace, select
from tests.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("varied_base")]


PLACE = AddressPlace({}, columns=("flask", "django"), rectangular=True)


def of(query: str, *columns: str) -> Arranging:
    selection = select(QueryDict(query), TODAY, AddressPlace({}, columns=columns, rectangular=True, turns=True))
    return arranging(selection)


def test_a_column_moves_by_one_place_and_keeps_the_filters() -> None:
    flask, alg, django = of("q=a", "flask", "alg", "django").columns
    assert (flask.earlier, flask.later) == ("", "/compare/alg-vs-flask-vs-django/?q=a")
    assert (alg.earlier, alg.later) == ("/compare/alg-vs-flask-vs-django/?q=a", "/compare/flask-vs-django-vs-alg/?q=a")
    assert (django.earlier, django.later) == ("/compare/flask-vs-django-vs-alg/?q=a", "")


def test_a_column_can_go_and_another_can_come() -> None:
    found = of("", "flask", "django")
    assert [column.without for column in found.columns] == ["/compare/django/", "/compare/flask/"]
    assert [(one.name, one.href) for one in found.more_columns] == [("Älg", "/compare/flask-vs-django-vs-alg/")]


def test_the_last_column_stays() -> None:
    (flask,) = of("", "flask").columns
    assert (flask.earlier, flask.later, flask.without) == ("", "", "")


def test_moving_a_group_names_all_of_the_page_in_their_new_order() -> None:
    basics, effort = of("page=1", "flask").groups
    assert (basics.name, basics.later) == ("Basics", "/compare/flask/?group=effort&group=basics")
    assert effort.without == "/compare/flask/?group=basics"


def test_moving_a_group_keeps_adoption_and_what_a_filter_of_cells_leaves_out() -> None:
    found = of("state=contested", "flask", "django")
    assert {group.name for group in found.groups} == {"Basics", "Effort"}
    rows = matrix_of(select(QueryDict(""), TODAY, PLACE)).rows
    later = found.groups[0].later.partition("?")[2].replace("state=contested", "")
    assert len(matrix_of(select(QueryDict(later), TODAY, PLACE)).rows) == len(rows)
    assert any(row.section == "used-by" for row in rows)


def test_a_group_left_out_can_come_back() -> None:
    found = of("group=effort", "flask")
    assert [group.name for group in found.groups] == ["Effort"]
    assert [(one.name, one.href) for one in found.more_groups] == [
        ("Basics", "/compare/flask/?group=effort&group=basics")
    ]


def test_the_table_can_be_turned_round_and_back() -> None:
    assert of("q=a", "flask").turned == "/compare/flask/?q=a&transpose=1"
    assert of("q=a&transpose=1", "flask").turned == "/compare/flask/?q=a"
