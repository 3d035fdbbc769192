"""A text that changed, as the history of a row shows it."""

from kb.editing.versions import TextPiece
from kb.templatetags.kb_history import marked

PIECES = [TextPiece("It has ", changed=False), TextPiece("<no> ORM", changed=True)]


def test_what_changed_stands_in_an_element_and_all_is_escaped() -> None:
    assert marked(PIECES, "ins") == "It has <ins>&lt;no&gt; ORM</ins>"


def test_signs_can_stand_within_the_element() -> None:
    assert marked(PIECES, "del [− −]") == "It has <del>[−&lt;no&gt; ORM−]</del>"


def test_without_pieces_it_is_empty() -> None:
    assert marked([], "ins") == ""
