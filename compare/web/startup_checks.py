"""What Claimgrid looks at before it starts, beyond Django's own checks."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Concern
from django.core.management import get_commands

MANIFEST = "staticfiles.json"


@register()
def loaddata_checks_the_rules(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Django's own ``loaddata`` would write rows past every rule of the base."""
    if get_commands().get("loaddata") == "kb":
        return []
    return [
        Error(
            "The loaddata command is not the one of kb.",
            hint="Put 'kb' first in INSTALLED_APPS.",
            id="compare.E001",
        )
    ]


@register(Tags.security, deploy=True)
def trial_stays_local(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A trial has plain HTTP, plain cookies and no second pair of eyes."""
    if not settings.TRIAL:
        return []
    return [
        Error(
            "CLAIMGRID_TRIAL is on.",
            hint="It is for one's own machine. Unset it, and set SECRET_KEY and ALLOWED_HOSTS.",
            id="compare.E002",
        )
    ]


@register(Tags.staticfiles, deploy=True)
def static_files_are_collected(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Without the manifest every page would answer 500."""
    if settings.STATIC_ROOT is None or (Path(settings.STATIC_ROOT) / MANIFEST).is_file():
        return []
    return [
        Concern(
            f"There is no {MANIFEST} in STATIC_ROOT ({settings.STATIC_ROOT}).",
            hint="Run: manage.py collectstatic --noinput",
            id="compare.W002",
        )
    ]
