"""What a reviewer reads of things that nobody sees yet."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kb.admin.base.evidence_lines import first_seen_lines
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_many_sources_and_their_links_take_as_many_queries_as_few() -> None:
    targets = [make.source(title=f"Upstream {number}") for number in range(6)]
    sources = [make.source(title=f"Blog {number}") for number in range(6)]
    for source, target in zip(sources, targets, strict=True):
        make.source_link(from_source=source, to_source=target)
    for number in (1, 6):
        with CaptureQueriesContext(connection) as captured:
            lines = first_seen_lines([("source", source.pk) for source in sources[:number]])
        assert [name for name, _ in lines] == [f"source “{source}”" for source in sources[:number]]
        assert all(str(target) in words for target, (_, words) in zip(targets, lines, strict=False))
        assert len(captured) == 2
