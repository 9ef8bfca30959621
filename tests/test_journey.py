"""The whole way once in a real Chromium: an event is logged, a report signed, accepted, consolidated, acknowledged.

The pages run with their scripts and their content security policy; `page` fails on a script error or a refusal.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from reports.models import CouncilReport, Edition, NationalReport
from tests.factories import PASSWORD
from tests.reports import world as worlds

TODAY = "2019-04-05"


@pytest.fixture
def world(transactional_db: None, settings: Any) -> worlds.World:
    settings.TIPCC_TODAY = TODAY  # the server's threads do not see clock.at()
    made = worlds.make_world()
    worlds.sms_officer()
    worlds.ga_reader()
    return made


def sign_in(page: Any, username: str) -> None:
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/")


def fits(page: Any, width: int) -> bool:
    """Whether the page needs no sideways scrolling at this width."""
    page.set_viewport_size({"width": width, "height": 800})
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_an_event_is_logged_and_nothing_typed_is_lost(page: Any, world: worlds.World) -> None:
    sign_in(page, "kg-b-secretary")
    page.goto("/councils/KG-B/events/new/")
    page.fill("#id_item", world.item.number)
    page.press("#id_item", "Enter")
    page.fill("input[name=title]", "Жаштар адам сатууга каршы")
    page.select_option("select[name=form]", "lecture")
    page.select_option("select[name=district]", str(world.district.pk))
    page.fill("input[name=starts_on]", "5.4.2019")
    page.fill("input[name=participants]", "20")
    page.fill("input[name=women]", "15")
    page.fill("input[name=men]", "9")
    page.click("main #page-form button.btn-big")
    page.wait_for_selector(".summary")

    assert page.title().startswith("Ошибка:")  # 24 of 20: refused in words, with a way to the field
    page.click(".summary a")
    assert page.evaluate("document.activeElement.name") == "women"
    assert fits(page, 320) and fits(page, 1280)

    page.click("button[name=set_language][value=ky]")
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.lang") == "ky"
    assert page.input_value("input[name=title]") == "Жаштар адам сатууга каршы"
    assert page.input_value("input[name=women]") == "15"

    page.fill("input[name=women]", "11")
    page.click("main #page-form button.btn-big")
    page.wait_for_url("**/events/KG-B-2019-0001/**")
    event = world.council.events.get()
    assert (event.title, event.participants, event.sex_not_recorded) == ("Жаштар адам сатууга каршы", 20, 0)
    page.goto("/councils/KG-B/events/?q=адам")
    assert "KG-B-2019-0001" in page.content() and fits(page, 360)


@pytest.fixture(params=["with scripts", "without scripts"])
def any_page(request: pytest.FixtureRequest, browser: Any, live_server: Any) -> Iterator[Any]:
    scripts = request.param == "with scripts"
    context = browser.new_context(base_url=live_server.url, java_script_enabled=scripts, locale="ru-RU")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def test_a_report_goes_from_the_secretary_to_the_government_administration(any_page: Any, world: worlds.World) -> None:
    page = any_page
    worlds.record(world, date(2019, 3, 1))
    report = worlds.prepared(world, worlds.open_report(world))
    address = f"/councils/KG-B/reports/{report.period.label}/"

    sign_in(page, "kg-b-chair")
    page.goto(f"{address}sign/")
    assert fits(page, 360)
    page.click("form.sign-box button.btn-big")
    page.wait_for_url(f"**{address}")
    assert Edition.objects.get().short_code in page.content()

    sign_in(page, "sms")
    page.goto(address)
    page.click(f"form[action$='{address}accept/'] button")
    page.wait_for_load_state()
    assert CouncilReport.objects.get().status == "accepted"
    page.goto(f"/national/{report.period.label}/consolidate/")
    page.click("main #page-form button.btn:not(.btn-2)")
    page.wait_for_url(f"**/national/{report.period.label}/")
    page.click("form[action$='/submit/'] button")
    page.wait_for_load_state()

    sign_in(page, "ga")
    page.goto(f"/national/{report.period.label}/")
    page.click("form[action$='/acknowledge/'] button")
    page.wait_for_load_state()
    assert NationalReport.objects.get().status == "acknowledged"
