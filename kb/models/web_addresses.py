"""Addresses in the web that a page may link to."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models

WEB_SCHEMES = ("http", "https")


def without_person(address: str) -> None:
    """Validator: no user name or password stands in the address."""
    if "@" in re.split("[/?#]", address.partition("://")[2], maxsplit=1)[0]:
        raise ValidationError("Leave out the user name and password: this address is shown to everybody.")


class WebAddressField(models.URLField):  # type: ignore[type-arg]
    """An address of http or https that names nobody. To migrations it is Django's own field."""

    default_validators = [
        # with a code of its own: forms have words for “invalid”
        URLValidator(
            schemes=WEB_SCHEMES, message="Enter an address that begins with https:// or http://.", code="no_web_address"
        ),
        without_person,
    ]

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs
