"""“Say that this is wrong”: a short form without an account, which lands in the editors' queue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt

from compare.answers.old_addresses import slugs_of
from compare.answers.problems import NotHere, name_of, no_page, problem, rows_of
from compare.pages.panel_pages import PANEL_URL_NAME
from compare.web.indexing import NO_INDEX
from compare.web.report_links import OBJECTIONS_PATH
from compare.web.turns import OF_EDITORS
from compare.web.visitor_counts import count_visit
from kb.evidence.kinds import KINDS
from kb.models import Claim, Objection
from kb.rows.vocabulary_reading import vocabulary_on_demand
from kb.texts import holds_unprintable

RECEIVED = "received"
MOST_OF_A_VISITOR = 10  # within an hour
MOST_IN_AN_HOUR = 600  # of the whole site: the last brake
MOST_OPEN_OF_A_PAGE = 10  # under any filter
METHODS = ("GET", "HEAD", "POST")
LONGEST_PATH = 300
NO_PAGE = "There is no page that this could be about."


class ObjectionForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Objection
        fields = ("text", "source")
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        labels = {"text": "What is wrong?", "source": "A source that says otherwise, if you know one"}


@csrf_exempt
def objections(request: HttpRequest) -> HttpResponse:
    """The form, and what it sends. A sender has no rights that a foreign page could borrow, so no token is asked for,
    and no cookie is set; but what another site sends in a visitor's name is refused. Some six queries at most.
    """
    if request.method not in METHODS:
        return problem(request, "", 405, "Only GET, HEAD and POST are answered here.", allow=METHODS)
    if RECEIVED in request.GET:
        return _page(request, "objection_received.html", title="Thank you")
    try:
        path, name = _page_meant(request.GET.get("about", ""))
    except NotHere as missing:
        return no_page(request, missing)
    if request.method != "POST":
        return _form_page(request, path, name, ObjectionForm())
    form = ObjectionForm(request.POST)
    if _is_from_elsewhere(request):
        return _form_page(request, path, name, form, "Send it from this page, please.", 403)
    if not form.is_valid():
        return _form_page(request, path, name, form, status=400)
    if refusal := _refusal(request, path):
        response = _form_page(request, path, name, form, refusal, 429)
        response["Retry-After"] = "3600"
        return response
    form.instance.path = path
    form.save()
    return HttpResponseRedirect(f"{OBJECTIONS_PATH}?{RECEIVED}")


def _page_meant(path: str) -> tuple[str, str]:
    """A public page of this site, whose things are there to be seen, without the suffix of a face, and what it is
    about; NotHere if it is none. Two queries for a claim, one and one for each thing for others.
    """
    if not path.startswith("/") or path.startswith("//") or len(path) > LONGEST_PATH or holds_unprintable(path):
        raise NotHere(NO_PAGE)
    page, mark, query = path.partition("?")
    try:
        match = resolve(page)
    except Resolver404:
        raise NotHere(NO_PAGE) from None
    if face := match.kwargs.get("face"):
        page = f"{page.removesuffix(f'.{face}')}/"
    if not page.endswith("/") or match.url_name == PANEL_URL_NAME or page.startswith(OF_EDITORS):
        raise NotHere(NO_PAGE)
    return (meant := f"{page}{mark}{query}"), _things_in_words(match) or meant


def _things_in_words(match: ResolverMatch) -> str:
    """“Flask · Built-in ORM”, “Flask vs Django”, what a claim states; empty if the address names nothing. NotHere if it
    names a thing that is not there, or that nobody may see.
    """
    key = match.kwargs.get("key")
    if key is not None:
        statement = Claim.objects.once_published().filter(key=key).values_list("statement", flat=True).first()
        if statement is None:
            raise NotHere(NO_PAGE)
        return str(statement)
    pairs = [pair for every in slugs_of(match.url_name or "", match.kwargs).values() for pair in every]
    if not pairs:
        return ""
    rows = rows_of(vocabulary_on_demand(), *((KINDS[kind], slug) for kind, slug in pairs))
    return (" vs " if "names" in match.kwargs else " · ").join(map(name_of, rows))


def _is_from_elsewhere(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin", "")
    return bool(origin) and origin not in (f"https://{request.get_host()}", f"http://{request.get_host()}")


def _refusal(request: HttpRequest, path: str) -> str:
    """Why no more is taken now; blank if it is. Two queries."""
    hour, page = timezone.now() - timedelta(hours=1), path.partition("?")[0]
    if Objection.objects.filter(sent_at__gt=hour).count() >= MOST_IN_AN_HOUR:
        return "Very many were sent within this hour. Keep your text and send it later, please."
    of_page = Q(path=page) | Q(path__startswith=f"{page}?")
    if Objection.objects.filter(of_page, state=Objection.Progress.OPEN).count() >= MOST_OPEN_OF_A_PAGE:
        return "Editors have several of this page to read already. Keep your text and send it later, please."
    if count_visit(request, "objection") > MOST_OF_A_VISITOR:
        return "Many came from where you are within this hour. Keep your text and send it later, please."
    return ""


def _form_page(
    request: HttpRequest, path: str, name: str, form: ObjectionForm, refusal: str = "", status: int = 200
) -> HttpResponse:
    title = "Say that this is wrong"
    return _page(request, "objection.html", status, title=title, about=path, name=name, form=form, refusal=refusal)


def _page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = NO_INDEX
    patch_cache_control(response, no_store=True)
    return response
