"""What the soak does to a base in a process of its own: ``python -m tests.soak.steps NAME ARGUMENT…``.

The base is that of the environment. Each step prints JSON, if anything.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django

USER, PASSWORD = "soaker", "a long secret of the soak"
TITLE = "Written by the soak"


def editors() -> dict[str, Any]:
    """Somebody who may do everything, and what their claims are about: primary keys."""
    from tests import factories

    factories.editor(username=USER, password=PASSWORD)
    aspects = [factories.aspect(name=f"Soak {number}") for number in range(4)]
    frameworks = [factories.framework(name=f"Soak {number}") for number in range(2)]
    return {
        "sources": [factories.source(title=f"{TITLE} {number}").pk for number in range(8)],
        "aspects": [aspect.pk for aspect in aspects],
        "frameworks": [framework.pk for framework in frameworks],
    }


def published() -> list[str]:
    """The locators of the claims that were written by the soak, with how many have each."""
    from kb.models import Claim

    claims = Claim.objects.published().filter(source__title__startswith=TITLE)
    return list(claims.order_by("locator").values_list("locator", flat=True))


def counts() -> list[int]:
    """How many claims, versions of claims, sources and cells there are, and how often it was changed."""
    from kb.derived.upkeep import revision
    from kb.models import Cell, Claim, Source

    tables = (Claim.objects, Claim.history, Source.objects, Cell.objects)
    return [*(table.count() for table in tables), revision()]


def merge() -> None:
    """The second source into the first, unless that has been done."""
    from django.contrib.auth import get_user_model

    from kb.merging.merge_steps import merge as merge_rows
    from kb.models import Merge, Source
    from tests import factories

    if not Merge.objects.exists():
        heir, former = Source.objects.order_by("-slug").filter(claims__gt=0).distinct()[:2]
        person = get_user_model().objects.filter(username="merger").first() or factories.editor(username="merger")
        merge_rows(former, heir, person)


STEPS = {step.__name__: step for step in (editors, published, counts, merge)}

if __name__ == "__main__":
    django.setup()
    print(json.dumps(STEPS[sys.argv[1]]()))
