"""What visitors do, in a real Chromium under our content security policy: with script, without it, by keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

MATRIX = "/compare/flask-vs-django/"


@pytest.fixture
def site(page: Page, server: str, complaints: list[str]) -> Page:
    """The full comparison, opened."""
    page.goto(server + MATRIX)
    return page


@pytest.fixture
def plain(chromium: Browser, server: str) -> Iterator[Page]:
    """The full comparison in a browser without script."""
    context = chromium.new_context(java_script_enabled=False)
    context.set_default_timeout(30_000)
    tab = context.new_page()
    tab.goto(server + MATRIX)
    yield tab
    context.close()


def sentence(page: Page) -> str:
    return page.inner_text("#selection")


def unfold(page: Page) -> None:
    """Open the filter panel in place."""
    page.click("#open-filters")
    page.wait_for_selector("#panel #filter-form")


def follow(page: Page, query: str) -> None:
    """Wait until the address has this query and the table is the one of it."""
    page.wait_for_url(f"**{MATRIX}{query}")
    page.wait_for_function("() => !document.querySelector('.htmx-request')")


def test_the_theme_is_chosen_on_a_page_kept_and_no_cookie_is_set(site: Page) -> None:
    paper = "() => getComputedStyle(document.documentElement).getPropertyValue('--paper')"
    light = site.evaluate(paper)
    for _ in range(2):
        site.click("button.theme")
    assert site.inner_text("button.theme") == "Theme: dark"
    site.reload()
    assert (site.inner_text("button.theme"), site.evaluate(paper) == light) == ("Theme: dark", False)
    site.emulate_media(media="print")
    assert site.evaluate(paper) == light
    assert site.context.cookies() == []


def test_filtering_swaps_the_table_and_the_address_follows(site: Page) -> None:
    site.evaluate("document.body.dataset.same = 'page'")
    unfold(site)
    site.check("#id_state_contested")
    follow(site, "?state=contested")
    assert re.match(r"\d+ of \d+ cells in \d+ rows", sentence(site))
    assert site.locator("td.corroborated").count() == 0
    assert site.evaluate("document.body.dataset.same") == "page"


def test_the_panel_stays_open_and_focus_where_it_was(site: Page) -> None:
    unfold(site)
    site.check("#id_flag_split")
    follow(site, "?flag=split")
    assert site.locator("#id_flag_split").is_visible()
    assert site.evaluate("document.activeElement.id") == "id_flag_split"


def test_the_numbers_of_the_panel_follow_the_filter(site: Page) -> None:
    unfold(site)
    before = site.inner_text("label:has(#id_flag_hedged)")
    site.check("#id_state_contested")
    follow(site, "?state=contested")
    site.wait_for_function(f"() => document.querySelector('label:has(#id_flag_hedged)').innerText != {before!r}")
    assert site.is_checked("#id_state_contested")
    assert site.get_attribute("#open-filters", "aria-expanded") == "true"
    assert "1 active" in site.inner_text("#open-filters")


def test_the_link_of_the_panel_closes_it_again(site: Page) -> None:
    assert site.get_attribute("#open-filters", "aria-expanded") == "false"
    unfold(site)
    assert site.get_attribute("#open-filters", "aria-expanded") == "true"
    site.click("#open-filters")
    assert site.locator("#filter-form").count() == 0
    assert site.url.endswith(MATRIX)


def test_what_is_ticked_while_numbers_come_stays_ticked(page: Page, server: str) -> None:
    page.goto(server + MATRIX)
    unfold(page)
    page.check("#id_state_contested")
    page.check("#id_flag_hedged")
    page.check("#id_differs")
    follow(page, "?state=contested&flag=hedged&differs=1")
    page.wait_for_load_state("networkidle")
    assert [page.is_checked(f"#id_{name}") for name in ("state_contested", "flag_hedged", "differs")] == [True] * 3


def test_a_long_list_finds_choices_while_one_types(site: Page) -> None:
    unfold(site)
    site.click("#long-aspect > summary")
    site.fill("#find_aspect", "sqlalchemy")
    site.wait_for_selector("#choices-aspect >> text=and what is chosen")
    assert site.url.endswith(MATRIX)
    site.check("#id_aspect_sqlalchemy-need")
    follow(site, "?aspect=sqlalchemy-need")
    site.wait_for_load_state("networkidle")
    assert site.is_checked("#id_aspect_sqlalchemy-need")
    assert site.input_value("#find_aspect") == "sqlalchemy"


def test_enter_in_a_field_that_finds_choices_applies_nothing(site: Page) -> None:
    unfold(site)
    site.click("#long-aspect > summary")
    site.fill("#find_aspect", "sqlalchemy")
    site.press("#find_aspect", "Enter")
    site.wait_for_selector("#choices-aspect >> text=and what is chosen")
    site.wait_for_load_state("networkidle")
    assert site.url.endswith(MATRIX)
    assert site.locator("#find_aspect").is_visible()


def test_choices_are_found_without_script_and_what_was_ticked_stays(plain: Page) -> None:
    plain.click("#open-filters")
    plain.check("#id_state_contested")
    plain.click("#long-aspect > summary")
    plain.fill("#find_aspect", "sqlalchemy")
    plain.press("#find_aspect", "Enter")
    assert plain.is_checked("#id_state_contested")
    plain.check("#id_aspect_sqlalchemy-need")
    plain.click("#filter-form >> text=Apply")
    assert plain.locator(".chips a:not(.clear)").count() == 2
    assert "find_" not in plain.url


def test_data_links_follow_the_filter(site: Page) -> None:
    site.click(".quick >> text=Rows that differ")
    follow(site, "?differs=1")
    assert site.get_attribute("#faces >> text=CSV", "href") == "/compare/flask-vs-django.csv?differs=1"


def test_a_chip_takes_its_filter_away(site: Page) -> None:
    site.click(".quick >> text=Rows that differ")
    follow(site, "?differs=1")
    site.click(".chips a >> nth=0")
    follow(site, "")
    assert site.locator(".chips").count() == 0
    assert site.evaluate("document.activeElement.id") == "selection"


def test_back_brings_what_was_there_before(site: Page) -> None:
    before = sentence(site)
    site.click(".quick >> text=Rows that differ")
    follow(site, "?differs=1")
    site.go_back()
    follow(site, "")
    assert sentence(site) == before
    site.go_forward()
    follow(site, "?differs=1")
    assert "in rows that differ" in sentence(site)


def test_a_wrong_value_brings_its_message_and_keeps_what_was_typed(page: Page, server: str) -> None:
    page.goto(server + MATRIX)
    unfold(page)
    page.fill("#id_since", "soon")
    page.press("#id_since", "Enter")
    page.wait_for_selector("[role=alert]")
    assert "“soon” is not a date" in page.inner_text("[role=alert]")
    assert page.input_value("#id_since") == "soon"


def test_a_cell_opens_beside_the_table_and_closes_to_where_one_was(site: Page) -> None:
    link = site.locator("td.contested a").first
    title = site.title()
    link.click()
    site.wait_for_selector("#peek[open] #peek-title")
    assert ": Sources dispute it: " in site.title()
    assert site.locator("#peek ol.evidence > li").count() >= 2
    assert site.locator("#peek #roots-head").is_visible()
    assert "/cells/" in site.url
    site.keyboard.press("Escape")
    site.wait_for_url(f"**{MATRIX}")
    assert site.title() == title
    assert site.evaluate("Boolean(document.activeElement.closest('td.contested'))")


def test_back_closes_a_cell_and_leaves_the_table_as_it_was(site: Page) -> None:
    site.click(".quick >> text=Contested")
    follow(site, "?state=contested")
    site.evaluate("document.body.dataset.same = 'page'")
    site.locator("td.contested a").first.click()
    site.wait_for_selector("#peek[open] #peek-title")
    site.go_back()
    site.wait_for_url("**/?state=contested")
    assert not site.locator("#peek").is_visible()
    assert site.evaluate("document.body.dataset.same") == "page"


def test_applying_a_filter_closes_its_panel_and_leads_to_the_result(site: Page) -> None:
    unfold(site)
    site.fill("#id_min_roots", "2")
    site.click("#filter-form >> text=Apply")
    follow(site, "?min_roots=2")
    assert not site.locator("#id_min_roots").is_visible()
    assert site.evaluate("document.activeElement.id") == "selection"


def test_a_cell_that_cannot_be_fetched_opens_as_a_page(page: Page, server: str) -> None:
    page.goto(server + MATRIX)
    page.locator("td.contested a").first.click()
    page.wait_for_selector("#peek[open] #peek-title")
    page.keyboard.press("Escape")
    page.wait_for_url(f"**{MATRIX}")
    link = page.locator("td:not(.contested, .empty) > a:visible").first
    page.route("**/cells/**", lambda route: route.fulfill(status=500), times=1)
    link.click()
    page.wait_for_url("**/cells/**")
    assert page.locator("h1").is_visible()


def test_columns_and_groups_move_and_the_table_turns(site: Page) -> None:
    unfold(site)
    site.click("#arranging > summary")
    site.click("[aria-label='Later: Flask']")
    site.wait_for_url("**/compare/django-vs-flask/")
    site.wait_for_function("() => document.querySelector('h1').innerText == 'Django vs Flask'")
    assert site.locator("table >> nth=0 >> thead th").all_inner_texts() == ["Aspect", "Django", "Flask"]
    site.click("#arranging >> text=Frameworks as rows")
    site.wait_for_selector("table.turned")
    assert site.locator("table.turned >> nth=0 >> tbody th").all_inner_texts() == ["Django", "Flask"]


def test_the_chooser_leads_to_a_decision_record(page: Page, server: str, complaints: list[str]) -> None:
    page.goto(server + "/choose/")
    page.check("input[name=must][value=rest-api]")
    page.check("input[name=nice][value=admin-panel]")
    page.click("main button[type=submit]")
    page.wait_for_url("**/choose/?*must=rest-api*")
    href = page.get_attribute("#faces >> text=Markdown", "href")
    record = page.request.get(server + str(href)).text()
    assert "## Decision Drivers" in record
    assert "## Considered Options" in record


def test_a_need_is_found_by_its_words_and_what_is_ticked_stays_in_sight(page: Page, server: str) -> None:
    page.goto(server + "/choose/")
    page.check("input[name=must][value=rest-api]")
    page.fill("#find-need", "MACHINE learn")
    assert page.locator(".needs b").locator("visible=true").all_inner_texts() == ["REST API", "Machine learning"]
    page.fill("#find-need", "nothing such")
    page.uncheck("input[name=must][value=rest-api]")
    page.fill("#find-need", "nothing of the kind")
    assert page.is_visible("#no-need")


def test_everything_works_without_script(plain: Page, server: str) -> None:
    plain.click("#open-filters")
    plain.check("#id_state_contested")
    plain.click("#filter-form >> text=Apply")
    assert re.match(r"\d+ of \d+ cells in \d+ rows", sentence(plain))
    plain.click(".quick >> text=Rows that differ")
    assert "in rows that differ" in sentence(plain)
    plain.click(".chips a >> nth=0")
    plain.click("td.contested a >> nth=0")
    assert plain.inner_text(".verdict").startswith("Sources dispute it")
    plain.go_back()
    plain.click("#open-filters")
    plain.click("#arranging > summary")
    plain.click("[aria-label='Later: Flask']")
    assert plain.inner_text("h1") == "Django vs Flask"


def test_filtering_by_keyboard_alone(site: Page) -> None:
    site.locator("#open-filters").focus()
    site.keyboard.press("Enter")
    site.wait_for_selector("#filter-form")
    reach(site, "id_differs")
    site.keyboard.press("Space")
    follow(site, "?differs=1")
    reach(site, "id_state_contested")
    site.keyboard.press("Space")
    follow(site, "?state=contested&differs=1")


def test_the_skip_link_leads_past_the_navigation(site: Page) -> None:
    site.keyboard.press("Tab")
    site.keyboard.press("Enter")
    assert site.evaluate("document.activeElement.id") == "main"


def reach(page: Page, name: str) -> None:
    """Press Tab until the control with this id has focus."""
    for _ in range(60):
        if page.evaluate("document.activeElement.id") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {name}")
