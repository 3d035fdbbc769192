"""Where somebody who may publish gives the number of their device, and first makes it known."""

from __future__ import annotations

from base64 import b32encode

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache

from compare.web import second_factor

ADDRESS = "/admin/second-factor/"
WRONG = "This is not the number, or it was used already. After wrong ones, wait a little before the next."


class NumberForm(forms.Form):
    number = forms.RegexField(
        r"\A[0-9]{6}\Z",
        label="Number",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )
    key = forms.RegexField(r"\A[0-9a-f]{40}\Z", required=False, widget=forms.HiddenInput)


def address(following: str) -> str:
    """Of this page, which then leads on."""
    return f"{ADDRESS}?{urlencode({'next': following})}"


@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """The form for who has signed in and lacks it; others are led on."""
    following = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(following, {request.get_host()}, request.is_secure()):
        following = resolve_url("admin:index")
    if not (request.user.is_staff and second_factor.is_missing(request)):
        return HttpResponseRedirect(following)
    form = NumberForm(request.POST or None)
    if form.is_valid():
        if second_factor.verify(request, form.cleaned_data["number"], form.cleaned_data["key"]):
            return HttpResponseRedirect(following)
        form.add_error("number", WRONG)
    return render(request, "admin/second_factor.html", _context(request, form))


def _context(request: HttpRequest, form: NumberForm) -> dict[str, object]:
    """What the page shows: to who has no device yet, the key of one, which is kept only once it gives its number."""
    context = {**admin.site.each_context(request), "title": "Second factor", "form": form}
    if second_factor.device_of(request.user) is None:
        typed = form.data.get("key", "") if form.is_bound and "key" not in form.errors else ""
        key = typed or second_factor.new_key()
        secret = b32encode(bytes.fromhex(key)).decode()
        context |= {"key": key, "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))}
        context["device"] = second_factor.address_of(request.user, key)
    return context
