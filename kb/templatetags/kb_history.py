"""How a text is shown beside what it was."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kb.editing.versions import TextPiece

register = template.Library()


@register.filter
def marked(pieces: Iterable[TextPiece], element: str) -> SafeString:
    """The pieces of a text as one, those that changed in an element: “ins”, or “ins [+ +]” with signs within it."""
    name, before, after = (*element.split(), "", "")[:3]
    changed = f"<{name}>{before}{{}}{after}</{name}>"
    return SafeString("".join(format_html(changed if piece.changed else "{}", piece.text) for piece in pieces))
