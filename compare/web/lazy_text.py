"""An answer whose text is written when it is sent: HEAD and a 304 need its headers alone."""

from __future__ import annotations

from collections.abc import Callable

from django.template.response import SimpleTemplateResponse


class LazyText(SimpleTemplateResponse):
    """Sent as any template of Django's is: ``write`` runs once, when the answer is rendered."""

    def __init__(self, write: Callable[[], str], content_type: str) -> None:
        super().__init__(template="", content_type=content_type)
        self._write = write

    @property
    def rendered_content(self) -> str:
        return self._write()
