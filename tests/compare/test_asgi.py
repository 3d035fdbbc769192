"""What an ASGI server imports."""

from __future__ import annotations

import runpy

import pytest
from django.db import connections


def test_under_asgi_no_connection_outlives_its_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 600)
    runpy.run_path("compare/asgi.py")
    assert connections.settings["default"]["CONN_MAX_AGE"] == 0
