"""How to cite a claim, and the source it was read in: in words, as BibTeX and as CSL-JSON. Pure."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from kb.evidence.records import ALIKE, SourceRecord
from kb.texts import UNPRINTABLE

LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # \{ would count as an opening brace for BibTeX
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    **{mark: f"\\{mark}" for mark in "&%$#_"},
}
NO_KEY = re.compile(r"[^A-Za-z0-9_.-]+")
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


@dataclass(frozen=True, kw_only=True)
class Cited:
    """A claim as something to cite. ``issued``: when it was last changed in public; ``accessed``: today."""

    key: str
    text: str
    url: str
    site: str
    revision: int
    issued: date | None
    accessed: date
    source: SourceRecord
    locator: str

    @property
    def version(self) -> str:
        return f"revision {self.revision}"

    @property
    def title(self) -> str:
        return single_line(self.text)

    @property
    def note(self) -> str:
        """Which claim it is, and where it was read."""
        parts = [f"Claim {self.key}", self.version, f"from {_quoted_title(self.source)}", single_line(self.locator)]
        return ", ".join(filter(None, parts))


def plain(cited: Cited) -> str:
    """One sentence after the other, the address last."""
    issued = f" ({cited.issued.isoformat()})" if cited.issued else ""
    return (
        f"{single_line(cited.site)}{issued}: “{cited.title}” {cited.note}. "
        f"Accessed {cited.accessed.isoformat()}. {cited.url}"
    )


def source_plain(source: SourceRecord) -> str:
    """The source itself: who, what, where and when, as far as it says so. An archived copy stands in brackets."""
    written = source.modified_on or source.published_on
    parts = [
        single_line(source.author),
        f"“{single_line(source.title)}”",
        single_line(source.version),
        single_line(source.publisher),
        written or "undated",
        f"read {source.read_on.isoformat()}" if source.read_on else "",
        source.slug if source.namesakes == ALIKE else "",
    ]
    archived = f" [{source.archive_url}]" if source.archive_url else ""
    address = f". {source.url}{archived}" if source.url else "."
    return ", ".join(part for part in parts if part) + address


def _quoted_title(source: SourceRecord) -> str:
    """Its title, and what tells it from others that have the same."""
    title = f"“{single_line(source.title)}”"
    return f"{title} ({single_line(source.distinction)})" if source.distinction else title


def bibtex(cited: Cited) -> str:
    """An entry ``@misc``. Braces are balanced and everything that LaTeX would act on is spelled out."""
    fields = {
        "author": f"{{{latex(cited.site)}}}",
        "title": f"{{{latex(cited.title)}}}",
        **({"year": str(cited.issued.year)} if cited.issued else {}),
        "url": address(cited.url),
        "urldate": cited.accessed.isoformat(),
        "note": latex(cited.note),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    if cited.issued:
        lines.insert(3, f"  month = {MONTHS[cited.issued.month - 1]},")
    return "\n".join([f"@misc{{{identifier(cited)},", *lines, "}"])


def csl_json(cited: Cited) -> str:
    """A list of one CSL item, as reference managers read it; a line for each of its fields."""
    lines = (f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in csl(cited).items())
    return "[{\n" + ",\n".join(lines) + "\n}]"


def csl(cited: Cited) -> dict[str, Any]:
    """The fields of a CSL item; a date that is not known is left out."""
    site = single_line(cited.site)
    return {
        "id": identifier(cited),
        "type": "webpage",
        "title": cited.title,
        "author": [{"literal": site}],
        "container-title": site,
        "publisher": site,
        **({"issued": _day(cited.issued)} if cited.issued else {}),
        "accessed": _day(cited.accessed),
        "URL": cited.url,
        "version": cited.version,
        "note": cited.note,
        "language": "en",
    }


def identifier(cited: Cited) -> str:
    """What a text cites it by; never changes."""
    return f"{_name(cited.site)}-{_name(cited.key)}"


def single_line(text: str) -> str:
    """The text without line ends and without characters that no file can hold."""
    return " ".join(UNPRINTABLE.sub("", text).split())


def latex(text: str) -> str:
    """The text on one line, without marks that LaTeX would take for commands."""
    return "".join(LATEX.get(mark, mark) for mark in single_line(text))


def address(url: str) -> str:
    """An address as BibTeX can hold it: without spaces and braces."""
    return single_line(url).replace(" ", "%20").replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def _name(text: str) -> str:
    return NO_KEY.sub("-", text).strip("-").lower() or "claim"


def _day(day: date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}
