"""The settings file, read anew under each environment."""

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest import MonkeyPatch

from compare import env

SETTINGS = Path(__file__).resolve().parents[2] / "compare" / "settings.py"
OURS = (
    "ALLOWED_HOSTS BEHIND_PROXY CACHE_URL CLAIMGRID_TRIAL CONTACT_URL CSRF_TRUSTED_ORIGINS DATABASE_URL DEBUG "
    "EMAIL_FROM EMAIL_URL FOUR_EYES HSTS_SECONDS LOG_SQL PROXIES REPORT_URL SECOND_FACTOR SECRET_KEY "
    "SESSION_IDLE_MINUTES STATIC_ROOT STREAM_SECONDS"
).split()

Read = Callable[..., dict[str, Any]]


@pytest.fixture
def read(monkeypatch: MonkeyPatch) -> Read:
    """Reads the settings with these variables and no other of ours."""

    def read(**variables: str) -> dict[str, Any]:
        for name in OURS:
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(env, "stored_secret", lambda path: f"kept in {path.name}")
        return runpy.run_path(str(SETTINGS))

    return read


@pytest.fixture
def public(read: Read) -> Read:
    """Reads the settings of a public site, with these variables besides."""
    return lambda **variables: read(SECRET_KEY="s" * 60, ALLOWED_HOSTS="claimgrid.example", **variables)


def test_the_site_refuses_to_start_without_a_secret(read: Read) -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is not set"):
        read(ALLOWED_HOSTS="claimgrid.example", DEBUG="1")


def test_the_site_refuses_to_start_without_hosts(read: Read) -> None:
    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS is not set"):
        read(SECRET_KEY="s" * 60)


def test_a_public_site_is_strict(public: Read) -> None:
    settings = public()
    assert settings["DEBUG"] is False
    assert settings["FOUR_EYES"] is True
    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert settings["CSRF_COOKIE_SECURE"] is True
    assert settings["SECURE_HSTS_SECONDS"] == 31_536_000
    assert "Manifest" in settings["STORAGES"]["staticfiles"]["BACKEND"]


def test_a_trial_works_on_this_machine_without_https(read: Read) -> None:
    settings = read(CLAIMGRID_TRIAL="1")
    assert settings["SECRET_KEY"] == "kept in .trial-secret-key"
    assert settings["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert settings["DEBUG"] is False
    assert settings["FOUR_EYES"] is False
    assert settings["SECURE_SSL_REDIRECT"] is False
    assert settings["SECURE_HSTS_SECONDS"] == 0
    assert settings["STATIC_ROOT"] is None


def test_a_trial_can_turn_four_eyes_on(read: Read) -> None:
    assert read(CLAIMGRID_TRIAL="1", FOUR_EYES="on")["FOUR_EYES"] is True


def test_a_wrong_flag_names_its_variable(public: Read) -> None:
    with pytest.raises(ImproperlyConfigured, match="FOUR_EYES is 'maybe'"):
        public(FOUR_EYES="maybe")


def test_the_forwarded_protocol_is_believed_only_behind_a_proxy(public: Read) -> None:
    assert "SECURE_PROXY_SSL_HEADER" not in public()
    assert public(BEHIND_PROXY="1")["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_one_proxy_says_who_asks_where_there_is_one_unless_the_setting_says_more(public: Read) -> None:
    assert [public()["PROXIES"], public(BEHIND_PROXY="1")["PROXIES"]] == [0, 1]
    assert public(BEHIND_PROXY="1", PROXIES="2")["PROXIES"] == 2


def test_a_session_ends_after_some_idle_time(public: Read) -> None:
    assert public()["SESSION_COOKIE_AGE"] == 12 * 60 * 60
    assert public(SESSION_IDLE_MINUTES="30")["SESSION_COOKIE_AGE"] == 1800
    with pytest.raises(ImproperlyConfigured, match="SESSION_IDLE_MINUTES is '0'; it must be a whole number, 1 or more"):
        public(SESSION_IDLE_MINUTES="0")


def test_a_second_factor_has_its_tables_where_it_is_asked_for(public: Read) -> None:
    of_factor = "django_otp.plugins.otp_totp"
    assert [of_factor in public(SECOND_FACTOR=flag)["INSTALLED_APPS"] for flag in ("", "on")] == [False, True]


def test_mail_goes_where_the_url_says(public: Read) -> None:
    settings = public(EMAIL_URL="smtp+tls://ed%40x:p%3Aw@mail.example", EMAIL_FROM="grid@claimgrid.example")
    server = [
        settings[f"EMAIL_{name}"] for name in ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL")
    ]
    assert server == ["mail.example", 587, "ed@x", "p:w", True, False]
    assert settings["DEFAULT_FROM_EMAIL"] == "grid@claimgrid.example"
    assert public()["EMAIL_HOST"] == ""


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://mail.example:port"])
def test_a_wrong_address_of_a_mail_server_is_named(public: Read, url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must be smtp://"):
        public(EMAIL_URL=url)


def test_the_policy_allows_this_host_alone(public: Read) -> None:
    directives = public()["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert directives["default-src"] == ["'none'"]
    assert {source for sources in directives.values() for source in sources} == {"'none'", "'self'"}


def test_queries_are_logged_where_that_is_asked_for(public: Read) -> None:
    assert public(LOG_SQL="1")["LOGGING"]["loggers"]["django.db.backends"] == {"level": "DEBUG"}
    assert "django.db.backends" not in public()["LOGGING"]["loggers"]
