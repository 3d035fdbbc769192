"""How often a visitor has done something within an hour, as a number in the cache under a name that says nobody."""

from __future__ import annotations

import logging

from django.core.cache import DEFAULT_CACHE_ALIAS, BaseCache, caches
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from compare.env import COUNTERS
from compare.web.visitors import NOWHERE, visitor_address

HOUR = 60 * 60  # seconds
SALT = "compare.visitor_counts"

logger = logging.getLogger(__name__)


def counters() -> BaseCache:
    """Where what is counted is kept, apart from pages."""
    return caches[COUNTERS if COUNTERS in caches.settings else DEFAULT_CACHE_ALIAS]


def count_visit(request: HttpRequest, purpose: str) -> int:
    """How often, this time included; each process counts for itself where the cache is its own.

    0 where nobody can say who asks, or where no cache answers: a cache that is gone keeps nobody out.
    """
    address = visitor_address(request)
    if address == NOWHERE:
        return 0
    key = f"visits:{salted_hmac(SALT, f'{purpose} {address}', algorithm='sha256').hexdigest()}"
    try:
        cache = counters()
        cache.add(key, 0, HOUR)
        return int(cache.incr(key))
    except ValueError:  # of a cache that keeps nothing
        return 0
    except Exception:  # each program has errors of its own
        logger.warning("The cache of visitors does not answer.", exc_info=True)
        return 0
