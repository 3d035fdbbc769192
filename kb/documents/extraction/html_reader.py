"""HTML as browsers read it (Lexbor): what a page says. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from kb.documents.extraction.text_lines import paragraphs

NO_CONTENT = set("script style template noscript svg iframe object".split())
CELL_TAGS = {"td", "th"}
ROW_TAGS = set("dd dt legend li option summary tr".split())  # a line of its own
BLOCK_TAGS = set(
    "address article aside blockquote body caption center details dialog div dl fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 head header hr html main menu nav ol p pre section select table tbody textarea tfoot thead "
    "title ul video audio".split()
)
ROW = "\x1e"  # where a row begins or ends
_SPACE = re.compile(r"[ \t\n]+")
_ROW_ENDS = re.compile(rf"[ \t\n]*{ROW}[ \t\n{ROW}]*")


def separator(name: str) -> str:
    """What stands for the tags of an element: an empty line, the end of a row, a tab between cells, nothing."""
    if name in BLOCK_TAGS:
        return "\n\n"
    return ROW if name in ROW_TAGS else "\t" if name in CELL_TAGS else ""


def html_text(markup: str) -> str:
    """A paragraph for each block, a line for each row, a tab between cells, entities decoded.

    Scripts, styles, drawings and what is only shown without scripts are left out.
    """
    root = LexborHTMLParser(markup).root
    return paragraphs(_ROW_ENDS.sub(_row_end, "".join(_pieces(root)))) if root else ""


def _row_end(run: re.Match[str]) -> str:
    return "\n\n" if "\n\n" in run[0] else "\n"


def _pieces(root: LexborNode) -> Iterator[str]:
    """The texts and separators of a page, in order. What is above a node is a list: no nesting is too deep."""
    above: list[tuple[LexborNode, bool]] = []
    node: LexborNode | None = root
    pre = False
    while node is not None:
        yield _opening(node, pre)
        child = None if node.tag in NO_CONTENT else node.first_child
        if child is not None:
            above.append((node, pre))
            node, pre = child, pre or node.tag == "pre"
            continue
        while node is not None and node.next is None:
            yield separator(node.tag or "")
            node, pre = above.pop() if above else (None, False)
        if node is not None:
            yield separator(node.tag or "")
            node = node.next


def _opening(node: LexborNode, pre: bool) -> str:
    if not node.is_text_node:
        return "\n" if node.tag == "br" else separator(node.tag or "")
    words = node.text_content or ""
    return words if pre else _SPACE.sub(" ", words)
