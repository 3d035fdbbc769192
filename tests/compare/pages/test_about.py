import pytest

from compare.faces import FACES
from compare.filters import FILTERS
from compare.words import EMPTY_NAMES, FLAG_NAMES, STATE_NAMES
from tests.compare import reading

pytestmark = pytest.mark.django_db


def test_it_explains_every_state_flag_empty_filter_and_face() -> None:
    words = reading.page("/about/").words
    names = [*STATE_NAMES.values(), *FLAG_NAMES.values(), *EMPTY_NAMES.values(), *FILTERS]
    assert [name for name in [*names, *(f".{suffix}" for suffix in FACES)] if name not in words] == []
