"""Uploaded files and pasted texts, turned into the text of a document: what quotes are checked against.

HTML, plain text, Markdown, and JSON with an HTML field inside, as blog APIs give it. Nothing is executed,
rendered or fetched, the same bytes always give the same text, and the time grows with the size alone, whatever
is in the file. Pure: no database, no settings, no clock.
"""

from __future__ import annotations

import codecs
import hashlib
import html
import json
import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from kb.texts import UNPRINTABLE

MOST_TEXT_BYTES = 5 * 1024 * 1024
MOST_TEXT_SIZE = "5 MiB"

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
SIGNATURES = {
    b"%PDF-": "a PDF",
    b"{\\rtf": "an RTF file",
    b"PK\x03\x04": "a ZIP or office file",
    b"\xd0\xcf\x11\xe0": "an office file",
    b"\x1f\x8b": "a compressed file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
}
SUFFIXES = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".json": "json", ".md": "markdown", ".markdown": "markdown",
}  # fmt: skip
TYPES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/json": "json",
    "text/markdown": "markdown",
}
BINARY_SHARE = 0.05  # of control characters; a text has a few at most

CONTROL_BYTES = bytes(sorted({*range(0x20)} - set(b"\t\n\r\f\x1b")))
META_CHARSET = re.compile(rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?[\w.:-]+", re.IGNORECASE)
CHARSETS = re.compile(
    r"utf-?8|us-ascii|iso-?8859-\d+|latin-?1|(?:windows-|cp)125\d|koi8-[ru]|macintosh"
    r"|shift[-_]jis|euc-(?:jp|kr)|gb2312|gbk|gb18030|big5"
)
AS_BROWSERS_READ = re.compile(r"iso-?8859-1|latin-?1|us-ascii")  # these mean cp1252, as the HTML standard says


class TextRefused(ValueError):
    """No text can be had from this file. The message is for an editor."""


def document_text(content: bytes, name: str = "", content_type: str = "") -> str:
    """The text of a file as it is kept. The kind follows from the name, else the type, else the content.

    Lines end in ``\\n``; there are no control characters. Raises TextRefused for what is too large, binary,
    undecodable or empty, or JSON that holds no HTML field or several documents.
    """
    _refuse_large(len(content))
    _refuse_binary(content)
    mime, _, parameters = content_type.lower().partition(";")
    kind = SUFFIXES.get(PurePosixPath(name.lower()).suffix) or TYPES.get(mime.strip(), "")
    declared = _charset(parameters) or _declared(content, kind)
    text = _without_control(_decoded(content, declared))
    return _not_empty(READERS[kind or _sniffed(text)](text))


def pasted_text(pasted: str) -> str:
    """The text that somebody pasted, as it is kept: HTML source and JSON are recognised as in a file."""
    return document_text(pasted.encode(errors="replace"))


def sha256_of(text: str) -> str:
    """The sum by which a kept text is known."""
    return hashlib.sha256(text.encode()).hexdigest()


def _refuse_large(size: int) -> None:
    if size > MOST_TEXT_BYTES:
        mebibytes = size / 1024 / 1024
        raise TextRefused(
            f"This file is too large: {mebibytes:.1f} MiB, and {MOST_TEXT_SIZE} is the most. Keep its text only."
        )


def _refuse_binary(content: bytes) -> None:
    for signature, words in SIGNATURES.items():
        if content.startswith(signature):
            raise TextRefused(f"This is {words}, not a text. Paste the text of it instead.")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    control = len(content) - len(content.translate(None, CONTROL_BYTES))
    if control > BINARY_SHARE * len(content):
        raise TextRefused("This is a binary file, not a text. Paste the text instead, or save it as UTF-8.")


def _decoded(content: bytes, declared: str) -> str:
    """Decoded by its byte order mark, else as it declares, else UTF-8, else as Windows wrote it (cp1252)."""
    for bom, encoding in BOMS:
        if content.startswith(bom):
            return _tried(content[len(bom) :], [encoding])
    return _tried(content, [*([declared] if declared else []), "utf-8", "cp1252"])


def _tried(content: bytes, encodings: list[str]) -> str:
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise TextRefused("The characters of this file cannot be read. Save it as UTF-8 and upload it again.")


def _charset(parameters: str) -> str:
    """The encoding that the parameters of a type name, if it is one of texts; else nothing."""
    stated = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", parameters)
    name = stated[1] if stated else ""
    if not CHARSETS.fullmatch(name):
        return ""
    return "cp1252" if AS_BROWSERS_READ.fullmatch(name) else name


def _declared(content: bytes, kind: str) -> str:
    """The encoding that a page names at its beginning. In other files such a line is only an example."""
    is_page = kind == "html" or (not kind and content.lstrip().startswith(b"<"))
    meta = META_CHARSET.search(content[:4096]) if is_page else None
    return _charset(meta[0].decode("ascii", "replace").lower()) if meta else ""


def _without_control(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    return UNPRINTABLE.sub("", lines.replace("\ufeff", ""))


def _sniffed(text: str) -> str:
    """What a file is whose name does not say so."""
    if re.match(r"\s*+<(?:!doctype\s+html|html|head|body)\b", text, re.IGNORECASE):
        return "html"
    return "json" if re.match(r"\s*+[\[{]", text) and _is_json(text) else "text"


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _not_empty(text: str) -> str:
    if not text.strip():
        raise TextRefused(
            "There is no text in this file. A page that a script draws has none in its source: paste the text instead."
        )
    return text


# --- HTML -----------------------------------------------------------------------------------------------------
# Python's own parser takes minutes for a small file of broken tags (and asserts on others), so the page is cut
# into tags and text by one expression. Every quantifier is possessive and every branch can end at the end of
# the text: nothing is read twice.

MARKUP = re.compile(
    r"""
      <!--(?:[^-]++|-(?!-!?>))*+(?:--!?>)?                        # a comment
    | <[!?/](?![a-zA-Z])[^>]*+>?                                  # a broken tag
    | <[!?][^>]*+>?                                               # a declaration
    | <(?P<close>/?)(?P<name>[a-zA-Z][^\s/>]*+)
      (?:[^>=]++|=\s*+(?:"[^"]*+"?|'[^']*+'?)?+)*+>?              # a tag, with = and quotes in its attributes
    """,
    re.VERBOSE,
)
LONG_NUMBER = re.compile(r"&#[0-9]{8,}+;?")
TEXT_SPACE = re.compile(r"[ \t\n]+")
NO_CONTENT = {"script", "style", "template", "noscript", "svg", "iframe", "object"}
CELLS = {"td", "th"}
BLOCKS = set(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav ol option p pre section select summary "
    "table tbody textarea tfoot thead title tr ul video audio".split()
)


def html_text(markup: str) -> str:
    """What a page says: a line for each block, a tab between the cells of a row, entities decoded.

    Scripts, styles, drawings and what is only shown without scripts are left out.
    """
    pieces, at, pre, unclosed = [], 0, 0, set[str]()
    while match := MARKUP.search(markup, at):
        pieces.append(_visible_text(markup[at : match.start()], pre > 0))
        at, name, closes = match.end(), (match["name"] or "").lower(), bool(match["close"])
        pieces.append("\n" if name in BLOCKS else "\t" if name in CELLS else "")
        if name == "pre":
            pre = max(0, pre + (-1 if closes else 1))
        elif name in NO_CONTENT and not closes and not match[0].endswith("/>") and name not in unclosed:
            at = _end_of(name, markup, at, unclosed)
    pieces.append(_visible_text(markup[at:], pre > 0))
    return _lines("".join(pieces))


def _end_of(name: str, markup: str, at: int, unclosed: set[str]) -> int:
    """Where an element ends whose content is no text; where it starts if it is never closed."""
    end = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(markup, at)
    if end is None:
        unclosed.add(name)
        return at
    return end.start()


def _visible_text(text: str, pre: bool) -> str:
    words = html.unescape(LONG_NUMBER.sub("\ufffd", text))
    return words if pre else TEXT_SPACE.sub(" ", words)


def _lines(text: str) -> str:
    stripped = (
        TEXT_SPACE.sub(lambda run: "\t" if "\t" in run[0] else " ", line.strip(" \t")) for line in text.split("\n")
    )
    return _without_control("\n".join(line for line in stripped if line))


# --- JSON -----------------------------------------------------------------------------------------------------

BLOCK_END = re.compile(r"</(?:p|div|li|ul|ol|h[1-6]|table|section|article|blockquote|pre|figure)\s*>", re.IGNORECASE)
Path = tuple[str | int, ...]


def json_text(written: str) -> str:
    """The document inside an answer of a blog API: the HTML field that says most, after its title.

    No API is known by name: the title is the nearest field “title” above the body, itself or what it holds.
    """
    try:
        answer = json.loads(written)
        passages = [(path, html_text(text)) for path, text in _strings(answer) if BLOCK_END.search(text)]
    except (ValueError, RecursionError) as error:
        raise TextRefused(f"This is not valid JSON: {error}.") from error
    if not passages:
        raise TextRefused("This JSON holds no field with HTML, such as a blog gives. Paste the text instead.")
    best, body = max(passages, key=lambda field: len(field[1]))
    alike = sum(bool(text) and _shape(path) == _shape(best) for path, text in passages)
    if alike > 1:
        raise TextRefused(f"This JSON holds {alike} documents. Keep the one that the source is about.")
    title = _title_above(answer, best)
    return f"{title}\n{body}" if title else body


def _strings(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _strings(inner, (*path, key))


def _shape(path: Path) -> list[str]:
    """The path without the places in lists: the same for the same field of each entry."""
    return ["[]" if isinstance(key, int) else key for key in path]


def _title_above(answer: Any, path: Path) -> str:
    above = [answer]
    for key in path[:-1]:
        above.append(above[-1][key])
    for holder in reversed(above):
        if isinstance(holder, dict) and "title" in holder:
            return next((html_text(text) for _, text in _strings(holder["title"]) if text), "")
    return ""


# --- Markdown ---------------------------------------------------------------------------------------------------
# Not the whole of CommonMark: what stands between a reader's words and those in the file. Code stays as it is.

FENCED = re.compile(r"^(```|~~~)(.*?)^\1", re.MULTILINE | re.DOTALL)
CODE = r"(?P<code>`[^`\n]++`)"
WITHIN = r"(?:`[^`\n]++`|[^{mark}\n]|\n(?!\s*\n))*+"
EMPHASIS = [
    re.compile(rf"{CODE}|(?<![\\*])(\*{{1,3}})(?=[^\s*])({WITHIN.format(mark='*')})(?<=\S)\2"),
    re.compile(rf"{CODE}|(?<![\\\w])(_{{1,3}})(?=[^\s_])({WITHIN.format(mark='_')})(?<=\S)\2(?!\w)"),
    re.compile(rf"{CODE}|(?<![\\~])(~~)(?=[^\s~])({WITHIN.format(mark='~')})(?<=\S)\2"),
]
LINK = re.compile(rf"{CODE}|!?(\[)([^\[\]]*+)\](?:\([^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*+\)|\[[^\[\]\n]*+\])")
LINE_MARK = re.compile(r"^[ \t]{0,3}(?:>[ \t]?)*+(?:#{1,6}[ \t]+)?", re.MULTILINE)
TAG = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*+)(?:\s[^<>]*+)?/?>|<!--(?:[^-]++|-(?!->))*+(?:-->)?")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")


def markdown_text(written: str) -> str:
    """What a reader of the page reads: emphasis, links, headings, quotation marks of lines and tags taken off."""
    pieces, at = [], 0
    for fence in FENCED.finditer(written):
        pieces += [_unmarked(written[at : fence.start()]), fence[2]]
        at = fence.end()
    return "".join([*pieces, _unmarked(written[at:])])


def _unmarked(text: str) -> str:
    text = LINE_MARK.sub("", TAG.sub(_untagged, text))
    for _ in range(3):  # one in another: a link in bold in italics
        for pattern in (LINK, *EMPHASIS):
            text = pattern.sub(lambda match: match["code"] or match[3], text)
    text = re.sub(r"`([^`\n]++)`", r"\1", text)
    return html.unescape(LONG_NUMBER.sub("\ufffd", ESCAPED.sub(r"\1", text)))


def _untagged(tag: re.Match[str]) -> str:
    return "\n" if (tag[1] or "").strip("/").lower() in BLOCKS else ""


def _plain(text: str) -> str:
    return text


READERS: dict[str, Callable[[str], str]] = {
    "html": html_text,
    "json": json_text,
    "markdown": lambda text: _without_control(markdown_text(text)),
    "text": _plain,
}
