"""The reference names all that there is, as it is served."""

import runpy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compare.display.labels import FLAG_NAMES, STATE_NAMES
from compare.faces import FACES, choice_data, csv, json
from compare.filters import FILTERS, MOST_PARAMETERS
from compare.filters.order_filters import ORDERS
from compare.pages.reference import parameters
from kb.models import Source
from tests.compare import reading

pytestmark = pytest.mark.django_db


def test_every_parameter_has_a_line_in_the_order_of_the_stages() -> None:
    assert [one.name for _, stage in parameters() for one in stage] == list(FILTERS)


def test_every_parameter_suffix_and_word_that_may_be_chosen_is_shown() -> None:
    shown = reading.text("/reference/")
    words = [*FILTERS, *STATE_NAMES, *FLAG_NAMES, *ORDERS, *Source.Kind.values, *(f".{suffix}" for suffix in FACES)]
    assert [word for word in words if f"<code>{word}</code>" not in shown] == []


def test_the_columns_are_those_of_the_files() -> None:
    shown = reading.text("/reference/")
    lists = [csv.CLAIM_COLUMNS, csv.MATRIX_COLUMNS, choice_data.CHOICE_COLUMNS, *json.RECORD_COLUMNS.values()]
    assert [names for names in lists if "\n".join(f"<code>{name}</code>" for name in names) not in shown] == []


def test_the_longest_query_fits_into_a_request_as_it_is_served() -> None:
    limit = runpy.run_path("gunicorn.conf.py")["limit_request_line"]
    words = reading.page("/reference/").words
    assert f"at most {MOST_PARAMETERS} values" in words
    assert f"{limit:,} characters" in words
    assert len("GET /claims/? HTTP/1.1\r\n" + "&".join(["framework=flask"] * MOST_PARAMETERS)) <= limit


def test_it_takes_no_parameter() -> None:
    assert reading.page("/reference/?q=flask", status=400).words


def test_it_reads_no_cell() -> None:
    with CaptureQueriesContext(connection) as caught:
        reading.text("/reference/")
    assert not any("kb_cell" in query["sql"] for query in caught)
    assert len(caught) <= 3
