from __future__ import annotations

from xml.etree.ElementTree import Element

from django.forms.renderers import DjangoTemplates
from django.http import QueryDict
from django.template import Context, Template
from pytest_django.asserts import assertHTMLEqual

from compare.filters import FILTERS, ComparisonFilter
from compare.filters.filter_form import MOST_LISTED, Listing, count_choices, dress
from compare.filters.order_filters import PAGING
from tests.compare.reading import strict
from tests.compare.records import vocabulary


def dressed(query: str, **listings: Listing) -> ComparisonFilter:
    """The filters of a query, right or wrong, with a form that can be shown."""
    filters = ComparisonFilter(QueryDict(query), vocabulary())
    dress(filters, listings, "/filters/claims/")
    return filters


def form(query: str) -> Element:
    """The form of a query, right or wrong, as HTML."""
    filters = dressed(query)
    template = Template("<!doctype html>{% load crispy_forms_tags %}{% crispy filters.form filters.helper %}")
    return strict(template.render(Context({"filters": filters})))


def named(root: Element, name: str) -> list[Element]:
    return [one for one in root.iter() if one.get("name") == name]


def chosen(root: Element, name: str) -> list[str]:
    """What the form would send for a parameter."""
    options = [one for field in named(root, name) for one in field.iter("option") if one.get("selected") is not None]
    boxes = [one for one in named(root, name) if one.get("checked") is not None]
    texts = [one for one in named(root, name) if one.tag == "input" and one.get("type") not in ("checkbox", "radio")]
    return [str(one.get("value")) for one in [*options, *boxes, *texts] if one.get("value")]


def test_every_filter_but_the_page_has_a_field_with_a_label() -> None:
    root = form("")
    for name in set(FILTERS) - {*PAGING}:
        assert named(root, name), name
    labelled = {one.get("for") for one in root.iter("label")} | {
        one.get("id") for one in root.iterfind(".//label/input")
    }
    fields = [one for one in root.iter() if one.tag in ("input", "select") and one.get("name")]
    assert [one.get("name") for one in fields if one.get("id") not in labelled and not one.get("aria-label")] == []


def test_the_form_keeps_what_was_asked() -> None:
    root = form("framework=flask&min_roots=2&q=a%26b&since=2024&value=easy&value=12&differs=1&state=single&order=name")
    expected = {
        "framework": ["flask"], "min_roots": ["2"], "q": ["a&b"], "since": ["2024"], "value": ["easy", "12"],
        "differs": ["1"], "state": ["single"], "order": ["name"],
    }  # fmt: skip
    assert {name: chosen(root, name) for name in expected} == expected


def test_jinja2_renders_the_inputs_as_django_s_own_templates_do() -> None:
    filters = dressed("framework=flask&state=x&q=a%26b&value=easy&differs=1")
    shown = [str(field) for field in filters.form]
    filters.form.renderer = DjangoTemplates()
    for by_jinja, by_django in zip(shown, filters.form, strict=True):
        assertHTMLEqual(by_jinja, str(by_django))


def test_the_form_keeps_what_was_refused() -> None:
    root = form("framework=flsk&framework=flask&state=x&aspect=y&min_roots=z&since=q&value=w&order=v&differs=2")
    assert sorted(chosen(root, "framework")) == ["flask", "flsk"]
    for name, typed in {
        "state": "x",
        "aspect": "y",
        "min_roots": "z",
        "since": "q",
        "value": "w",
        "order": "v",
    }.items():
        assert chosen(root, name) == [typed], name


def test_no_order_is_chosen_when_none_was_asked() -> None:
    assert chosen(form(""), "order") == []


def test_hostile_text_is_escaped() -> None:
    root = form("q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&framework=%3Cb%3E")
    assert list(root.iter("script")) == []
    assert chosen(root, "framework") == ["<b>"]


def test_the_form_sends_groups_in_the_order_in_which_they_were_asked() -> None:
    for order in (["effort", "basics"], ["basics", "effort"]):
        assert chosen(form("&".join(f"group={slug}" for slug in order)), "group") == order


MANY = Listing([(f"s{number}", f"Source {number}") for number in range(MOST_LISTED)], search_text="sou")


def test_a_bounded_list_has_a_field_that_looks_for_others_and_any_other_list_has_none() -> None:
    listed = dressed("source=s3", source=MANY, framework=Listing([("flask", "Flask")]))
    finders = {name: bool(getattr(field.widget, "finder", None)) for name, field in listed.form.fields.items()}
    assert [name for name, has_one in finders.items() if has_one] == ["source"]


def test_what_was_refused_stays_in_a_bounded_list() -> None:
    values = [value for value, _ in dressed("source=nothing", source=MANY).form.fields["source"].widget.choices]
    assert values == [*(slug for slug, _ in MANY.choices), "nothing"]


def test_choices_that_were_looked_for_stay_when_they_would_leave_nothing() -> None:
    filters = dressed("", source=MANY)
    count_choices(filters.form, {"source": {"s1": 2}})
    labels = [str(label) for _, label in filters.form.fields["source"].widget.choices]
    assert len(labels) == MOST_LISTED
    assert labels[1].endswith('<span class="n">2</span>')
