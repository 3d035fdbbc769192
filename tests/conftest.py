"""What all tests share: the fixed day, Chromium, and what happens where something is missing.

REQUIRE_BROWSER=1 and REQUIRE_POSTGRES=1 are how CI says that those tests must run: without
Chromium or PostgreSQL the run stops at once, and a test that skips itself fails.
"""

from __future__ import annotations

import gc
import os
import re
import shutil
from collections.abc import Generator, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.contrib import admin
from django.core.cache import cache
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections
from django.test import Client, SimpleTestCase, TransactionTestCase
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings

from compare import env
from tests import migrated, sharing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TODAY = date(2026, 12, 1)

BEGUN: list[Any] = []  # streams that nobody has closed yet

IMPURE_MODULE = re.compile(r"^pytestmark = .*mark\.(django_db|browser|postgres|process)\b", re.MULTILINE)

CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

REQUIRED = {
    "browser": env.flag("REQUIRE_BROWSER", default=False),
    "postgres": env.flag("REQUIRE_POSTGRES", default=False),
}

hypothesis_settings.register_profile("dev", max_examples=15, deadline=None)
hypothesis_settings.register_profile(
    "ci", max_examples=8, deadline=None, derandomize=True, database=None, print_blob=True
)
hypothesis_settings.register_profile("least", max_examples=3, deadline=None, derandomize=True, database=None)
hypothesis_settings.register_profile(  # of a mutant it is enough that it fails
    "mutants", hypothesis_settings.get_profile("ci"), phases=[Phase.explicit, Phase.generate]
)
hypothesis_settings.register_profile("deep", max_examples=1000, deadline=None, print_blob=True)
hypothesis_settings.load_profile(os.environ.get("EXAMPLES") or ("ci" if os.environ.get("CI") else "dev"))


def chromium_path() -> str | None:
    """Chromium without windows, if it is there: it opens a tab in a fifth of the time."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")


def missing(marker: str) -> str:
    """What this machine lacks for tests with the marker, and how to get it; or nothing."""
    from django.db import connection

    if marker == "browser" and chromium_path() is None:
        return "browser tests need Chromium: apt install chromium-headless-shell, or set CHROMIUM to its path"
    if marker == "postgres" and connection.vendor != "postgresql":
        return "PostgreSQL tests need DATABASE_URL=postgres://user@host/name, whose user may create databases"
    return ""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--of-database", action="store_true", help="only tests that read a database, without browsers")
    parser.addoption("--pure", action="store_true", help="only tests that read no database and start no process")
    parser.addoption("--properties", action="store_true", help="only tests of many examples")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    others: list[pytest.Item] = []
    if config.getoption("--of-database"):
        others = [item for item in items if item.get_closest_marker("browser") or not _reads_database(item)]
    elif config.getoption("--pure"):
        others = [item for item in items if not _is_pure(item)]
    elif config.getoption("--properties"):
        others = [item for item in items if not getattr(getattr(item, "obj", None), "is_hypothesis_test", False)]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in set(others)]
    items.sort(key=_is_quick)


def _is_quick(item: pytest.Item) -> bool:
    """Tests that wait for a browser or a process come first: at the end nobody waits for who has many of them left."""
    return {"browser", "process"}.isdisjoint(mark.name for mark in item.iter_markers())


def _reads_database(item: pytest.Item) -> bool:
    fixtures = {"db", "django_db_setup", "transactional_db"} & {*getattr(item, "fixturenames", ())}
    of_django = issubclass(getattr(item, "cls", None) or object, SimpleTestCase)
    return bool(fixtures or of_django or item.get_closest_marker("django_db") or item.get_closest_marker("postgres"))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With --pure, modules whose every test reads a database or starts processes are not even imported."""
    if not config.getoption("--pure") or collection_path.suffix != ".py":
        return None
    return True if IMPURE_MODULE.search(collection_path.read_text(encoding="utf-8")) else None


def _is_pure(item: pytest.Item) -> bool:
    return not (any(map(item.get_closest_marker, (*REQUIRED, "process"))) or _reads_database(item))


def pytest_configure(config: pytest.Config) -> None:
    sharing.configure(config)
    for marker, required in REQUIRED.items():
        if required and (lack := missing(marker)):
            raise pytest.UsageError(f"REQUIRE_{marker.upper()}=1, but {lack}")


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    gc.disable()


def pytest_collection_finish() -> None:
    """What was imported and collected stays: a tenth of the time went into looking for garbage among it."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_report_header() -> str:
    from django.db import connection

    return f"claimgrid: {connection.vendor}, chromium {chromium_path() or 'none'}"


def pytest_runtest_setup(item: pytest.Item) -> None:
    # Skipped here, not by a mark: so all of them come to one line in pytest's summary.
    for marker in REQUIRED:
        if item.get_closest_marker(marker) and (lack := missing(marker)):
            pytest.skip(lack)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    required = [on for marker, on in REQUIRED.items() if report.skipped and item.get_closest_marker(marker)]
    if required and all(required) and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, but this run requires it: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """A test database on SQLite begins as a copy of the migrated one, so that Django finds no migration to run, and
    becomes it again after a test that commits: to flush every table takes ten times as long.
    """
    from django.db import connection

    create = connection.creation._create_test_db

    def created(*args: Any, **options: Any) -> str:
        connection.settings_dict["NAME"] = name = create(*args, **options)
        migrated.restore(connection)
        return str(name)

    with pytest.MonkeyPatch.context() as patch:
        if connection.vendor == "sqlite":
            patch.setattr(connection.creation, "_create_test_db", created)
            patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: migrated.restore(connection))
        yield


@pytest.fixture
def today() -> Iterator[date]:
    """The fixed day, on which the clock stands still at noon."""
    noon = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
    with time_machine.travel(noon, tick=False):
        yield TODAY


@pytest.fixture
def memory_cache(settings: Any) -> Iterator[None]:
    """An empty cache in memory, as a site without settings of its own has it: most tests keep nothing."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tests"}}
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless Chromium for all browser tests of this process."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, and Django would take it for an async view.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGS)
        yield browser
        browser.close()
        # Under that loop Django kept connections of their own, which would keep the test database from going.
        connections.close_all()


@pytest.fixture(autouse=True, scope="session")
def no_list_of_tables() -> Iterator[None]:
    """Pages of the admin are without the list of tables beside them but in a browser: it is Django's own, the same on
    all of them, and a third of what a page costs.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(admin.AdminSite, "enable_nav_sidebar", False)
        yield


@pytest.fixture(autouse=True, scope="session")
def leave_the_shared_connection() -> Iterator[None]:
    """Threads of the live server leave alone the base in memory that they share with the tests. Chromium keeps its
    connections open, so some of these threads end when the sharing is over, and Django would close what is not theirs.
    """

    def close_own(server: ThreadedWSGIServer) -> None:
        if not server.connections_override:
            connections.close_all()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ThreadedWSGIServer, "_close_connections", close_own)
        yield


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh tab with its own cookies; an error in the page's script fails the test."""
    context = chromium.new_context()
    context.set_default_timeout(30_000)
    tab = context.new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(admin.AdminSite, "enable_nav_sidebar", True)
        yield tab
    context.close()
    assert errors == []


@pytest.fixture(autouse=True, scope="session")
def leave_streams() -> Iterator[None]:
    """A stream that a test has not read to its end is closed before the next request, as servers close each, and with
    the test. Else the garbage collector closes its cursor some time, on PostgreSQL in the middle of another query,
    which waits for ever.
    """
    request = Client.request

    def requested(client: Client, **environ: Any) -> Any:
        leave_begun()
        response = request(client, **environ)
        if response.streaming:
            BEGUN.append(response)
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", requested)
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown() -> None:
    leave_begun()


def leave_begun() -> None:
    while BEGUN:
        for close in BEGUN.pop()._resource_closers:
            close()
