"""Typed text is never lost, in a real Chromium on the event form: errors, languages, closed tabs, ended sessions."""

import re
import time
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from actionplans.models import Event
from councils.models import Draft
from tests.factories import PASSWORD
from tests.reports import world as worlds

NEW = "/councils/KG-B/events/new/"
TYPED = {
    "title": "Как не стать жертвой вербовщика", "starts_on": "05.04.2019", "place": "лицей № 21", "participants": "20",
    "women": "11", "men": "9", "age_14_28": "20", "materials": "30", "organisers": "РОО «Ак-Жол»", "note": "Повторить",
}  # fmt: skip
STATUS = "#page-form > [role=status]:last-child"
SAVE = "main #page-form button.btn-big"


@pytest.fixture
def world(transactional_db: None, settings: Any) -> worlds.World:
    settings.TIPCC_TODAY = "2019-04-05"  # the server's threads do not see clock.at()
    return worlds.make_world()


def sign_in(page: Any, username: str = "kg-b-secretary") -> None:
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/accounts/login/" not in address)


def open_form(page: Any) -> str:
    """Sign in and open a new event's form; returns its address."""
    page.goto("/accounts/login/")
    sign_in(page)
    page.goto(NEW)
    return str(page.url)


def fill_in(page: Any, world: worlds.World, **changes: str) -> None:
    choose(page, "item", world.item.pk)
    choose(page, "district", world.district.pk)
    choose(page, "form", "lecture")
    page.locator("input[name=basis]").first.check()
    for name, text in (TYPED | changes).items():
        page.fill(f"[name={name}]", text)


def choose(page: Any, name: str, value: object) -> None:
    """In a select, also one that a script has put a finder in front of."""
    page.eval_on_selector(
        f"select[name={name}]",
        "(select, value) => { select.value = value; select.dispatchEvent(new Event('change', {bubbles: true})); }",
        str(value),
    )


def shown(page: Any) -> dict[str, str]:
    return {name: page.input_value(f"[name={name}]") for name in TYPED}


def assert_all_there(page: Any, world: worlds.World, **changes: str) -> None:
    assert shown(page) == TYPED | changes
    picked = {
        name: page.eval_on_selector(f"select[name={name}]", "e => e.value") for name in ("item", "district", "form")
    }
    assert picked == {"item": str(world.item.pk), "district": str(world.district.pk), "form": "lecture"}
    assert page.locator("input[name=basis]").first.is_checked()


def save(page: Any) -> Event:
    """Record what stands in the form, through the check page if there is one."""
    page.click(SAVE)
    page.wait_for_load_state()
    if "/events/new/" in page.url and page.locator("input[name=seen]").count():
        page.click(SAVE)
    page.wait_for_url(re.compile(r"/events/KG-B-2019-\d+/"))
    return Event.objects.get()


def kept_by(page: Any, act: Any) -> str:
    """What the server answers to the autosave that `act` sets off."""
    with page.expect_response("**/drafts/keep/") as caught:
        act()
    return str(caught.value.text())


def end_sessions() -> None:
    Session.objects.all().delete()


def test_a_session_that_ended_before_sending_costs_a_sign_in_and_nothing_else(page: Any, world: worlds.World) -> None:
    address = open_form(page)
    fill_in(page, world)
    end_sessions()
    page.click(SAVE)
    page.wait_for_url(re.compile(r"/accounts/login/\?next="))
    assert not Event.objects.exists()

    sign_in(page)
    assert page.url == address
    assert_all_there(page, world)
    assert page.locator(".note button[name=drop_draft]").is_visible()
    event = save(page)
    assert (event.title, event.place, event.participants, event.women) == (TYPED["title"], TYPED["place"], 20, 11)
    assert not Draft.objects.exists()


def test_somebody_else_who_signs_in_there_sees_nothing_of_it(page: Any, world: worlds.World) -> None:
    open_form(page)
    fill_in(page, world)
    end_sessions()
    page.click(SAVE)
    page.wait_for_url(re.compile(r"/accounts/login/\?next="))
    sign_in(page, "kg-b-chair")
    assert TYPED["title"] not in page.content()
    page.goto("/drafts/")
    assert TYPED["title"] not in page.content()


def test_back_after_an_error_shows_everything(page: Any, world: worlds.World) -> None:
    open_form(page)
    fill_in(page, world, men="19")
    page.click(SAVE)
    page.wait_for_selector(".summary")
    assert_all_there(page, world, men="19")
    page.go_back()
    page.wait_for_selector("[name=title]")
    assert_all_there(page, world, men="19")
    page.reload()
    assert_all_there(page, world, men="19")
    page.fill("[name=men]", "9")
    assert save(page).men == 9


def test_the_language_switch_shows_everything(page: Any, world: worlds.World) -> None:
    open_form(page)
    fill_in(page, world)
    for language in ("ky", "en", "ru"):
        page.click(f"button[name=set_language][value={language}]")
        page.wait_for_selector(f"html[lang={language}]")
        assert_all_there(page, world)


def test_what_was_typed_is_saved_every_20_seconds_and_there_when_the_tab_is_opened_again(
    page: Any, world: worlds.World
) -> None:
    page.clock.install()
    address = open_form(page)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url) if request.url.endswith("/keep/") else None)
    fill_in(page, world)
    page.clock.run_for(5_000)
    assert not requests
    told = kept_by(page, lambda: page.clock.run_for(16_000))
    page.wait_for_function("([at, told]) => document.querySelector(at).textContent == told", arg=[STATUS, told])
    assert len(requests) == 1
    page.clock.run_for(120_000)
    assert len(requests) == 1  # nothing changed: nothing is sent
    page.fill("[name=note]", TYPED["note"] + "!")
    page.fill("[name=note]", TYPED["note"])
    page.clock.run_for(30_000)
    assert len(requests) == 1  # changed and changed back

    again = page.context.new_page()
    page.close()
    again.goto(address)
    assert_all_there(again, world)
    again.goto("/drafts/")
    again.click(f"text={TYPED['title']} >> xpath=ancestor::tr >> a")
    assert again.url == address
    assert save(again).title == TYPED["title"]
    again.goto("/drafts/")
    assert TYPED["title"] not in again.content()


def test_leaving_the_page_saves_at_once(page: Any, world: worlds.World) -> None:
    address = open_form(page)
    fill_in(page, world)
    page.goto("/healthz")
    deadline = time.monotonic() + 10
    while not Draft.objects.exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    page.goto(address)
    assert_all_there(page, world)


def test_a_saved_event_leaves_no_draft_behind(page: Any, world: worlds.World) -> None:
    page.clock.install()
    open_form(page)
    fill_in(page, world)
    kept_by(page, lambda: page.clock.run_for(21_000))
    page.fill("[name=note]", "Ещё раз")
    assert save(page).note == "Ещё раз"
    page.goto("/")
    assert not Draft.objects.exists()


def test_starting_afresh_leaves_no_draft_behind(page: Any, world: worlds.World) -> None:
    open_form(page)
    fill_in(page, world)
    page.click("button[name=set_language][value=en]")
    page.wait_for_selector("html[lang=en]")
    page.fill("[name=note]", "Ещё раз")
    page.click("button[name=drop_draft]")
    page.wait_for_load_state()
    page.goto("/")
    assert not Draft.objects.exists()


def test_autosave_and_sending_work_after_a_sign_in_in_another_tab(page: Any, world: worlds.World) -> None:
    page.clock.install()
    address = open_form(page)
    fill_in(page, world)
    end_sessions()
    kept_by(page, lambda: page.clock.run_for(21_000))
    assert Draft.objects.get().data["title"] == [TYPED["title"]]

    other = page.context.new_page()
    other.goto("/accounts/login/")
    sign_in(other)  # a new session and another CSRF token
    page.fill("[name=note]", "После входа")
    kept_by(page, lambda: page.clock.run_for(21_000))
    assert Draft.objects.get().data["note"] == ["После входа"]

    page.fill("[name=place]", "клуб")
    page.click(SAVE)
    page.wait_for_selector("text=403")
    assert not Event.objects.exists()
    page.click("main a.btn-big")
    page.wait_for_url(address)
    assert_all_there(page, world, note="После входа", place="клуб")
    assert save(page).place == "клуб"


def test_without_a_connection_the_form_stays_and_says_so(page: Any, world: worlds.World) -> None:
    page.clock.install()
    open_form(page)
    fill_in(page, world)
    page.context.set_offline(True)
    page.clock.run_for(21_000)
    page.wait_for_function("at => document.querySelector(at).textContent", arg=STATUS)
    lost = page.inner_text(STATUS)
    page.click(SAVE)
    assert shown(page) == TYPED
    page.context.set_offline(False)
    page.wait_for_function("([at, was]) => document.querySelector(at).textContent != was", arg=[STATUS, lost])
    assert Draft.objects.get().data["title"] == [TYPED["title"]]
    assert save(page).title == TYPED["title"]
