"""What the tests of the base share: no answer that an earlier test left in the cache."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from kb.documents.snapshots import CACHE_KEY


@pytest.fixture(autouse=True)
def no_standing_of_quotes() -> None:
    cache.delete(CACHE_KEY)
