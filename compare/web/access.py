"""Who may what: from whom on each address of the site answers a reader, and takes what is sent to it.

The test that `PROOF` names walks the URLconf, and asks each address of it as each of these. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple

PROOF = "compare/test_access.py", "test_an_address_is_for_those_whom_the_table_names"


class Role(IntEnum):
    """People; each may do all that those before may. An account is one that may not enter the admin, staff may enter it
    and has no right there.
    """

    ANYBODY = 0
    ACCOUNT = 1
    STAFF = 2
    EDITOR = 3
    REVIEWER = 4
    SUPERUSER = 5
    NOBODY = 6

    @property
    def words(self) -> str:
        return {Role.EDITOR: "Editor", Role.REVIEWER: "Reviewer"}.get(self, self.name.lower())


ANYBODY, STAFF, EDITOR, REVIEWER = Role.ANYBODY, Role.STAFF, Role.EDITOR, Role.REVIEWER
SUPERUSER, NOBODY = Role.SUPERUSER, Role.NOBODY


class Access(NamedTuple):
    """An address as the URLconf spells it: from whom on it is shown, and from whom on it takes a form."""

    route: str
    read: Role
    write: Role = NOBODY


class TableAccess(NamedTuple):
    """A table of the admin. ``history`` says what its rows have of one: versions, a log, or nothing."""

    name: str
    look: Role
    add: Role
    change: Role
    delete: Role
    history: str = "versions"

    @property
    def write(self) -> Role:
        return min(self.change, self.delete)


TABLES = (
    TableAccess("kb/aspect", EDITOR, EDITOR, EDITOR, SUPERUSER),
    TableAccess("kb/aspectgroup", EDITOR, SUPERUSER, SUPERUSER, SUPERUSER),
    TableAccess("kb/cell", EDITOR, NOBODY, NOBODY, NOBODY, ""),
    TableAccess("kb/claim", EDITOR, EDITOR, EDITOR, SUPERUSER),
    TableAccess("kb/company", EDITOR, EDITOR, EDITOR, SUPERUSER),
    TableAccess("kb/formerslug", SUPERUSER, NOBODY, NOBODY, NOBODY),
    TableAccess("kb/framework", EDITOR, EDITOR, EDITOR, SUPERUSER),
    TableAccess("kb/gap", EDITOR, EDITOR, EDITOR, SUPERUSER),
    TableAccess("kb/merge", REVIEWER, NOBODY, NOBODY, NOBODY, ""),
    TableAccess("kb/need", EDITOR, SUPERUSER, SUPERUSER, SUPERUSER),
    TableAccess("kb/objection", EDITOR, NOBODY, EDITOR, SUPERUSER, ""),
    TableAccess("kb/option", EDITOR, EDITOR, EDITOR, SUPERUSER),
    TableAccess("kb/proposal", EDITOR, NOBODY, REVIEWER, NOBODY, ""),
    TableAccess("kb/reading", EDITOR, EDITOR, EDITOR, EDITOR),
    TableAccess("kb/resolution", EDITOR, REVIEWER, REVIEWER, SUPERUSER),
    TableAccess("kb/revision", SUPERUSER, NOBODY, NOBODY, NOBODY, ""),
    TableAccess("kb/scope", EDITOR, EDITOR, EDITOR, SUPERUSER),
    TableAccess("kb/snapshot", EDITOR, EDITOR, SUPERUSER, SUPERUSER),
    TableAccess("kb/source", EDITOR, EDITOR, EDITOR, SUPERUSER),
    TableAccess("kb/sourcelink", EDITOR, EDITOR, EDITOR, SUPERUSER),
    TableAccess("kb/withdrawal", REVIEWER, NOBODY, NOBODY, NOBODY, ""),
    TableAccess("auth/group", SUPERUSER, SUPERUSER, SUPERUSER, SUPERUSER, "log"),
    TableAccess("auth/user", SUPERUSER, SUPERUSER, SUPERUSER, SUPERUSER, "log"),
)

OFFICE = (  # the admin besides its tables
    Access("admin/", STAFF),
    Access("admin/login/", ANYBODY, ANYBODY),
    Access("admin/logout/", NOBODY, STAFF),
    Access("admin/second-factor/", NOBODY),  # leads on but for who is asked for it
    Access("admin/password_reset/", ANYBODY, ANYBODY),
    Access("admin/password_reset/done/", ANYBODY),
    Access("admin/reset/<uidb64>/<token>/", ANYBODY, ANYBODY),
    Access("admin/reset/done/", ANYBODY),
    Access("admin/password_change/", STAFF, STAFF),
    Access("admin/password_change/done/", STAFF),
    Access("admin/autocomplete/", EDITOR),
    Access("admin/jsi18n/", STAFF),
    Access("admin/r/<content_type_id>/<object_id>/", NOBODY),
    Access("admin/<app_label>/", EDITOR),
    Access("admin/<url>", NOBODY),
    Access("admin/auth/user/<id>/password/", SUPERUSER, SUPERUSER),
    Access("admin/kb/cell/unanswered/", EDITOR),
    Access("admin/kb/cell/at/<framework>/<aspect>/", EDITOR, REVIEWER),
    Access("admin/kb/cell/at/<framework>/<aspect>/<company>/", EDITOR, REVIEWER),
    Access("admin/kb/cell/absence/<framework>/<aspect>/", EDITOR, EDITOR),
    Access("admin/kb/cell/absence/<framework>/<aspect>/<company>/", EDITOR, EDITOR),
    Access("admin/kb/claim/import/", EDITOR, EDITOR),
    Access("admin/kb/claim/import/<key>/", EDITOR, EDITOR),
    Access("admin/kb/claim/review/", EDITOR),
    Access("admin/kb/claim/<claim_id>/review/", EDITOR, REVIEWER),
    Access("admin/kb/merge/<pk>/undo/", REVIEWER, REVIEWER),
    *(Access(f"admin/kb/{kind}/<pk>/merge/", REVIEWER, REVIEWER)
      for kind in ("aspect", "company", "framework", "option", "scope", "source")),
    *(Access(f"admin/kb/{kind}/<pk>/withdraw/", REVIEWER, REVIEWER) for kind in ("claim", "company", "source")),
    Access("admin/kb/source/<pk>/quotes/", EDITOR),
    Access("admin/kb/source/<pk>/read/", NOBODY, EDITOR),
    Access("admin/kb/source/<pk>/record/", EDITOR, EDITOR),
    Access("admin/kb/source/<pk>/record/cell/", EDITOR),
    Access("admin/kb/source/<pk>/report/", EDITOR),
    Access("admin/kb/source/<pk>/text/", EDITOR, EDITOR),
    Access("admin/kb/source/<pk>/text/<key>/", EDITOR, EDITOR),
)  # fmt: skip

FILED = (  # pages with faces
    "compare/",
    "compare/<names>/",
    "compare/<names>/summary/",
    "choose/",
    "frameworks/",
    "frameworks/<slug>/",
    "aspects/",
    "aspects/<slug>/",
    "companies/",
    "companies/<slug>/",
    "sources/",
    "sources/<slug>/",
    "claims/",
    "claims/<key>/",
    "cells/<framework>/<aspect>/",
    "cells/<framework>/<aspect>/<company>/",
    "disagreements/",
    "quality/",
    "changes/",
)
ALONE = (
    "",
    "filters/<inner>",
    "about/",
    "about/method/",
    "about/deploy/",
    "reference/",
    "search/",
    "feeds/changes.atom",
    "sitemap.xml",
    "sitemap-<name>.xml",
    "robots.txt",
    "healthz",
    "readyz",
)
PUBLIC_FORMS = (Access("objections/", ANYBODY, ANYBODY),)


def _files(page: str) -> Iterator[Access]:
    """A page, its faces, and what no face is."""
    yield Access(page, ANYBODY)
    yield Access(f"{page.removesuffix('/')}.<face>", ANYBODY)
    yield Access(f"{page.removesuffix('/')}.<suffix>", NOBODY)


def _rows(table: TableAccess) -> Iterator[Access]:
    """The addresses that the admin makes of a table."""
    list_page, row = f"admin/{table.name}/", f"admin/{table.name}/<object_id>/"
    yield Access(list_page, table.look, table.write)
    yield Access(f"{list_page}add/", table.add, table.add)
    yield Access(row, STAFF)  # leads to the page below
    yield Access(f"{row}change/", table.look, table.change)
    yield Access(f"{row}delete/", table.delete, table.delete)
    yield Access(f"{row}history/", table.look if table.history else NOBODY)
    if table.history == "versions":
        yield Access(f"{row}history/compare/", table.look)
        yield Access(f"{row}history/<version>/", table.look, table.change)


def _all() -> Iterable[Access]:
    yield from (Access(page, ANYBODY) for page in ALONE)
    yield from PUBLIC_FORMS
    yield from (row for page in FILED for row in _files(page))
    yield from OFFICE
    yield from (row for table in TABLES for row in _rows(table))


ACCESS = {row.route: row for row in _all()}
