"""reStructuredText by docutils, with the roles and directives of Sphinx: each line as its reader reads it.

No file is included and no configuration of docutils is read. Names of roles and directives are made known to docutils
for the whole process, which is why texts are read in one of their own (`bounds`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Directive, Parser, directives, roles
from docutils.utils import new_document, unescape

from kb.documents.extraction.refusals import MOST_TEXT_BYTES
from kb.documents.extraction.text_lines import PlacedLines

_DIRECTIVE_NAME = re.compile(r"\.\.[ \t]+(?:\|[^|\n]*\|[ \t]+)?([a-z][\w:+.-]*?) ?::(?:\s|\Z)", re.IGNORECASE)
_ROLE_NAME = re.compile(r":([a-z][\w:+.-]*):`", re.IGNORECASE)
_WORD = re.compile(r"\w+")
FIRST_WORDS = 6
NEAR = 12  # lines
_TARGET = re.compile(r"(.+?)\s*<[^<>]*>\Z", re.DOTALL)
OTHER_MEANING = {"class", "code", "include", "raw"}  # with Sphinx, or here; docutils has these names too
LITERAL = set(
    "code code-block console doctest graphviz highlight literalinclude productionlist prompt raw "
    "sourcecode testcode testoutput testsetup toctree".split()
)
SETTINGS: dict[str, Any] = {
    "file_insertion_enabled": False,
    "halt_level": 5,
    "line_length_limit": MOST_TEXT_BYTES,
    "raw_enabled": False,
    "report_level": 5,
    "syntax_highlight": "none",
    "warning_stream": "",
}
ERROR = 3  # the level at which docutils leaves a block out, and quotes it in its message


def rst_text(written: str) -> str:
    """Roles, links, emphasis and underlines taken off; a tab between the cells of a row; comments stay."""
    _introduce(written)
    settings = get_default_settings(Parser)
    vars(settings).update(SETTINGS)
    document = new_document("text", settings)
    Parser().parse(written, document)
    page = _Page(written)
    page.put(document)
    return page.lines.text


# Roles and directives


def _introduce(written: str) -> None:
    for name in {name.lower() for name in _ROLE_NAME.findall(written)} - roles._role_registry.keys():  # type: ignore[attr-defined]
        roles.register_local_role(name, _role)
    for name in {name.lower() for name in _DIRECTIVE_NAME.findall(written)}:
        if name in OTHER_MEANING or name not in directives._directive_registry:  # type: ignore[attr-defined]
            directives.register_directive(name, LiteralDirective if name in LITERAL else SphinxDirective)


def _role(name: str, raw: str, text: str, *_: Any, **__: Any) -> Any:
    """What Sphinx shows: the title before a target; of a name with ~ the last part."""
    words = unescape(text)
    if titled := _TARGET.match(words):
        words = titled[1]
    elif words.startswith("~"):
        words = words.rpartition(".")[2].lstrip("~")
    return [nodes.inline(raw, words.lstrip("!"))], []


class SphinxDirective(Directive):
    """Any directive that docutils does not know: its argument, then its content."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = defaultdict(lambda: directives.unchanged)

    def run(self) -> list[nodes.Node]:
        block = nodes.container()
        if self.arguments:
            words, _ = self.state.inline_text(self.arguments[0], self.lineno)
            heading = nodes.paragraph("", "", *words)
            heading.line = self.lineno
            block += heading
        self.state.nested_parse(self.content, self.content_offset, block)
        return [block]


class LiteralDirective(SphinxDirective):
    """A directive whose content is code or data."""

    def run(self) -> list[nodes.Node]:
        block = nodes.literal_block("", "\n".join(self.content))
        block.line = self.content_offset + 1
        return [block]


# What is read


class _Page:
    """The lines of a document, put where they are written."""

    def __init__(self, written: str) -> None:
        self.written = written.split("\n")
        self.lines = PlacedLines()

    def put(self, node: nodes.Node) -> None:
        if isinstance(node, nodes.substitution_definition | nodes.pending):
            return
        if isinstance(node, nodes.system_message):
            self._each(node.findall(nodes.literal_block) if node["level"] >= ERROR else ())
        elif isinstance(node, nodes.row):
            self._place(node, "\t".join(map(_cell, node.children)), "\t")
        elif isinstance(node, nodes.TextElement):
            self._place(node, _words(node), " : " if isinstance(node, nodes.classifier) else " ")
        else:
            self._each(node.children)

    def _each(self, children: Iterable[nodes.Node]) -> None:
        for child in children:
            self.put(child)

    def _place(self, node: nodes.Node, text: str, separator: str) -> None:
        if text:
            self.lines.put(self._written_at(_line(node), text), text, separator)

    def _written_at(self, line: int, text: str) -> int:
        """The line nearest to where docutils saw the text (a title: at its underline) that holds its first words."""
        words = _WORD.findall(text.lstrip("\n").partition("\n")[0])[:FIRST_WORDS]
        near = range(max(line - NEAR, 0), min(line + NEAR, len(self.written)))
        holding = (at for at in near if all(word in self.written[at] for word in words))
        return min(holding, key=lambda at: abs(at - line), default=line) if words else line


def _words(node: nodes.Node) -> str:
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, nodes.image):
        return str(node.get("alt", ""))
    return "".join(map(_words, node.children))


def _cell(entry: nodes.Node) -> str:
    blocks = entry.findall(lambda node: isinstance(node, nodes.TextElement) and not isinstance(node, nodes.Inline))
    return " ".join(" ".join(map(_words, blocks)).split())


def _line(node: nodes.Node) -> int:
    """The line (from 0) at which docutils saw a node, or the first below it."""
    return max((node.line or next((below.line for below in node.findall() if below.line), 1)) - 1, 0)
