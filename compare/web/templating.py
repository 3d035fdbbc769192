"""How Jinja2 renders the public pages, and Django's own engine what editors see. Neither sends indentation."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterable, Iterator, MutableMapping
from datetime import date
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any
from urllib.parse import quote

from crispy_forms.utils import render_crispy_form
from django.template import Origin
from django.template.loaders import filesystem
from django.templatetags.static import static
from django.utils.text import capfirst
from django_htmx.jinja import htmx_script
from jinja2 import BaseLoader, Environment, StrictUndefined
from jinja2.ext import Extension

from compare.web.directions import bdi, lang, prose
from compare.web.indexing import nofollow
from compare.web.report_links import report_link

# What a page may leave out; it then counts as empty. Any other name that a template asks for and nobody gave is an
# error. Macros are imported without the context of a page: they see nothing but what they are called with.
OPTIONAL = (
    "active",
    "canonical",
    "chips",
    "description",
    "faces",
    "head_description",
    "head_title",
    "kept",
    "linked",
    "og_type",
    "panel",
    "query",
    "quick",
    "robots",
    "selection",
    "sought",
    "swaps",
)  # fmt: skip


INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class Unindented(Extension):
    """Leaves out the indentation of lines: templates are indented for people, and a table has thousands of lines."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return INDENTATION.sub("", source)


class UnindentedLoader(filesystem.Loader):
    """The same for the site's templates that Django's own engine renders."""

    def get_contents(self, origin: Origin) -> str:
        return INDENTATION.sub("", super().get_contents(origin))


class PublicEnvironment(Environment):
    """Has what templates may name in a plain mapping: Jinja's own looks through two, each time a macro is imported."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def environment(*, loader: BaseLoader, auto_reload: bool, **_: Any) -> Environment:
    """The environment of the public templates: all is escaped, and a name that nobody gave is an error.

    Django's other defaults are left aside: they would let a misspelt name print nothing.
    """
    made = PublicEnvironment(
        loader=loader,
        auto_reload=auto_reload,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        extensions=[Unindented],
    )
    made.globals |= dict.fromkeys(OPTIONAL, "")
    made.globals |= {
        "crispy": render_crispy_form,
        "htmx_script": htmx_script,
        "nofollow": nofollow,
        "report_link": report_link,
    }
    made.globals["static"] = static if auto_reload else cache(static)
    made.filters |= {"bdi": bdi, "capfirst": capfirst, "in_words": in_words, "lang": lang, "prose": prose}
    made.filters |= {"quoted": quoted, "runs": runs}
    return made


def in_words(day: date) -> str:
    """“7 November 2026”."""
    return f"{day.day} {month_name[day.month]} {day.year}"


def quoted(text: str) -> str:
    """As a value in a query string."""
    return quote(text, safe="")


def runs(rows: Iterable[Any], attribute: str) -> Iterator[tuple[Any, list[Any]]]:
    """Each value of the attribute with the rows that have it and follow each other, in their order."""
    return ((value, list(run)) for value, run in groupby(rows, key=attrgetter(attribute)))
