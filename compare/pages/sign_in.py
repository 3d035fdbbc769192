"""The sign-in of editors: Django's, which takes only so many wrong passwords."""

from __future__ import annotations

from math import ceil

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse

from compare.answers.shut_doors import shut_door
from compare.pages import second_factor_page
from compare.web import second_factor
from compare.web.sign_in_limits import NEVER, wait
from kb.wording import quantity

MINUTE = 60  # seconds


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The form; 429 with how long to wait for who has tried too often, whatever the password is. One query more."""
    if request.method == "GET" and request.user.is_staff and second_factor.is_missing(request):
        return HttpResponseRedirect(second_factor_page.address(request.GET.get("next", "")))
    response: HttpResponseBase = admin.site.login(request)
    form = response.context_data["form"] if isinstance(response, TemplateResponse) and response.context_data else None
    if form is None or "username" not in getattr(form, "cleaned_data", {}):
        return response
    return wrong_passwords(request, form.cleaned_data["username"]) or response


def wrong_passwords(request: HttpRequest, username: str) -> HttpResponseBase | None:
    """The page with how long to wait, if this name was tried too often from where the request comes. One query."""
    left = wait(request, {"username": username})
    if left == NEVER:
        return None
    seconds = ceil(left.total_seconds())
    page = shut_door(
        request,
        429,
        "Too many wrong passwords",
        f"From where you are, nobody can sign in by this name for {quantity(ceil(seconds / MINUTE), 'minute')}: "
        "passwords are not even looked at. Elsewhere it works as before.",
        "Whoever runs this site can let you in at once (manage.py axes_reset_username NAME), and set another password "
        "(manage.py changepassword NAME).",
    )
    page["Retry-After"] = str(seconds)
    return page
