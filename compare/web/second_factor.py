"""A second factor for those who may publish: a number from a device of theirs, asked once a session. `SECOND_FACTOR`.

django-otp keeps the devices; its tables are there, and it is imported, only where the setting is on.
"""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest

from kb.editing.workflow import PUBLISH

DEVICE = "otp_device_id"  # django-otp's own name, in the session

log = logging.getLogger(__name__)


def prepare(site: admin.AdminSite) -> None:
    """The admin lets in who has given the number, and shows nobody a device."""
    if "django_otp" not in settings.INSTALLED_APPS:
        return
    from django_otp.plugins.otp_totp.models import TOTPDevice

    site.unregister(TOTPDevice)
    site.has_permission = has_permission  # type: ignore[method-assign]


def has_permission(request: Any) -> bool:
    """Whether the admin is open to whoever asks. Where the setting is on two queries more for who may publish."""
    return bool(request.user.is_active and request.user.is_staff) and not is_missing(request)


def is_missing(request: HttpRequest) -> bool:
    """Whether somebody has signed in who may publish, and has not given the number in this session."""
    if not settings.SECOND_FACTOR or not request.user.has_perm(PUBLISH.permission):
        return False
    device = device_of(request.user)
    return device is None or request.session.get(DEVICE) != device.persistent_id


def device_of(person: Any) -> Any:
    """Their device; None if they have none yet. One query."""
    from django_otp.plugins.otp_totp.models import TOTPDevice

    return TOTPDevice.objects.filter(user=person.pk, confirmed=True).order_by("pk").first()


def new_key() -> str:
    """The secret of a new device: twenty bytes in hexadecimal digits."""
    from django_otp.util import random_hex

    return str(random_hex())


def address_of(person: Any, key: str) -> str:
    """What a device reads: an otpauth address."""
    from django_otp.plugins.otp_totp.models import TOTPDevice

    return str(TOTPDevice(user=person, key=key).config_url)


def verify(request: HttpRequest, number: str, key: str) -> bool:
    """Whether the number is right, which opens the session; with the key of a device for who has none yet.

    After wrong numbers django-otp looks at no other for a while, which doubles. Each number is good once.
    """
    import django_otp

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
    from django_otp.plugins.otp_totp.models import TOTPDevice

    device = TOTPDevice.objects.create(user=person, name=settings.SITE.name, key=key)
    if device.verify_token(number):
        return device
    device.delete()
    return None
