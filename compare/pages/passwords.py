"""Passwords that are changed or were forgotten: Django's pages. A new one is mailed where mail is set up; else a page
says whom to ask.
"""

from __future__ import annotations

import hashlib
import logging
import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth import authenticate, views
from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse_lazy

from compare.answers.shut_doors import shut_door
from compare.pages.sign_in import wrong_passwords
from compare.web.visitor_counts import counters
from compare.web.visitors import visitor_address

BETWEEN_MAILS = 5 * 60  # seconds, to one address
POST = ThreadPoolExecutor(1, thread_name_prefix="post")  # mails wait here; the end of the process waits for them
logger = logging.getLogger(__name__)


class MailForm(PasswordResetForm):
    """Mails whoever has the address, and says nothing of whether anybody has. Seldom: strangers can ask for it.

    Nor does its time: mails are written and sent beside the request, which asks the cache and the database the same
    questions whether or not the address is known.
    """

    people: Sequence[Any] = ()

    def get_users(self, email: str) -> Sequence[Any]:
        return self.people

    def save(self, **options: Any) -> None:  # type: ignore[override]
        email = self.cleaned_data["email"]
        if counters().add(f"password-mail:{_digest(email)}", 1, BETWEEN_MAILS):
            self.people = [*super().get_users(email)]
        POST.submit(self._post, options)

    def _post(self, options: dict[str, Any]) -> None:
        """Reads no database: this thread would keep its connection."""
        try:
            super().save(**options)
        except Exception:
            logger.exception("a mail for a new password could not be written")


def _digest(email: str) -> str:
    """One for all spellings that Django takes for one address."""
    return hashlib.sha256(unicodedata.normalize("NFKC", email).casefold().encode()).hexdigest()


class OldPasswordForm(AdminPasswordChangeForm):
    """Asks for the old password as the sign-in does, and takes no more wrong ones."""

    def __init__(self, user: Any, request: HttpRequest, *arguments: Any, **options: Any) -> None:
        super().__init__(user, *arguments, **options)
        self.request = request

    def clean_old_password(self) -> str:
        password: str = self.cleaned_data["old_password"]
        if authenticate(self.request, username=self.user.get_username(), password=password) is None:
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        AxesProxyHandler.reset_attempts(
            username=self.user.get_username(), ip_address=visitor_address(self.request)
        )  # signing in would have done that
        return password


class PasswordChange(views.PasswordChangeView):
    """429 with how long to wait for who has tried too often, as at the sign-in."""

    form_class = OldPasswordForm
    success_url = reverse_lazy("admin:password_change_done")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def form_invalid(self, form: OldPasswordForm) -> HttpResponseBase:  # type: ignore[override]
        return wrong_passwords(self.request, form.user.get_username()) or super().form_invalid(form)


class PasswordChoice(views.PasswordResetConfirmView):
    """Who has the link may sign in at once, however often somebody tried before."""

    def form_valid(self, form: SetPasswordForm[Any]) -> HttpResponseBase:  # type: ignore[override]
        AxesProxyHandler.reset_attempts(username=form.user.get_username())
        return super().form_valid(form)


def change(request: HttpRequest) -> HttpResponseBase:
    """For who is signed in to the admin."""
    page: HttpResponseBase = admin.site.admin_view(partial(_page, PasswordChange))(request)
    return page


def forgotten(request: HttpRequest) -> HttpResponseBase:
    """Where somebody asks for a mail."""
    if settings.EMAIL_HOST:
        return _page(views.PasswordResetView, request, form_class=MailForm)
    return shut_door(
        request,
        200,
        "Forgotten passwords",
        "This site sends no mail. Whoever runs it can set another password: manage.py changepassword NAME.",
    )


def mailed(request: HttpRequest) -> HttpResponseBase:
    return _page(views.PasswordResetDoneView, request)


def choose(request: HttpRequest, **parts: str) -> HttpResponseBase:
    return _page(PasswordChoice, request, **parts)


def chosen(request: HttpRequest) -> HttpResponseBase:
    return _page(views.PasswordResetCompleteView, request)


def _page(view: Any, request: HttpRequest, form_class: Any = None, **parts: str) -> HttpResponseBase:
    """Django's page in the frame of the admin."""
    options = {"form_class": form_class} if form_class else {}
    page: HttpResponseBase = view.as_view(extra_context=admin.site.each_context(request), **options)(request, **parts)
    return page
