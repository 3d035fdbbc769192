"""Encodings are named: by a person, a mark, a type, the file. None is guessed."""

from __future__ import annotations

import pytest

from kb.documents.extraction.refusals import TextRefused
from kb.documents.extraction.text_encodings import ENCODINGS, decoded

RUSSIAN = "<meta charset='windows-1251'><p>Привет</p>"


@pytest.mark.parametrize(("encoding", "words"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16LE")])
def test_utf_8_needs_no_name_and_a_mark_is_one(encoding: str, words: str) -> None:
    assert decoded("Flask’s “café”".encode(encoding)) == ("Flask’s “café”", words)


def test_what_is_not_utf_8_and_names_nothing_is_asked_about() -> None:
    with pytest.raises(TextRefused, match=r"not UTF-8 \(byte 4\), and does not say what it is\. Choose its encoding\."):
        decoded("café".encode("cp1252"))


def test_a_person_chooses() -> None:
    assert decoded("café".encode("cp1252"), chosen="windows-1252") == ("café", "windows-1252, as chosen")


@pytest.mark.parametrize("name", ENCODINGS)
def test_every_choice_is_one(name: str) -> None:
    assert decoded(b"plain", chosen=name) == ("plain", f"{name}, as chosen")


def test_a_page_and_a_program_say_what_they_are() -> None:
    assert decoded(RUSSIAN.encode("cp1251")) == (RUSSIAN, "windows-1251, as the file says")
    xml = "<?xml version='1.0' encoding='koi8-r'?><p>Привет</p>"
    assert decoded(xml.encode("koi8-r")) == (xml, "koi8-r, as the file says")
    code = "#!/usr/bin/python\n# -*- coding: latin-1 -*-\nx = 'é'"
    assert decoded(code.encode("latin-1")) == (code, "windows-1252, as the file says")


def test_the_type_declares_before_the_page_and_a_mark_before_both() -> None:
    assert decoded(RUSSIAN.encode(), "text/html; charset=UTF-8") == (RUSSIAN, "UTF-8")
    assert decoded(b"\xef\xbb\xbf" + RUSSIAN.encode(), "text/html; charset=koi8-r") == (RUSSIAN, "UTF-8")


def test_latin_1_is_what_browsers_take_it_for() -> None:
    assert decoded(b"\x93so\x94", "text/plain; charset=iso-8859-1")[0] == "“so”"


@pytest.mark.parametrize(("declared", "chosen"), [("utf-8", ""), ("koi8-r", "windows-1253"), ("shift_jis", "")])
def test_a_wrong_name_is_refused_by_name(declared: str, chosen: str) -> None:
    with pytest.raises(TextRefused, match=f"cannot be read as {chosen or declared}".replace("utf", "UTF")):
        decoded(b"caf\xff \xd2", f"text/plain; charset={declared}", chosen)


@pytest.mark.parametrize("charset", ["unicode_escape", "idna", "hex", "rot13", "utf-16", "utf-7", "nonsense"])
def test_an_odd_declaration_is_none(charset: str) -> None:
    assert decoded(b"caf\xc3\xa9 \\u0041 +AGE-", f"text/plain; charset={charset}") == ("café \\u0041 +AGE-", "UTF-8")


def test_an_example_of_a_declaration_in_a_text_declares_nothing() -> None:
    assert decoded("`<meta charset=windows-1251>` é".encode()) == ("`<meta charset=windows-1251>` é", "UTF-8")
