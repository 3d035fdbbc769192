"""The settings that tests run with: production's, without what needs HTTPS, time or collected files.

Of the environment only DATABASE_URL counts, so that the suite can run on PostgreSQL.
"""

import os

for name in (
    "ALLOWED_HOSTS",
    "BEHIND_PROXY",
    "CACHE_URL",
    "CLAIMGRID_TRIAL",
    "CONTACT_URL",
    "CSRF_TRUSTED_ORIGINS",
    "DEBUG",
    "EMAIL_FROM",
    "EMAIL_URL",
    "FOUR_EYES",
    "HSTS_SECONDS",
    "LOG_SQL",
    "PROXIES",
    "SESSION_IDLE_MINUTES",
    "STATIC_ROOT",
):
    os.environ.pop(name, None)
os.environ["SECRET_KEY"] = "only-for-tests"
os.environ["SECOND_FACTOR"] = "on"  # its tables are there, and a test turns it on
os.environ["ALLOWED_HOSTS"] = "testserver,localhost"
os.environ["REPORT_URL"] = "mailto:errors@claimgrid.example"

from compare.settings import *  # noqa: E402, F403

SECOND_FACTOR = False
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
SESSION_COOKIE_AGE = 10 * 365 * 24 * 60 * 60  # people sign in on one day and look at another, and nothing is written
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A page that one test has made is not kept for the next one, whose base may have the same revision.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # a file is looked up when it is asked for, not all of them for each new test client
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
if DATABASES["default"]["ENGINE"] == "kb.sqlite":  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405 # as it is for Django's own, each process its own
