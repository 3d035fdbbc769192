"""A second factor for those who may publish: a number from a device of theirs, asked once a session. `SECOND_FACTOR`.

django-otp keeps the devices; its tables are there only where the setting is on.
"""

from __future__ import annotations

import logging
from typing import Any

import django_otp
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest
from django_otp.util import random_hex

from kb.editing.workflow import PUBLISH

log = logging.getLogger(__name__)


def devices() -> Any:
    """The table of devices. LookupError where the setting was off when the site started."""
    return apps.get_model("otp_totp", "TOTPDevice")


def prepare(site: admin.AdminSite) -> None:
    """The admin lets in who has given the number, and shows nobody a device."""
    if "django_otp" not in settings.INSTALLED_APPS:
        return
    site.unregister(devices())
    site.has_permission = has_permission  # type: ignore[method-assign]


def has_permission(request: Any) -> bool:
    """Whether the admin is open to whoever asks. Where the setting is on two queries more for who may publish."""
    return bool(request.user.is_active and request.user.is_staff) and not is_missing(request)


def is_missing(request: HttpRequest) -> bool:
    """Whether somebody has signed in who may publish, and has not given the number in this session."""
    if not settings.SECOND_FACTOR or not request.user.has_perm(PUBLISH.permission):
        return False
    device = device_of(request.user)
    return device is None or request.session.get(django_otp.DEVICE_ID_SESSION_KEY) != device.persistent_id


def device_of(person: Any) -> Any:
    """Their device; None if they have none yet. One query."""
    return devices().objects.filter(user=person.pk, confirmed=True).order_by("pk").first()


def new_key() -> str:
    """The secret of a new device: twenty bytes in hexadecimal digits."""
    return str(random_hex())


def address_of(person: Any, key: str) -> str:
    """What a device reads: an otpauth address."""
    return str(devices()(user=person, key=key).config_url)


def verify(request: HttpRequest, number: str, key: str) -> bool:
    """Whether the number is right, which opens the session; with the key of a device for who has none yet.

    After wrong numbers django-otp looks at no other for a while, which doubles. Each number is good once.
    """
    person: Any = request.user
    with transaction.atomic():
        get_user_model()._default_manager.select_for_update().get(pk=person.pk)
        known = device_of(person)
        device = django_otp.verify_token(person, known.persistent_id, number) if known else _enroll(person, key, number)
    if device is None:
        log.warning("second factor failed for account %s", person.pk)
        return False
    request.session.cycle_key()
    django_otp.login(request, device)
    return True


def _enroll(person: Any, key: str, number: str) -> Any:
    """The new device; None, and no device, if it does not give this number."""
    device = devices().objects.create(user=person, name=settings.SITE.name, key=key)
    if device.verify_token(number):
        return device
    device.delete()
    return None
