"""The settings, from environment variables only. README lists the variables.

CLAIMGRID_TRIAL=1, which ``make run`` sets, relaxes what a trial on one's own machine needs;
without it the site refuses to start insecurely.
"""

from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from compare import env

BASE_DIR = Path(__file__).resolve().parent.parent


# What kind of run this is

TRIAL = env.flag("CLAIMGRID_TRIAL", default=False)
DEBUG = env.flag("DEBUG", default=False)
LOCAL = TRIAL or DEBUG


# Site


class Site(NamedTuple):
    """What the site says about itself."""

    name: str = "Claimgrid"
    tagline: str = "Web frameworks, compared by what sources actually say."
    data_license: str = "CC BY 4.0"
    data_license_url: str = "https://creativecommons.org/licenses/by/4.0/"


SITE = Site()
REPORT_URL = env.link("REPORT_URL")
FOUR_EYES = env.flag("FOUR_EYES", default=not TRIAL)
SECOND_FACTOR = env.flag("SECOND_FACTOR", default=False)  # those who may publish give a number, too
STREAM_SECONDS = env.number("STREAM_SECONDS", default=300)  # for which a reader may take in a file


# Who may talk to it

SECRET_KEY = env.text("SECRET_KEY")
if not SECRET_KEY:
    if not TRIAL:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Set it to a long random text, for example from: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'. "
            "For a trial on your own machine use `make run`."
        )
    SECRET_KEY = env.stored_secret(BASE_DIR / ".trial-secret-key")

ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
if not ALLOWED_HOSTS:
    if not LOCAL:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is not set. Name the hosts that the site answers to, separated by commas, "
            "for example ALLOWED_HOSTS=claimgrid.example."
        )
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

# BEHIND_PROXY says that a proxy which sets X-Forwarded-Proto itself is the only way in. Each of as many PROXIES adds
# the address that it was asked from to X-Forwarded-For: see compare.web.visitors.
BEHIND_PROXY = env.flag("BEHIND_PROXY", default=False)
PROXIES = env.number("PROXIES", default=int(BEHIND_PROXY))


# Apps. kb stands first: where two apps have a command of one name, the first one wins.

INSTALLED_APPS = [
    "kb",
    "compare",
    "simple_history",
    "django_filters",
    "crispy_forms",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "axes",
    *(["django_otp", "django_otp.plugins.otp_totp"] if SECOND_FACTOR else []),
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "compare.web.request_ids.request_ids",
    "compare.web.bodiless.bodiless",
    "compare.web.permissions.permissions",
    "compare.web.encodings.encodings",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "compare.web.hashed_names.HashedFiles" if LOCAL else "whitenoise.middleware.WhiteNoiseMiddleware",
    "compare.web.sessions.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "compare.web.null_characters.null_characters",
]
ROOT_URLCONF = "compare.urls"
WSGI_APPLICATION = "compare.wsgi.application"

# Public pages are Jinja2's, which renders tables faster; all else is Django's, whose engine is asked first.

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["compare.web.templating.UnindentedLoader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "compare"],
        "OPTIONS": {
            "environment": "compare.web.templating.environment",
            "context_processors": ["compare.web.context.site"],
        },
    },
]
CRISPY_TEMPLATE_PACK = "claimgrid"
CRISPY_ALLOWED_TEMPLATE_PACKS = "claimgrid"


# Data

# A server answers late rather than never, and makes no base; a command may wait for others, and migrate makes one.
SERVED = env.flag("CLAIMGRID_SERVED", default=False)  # set by compare.wsgi and compare.asgi
DATABASES = {"default": env.database("DATABASE_URL", BASE_DIR, served=SERVED)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = env.caches("CACHE_URL")


# Editors. The text of a source is pasted, 5 MiB at most; a reason of a change may be long.

DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3_000  # a question with two hundred options is one form, and a source with its links
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_HANDLER = "compare.web.sign_in_limits.SignInLimits"
AXES_CLIENT_IP_CALLABLE = "compare.web.visitors.visitor_address"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # what a sign-in that succeeds forgets
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # nothing is kept of who signed in from where
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
OTP_TOTP_ISSUER = SITE.name
SESSION_COOKIE_AGE = 60 * env.number("SESSION_IDLE_MINUTES", default=12 * 60, least=1)  # since it was used last
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"  # where a sign-in leads that names no page of ours

CONTACT_URL = env.link("CONTACT_URL")  # of whoever gives rights and lets people in
CSRF_FAILURE_VIEW = "compare.answers.shut_doors.no_token"


# Mail, for forgotten passwords alone

EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS, EMAIL_USE_SSL = env.mail("EMAIL_URL")
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "claimgrid@localhost")
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds for which the link in a mail works


# Language and time

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True


# Static files, kept by browsers for good under names with a hash. A local run serves them from where they lie, so that
# it needs no collectstatic; WhiteNoise would warn of a STATIC_ROOT that is not there.

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = None if LOCAL else env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
WHITENOISE_USE_FINDERS = LOCAL
WHITENOISE_ROOT = BASE_DIR / "static" / "root"  # what is asked for at the root of a site: favicon.ico
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "compare.web.hashed_names.HashedStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}


# Transport

if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = not LOCAL
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # a health probe speaks plain HTTP from inside
SESSION_COOKIE_SECURE = not LOCAL
CSRF_COOKIE_SECURE = not LOCAL
SECURE_HSTS_SECONDS = 0 if LOCAL else env.number("HSTS_SECONDS", default=365 * 24 * 60 * 60)
# Whether sub-domains and browsers' preload lists follow is for the owner of the domain to say, not for us.
# The page of a refused sign-in is made by its view (compare.pages.sign_in), so that axes needs no middleware: W002.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "axes.W002"]


# Content security policy: this host alone, and nothing inline.

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}


# Logging: everything to the console, where the service manager picks it up, in a public site as JSON, which names the
# request and nothing of its visitor. With DEBUG, LOG_SQL=1 adds every query.

LOG_SQL = env.flag("LOG_SQL", default=False)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "compare.web.log_lines.JsonLine"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line" if LOCAL else "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        **({"django.db.backends": {"level": "DEBUG"}} if LOG_SQL else {}),
        "kb": {"level": "INFO"},
        "compare": {"level": "INFO"},
    },
}
