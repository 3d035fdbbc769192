"""Citations that reference managers and LaTeX can read, whatever stands in the base."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest

from compare.metadata import citations
from compare.metadata.citations import Cited
from kb.evidence.records import ALIKE, OF_OTHERS
from tests.compare import records

HOSTILE = 'A } brace, a { brace, a \\back\\slash, 50 % & $5 #1 a_b ~ ^ <b> "quoted"\r\n next | Ünï “” 日本語\x00\u2028'


def cited(**fields: Any) -> Cited:
    usual = {
        "key": "the-list-flask-orm-1", "text": "Flask has none.", "url": "https://claimgrid.example/claims/k/",
        "site": "Claimgrid", "revision": 7, "issued": date(2026, 11, 2), "accessed": date(2026, 12, 1),
        "source": records.source("the-list", title="The list"), "locator": "Table 2, row 3",
    }  # fmt: skip
    return Cited(**{**usual, **fields})


def test_words_name_the_claim_its_state_its_source_and_its_address() -> None:
    assert citations.plain(cited()) == (
        "Claimgrid (2026-11-02): “Flask has none.” Claim the-list-flask-orm-1, revision 7, from “The list”, "
        "Table 2, row 3. Accessed 2026-12-01. https://claimgrid.example/claims/k/"
    )


def test_bibtex_is_one_entry() -> None:
    assert citations.bibtex(cited()) == (
        "@misc{claimgrid-the-list-flask-orm-1,\n"
        "  author = {{Claimgrid}},\n"
        "  title = {{Flask has none.}},\n"
        "  year = {2026},\n"
        "  month = nov,\n"
        "  url = {https://claimgrid.example/claims/k/},\n"
        "  urldate = {2026-12-01},\n"
        "  note = {Claim the-list-flask-orm-1, revision 7, from “The list”, Table 2, row 3},\n"
        "}"
    )


def test_csl_is_a_list_of_one_item() -> None:
    assert json.loads(citations.csl_json(cited())) == [
        {
            "id": "claimgrid-the-list-flask-orm-1",
            "type": "webpage",
            "title": "Flask has none.",
            "author": [{"literal": "Claimgrid"}],
            "container-title": "Claimgrid",
            "publisher": "Claimgrid",
            "issued": {"date-parts": [[2026, 11, 2]]},
            "accessed": {"date-parts": [[2026, 12, 1]]},
            "URL": "https://claimgrid.example/claims/k/",
            "version": "revision 7",
            "note": "Claim the-list-flask-orm-1, revision 7, from “The list”, Table 2, row 3",
            "language": "en",
        }
    ]


def test_a_claim_whose_day_nobody_recorded_has_no_date_of_issue() -> None:
    one = cited(issued=None, locator="")
    assert "issued" not in citations.csl(one)
    assert "year" not in citations.bibtex(one)
    assert "month" not in citations.bibtex(one)
    assert citations.plain(one).startswith("Claimgrid: “Flask has none.” Claim")


def balanced(text: str) -> bool:
    """Whether BibTeX, for which a backslash does not hide a brace, sees every brace closed."""
    depth = 0
    for mark in text:
        depth += (mark == "{") - (mark == "}")
        if depth < 0:
            return False
    return depth == 0


@pytest.mark.parametrize("text", [HOSTILE, "}", "{", "\\", "\\}", "}}}{", "a\n\n}\n@misc{x,", "%"])
def test_no_text_breaks_out_of_a_bibtex_entry(text: str) -> None:
    source = records.source("s", title=text)
    entry = citations.bibtex(cited(text=text, locator=text, source=source, site=f"C{text}"))
    assert balanced(entry)
    assert len(re.findall(r"^@", entry, re.MULTILINE)) == 1
    assert len(entry.splitlines()) == 9


def test_latex_acts_on_nothing_of_a_text() -> None:
    spelled = citations.latex(HOSTILE)
    left = re.sub(r"\\[a-z]+\{\}|\\[&%$#_]", "", spelled)
    assert not set(left) & set("\\{}~^<>|&%$#_")
    assert "Ünï “” 日本語" in left


@pytest.mark.parametrize("text", [HOSTILE, "</pre><script>", "\ud800"])
def test_csl_holds_any_text_as_it_is(text: str) -> None:
    (item,) = json.loads(citations.csl_json(cited(text=text)).encode())
    assert item["title"] == citations.single_line(text)


def test_no_citation_in_words_has_a_line_end_or_control_character() -> None:
    for text in (citations.plain(cited(text=HOSTILE)), citations.source_plain(records.source("s", title=HOSTILE))):
        assert not re.search(r"[\x00-\x1f\u2028]", text)


def test_an_address_cannot_close_its_field() -> None:
    assert citations.address("https://x.example/a}b{c d\\") == "https://x.example/a%7Db%7Bc%20d%5C"


def test_what_a_claim_is_cited_by_is_a_plain_name() -> None:
    assert citations.identifier(cited(key="a_b-1")) == "claimgrid-a_b-1"
    assert citations.identifier(cited(site="Älg & Co}", key="k")) == "lg-co-k"
    assert citations.identifier(cited(site="日本", key="k")) == "claim-k"


def test_a_source_is_cited_with_what_is_known_of_it() -> None:
    known = records.source(
        "s", title="Numbers", author="A. Writer", publisher="Press", version="2nd", url="https://s.example/1",
        published_on=date(2024, 2, 1), read_on=date(2026, 1, 1), archive_url="https://archive.example/1",
    )  # fmt: skip
    assert citations.source_plain(known) == (
        "A. Writer, “Numbers”, 2nd, Press, 2024-02-01, read 2026-01-01. https://s.example/1 [https://archive.example/1]"
    )
    assert citations.source_plain(records.source("s", title="Numbers")) == "“Numbers”, undated."


def test_a_source_with_the_title_of_another_says_what_tells_it_apart() -> None:
    other = records.source("the-list", title="The list", author="Ann", namesakes=OF_OTHERS)
    assert "from “The list” (article, Ann, undated), Table 2" in cited(source=other).note
    alike = records.source("the-list-2", title="The list", namesakes=ALIKE)
    assert citations.source_plain(alike) == "“The list”, undated, the-list-2."
