"""``upgrade_shipped``: an earlier edition of a shipped base becomes the present one; an editor's work stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from kb.exchange import shipped_bases
from kb.exchange.load_report import EDITION_REASON
from kb.exchange.natural_keys import key_of
from kb.models import Aspect, Claim, FormerSlug, Gap, Need, Option
from tests import factories
from tests.kb.bases import empty_base, picture, whole_file

pytestmark = pytest.mark.django_db
Objects = list[dict[str, Any]]
ROOT = Path(__file__).parent.parent
YESTERDAY = ROOT / "yesterday"
LANDED = {
    "8b5dedd": [YESTERDAY / "flask_vs_django.8b5dedd.json.gz"],
    "c0cf6b2": [YESTERDAY / "flask_vs_django.c0cf6b2.json.gz"],
    "9810f6b": [ROOT / "compare" / "landed" / "flask_vs_django.json"],
    "b9aa52c": [YESTERDAY / f"{name}.b9aa52c.json.gz" for name in shipped_bases.SHIPPED_BASES],
}
NOTHING = "The shipped base is of the present edition: nothing to change."
FORMER = [
    {"model": "kb.aspect", "key": ["light"], "heir": ["easy"]},
    {"model": "kb.option", "key": ["pattern", "mvp"], "heir": ["pattern", "mvc"]},
    {"model": "kb.option", "key": ["pattern", "other"], "heir": None},
    {"model": "kb.gap", "key": ["flask", "light", None], "heir": None},
]
SMALL: list[str] = []


@pytest.fixture
def objects() -> Objects:
    """The first edition, built once; the base itself is empty."""
    if not SMALL:
        SMALL.append(first_edition())
    return json.loads(SMALL[0])


def first_edition() -> str:
    flask, django = factories.framework(slug="flask"), factories.framework(slug="django")
    easy, light = factories.aspect(slug="easy"), factories.aspect(slug="light")
    pattern = factories.aspect(["mvc", "mvp", "other"], slug="pattern")
    blog = factories.source(slug="blog")
    factories.claim(source=blog, framework=flask, aspect=easy, key="a-easy", statement="It is easy.")
    factories.claim(source=blog, framework=django, aspect=light, key="a-light", statement="It is light.")
    factories.need([pattern.options.get(slug="mvp")], slug="patterned")
    factories.gap(framework=flask, aspect=light)
    content = whole_file()
    empty_base()
    return content


def second_edition(objects: Objects) -> Objects:
    """“light” is part of “easy”, of the patterns one is left, and what is said is said otherwise."""
    gone = {(row["model"], *(part for part in row["key"] if part)) for row in FORMER}
    rows = [row for row in objects if _key(row) not in gone]
    of(rows, "claim", "a-easy")["statement"] = "Easy it is."
    of(rows, "claim", "a-light")["aspect"] = ["easy"]
    of(rows, "need", "patterned")["options"] = [["pattern", "mvc"]]
    return rows


def _key(row: dict[str, Any]) -> tuple[str, ...]:
    fields = row["fields"]
    if row["model"] in ("kb.option", "kb.gap"):
        first = [*fields.get("framework", ()), *fields["aspect"]]
        return (row["model"], *first, *([fields["slug"]] if "slug" in fields else []))
    return (row["model"], str(fields.get("slug", "")))


def of(objects: Objects, model: str, key: str) -> dict[str, Any]:
    return next(
        row["fields"]
        for row in objects
        if row["model"] == f"kb.{model}" and key in (row["fields"].get("slug"), row["fields"].get("key"))
    )


@pytest.fixture
def ship(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes of objects, and what earlier editions held, the base that is shipped."""
    monkeypatch.setattr(shipped_bases, "FIXTURES", tmp_path)
    monkeypatch.setattr(shipped_bases, "SHIPPED_BASES", ("small",))

    def write(objects: Objects, former: Objects | None = None) -> None:
        (tmp_path / "small.json").write_text(json.dumps(objects), encoding="utf-8")
        (tmp_path / "small.former.json").write_text(json.dumps(former or []), encoding="utf-8")

    return write


@pytest.fixture
def first(objects: Objects, ship: Callable[..., None]) -> None:
    """The first edition is loaded, the second one is shipped."""
    ship(objects)
    upgrade()
    ship(second_edition(objects), FORMER)


def upgrade(**options: Any) -> list[str]:
    """What the command prints."""
    out = StringIO()
    call_command("upgrade_shipped", stdout=out, **options)
    return out.getvalue().splitlines()


def load_once() -> list[str]:
    out = StringIO()
    call_command("load_once", stdout=out)
    return out.getvalue().splitlines()


def edited(row: Any, **values: Any) -> None:
    """Somebody changed the row here."""
    for name, value in values.items():
        setattr(row, name, value)
    row._change_reason = "corrected"
    row.save()


# What the edition changes


def test_a_claim_moves_and_keeps_its_key_and_its_history_says_why(first: None) -> None:
    upgrade()
    claim = Claim.objects.get(key="a-light")
    assert claim.aspect.slug == "easy"
    assert [version.history_change_reason for version in claim.history.all()] == [EDITION_REASON, "loaddata"]


def test_what_the_edition_no_longer_holds_goes_and_its_history_says_why(first: None) -> None:
    upgrade()
    assert not Aspect.objects.filter(slug="light").exists()
    assert not Option.objects.filter(slug__in=["mvp", "other"]).exists()
    assert not Gap.objects.exists()
    assert Aspect.history.filter(slug="light").first().history_change_reason == EDITION_REASON


def test_an_old_address_leads_to_what_took_its_place(first: None, client: Client) -> None:
    upgrade()
    assert client.get("/cells/django/light/").headers["Location"] == "/cells/django/easy/"
    assert client.get("/aspects/pattern/?value=mvp").headers["Location"] == "/aspects/pattern/?value=mvc"


def test_an_address_that_led_to_what_goes_leads_to_its_heir(first: None) -> None:
    light = Aspect.objects.get(slug="light")
    FormerSlug.objects.create(kind="aspect", slug="weight", target=light.pk)
    upgrade()
    easy = Aspect.objects.get(slug="easy").pk
    assert set(FormerSlug.objects.filter(kind="aspect").values_list("slug", "target")) == {
        ("light", easy), ("weight", easy),
    }  # fmt: skip


def test_a_new_base_leads_old_addresses_on_too(objects: Objects, ship: Callable[..., None], client: Client) -> None:
    ship(second_edition(objects), FORMER)
    assert "10 new, 0 changed, 0 unchanged." in load_once()
    assert client.get("/aspects/light/").headers["Location"] == "/aspects/easy/"


def test_it_says_what_changes(first: None) -> None:
    lines = upgrade()
    assert lines[0] == "0 new, 3 changed, 7 unchanged."
    assert "  1 claim from light to easy" in lines
    assert lines[-1] == "4 rows of earlier editions gone."


def test_each_row_is_named_on_request(first: None) -> None:
    lines = upgrade(verbosity=2)
    assert "  changed kb.claim a-light: aspect" in lines
    assert "  gone aspect light (easy)" in lines


def test_a_dry_run_says_the_same_and_changes_nothing(first: None) -> None:
    before = picture()
    lines = upgrade(dry_run=True)
    assert picture() == before
    assert lines == [*upgrade(), "This was a dry run: nothing was changed."]


def test_a_second_run_finds_nothing_to_do(first: None) -> None:
    upgrade()
    before = picture()
    assert upgrade() == [NOTHING]
    assert picture() == before


def test_what_a_later_row_stands_in_the_way_of_is_tried_again(objects: Objects, ship: Callable[..., None]) -> None:
    chatbot = {**of(objects, "source", "blog"), "slug": "chatbot", "title": "Chatbot", "kind": "generated", "url": ""}
    link = {"from_source": ["blog"], "to_source": ["chatbot"], "kind": "derives", "stated": True, "note": ""}
    first = [*objects, {"model": "kb.source", "fields": chatbot}, {"model": "kb.sourcelink", "fields": link}]
    of(first, "claim", "a-easy").update(via=["chatbot"], via_stated=False)
    ship(first)
    upgrade()
    second = json.loads(json.dumps(first))
    of(second, "claim", "a-easy").update(via=None)
    second[-1]["fields"].update(stated=False, note="It reads like one.")
    ship(second)
    assert upgrade()[0] == "0 new, 2 changed, 14 unchanged."


# What stays


def test_an_edited_row_stays_and_is_named(first: None) -> None:
    edited(Claim.objects.get(key="a-easy"), statement="It is rather easy.")
    lines = upgrade()
    assert Claim.objects.get(key="a-easy").statement == "It is rather easy."
    assert Claim.objects.get(key="a-light").aspect.slug == "easy"
    assert lines[-2:] == [
        "1 row left as here:", "  kb.claim a-easy: edited here since it was last loaded (statement)",
    ]  # fmt: skip


def test_a_question_stays_while_a_claim_that_was_edited_needs_it(first: None) -> None:
    edited(Claim.objects.get(key="a-light"), statement="It is rather light.")
    lines = upgrade()
    assert Aspect.objects.filter(slug="light").exists()
    assert lines[-1] == "  aspect light (easy): claims refer to it"
    assert not FormerSlug.objects.filter(slug="light").exists()


def test_a_question_stays_while_a_need_made_here_asks_it(first: None) -> None:
    factories.need([Option.objects.get(slug="mvp")], slug="own")
    upgrade()
    assert [option.slug for option in Need.objects.get(slug="own").options.all()] == ["mvp"]


def test_what_was_deleted_here_does_not_come_back(first: None, objects: Objects, ship: Callable[..., None]) -> None:
    Gap.objects.get().delete()
    ship(objects)
    assert upgrade()[-1] == "  kb.gap flask light: deleted here"
    assert not Gap.objects.exists()


def test_what_was_renamed_here_keeps_its_slug_and_takes_its_claims(first: None) -> None:
    edited(Aspect.objects.get(slug="easy"), slug="ease")
    upgrade()
    assert {claim.aspect.slug for claim in Claim.objects.all()} == {"ease"}
    assert not Aspect.objects.filter(slug="easy").exists()


def test_a_base_of_ones_own_is_refused(ship: Callable[..., None], objects: Objects) -> None:
    ship(objects)
    factories.claim()
    with pytest.raises(CommandError, match=r"This base was not made from a shipped one\. Nothing was changed\."):
        upgrade()


# What `make run` does


def test_a_base_that_nobody_has_edited_is_brought_to_the_edition_by_itself(first: None) -> None:
    assert load_once()[0] == "0 new, 3 changed, 7 unchanged."
    assert load_once() == []


def test_an_edited_base_is_left_alone_and_told_of_the_edition(first: None) -> None:
    edited(Claim.objects.get(key="a-easy"), statement="It is rather easy.")
    before = picture()
    (line,) = load_once()
    assert "manage.py upgrade_shipped --dry-run" in line
    assert picture() == before


def test_an_edited_base_of_the_edition_is_told_nothing(first: None) -> None:
    edited(Claim.objects.get(key="a-easy"), statement="It is rather easy.")
    upgrade()
    assert load_once() == []


def test_a_second_shipped_base_comes_to_a_base_that_holds_the_first(
    first: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"model": "kb.framework", "fields": {"name": "Falcon", "slug": "falcon"}}
    (tmp_path / "more.json").write_text(json.dumps([row]), encoding="utf-8")
    monkeypatch.setattr(shipped_bases, "SHIPPED_BASES", ("small", "more"))
    assert load_once()[0] == "1 new, 3 changed, 7 unchanged."


# The base that is shipped


@pytest.mark.parametrize("commit", LANDED)
def test_each_landed_edition_becomes_the_present_one(commit: str, tmp_path: Path) -> None:
    call_command("loaddata", *map(str, LANDED[commit]), verbosity=0)
    load_once()
    exported = tmp_path / "exported.json"
    paths = [Path(path) for path in shipped_bases.fixture_paths()]
    for path in paths:
        others = [other for other in paths if other != path]
        call_command("export_kb", status=["draft", "retired"], beyond=others, output=str(exported))
        assert exported.read_bytes() == path.read_bytes()


def test_no_present_edition_holds_what_is_said_to_be_gone() -> None:
    files = [json.loads(Path(path).read_text(encoding="utf-8")) for path in shipped_bases.fixture_paths()]
    present = {(row["model"], key_of(row)) for rows in files for row in rows}
    former = [(row.model._meta.label_lower, row.key) for row in shipped_bases.former_rows()]
    assert [row for row in former if row in present] == []
