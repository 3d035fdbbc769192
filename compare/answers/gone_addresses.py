"""Addresses of what was withdrawn: 410, with what it was and when, and nothing of what stood there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from compare.answers.old_addresses import slugs_of
from compare.answers.problems import problem
from kb.models.withdrawals import CLAIM_KIND, withdrawals_of

GONE = 410


def gone(request: HttpRequest, face: str) -> HttpResponse | None:
    """The answer if the address names something that was withdrawn. For requests that found nothing: a query for each
    kind of thing that they name.
    """
    match = request.resolver_match
    if match is None or match.url_name is None:
        return None
    pairs = [pair for pairs in slugs_of(match.url_name, match.kwargs).values() for pair in pairs]
    pairs += [(CLAIM_KIND, key) for name, key in match.kwargs.items() if name == "key"]
    for withdrawal in withdrawals_of(pairs):
        if not withdrawal.had_page:
            continue  # that there was such a thing only editors knew
        day = date_format(localtime(withdrawal.withdrawn_on), "j F Y")
        text = f"This {withdrawal.kind} was withdrawn on {day}. Its text, quotes and names are not kept here."
        return problem(request, face, GONE, text)
    return None
