"""JSON: the document inside an answer of a blog's API, or data as it stands. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from kb.documents.extraction.html_reader import html_text
from kb.documents.extraction.refusals import TextRefused

Path = tuple[str | int, ...]

BLOCK_END = re.compile(r"</(?:p|div|li|ul|ol|h[1-6]|table|section|article|blockquote|pre|figure)\s*>", re.IGNORECASE)
# What answers call the text itself. A field named otherwise is taken only where it is the one with HTML.
BODY = re.compile(r"(?:content|body|html|text|article|post)+", re.IGNORECASE)
BESIDE = re.compile(r"excerpt|summary|description|teaser|comments?|replies|related|author|head", re.IGNORECASE)
WRAPPERS = {"rendered", "raw", "value", "html"}


def json_text(written: str) -> str:
    """The title and the text of the one post in an answer; the data as it is written where no field holds HTML.

    What an answer carries along (keys that begin with “_”: `_embedded`) is never the post. Raises TextRefused for what
    is no JSON, for several posts, and where no name says which of several fields is the text.
    """
    answer = parsed(written)
    passages = [(path, text) for path, text in _strings(answer) if BLOCK_END.search(text)]
    if not passages:
        return written
    path, body = _body([(path, html_text(text)) for path, text in passages])
    title = _title_above(answer, path)
    return f"{title}\n\n{body}" if title and body else body


def parsed(written: str) -> Any:
    """Raises TextRefused for what is no JSON."""
    try:
        return json.loads(written)
    except (ValueError, RecursionError) as error:
        raise TextRefused(f"This is not valid JSON: {error}.") from error


def _strings(answer: Any) -> Iterator[tuple[Path, str]]:
    """The texts of an answer with their paths, those that are carried along left out."""
    waiting: list[tuple[Path, Any]] = [((), answer)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, list):
            waiting += reversed([((*path, place), inner) for place, inner in enumerate(value)])
        elif isinstance(value, dict):
            own = [((*path, key), inner) for key, inner in value.items() if not key.startswith("_")]
            waiting += reversed(own)


def _body(passages: list[tuple[Path, str]]) -> tuple[Path, str]:
    bodies = [(path, text) for path, text in passages if _is_body(path)]
    nearest = min((len(path) for path, _ in bodies), default=0)
    candidates = [(path, text) for path, text in bodies if len(path) == nearest] or passages
    with_text = [(path, text) for path, text in candidates if text] or candidates[:1]
    posts = {path[: -len(_field(path))]: 0 for path, _ in with_text}
    if len(posts) > 1 and len({_shape(path) for path, _ in with_text}) < len(with_text):
        raise TextRefused(f"This JSON holds {len(posts)} documents. Keep the one that the source is about.")
    if len(with_text) > 1:
        names = ", ".join(sorted(".".join(_shape(path)) for path, _ in with_text)[:5])
        raise TextRefused(f"This JSON holds several texts ({names}). Keep the one that the source is about.")
    return with_text[0]


def _is_body(path: Path) -> bool:
    field = str(_field(path)[0])
    beside = any(isinstance(key, str) and BESIDE.search(key) for key in path)
    return not beside and BODY.match(field) is not None


def _field(path: Path) -> Path:
    """The end of a path that names a field: `content`, `rendered` of a post's content."""
    return path[-2:] if len(path) > 1 and path[-1] in WRAPPERS and isinstance(path[-2], str) else path[-1:]


def _shape(path: Path) -> tuple[str, ...]:
    """The path without the places in lists: the same for the same field of each entry."""
    return tuple("[]" if isinstance(key, int) else key for key in path)


def _title_above(answer: Any, path: Path) -> str:
    """The nearest field “title” above the body, itself or what it holds."""
    above = [answer]
    for key in path[:-1]:
        above.append(above[-1][key])
    for holder in reversed(above):
        if isinstance(holder, dict) and "title" in holder:
            return next((html_text(text) for _, text in _strings(holder["title"]) if text), "")
    return ""
