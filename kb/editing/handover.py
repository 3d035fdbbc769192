"""The drafts of somebody who leaves become another's. Whose text each of them is stays in its history."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from kb.derived.reports import HANDOVER, entered_by
from kb.models import Claim

UNFINISHED = (Claim.Status.DRAFT, Claim.Status.REVIEW)  # what is in review may be sent back to whose it is


def drafts_between(leaver: Any, heir: Any) -> QuerySet[Claim]:
    """What the one has and the other would get."""
    drafts: QuerySet[Claim] = Claim.objects.filter(entered_by(leaver), status__in=UNFINISHED).exclude(entered_by(heir))
    return drafts.order_by("key")


@transaction.atomic
def hand_over(leaver: Any, heir: Any) -> int:
    """Enter into the history of each draft that the heir takes it over; how many. Two queries, and no claim is written.

    Under four eyes the heir may publish them: an author is who entered or changed a text.
    """
    drafts = list(drafts_between(leaver, heir).select_for_update(of=("self",)))
    reason = f"{HANDOVER}{leaver.get_username()}"
    Claim.history.bulk_history_create(drafts, update=True, default_user=heir, default_change_reason=reason)
    return len(drafts)
