"""Bytes decoded by an encoding that somebody names: a person, a mark, a header, the file itself. None is guessed. Pure.

UTF-8 needs no name: other bytes than its own do not pass for it.
"""

from __future__ import annotations

import codecs
import re

from kb.documents.extraction.refusals import TextRefused

BOMS = ((codecs.BOM_UTF8, "UTF-8"), (codecs.BOM_UTF16_LE, "UTF-16LE"), (codecs.BOM_UTF16_BE, "UTF-16BE"))
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
BINARY_SHARE = 0.05  # of control characters; a text has a few at most
CONTROL_BYTES = bytes(sorted({*range(0x20)} - set(b"\t\n\r\f\x1b")))

# What a person can choose, by the names that the web gives them.
ENCODINGS = (
    "UTF-8", "windows-1252", "ISO-8859-2", "ISO-8859-15", "windows-1250", "windows-1251", "windows-1253",
    "windows-1254", "windows-1255", "windows-1256", "KOI8-R", "Shift_JIS", "EUC-JP", "EUC-KR", "GB18030", "Big5",
)  # fmt: skip
CHARSETS = re.compile(
    r"utf-?8|us-ascii|iso-?8859-\d+|latin-?1|(?:windows-|cp)125\d|koi8-[ru]|macintosh"
    r"|shift[-_]jis|euc-(?:jp|kr)|gb2312|gbk|gb18030|big5"
)
AS_BROWSERS_READ = re.compile(r"iso-?8859-1|latin-?1|us-ascii")  # these mean windows-1252, as the HTML standard says
STATED = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)")
HEAD = 4096  # bytes in which a file says its encoding
IN_PAGE = re.compile(
    rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?([\w.:-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE
)
IN_CODE = re.compile(rb"\A(?:[^\n]*\n)?#[^\n]{0,200}?coding[:=][ \t]*([\w.-]+)")


def refuse_binary(content: bytes) -> None:
    """Raises TextRefused for what is no text."""
    for signature, words in SIGNATURES.items():
        if content.startswith(signature):
            raise TextRefused(f"This is {words}, not a text. Paste the text of it instead.")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    control = len(content) - len(content.translate(None, CONTROL_BYTES))
    if control > BINARY_SHARE * len(content):
        raise TextRefused("This is a binary file, not a text. Paste the text instead, or save it as UTF-8.")


def decoded(content: bytes, content_type: str = "", chosen: str = "") -> tuple[str, str]:
    """The text, and the words for its encoding. Raises TextRefused where none is named, or a wrong one."""
    for bom, encoding in BOMS:
        if content.startswith(bom):
            return _strictly(content[len(bom) :], encoding), encoding
    if chosen:
        return _strictly(content, chosen), f"{chosen}, as chosen"
    if declared := _charset(content_type) or _in_file(content):
        return _strictly(content, declared), declared if _is_utf8(declared) else f"{declared}, as the file says"
    try:
        return content.decode(), "UTF-8"
    except UnicodeDecodeError as error:
        raise TextRefused(
            f"This file is not UTF-8 (byte {error.start + 1}), and does not say what it is. Choose its encoding."
        ) from error


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding.lower().replace("windows-", "cp"))
    except UnicodeDecodeError as error:
        raise TextRefused(
            f"The characters of this file cannot be read as {encoding} (byte {error.start + 1}). "
            "Choose its encoding, or save it as UTF-8."
        ) from error


def _charset(parameters: str) -> str:
    """The encoding that a type names, if it is one of texts; else nothing."""
    stated = STATED.search(parameters.lower())
    return _web_name(stated[1]) if stated else ""


def _in_file(content: bytes) -> str:
    """The encoding that a page or a program names at its beginning. Elsewhere such a line is only an example."""
    is_page = content[:HEAD].lstrip().startswith(b"<")
    match = (IN_PAGE.search if is_page else IN_CODE.match)(content[:HEAD])
    return _web_name(next(filter(None, match.groups())).decode("ascii", "replace").lower()) if match else ""


def _web_name(name: str) -> str:
    if not CHARSETS.fullmatch(name):
        return ""
    if _is_utf8(name):
        return "UTF-8"
    return "windows-1252" if AS_BROWSERS_READ.fullmatch(name) else name


def _is_utf8(name: str) -> bool:
    return name.lower().replace("-", "") == "utf8"
