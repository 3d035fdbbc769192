"""The files for containers name what is there, as far as that can be read."""

from __future__ import annotations

import re
from typing import Any

import yaml

from compare.pages.deploy import settings_table
from tests.served.server import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


def test_the_site_gets_settings_that_there_are() -> None:
    assert set(COMPOSE["services"]["site"]["environment"]) <= {name for name, *_ in settings_table()}


def test_every_file_that_the_image_needs_is_there() -> None:
    needed = re.findall(r"[\w.-]+\.(?:txt|py)\b", DOCKERFILE)
    assert needed
    assert [name for name in needed if not (ROOT / name).is_file()] == []


def test_what_each_service_waits_for_is_one() -> None:
    services = COMPOSE["services"]
    waits = {other for service in services.values() for other in service.get("depends_on", ())}
    assert waits <= set(services)
