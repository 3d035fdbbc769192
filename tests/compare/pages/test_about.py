import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compare.display.labels import EMPTY_NAMES, FLAG_NAMES, STATE_NAMES
from compare.faces import FACES
from compare.filters import FILTERS
from tests import factories
from tests.compare import reading

pytestmark = pytest.mark.django_db


def test_it_explains_every_state_flag_empty_filter_and_face() -> None:
    words = reading.page("/about/").words
    names = [*STATE_NAMES.values(), *FLAG_NAMES.values(), *EMPTY_NAMES.values(), *FILTERS]
    assert [name for name in [*names, *(f".{suffix}" for suffix in FACES)] if name not in words] == []


def test_words_stand_beside_real_cells() -> None:
    here = {"framework": factories.framework(slug="flask"), "aspect": factories.aspect(slug="orm")}
    factories.claim(**here, via=factories.source(title="Upstream"))
    factories.claim(**here, boolean=False)
    shown = reading.page("/about/")
    assert "/cells/flask/orm/" in shown.links
    assert "/sources/upstream/" in shown.links
    assert "contested" in shown.words


def test_a_word_without_a_cell_says_so() -> None:
    assert "No cell of this base now." in reading.page("/about/").words


def test_it_takes_few_queries() -> None:
    with CaptureQueriesContext(connection) as caught:
        reading.text("/about/")
    assert len(caught) <= 15
