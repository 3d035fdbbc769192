"""The site as it is served, with a face that has no end and an address that tells what happened inside."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.db.backends.signals import connection_created

import compare.wsgi as site  # first: it sets up Django
from compare.answers import answering
from compare.faces.contents import Envelope

SEEN = {"opened": 0, "begun": 0, "ended": 0}
LINE = "A line of a face that goes on and on.\n"


def endless(envelope: Envelope) -> Iterator[str]:
    SEEN["begun"] += 1
    try:
        while True:
            yield LINE
    finally:
        SEEN["ended"] += 1


def count(**named: Any) -> None:
    SEEN["opened"] += 1


connection_created.connect(count)
answering.FACES["md"] = replace(answering.FACES["md"], write=endless)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/seen":
        text = json.dumps(SEEN).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(text)))])
        return [text]
    return site.application(environ, start_response)
