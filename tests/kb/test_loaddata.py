"""``loaddata``: the whole file or nothing, with the rules, history and cells."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kb.derived import upkeep
from kb.exchange import fixture
from kb.models import Aspect, Claim, Framework, Gap, Need, Option, Resolution, Source
from tests import factories
from tests.kb.bases import cells, empty_base, load, picture, whole_file

pytestmark = pytest.mark.django_db
Objects = list[dict[str, Any]]
SMALL: list[str] = []
NOWHERE = "is neither in the base nor loaded with this file."
NO_KEY = 'is not the key of a row, a list like ["flask"].'
NO_DAY = "reviewed_on: “2024-02-30” value has the correct format (YYYY-MM-DD) but it is an invalid date."
LONG = "statement: Ensure this value has at most 400 characters (it has 10000)."
READING = "kb.resolution flask easy"


@pytest.fixture
def objects() -> Objects:
    """A small base as a fixture, built once; the base itself is empty."""
    if not SMALL:
        SMALL.append(small())
    return json.loads(SMALL[0])


def small() -> str:
    flask, django = factories.framework(slug="flask"), factories.framework(slug="django")
    easy = factories.aspect(slug="easy")
    blog = factories.source(slug="blog", published_on=factories.DAY)
    factories.source_link(from_source=blog, to_source=factories.source(slug="survey", kind="survey"))
    yes = factories.claim(source=blog, framework=flask, aspect=easy, key="yes")
    no = factories.claim(source=blog, framework=flask, aspect=easy, key="no", boolean=False)
    factories.resolution([yes, no])
    learning = factories.aspect(["steep", "gentle"], slug="learning")
    factories.claim(source=blog, framework=django, aspect=learning, key="steep", compared_to=flask)
    factories.claim(source=blog, framework=django, aspect=factories.adoption(), key="used")
    factories.claim(source=blog, framework=django, aspect=factories.aspect(slug="share", value_type="number"), key="n")
    factories.need([learning.options.first()], slug="gentle")
    factories.gap(framework=django, aspect=easy)
    content = whole_file()
    empty_base()
    return content


def of(objects: Objects, model: str, **fields: Any) -> dict[str, Any]:
    """The fields of the first object of a model that has these values."""
    return next(
        row["fields"]
        for row in objects
        if row["model"] == f"kb.{model}" and all(row["fields"][name] == value for name, value in fields.items())
    )


def refused(folder: Path, content: str | Objects) -> list[str]:
    """Load what is faulty onto a base that holds something. Returns the report, line by line."""
    before = picture()
    with pytest.raises(CommandError) as error:
        load(folder, content)
    assert picture() == before
    return str(error.value).splitlines()


# What is loaded


def test_a_base_is_loaded_with_its_cells(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects)
    states = [cell["state"] for cell in cells()]
    kept = cells()
    upkeep.rebuild()
    assert (states, cells()) == (["empty", "single", "single", "single", "resolved"], kept)
    assert upkeep.revision() == 1


def test_the_same_file_again_changes_nothing(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects)
    before = picture()
    load(tmp_path, objects)
    assert picture() == before


def test_one_changed_row_changes_one_row(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects)
    of(objects, "claim", key="yes")["statement"] = "It is easy."
    load(tmp_path, objects)
    assert [entry.history_type for entry in Claim.objects.get(key="yes").history.all()] == ["~", "+"]
    assert [entry.history_type for entry in Claim.objects.get(key="no").history.all()] == ["+"]
    assert upkeep.revision() == 2


def test_every_row_has_history_with_its_reason(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects)
    for model in {apps.get_model(row["model"]) for row in objects}:
        for row in model._default_manager.all():
            assert row.history.last().history_type == "+"
            assert {entry.history_change_reason for entry in row.history.all()} == {"loaddata"}


def test_history_holds_the_claims_of_resolutions_and_the_options_of_needs(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects)
    assert {entry.claim.key for entry in Resolution.objects.get().history.first().claims.all()} == {"yes", "no"}
    assert [entry.option.slug for entry in Need.objects.get().history.first().options.all()] == ["steep"]


def test_what_a_file_does_not_say_stays(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects)
    claim, source, reading = Claim.objects.get(key="yes"), Source.objects.get(slug="blog"), Resolution.objects.get()
    claim.reviewed_by = reading.resolved_by = editor = factories.editor()
    source.link_state = "dead"
    for row in (claim, source, reading):
        row.save()
    of(objects, "claim", key="yes")["note"] = "changed"
    load(tmp_path, objects)
    claim.refresh_from_db()
    assert (claim.note, claim.reviewed_by, Resolution.objects.get().resolved_by) == ("changed", editor, editor)
    assert Source.objects.get(slug="blog").link_state == "dead"


def test_an_empty_list_is_loaded_without_a_word(tmp_path: Path) -> None:
    before = picture()
    load(tmp_path, [])
    assert picture() == before


def test_objects_may_stand_in_any_order(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects[::-1])
    assert Claim.objects.count() == 5


def test_a_key_is_made_where_the_file_has_none(objects: Objects, tmp_path: Path) -> None:
    del of(objects, "claim", key="n")["key"]
    load(tmp_path, objects)
    assert Claim.objects.filter(key="blog-django-share-1").exists()


def test_a_resolution_reopens_with_a_claim_that_is_loaded_later(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects)
    later = {**of(objects, "claim", key="yes"), "key": "later", "locator": "line 99"}
    load(tmp_path, [{"model": "kb.claim", "fields": later}])
    assert cells()[-1]["state"] == "contested"


def test_more_claims_take_no_more_questions(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects)
    fields, asked = of(objects, "claim", key="steep"), []
    for count in (1, 20):
        rows = [{**fields, "key": f"{count}-{n}", "locator": f"{count} {n}"} for n in range(count)]
        with CaptureQueriesContext(connection) as captured:
            load(tmp_path, [{"model": "kb.claim", "fields": row} for row in rows])
        asked.append(sum(query["sql"].startswith("SELECT") for query in captured))
    assert asked[0] == asked[1]


def test_what_is_there_already_is_found_with_one_question_for_each_table(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects)
    with CaptureQueriesContext(connection) as captured:
        load(tmp_path, objects)
    members = 2 + 2 + 1 + 1  # of a resolution and of a need: each read by its key, and compared
    assert sum(query["sql"].startswith('SELECT "kb_') for query in captured) <= len(fixture.FIXTURE_ORDER) + members


def test_a_renamed_row_is_known_by_its_new_name_alone(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects)
    renamed = {"model": "kb.framework", "pk": Framework.objects.get(slug="flask").pk}
    renamed["fields"] = {**of(objects, "framework", slug="flask"), "slug": "flask-3"}
    claim = {**of(objects, "claim", key="n"), "key": "m", "locator": "m", "framework": ["flask-3"]}
    assert refused(tmp_path, [renamed, {"model": "kb.claim", "fields": {**claim, "framework": ["flask"]}}])[1:] == [
        f"- kb.claim m: framework: flask {NOWHERE}"
    ]
    load(tmp_path, [renamed, {"model": "kb.claim", "fields": claim}])
    assert Claim.objects.get(key="m").framework.slug == "flask-3"


# What is refused, and how it is named


def test_an_option_of_the_wrong_aspect(objects: Objects, tmp_path: Path) -> None:
    other = {"aspect": ["other"], "slug": "loud", "label": "Loud", "order": 0, "description": ""}
    aspect = {**of(objects, "aspect", slug="learning"), "slug": "other", "name": "Other"}
    objects += [{"model": "kb.aspect", "fields": aspect}, {"model": "kb.option", "fields": other}]
    of(objects, "claim", key="steep")["option"] = ["other", "loud"]
    assert refused(tmp_path, objects) == [
        "Nothing was loaded: 1 fault.",
        "- kb.claim steep: option: “Loud” is an option of “Other”, not of “Learning”.",
    ]


CLAIM_FAULTS: dict[str, tuple[str, dict[str, Any], str]] = {
    "two values": ("yes", {"text": "MVT"}, "text: “Easy” takes a yes or no, and exactly one value."),
    "no value": ("yes", {"boolean": None}, "boolean: “Easy” takes a yes or no, and exactly one value."),
    "missing source": ("yes", {"source": ["gone"]}, f"source: gone {NOWHERE}"),
    "unknown framework": ("n", {"framework": ["rails"]}, f"framework: rails {NOWHERE}"),
    "unknown option": (
        "steep", {"option": ["learning", "mild"]}, f"option: learning/mild {NOWHERE}",
    ),
    "no locator": ("n", {"locator": " "}, "A published claim needs a locator: say where in the source it stands."),
    "bad date": ("n", {"as_of": "2024-13"}, "as_of: “2024-13”: there is no month 13, months go from 01 to 12."),
    "unknown field": ("n", {"votes": 3}, "votes: there is no such field."),
    "no number": ("n", {"number": "abc"}, "number: This takes a number, like 12.9 or 55600, not “abc”."),
    "number as list": ("n", {"number": [1]}, "number: This takes a number, like 12.9 or 55600, not a list."),
    "no text": ("n", {"locator": ["line", 1]}, "locator: this is a text, not ['line', 1]."),
    "no flag": ("n", {"hedged": "perhaps"}, "hedged: This takes a yes or no, not “perhaps”. Allowed: yes, no."),
    "no day": ("n", {"reviewed_on": "2024-02-30"}, NO_DAY),
    "company": ("n", {"company": ["company-1"]}, "company: “Share” is not asked of companies: leave it empty."),
    "no company": ("used", {"company": None}, "company: “Used in production” is asked of each company: choose one."),
    "unknown status": ("n", {"status": "secret"}, "status: Value 'secret' is not a valid choice."),
    "long text": ("n", {"statement": "a" * 10_000}, LONG),
    "long note": ("n", {"note": "a" * 20_001}, "note: Ensure this value has at most 20000 characters (it has 20001)."),
    "NUL": ("n", {"note": "a\0b"}, "note: Control characters are not allowed."),
    "half a pair": ("n", {"note": "a\ud800b"}, "note: Control characters are not allowed."),
    "bare slug": ("n", {"source": "blog"}, f"source: 'blog' {NO_KEY}"),
    "short key": ("steep", {"option": ["learning"]}, f"option: ['learning'] {NO_KEY}"),
    "row by number": ("n", {"framework": 999}, "framework: framework instance with id 999 is not a valid choice."),
    "no reason": ("n", {"status": "retired"}, "A retired claim needs a reason, and no other claim has one."),
}  # fmt: skip


@pytest.mark.parametrize("name", CLAIM_FAULTS)
def test_a_faulty_claim_is_refused_with_its_file(name: str, objects: Objects, tmp_path: Path) -> None:
    key, change, words = CLAIM_FAULTS[name]
    factories.claim(framework=factories.framework(name="Already here"))
    of(objects, "claim", key=key).update(change)
    report = refused(tmp_path, objects)
    assert report[1] == f"- kb.claim {key}: {words}"
    assert all("resolution" in line for line in report[2:])  # it judged a claim that could not be loaded


def test_a_duplicate_claim_under_another_key(objects: Objects, tmp_path: Path) -> None:
    objects.append({"model": "kb.claim", "fields": {**of(objects, "claim", key="n"), "key": "again"}})
    assert refused(tmp_path, objects)[1:] == ["- kb.claim again: This source has this claim at this place already."]


def test_a_key_that_stands_twice_for_two_things(objects: Objects, tmp_path: Path) -> None:
    objects.append({"model": "kb.claim", "fields": {**of(objects, "claim", key="n"), "locator": "elsewhere"}})
    assert refused(tmp_path, objects)[1:] == ["- kb.claim n: it is in the file more than once, and not the same."]


def test_the_same_row_twice_is_one_row(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects + objects[-3:])
    assert Claim.objects.count() == 5


def test_a_renamed_key(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects)
    of(objects, "claim", key="n")["key"] = "renamed"
    assert refused(tmp_path, objects)[1:] == ["- kb.claim renamed: This source has this claim at this place already."]
    row = {"model": "kb.claim", "pk": Claim.objects.get(key="n").pk, "fields": of(objects, "claim", key="renamed")}
    assert refused(tmp_path, [row])[1:] == ["- kb.claim renamed: key: The key of a claim is permanent: n."]


def test_a_claim_that_would_go_back_to_draft(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects)
    of(objects, "claim", key="n")["status"] = "draft"
    assert refused(tmp_path, objects)[1:] == ["- kb.claim n: status: A published claim cannot become draft."]


OTHER_CELL = f"{READING}: claims: A resolution judges the claims of its own cell, not n."
NO_YES = "kb.need gentle: boolean: Yes or no is chosen for a yes-or-no aspect, and only there."
ROW_FAULTS: dict[str, tuple[str, dict[str, Any], str]] = {
    "framework": (
        "framework", {"slug": "a-vs-b"},
        "kb.framework a-vs-b: The slug of a framework must not contain “-vs-”, start with “vs-” or end with “-vs”: "
        "the address of a comparison joins slugs with it.",
    ),
    "option": ("option", {"aspect": ["gone"]}, f"kb.option gone gentle: aspect: gone {NOWHERE}"),
    "gap": ("gap", {"aspect": ["gone"]}, f"kb.gap django gone: aspect: gone {NOWHERE}"),
    "link": ("sourcelink", {"to_source": ["gone"]}, f"kb.sourcelink blog gone derives: to_source: gone {NOWHERE}"),
    "member by number": ("resolution", {"claims": [999]}, f"{READING}: claims: Not all of [999] are there."),
    "judged claim": ("resolution", {"claims": [["yes"], ["gone"]]}, f"{READING}: claims: gone {NOWHERE}"),
    "claim of another cell": ("resolution", {"claims": [["n"]]}, OTHER_CELL),
    "no list": ("resolution", {"claims": None}, f"{READING}: claims: None {NO_KEY}"),
    "wanted option": ("need", {"options": [["learning", "mild"]]}, f"kb.need gentle: options: learning/mild {NOWHERE}"),
    "need": ("need", {"boolean": True}, NO_YES),
}  # fmt: skip


@pytest.mark.parametrize("name", ROW_FAULTS)
def test_a_faulty_row_is_refused_with_its_file(name: str, objects: Objects, tmp_path: Path) -> None:
    model, change, words = ROW_FAULTS[name]
    row = of(objects, model)
    if model == "framework":
        objects.append({"model": "kb.framework", "fields": {**row, **change, "name": "Another"}})
    else:
        row.update(change)
    assert f"- {words}" in refused(tmp_path, objects)


def test_a_missing_framework_is_named_in_every_row_that_needs_it(objects: Objects, tmp_path: Path) -> None:
    rest = [row for row in objects if row["fields"].get("slug") != "flask"]
    report = refused(tmp_path, rest)
    assert report[0] == "Nothing was loaded: 5 faults."
    assert f"- kb.claim yes: framework: flask {NOWHERE}" in report
    assert f"- kb.claim steep: compared_to: flask {NOWHERE}" in report


def test_all_faults_of_a_file_are_named_at_once(objects: Objects, tmp_path: Path) -> None:
    of(objects, "claim", key="yes")["text"] = "MVT"
    of(objects, "claim", key="n").update(number="abc", votes=1)
    of(objects, "claim", key="used")["locator"] = ""
    objects += [{"model": "kb.clam", "fields": {}}, {"model": "kb.claim"}]
    report = refused(tmp_path, objects)
    names = ["kb.claim n", "kb.claim n", "kb.claim used", "kb.claim yes", "kb.claim", "kb.clam", READING]
    assert sorted(line.removeprefix("- ").split(":")[0] for line in report[1:]) == sorted(names)


def test_a_long_report_is_cut_and_says_so(objects: Objects, tmp_path: Path) -> None:
    fields = of(objects, "claim", key="n")
    faulty = [{"model": "kb.claim", "fields": {**fields, "key": f"f{n}", "votes": 1}} for n in range(60)]
    report = refused(tmp_path, objects + faulty)
    assert (report[0], report[-1], len(report)) == ("Nothing was loaded: 60 faults.", "- and 10 more", 52)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('[{"model": "kb.claim",]', "this is no JSON. Illegal trailing comma|this is no JSON. Expecting property name"),
        ("", "this is no JSON. Expecting value: line 1 column 1"),
        ("{}", "a fixture is a list of objects"),
        ("[1]", "- 1: an object of a fixture has a model and fields."),
        ('[{"model": "kb.claim", "fields": []}]', "- kb.claim: fields are missing."),
        ('[{"model": "kb.clam", "fields": {}}]', "- kb.clam: there is no such model."),
        ('[{"model": "clam", "fields": {}}]', "- clam: there is no such model."),
        ('[{"model": "kb.claim", "pk": "x", "fields": {}}]', "- kb.claim: .*“x” value must be an integer"),
    ],
)
def test_a_file_that_is_no_fixture(content: str, words: str, tmp_path: Path) -> None:
    factories.claim()
    before = picture()
    with pytest.raises(CommandError, match=words):
        load(tmp_path, content)
    assert picture() == before


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "base.json"
    path.write_bytes(b'[{"model": "kb.framework", "fields": {"name": "\xff"}}]')
    with pytest.raises(CommandError, match="utf-8"):
        call_command("loaddata", str(path), verbosity=0)


def test_the_faults_of_a_second_file_undo_the_first(objects: Objects, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(objects))
    of(objects, "claim", key="n")["votes"] = 1
    bad.write_text(json.dumps(objects))
    before = picture()
    with pytest.raises(CommandError, match=r"kb\.claim n: votes"):
        call_command("loaddata", str(good), str(bad), verbosity=0)
    assert picture() == before


# What Django's command can do, this one can


def test_several_files_and_compressed_ones(objects: Objects, tmp_path: Path) -> None:
    claims = [row for row in objects if row["model"] in ("kb.claim", "kb.resolution")]
    rest = [row for row in objects if row not in claims]
    (tmp_path / "rest.json.gz").write_bytes(gzip.compress(json.dumps(rest).encode()))
    (tmp_path / "claims.json.bz2").write_bytes(bz2.compress(json.dumps(claims).encode()))
    call_command("loaddata", str(tmp_path / "rest.json.gz"), str(tmp_path / "claims.json.bz2"), verbosity=0)
    assert (Claim.objects.count(), upkeep.revision()) == (5, 1)


def test_standard_input(objects: Objects, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(objects)))
    call_command("loaddata", "-", format="json", verbosity=0)
    assert Claim.objects.count() == 5


def test_other_formats(tmp_path: Path) -> None:
    path = tmp_path / "base.jsonl"
    fields = {"name": "Flask", "slug": "flask", "aliases": "", "homepage": "", "repository": ""}
    path.write_text(json.dumps({"model": "kb.framework", "fields": fields}))
    call_command("loaddata", str(path), verbosity=0)
    fields["slug"] = "flask-vs-django"
    path.write_text(json.dumps({"model": "kb.framework", "fields": fields | {"name": "Odd"}}))
    with pytest.raises(CommandError, match=r"kb\.framework flask-vs-django: The slug of a framework"):
        call_command("loaddata", str(path), verbosity=0)
    assert Framework.objects.get().history.count() == 1


def test_rows_that_are_excluded_are_left_out(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects, exclude=["kb.claim", "kb.resolution"])
    assert (Claim.objects.count(), Gap.objects.count()) == (0, 1)


def test_unknown_fields_are_ignored_on_demand(objects: Objects, tmp_path: Path) -> None:
    of(objects, "framework", slug="flask")["stars"] = 70_000
    load(tmp_path, objects, ignore=True)
    assert Framework.objects.filter(slug="flask").exists()


def test_fixtures_of_other_apps_load_as_ever(tmp_path: Path) -> None:
    load(tmp_path, [{"model": "auth.group", "pk": 7, "fields": {"name": "Editors", "permissions": []}}])
    assert Group.objects.get(pk=7).name == "Editors"


def test_a_fault_in_another_app_leaves_all_as_it_was(objects: Objects, tmp_path: Path) -> None:
    group = {"model": "auth.group", "pk": 7, "fields": {"name": None, "permissions": []}}
    assert "Could not load auth.Group(pk=7)" in " ".join(refused(tmp_path, [*objects, group]))
    assert not Group.objects.filter(pk=7).exists()


def test_what_dumpdata_writes_can_be_loaded(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects)
    kept, path = whole_file(), tmp_path / "dump.json"
    names = [f"kb.{row['model'].split('.')[1]}" for row in objects]
    call_command("dumpdata", *sorted(set(names)), natural_primary=True, natural_foreign=True, output=str(path))
    empty_base()
    call_command("loaddata", str(path), verbosity=0)
    assert whole_file() == kept


def test_reading_json_elsewhere_is_untouched_by_it(objects: Objects, tmp_path: Path) -> None:
    refused(tmp_path, "[1]")
    with pytest.raises(serializers.base.DeserializationError):
        list(serializers.deserialize("json", "[1]"))


def test_options_belong_to_aspects_that_are_loaded(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects)
    assert list(Option.objects.values_list("aspect__slug", "slug")) == [("learning", "steep"), ("learning", "gentle")]
    assert Aspect.objects.count() == 4


# What was edited here, and what the command says


def saying(folder: Path, objects: Objects, **options: Any) -> list[str]:
    path, out = folder / "base.json", io.StringIO()
    path.write_text(json.dumps(objects))
    call_command("loaddata", str(path), stdout=out, **options)
    return out.getvalue().splitlines()


def edited(key: str = "yes") -> Claim:
    claim = Claim.objects.get(key=key)
    claim.statement = "As we say it here."
    claim.save()
    return claim


def test_it_says_what_is_new_changed_and_unchanged(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects)
    of(objects, "claim", key="yes")["statement"] = "It is easy."
    objects.append({"model": "kb.scope", "fields": {"name": "Small", "slug": "small"}})
    said = saying(tmp_path, objects)
    assert f"1 new, 1 changed, {len(objects) - 2} unchanged." in said
    assert "  claims: 0 new, 1 changed, 4 unchanged" in said
    assert "  scopes: 1 new, 0 changed, 0 unchanged" in said


def test_a_dry_run_says_what_would_change_and_changes_nothing(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects)
    before = picture()
    of(objects, "claim", key="yes")["statement"] = "It is easy."
    said = saying(tmp_path, objects, dry_run=True)
    assert (said[0], said[-2:]) == (
        f"0 new, 1 changed, {len(objects) - 1} unchanged.",
        ["  changed kb.claim yes: statement", "This was a dry run: nothing was changed."],
    )
    assert picture() == before


def test_what_was_edited_here_since_is_not_overwritten(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects)
    edited()
    of(objects, "claim", key="no")["statement"] = "It is hard."
    assert refused(tmp_path, objects) == [
        "Nothing was loaded: 1 fault.",
        "- kb.claim yes: edited here since it was last loaded (statement); --theirs takes the file all the same.",
    ]


def test_what_was_made_here_is_not_overwritten(objects: Objects, tmp_path: Path) -> None:
    factories.framework(slug="flask", name="Our Flask")
    assert refused(tmp_path, objects)[1].startswith("- kb.framework flask: it was made here, and the file says")


def test_with_theirs_the_file_is_taken(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects)
    edited()
    load(tmp_path, objects, theirs=True)
    assert Claim.objects.get(key="yes").statement == of(objects, "claim", key="yes")["statement"]


def test_an_edit_that_the_file_says_too_or_that_was_undone_is_none(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects)
    of(objects, "claim", key="yes")["statement"] = edited().statement
    load(tmp_path, objects)
    no = edited("no")
    no.statement = of(objects, "claim", key="no")["statement"]
    no.save()
    of(objects, "claim", key="no")["note"] = "changed"
    load(tmp_path, objects)
    assert Claim.objects.get(key="no").note == "changed"


def test_members_that_were_changed_here_are_not_overwritten(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, objects)
    Need.objects.get(slug="gentle").options.set(Option.objects.filter(slug="gentle"))
    (line,) = refused(tmp_path, objects)[1:]
    assert line.startswith("- kb.need gentle: edited here since it was last loaded (options)")


# Values, texts and names as at every door


def test_a_number_with_a_point_is_read_as_it_is_written(objects: Objects, tmp_path: Path) -> None:
    of(objects, "claim", key="n")["number"] = 12.9
    load(tmp_path, objects)
    assert str(Claim.objects.get(key="n").number) == "12.9"
    load(tmp_path, objects[::-1])  # read whole, as it is out of order
    assert Claim.objects.get(key="n").history.count() == 1


def test_texts_come_in_clean_and_are_compared_so(objects: Objects, tmp_path: Path) -> None:
    of(objects, "claim", key="n").update(locator="line 7\u00a0", note="one \r\ntwo")
    load(tmp_path, objects)
    claim = Claim.objects.get(key="n")
    assert (claim.locator, claim.note) == ("line 7", "one\ntwo")
    load(tmp_path, objects)
    assert claim.history.count() == 1


def test_a_byte_order_mark_is_passed_over(objects: Objects, tmp_path: Path) -> None:
    load(tmp_path, "\ufeff" + json.dumps(objects))
    assert Claim.objects.count() == 5


def named(slug: str, name: str) -> dict[str, Any]:
    fields = {"name": name, "slug": slug, "aliases": "", "homepage": "", "repository": ""}
    return {"model": "kb.framework", "fields": fields}


def test_a_file_that_makes_a_new_pair_of_names_is_refused(tmp_path: Path) -> None:
    factories.framework(name="Flask", slug="flask")
    assert refused(tmp_path, [named("flask-2", "FLASK")])[1:] == [
        "- kb.framework flask-2: name: “FLASK” is the name of flask already: names differ by more than case and blanks."
    ]


def test_a_file_that_holds_a_pair_of_names_whole_is_loaded_and_can_be_again(tmp_path: Path) -> None:
    pair = [named("flask", "Flask"), named("flask-2", "FLASK"), named("c", "C"), named("c-sharp", "C#")]
    load(tmp_path, pair)
    load(tmp_path, pair)
    pair[1]["fields"]["aliases"] = "Another"
    load(tmp_path, pair[1:2])  # the pair stands already
    assert Framework.objects.count() == 4
