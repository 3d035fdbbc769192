"""What browsers are told that no page asks for."""

from __future__ import annotations

import pytest

from tests.compare import reading

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/claims.csv", "/nowhere/", "/admin/login/"])
def test_every_answer_rules_out_cameras_and_their_like(path: str) -> None:
    assert "camera=()" in reading.visitor().get(path)["Permissions-Policy"]
