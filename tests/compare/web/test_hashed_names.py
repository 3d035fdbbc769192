"""Addresses of static files in a local run: with the hash of what the file holds, and kept for good."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.http import HttpResponse
from django.templatetags.static import static
from django.test import RequestFactory

from compare.web.hashed_names import HashedFiles, hashed_name

pytestmark = pytest.mark.django_db  # the end of an answer looks at the connection

FOR_GOOD = "max-age=315360000, public, immutable"


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """One file, served as a local run serves files."""
    settings.STATICFILES_DIRS = [tmp_path]
    settings.STORAGES = configured.STORAGES | {"staticfiles": {"BACKEND": "compare.web.hashed_names.HashedStorage"}}
    settings.WHITENOISE_ROOT = None
    tmp_path.joinpath("one.css").write_text("a {}")
    return tmp_path


def answer_to(address: str) -> tuple[int, str | None]:
    """The status and how long browsers keep it; 404 comes from what follows in the chain."""
    answer = HashedFiles(lambda request: HttpResponse(status=404))(RequestFactory().get(address))
    answer.close()
    return answer.status_code, answer.headers.get("Cache-Control")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("autorefresh", [False, True])
def test_a_file_is_kept_for_good_at_its_address_with_the_hash_alone(autorefresh: bool, settings: Any) -> None:
    settings.WHITENOISE_AUTOREFRESH = autorefresh
    address = static("one.css")
    assert answer_to(address) == (200, FOR_GOOD)
    assert answer_to("/static/one.css") == (200, "max-age=60, public")
    assert answer_to("/static/two.css")[0] == 404


def test_a_file_that_changes_has_another_address_and_the_old_one_is_not_kept_for_good(folder: Path) -> None:
    before = hashed_name("one.css")
    changed = folder / "one.css"
    changed.write_text("b {}")
    os.utime(changed, ns=(0, changed.stat().st_mtime_ns + 1))
    assert hashed_name("one.css") != before
    assert answer_to(f"/static/{before}") == (200, "max-age=60, public")


@pytest.mark.usefixtures("folder")
def test_a_name_that_no_file_has_is_refused() -> None:
    with pytest.raises(ValueError, match=r"There is no static file 'two\.css'"):
        static("two.css")
