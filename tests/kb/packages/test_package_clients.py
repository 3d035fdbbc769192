"""Fetching from an index: a real one, of two files, on this machine."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from kb.packages.distributions import PackageFile, PackageIndex, framework_packages
from kb.packages.package_clients import SIMPLE_JSON, Unfetched, fetch_files, listings, resolved
from tests.kb.packages import packed

FILE = "flask-3.1.3-py3-none-any.whl"
CLICK = "click-8.5.1-py3-none-any.whl"


class QuietPages(SimpleHTTPRequestHandler):
    """A folder as a site; says nothing of what is asked."""

    def guess_type(self, path: Any) -> str:
        return SIMPLE_JSON if str(path).endswith(".html") else "application/octet-stream"

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of an index with one wheel of Flask, which pip is configured to ask."""
    site = tmp_path / "site"
    (site / "simple/flask").mkdir(parents=True)
    packed.wheel(site / FILE, packed.FLASK)
    page = packed.listing(packed.DAYS)
    page["files"] = [{"filename": FILE, "upload-time": "2026-02-19T00:00:00Z", "url": f"../../{FILE}", "hashes": {}}]
    (site / "simple/flask/index.html").write_text(json.dumps(page))
    other = packed.listing({"8.5.1": "2026-01-01"}, "click")
    other["files"] = [{"filename": CLICK, "upload-time": "2026-01-01T00:00:00Z", "url": f"../../{CLICK}", "hashes": {}}]
    (site / "simple/click").mkdir()
    (site / "simple/click/index.html").write_text(json.dumps(other))
    packed.wheel(site / CLICK, packed.CLICK)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietPages, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_address[1]}/simple")
    yield site
    server.shutdown()
    server.server_close()


def test_a_file_is_fetched_from_where_the_index_says(index: Path, tmp_path: Path) -> None:
    file = PackageFile("Flask", "3.1.3", FILE, packed.digest(index / FILE))
    fetch_files("pip", [file], tmp_path / "kept")
    assert (tmp_path / "kept" / FILE).read_bytes() == (index / FILE).read_bytes()


def test_a_file_with_another_hash_is_not_kept(index: Path, tmp_path: Path) -> None:
    with pytest.raises(Unfetched, match="has not the hash sha256-00"):
        fetch_files("pip", [PackageFile("Flask", "3.1.3", FILE, "sha256-00")], tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []


def test_what_the_index_lacks_is_named(index: Path, tmp_path: Path) -> None:
    with pytest.raises(Unfetched, match=r"The index has no flask-9\.whl"):
        fetch_files("pip", [PackageFile("Flask", "9", "flask-9.whl", "sha256-00")], tmp_path)


def test_an_index_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    with pytest.raises(Unfetched, match=r"pip gave not all of Flask 3\.1\.3: ConnectError"):
        fetch_files("pip", [PackageFile("Flask", "3.1.3", FILE, "sha256-00")], tmp_path)


def test_a_listing_is_asked_of_the_index(index: Path) -> None:
    (listing,) = listings([(PackageIndex.PYTHON, "Flask")], None)
    assert listing.oldest == listing.release("3.1.3")


def test_another_version_is_resolved_with_what_it_needs(index: Path, tmp_path: Path) -> None:
    package = framework_packages()["flask"].in_version("3.1.2")
    installed = resolved(package, "3.1.3", tmp_path / "kept").installed
    assert [(file.package, file.version, file.file) for file in installed] == [
        ("Flask", "3.1.3", FILE),
        ("click", "8.5.1", CLICK),
    ]
    assert all(file.holds((tmp_path / "kept" / file.file).read_bytes()) for file in installed)


def test_a_version_that_the_index_lacks_is_named(index: Path, tmp_path: Path) -> None:
    with pytest.raises(Unfetched, match=r"Flask==9\.0 could not be resolved"):
        resolved(framework_packages()["flask"], "9.0", tmp_path)


def test_a_listing_that_is_not_in_the_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unfetched, match=r"python-flask\.json"):
        list(listings([(PackageIndex.PYTHON, "Flask")], tmp_path))
