"""Reads the environment, the only place where Claimgrid is configured.

An empty variable counts as unset. A value that cannot be meant stops the start with an
``ImproperlyConfigured`` that names the variable, never with a guess.
"""

import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = ("1", "true", "yes", "on")
FALSE = ("0", "false", "no", "off")

SQLITE = {
    "transaction_mode": "IMMEDIATE",  # waits at the start of a transaction instead of failing in its midst
    # four MiB of pages at hand for each connection: of a large base a page of ours reads hundreds that lie far apart
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=67108864; "
        "PRAGMA cache_size=-4096;"
    ),
}
COUNTERS, MOST_COUNTERS = "counters", 10_000  # the name of a cache, and what it keeps in memory
CONNECTION_AGE = 600  # seconds for which a thread keeps its connection: opening one costs more than a small answer
# Seconds: for a server that answers, and until another writer is done, of a request, behind which others wait, and of a
# command.
WAIT_FOR_A_CONNECTION = 2
WAIT_FOR_A_LOCK, COMMAND_WAIT_FOR_A_LOCK = 4, 30
NO_JIT = "-c jit=off"  # compiling a statement of ours takes twenty times as long as it runs
POSTGRES = {
    "pool": {"min_size": 1, "max_size": 16, "timeout": WAIT_FOR_A_CONNECTION},
    "connect_timeout": WAIT_FOR_A_CONNECTION,
    "tcp_user_timeout": WAIT_FOR_A_CONNECTION * 1000,  # milliseconds: notices in use that the other side is gone
    "options": NO_JIT,
}

PERSISTENT = {"CONN_MAX_AGE": CONNECTION_AGE, "CONN_HEALTH_CHECKS": True}


def text(name: str, default: str = "") -> str:
    """A variable of the environment without blanks around it; the default if it is empty or not set."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """Yes or no, in one of the words for these. ImproperlyConfigured if it is another word."""
    word = text(name).lower()
    if not word:
        return default
    if word not in TRUE_WORDS + FALSE:
        raise ImproperlyConfigured(f"{name} is {word!r}; it must be one of {', '.join(TRUE_WORDS + FALSE)}.")
    return word in TRUE_WORDS


def words(name: str) -> list[str]:
    """A comma-separated list, without the empty parts."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def number(name: str, *, default: int, least: int = 0) -> int:
    """A whole number, ``least`` or more. ImproperlyConfigured if it is none."""
    digits = text(name, str(default))
    if not (digits.isascii() and digits.isdigit()) or int(digits) < least:
        raise ImproperlyConfigured(f"{name} is {digits!r}; it must be a whole number, {least} or more.")
    return int(digits)


def stored_secret(path: Path) -> str:
    """The random secret in this file, which is made on first use and readable by its owner only."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        secret = path.read_text().strip()
    else:
        secret = secrets.token_urlsafe(50)
        with os.fdopen(descriptor, "w") as file:
            file.write(secret + "\n")
    if not secret:
        raise ImproperlyConfigured(f"{path.name} is empty; delete it, and a new one is made.")
    return secret


def database(name: str, base: Path, *, served: bool = False) -> dict[str, Any]:
    """Django's settings for the database a URL names. SQLite paths are relative to ``base``.

    Connections outlive a request: SQLite's and, with ``?pool=false``, PostgreSQL's in their thread, else in a pool.
    A base that is ``served`` is never made: a SQLite file that is not there is a fault.
    """
    url = text(name, "sqlite:///db.sqlite3")
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        settings: dict[str, Any] = {**dj_database_url.parse(url)}
        if settings["NAME"] != ":memory:":
            settings |= PERSISTENT | {"ENGINE": "kb.sqlite", "NAME": str(base / settings["NAME"])}
            settings["MUST_EXIST"] = served
        wait = WAIT_FOR_A_LOCK if served else COMMAND_WAIT_FOR_A_LOCK
        settings["OPTIONS"] = SQLITE | {"timeout": wait} | settings.get("OPTIONS", {})
    elif scheme in ("postgres", "postgresql"):
        _need_package(name, scheme, "psycopg", "pip install --require-hashes -r requirements-postgres.txt")
        settings = {**dj_database_url.parse(url, conn_max_age=0, conn_health_checks=True)}
        limits = {"options": f"{NO_JIT} -c lock_timeout={WAIT_FOR_A_LOCK * 1000}"} if served else {}
        settings["OPTIONS"] = POSTGRES | limits | settings.get("OPTIONS", {})
        if not settings["OPTIONS"]["pool"]:
            settings |= PERSISTENT  # Django refuses to keep a connection that a pool keeps already
    else:
        raise ImproperlyConfigured(f"{name} must start with sqlite:// or postgres://, not {scheme or 'nothing'!r}.")
    return settings


def cache(name: str) -> dict[str, Any]:
    """Django's settings for the cache a URL names."""
    url = text(name, "locmem://")
    parts = urlsplit(url)
    backends = "django.core.cache.backends"
    match parts.scheme:
        case "locmem":
            return {"BACKEND": f"{backends}.locmem.LocMemCache", "LOCATION": parts.netloc or "claimgrid"}
        case "redis" | "rediss":
            _need_package(name, parts.scheme, "redis", "pip install redis")
            return {"BACKEND": f"{backends}.redis.RedisCache", "LOCATION": url}
        case "none":
            return {"BACKEND": f"{backends}.dummy.DummyCache"}
        case "file" if parts.path.strip("/") and not parts.netloc:
            return {"BACKEND": f"{backends}.filebased.FileBasedCache", "LOCATION": parts.path}
        case "db" if parts.netloc and not parts.path.strip("/"):
            return {"BACKEND": f"{backends}.db.DatabaseCache", "LOCATION": parts.netloc}
    raise ImproperlyConfigured(
        f"{name} must be locmem://, redis://host:port/number, rediss://…, file:///folder, db://table or none://."
    )


def caches(name: str) -> dict[str, dict[str, Any]]:
    """That cache for pages, and for what is counted of visitors: in memory apart, so that pages push no count out."""
    pages = cache(name)
    apart = {"LOCATION": "counters", "OPTIONS": {"MAX_ENTRIES": MOST_COUNTERS}} if "locmem" in pages["BACKEND"] else {}
    return {"default": pages, COUNTERS: pages | apart}


class MailServer(NamedTuple):
    """Where mail is handed in; without a host there is none."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    tls: bool = False
    ssl: bool = False


MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mail(name: str) -> MailServer:
    """The server that a URL names: ``smtps://user:password@host:port``; none if the variable is empty.

    ImproperlyConfigured if it is no such URL.
    """
    url = text(name)
    if not url:
        return MailServer()
    parts = urlsplit(url)
    try:
        port = parts.port or MAIL_PORTS[parts.scheme]
    except (KeyError, ValueError):
        port = 0
    if not (port and parts.hostname and parts.scheme in MAIL_PORTS):
        raise ImproperlyConfigured(f"{name} must be smtp://, smtp+tls:// or smtps:// with user:password@host:port.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, port, user, password, parts.scheme == "smtp+tls", parts.scheme == "smtps")


def link(name: str) -> str:
    """An address a visitor may follow: http, https or mailto; or nothing."""
    url = text(name)
    if not url:
        return ""
    parts = urlsplit(url)
    if (parts.scheme in ("http", "https") and parts.netloc) or (parts.scheme == "mailto" and "@" in parts.path):
        return url
    raise ImproperlyConfigured(f"{name} must be an http://, https:// or mailto: address, or empty.")


def _need_package(name: str, scheme: str, package: str, remedy: str) -> None:
    if find_spec(package) is None:
        raise ImproperlyConfigured(f"{name} is a {scheme}:// address, which needs {package}: {remedy}")
