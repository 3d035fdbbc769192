"""How many wrong passwords are taken: few of one name from one address, more of an address, whatever the name.

Nobody is kept from signing in elsewhere by what a stranger tries: no name is refused everywhere.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import F, Max, Q, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone

from compare.web.visitors import visitor_address

MOST_OF_A_NAME = 5
MOST_OF_AN_ADDRESS = 50
NEVER = timedelta()

log = logging.getLogger(__name__)


class SignInLimits(AxesDatabaseHandler):  # type: ignore[misc]
    """What django-axes asks. A row says a name, an address, how many and when; the next try deletes old ones.

    A try counts before its password is looked at, and one that succeeds takes its count back: of many at once no more
    are looked at than of many in turn.
    """

    def is_allowed(self, request: HttpRequest, credentials: Any = None) -> bool:
        """Whether the password is looked at. Some eight queries, in a base without old rows."""
        if not super().is_allowed(request, credentials):
            return False
        self.clean_expired_user_attempts(request)
        _count(request, credentials)
        tries = _tries(request, credentials)
        return tries.of_name <= MOST_OF_A_NAME and tries.of_address <= MOST_OF_AN_ADDRESS

    def is_locked(self, request: HttpRequest, credentials: Any = None) -> bool:
        return wait(request, credentials) > NEVER

    def user_login_failed(self, sender: Any, credentials: Any, request: Any = None, **kwargs: Any) -> None:
        """It was counted before its password was looked at."""
        refusal = ": refused for some minutes" if request.axes_locked_out else ""
        log.warning("sign-in failed for %s%s", _account(credentials), refusal)


def wait(request: HttpRequest, credentials: Mapping[str, Any]) -> timedelta:
    """For how long this name is refused from where the request comes; `NEVER` if it is not. One query."""
    tries = _tries(request, credentials)
    last = tries.begin
    if tries.of_name >= MOST_OF_A_NAME:
        last = tries.last_of_name or last
    elif tries.of_address >= MOST_OF_AN_ADDRESS:
        last = tries.last or last
    return last - tries.begin


class Tries(NamedTuple):
    """How often a name was tried from an address, and any name, since ``begin``; and when it was tried last."""

    begin: datetime
    of_name: int
    of_address: int
    last_of_name: datetime | None
    last: datetime | None


def _tries(request: HttpRequest, credentials: Mapping[str, Any]) -> Tries:
    """One query."""
    begin = timezone.now() - settings.AXES_COOLOFF_TIME
    of_name = Q(username=credentials["username"])
    rows = AccessAttempt.objects.filter(ip_address=visitor_address(request), attempt_time__gt=begin)
    numbers: dict[str, Any] = rows.aggregate(
        of_name=Coalesce(Sum("failures_since_start", filter=of_name), 0),
        of_address=Coalesce(Sum("failures_since_start"), 0),
        last_of_name=Max("attempt_time", filter=of_name),
        last=Max("attempt_time"),
    )
    return Tries(begin, **numbers)


def _count(request: Any, credentials: Mapping[str, Any]) -> None:
    row, is_new = AccessAttempt.objects.get_or_create(
        username=credentials["username"],
        ip_address=request.axes_ip_address,
        user_agent="",
        defaults={"failures_since_start": 1},
    )
    if not is_new:
        again = {"failures_since_start": F("failures_since_start") + 1, "attempt_time": request.axes_attempt_time}
        AccessAttempt.objects.filter(pk=row.pk).update(**again)


def _account(credentials: Mapping[str, Any]) -> str:
    """Whose it is, if anybody's: a name that is nobody's may be a password in the wrong field. One query."""
    number = get_user_model().objects.filter(username=credentials["username"]).values_list("pk", flat=True).first()
    return f"account {number}" if number else "no account"
