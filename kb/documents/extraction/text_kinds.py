"""Which kind of text a file is: by its name, its type, else by what is written in it. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import PurePosixPath


class TextKind(StrEnum):
    HTML = "html"
    MARKDOWN = "markdown"
    RST = "rst"
    JSON = "json"
    METADATA = "metadata"
    PLAIN = "text"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    TextKind.HTML: "HTML",
    TextKind.MARKDOWN: "Markdown",
    TextKind.RST: "reStructuredText",
    TextKind.JSON: "JSON",
    TextKind.METADATA: "package metadata",
    TextKind.PLAIN: "plain text or code",
}
SUFFIXES = {
    TextKind.HTML: "html htm xhtml",
    TextKind.MARKDOWN: "md markdown mdx",
    TextKind.RST: "rst rest",
    TextKind.JSON: "json",
    TextKind.PLAIN: "c cfg cjs cpp cs css go h ini java js jsx mjs php py pyi rb rs scss sh sql toml ts tsx xml yaml",
}
KIND_OF_SUFFIX = {f".{suffix}": kind for kind, suffixes in SUFFIXES.items() for suffix in suffixes.split()}
KIND_OF_TYPE = {
    "text/html": TextKind.HTML,
    "application/xhtml+xml": TextKind.HTML,
    "application/json": TextKind.JSON,
    "text/markdown": TextKind.MARKDOWN,
    "text/x-rst": TextKind.RST,
    "text/prs.fallenstein.rst": TextKind.RST,
}

_METADATA = re.compile(r"Metadata-Version: [\d.]+\n")
_PAGE = re.compile(r"\s*+(?:<!--.*?-->\s*+)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_MOST_LOOKED_AT = 200_000  # characters
# Signs of a markup, each counted once a place. None is looked for beyond where the next of its kind begins, or a text
# of such beginnings would take a minute. Title underlines of = and - are signs of both.
_RST = re.compile(
    r"^[ \t]*\.\. (?:[\w:+.-]+::|_[^:\n]+:|\[)|:[a-z][a-z:+-]{0,60}:`[^`\n]+`|``[^`\n]+``|`[^`\n]+`_|::$"
    r"|^(?=(?P<rule>[=\-~^\"'*+#.])(?P=rule){3})[=\-~^\"'*+#.]+\n(?!\n)",
    re.MULTILINE,
)
_MARKDOWN = re.compile(
    r"^#{1,6} \S|^[ \t]*```|!?\[[^\[\]\n]+\]\([^()\n]+\)|\*\*[^*\s][^*\n]*\*\*|(?<![`:\w])`[^`\n]+`(?![`_])"
    r"|^[ \t]*\|.*\|[ \t]*$|^\[[^\]\n]+\]: ",
    re.MULTILINE,
)
# Statements where lines begin; in documents code is fenced or indented.
_FENCE = re.compile(r"`{3,}+|~{3,}+")
_CODE = re.compile(
    r"^(?:from [\w.]+ import |import [\w.{*\"']|(?:async )?def \w+\(|class \w.*[:{]$|@\w[\w.]*|if __name__|#!/"
    r"|(?:export |declare )*(?:const|let|var|function|interface|type|class) \w|module\.exports|[\"']use strict"
    r"|//|/\*|[a-zA-Z_]\w*(?:: [\w\[\]., |]+)? = |\"\"\"|\[[\w.-]+\]$)",
    re.MULTILINE,
)
_FEW = 2  # signs of markup that stand in a plain text by chance
_LEAST_CODE = 3  # statements, and one in so many lines that begin without a blank
_LINES_A_STATEMENT = 20
_LINE = re.compile(r"^\S", re.MULTILINE)


def kind_by_name(name: str, content_type: str) -> TextKind | None:
    """What a name or a type says; None where they leave it open, as “.txt” does."""
    mime = content_type.lower().partition(";")[0].strip()
    path = PurePosixPath(name.lower().removesuffix(".txt"))  # Sphinx shows its sources as .rst.txt
    return KIND_OF_SUFFIX.get(path.suffix) or KIND_OF_TYPE.get(mime)


def kind_of(text: str) -> TextKind:
    """What a text is that comes without a name."""
    if _PAGE.match(text):
        return TextKind.HTML
    if _METADATA.match(text):
        return TextKind.METADATA
    if re.match(r"\s*+[\[{]", text) and _is_json(text):
        return TextKind.JSON
    return _markup(text[:_MOST_LOOKED_AT])


def _markup(text: str) -> TextKind:
    rst, markdown = _count(_RST, text), _count(_MARKDOWN, text)
    if max(rst, markdown) < _FEW or _is_code(text):
        return TextKind.PLAIN
    return TextKind.RST if rst > markdown else TextKind.MARKDOWN


def _is_code(text: str) -> bool:
    rest = "\n".join(without_examples(text))
    return _count(_CODE, rest) >= max(_LEAST_CODE, _count(_LINE, rest) / _LINES_A_STATEMENT)


def without_examples(text: str) -> Iterator[str]:
    """The lines of a text but for those that are fenced, as an example is. A fence without an end goes to the end."""
    fence = ""
    for line in text.split("\n"):
        if fence:
            fence = "" if line.startswith(fence) else fence
        elif match := _FENCE.match(line):
            fence = match[0]
        else:
            yield line


def _count(signs: re.Pattern[str], text: str) -> int:
    return sum(1 for _ in signs.finditer(text))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
