"""Passwords that were forgotten: Django's pages, where mail is set up; else a page that says whom to ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import views
from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase

from compare.answers.shut_doors import shut_door

BETWEEN_MAILS = 5 * 60  # seconds, to one account


class MailForm(PasswordResetForm):
    """Mails whoever has the address, and says nothing of whether anybody has. Seldom: strangers can ask for it."""

    def get_users(self, email: str) -> Iterable[Any]:
        return [user for user in super().get_users(email) if cache.add(f"password-mail:{user.pk}", 1, BETWEEN_MAILS)]


class PasswordChoice(views.PasswordResetConfirmView):
    """Who has the link may sign in at once, however often somebody tried before."""

    def form_valid(self, form: SetPasswordForm[Any]) -> HttpResponseBase:  # type: ignore[override]
        AxesProxyHandler.reset_attempts(username=form.user.get_username())
        return super().form_valid(form)


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
