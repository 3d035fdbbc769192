"""The changes as a feed that a reader subscribes to, with any filter."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed, get_tag_uri
from django.utils.html import format_html

from compare.faces.addresses import with_query
from compare.faces.contents import PublicChange
from compare.filters import AXES, CELLS, EVIDENCE
from compare.pages.change_pages import changes_between, described
from compare.query.events import EventList
from compare.query.places import AddressPlace
from compare.query.selection import Selection, select
from compare.web.freshness import today
from compare.web.lazy_text import LazyText
from kb.evidence.vocabulary import Vocabulary

MOST_FEED_ENTRIES = 200
FEED_PATH = "/feeds/changes.atom"
NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def changes(request: HttpRequest) -> HttpResponse:
    """The newest changes of the selection, as on ``/changes/``; it takes every filter but order and page."""
    selection = select(request.GET, today(), AddressPlace({}, stages=(AXES, EVIDENCE, CELLS)))
    response = LazyText(lambda: _text(request, selection), Atom1Feed.content_type)
    response["Link"] = (
        f'<{with_query("/changes/", selection.query)}>; rel="alternate"; type="text/html", '
        f'<{settings.SITE.data_license_url}>; rel="license"'
    )
    return response


def _text(request: HttpRequest, selection: Selection) -> str:
    """The newest changes as entries, no more read than are shown."""
    events = EventList(selection)
    feed = _feed(request, events)
    for change in changes_between(events, 0, MOST_FEED_ENTRIES):
        _add(feed, change, request, selection.vocabulary)
    return str(feed.writeString("utf-8"))


def _feed(request: HttpRequest, events: EventList) -> Atom1Feed:
    selection = events.selection
    sentence = selection.sentence(described(events))
    return Atom1Feed(
        title=clean(", ".join([f"{settings.SITE.name}: changes", *selection.filters.words()])),
        link=request.build_absolute_uri(with_query("/changes/", selection.query)),
        feed_url=request.build_absolute_uri(with_query(FEED_PATH, selection.query)),
        description=None,
        subtitle=clean(f"{sentence} This feed holds the newest {MOST_FEED_ENTRIES} at most."),
        language="en",
        author_name=settings.SITE.name,
        author_link=request.build_absolute_uri("/"),
        feed_copyright=f"{settings.SITE.data_license}, {settings.SITE.data_license_url}",
    )


def _add(feed: Atom1Feed, change: PublicChange, request: HttpRequest, vocabulary: Vocabulary) -> None:
    """One change as an entry. Its id is made of address, event and day, and so stays what it is."""
    link = request.build_absolute_uri(change.path)
    reason = f" ({change.reason_words})" if change.reason else ""
    company = f", {vocabulary.companies[change.company].name}" if change.company else ""
    cell = f"{vocabulary.frameworks[change.framework].name}: {vocabulary.aspects[change.aspect].name}{company}"
    feed.add_item(
        title=clean(f"{change.event.capitalize()}{reason}: {change.words}"),
        link=link,
        description=format_html("<p>{}</p><p>{}{}: {}</p>", clean(cell), change.event, reason, clean(change.words)),
        unique_id=get_tag_uri(f"{link}#{change.event}", change.on),
        updateddate=begin(change.on),
        categories=[change.event],
    )


def begin(day: date) -> datetime:
    """The first moment of a day, in UTC."""
    return datetime.combine(day, time(), tzinfo=UTC)


def clean(text: str) -> str:
    """The text without what XML 1.0 cannot hold."""
    return NO_XML.sub("\ufffd", text)
