"""The metadata of a Python package (PKG-INFO, METADATA): headers, then its README. Pure."""

from __future__ import annotations

import re

from kb.documents.extraction.markdown_reader import markdown_text
from kb.documents.extraction.rst_reader import rst_text

_CONTENT_TYPE = re.compile(r"^Description-Content-Type:[ \t]*([\w/-]+)", re.MULTILINE | re.IGNORECASE)


def metadata_text(written: str) -> str:
    """The headers as they stand; the README as its content type says, which is reStructuredText where none is given."""
    headers, blank, description = written.partition("\n\n")
    stated = _CONTENT_TYPE.search(headers)
    content_type = stated[1].lower() if stated else "text/x-rst"
    if content_type == "text/markdown":
        description = markdown_text(description)
    elif content_type == "text/x-rst":
        description = rst_text(description)
    return headers + blank + description
