"""What a person has sent and not confirmed yet, kept between two requests.

It lies in the table of sessions, in a row of its own: every process of the site finds it, a page need not carry it
back (a form may hold 2.5 MB, a file 20 MiB), and it goes away by itself. Its key cannot be guessed, leads only the
person who sent it to it, and signs nobody in.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zlib import compress, decompress

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from kb.models import Source

HOLDING_TIME = timedelta(hours=12)  # a sitting
OWNER, PURPOSE, CONTENT, WORDS = "kept_for", "kept_as", "kept_content", "kept_words"
OF_IMPORT = "import"  # purpose of a file of claims


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """Something kept: bytes, and short words about them."""

    key: str
    content: bytes
    words: dict[str, str]


def of_text(source: Source) -> str:
    """The purpose of a text of this source."""
    return f"text of {source.pk}"


def keep(person: Any, purpose: str, content: bytes, **words: str) -> str:
    """Keep it for this person and purpose, and forget what is older than `HOLDING_TIME`. Returns the key.

    A few queries. ``purpose`` says which page may have it back.
    """
    SessionStore.clear_expired()
    store = SessionStore()
    store.set_expiry(int(HOLDING_TIME.total_seconds()))
    store.update({OWNER: person.pk, PURPOSE: purpose, CONTENT: b64encode(compress(content)).decode(), WORDS: words})
    store.save()
    return str(store.session_key)


def unconfirmed_of(person: Any, purpose: str, key: str) -> Unconfirmed | None:
    """What was kept under the key; None if that is gone, somebody else's or for another purpose. One query."""
    store = SessionStore(key)
    if store.get(OWNER) != person.pk or store.get(PURPOSE) != purpose:
        return None
    return Unconfirmed(key, decompress(b64decode(store[CONTENT])), store[WORDS])


def forget(unconfirmed: Unconfirmed) -> None:
    """Drop it. One query."""
    SessionStore(unconfirmed.key).delete()


def forget_all(is_gone: Callable[[str, bytes], bool]) -> None:
    """Drop all of which this is true of purpose and content, whosever it is. Reads all sessions; a query for each."""
    for row in Session.objects.order_by("pk").iterator():
        store = row.get_decoded()
        if PURPOSE in store and is_gone(store[PURPOSE], decompress(b64decode(store[CONTENT]))):
            row.delete()
