"""Every address of the site. A page and its faces share one view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.urls import URLPattern, URLResolver, path, register_converter

from compare.answers.answering import answering
from compare.answers.problems import no_such_face
from compare.faces import FACES
from compare.pages import (  # fmt: skip
    about,
    cell_page,
    change_pages,
    choose,
    claim_pages,
    companies,
    comparison,
    deploy,
    disagreements,
    feeds,
    home,
    machines,
    method,
    objection_pages,
    panel_pages,
    passwords,
    quality,
    reference,
    search,
    second_factor_page,
    sign_in,
    sitemaps,
    subject_pages,
)
from compare.web import second_factor


class Name:
    """A part of an address that names something: anything but a slash. Whether it exists, the page says."""

    regex = r"[^/]+?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Suffix(Name):
    """The suffix of a face."""

    regex = "|".join(suffix.replace(".", r"\.") for suffix in FACES)


second_factor.prepare(admin.site)
register_converter(Name, "name")
register_converter(Suffix, "face")


def page(route: str, view: Callable[..., Any], name: str) -> list[URLPattern]:
    """A page at ``route``, which ends in a slash, and its faces at the same path with a suffix."""
    answer = answering(view)
    return [
        path(f"{route.removesuffix('/')}.<face:face>", answer, name=f"{name}-face"),
        path(route, answer, name=name),
        path(f"{route.removesuffix('/')}.<name:suffix>", answering(no_such_face), name=f"{name}-no-face"),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/login/", sign_in.sign_in),  # before the admin's own, at the same address
    path("admin/second-factor/", second_factor_page.page, name="second-factor"),
    path("admin/password_change/", passwords.change),  # before the admin's own, as the sign-in
    path("admin/password_reset/", passwords.forgotten, name="admin_password_reset"),  # the form of the sign-in asks
    path("admin/password_reset/done/", passwords.mailed, name="password_reset_done"),
    path("admin/reset/<uidb64>/<token>/", passwords.choose, name="password_reset_confirm"),
    path("admin/reset/done/", passwords.chosen, name="password_reset_complete"),
    path("admin/", admin.site.urls),
    path("", answering(home.home), name="home"),
    *page("compare/", comparison.choose, "choose-frameworks"),
    *page("compare/<name:names>/", comparison.comparison, "comparison"),
    *page("compare/<name:names>/summary/", comparison.summary, "comparison-summary"),
    *page("choose/", choose.chooser, "choose"),
    *page("frameworks/", subject_pages.frameworks, "frameworks"),
    *page("frameworks/<name:slug>/", subject_pages.framework, "framework"),
    *page("aspects/", subject_pages.aspects, "aspects"),
    *page("aspects/<name:slug>/", subject_pages.aspect, "aspect"),
    *page("companies/", companies.companies, "companies"),
    *page("companies/<name:slug>/", companies.company, "company"),
    *page("sources/", subject_pages.sources, "sources"),
    *page("sources/<name:slug>/", subject_pages.source, "source"),
    *page("claims/", claim_pages.claims, "claims"),
    *page("claims/<name:key>/", claim_pages.claim, "claim"),
    *page("cells/<name:framework>/<name:aspect>/", cell_page.cell, "cell"),
    *page("cells/<name:framework>/<name:aspect>/<name:company>/", cell_page.cell, "company-cell"),
    *page("disagreements/", disagreements.disagreements, "disagreements"),
    *page("quality/", quality.quality, "quality"),
    *page("changes/", change_pages.changes, "changes"),
    path("filters/<path:inner>", answering(panel_pages.filters), name=panel_pages.PANEL_URL_NAME),
    path("about/", answering(about.about), name="about"),
    path("about/method/", answering(method.method), name="method"),
    path("about/deploy/", answering(deploy.deploy), name="deploy"),
    path("reference/", answering(reference.reference), name="reference"),
    path("objections/", objection_pages.objections, name="objections"),
    path("search/", answering(search.search), name="search"),
    path("feeds/changes.atom", answering(feeds.changes), {"face": "json"}, name="changes-feed"),
    path("sitemap.xml", answering(sitemaps.sitemap), name="sitemap"),
    path("sitemap-<slug:name>.xml", answering(sitemaps.sitemap_part), name="sitemap-part"),
    path("robots.txt", answering(machines.robots), name="robots"),
    path("healthz", machines.healthz, name="healthz"),
    path("readyz", machines.readyz, name="readyz"),
]

handler403 = "compare.answers.shut_doors.no_right"
handler404 = "compare.answers.problems.no_page"
handler500 = "compare.answers.broken.broken"
