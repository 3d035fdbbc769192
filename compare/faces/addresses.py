"""The addresses of things and of their faces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote_plus

from compare.faces import FACES, Face
from kb.evidence.kinds import WITH_PAGES

VERSUS = "-vs-"
MOST_LETTERS = 80  # of a query in the name of a file
PAGES = (
    "/", "/compare/", "/choose/", *(f"/{kind.plural}/" for kind in WITH_PAGES), "/claims/", "/disagreements/",
    "/quality/", "/changes/", "/about/", "/about/method/", "/reference/",
)  # fmt: skip


@dataclass(frozen=True)
class FaceLink:
    """Where a face of the present selection is."""

    face: Face
    href: str


def face_path(path: str, suffix: str) -> str:
    """The same path with the suffix in place of the last slash: ``/claims/`` to ``/claims.json``."""
    return f"{path.rstrip('/')}.{suffix}"


def with_query(path: str, query: str) -> str:
    """The path with a query, which is blank or encoded already."""
    return f"{path}?{query}" if query else path


def face_links(path: str, query: str, main: str) -> list[FaceLink]:
    """Every face of a page with this main list, with its query."""
    faces = [face for face in FACES.values() if face.holds(main)]
    return [FaceLink(face, with_query(face_path(path, face.suffix), query)) for face in faces]


def comparison_path(frameworks: Sequence[str]) -> str:
    """``/compare/flask-vs-django/`` for the frameworks in this order."""
    return f"/compare/{VERSUS.join(frameworks)}/"


def canonical_comparison_path(frameworks: Sequence[str]) -> str:
    """The one address of a set of frameworks: in alphabetical order."""
    return comparison_path(sorted(frameworks))


def file_name(path: str, suffix: str, query: str = "") -> str:
    """What a face is called on disk: ``claimgrid-compare-flask-vs-django.csv``, and with a query what is in it:
    ``claimgrid-compare-flask-vs-django-group-security.md``.
    """
    words = re.sub(r"[^a-z0-9.]+", "-", unquote_plus(query).lower()).strip("-")[:MOST_LETTERS].rstrip("-")
    return f"claimgrid-{path.strip('/').replace('/', '-')}{'-' if words else ''}{words}.{suffix}"
