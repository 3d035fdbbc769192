"""Pages that say in words why somebody is not let through, and whom to ask. They read no database."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

FORBIDDEN = 403


def shut_door(request: HttpRequest, status: int, title: str, *paragraphs: str) -> HttpResponse:
    """The page, which nobody keeps."""
    context = {"title": title, "paragraphs": paragraphs, "contact": settings.CONTACT_URL}
    page = render(request, "shut_door.html", context, status=status)
    patch_cache_control(page, no_store=True)
    return page


def no_right(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's ``handler403``."""
    return shut_door(
        request,
        FORBIDDEN,
        "You may not do this",
        f"You have signed in as “{request.user.get_username()}”, and this account has no right to do what you asked "
        "for. Nothing has changed.",
        "Editors enter claims and what they name; reviewers publish, retire and merge. Whoever runs this site says who "
        "is which (in the admin: Users, Groups).",
    )


def no_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's answer to a form without its token."""
    return shut_door(
        request,
        FORBIDDEN,
        "This form cannot be taken",
        "Nothing shows that it was sent from this site: your browser keeps no cookies, or somebody has signed in or "
        "out since you opened it. Nothing has changed.",
        "Go back, copy what you have typed, load the page again and send it once more.",
    )
