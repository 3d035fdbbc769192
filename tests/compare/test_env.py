from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest import MonkeyPatch

from compare import env

BASE = Path("/srv/claimgrid")


def test_an_empty_variable_counts_as_unset(monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setenv("WORD", "  ")
    assert env.text("WORD", "default") == "default"
    assert env.flag("WORD", default=True) is True
    assert env.words("WORD") == []


@pytest.mark.parametrize(("word", "meaning"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("OFF", False)])
def test_a_flag_reads_the_usual_words(monkeypatch: MonkeyPatch, word: str, meaning: bool) -> None:
    monkeypatch.setenv("DEBUG", word)
    assert env.flag("DEBUG", default=not meaning) is meaning


def test_any_other_word_is_an_error_that_names_the_variable(monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "ja")
    with pytest.raises(ImproperlyConfigured, match=r"DEBUG is 'ja'; it must be one of 1, true, yes, on, 0"):
        env.flag("DEBUG", default=False)


def test_words_are_split_at_commas_and_stripped(monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example, b.example,,")
    assert env.words("ALLOWED_HOSTS") == ["a.example", "b.example"]


@pytest.mark.parametrize("value", ["-1", "a year", "1.5", "²"])
def test_a_number_is_whole_and_not_negative(monkeypatch: MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("HSTS_SECONDS", value)
    with pytest.raises(ImproperlyConfigured, match="HSTS_SECONDS"):
        env.number("HSTS_SECONDS", default=1)


def test_the_kept_secret_is_long_private_and_stays_the_same(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    secret = env.stored_secret(path)
    assert len(secret) >= 50
    assert path.stat().st_mode & 0o777 == 0o600
    assert env.stored_secret(path) == secret


def test_an_empty_secret_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").touch()
    with pytest.raises(ImproperlyConfigured, match="secret is empty"):
        env.stored_secret(tmp_path / "secret")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("", "/srv/claimgrid/db.sqlite3"),
        ("sqlite:///other.sqlite3", "/srv/claimgrid/other.sqlite3"),
        ("sqlite:////var/lib/base.sqlite3", "/var/lib/base.sqlite3"),
        ("sqlite://:memory:", ":memory:"),
    ],
)
def test_sqlite_paths_are_relative_to_the_base(monkeypatch: MonkeyPatch, url: str, name: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    settings = env.database("DATABASE_URL", BASE)
    assert settings["NAME"] == name
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_postgresql_is_pooled_and_keeps_the_options_of_its_address(monkeypatch: MonkeyPatch) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setenv("DATABASE_URL", "postgres://kb:pw@%2Frun%2Fpg/claimgrid?sslmode=require")
    settings = env.database("DATABASE_URL", BASE)
    assert (settings["HOST"], settings["NAME"], settings["USER"]) == ("/run/pg", "claimgrid", "kb")
    assert settings["OPTIONS"] == {**env.POSTGRES, "sslmode": "require"}


def test_a_thread_keeps_its_connection_to_sqlite_and_looks_whether_the_file_is_still_there(
    monkeypatch: MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///db.sqlite3")
    settings = env.database("DATABASE_URL", BASE)
    kept = {"ENGINE": "kb.sqlite", "CONN_MAX_AGE": env.CONNECTION_AGE, "CONN_HEALTH_CHECKS": True}
    assert kept.items() <= settings.items()


@pytest.mark.parametrize(("query", "age"), [("", 0), ("?pool=false", env.CONNECTION_AGE)])
def test_connections_to_postgresql_are_kept_by_the_pool_or_else_by_their_threads(
    monkeypatch: MonkeyPatch, query: str, age: int
) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setenv("DATABASE_URL", f"postgres://kb@db/claimgrid{query}")
    settings = env.database("DATABASE_URL", BASE)
    assert (settings["CONN_MAX_AGE"], settings["CONN_HEALTH_CHECKS"]) == (age, True)
    assert bool(settings["OPTIONS"]["pool"]) is not bool(query)


def test_postgresql_without_its_driver_says_what_to_install(monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setattr(env, "find_spec", lambda name: None)
    monkeypatch.setenv("DATABASE_URL", "postgres://kb@db/claimgrid")
    with pytest.raises(ImproperlyConfigured, match=r"DATABASE_URL .* requirements-postgres\.txt"):
        env.database("DATABASE_URL", BASE)


@pytest.mark.parametrize("url", ["mysql://kb@db/claimgrid", "db.sqlite3"])
def test_any_other_database_is_refused(monkeypatch: MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL must start with sqlite:// or postgres://"):
        env.database("DATABASE_URL", BASE)


@pytest.mark.parametrize(
    ("url", "backend", "location"),
    [
        ("", "LocMemCache", "claimgrid"),
        ("locmem://other", "LocMemCache", "other"),
        ("redis://127.0.0.1:6379/1", "RedisCache", "redis://127.0.0.1:6379/1"),
        ("file:///var/cache/claimgrid", "FileBasedCache", "/var/cache/claimgrid"),
        ("db://cache_table", "DatabaseCache", "cache_table"),
    ],
)
def test_a_cache_address_names_a_backend(monkeypatch: MonkeyPatch, url: str, backend: str, location: str) -> None:
    monkeypatch.setattr(env, "find_spec", lambda name: object())
    monkeypatch.setenv("CACHE_URL", url)
    settings = env.cache("CACHE_URL")
    assert settings["BACKEND"].rsplit(".", 1)[1] == backend
    assert settings["LOCATION"] == location


@pytest.mark.parametrize("url", ["memcached://host", "file://", "file://relative/path", "db://", "redis"])
def test_any_other_cache_is_refused(monkeypatch: MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("CACHE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="CACHE_URL must be"):
        env.cache("CACHE_URL")


@pytest.mark.parametrize("url", ["", "https://a.example/report", "http://a.example", "mailto:a@b.example"])
def test_a_link_may_be_web_mail_or_nothing(monkeypatch: MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("REPORT_URL", url)
    assert env.link("REPORT_URL") == url


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//a.example", "a.example", "mailto:", "https://"])
def test_a_link_to_anything_else_is_refused(monkeypatch: MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("REPORT_URL", url)
    with pytest.raises(ImproperlyConfigured, match="REPORT_URL must be"):
        env.link("REPORT_URL")


def test_a_served_base_is_waited_for_shortly_and_is_never_made(monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///db.sqlite3")
    own, served = env.database("DATABASE_URL", BASE), env.database("DATABASE_URL", BASE, served=True)
    assert [settings["MUST_EXIST"] for settings in (own, served)] == [False, True]
    assert served["OPTIONS"]["timeout"] < own["OPTIONS"]["timeout"]


def test_a_served_base_of_postgresql_gives_a_lock_up(monkeypatch: MonkeyPatch) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setenv("DATABASE_URL", "postgres://kb@db/claimgrid")
    own, served = env.database("DATABASE_URL", BASE), env.database("DATABASE_URL", BASE, served=True)
    assert ["lock_timeout" in settings["OPTIONS"]["options"] for settings in (own, served)] == [False, True]


def test_no_statement_of_ours_is_compiled(monkeypatch: MonkeyPatch) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setenv("DATABASE_URL", "postgres://kb@db/claimgrid")
    bases = [env.database("DATABASE_URL", BASE, served=served) for served in (False, True)]
    assert all("jit=off" in settings["OPTIONS"]["options"] for settings in bases)
