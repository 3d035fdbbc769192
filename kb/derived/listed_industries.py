"""Bases of before the list of industries: what they say in other words gets the word of the list."""

from __future__ import annotations

from kb.models import Company
from kb.models.industries import listed_industry

COMPANIES_AT_ONCE = 500


def list_industries() -> None:
    """What the list does not know stays as it is. Written into the history, too, so that nothing looks edited. One
    query where nothing is to do.
    """
    words = Company.objects.order_by().values_list("industry", flat=True).distinct()
    former = {word: listed_industry(word) for word in words if listed_industry(word) != word}
    if not former:
        return
    rows = list(Company.objects.filter(industry__in=former))
    for row in rows:
        row.industry = former[row.industry]
    Company.objects.bulk_update(rows, ["industry"], batch_size=COMPANIES_AT_ONCE)
    for word, listed in former.items():
        Company.history.filter(industry=word).update(industry=listed)
