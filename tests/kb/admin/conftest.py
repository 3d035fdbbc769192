"""What the tests of the admin share: a signed-in editor."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import factories as make


@pytest.fixture
def editor(db: None) -> Any:
    return make.editor(username="ada")


@pytest.fixture
def admin_client(client: Client, editor: Any) -> Client:
    client.force_login(editor)
    return client
