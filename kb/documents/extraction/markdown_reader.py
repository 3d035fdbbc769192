"""Markdown (CommonMark with tables and strikethrough, by markdown-it): each line as its reader reads it. Pure."""

from __future__ import annotations

import html
import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kb.documents.extraction.html_reader import BLOCK_TAGS, CELL_TAGS, ROW_TAGS
from kb.documents.extraction.refusals import TextRefused
from kb.documents.extraction.text_lines import PlacedLines

MOST_NESTING = 100  # quotations and lists in each other
_PARSER = MarkdownIt("commonmark", {"maxNesting": MOST_NESTING}).enable(["table", "strikethrough"])
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?:script|style)\b[^<>]*+>.*?(?:</(?:script|style)\s*>|\Z)|</?([a-zA-Z][\w-]*+)[^<>]*+>",
    re.DOTALL | re.IGNORECASE,
)
_ADMONITION = re.compile(r"(?:!!!|\?\?\?\+?) ")


def markdown_text(written: str) -> str:
    """Emphasis, links, headings, marks of lists and quotations, and tags taken off; a tab between the cells of a row.

    Raises TextRefused for what is nested so deeply that text would be lost.
    """
    lines = PlacedLines()
    _put(written, 0, lines)
    return lines.text


def _put(written: str, first: int, lines: PlacedLines) -> None:
    line, cell, heading = 0, False, ""
    for token in _PARSER.parse(written):
        if token.level >= MOST_NESTING - 1:
            raise TextRefused("This Markdown is nested too deeply. Keep its text only, or read it as plain text.")
        line = token.map[0] if token.map else line
        if token.type == "inline":
            lines.put(first + line, _inline_text(token), "\t" if cell else " ")
            heading = token.content
        elif token.type == "fence":
            lines.put(first + line + 1, token.content.rstrip("\n"))
        elif token.type == "html_block":
            lines.put(first + line, _untagged(token.content).rstrip("\n"))
        elif token.type == "code_block" and _ADMONITION.match(heading):
            _put(token.content, first + line, lines)
        elif token.type == "code_block":
            lines.put(first + line, token.content.rstrip("\n"))
        cell = token.type in ("td_open", "th_open") or (cell and token.type == "inline")


def _inline_text(inline: Token) -> str:
    pieces: list[str] = []
    flat, at = inline.content.replace("\n", " "), 0
    for token in inline.children or []:
        if token.type == "code_inline":
            text, at = _code(token, inline.content, flat, at)
            pieces.append(text)
        else:
            pieces.append(_piece(token))
    return "".join(pieces)


def _piece(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type == "html_inline":
        return _untagged(token.content)
    if token.type == "image":
        return "".join(map(_piece, token.children or []))
    return token.content


def _code(token: Token, written: str, flat: str, at: int) -> tuple[str, int]:
    """A piece of code with its ends of lines, which the parser takes away; and where it ends."""
    for blank in ("", " "):
        marked = f"{token.markup}{blank}{token.content}{blank}{token.markup}"
        start = flat.find(marked, at)
        if start >= 0:
            end = start + len(marked)
            return written[start + len(token.markup) : end - len(token.markup)], end
    return token.content, at


def _untagged(markup: str) -> str:
    return html.unescape(_TAG.sub(_tag_space, markup))


def _tag_space(tag: re.Match[str]) -> str:
    """The blank that stands for a tag: a page's lines stay where they are."""
    ends = "\n" * tag[0].count("\n")
    name = (tag[1] or "").lower()
    return ends or (" " if name == "br" or name in BLOCK_TAGS | ROW_TAGS else "\t" if name in CELL_TAGS else "")
