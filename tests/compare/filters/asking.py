"""Filters over the records' vocabulary, without a database."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from compare.filters import BadQuery, ComparisonFilter, ParameterFault
from tests.compare.records import vocabulary


def asked(query: str, without: tuple[str, ...] = ()) -> ComparisonFilter:
    """The filters of a query that must be right."""
    filters = ComparisonFilter(QueryDict(query), vocabulary(), without)
    filters.check()
    return filters


def refused(query: str, without: tuple[str, ...] = ()) -> tuple[ParameterFault, ...]:
    """The faults of a query that must be wrong."""
    with pytest.raises(BadQuery) as caught:
        asked(query, without)
    return caught.value.faults
